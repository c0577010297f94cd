"""When a signatory may delegate from their own page, and what shows it."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from concordat.domain.appointment import may_have_deputy
from concordat.domain.delegation import (
    MAX_FILE,
    MAX_WORDS,
    DelegationWish,
    GivenDelegation,
    deputy_wished,
    evidence,
    kind_of_file,
)
from concordat.domain.errors import NotAllowed
from concordat.domain.parties import Deputy
from concordat.domain.seating import Attempt
from concordat.domain.signing import Seat
from tests.fakes import EAST, NORTH, a_programme, a_signatory

ATTEMPT = Attempt("delegate a signing", "East", EAST, "signing")
TODAY, LATEST = date(2027, 6, 24), date(2027, 9, 21)
UNTIL = date(2027, 6, 30)
WISH = DelegationWish("Ann Other", "vice-chair", "vice@east.example.org", UNTIL, "minute east/27/2")
SHA256 = "0123456789abcdef" * 4


def test_a_deputy_is_named_with_days_and_evidence() -> None:
    assert deputy_wished(WISH, TODAY, LATEST, None, ATTEMPT) == Deputy(
        "vice-chair", "vice@east.example.org", TODAY, UNTIL, "minute east/27/2"
    )


@pytest.mark.parametrize("until", [None, date(2027, 6, 23), date(2027, 9, 22)])
def test_the_last_day_is_one_on_which_the_signatory_could_sign(until: date | None) -> None:
    with pytest.raises(NotAllowed, match="from 24 June 2027 to 21 September 2027"):
        deputy_wished(replace(WISH, until=until), TODAY, LATEST, None, ATTEMPT)


@pytest.mark.parametrize("until", [TODAY, LATEST])
def test_the_first_and_the_last_day_are_among_them(until: date) -> None:
    wish = replace(WISH, until=until)
    assert deputy_wished(wish, TODAY, LATEST, None, ATTEMPT).valid_until == until


@pytest.mark.parametrize("field", ["name", "role"])
@pytest.mark.parametrize("words", ["", "  ", "x" * (MAX_WORDS + 1)])
def test_the_deputys_name_and_role_are_asked_for(field: str, words: str) -> None:
    with pytest.raises(NotAllowed, match=f"the deputy's {field} is missing or too long"):
        deputy_wished(replace(WISH, **{field: words}), TODAY, LATEST, None, ATTEMPT)


def test_a_reference_a_file_or_both_show_a_delegation() -> None:
    on_file = "a file on record, SHA-256 0123456789abcdef…"
    assert evidence(WISH, None, ATTEMPT) == "minute east/27/2"
    assert evidence(replace(WISH, reference=" "), SHA256, ATTEMPT) == on_file
    assert evidence(WISH, SHA256, ATTEMPT) == f"minute east/27/2, {on_file}"


@pytest.mark.parametrize(
    ("reference", "says"), [(" ", "nothing shows"), ("x" * (MAX_WORDS + 1), "is too long")]
)
def test_what_shows_nothing_is_refused(reference: str, says: str) -> None:
    with pytest.raises(NotAllowed, match=says):
        evidence(replace(WISH, reference=reference), None, ATTEMPT)


@pytest.mark.parametrize(
    ("kind", "begins"),
    [("pdf", b"%PDF-1.7"), ("jpeg", b"\xff\xd8\xff\xe0"), ("png", b"\x89PNG\r\n\x1a\n")],
)
def test_a_file_is_what_its_first_bytes_say(kind: str, begins: bytes) -> None:
    assert kind_of_file(begins, ATTEMPT) == kind


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (b"", "neither a PDF"),
        (b"MZ\x90", "neither a PDF"),
        (b"<html>%PDF-1.7", "neither a PDF"),
        (b"%PDF-" + b"0" * MAX_FILE, "larger than 10 MB"),
    ],
)
def test_another_file_or_a_large_one_is_refused(file: bytes, says: str) -> None:
    with pytest.raises(NotAllowed, match=says):
        kind_of_file(file, ATTEMPT)


def test_a_delegation_stands_until_it_is_taken_back_or_the_seat_changes() -> None:
    given = GivenDelegation(
        "v1", EAST, 1, 2, 3, "r", "Ann Other", SHA256, datetime(2027, 6, 24, tzinfo=UTC)
    )
    signatory = replace(a_signatory("chair", "east"), changes=3)
    assert given.seat == Seat(1, 2)
    assert given.stands(signatory)
    assert not given.stands(replace(signatory, changes=4))
    assert not replace(given, taken_back_at=given.given_at).stands(signatory)


def test_the_programme_or_a_places_body_rules_deputies_out() -> None:
    programme = a_programme()
    bodies = tuple(replace(body, deputies=body.id != "shared-board") for body in programme.bodies)
    strict = replace(programme, bodies=bodies)
    none_at_all = replace(programme, signing=replace(programme.signing, deputies=False))
    assert [may_have_deputy(strict, p) for p in (EAST, NORTH, None)] == [False, True, True]
    assert [may_have_deputy(none_at_all, p) for p in (EAST, None)] == [False, False]
