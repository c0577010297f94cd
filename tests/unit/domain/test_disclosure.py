from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.domain.calendar import is_working_day
from concordat.domain.disclosure import (
    ADDRESS,
    NAME,
    UNDECIDED,
    WORDS,
    fields_of,
    foi_due_on,
    personal_data,
)
from concordat.domain.facts import Fact


@pytest.mark.parametrize(
    ("received_on", "region", "due_on"),
    [
        (date(2027, 6, 1), "england-and-wales", date(2027, 6, 29)),
        (date(2027, 6, 5), "england-and-wales", date(2027, 7, 2)),
        (date(2027, 3, 1), "england-and-wales", date(2027, 3, 31)),
        (date(2027, 3, 1), "scotland", date(2027, 3, 30)),
        (date(2027, 12, 20), "england-and-wales", date(2028, 1, 20)),
        (date(2027, 12, 20), "scotland", date(2028, 1, 21)),
        (date(2027, 7, 1), "northern-ireland", date(2027, 7, 30)),
        (date(2028, 2, 1), "england-and-wales", date(2028, 2, 29)),
    ],
)
def test_s32_the_answer_is_due_twenty_working_days_after_receipt(
    received_on: date, region: str, due_on: date
) -> None:
    assert foi_due_on(received_on, region) == due_on


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)))
def test_s32_twenty_working_days_lie_after_the_receipt_and_up_to_the_due_day(
    received_on: date,
) -> None:
    due_on = foi_due_on(received_on, "england-and-wales")
    days = [received_on + timedelta(days=n) for n in range(1, (due_on - received_on).days + 1)]
    assert sum(is_working_day(day, "england-and-wales") for day in days) == 20
    assert is_working_day(due_on, "england-and-wales")


@pytest.mark.parametrize(
    ("fact", "path", "value", "why"),
    [
        (Fact.SIGNED, ("changes", "row", "name"), "A. Person", NAME),
        (Fact.NOTICE_SENT, ("changes", "row", "to"), "somebody", ADDRESS),
        (Fact.DECISION_DECLINED, ("data", "text"), "We wait for the chair.", WORDS),
        (Fact.REQUEST_DECLINED, ("data", "reason"), "I have left.", WORDS),
        (Fact.BOARD_FORM_REFUSED, ("data", "why"), "It says so.", WORDS),
        (Fact.CONDITION_DISCHARGED, ("data", "evidence"), "A letter.", WORDS),
        (Fact.REVIEW_CLOSED, ("data", "outcome"), "Renewed.", WORDS),
        (Fact.NOTICE_SENT, ("changes", "row", "params", "role"), "Chair", WORDS),
        (Fact.SIGNED, ("data", "role"), "chair@east.example.org", ADDRESS),
        (Fact.SIGNED, ("data", "shoe_size"), "9", UNDECIDED),
        ("a:new:fact", ("data", "anything"), 5, UNDECIDED),
        (Fact.REQUEST_CANCELLED, ("data", "why"), "enough have signed", None),
        (Fact.DECISION_ADOPTED, ("data", "outcome"), "ratified", None),
        (Fact.SIGNED, ("data", "role"), "Chair", None),
        (Fact.SIGNED, ("actor",), "signatory: chair", None),
        (Fact.SIGNED, ("data", "document_sha256"), "ab" * 32, None),
        (Fact.RATIFIED, ("data", "decided_on"), "2027-06-24", None),
        (Fact.SIGNED, ("data", "shoe_size"), None, None),
    ],
)
def test_s32_each_field_says_whether_it_may_hold_personal_data(
    fact: str, path: tuple[str, ...], value: object, why: str | None
) -> None:
    assert personal_data(fact, path, value) == why


def test_s32_every_field_of_an_entry_is_told_but_for_what_binds_it() -> None:
    entry = {
        "number": 7,
        "at": "2027-06-24T12:00:00+00:00",
        "actor": "director",
        "fact": "place:decision:adopted",
        "about": "v1/east",
        "data": {"text": "Yes.", "places": ["east", "west"], "none": []},
        "changes": [{"table": "decision", "row": {"reason": None}}],
        "previous_sha256": "0" * 64,
        "sha256": "1" * 64,
    }
    assert list(fields_of(entry)) == [
        (("actor",), "director"),
        (("about",), "v1/east"),
        (("data", "text"), "Yes."),
        (("data", "places"), "east"),
        (("data", "places"), "west"),
        (("changes", "table"), "decision"),
        (("changes", "row", "reason"), None),
    ]
