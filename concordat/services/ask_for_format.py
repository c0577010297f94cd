"""Record that somebody asked for another format, and give them the time that it takes.

The rules are those of `domain.formats`. The facilitator is told what to make; `supply_format` records
that it was made.
"""

from concordat.domain.calendar import in_words, local_date
from concordat.domain.facts import Fact
from concordat.domain.formats import (
    PAPER,
    RESPONDING,
    check_asked,
    extended,
    requests_of,
    responses_until,
    slug_of,
)
from concordat.domain.holder import holder_asked, last_day
from concordat.domain.signature import PUBLIC, FormatRequest, SigningRequest
from concordat.services.notify import owe
from concordat.services.office import Office
from concordat.services.paper_pack import owe_paper_pack
from concordat.services.register import Transaction
from concordat.services.seats import ScopeOfSigning, find_signing

ACT = "ask for a format"


def ask_for_format(
    office: Office, version_id: str, scope: str, format_name: str, asked_by: str
) -> None:
    """Record the format asked for, and extend the time; the same asked again changes nothing.

    `scope` is the public signing's, which stands for the text as a whole, or a place's id; `asked_by` is
    a role. Raises NotFound for a place that is not asked, and NotAllowed for a text not in use.
    """
    name, asker = " ".join(format_name.split()), " ".join(asked_by.split())
    with office.register.writing() as tx:
        asking = find_signing(tx, version_id, scope, ACT)
        _check_in_use(asking)
        check_asked(name, asker, asking.attempt)
        known = tx.records(FormatRequest, version_id)
        if any(_is_same(r, scope, name, asker) for r in known):
            return
        number = len(known) + 1
        tx.once(f"{version_id}/format/{number}/ask")
        requests = _extend(tx, asking, asker)
        asked = _row(tx, asking, number, name, asker, requests)
        tx.add(asked)
        tx.record(
            Fact.FORMAT_ASKED,
            f"{version_id}/{scope}",
            {
                "number": number,
                "format": name,
                "asked_by": asker,
                "extended_until": asked.extended_until,
                "requests": [request.id for request in requests],
            },
            actor="director",
        )
        if slug_of(name) == PAPER:
            _post(tx, asking, number, requests)
        _tell(tx, asking, asked)


def _check_in_use(asking: ScopeOfSigning) -> None:
    if asking.over:
        raise asking.attempt.refused(
            "this text is not in use.", "Ask for the format of the version that is."
        )


def _scope_name(asking: ScopeOfSigning) -> str:
    return "the agreement" if asking.scope == PUBLIC else asking.attempt.scope_name


def _is_same(known: FormatRequest, scope: str, name: str, asker: str) -> bool:
    asked = (known.scope, slug_of(known.format), known.asked_by.casefold())
    return asked == (scope, slug_of(name), asker.casefold())


def _extend(tx: Transaction, asking: ScopeOfSigning, asker: str) -> tuple[SigningRequest, ...]:
    programme = asking.version.programme
    longer = tuple(
        extended(request, programme.signing, programme.timezone, programme.region)
        for request in requests_of(asking.signing, asker)
    )
    for request in longer:
        tx.save(request)
    return longer


def _row(
    tx: Transaction,
    asking: ScopeOfSigning,
    number: int,
    name: str,
    asker: str,
    requests: tuple[SigningRequest, ...],
) -> FormatRequest:
    version = asking.version
    timezone = version.programme.timezone
    today = local_date(tx.now, timezone)
    until = max((last_day(request, timezone) for request in requests), default=today)
    if version.state in RESPONDING:
        until = responses_until(version)
    return FormatRequest(
        version_id=version.id,
        number=number,
        scope=asking.scope,
        format=name,
        asked_by=asker,
        asked_on=today,
        extended_until=until,
    )


def _post(
    tx: Transaction, asking: ScopeOfSigning, number: int, requests: tuple[SigningRequest, ...]
) -> None:
    for request in requests:
        timezone = asking.version.programme.timezone
        holder = holder_asked(asking.signing, request, timezone)
        occasion = f"format-{number}"
        owe_paper_pack(tx, asking.version, request, holder, _scope_name(asking), occasion)


def _tell(tx: Transaction, asking: ScopeOfSigning, asked: FormatRequest) -> None:
    contact = asking.version.programme.facilitator_contact
    owe(
        tx,
        asking.version,
        f"format/{asked.number}/asked",
        "change-recorded",
        (contact.email,),
        partner=contact.role,
        change="another format asked for",
        what=f"{asked.asked_by} asks for {asked.format}, for {_scope_name(asking)}. They have until "
        f"{in_words(asked.extended_until)}.",
        reason="",
        next=f"when it is made, record it with supply-format as format request {asked.number}. Only "
        "the standard text is signed.",
    )
