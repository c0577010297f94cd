"""Where an agreement stands, place by place, and who is being waited for."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from concordat.domain.ageing import Age, age
from concordat.domain.blocks import launch_block, place_block, public_signing_block
from concordat.domain.calendar import in_words, local_date
from concordat.domain.decision import Decision, Outcome
from concordat.domain.dissent import reason_told, tells_declines
from concordat.domain.effect import PlaceCount, effect
from concordat.domain.elections import Block, described
from concordat.domain.holder import holder_asked, last_day
from concordat.domain.membership import Accession, Succession
from concordat.domain.record import PlaceRecord, Version, VersionRecord
from concordat.domain.signature import Medium, RequestStatus, Signing, SigningRequest
from concordat.domain.signing import Seat
from concordat.domain.states import UNDECIDED, PlaceStatus, VersionState
from concordat.domain.succession import body_in_office
from concordat.domain.term import EffectSpan
from concordat.services.continuity import body_successions, continuity
from concordat.services.lineage import lineage
from concordat.services.register import Reading
from concordat.services.withdraw import name_of


@dataclass(frozen=True, slots=True)
class SignatureStanding:
    """A signature made: role, organisation, time (UTC), the mandate or delegation if any, the medium."""

    role: str
    organisation: str
    signed_at: datetime
    authority: str | None = None
    medium: Medium = Medium.ELECTRONIC


@dataclass(frozen=True, slots=True)
class PlaceStanding:
    """Where one place stands. `waiting_for` is empty when the place has its outcome.

    `age` says how long it has been waiting to decide, `unreported` which urgent decisions of it have
    still to be reported to its body.
    """

    name: str
    area: str | None
    body: str
    status: str
    decided_on: date | None
    expected_on: date | None
    call_in_until: date | None
    effective_on: date | None
    reservation: str | None
    condition: str | None
    reason: str | None
    deferrals: int
    record_sha256: str | None
    signatures: tuple[SignatureStanding, ...]
    waiting_for: tuple[str, ...]
    counts: bool
    why_not: str | None
    age: Age | None = None
    escalations: int = 0
    own_words: str | None = None
    unreported: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PartnerStanding:
    """A partner, with its own dates: of its accession, and of its last day."""

    party: str
    name: str
    on_behalf_of: str | None
    succeeds: str | None
    joined_on: date | None
    left_on: date | None
    accession_sha256: str | None


@dataclass(frozen=True, slots=True)
class SpanStanding:
    """A span in which the agreement is, or was, in effect; `ceased_on` is the first day after it."""

    began_on: date
    counted: tuple[str, ...]
    ceased_on: date | None
    because: str | None


@dataclass(frozen=True, slots=True)
class LeavingStanding:
    """A notice of leaving that runs: who leaves, by name, and the first day without them."""

    who: str
    effective_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one version stands. `places` is by place id; dates are the ones in force.

    `met` says whether enough places count today, `mandatory_missing` which mandatory ones do not.
    """

    agreement: str
    title: str
    system: str
    version_id: str
    version: int
    version_sha256: str | None
    state: str
    rehearsal: bool
    board_on: date | None
    public_signing_on: date
    ratification_due: date
    effective_on: date | None
    counted: int
    threshold: int
    met: bool
    mandatory_missing: tuple[str, ...]
    spans: tuple[SpanStanding, ...]
    review_due_on: date | None
    review_run_id: str | None
    review_scheduled_for: datetime | None
    signatures: tuple[SignatureStanding, ...]
    waiting_for: tuple[str, ...]
    partners: tuple[PartnerStanding, ...]
    leaving: tuple[LeavingStanding, ...]
    places: dict[str, PlaceStanding]
    supersedes: str | None = None
    superseded_by: str | None = None
    amendment: str | None = None
    term_ends_on: date | None = None
    continuity: tuple[str, ...] = ()
    presented_on: date | None = None
    unreported: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the standing as JSON values: dates and times ISO 8601."""
        plain: dict[str, Any] = _plain(asdict(self))
        return plain


def standing(view: Reading, version_id: str) -> Standing:
    """Return where the version stands; NotFound if there is none."""
    record = view.version_record(version_id)
    version, programme, review = record.version, record.version.programme, record.review
    today = local_date(view.now, programme.timezone)
    found = effect(record, today)
    successions = body_successions(view, version_id)
    return Standing(
        agreement=version.agreement_id,
        title=programme.title,
        system=programme.system_name,
        version_id=version.id,
        version=version.number,
        version_sha256=version.text_sha256,
        state=version.state.value,
        rehearsal=version.rehearsal,
        board_on=version.board_on,
        public_signing_on=version.public_signing_on,
        ratification_due=version.ratification_due,
        effective_on=version.effective_on,
        counted=len(found.counted),
        threshold=found.threshold,
        met=found.met,
        mandatory_missing=found.mandatory_missing,
        spans=tuple(
            SpanStanding(s.began_on, s.counted, s.ceased_on, s.because)
            for s in view.records(EffectSpan, version_id)
        ),
        review_due_on=None if review is None else review.due_on,
        review_run_id=None if review is None else review.run_id,
        review_scheduled_for=None if review is None else review.scheduled_for,
        signatures=_signatures(record.signing),
        waiting_for=_version_waits(record, today),
        partners=_partners(view, version),
        leaving=tuple(
            LeavingStanding(name_of(version, w), w.effective_on, reason_told(programme, w))
            for w in record.withdrawals
            if w.is_open
        ),
        places={
            p.place.id: _place(version, p, successions, today, found.places[p.place.id])
            for p in view.places(version)
        },
        supersedes=version.supersedes,
        superseded_by=version.superseded_by,
        amendment=version.amendment,
        term_ends_on=version.term_ends_on,
        continuity=continuity(view, version),
        presented_on=version.presented_on,
        unreported=_unreported(view.decisions(version_id, None), today),
    )


def _partners(view: Reading, version: Version) -> tuple[PartnerStanding, ...]:
    acceded = [a for v in lineage(view, version) for a in view.records(Accession, v.id)]
    records = {a.partner: a.record_sha256 for a in acceded}
    return tuple(
        PartnerStanding(
            party=party.id,
            name=partner.name,
            on_behalf_of=partner.on_behalf_of,
            succeeds=partner.succeeds,
            joined_on=partner.joined_on,
            left_on=partner.left_on,
            accession_sha256=records.get(partner.name),
        )
        for party in version.programme.parties
        for partner in party.partners
    )


def _place(
    version: Version,
    record: PlaceRecord,
    successions: tuple[Succession, ...],
    today: date,
    count: PlaceCount,
) -> PlaceStanding:
    ratification, taken = record.ratification, record.decisions
    # What was called in and referred back does not stand, while the place awaits its decision again.
    awaiting = ratification.status == PlaceStatus.AWAITING_DECISION
    decision = None if awaiting else record.decision
    deferred = [d for d in taken if d.outcome == Outcome.DEFERRED.value]
    body_id = record.place.body
    if decision is not None and ratification.status not in UNDECIDED:
        body_id = body_in_office(body_id, decision.decided_on, successions)
    body = version.programme.body(body_id).name
    return PlaceStanding(
        name=record.place.name,
        area=record.place.area,
        body=body,
        status=ratification.status.value,
        decided_on=None if decision is None else decision.decided_on,
        expected_on=ratification.expected_on,
        call_in_until=ratification.call_in_until,
        effective_on=ratification.effective_on,
        reservation=None if decision is None else decision.reservation,
        condition=None if decision is None else decision.condition,
        reason=None if decision is None else decision.reason,
        deferrals=len(deferred),
        record_sha256=ratification.current_sha256 if ratification.sealed_at else None,
        signatures=_signatures(record.signing),
        waiting_for=_place_waits(version, record, body, today),
        counts=count.counts,
        why_not=count.why_not,
        age=age(record, version, today),
        escalations=ratification.escalations,
        own_words=None if decision is None else decision.own_words,
        unreported=_unreported(taken, today),
    )


def _unreported(taken: Iterable[Decision], today: date) -> tuple[str, ...]:
    """Return the urgent decisions that have still to be reported, in words, oldest first."""
    return tuple(
        f"urgent decision of {d.decided_on}, to be reported on {d.report_back_on}"
        + (" (overdue)" if d.is_report_overdue(today) else "")
        for d in taken
        if d.is_unreported
    )


def _signatures(signing: Signing) -> tuple[SignatureStanding, ...]:
    return tuple(
        SignatureStanding(s.role, s.organisation, s.signed_at, s.authority, s.medium)
        for s in signing.signatures
    )


def _roles(version: Version, signing: Signing) -> tuple[str, ...]:
    last = {request.seat: request for request in signing.requests}
    return tuple(
        _waited_for(version, signing, seat, last.get(seat)) for seat in signing.progress.waiting_for
    )


def _waited_for(
    version: Version, signing: Signing, seat: Seat, asked: SigningRequest | None
) -> str:
    signatory, timezone = signing.signatory(seat), version.programme.timezone
    if asked is None or asked.status not in {RequestStatus.OPEN, RequestStatus.DECLINED}:
        return f"{signatory.role}, {signatory.organisation}"
    holder = holder_asked(signing, asked, timezone)
    who = f"{holder.title}, {holder.organisation}"
    if asked.status == RequestStatus.DECLINED:
        return f"{who} (has declined)" if tells_declines(version.programme) else who
    return f"{who} (can sign until {in_words(last_day(asked, timezone))})"


def _held_back(block: Block) -> str:
    return f"{block.next_free_on}: {described(block.period)}"


def _place_waits(version: Version, record: PlaceRecord, body: str, today: date) -> tuple[str, ...]:
    block = place_block(record, version.programme, today)
    if block is not None and version.state in {VersionState.RATIFYING, VersionState.IN_EFFECT}:
        return (_held_back(block),)
    match record.ratification.status:
        case PlaceStatus.AWAITING_DECISION | PlaceStatus.DEFERRED:
            return (body,)
        case PlaceStatus.IN_CALL_IN:
            return (f"call-in until {record.ratification.call_in_until}",)
        case PlaceStatus.SIGNING:
            return _roles(version, record.signing)
        case PlaceStatus.RATIFIED_SUBJECT_TO_CONDITION:
            return ("the condition to be discharged",)
        case _:
            return ()


def _version_waits(record: VersionRecord, today: date) -> tuple[str, ...]:
    version, timeline = record.version, record.version.programme.timeline
    match version.state:
        case VersionState.PLANNED:
            block = launch_block(version.programme, max(today, timeline.window_opens))
            opens = timeline.window_opens if block is None else _held_back(block)
            return (f"the review window to open on {opens}",)
        case VersionState.IN_REVIEW:
            return (f"the review window, open until {version.programme.comments_until}",)
        case VersionState.AWAITING_APPROVAL | VersionState.APPROVAL_DEFERRED:
            return (version.programme.body(timeline.board).name,)
        case VersionState.SIGNING:
            held = public_signing_block(record, max(today, version.public_signing_on))
            waits = (f"the public signing on {_held_back(held)}",) if held else ()
            return (*waits, *_roles(version, record.signing))
        case _:
            return ()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date | datetime) else value
