"""The programme's page shows who joined, left and was succeeded, each with its own date."""

import re
from datetime import date

import pytest

from concordat.domain.membership import Handover
from concordat.services.admit import Admission, admit_partner
from concordat.services.office import Office
from concordat.services.withdraw import LeavingNotice, withdraw_partner, withdraw_place
from tests.fakes import EAST, VERSION, WEST, advance, go_to
from tests.integration.portal.conftest import Visitor

NOTIFIED, LEAVES = date(2027, 7, 1), date(2027, 9, 29)
NOTICE = LeavingNotice(NOTIFIED, LEAVES, "It merges.")


@pytest.fixture
def visitor(ratified_office: Office) -> Visitor:
    go_to(ratified_office, NOTIFIED)
    return Visitor(ratified_office)


def words_of(visitor: Visitor) -> str:
    return " ".join(re.sub("<[^>]+>", " ", visitor.get("/").text).split())


def test_a_partner_that_joins_is_shown_with_its_date_and_its_record(visitor: Visitor) -> None:
    joining = Admission("vcse", "Carers Trust", NOTIFIED, "CT/27/4", date(2027, 7, 15))
    admit_partner(visitor.office, VERSION, joining)
    assert "Carers Trust, a partner from 15 July 2027 ( accession record" in words_of(visitor)
    [path] = set(re.findall(r'href="(/documents/\w+\.pdf)">accession', visitor.get("/").text))
    assert visitor.get(path).status_code == 200
    assert "Accession record 1" in words_of(visitor)


def test_a_partner_that_leaves_is_shown_before_and_after_its_day(visitor: Visitor) -> None:
    given = (Handover("speak-plainly", "Alliance", "It speaks for the sector."),)
    withdraw_partner(visitor.office, VERSION, "Small Groups Network", NOTICE, given)
    assert "Leaving Small Groups Network, on 29 September 2027: It merges." in words_of(visitor)
    go_to(visitor.office, LEAVES)
    advance(visitor.office)
    shown = words_of(visitor)
    assert "Small Groups Network, on behalf of small groups, a partner until 28 Sep" in shown
    assert "Leaving" not in shown


def test_each_count_of_the_places_stays_in_the_history(visitor: Visitor) -> None:
    for place in (WEST, EAST):
        withdraw_place(visitor.office, VERSION, place, NOTICE)
    go_to(visitor.office, LEAVES)
    advance(visitor.office)
    shown = words_of(visitor)
    assert "From 24 June 2027 to 29 September 2027 (East: withdrawn on 29 September 2027;" in shown
    assert "From 29 September 2027, with 1 place" in shown
    assert "Withdrawn on 29 September 2027" in shown


def test_an_agreement_that_has_ended_says_so_and_can_still_be_read(visitor: Visitor) -> None:
    for name in ("ICB", "Councils Together"):
        withdraw_partner(visitor.office, VERSION, name, NOTICE)
    go_to(visitor.office, LEAVES)
    advance(visitor.office)
    assert "The agreement has ended" in words_of(visitor)
    assert visitor.get("/agreement").status_code == 200
    assert visitor.get("/status.json").json()["state"] == "ended"
