"""A signatory opens a personal link, reads, and signs or declines.

The rules:
1. A link opens one request, for one person, for one version, once.
2. What is signed is the document whose hash the request names, or nothing.
3. Order is held here: a seat whose turn has not come cannot sign, whatever link it holds.
4. A signature cannot be undone; a decline is told to everyone who should know.
5. Nobody signs or declines who has not shown, by a code sent to the address on record, that they are
   the signatory: in the same browser, and not too long ago. Where the officer of an in-person signing
   vouched for them instead, the signature says so.
6. Whoever holds the seat signs, by the authority that `domain.holder` gives them. An act that signs
   for two roles makes two signatures under one key, each fact naming the other's request.
7. What a provider asks for is signed there: the link does not open, and so neither do its other forms.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from concordat.domain.decision import Decision
from concordat.domain.dispatch import LIVE, Dispatch
from concordat.domain.errors import LinkRefused, NotAllowed, NotIdentified, WrongTurn
from concordat.domain.facts import Fact
from concordat.domain.holder import Holder, holder_asked, last_day, signed_in_one_act
from concordat.domain.identity import Identification, IdentityCheck, identification
from concordat.domain.record import Ratification, Version
from concordat.domain.rules import PlaceId
from concordat.domain.signature import (
    PUBLIC,
    RequestStatus,
    Signature,
    SigningRequest,
)
from concordat.domain.states import PlaceStatus, VersionState
from concordat.services.codes import checks_of
from concordat.services.links import fingerprint
from concordat.services.office import Office
from concordat.services.register import Reading, Transaction, WakeKind
from concordat.services.superseding import check_not_superseded
from concordat.services.tell_decline import tell_decline

MAX_NAME = 200
MAX_REASON = 5_000

STATEMENT = "I sign this document in the role and for the organisation shown beside my name."


@dataclass(frozen=True, slots=True)
class SigningPage:
    """What a signatory is shown: the request, who they are, and the document by its hash.

    `holders` are the capacities in which one act signs, and `requests` theirs, the link's own first.
    `decision` is the place's, where the page is to show it.
    """

    version: Version
    request: SigningRequest
    requests: tuple[SigningRequest, ...]
    holders: tuple[Holder, ...]
    party_names: tuple[str, ...]
    scope_name: str
    decision: Decision | None = None

    @property
    def holder(self) -> Holder:
        """Who is asked by this link."""
        return self.holders[0]

    @property
    def capacities(self) -> str:
        """Every role and organisation for which one act signs."""
        return " and as ".join(f"{h.title}, {h.organisation}" for h in self.holders)

    @property
    def last_day(self) -> date:
        """The last day on which the link's own request can be answered."""
        return last_day(self.request, self.version.programme.timezone)

    @property
    def is_public(self) -> bool:
        """Say whether it is the agreement itself that is signed, not a place's record."""
        return self.request.scope == PUBLIC


def open_link(office: Office, token: str) -> SigningPage:
    """Return what the link shows; LinkRefused, with the reason and whom to ask, if it does not open."""
    with office.register.reading() as view:
        return page_to_show(view, token)


def page_to_show(view: Reading, token: str) -> SigningPage:
    """Return what the link shows, the place's decision included; LinkRefused if it does not open."""
    page = signing_page(view, token)
    if page.is_public:
        return page
    return replace(page, decision=view.place(page.version, page.request.scope).decision)


def sign(office: Office, token: str, session: str, name: str, document_sha256: str) -> SigningPage:
    """Record the signature of the link's signatory on the document that was shown.

    `session` stands for the browser. Raises LinkRefused for a link that does not open (used ones
    included), NotIdentified before the code was given, WrongTurn before its turn, NotAllowed when the
    name is missing or too long or another document was shown.
    """
    typed = " ".join(name.split())
    with office.register.writing() as tx:
        page = signing_page(tx, token)
        known = check_identified(tx, page.request, session)
        _check_sign(tx, page, typed, document_sha256)
        _record_signatures(tx, page, typed, known)
        return page


