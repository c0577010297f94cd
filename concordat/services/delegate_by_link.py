"""A signatory delegates from their own page. The rules are those of `domain.delegation`.

Whoever does is identified as whoever signs is. The deputy is asked by the ordinary step, with a link of
their own.
"""

from dataclasses import replace

from concordat.domain.appointment import may_have_deputy
from concordat.domain.calendar import in_words, local_date
from concordat.domain.delegation import (
    DelegationWish,
    GivenDelegation,
    deputy_wished,
    kind_of_file,
)
from concordat.domain.errors import NotAllowed
from concordat.domain.facts import Fact
from concordat.domain.holder import last_day
from concordat.domain.parties import Deputy
from concordat.services.delegate import ACT, record_delegation
from concordat.services.notify import owe
from concordat.services.office import Office
from concordat.services.register import Transaction
from concordat.services.seats import FoundSeat
from concordat.services.sign import SigningPage, check_identified, signing_page
from concordat.services.standing_delegation import (
    seat_of,
)


def may_delegate(page: SigningPage) -> bool:
    """Say whether whoever is asked may delegate: the body lets them, and they are no deputy."""
    place = None if page.is_public else page.request.scope
    return page.holder.deputy_for is None and may_have_deputy(page.version.programme, place)


def delegate_by_link(office: Office, token: str, session: str, wish: DelegationWish) -> None:
    """Record that the link's signatory lets a deputy sign, who is asked from now on.

    Raises LinkRefused and NotIdentified as `sign` does, and NotAllowed, with what to do instead, where
    the delegation cannot be recorded like this.
    """
    check_may_delegate(office, token, session)
    sha256 = None if wish.file is None else _put(office, token, wish.file)
    with office.register.writing() as tx:
        page = signing_page(tx, token)
        check_identified(tx, page.request, session)
        _check_may(page)
        found = seat_of(tx, page.request, ACT)
        timezone = page.version.programme.timezone
        today, latest = local_date(tx.now, timezone), last_day(page.request, timezone)
        deputy = deputy_wished(_trimmed(wish), today, latest, sha256, found.of.attempt)
        if wish.file is not None and sha256 is not None:
            kind = f"delegation-{kind_of_file(wish.file, found.of.attempt)}"
            tx.keep_document(
                page.version.id,
                kind,
                f"{page.request.scope}-{found.key}-{found.signatory.changes + 1}",
                sha256,
            )
        actor = f"signatory: {page.holder.role}"
        programme_sha256 = record_delegation(tx, found, deputy, actor)
        tx.add(_given(tx, page, found, wish.name.strip(), programme_sha256, sha256))
        tx.record(
            Fact.DELEGATION_GIVEN,
            found.of.about,
            {**found.named, "request": page.request.id, "evidence_sha256": sha256},
            actor=actor,
        )
        _confirm(tx, page, deputy)


def check_may_delegate(office: Office, token: str, session: str) -> None:
    """Raise what `delegate_by_link` would, before anything that was typed is read."""
    with office.register.reading() as view:
        page = signing_page(view, token)
        check_identified(view, page.request, session)
    _check_may(page)


def _check_may(page: SigningPage) -> None:
    if not may_delegate(page):
        raise NotAllowed(
            "Your signature cannot be delegated here: the body lets nobody sign for you, or you sign "
            "as a deputy yourself.",
            remedy="Sign, decline, or write to us if somebody else has taken over your role.",
            place=None if page.is_public else page.request.scope,
            state=page.version.state.value,
            attempted=ACT,
        )


def _put(office: Office, token: str, file: bytes) -> str:
    with office.register.reading() as view:
        request = signing_page(view, token).request
        kind_of_file(file, seat_of(view, request, ACT).of.attempt)
    return office.store.put(file)


def _trimmed(wish: DelegationWish) -> DelegationWish:
    return replace(wish, role=" ".join(wish.role.split()), address=wish.address.strip())


def _given(
    tx: Transaction,
    page: SigningPage,
    found: FoundSeat,
    name: str,
    programme_sha256: str,
    evidence_sha256: str | None,
) -> GivenDelegation:
    return GivenDelegation(
        version_id=page.version.id,
        scope=page.request.scope,
        block=found.seat.block,
        candidate=found.seat.candidate,
        number=found.signatory.changes + 1,
        request_id=page.request.id,
        deputy_name=name,
        programme_sha256=programme_sha256,
        given_at=tx.now,
        evidence_sha256=evidence_sha256,
    )


def _confirm(tx: Transaction, page: SigningPage, deputy: Deputy) -> None:
    """Tell whoever delegated, so that a delegation they know nothing of comes to light."""
    owe(
        tx,
        page.version,
        f"{page.request.key}/delegation-given",
        "change-recorded",
        (page.holder.email,),
        partner=page.holder.title,
        change="your delegation is on record",
        what=f"From your page, the {deputy.role} was named to sign {_what(page.scope_name)} for you, "
        f"until {in_words(deputy.valid_until)}.",
        reason=deputy.evidence,
        next="the deputy gets a link of their own. Until they have signed you can take it back: open "
        "your link again. If it was not you, write to us at once.",
    )


def _what(scope_name: str) -> str:
    return scope_name if scope_name == "the agreement" else f"the record of {scope_name}"
