"""Record what a provider reports of the seats of a dispatch: the same facts as if it had been done here.

The rules:
1. Whoever has signed by the report has signed, if they hold the seat; a signature is never undone.
2. A decline closes the request with its reason, and is told as `services.tell_decline` says.
3. A letter that came back stops the reminders; who could not be identified is asked anew.
4. What is on record changes nothing, however often it is reported; a seat whose turn had not been
   recorded yet is asked first.
"""

from collections.abc import Collection
from dataclasses import replace

from concordat.domain.appointment import ADDRESS
from concordat.domain.calendar import local_date
from concordat.domain.dispatch import Dispatch, SeatReport, SeatStanding, written_seat
from concordat.domain.errors import AlreadyDone
from concordat.domain.facts import Fact
from concordat.domain.holder import holder_asked
from concordat.domain.record import Version
from concordat.domain.signature import RequestStatus, Signature, SigningRequest
from concordat.services.asking import planned_request, record_request
from concordat.services.bounce import Bounce, stop_reminders
from concordat.services.office import Office
from concordat.services.register import Transaction
from concordat.services.seats import find_signing
from concordat.services.sign import STATEMENT, cancel_spare, record_decline
from concordat.services.void_request import void

ACT = "record what was done elsewhere"
UNIDENTIFIED = "They could not show who they are where they were to sign."


def record_seats(
    office: Office,
    tx: Transaction,
    version: Version,
    dispatch: Dispatch,
    said: Collection[SeatReport],
) -> bool:
    """Record what is said of seats that is not on record yet; say whether there was anything."""
    blocks = tx.signing(version, dispatch.scope).blocks
    in_order = sorted(
        (one for one in said if dispatch.asks(one.seat)),
        key=lambda one: (blocks[one.seat.block].order, one.seat),
    )
    recorded = [_record_seat(office, tx, version, dispatch, one) for one in in_order]
    return any(recorded)


def _record_seat(
    office: Office, tx: Transaction, version: Version, dispatch: Dispatch, said: SeatReport
) -> bool:
    if said.standing in {SeatStanding.WAITING, SeatStanding.ASKED}:
        return False
    signing = tx.signing(version, dispatch.scope)
    if said.seat not in signing.progress.waiting_for:
        return False
    asked = next((r for r in signing.open_requests if r.seat == said.seat), None)
    request, holder = planned_request(office, tx, version, dispatch.scope, said.seat)
    if asked is not None:
        request, holder = asked, holder_asked(signing, asked, version.programme.timezone)
    is_holder = said.email.casefold() == holder.email.casefold()
    known = said.standing == SeatStanding.UNREACHABLE and request.bounced_at is not None
    if not is_holder or known or not _is_news(tx, dispatch, said):
        return False
    if asked is None:
        record_request(tx, request, holder)
    match said.standing:
        case SeatStanding.SIGNED:
            _sign(office, tx, version, dispatch, request, said)
        case SeatStanding.DECLINED:
            record_decline(tx, version, request, holder, said.reason)
        case SeatStanding.UNREACHABLE:
            of = find_signing(tx, version.id, dispatch.scope, ACT)
            bounce = Bounce(holder.email.casefold(), ADDRESS.sub("[address]", said.reason))
            stop_reminders(tx, of, request, bounce, dispatch.provider)
        case _:
            of = find_signing(tx, version.id, dispatch.scope, ACT)
            today = local_date(tx.now, version.programme.timezone)
            void(tx, of, request, UNIDENTIFIED, dispatch.provider, noticed_on=today)
    return True


def _is_news(tx: Transaction, dispatch: Dispatch, said: SeatReport) -> bool:
    """Say whether this has not been reported before; from now on it has."""
    at = "" if said.at is None else said.at.isoformat()
    try:
        tx.once(f"{dispatch.key}/{written_seat(said.seat)}/{said.standing.value}/{at}")
    except AlreadyDone:
        return False
    return True


def _sign(
    office: Office,
    tx: Transaction,
    version: Version,
    dispatch: Dispatch,
    request: SigningRequest,
    said: SeatReport,
) -> None:
    scope = f"{version.id}/{dispatch.scope}"
    signing = tx.signing(version, dispatch.scope)
    holder = holder_asked(signing, request, version.programme.timezone)
    provider = office.providers.get(dispatch.provider)
    through = dispatch.provider if provider is None else provider.title
    tx.once(f"{scope}/sign/{written_seat(said.seat)}")
    tx.add(
        Signature(
            request_id=request.id,
            version_id=version.id,
            scope=dispatch.scope,
            block=request.block,
            candidate=request.candidate,
            name=said.name or holder.title,
            role=holder.role,
            organisation=holder.organisation,
            statement=STATEMENT,
            document_sha256=request.document_sha256,
            signed_at=said.at or tx.now,
            authority=holder.authority,
            through=through,
        )
    )
    tx.save(replace(request, status=RequestStatus.SIGNED, closed_at=tx.now))
    data = {
        "request": request.id,
        "role": holder.role,
        "organisation": holder.organisation,
        "document_sha256": request.document_sha256,
        "through": dispatch.provider,
        "dispatch": dispatch.key,
        **({"authority": holder.authority} if holder.authority else {}),
    }
    tx.record(Fact.SIGNED, scope, data, actor=f"signatory: {holder.role}")
    cancel_spare(tx, version, dispatch.scope, {request.block})
