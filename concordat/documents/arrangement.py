"""Arranges content for its page: what stands beside what, and the words for an outcome.

The rules:
1. The parties stand side by side, in the order of the config, each in a column of its own.
2. Reservation, condition, reason and a place's own words are quoted in full in annexes; none is
   summarised.
3. Commitments keep the order of the agreement; reports keep the order of their return.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import zip_longest

from concordat.documents.words import capitalised, words
from concordat.domain.parties import Party
from concordat.domain.programme import Programme
from concordat.domain.signing import SignatureSlot
from concordat.services.certificate import CertificateLine
from concordat.services.content import (
    Commitment,
    CommitmentReport,
    RecordDocument,
    ReviewReport,
)

_STANDINGS = ("kept", "partly kept", "not kept")
_OUTCOMES = {
    "ratified": "{body} has ratified the agreement for {place}.",
    "ratified with reservation": (
        "{body} has ratified the agreement for {place}, with the reservation in the annex."
    ),
    "ratified subject to condition": (
        "{body} has ratified the agreement for {place}, subject to the condition in the annex."
    ),
    "confirmed as successor": (
        "{body} has confirmed the agreement for {place}, as it was ratified there before."
    ),
    "declined": "{body} has declined to ratify the agreement for {place}.",
}


def signature_rows(
    slots: Sequence[SignatureSlot], parties: Sequence[Party]
) -> list[tuple[SignatureSlot | None, ...]]:
    """Return rows with one slot or none for each party; a party's slots keep their order."""
    columns = [[slot for slot in slots if slot.party == party.id] for party in parties]
    return list(zip_longest(*columns))


def is_ordered(slots: Sequence[SignatureSlot]) -> bool:
    """Say whether some sign before others, so that the page has to show whose turn is when."""
    return len({slot.order for slot in slots}) > 1


def outcome_sentence(content: RecordDocument) -> str:
    """Return the outcome as one sentence, for the top of the record."""
    outcome = words(content.outcome).lower()
    sentence = _OUTCOMES.get(outcome, f"{{body}} has decided for {{place}}: {outcome}.")
    body = capitalised(content.body_name)
    return sentence.replace("{body}", body).replace("{place}", content.place_name)


def annexes(content: RecordDocument) -> list[tuple[str, str]]:
    """Return each text the place gave with its decision: what it is, and its words."""
    given = (
        ("Reservation", content.reservation),
        ("Condition", content.condition),
        ("Reason", content.reason),
        ("Words of its own", content.own_words),
    )
    return [(label, text.strip()) for label, text in given if text and text.strip()]


def effect_sentence(programme: Programme) -> str:
    """Return when the agreement takes effect, to follow the words `It takes effect`."""
    rule = programme.timeline.effect
    places = f"{rule.at_least} place{' has' if rule.at_least == 1 else 's have'} ratified it"
    names = [programme.place(place).name for place in rule.including]
    among = f", {' and '.join(names)} among them" if names else ""
    later = f", {rule.after_days} days later" if rule.after_days else ""
    return f"when {places}{among}{later}"


def tally(places: Sequence[CertificateLine]) -> list[tuple[str, int]]:
    """Return how many places have each status, in the order in which each is first met."""
    return list(Counter(place.status for place in places).items())


def standings(content: ReviewReport) -> tuple[str, ...]:
    """Return the standings to count: the usual three, then any other that was reported."""
    told = dict.fromkeys(words(report.standing).lower() for report in content.reports)
    return tuple(dict.fromkeys((*_STANDINGS, *told)))


def standing_totals(content: ReviewReport) -> list[tuple[str, int]]:
    """Return each standing and how many reports say so, in the order of `standings`."""
    told = Counter(words(report.standing).lower() for report in content.reports)
    return [(standing, told[standing]) for standing in standings(content)]


def commitment_lines(
    content: ReviewReport,
) -> list[tuple[Commitment, str, list[int], list[CommitmentReport]]]:
    """Return each commitment, who made it, its count of each standing, and its reports."""
    lines = []
    for commitment in content.commitments:
        reports = [report for report in content.reports if report.commitment == commitment.id]
        told = Counter(words(report.standing).lower() for report in reports)
        counts = [told[standing] for standing in standings(content)]
        lines.append((commitment, _maker(commitment, content.programme), counts, reports))
    return lines


def _maker(commitment: Commitment, programme: Programme) -> str:
    names = {str(party.id): party.name for party in programme.parties}
    return names.get(commitment.made_by, "All parties together")
