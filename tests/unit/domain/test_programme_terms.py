from dataclasses import replace
from datetime import date

import pytest

from concordat.domain.parties import PartyId
from concordat.domain.programme import BodyId, programme_json, programme_sha256
from concordat.domain.rules import PlaceId, ReminderRule
from tests.fakes import EAST, NORTH, WEST, a_programme


def test_the_same_programme_has_the_same_hash_and_a_changed_one_another() -> None:
    assert programme_sha256(a_programme()) == programme_sha256(a_programme())
    assert programme_sha256(a_programme(title="Another")) != programme_sha256(a_programme())


def test_a_programme_is_written_with_sorted_keys_and_no_spaces() -> None:
    text = programme_json(a_programme())
    assert text.startswith('{"agreement_id":"example-mou","amendments":{"editorial":{"board":')
    assert '"starts":"2027-01-18T15:00:00+00:00"' in text


def test_a_place_without_reminders_of_its_own_has_the_hash_that_it_always_had() -> None:
    assert '"reminders":' not in programme_json(a_programme())
    east, *others = a_programme().places
    own = replace(east, reminders=ReminderRule(10, 2))
    changed = a_programme(places=(own, *others))
    assert '"reminders":{"at_most":2,"every_working_days":10}' in programme_json(changed)


def test_a_place_exists_on_both_ends_of_its_validity() -> None:
    place = replace(
        a_programme().place(EAST), valid_from=date(2023, 4, 1), valid_to=date(2028, 3, 31)
    )
    days = [date(2023, 3, 31), date(2023, 4, 1), date(2028, 3, 31), date(2028, 4, 1)]
    assert [place.is_current(day) for day in days] == [False, True, True, False]


def test_only_the_places_that_exist_on_the_day_are_asked() -> None:
    programme = a_programme()
    east, north, west = programme.places
    ended = replace(north, valid_to=date(2027, 3, 31))
    programme = replace(programme, places=(east, ended, replace(west, succeeds=NORTH)))
    asked = [place.id for place in programme.places_on(date(2027, 5, 20))]
    assert asked == [EAST, WEST]


def test_what_a_programme_does_not_have_is_not_found() -> None:
    programme = a_programme()
    assert programme.body(BodyId("icp")).name == "Integrated care partnership"
    assert programme.party(PartyId("vcse")).name == "VCSE sector"
    with pytest.raises(KeyError):
        programme.place(PlaceId("nowhere"))
