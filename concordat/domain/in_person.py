"""When the agreement is signed on a tablet that is passed along at the public signing.

The rules:
1. The programme names an officer, who opens the tablet by a link and a code of their own, and closes it.
   Source: config `timeline.public_signing.in_person`.
2. The director opens an in-person signing on its day, while the version is being signed; it ends with
   that day. Opening another one closes the one before.
3. The tablet shows roles alone, in their order. Whoever signs on it is identified as anyone is, by the
   code sent to their own address, or, where the programme permits it, by the officer's word.
4. The officer vouches for nobody whose address is their own, and so can sign for nobody but themselves.
5. What is open on the tablet for one signatory is closed before the next one gets it.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from concordat.domain.calendar import at_local, local_date
from concordat.domain.holder import Holder, holder_asked, holder_on
from concordat.domain.rules import InPersonRule
from concordat.domain.signature import RequestStatus, Signing, SigningRequest
from concordat.domain.signing import Seat, seats


@dataclass(frozen=True, slots=True)
class InPersonSigning:
    """A tablet opened for the public signing of a version. Times are aware, in UTC."""

    id: str
    version_id: str
    number: int
    link_sha256: str
    opened_at: datetime
    closes_at: datetime
    closed_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        """Say whether it can be signed on."""
        return self.closed_at is None and now < self.closes_at

    @property
    def key(self) -> str:
        """Its id within its version."""
        return self.id.removeprefix(f"{self.version_id}/")


class Turn(StrEnum):
    """Where one seat of a signing stands, for those in the room and on a signatory's own page."""

    SIGNED = "has signed"
    NOW = "can sign now"
    LATER = "signs later"
    DECLINED = "has declined"
    NOT_ASKED = "has not been asked yet"
    NOT_NEEDED = "need not sign any more"


@dataclass(frozen=True, slots=True)
class SeatInLine:
    """One seat, in signing order. `request` is what can be signed now, None for every other turn."""

    seat: Seat
    role: str
    organisation: str
    order: int
    need: int
    of: int
    turn: Turn
    request: SigningRequest | None = None


def ends_at(opened_at: datetime, timezone: str) -> datetime:
    """Return the end of the local day of that time, in UTC."""
    return at_local(local_date(opened_at, timezone) + timedelta(days=1), time(0), timezone)


def line_of(signing: Signing, timezone: str, now: datetime) -> tuple[SeatInLine, ...]:
    """Return every seat of a signing with its turn, in signing order; roles of deputies in full."""
    line = _Line(signing, timezone, now)
    found = [line.place_of(seat) for seat, _ in seats(signing.blocks)]
    return tuple(sorted(found, key=lambda s: (s.order, s.seat)))


@dataclass(frozen=True, slots=True)
class _Line:
    signing: Signing
    timezone: str
    now: datetime

    def place_of(self, seat: Seat) -> SeatInLine:
        block, turn = self.signing.blocks[seat.block], self._turn(seat)
        role, organisation = self._who(seat)
        return SeatInLine(
            seat=seat,
            role=role,
            organisation=organisation,
            order=block.order,
            need=block.need,
            of=len(block.candidates),
            turn=turn,
            request=self._last(seat) if turn == Turn.NOW else None,
        )

    def _last(self, seat: Seat) -> SigningRequest | None:
        return next((r for r in reversed(self.signing.requests) if r.seat == seat), None)

    def _who(self, seat: Seat) -> tuple[str, str]:
        made = next((s for s in self.signing.signatures if s.seat == seat), None)
        if made is not None:
            return made.role, made.organisation
        last = self._last(seat)
        if last is not None and last.status == RequestStatus.OPEN:
            holder = holder_asked(self.signing, last, self.timezone)
        else:
            today = local_date(self.now, self.timezone)
            holder = holder_on(self.signing.signatory(seat), today)
        return holder.title, holder.organisation

    def _turn(self, seat: Seat) -> Turn:
        in_block = [s.seat for s in self.signing.signatures if s.block == seat.block]
        if seat in in_block:
            return Turn.SIGNED
        if len(in_block) >= self.signing.blocks[seat.block].need:
            return Turn.NOT_NEEDED
        last = self._last(seat)
        if last is not None and last.status == RequestStatus.DECLINED:
            return Turn.DECLINED
        if seat not in self.signing.progress.waiting_for:
            return Turn.LATER
        if last is None or last.status != RequestStatus.OPEN or self.now >= last.expires_at:
            return Turn.NOT_ASKED
        return Turn.NOW


def may_vouch(rule: InPersonRule | None, holder: Holder) -> bool:
    """Say whether the officer may vouch for the holder of a seat; see rules 3 and 4."""
    if rule is None or not rule.witness:
        return False
    return holder.email.casefold() != rule.officer.email.casefold()
