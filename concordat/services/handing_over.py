"""Hand a document to the provider that has it signed, close it there, and fetch what was signed.

Each is done once, whatever crashes. What became of a try is not known when no answer comes: nobody
tries again for two minutes then, and whoever does asks the provider first.
"""

from dataclasses import replace

from concordat.domain.calendar import local_date
from concordat.domain.dispatch import LIVE, Dispatch, DispatchStanding, read_seat, written_seat
from concordat.domain.errors import (
    AlreadyDone,
    BadSetting,
    ConcordatError,
    Throttled,
    Undeliverable,
)
from concordat.domain.facts import Fact
from concordat.domain.holder import holder_on
from concordat.domain.record import Version
from concordat.domain.rules import PlaceId
from concordat.domain.signature import PUBLIC, Closure, RequestStatus
from concordat.domain.signing import Seat, slots
from concordat.domain.states import READ_ONLY
from concordat.domain.steps import (
    Expire,
    FetchSigned,
    Invite,
    PlanDispatch,
    RecallDispatch,
    Remind,
    SendDispatch,
)
from concordat.services.office import Office
from concordat.services.providers import (
    CopyTo,
    HandedDocument,
    Handover,
    Provider,
    SeatAsked,
)
from concordat.services.register import Reading, Transaction
from concordat.services.signing_steps import expire, paper

SIGNED, CERTIFICATE = "signed-elsewhere", "signed-elsewhere-certificate"
"""The kinds of document that a provider keeps of a dispatch."""
SPARE_DAYS = 30
"""How much longer a dispatch stays open than the register can need it."""
RECALLED = "This document is no longer to be signed here."


def provider_of(office: Office, dispatch: Dispatch) -> Provider:
    """Return the provider of a dispatch; BadSetting when this service cannot reach it."""
    found = office.providers.get(dispatch.provider)
    if found is None:
        raise BadSetting(
            f"The provider '{dispatch.provider}' carries these signing requests, and is not set up here.",
            remedy="Set CONCORDAT_SIGNING to it, with its account, and start the service again.",
            place=None if dispatch.scope == PUBLIC else dispatch.scope,
            attempted="have a document signed elsewhere",
        )
    return found


def plan_dispatch(tx: Transaction, version: Version, scope: str, step: PlanDispatch) -> None:
    """Record who is to be asked by the provider, before anything is handed over."""
    signing = tx.signing(version, scope)
    made = Dispatch(
        version_id=version.id,
        scope=scope,
        number=len(signing.dispatches) + 1,
        provider=signing.provider,
        seats=tuple(written_seat(seat) for seat in step.seats),
        document_sha256=paper(tx, version, scope).unsigned_sha256,
        standing=DispatchStanding.PLANNED,
        planned_at=tx.now,
    )
    tx.once(made.key)
    tx.add(made)
    told = {"provider": made.provider, "seats": made.seats, "document_sha256": made.document_sha256}
    tx.record(Fact.DISPATCH_PLANNED, f"{version.id}/{scope}", {"dispatch": made.key, **told})


def send_dispatch(office: Office, version: Version, step: SendDispatch) -> None:
    """Hand a planned dispatch over; Undeliverable while somebody else is at it."""
    dispatch = step.dispatch
    provider = provider_of(office, dispatch)
    with office.register.reading() as view:
        handover = _handover(office, view, version, dispatch)
    with office.register.writing() as tx:
        if not tx.claim_dispatch(dispatch):
            raise Undeliverable(
                "Another process is handing this document over, or has just tried to.",
                remedy="It is tried again in two minutes at the most.",
                attempted="hand a document over",
            )
    try:
        reference = provider.send(handover, dispatch.tried_at)
    except ConcordatError as error:
        if isinstance(error, Throttled) or not isinstance(error, Undeliverable):
            with office.register.writing() as tx:
                tx.release_dispatch(dispatch)
        raise
    with office.register.writing() as tx:
        record_sent(tx, dispatch, reference)


def record_sent(tx: Transaction, dispatch: Dispatch, reference: str) -> Dispatch:
    """Record that the provider has a dispatch; AlreadyDone if that is on record. Return it as it stands."""
    found = tx.dispatch(reference, dispatch.key)
    if found is None or found.standing != DispatchStanding.PLANNED:
        raise AlreadyDone("That the provider has this document is on record.")
    standing = DispatchStanding.OPEN
    sent = replace(found, reference=reference, standing=standing, sent_at=tx.now)
    tx.save(sent)
    tx.record(
        Fact.DISPATCH_SENT,
        f"{sent.version_id}/{sent.scope}",
        {"dispatch": sent.key, "provider": sent.provider, "reference": reference},
    )
    return sent


