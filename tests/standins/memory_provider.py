"""A provider in memory: has documents signed as any provider does, in order, without a network."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from concordat.domain.dispatch import (
    LIVE,
    DispatchStanding,
    Report,
    SeatReport,
    SeatStanding,
)
from concordat.domain.errors import NotAllowed, NotFound
from concordat.domain.signing import Seat
from concordat.services.ports import Clock
from concordat.services.providers import Handover, SeatAsked, SignedElsewhere

DONE = {SeatStanding.SIGNED, SeatStanding.DECLINED}


@dataclass
class Held:
    """A dispatch that is held, and what is reported of it."""

    handover: Handover
    report: Report
    changed_at: datetime


@dataclass
class MemoryProvider:
    """The provider. `sent` counts how often something was handed over; `letters` whom it wrote to."""

    clock: Clock
    title: str = "Memory"
    held: dict[str, Held] = field(default_factory=dict)
    sent: int = 0
    letters: list[str] = field(default_factory=list)
    failing: Exception | None = None

    def send(self, dispatch: Handover, tried_at: datetime | None) -> str:
        """Take a dispatch, once."""
        if self.failing is not None:
            raise self.failing
        if tried_at is not None:
            for reference, held in self.held.items():
                if held.handover.key == dispatch.key:
                    return reference
        self.sent += 1
        reference = f"memory-{self.sent}"
        seats = tuple(
            SeatReport(one.seat, SeatStanding.WAITING, one.email) for one in dispatch.seats
        )
        report = Report(reference, dispatch.key, DispatchStanding.OPEN, seats)
        self.held[reference] = Held(dispatch, report, self.clock.now())
        self._route(reference)
        return reference

    def ask(self, reference: str, asked: SeatAsked) -> None:
        """Ask a seat again, or its new holder."""
        found = self._seat(reference, asked.seat)
        if found.standing in DONE:
            raise NotAllowed("That seat has answered.")
        self._become(reference, asked.seat, SeatStanding.ASKED, email=asked.email)
        self.letters.append(asked.email)

    def recall(self, reference: str, reason: str) -> None:
        """Close a dispatch."""
        self._close(reference, DispatchStanding.RECALLED, reason)

    def reports_since(self, since: datetime) -> tuple[Report, ...]:
        """Return what has changed since."""
        return tuple(h.report for h in self.held.values() if h.changed_at >= since)

    def read_message(self, message: bytes) -> Report | None:
        """Return the report of the dispatch whose reference is the message."""
        held = self.held.get(message.decode())
        return None if held is None else held.report

    def fetch(self, reference: str, *, complete: bool) -> SignedElsewhere:
        """Return words for what was signed."""
        if reference not in self.held or complete != (
            self.held[reference].report.standing == DispatchStanding.COMPLETE
        ):
            raise NotFound("There is no such dispatch.")
        return SignedElsewhere(f"%signed|{reference}".encode(), f"%proof|{reference}".encode())

    def sign(self, reference: str, seat: Seat, name: str) -> None:
        """Have a seat sign."""
        self._become(reference, seat, SeatStanding.SIGNED, name=name, at=self.clock.now())
        self._route(reference)

    def decline(self, reference: str, seat: Seat, reason: str) -> None:
        """Have a seat decline, which ends it for everyone."""
        now = self.clock.now()
        self._become(reference, seat, SeatStanding.DECLINED, reason=reason, at=now)
        self._close(reference, DispatchStanding.DECLINED, "")

    def bounce(self, reference: str, seat: Seat, reason: str) -> None:
        """Have the letter to a seat come back."""
        self._become(reference, seat, SeatStanding.UNREACHABLE, reason=reason)

    def fail_identity(self, reference: str, seat: Seat) -> None:
        """Have whoever holds a seat fail to show who they are."""
        self._become(reference, seat, SeatStanding.UNIDENTIFIED, at=self.clock.now())

    def expire(self, reference: str) -> None:
        """Close a dispatch because its time has run."""
        self._close(reference, DispatchStanding.EXPIRED, "Its time has run.")

    def _seat(self, reference: str, seat: Seat) -> SeatReport:
        return next(one for one in self.held[reference].report.seats if one.seat == seat)

    def _become(
        self, reference: str, seat: Seat, standing: SeatStanding, **changes: object
    ) -> None:
        held = self.held[reference]
        assert held.report.standing in LIVE
        seats = tuple(
            replace(one, standing=standing, **changes) if one.seat == seat else one  # type: ignore[arg-type]
            for one in held.report.seats
        )
        self._say(reference, replace(held.report, seats=seats))

    def _close(self, reference: str, standing: DispatchStanding, reason: str) -> None:
        held = self.held[reference]
        if held.report.standing in LIVE:
            self._say(reference, replace(held.report, standing=standing, reason=reason))

    def _say(self, reference: str, report: Report) -> None:
        self.held[reference].report = report
        self.held[reference].changed_at = self.clock.now()

    def _route(self, reference: str) -> None:
        held = self.held[reference]
        waiting = [
            one
            for one in held.handover.seats
            if self._seat(reference, one.seat).standing != SeatStanding.SIGNED
        ]
        if not waiting:
            self._close(reference, DispatchStanding.COMPLETE, "")
            return
        turn = min(one.order for one in waiting)
        for one in waiting:
            if one.order == turn and (
                self._seat(reference, one.seat).standing == SeatStanding.WAITING
            ):
                self._become(reference, one.seat, SeatStanding.ASKED)
                self.letters.append(one.email)
