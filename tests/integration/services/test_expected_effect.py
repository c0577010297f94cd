"""The forecast of a sign-off, read from the register at every stage of its life, and told in words."""

import json
from dataclasses import replace
from datetime import date

import pytest
import typer
from typer.testing import CliRunner

from concordat.domain.bringing_forward import Sooner
from concordat.domain.decision import Outcome
from concordat.domain.errors import NotFound
from concordat.forecast_command import add_forecast
from concordat.services.forecast import Expected, expected
from concordat.services.forecast_words import sentences
from concordat.services.office import Office
from concordat.services.papers import PapersSent, record_papers
from tests.fakes import (
    DECIDED_ON,
    EAST,
    NORTH,
    VERSION,
    WEST,
    everywhere_ratified,
    go_to,
    place_asked,
    place_decided,
    publicly_signed,
    ratified,
)


def seen(office: Office) -> Expected:
    with office.register.reading() as view:
        return expected(view, VERSION)


def test_before_the_board_the_forecast_rests_on_the_listed_meetings(office: Office) -> None:
    found = seen(office)
    assert found.earliest.on == date(2027, 6, 24)
    assert found.likely.on == date(2027, 7, 1)
    assert found.rests_on.startswith("Nothing has been decided yet")
    assert found.sooner == ()


def test_a_deferral_and_the_records_signed_so_far_are_its_pace(office: Office) -> None:
    publicly_signed(office)
    for place in (EAST, NORTH, WEST):
        place_asked(office, place)
    place_decided(office, WEST, Outcome.DEFERRED)
    ratified(office, NORTH)
    found = seen(office)
    assert "1 of 2 decisions so far were put off" in found.rests_on
    assert found.likely.places[WEST].meeting_on == date(2027, 9, 23)
    assert found.likely.places[NORTH].counts_on == date(2027, 6, 24)


def test_papers_on_record_are_in_time(office: Office) -> None:
    publicly_signed(office)
    place_asked(office, EAST)
    place_asked(office, WEST)
    record_papers(office, VERSION, EAST, PapersSent(DECIDED_ON[EAST], date(2027, 5, 20)))
    go_to(office, date(2027, 6, 22))
    assert seen(office).earliest.places[EAST].meeting_on == DECIDED_ON[EAST]
    assert seen(office).earliest.places[WEST].meeting_on == date(2027, 9, 23)


def test_an_agreement_in_effect_is_told_in_one_sentence(office: Office) -> None:
    everywhere_ratified(office)
    assert list(sentences(seen(office)))[1:] == ["In effect since 24 June 2027."]


def test_a_version_that_was_never_launched_has_no_forecast(office: Office) -> None:
    with office.register.reading() as view, pytest.raises(NotFound):
        expected(view, "example-mou-v9")


def told(office: Office, *arguments: str) -> str:
    app = typer.Typer()
    app.callback()(lambda: None)
    add_forecast(app, lambda: office)
    done = CliRunner().invoke(app, ["forecast", *arguments])
    assert done.exit_code == 0, done.output
    return done.output


def test_the_command_shows_each_place_and_what_would_bring_it_forward(office: Office) -> None:
    publicly_signed(office)
    place_asked(office, EAST)
    ratified(office, NORTH, Outcome.RATIFIED_SUBJECT_TO_CONDITION)
    output = told(office)
    assert "on 23 September 2027 at the earliest, and is likely to on 30 September 2027" in output
    assert "91 days sooner, on 1 July 2027, if: " in output
    assert output.count("together with") == 1
    assert "its condition is not discharged" in output


def test_the_command_gives_the_same_as_json(office: Office) -> None:
    found = json.loads(told(office, "--json"))
    assert (found["earliest"]["on"], found["likely"]["on"]) == ("2027-06-24", "2027-07-01")


def test_where_no_day_can_be_given_the_command_says_why(office: Office) -> None:
    publicly_signed(office)
    go_to(office, date(2028, 1, 10))
    output = told(office)
    assert "No day can be given yet" in output
    assert "East: Shared Board lists no meeting in time." in output


def test_a_day_is_given_where_only_the_likely_one_is_lacking(office: Office) -> None:
    found = seen(office)
    early = replace(found, likely=replace(found.likely, on=None, lacks=("East: declined.",)))
    said = list(sentences(early))
    assert said[1].startswith("It takes effect on 24 June 2027 at the earliest; no likely day")
    assert said[2] == "East: declined."
    same = replace(found, likely=found.earliest)
    assert next(s for s in sentences(same) if "no earlier" in s)
    act = Sooner(("East: its condition is discharged",), (EAST,), date(2027, 6, 25), None)
    one = replace(found, sooner=(act, replace(act, days=1)))
    assert [s.partition(",")[0] for s in sentences(one)][-2:] == ["A day at all", "1 day sooner"]
