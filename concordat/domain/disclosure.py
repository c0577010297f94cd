"""Freedom of information: when a request must be answered, and what to look at before answering.

The rules:
1. The answer is due on the twentieth working day after the request was received; the day of receipt
   is not counted.
2. What identifies a person is personal data: names, typed names, addresses. Words that somebody wrote
   freely may be. Roles, organisations, dates, hashes and references are not: they are how public
   bodies act.
3. A field nobody has decided on is flagged, and so is whatever looks like an e-mail address.
4. A flag is for whoever answers to judge; nothing is taken out here.
5. The rows that a fact changed say the same once more, for machines: the table names the kinds of
   row, and `trail.jsonl` has them in full.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from concordat.domain.calendar import add_working_days
from concordat.domain.facts import Fact
from concordat.domain.trail import CHANGES

ANSWER_WORKING_DAYS = 20

NAME = "a person's name"
ADDRESS = "a person's address"
WORDS = "words that somebody wrote: they may name people"
UNDECIDED = "not known to be free of personal data: read it"

Path = tuple[str, ...]
"""Where a field stands in an entry: the keys from the outside in; numbers of list items left out."""

_BINDING = frozenset({"number", "at", "fact", "previous_sha256", "sha256"})
_PERSONAL = {
    "name": NAME,
    "names": NAME,
    "typed_name": NAME,
    "email": ADDRESS,
    "to": ADDRESS,
    "contact": ADDRESS,
    "copies": ADDRESS,
    "text": WORDS,
    "reason": WORDS,
    "reasons": WORDS,
    "why": WORDS,
    "because": WORDS,
    "reservation": WORDS,
    "condition": WORDS,
    "conditions": WORDS,
    "evidence": WORDS,
    "statement": WORDS,
    "note": WORDS,
    "params": WORDS,
    "words": WORDS,
    "authority": WORDS,
    "explanation": WORDS,
    "handovers": WORDS,
    "late_consent": WORDS,
    "own_words": WORDS,
    "urgent_reason": WORDS,
}
_OPEN = frozenset(
    {
        *(
            "about",
            "actor",
            "role",
            "organisation",
            "partner",
            "party",
            "body",
            "place_id",
            "table",
        ),
        *(
            "id",
            "version_id",
            "agreement_id",
            "request_id",
            "request",
            "scope",
            "block",
            "candidate",
        ),
        *("kind", "template", "field", "state", "status", "outcome", "standing", "commitment"),
        *("number", "cycle", "revision", "threshold", "reminder", "reminders", "trail_entries"),
        *("places", "counted", "case_studies", "reports", "minute_reference", "date", "old", "new"),
        *("success", "rehearsal", "trail_head", CHANGES),
        *("recorded_by", "checked_by", "asked_by", "format", "letters", "comments", "requests"),
        *("addresses", "identity_checks", "sessions"),
        *(
            "act",
            "age",
            "alternative",
            "by",
            "class",
            "conflicts",
            "consults",
            "days",
            "decided_by",
        ),
        *("ended", "ends", "guidance_changed", "instrument", "mandatory_missing", "of", "on"),
        *("members_present", "passages", "carried_from", "passed_on_from", "place", "raised_by"),
        *(
            "decision",
            "roles_present",
            "route",
            "settled_by",
            "starts",
            "stood_down",
            "succeeds",
            "superseded",
        ),
        *("supersedes", "was", "who", "effective_from", "programme_was", "programme_sha256_before"),
        *("dispatch", "provider", "reference", "seats", "through"),
        *("seat", "since", "deputy", "valid_from", "signed_with", "upheld", "for_good"),
        *("officer", "witness", "witnessed_by"),
        *("takes_up", "in", "taken_up_in"),
    }
)
_OPEN_ENDINGS = ("_sha256", "sha256", "_on", "_at", "_due", "_until")
_BY_FACT: dict[tuple[str, str], str | None] = {
    (Fact.NOTICE_DROPPED, "why"): None,
    (Fact.REQUEST_CANCELLED, "why"): None,
    (Fact.IN_PERSON_CLOSED, "why"): None,
    (Fact.REVIEW_CLOSED, "outcome"): WORDS,
}
"""Where a key means something else than elsewhere; None where the service itself chose the words."""


def foi_due_on(received_on: date, region: str) -> date:
    """Return the last day on which a request for information may be answered.

    Bank holidays are the region's. KeyError when the region is not one of `calendar.REGIONS`.
    Source: Freedom of Information Act 2000, section 10(1).
    """
    return add_working_days(received_on, ANSWER_WORKING_DAYS, region)


def personal_data(fact: str, path: Path, value: object) -> str | None:
    """Return why a field may hold personal data that must be taken out; None if it holds none."""
    if isinstance(value, str) and re.search(r"[^\s@]@[^\s@]", value):
        return ADDRESS
    for key in path:
        found = _BY_FACT.get((fact, key), _PERSONAL.get(key))
        if found is not None:
            return found
    return None if value is None or _is_open(fact, path[-1]) else UNDECIDED


def fields_of(entry: Mapping[str, Any]) -> Iterator[tuple[Path, object]]:
    """Return every field of a trail entry, but for what only orders and binds it."""
    for key, value in entry.items():
        if key not in _BINDING:
            yield from _leaves((key,), _without_rows(value) if key == "data" else value)


def _without_rows(data: Mapping[str, Any]) -> dict[str, Any]:
    kinds = dict.fromkeys(change["table"] for change in data.get(CHANGES, ()))
    named = {CHANGES: ", ".join(kinds)} if kinds else {}
    return {key: value for key, value in data.items() if key != CHANGES} | named


def _leaves(path: Path, value: object) -> Iterator[tuple[Path, object]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves((*path, str(key)), inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _leaves(path, inner)
    else:
        yield path, value


def _is_open(fact: str, key: str) -> bool:
    return key in _OPEN or key.endswith(_OPEN_ENDINGS) or (fact, key) in _BY_FACT
