"""A place's own words proposed as an amendment: kept, told to the facilitator, the text untouched."""

from datetime import date

from concordat.domain.calendar import in_words
from concordat.domain.decision import ProposedAmendment
from concordat.domain.facts import Fact
from concordat.domain.programme import Place
from concordat.domain.record import Version
from concordat.services.notify import owe
from concordat.services.register import Transaction


def propose_amendment(
    tx: Transaction, version: Version, place: Place, words: str, proposed_on: date
) -> None:
    """Keep the words that a place proposes for the text, and tell the facilitator of them."""
    number = len(tx.records(ProposedAmendment, version.id, place_id=place.id)) + 1
    tx.add(ProposedAmendment(version.id, place.id, number, words, proposed_on))
    tx.record(
        Fact.AMENDMENT_PROPOSED,
        f"{version.id}/{place.id}",
        {"number": number, "words": words, "proposed_on": proposed_on},
        actor="director",
    )
    facilitator = version.programme.facilitator_contact
    owe(
        tx,
        version,
        f"{place.id}/amendment-proposed/{number}",
        "change-recorded",
        (facilitator.email,),
        partner=facilitator.role,
        change=f"amendment proposed by {place.name}",
        what=f"With its decision of {in_words(proposed_on)}, {place.name} proposes these words for "
        f"the text:\n\n{words}",
        reason="",
        next="the text stays as it is, for this place and every other. The words are kept for "
        "whoever drafts the next version.",
    )