def recall_dispatch(office: Office, version: Version, step: RecallDispatch) -> None:
    """Close a dispatch that nobody is to sign any more."""
    provider_of(office, step.dispatch).recall(step.dispatch.reference or "", RECALLED)
    with office.register.writing() as tx:
        close_dispatch(tx, version, step.dispatch, DispatchStanding.RECALLED, RECALLED)


def close_dispatch(
    tx: Transaction, version: Version, dispatch: Dispatch, standing: DispatchStanding, reason: str
) -> bool:
    """Record that a dispatch is over, and that nobody is asked in it any more; say whether that was new.

    A version that is over keeps its requests as they stood.
    """
    found = tx.dispatch(dispatch.reference or "", dispatch.key)
    if found is None or found.standing not in LIVE:
        return False
    tx.save(replace(found, standing=standing, closed_at=tx.now))
    about = f"{version.id}/{dispatch.scope}"
    told = {"dispatch": dispatch.key, "standing": standing.value, "reason": reason}
    tx.record(Fact.DISPATCH_CLOSED, about, told)
    if version.state in READ_ONLY:
        return True
    for request in tx.signing(version, dispatch.scope).open_requests:
        if not dispatch.asks(request.seat):
            continue
        if standing == DispatchStanding.EXPIRED:
            expire(tx, version, Expire(request))
            continue
        why, cancelled = Closure.CLOSED_ELSEWHERE.value, RequestStatus.CANCELLED
        tx.save(replace(request, status=cancelled, closed_at=tx.now, reason=why))
        tx.record(Fact.REQUEST_CANCELLED, about, {"request": request.id, "why": why})
    return True


def fetch_signed(office: Office, version: Version, step: FetchSigned) -> None:
    """Fetch what the provider keeps of a dispatch, and keep it too."""
    dispatch = step.dispatch
    complete = dispatch.standing == DispatchStanding.COMPLETE
    kept = provider_of(office, dispatch).fetch(dispatch.reference or "", complete=complete)
    signed, certificate = office.store.put(kept.document), office.store.put(kept.certificate)
    with office.register.writing() as tx:
        tx.once(f"{dispatch.key}/fetch")
        tx.save(replace(dispatch, signed_sha256=signed, certificate_sha256=certificate))
        named = f"{dispatch.scope}-{dispatch.number}"
        tx.keep_document(version.id, SIGNED, named, signed)
        tx.keep_document(version.id, CERTIFICATE, named, certificate)


def ask_elsewhere(office: Office, version: Version, scope: str, step: Invite | Remind) -> None:
    """Have the provider ask again where it has asked before: it asks the first time by itself."""
    with office.register.reading() as view:
        signing = view.signing(version, scope)
        asked = (step.request.seat,) if isinstance(step, Remind) else step.seats
        found = [
            (dispatch, _asked(view, version, scope, seat))
            for seat in asked
            if (dispatch := signing.open_dispatch(seat)) is not None
            and any(r.seat == seat and r.sent_at >= dispatch.planned_at for r in signing.requests)
        ]
    for dispatch, seat_asked in found:
        provider_of(office, dispatch).ask(dispatch.reference or "", seat_asked)


def _asked(view: Reading, version: Version, scope: str, seat: Seat) -> SeatAsked:
    signing = view.signing(version, scope)
    today = local_date(view.now, version.programme.timezone)
    holder = holder_on(signing.signatory(seat), today)
    return SeatAsked(
        seat=seat,
        order=signing.blocks[seat.block].order,
        title=holder.title,
        organisation=holder.organisation,
        email=holder.email,
        field=next(slot.field for slot in slots(signing.blocks) if seat in slot.seats),
    )


def _handover(office: Office, view: Reading, version: Version, dispatch: Dispatch) -> Handover:
    scope, rule = dispatch.scope, version.programme.signing
    asked = [_asked(view, version, scope, read_seat(written)) for written in dispatch.seats]
    agreement = f"{version.programme.title}, version {version.number}"
    papers = [(f"{version.id}-{scope}.pdf", dispatch.document_sha256)]
    copies: tuple[CopyTo, ...] = ()
    subject = f"Please sign: {agreement}"
    if scope != PUBLIC:
        place = version.programme.place(PlaceId(scope))
        subject = f"Please sign the ratification record of {place.name}"
        papers.append((f"{version.id}.pdf", paper(view, version, PUBLIC).current_sha256))
        copies = tuple(CopyTo(copy.role, copy.email) for copy in place.copies)
    orders = len({one.order for one in asked})
    return Handover(
        key=dispatch.key,
        subject=subject,
        words=f"{version.programme.facilitator} asks you to sign. Read the document first; if you "
        "have a question, answer the letter that told you of it.",
        documents=tuple(HandedDocument(name, s, office.store.get(s)) for name, s in papers),
        seats=tuple(asked),
        copies=copies,
        expires_days=rule.expires_days * orders + SPARE_DAYS,
    )
