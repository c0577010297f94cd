"""S32: one step gives the whole trail as a table, with what may be personal flagged."""

import ast
import csv
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from concordat.domain.decision import Outcome
from concordat.domain.disclosure import UNDECIDED, personal_data
from concordat.domain.errors import BadSetting
from concordat.domain.facts import Fact
from concordat.domain.trail import TrailEntry, next_entry
from concordat.evidence.disclose import LONGEST_CELL, write_disclosure
from concordat.services.office import Office
from tests.fakes import EAST, LONDON, ratified, version_of

NOON = datetime(2027, 6, 24, 11, tzinfo=UTC)


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


def entry_of(text: str, *, at: datetime = NOON, before: TrailEntry | None = None) -> TrailEntry:
    return next_entry(before, at, "director", "place:decision:declined", "v1/east", {"text": text})


def written(tmp_path: Path, *entries: TrailEntry) -> list[dict[str, str]]:
    write_disclosure(entries, LONDON, tmp_path / "trail.csv")
    return rows_of(tmp_path / "trail.csv")


def test_s32_the_whole_trail_is_told_in_the_order_of_time(
    signed_office: Office, tmp_path: Path
) -> None:
    ratified(signed_office, EAST, Outcome.RATIFIED_WITH_RESERVATION, text="Notice is short.")
    with signed_office.register.reading() as view:
        entries = view.trail()
    flagged = write_disclosure(
        entries, version_of(signed_office).programme.timezone, tmp_path / "trail.csv"
    )
    rows = rows_of(tmp_path / "trail.csv")
    assert list(dict.fromkeys(int(row["Entry"]) for row in rows)) == [e.number for e in entries]
    assert [row["Date"] for row in rows] == sorted(row["Date"] for row in rows)
    assert flagged == sum(row["Personal data"] == "yes" for row in rows) > 0
    [words] = [row for row in rows if row["Value"] == "Notice is short." and "data" in row["Field"]]
    assert (words["Personal data"], words["Field"]) == ("yes", "data.text")


def test_s32_every_field_that_the_service_records_has_been_decided_on(
    ratified_office: Office, tmp_path: Path
) -> None:
    with ratified_office.register.reading() as view:
        write_disclosure(view.trail(), LONDON, tmp_path / "trail.csv")
    undecided = {
        (row["Fact"], row["Field"])
        for row in rows_of(tmp_path / "trail.csv")
        if row["Because"] == UNDECIDED
    }
    assert undecided == set()


def test_s32_every_field_that_a_use_case_writes_out_has_been_decided_on() -> None:
    undecided = {
        (path.name, fact, key)
        for path in sorted(Path("concordat/services").glob("*.py"))
        for fact, key in written_out(path)
        if personal_data(fact, ("data", key), "a value") == UNDECIDED
    }
    assert undecided == set()


def written_out(path: Path) -> Iterator[tuple[str, str]]:
    """Return the facts that a module records with data written out in place, with each key."""
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match call:
            case ast.Call(
                func=ast.Attribute(attr="record"),
                args=[
                    ast.Attribute(value=ast.Name(id="Fact"), attr=fact),
                    _,
                    ast.Dict(keys=keys),
                    *_,
                ],
            ):
                for key in keys:
                    if isinstance(key, ast.Constant):
                        yield Fact[fact].value, key.value


def test_entries_are_put_in_the_order_of_time_and_shown_on_local_clocks(tmp_path: Path) -> None:
    first = entry_of("a")
    late = entry_of("b", at=NOON + timedelta(days=1), before=first)
    rows = written(tmp_path, late, first)
    assert [row["Entry"] for row in rows] == ["1", "1", "1", "2", "2", "2"]
    assert (rows[0]["Date"], rows[0]["Time"]) == ("2027-06-24", "12:00:00 BST")


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+44 1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =HYPERLINK(1)", "\uff1d1"],
)
def test_a_cell_is_never_a_formula(tmp_path: Path, text: str) -> None:
    assert written(tmp_path, entry_of(text))[-1]["Value"] == f"'{text}"


def test_other_words_stand_as_they_were_written(tmp_path: Path) -> None:
    for text in ('Tŷ Nant said: "no; not yet", and left\nit there', "", "a = b"):
        assert written(tmp_path, entry_of(text))[-1]["Value"] == text


def test_spreadsheets_are_told_that_the_file_is_utf_8(tmp_path: Path) -> None:
    written(tmp_path, entry_of("Tŷ"))
    assert (tmp_path / "trail.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_text_longer_than_a_cell_goes_on_in_the_next_row(tmp_path: Path) -> None:
    text = "word " * LONGEST_CELL
    pieces = [row["Value"] for row in written(tmp_path, entry_of(text)) if "data" in row["Field"]]
    assert "".join(pieces) == text
    assert max(map(len, pieces)) == LONGEST_CELL


def test_a_file_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="Name another one"):
        write_disclosure([], LONDON, tmp_path / "no folder" / "trail.csv")
