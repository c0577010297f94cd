"""What the facilitator has to see to: what is awaited from whom, and what was asked or went wrong.

The rules:
1. What is overdue comes first, the longest overdue at the top; then what is due next; what has no date
   comes last.
2. Everyone is named by role. Addresses are masked; nothing here opens a page that is somebody's own.
3. What is seen to goes by itself: a format when it is supplied, a question, a decline or a letter that
   came back when its request is answered or replaced.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from concordat.domain.calendar import local_date
from concordat.domain.holder import holder_asked, last_day
from concordat.domain.identity import masked
from concordat.domain.record import Notice, PlaceRecord, Version
from concordat.domain.rules import PlaceId
from concordat.domain.signature import (
    PUBLIC,
    FormatRequest,
    RequestStatus,
    Signing,
    SigningRequest,
)
from concordat.domain.states import PlaceStatus, ReviewState, VersionState
from concordat.services.register import Reading
from concordat.services.seats import OVER

LATE_LETTER = timedelta(hours=1)
"""After which time a letter that is still owed is one that cannot be handed over."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """One thing that is awaited. `of` is a role or a body; `due_on` is None where no day is set."""

    of: str
    what: str
    due_on: date | None
    overdue: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class ToSeeTo:
    """One thing for the facilitator. `act` is the deployment with which it is done, if there is one."""

    what: str
    of: str
    where: str
    on: date
    words: str = ""
    act: str = ""


@dataclass(frozen=True, slots=True)
class FacilitatorsDesk:
    """What lies on the desk for one version."""

    version: Version
    awaited: tuple[Awaited, ...]
    to_see_to: tuple[ToSeeTo, ...]
    late_letters: int


def facilitators_desk(view: Reading, version_id: str) -> FacilitatorsDesk:
    """Return what lies on the facilitator's desk for the version; NotFound if there is none."""
    version = view.version(version_id)
    places = () if version.state in OVER else view.places(version)
    signings = _signings(view, version, places)
    awaited = [*_bodies(view, version, places), *_reviews(view, version)]
    for where, signing in signings:
        awaited += _signatures(view, version, where, signing)
    asked = [n for n in view.records(Notice, version.id) if "/question/" in n.id]
    to_see_to = [*_formats(view, version)]
    for where, signing in signings:
        to_see_to += _of_signing(version, where, signing, asked)
    owed = [n for n in view.unsent_notices() if n.version_id == version.id]
    return FacilitatorsDesk(
        version=version,
        awaited=tuple(sorted(awaited, key=_urgency)),
        to_see_to=tuple(sorted(to_see_to, key=lambda one: (one.on, one.where, one.of))),
        late_letters=sum(
            n.queued_at is not None and n.queued_at + LATE_LETTER < view.now for n in owed
        ),
    )


def _urgency(one: Awaited) -> tuple[bool, date, str, str]:
    return (not one.overdue, one.due_on or date.max, one.what, one.of)


def _today(view: Reading, version: Version) -> date:
    return local_date(view.now, version.programme.timezone)


def _signings(
    view: Reading, version: Version, places: tuple[PlaceRecord, ...]
) -> list[tuple[str, Signing]]:
    if version.state in OVER:
        return []
    here = [(p.place.name, p.signing) for p in places if p.ratification.status not in OVER]
    return [("the agreement", view.signing(version, PUBLIC)), *here]


def _signatures(view: Reading, version: Version, where: str, signing: Signing) -> Iterator[Awaited]:
    today, timezone = _today(view, version), version.programme.timezone
    for request in signing.open_requests:
        due_on = last_day(request, timezone)
        yield Awaited(
            of=_of(version, signing, request),
            what=f"signature for {where}",
            due_on=due_on,
            overdue=due_on < today,
            note=_reminded(request),
        )


def _of(version: Version, signing: Signing, request: SigningRequest) -> str:
    holder = holder_asked(signing, request, version.programme.timezone)
    return f"{holder.title}, {holder.organisation}"


def _reminded(request: SigningRequest) -> str:
    if request.bounced_at is not None:
        return "no letter arrives"
    times = {0: "", 1: "reminded once"}
    return times.get(request.reminders, f"reminded {request.reminders} times")


def _bodies(view: Reading, version: Version, places: tuple[PlaceRecord, ...]) -> Iterator[Awaited]:
    today, programme = _today(view, version), version.programme
    if version.state in {VersionState.AWAITING_APPROVAL, VersionState.APPROVAL_DEFERRED}:
        due_on = version.board_on
        board = programme.body(programme.timeline.board).name
        yield Awaited(
            board, "approval of the agreement", due_on, due_on is not None and due_on < today
        )
    for place in places:
        found, body = place.ratification, programme.body(place.place.body).name
        if found.status in {PlaceStatus.AWAITING_DECISION, PlaceStatus.DEFERRED}:
            due_on = found.expected_on or version.ratification_due
            yield Awaited(body, f"decision for {place.place.name}", due_on, due_on < today)
        elif found.status == PlaceStatus.RATIFIED_SUBJECT_TO_CONDITION:
            what = f"the condition of {place.place.name} to be discharged"
            yield Awaited(body, what, None, overdue=False)


def _reviews(view: Reading, version: Version) -> Iterator[Awaited]:
    review = view.version_record(version.id).review
    if review is None or review.state != ReviewState.OPEN:
        return
    for ask in view.asks(version.id, review.cycle):
        if ask.returned_at is None:
            overdue = review.returns_due_on < _today(view, version)
            yield Awaited(ask.partner, "return for the review", review.returns_due_on, overdue)


def _where(version: Version, scope: str) -> str:
    return "the agreement" if scope == PUBLIC else version.programme.place(PlaceId(scope)).name


def _formats(view: Reading, version: Version) -> Iterator[ToSeeTo]:
    for asked in view.records(FormatRequest, version.id):
        if asked.supplied_on is None and version.state not in OVER:
            yield ToSeeTo(
                what=f"Another format: {asked.format}",
                of=asked.asked_by,
                where=_where(version, asked.scope),
                on=asked.asked_on,
                words=f"Format request {asked.number}.",
                act="supply-format",
            )


def _of_signing(
    version: Version, where: str, signing: Signing, asked: list[Notice]
) -> Iterator[ToSeeTo]:
    timezone = version.programme.timezone
    last = {request.seat: request for request in signing.requests}
    for request in last.values():
        of = _of(version, signing, request)
        if request.status == RequestStatus.DECLINED and request.closed_at is not None:
            on = local_date(request.closed_at, timezone)
            yield ToSeeTo("Declined to sign", of, where, on, request.reason or "", "ask-again")
        if request.status != RequestStatus.OPEN:
            continue
        if request.bounced_at is not None:
            address = masked(holder_asked(signing, request, timezone).email)
            on = local_date(request.bounced_at, timezone)
            words = f"Sent to {address}."
            yield ToSeeTo("A letter came back", of, where, on, words, "replace-signatory")
        own = (n for n in asked if n.id.startswith(f"{request.id}/question/"))
        for notice in own:
            on = local_date(notice.queued_at or request.sent_at, timezone)
            yield ToSeeTo("A question", of, where, on, notice.params["reason"])
