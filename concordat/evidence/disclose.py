"""Write the trail for an answer to a request for information: a table that any spreadsheet opens.

The rules:
1. One row for each field of each entry, in the order of time; the whole trail, nothing taken out.
2. Each row says whether the field may hold personal data, and why.
3. A cell that a spreadsheet would take for a formula begins with an apostrophe.
4. A text longer than a cell can hold goes on in the next row.
"""

import csv
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from concordat.domain.disclosure import fields_of, personal_data
from concordat.domain.errors import BadSetting
from concordat.domain.trail import TrailEntry

HEADINGS = ("Entry", "Date", "Time", "Fact", "Field", "Value", "Personal data", "Because")
LONGEST_CELL = 32_000
"""Characters. Spreadsheets take a little more, and break a longer text without saying so."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001


def write_disclosure(entries: Iterable[TrailEntry], timezone: str, file: Path) -> int:
    """Write the table, times on the clocks of the time zone; return how many fields are flagged.

    BadSetting if the file cannot be written.
    """
    flagged = 0
    zone = ZoneInfo(timezone)
    try:
        # The mark at the beginning tells spreadsheets that the file is UTF-8.
        with file.open("w", encoding="utf-8-sig", newline="") as opened:
            table = csv.writer(opened, quoting=csv.QUOTE_ALL)
            table.writerow(HEADINGS)
            for entry in sorted(entries, key=lambda e: (e.at, e.number)):
                rows = list(_rows(entry, zone))
                flagged += sum(row[6] == "yes" for row in rows)
                table.writerows([_harmless(cell) for cell in row] for row in rows)
    except OSError as error:
        raise BadSetting(
            f"The file {file} cannot be written: {error.strerror}.",
            remedy="Name another one.",
            attempted="write out the trail",
        ) from error
    return flagged


def _rows(entry: TrailEntry, zone: ZoneInfo) -> Iterator[tuple[str, ...]]:
    at = entry.at.astimezone(zone)
    when = (str(entry.number), at.strftime("%Y-%m-%d"), at.strftime("%H:%M:%S %Z"), entry.fact)
    for path, value in fields_of(json.loads(entry.as_line())):
        why = personal_data(entry.fact, path, value)
        for piece in _pieces(_text(value)):
            yield (*when, ".".join(path), piece, "no" if why is None else "yes", why or "")


def _text(value: object) -> str:
    return value if isinstance(value, str) else "" if value is None else json.dumps(value)


def _pieces(text: str) -> Iterator[str]:
    for start in range(0, max(len(text), 1), LONGEST_CELL):
        yield text[start : start + LONGEST_CELL]


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell
