"""Ask those to sign whose turn has come, each with a letter, and remind them.

Letters are made before the transaction that sends the requests. A request that would be sent with
other words than its letter's is not sent: who holds the seat, or its last day, has changed meanwhile.
"""

from dataclasses import dataclass, replace

from concordat.domain.calendar import local_date
from concordat.domain.errors import Conflict
from concordat.domain.facts import Fact
from concordat.domain.holder import Holder, closes_at, holder_on, last_day
from concordat.domain.record import Version
from concordat.domain.signature import RequestStatus, SigningRequest
from concordat.domain.signing import Seat
from concordat.domain.steps import Invite, Remind
from concordat.services.lineage import told_changes
from concordat.services.mailings import SignatoryLetter
from concordat.services.notify import owe
from concordat.services.office import Office
from concordat.services.paper_pack import owe_paper_pack
from concordat.services.register import Reading, Transaction
from concordat.services.signatory_letter import keep_letter, letter_content, letter_of
from concordat.services.signing_steps import asked, paper


@dataclass(frozen=True, slots=True)
class MadeLetter:
    """A letter that is in the store: what it says, and its hash."""

    content: SignatoryLetter
    sha256: str


def make_letters(
    office: Office, version: Version, scope: str, step: Invite
) -> dict[Seat, MadeLetter | None]:
    """Make the letter to each seat that is to be asked, and put it into the store.

    A seat that a provider asks gets its letter from there: None.
    """
    with office.register.reading() as view:
        signing = view.signing(version, scope)
        contents = {
            seat: letter_content(
                view, version, *planned_request(office, view, version, scope, seat), view.now
            )
            for seat in step.seats
            if signing.open_dispatch(seat) is None
        }
    made = {
        seat: MadeLetter(content, office.store.put(office.publisher.letter_pdf(content)))
        for seat, content in contents.items()
    }
    return {seat: made.get(seat) for seat in step.seats}


def invite(
    office: Office,
    tx: Transaction,
    version: Version,
    scope: str,
    made: dict[Seat, MadeLetter | None],
) -> None:
    """Send a signing request to each seat whose turn has come, with its letter."""
    for seat, letter in made.items():
        request, holder = planned_request(office, tx, version, scope, seat)
        if letter is not None:
            _check_says_the_same(tx, version, request, holder, letter.content)
        record_request(tx, request, holder)
        if letter is not None:
            keep_letter(tx, request, letter.sha256)
            _ask(tx, version, request, holder, "signing-request")


def record_request(tx: Transaction, request: SigningRequest, holder: Holder) -> None:
    """Record that a seat is asked, of whoever holds it."""
    tx.once(f"{request.id}/invite")
    tx.add(request)
    tx.record(
        Fact.REQUEST_SENT,
        f"{request.version_id}/{request.scope}",
        {
            "request": request.id,
            "role": holder.role,
            "organisation": holder.organisation,
            "document_sha256": request.document_sha256,
            "expires_at": request.expires_at,
        },
    )


def planned_request(
    office: Office, view: Reading, version: Version, scope: str, seat: Seat
) -> tuple[SigningRequest, Holder]:
    """Return the request that a seat would be sent now, and who holds the seat."""
    signing, programme = view.signing(version, scope), version.programme
    holder = holder_on(signing.signatory(seat), local_date(view.now, programme.timezone))
    number = 1 + sum(r.seat == seat for r in signing.requests)
    request_id = f"{version.id}/{scope}/{seat.block}.{seat.candidate}/{number}"
    request = SigningRequest(
        id=request_id,
        version_id=version.id,
        scope=scope,
        block=seat.block,
        candidate=seat.candidate,
        number=number,
        link_sha256=office.links.fingerprint_for(request_id),
        document_sha256=paper(view, version, scope).unsigned_sha256,
        status=RequestStatus.OPEN,
        sent_at=view.now,
        expires_at=closes_at(holder, view.now, programme.signing, programme.timezone),
    )
    return request, holder


def _check_says_the_same(
    tx: Transaction,
    version: Version,
    request: SigningRequest,
    holder: Holder,
    made: SignatoryLetter,
) -> None:
    if letter_content(tx, version, request, holder, made.made_at) != made:
        raise Conflict(
            f"What '{holder.title}' is asked has changed since the letter was made.",
            remedy="The letter is made anew; nothing was sent.",
            attempted="ask to sign",
        )


def _ask(
    tx: Transaction, version: Version, request: SigningRequest, holder: Holder, template: str
) -> None:
    scope_name = paper(tx, version, request.scope).scope_name
    if not holder.email:
        owe_paper_pack(tx, version, request, holder, scope_name)
        return
    owe(
        tx,
        version,
        f"{request.key}/{template}/{request.reminders}",
        template,
        (holder.email,),
        link=f"sign:{request.id}",
        attachments=letter_of(tx, request),
        role=holder.title,
        organisation=holder.organisation,
        scope=request.scope,
        scope_name=scope_name,
        expires_on=last_day(request, version.programme.timezone).isoformat(),
        changes=told_changes(tx, version),
    )


def remind(tx: Transaction, version: Version, step: Remind) -> None:
    """Remind a signatory: the same link and letter, one reminder further."""
    reminders = step.request.reminders + 1
    tx.once(f"{step.request.id}/remind/{reminders}")
    request = replace(step.request, reminders=reminders, reminded_at=tx.now)
    tx.save(request)
    tx.record(
        Fact.REQUEST_REMINDED,
        f"{version.id}/{request.scope}",
        {"request": request.id, "reminder": reminders},
    )
    if tx.signing(version, request.scope).open_dispatch(request.seat) is None:
        _ask(tx, version, request, asked(tx, version, request), "signing-reminder")