def decline(office: Office, token: str, session: str, reason: str) -> SigningPage:
    """Record that the signatory declines, with a reason, and tell those who should know.

    Raises LinkRefused and NotIdentified as `sign` does, NotAllowed without a reason.
    """
    words = reason.strip()
    if not words or len(words) > MAX_REASON:
        raise NotAllowed(
            "Declining needs a reason.",
            remedy=f"Write why, in at most {MAX_REASON:,} characters.",
            attempted="decline to sign",
        )
    with office.register.writing() as tx:
        page = signing_page(tx, token)
        check_identified(tx, page.request, session)
        record_decline(tx, page.version, page.request, page.holder, words)
        return page


def record_decline(
    tx: Transaction, version: Version, request: SigningRequest, holder: Holder, reason: str
) -> None:
    """Close a request that its holder declined, and tell those who should know."""
    declined = replace(request, status=RequestStatus.DECLINED, closed_at=tx.now, reason=reason)
    tx.save(declined)
    tx.record(
        Fact.REQUEST_DECLINED,
        f"{version.id}/{request.scope}",
        {"request": request.id, "role": holder.role, "reason": reason},
        actor=f"signatory: {holder.role}",
    )
    tell_decline(tx, version, declined, holder, scope_name_of(version, request.scope))


def scope_name_of(version: Version, scope: str) -> str:
    """Return what is signed in a scope, as letters call it."""
    return "the agreement" if scope == PUBLIC else version.programme.place(PlaceId(scope)).name


def open_request(view: Reading, token: str) -> SigningRequest:
    """Return the request that the link opens; LinkRefused, with the reason, if it opens none."""
    request = view.request_by_link(fingerprint(token))
    if request is None:
        raise _refused("unknown")
    check_not_superseded(view, view.version(request.version_id), request)
    _check_open(request, view)
    _check_ours(request, view)
    return request


def identity_checks(view: Reading, request: SigningRequest) -> tuple[IdentityCheck, ...]:
    """Return every code that was sent for a request, oldest first."""
    return checks_of(view, request.version_id, request.id)


def check_identified(view: Reading, request: SigningRequest, session: str) -> Identification:
    """Return how the person at that browser was identified; NotIdentified if they are not."""
    found = identification(identity_checks(view, request), fingerprint(session), view.now)
    if found is None:
        raise NotIdentified(
            "We do not know yet that it is you, or it was too long ago.",
            remedy="Ask for a code: it is sent to your address on record. Nothing was recorded.",
            attempted="sign",
        )
    return found


def signing_page(view: Reading, token: str) -> SigningPage:
    """Return what the link shows, but for the decision; LinkRefused, with the reason, if it does not open."""
    request = open_request(view, token)
    version = view.version(request.version_id)
    signing = view.signing(version, request.scope)
    if not _is_current(view, version, request.scope):
        raise _refused("superseded")
    rule, timezone = version.programme.signing, version.programme.timezone
    requests = signed_in_one_act(signing, request, rule, timezone, view.now)
    return SigningPage(
        version=version,
        request=request,
        requests=requests,
        holders=tuple(holder_asked(signing, r, timezone) for r in requests),
        party_names=tuple(
            dict.fromkeys(
                version.programme.party(signing.blocks[r.block].party).name for r in requests
            )
        ),
        scope_name=scope_name_of(version, request.scope),
    )


def _is_current(view: Reading, version: Version, scope: str) -> bool:
    if scope == PUBLIC:
        return version.state == VersionState.SIGNING
    [place] = view.records(Ratification, version.id, place_id=scope)
    return place.status == PlaceStatus.SIGNING


def _check_open(request: SigningRequest, view: Reading) -> None:
    if request.status == RequestStatus.SIGNED:
        raise _refused("used")
    if request.status == RequestStatus.EXPIRED or request.expires_at <= view.now:
        raise _refused("expired")
    if request.status == RequestStatus.CANCELLED and request.reason is not None:
        raise _refused("cancelled", f"This link no longer opens. {request.reason}")
    if request.status != RequestStatus.OPEN:
        raise _refused("cancelled" if request.status == RequestStatus.CANCELLED else "declined")


def _check_ours(request: SigningRequest, view: Reading) -> None:
    dispatches = view.records(Dispatch, request.version_id, scope=request.scope)
    if any(d.standing in LIVE and d.asks(request.seat) for d in dispatches):
        raise LinkRefused(
            "You are asked to sign this through another provider, so it is not signed or declined here.",
            why="elsewhere",
            remedy="Open the letter in which the provider asks you. Nothing was changed. If you cannot "
            "find it, ask us.",
        )


