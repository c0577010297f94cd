"""What is read whatever is wrong: every fault at once, in file order, and no surprises of YAML."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from small_config import TODAY, Written

from concordat.domain.errors import BadConfig
from concordat.programme.load import check_programme, load_programme


def test_the_small_config_has_no_faults(written: Written) -> None:
    assert written.faults() == []


def test_a_missing_folder_is_a_fault_of_its_first_file(tmp_path: Path) -> None:
    programme, faults = check_programme(tmp_path / "nowhere", TODAY)
    assert programme is None
    first = f"{tmp_path}/nowhere/agreement.yaml:1: "
    assert [str(fault) for fault in faults] == [
        first + "no places; write places/<place>.yaml for each place",
        first + "the file cannot be read (No such file or directory); write it there",
    ]


def test_a_folder_without_places_says_so(written: Written) -> None:
    shutil.rmtree(written.folder / "places")
    assert any("no places; write places/<place>.yaml" in fault for fault in written.faults())


def test_loading_a_bad_config_raises_with_every_fault_and_warning(written: Written) -> None:
    written.change("agreement.yaml", "on: 2027-05-20", "on: 2027-05-06")
    written.change("places/west.yaml", "party: ics", "party: icb")
    with pytest.raises(BadConfig) as raised:
        load_programme(written.folder, TODAY)
    assert raised.value.faults == written.check()[1]
    assert [fault.warning for fault in raised.value.faults] == [True, False]


def test_a_fault_in_one_file_hides_none_in_the_others(written: Written) -> None:
    written.write("agreement.yaml", "agreement: {id: [")
    written.change("places/east.yaml", "name: East\n", "nam: East\n")
    written.change("places/west.yaml", "need: 1", "need: 3")
    files = [fault.split(":")[0] for fault in written.faults()]
    assert files == ["agreement.yaml", "places/east.yaml", "places/west.yaml"]


def test_a_fault_of_form_does_not_hide_what_can_still_be_checked(written: Written) -> None:
    written.change("agreement.yaml", "closes: 2027-02-26", "closes: soon")
    written.change("agreement.yaml", "term_months: 12", "term_months: long")
    written.change("agreement.yaml", "due: 2027-09-30", "due: 2027-04-30")
    written.change("places/west.yaml", "name: West board", "nome: 7")
    written.change(
        "places/west.yaml", "[2027-06-10, 2027-09-09]", "[2026-06-10, later, 2027-09-09]"
    )
    found = "\n".join(written.faults())
    assert "'soon' is not a date" in found
    assert "'term_months' is 'long'" in found
    assert "ratification is due on 2027-04-30, before the public signing" in found
    assert "unknown key 'nome'; write 'name'" in found
    assert "'later' is not a date" in found
    assert "on 2026-06-10 is before the review window opens" in found


def test_a_place_that_cannot_be_read_still_counts_as_a_place(written: Written) -> None:
    written.write("places/east.yaml", "name: [")
    faults = written.faults()
    assert len(faults) == 1
    assert faults[0].startswith("places/east.yaml:")


def test_a_misspelt_key_is_not_reported_missing_as_well(written: Written) -> None:
    written.change("agreement.yaml", "timezone: Europe/London", "timzone: Europe/London")
    assert written.faults() == ["agreement.yaml:5: unknown key 'timzone'; write 'timezone'"]


def test_faults_are_in_file_order(written: Written) -> None:
    written.change("agreement.yaml", "due: 2027-09-30", "due: then")
    written.change("agreement.yaml", "opens: 2026-12-01", "opens: now")
    written.write("calendar/2027.yaml", "periods: []")
    faults = written.check()[1]
    assert list(faults) == sorted(faults, key=lambda fault: (fault.file, fault.line))
    assert [Path(fault.file).name for fault in faults] == [
        "agreement.yaml",
        "agreement.yaml",
        "2027.yaml",
    ]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("name: West\nname: East\n", 2, "key 'name' stands twice, first on line 1; write it once"),
        ("name: &west West\n", 1, "anchor '&west' is not read"),
        ("name: &w West\narea: *w\n", 2, "alias '*w' is not read; write the value out"),
        ("name: !!str 7\n", 1, "tag 'tag:yaml.org,2002:str' is not read; leave it out"),
        ("name: West\n\tarea: North\n", 2, "write it as YAML"),
        ("name: West\n---\nname: East\n", 2, "write it as YAML"),
        ("name: 'West\n", 2, "write it as YAML"),
        ("name: West\narea: \x07\n", 2, "a character YAML does not allow"),
        ("- West\n", 1, "the file is not a mapping"),
        ("", 1, "the file is not a mapping"),
        ("? [a, b]\n: West\n", 1, "a key is not a word"),
        ("name: West\n<<: {area: North}\n", 2, "unknown key '<<'"),
        ("name: " + "[" * 600 + "]" * 600, 1, "the file nests too deeply"),
    ],
)
def test_what_yaml_would_surprise_with_is_a_fault(
    written: Written, text: str, line: int, message: str
) -> None:
    written.write("places/west.yaml", text)
    faults = [fault for fault in written.faults() if message in fault]
    assert len(faults) == 1, written.faults()
    assert faults[0].startswith(f"places/west.yaml:{line}: ")


def test_a_file_that_is_not_utf_8_is_a_fault(written: Written) -> None:
    (written.folder / "places/west.yaml").write_bytes(b"name: Caf\xe9\n")
    assert "places/west.yaml:1: the file is not UTF-8 text; save it as UTF-8" in written.faults()


def test_words_that_other_yaml_reads_as_truth_or_numbers_stay_words(written: Written) -> None:
    written.change("places/west.yaml", "name: West\n", "name: no\n")
    written.change("places/west.yaml", "ons_code: E2", "ons_code: 07000078")
    programme = load_programme(written.folder, TODAY)
    west = next(place for place in programme.places if place.id == "west")
    assert (west.name, west.ons_code) == ("no", "07000078")


def test_a_file_ending_in_yml_is_not_passed_over_in_silence(written: Written) -> None:
    written.write("places/north.yml", "name: North\n")
    assert written.faults() == [
        "places/north.yml:1: a file ending in .yml is not read; write north.yaml"
    ]


def test_a_place_s_file_name_must_be_an_id(written: Written) -> None:
    text = (written.folder / "places/west.yaml").read_text(encoding="utf-8")
    (written.folder / "places/west.yaml").unlink()
    written.write("places/West End.yaml", text)
    assert written.faults() == [
        "places/West End.yaml:1: the file's name 'West End' is not an id; write lower-case words with hyphens"
    ]


def test_an_event_at_a_time_the_clocks_skip_is_a_fault(written: Written) -> None:
    written.change("agreement.yaml", "closes: 2027-02-26", "closes: 2027-03-29")
    written.change("agreement.yaml", "starts: 2027-01-18T15:00", "starts: 2027-03-28T01:30")
    written.change("agreement.yaml", "ends: 2027-01-18T16:00", "ends: 2027-03-28T03:00")
    assert any(
        "clocks in Europe/London skip 2027-03-28 01:30; write an hour later" in fault
        for fault in written.faults()
    )


def test_fewer_than_two_parties_is_a_fault(written: Written) -> None:
    text = (written.folder / "agreement.yaml").read_text(encoding="utf-8")
    start, end = text.index("  - id: ics"), text.index("bodies:")
    written.write("agreement.yaml", text[:start] + text[end:])
    assert "agreement.yaml:7: fewer than two parties; write both sides" in written.faults()


def test_a_party_may_not_be_called_joint_nor_be_without_partners(written: Written) -> None:
    written.change("agreement.yaml", "id: ics", "id: joint")
    written.change(
        "agreement.yaml",
        "    partners:\n      - {name: The Board, contact: {role: Chair, email: "
        "chair@board.example.org}}\n",
        "    partners: []\n",
    )
    found = "\n".join(written.faults())
    assert "'joint' is kept for what all promise; write another id" in found
    assert "a party without partners; write one at least" in found


def test_a_partner_stands_once_in_its_party(written: Written) -> None:
    line = "      - {name: Alliance, contact: {role: Chair, email: chair@alliance.example.org}}\n"
    written.change("agreement.yaml", line, line + line)
    assert written.faults() == ["agreement.yaml:12: partner 'Alliance' stands twice; write it once"]


def test_any_of_needs_a_candidate(written: Written) -> None:
    text = (written.folder / "places/west.yaml").read_text(encoding="utf-8")
    start, end = text.index("  - any_of:"), text.index("    need: 1")
    written.write("places/west.yaml", text[:start] + "  - any_of: []\n" + text[end:])
    assert written.faults() == [
        "places/west.yaml:7: 'any_of' has no candidates; write one at least"
    ]


def test_a_window_that_opened_before_today_is_only_a_warning(written: Written) -> None:
    programme, faults = written.check(date(2027, 4, 1))
    assert programme is not None
    assert [fault.warning for fault in faults] == [True]
    assert "the review window opened on 2026-12-01, before today 2027-04-01" in faults[0].message


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[2027-06-24]", "[2027-06-24, ~]", "empty is not a date; write one such as 2027-03-30"),
        ("due: 2027-09-30", "due: true", "true is not a date; write one such as 2027-03-30"),
        ("due: 2027-09-30", "due: 1999-09-30", "'1999-09-30' is not of this century or the next"),
        (
            "2027-01-18T15:00",
            "2027-02-30T15:00",
            "there is no moment '2027-02-30T15:00'; write 2027-01-18T15:00",
        ),
        ("{body: icp}", "{body: [icp]}", "a list is not an id; write one such as county-durham"),
        ("id: example\n", "id: An Example\n", "'An Example' is not an id; write lower-case words"),
        (
            "email: c@board.example.org, order: 2",
            "email: c@board.example.org",
            "'order' is missing",
        ),
    ],
)
def test_a_value_of_another_shape_is_shown_as_it_stands(
    written: Written, old: str, new: str, message: str
) -> None:
    (fault,) = written.change("agreement.yaml", old, new).faults()
    assert message in fault


def test_bodies_that_are_no_mapping_are_one_fault(written: Written) -> None:
    written.change("agreement.yaml", "bodies:\n", "bodies: [icb-board]\nx:\n")
    assert any("'bodies' is a list; write a mapping" in fault for fault in written.faults())
