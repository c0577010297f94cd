"""What an amended version takes up of the words that places proposed, and telling those places.

The rules:
1. A proposal is named as `place`, where the place has one open, or as `place/number`.
2. It is taken up once. Proposals on any version that the new one supersedes, directly or in turn,
   can be.
3. Only the director says that words are taken up: nothing compares them with the text.
"""

from collections.abc import Iterable
from dataclasses import replace

from concordat.domain.decision import ProposedAmendment
from concordat.domain.facts import Fact
from concordat.domain.record import Version
from concordat.services.amendment_checks import refuse
from concordat.services.lineage import lineage
from concordat.services.notify import owe
from concordat.services.register import Reading, Transaction


def proposals_named(
    view: Reading, old: Version, names: Iterable[str]
) -> tuple[ProposedAmendment, ...]:
    """Return the open proposals of those names, in their order; NotAllowed when one is not to be found."""
    versions = lineage(view, old)
    known = [p for v in versions for p in view.records(ProposedAmendment, v.id)]
    still_open = [p for p in known if p.taken_up_in is None]
    return tuple(dict.fromkeys(_named(old, still_open, name.strip()) for name in names))


def _named(old: Version, still_open: list[ProposedAmendment], name: str) -> ProposedAmendment:
    found = [p for p in still_open if name in {p.place_id, _name(p)}]
    if len(found) == 1:
        return found[0]
    if found:
        message = f"'{found[0].place_id}' has proposed words more than once."
        remedy = f"Say which: {', '.join(map(_name, found))}."
    else:
        message = f"No proposed words are open under the name '{name}'."
        names = ", ".join(map(_name, still_open))
        remedy = f"Name one of these: {names}." if names else "Leave the proposals out."
    raise refuse(old, message, remedy)


def _name(proposal: ProposedAmendment) -> str:
    return f"{proposal.place_id}/{proposal.number}"


def take_up(tx: Transaction, new: Version, proposals: Iterable[ProposedAmendment]) -> None:
    """Record that the new version takes the proposals up, and tell each place that made one."""
    for proposal in proposals:
        tx.save(replace(proposal, taken_up_in=new.id))
        tx.record(
            Fact.AMENDMENT_TAKEN_UP,
            f"{proposal.version_id}/{proposal.place_id}",
            {"number": proposal.number, "in": new.id},
            actor="director",
        )
        _tell(tx, new, proposal)


def _tell(tx: Transaction, new: Version, proposal: ProposedAmendment) -> None:
    made_on = tx.version(proposal.version_id)
    place = next(p for p in made_on.programme.places if p.id == proposal.place_id)
    owe(
        tx,
        new,
        f"{proposal.version_id}/{_name(proposal)}/taken-up",
        "change-recorded",
        place.addresses,
        partner=f"colleagues in {place.name}",
        change="your words are taken up",
        what=f"Version {new.number} takes up the words that {place.name} proposed:\n\n"
        f"{proposal.words}",
        reason="",
        next="read how they stand in the new text; every partner is told what else it changes.",
    )