def _check_sign(tx: Transaction, page: SigningPage, name: str, document_sha256: str) -> None:
    if not name or len(name) > MAX_NAME:
        raise NotAllowed(
            "Your name is missing or too long.",
            remedy=f"Type your full name, in at most {MAX_NAME} characters.",
            attempted="sign",
        )
    if document_sha256 != page.request.document_sha256:
        raise NotAllowed(
            "The document you were shown is not the one to be signed.",
            remedy="Open your link again and read the document it shows now.",
            attempted="sign",
        )
    signing = tx.signing(page.version, page.request.scope)
    if page.request.seat not in signing.progress.waiting_for:
        raise WrongTurn(
            "It is not your turn to sign yet.",
            remedy="You will get a message when the signatories before you have signed.",
            attempted="sign",
        )


def _record_signatures(
    tx: Transaction, page: SigningPage, name: str, known: Identification
) -> None:
    scope = f"{page.version.id}/{page.request.scope}"
    seats = "+".join(f"{r.block}.{r.candidate}" for r in page.requests)
    tx.once(f"{scope}/sign/{seats}")
    filled = {request.block for request in page.requests}
    asked = tx.signing(page.version, page.request.scope).open_requests
    others = {r.id for r in asked if r.block in filled} - {r.id for r in page.requests}
    for request, holder in zip(page.requests, page.holders, strict=True):
        tx.add(_signature(tx, request, holder, name, known))
        tx.save(replace(request, status=RequestStatus.SIGNED, closed_at=tx.now))
        together = [r.id for r in page.requests if r.id != request.id]
        data = {
            "request": request.id,
            "role": holder.role,
            "organisation": holder.organisation,
            "document_sha256": request.document_sha256,
            "identified_at": known.at,
            **({"witnessed_by": known.witness} if known.witness else {}),
            **({"authority": holder.authority} if holder.authority else {}),
            **({"signed_with": together} if together else {}),
        }
        tx.record(Fact.SIGNED, scope, data, actor=f"signatory: {holder.role}")
    if others:
        cancel_spare(tx, page.version, page.request.scope, filled)
    if page.is_public:
        tx.wake(WakeKind.VERSION, page.version.id)
    else:
        tx.wake(WakeKind.PLACE, page.version.id, page.request.scope)


def _signature(
    tx: Transaction, request: SigningRequest, holder: Holder, name: str, known: Identification
) -> Signature:
    return Signature(
        request_id=request.id,
        version_id=request.version_id,
        scope=request.scope,
        block=request.block,
        candidate=request.candidate,
        name=name,
        role=holder.role,
        organisation=holder.organisation,
        statement=STATEMENT,
        document_sha256=request.document_sha256,
        signed_at=tx.now,
        authority=holder.authority,
        identified_at=known.at,
        witnessed_by=known.witness,
    )


def cancel_spare(tx: Transaction, version: Version, scope: str, filled: Collection[int]) -> None:
    """Cancel what was asked of others in these blocks, where enough of those who may sign have."""
    signing = tx.signing(version, scope)
    waiting = set(signing.progress.waiting_for)
    for spare in signing.open_requests:
        if spare.block in filled and spare.seat not in waiting:
            tx.save(replace(spare, status=RequestStatus.CANCELLED, closed_at=tx.now))
            tx.record(
                Fact.REQUEST_CANCELLED,
                f"{version.id}/{scope}",
                {"request": spare.id, "why": "enough of those who may sign have signed"},
            )


REFUSALS = {
    "used": "This link has been used: your signature is on record.",
    "declined": "This link has been used: you declined, and that is on record.",
    "unknown": "This link does not open anything. It may have been cut short or altered.",
    "expired": "This link has expired.",
    "cancelled": "This link is no longer needed: enough of those who may sign have signed.",
    "superseded": "This link is for a document that is no longer the one to be signed.",
}


def _refused(why: str, message: str = "") -> LinkRefused:
    return LinkRefused(
        message or REFUSALS[why],
        why=why,
        remedy="Nothing was changed. If you expected to sign, ask us.",
    )
