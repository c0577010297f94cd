"""Who signs a document: complete, in order, and every party among them.

The rules:
1. A line names one signatory, with role, organisation and e-mail, or several in `any_of`; what is
   said of one signatory stands with it.
2. A signatory signs for a party of the agreement.
3. Orders are 1 to n without a gap; lines of the same order sign side by side.
4. `need` goes with `any_of`, and is no more than its candidates.
5. A mailbox has one seat in a signing; with `one_act_for_two_roles`, one in each line.
6. Every party signs; a warning, since a party may have chosen otherwise.
"""

from collections.abc import Iterable, Iterator

from concordat.domain.errors import Fault
from concordat.programme.config import Config
from concordat.programme.section import suggest
from concordat.programme.signing import SeatModel, SignatoryModel
from concordat.programme.yaml_source import At

OF_ONE = ("role", "organisation", "email")
MAY_BE_SAID_OF_ONE = ("since", "mandate")


def signings(config: Config) -> Iterator[tuple[str, At, list[SignatoryModel]]]:
    """Yield each document's name, place and signing lines; of places, the current ones only."""
    public = config.timeline.public_signing if config.timeline else None
    if public and public.signatories is not None:
        yield "the public signing", public.at("signatories"), public.signatories
    for place_id, place in config.current_places().items():
        if place and place.signatories is not None:
            yield f"place {place_id!r}", place.at("signatories"), place.signatories


def seats(lines: Iterable[SignatoryModel]) -> Iterator[SignatoryModel | SeatModel]:
    """Yield everyone who may sign, in the order written."""
    for line in lines:
        yield from [line] if line.any_of is None else line.any_of


def _lines(config: Config) -> Iterator[SignatoryModel]:
    """Yield every signing line there is, those of former places included."""
    public = config.timeline.public_signing if config.timeline else None
    yield from (public.signatories if public else None) or []
    for place in config.places.values():
        yield from (place.signatories if place else None) or []


def lines_are_complete(config: Config) -> Iterator[Fault]:
    """Rule 1."""
    for line in _lines(config):
        several = "any_of" in line.where.keys
        for key in (*OF_ONE, *MAY_BE_SAID_OF_ONE):
            if several and key in line.where.keys:
                yield line.at(key).fault(
                    f"{key!r} beside 'any_of'; write it inside 'any_of', for each candidate"
                )
            elif key in OF_ONE and not several and line.is_missing(key):
                instead = " or 'email: none' to ask on paper" if key == "email" else ""
                yield line.at(key).fault(f"signatory without {key!r}; write '{key}: …'{instead}")


def parties_are_known(config: Config) -> Iterator[Fault]:
    """Rule 2."""
    ids = config.party_ids
    for line in _lines(config):
        if ids and line.party and line.party.id not in ids:
            yield line.party.at.fault(
                f"unknown party {line.party.id!r}; {suggest(line.party.id, ids)}"
            )


def orders_have_no_gaps(config: Config) -> Iterator[Fault]:
    """Rule 3."""
    for name, at, lines in signings(config):
        orders = sorted({line.order for line in lines if line.order is not None})
        if any(line.order is None for line in lines):
            continue
        missing = next((n for n, order in enumerate(orders, 1) if n != order), None)
        if missing:
            yield at.fault(
                f"the signing order of {name} has no {missing}; write orders from 1 to "
                f"{len(orders)} without a gap"
            )


def needs_can_be_met(config: Config) -> Iterator[Fault]:
    """Rule 4."""
    for line in _lines(config):
        if line.any_of is None and line.need is not None and "any_of" not in line.where.keys:
            yield line.at("need").fault("'need' without 'any_of'; write 'any_of' or leave it out")
        if line.any_of == []:
            yield line.at("any_of").fault("'any_of' has no candidates; write one at least")
        elif line.any_of and (line.need or 1) > len(line.any_of):
            yield line.at("need").fault(
                f"need is {line.need}, and {len(line.any_of)} candidates are named; write "
                f"{len(line.any_of)} or less"
            )


def mailboxes_have_one_seat(config: Config) -> Iterator[Fault]:
    """Rule 5."""
    signing = config.agreement.signing if config.agreement else None
    for name, _, lines in signings(config):
        if signing and signing.one_act_for_two_roles:
            for line in lines:
                yield from _stands_twice([line], f"one line of the signing of {name}")
        else:
            yield from _stands_twice(lines, f"the signing of {name}")


def _stands_twice(lines: Iterable[SignatoryModel], where: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for seat in seats(lines):
        email = (seat.email or "").lower()
        if email in seen:
            yield seat.at("email").fault(
                f"{seat.email} has two seats in {where}; write each its own"
            )
        seen |= {email} if email else set()


def every_party_signs(config: Config) -> Iterator[Fault]:
    """Rule 6."""
    for name, at, lines in signings(config):
        signing = {line.party.id if line.party else "" for line in lines}
        if not signing <= set(config.party_ids):
            continue
        for party_id in config.party_ids:
            if party_id not in signing:
                yield at.warning(
                    f"{name} has no signatory of party {party_id!r}; write one, since the "
                    "parties are equal"
                )


RULES = (
    lines_are_complete,
    parties_are_known,
    orders_have_no_gaps,
    needs_can_be_met,
    mailboxes_have_one_seat,
    every_party_signs,
)
