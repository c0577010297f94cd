"""What a config without faults means in the domain's terms, and that the shipped ones are so."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from small_config import TODAY, Written

from concordat.domain.parties import (
    Signatory,
)
from concordat.domain.programme import (
    PreElectionPeriod,
    Programme,
)
from concordat.domain.rules import (
    EffectRule,
    PlaceId,
    ReviewRule,
    SigningRule,
)
from concordat.programme.load import check_programme, load_programme

ROOT = Path(__file__).parents[3]
SHIPPED = {"config": (14, 10), "examples/one-gloucestershire": (6, 4)}


@pytest.fixture
def programme(written: Written) -> Programme:
    return load_programme(written.folder, TODAY)


def test_stages_become_days_and_moments_in_utc(written: Written) -> None:
    written.change("agreement.yaml", "starts: 2027-01-18T15:00", "starts: 2027-01-18T15:30+01:00")
    timeline = load_programme(written.folder, TODAY).timeline
    assert (timeline.window_opens, timeline.window_closes) == (date(2026, 12, 1), date(2027, 2, 26))
    assert timeline.events[0].starts == datetime(2027, 1, 18, 14, 30, tzinfo=UTC)
    assert timeline.events[0].ends == datetime(2027, 1, 18, 16, tzinfo=UTC)
    assert timeline.public_signing_on == date(2027, 5, 20)
    assert timeline.effect == EffectRule(2, ("east",), 0)
    assert timeline.review == ReviewRule(12, 60)


def test_a_signatory_without_an_address_is_asked_on_paper(written: Written) -> None:
    written.change("places/west.yaml", "email: chair@west.example.org", "email: none")
    west = load_programme(written.folder, TODAY).place(PlaceId("west"))
    [chair] = west.signatories[-1].candidates
    assert (chair.role, chair.email) == ("Chair", "")


def test_an_event_without_an_offset_is_on_the_clocks_of_the_system(written: Written) -> None:
    written.change("agreement.yaml", "timezone: Europe/London", "timezone: Europe/Paris")
    event = load_programme(written.folder, TODAY).timeline.events[0]
    assert event.starts == datetime(2027, 1, 18, 14, tzinfo=UTC)


def test_a_month_is_its_first_day_when_it_opens_and_its_last_when_it_closes(
    written: Written,
) -> None:
    written.change("agreement.yaml", "opens: 2026-12-01", "opens: 2026-12")
    written.change("agreement.yaml", "due: 2027-09-30", "due: 2027-09")
    timeline = load_programme(written.folder, TODAY).timeline
    assert timeline.window_opens == date(2026, 12, 1)
    assert timeline.ratification_due == date(2027, 9, 30)


def test_a_month_that_begins_and_one_that_ends_on_a_sunday_move_on_to_the_monday(
    written: Written,
) -> None:
    written.change("agreement.yaml", "opens: 2026-12-01", "opens: 2026-11")
    written.change("agreement.yaml", "closes: 2027-02-26", "closes: 2027-02")
    programme, faults = written.check(date(2026, 10, 1))
    assert programme is not None
    assert programme.timeline.window_opens == date(2026, 11, 2)
    assert programme.timeline.window_closes == date(2027, 3, 1)
    assert faults == ()


def test_a_month_that_opens_on_new_year_s_day_opens_after_the_bank_holiday(
    written: Written,
) -> None:
    written.change("agreement.yaml", "opens: 2026-12-01", "opens: 2027-01")
    assert load_programme(written.folder, TODAY).timeline.window_opens == date(2027, 1, 4)


def test_a_month_due_whose_last_day_is_a_scottish_bank_holiday_moves_on_only_there(
    written: Written,
) -> None:
    written.change("agreement.yaml", "due: 2027-09-30", "due: 2027-11")
    assert load_programme(written.folder, TODAY).timeline.ratification_due == date(2027, 11, 30)
    written.change("agreement.yaml", "region: england-and-wales", "region: scotland")
    assert load_programme(written.folder, TODAY).timeline.ratification_due == date(2027, 12, 1)


def test_a_window_written_to_open_on_a_sunday_opens_on_that_sunday(written: Written) -> None:
    written.change("agreement.yaml", "opens: 2026-12-01", "opens: 2026-11-29")
    assert load_programme(written.folder, TODAY).timeline.window_opens == date(2026, 11, 29)


def test_a_place_valid_from_a_month_begins_on_its_first_day_even_a_saturday(
    written: Written,
) -> None:
    written.change("places/east.yaml", "valid_from: 2023-04-01", "valid_from: 2023-04")
    assert load_programme(written.folder, TODAY).place(PlaceId("east")).valid_from == date(
        2023, 4, 1
    )


def test_a_poll_whose_period_is_in_the_calendar_folder_is_not_warned_about(
    written: Written,
) -> None:
    written.write(
        "calendar/2027.yaml",
        "pre_election_periods:\n"
        "  - {from: 2027-09-09, until: 2027-10-14, places: [west], because: a by-election}\n"
        "polls:\n"
        "  - {on: 2027-10-14, places: [west], because: a by-election}\n"
        "  - {on: 2027-05-06, places: all, because: council elections}\n"
        "  - {on: 2022-05-05, places: [old], because: the last poll of a former place}\n",
    )
    written.change("places/west.yaml", "[2027-06-10, 2027-09-09]", "[2027-06-10]")
    assert written.check()[1] == ()


def test_a_body_in_a_place_s_file_is_that_place_s_own(programme: Programme) -> None:
    west = next(place for place in programme.places if place.id == "west")
    assert west.body == "place:west"
    assert programme.body(west.body).name == "West board"
    assert programme.body(west.body).meetings == (date(2027, 6, 10), date(2027, 9, 9))


def test_a_place_may_ratify_by_a_body_of_the_agreement(programme: Programme) -> None:
    east = next(place for place in programme.places if place.id == "east")
    assert east.body == "shared"
    assert (east.succeeds, east.valid_from) == ("old", date(2023, 4, 1))


def test_a_candidate_without_an_organisation_signs_for_its_party(programme: Programme) -> None:
    west = next(place for place in programme.places if place.id == "west")
    several, one = west.signatories
    assert several.candidates == (
        Signatory("Officer", "VCSE sector", "officer@west.example.org"),
        Signatory("Deputy", "Another", "deputy@west.example.org"),
    )
    assert (several.need, several.party) == (1, "vcse")
    assert one.candidates == (Signatory("Chair", "Place board", "chair@west.example.org"),)


def test_former_places_are_known_and_not_asked(programme: Programme) -> None:
    assert [place.id for place in programme.places] == ["east", "old", "west"]
    assert [place.id for place in programme.places_on(TODAY)] == ["east", "west"]


def test_periods_of_the_calendar_folder_are_added(written: Written) -> None:
    written.write(
        "calendar/2027.yaml",
        "pre_election_periods:\n"
        "  - {from: 2027-10-01, until: 2027-10-20, places: [west], because: a by-election}\n",
    )
    assert load_programme(written.folder, TODAY).pre_election_periods[1:] == (
        PreElectionPeriod(date(2027, 10, 1), date(2027, 10, 20), "a by-election", ("west",)),
    )


def test_what_is_left_out_has_its_usual_value(written: Written) -> None:
    text = (written.folder / "agreement.yaml").read_text(encoding="utf-8")
    text = text[: text.index("signing: {provider")]
    text = text.replace("  review: {every_months: 12, lead_days: 60}\n", "")
    text = text.replace("  presentation: {body: icp}\n", "")
    written.write("agreement.yaml", text)
    programme = load_programme(written.folder, TODAY)
    assert programme.signing == SigningRule()
    assert programme.timeline.review == ReviewRule()
    assert programme.timeline.presentation is None
    assert programme.region == "england-and-wales"
    assert programme.body(programme.timeline.board).papers_clear_working_days == 5


@pytest.mark.parametrize("folder", SHIPPED)
def test_the_shipped_config_has_neither_errors_nor_warnings(folder: str) -> None:
    programme, faults = check_programme(ROOT / folder, TODAY)
    assert faults == ()
    assert programme is not None
    places, at_least = SHIPPED[folder]
    assert len(programme.places_on(programme.timeline.public_signing_on)) == places
    assert programme.timeline.effect.at_least == at_least


@pytest.mark.parametrize("folder", SHIPPED)
def test_every_shipped_place_and_the_public_signing_have_both_parties(folder: str) -> None:
    programme = load_programme(ROOT / folder, TODAY)
    both = {party.id for party in programme.parties}
    assert {block.party for block in programme.timeline.public_signing} == both
    for place in programme.places:
        assert {block.party for block in place.signatories} == both, place.id


@pytest.mark.parametrize("folder", SHIPPED)
def test_shipped_addresses_can_reach_nobody(folder: str) -> None:
    addresses = [
        address
        for path in sorted((ROOT / folder).rglob("*.yaml"))
        for address in re.findall(r"[^\s,{}]+@[^\s,{}]+", path.read_text(encoding="utf-8"))
    ]
    assert addresses
    assert all(address.endswith(".example.org") for address in addresses)


def test_one_body_serves_both_places_south_of_the_tees() -> None:
    programme = load_programme(ROOT / "config", TODAY)
    served = [p.id for p in programme.places if p.body == "live-well-south-tees"]
    assert served == ["middlesbrough", "redcar-and-cleveland"]


def test_both_successors_follow_the_county_that_was_divided() -> None:
    programme = load_programme(ROOT / "config", TODAY)
    day = date(2023, 4, 1)
    successors = [p for p in programme.places if p.succeeds == "cumbria"]
    assert [p.id for p in successors] == ["cumberland", "westmorland-and-furness"]
    assert all(p.is_current(day) for p in successors)
    assert not any(p.id == "cumbria" for p in programme.places_on(day))
