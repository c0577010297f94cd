"""What is expected of an agreement, as sentences and a table for a terminal."""

from datetime import date
from io import StringIO

from rich.console import Console
from rich.table import Table

from concordat.services.forecast import Expected
from concordat.services.forecast_words import sentences

WIDTH = 120


def forecast_table(found: Expected) -> str:
    """Return the forecast as text: what is expected, then one line for each place."""
    output = StringIO()
    console = Console(file=output, width=WIDTH)
    for sentence in sentences(found):
        console.print(sentence, highlight=False)
    if found.likely.places:
        console.print(_places(found))
    return output.getvalue()


def _places(found: Expected) -> Table:
    table = Table(show_edge=False, pad_edge=False)
    for heading in ("Place", "Body decides", "Counts at the earliest", "Likely", "Why no day"):
        table.add_column(heading)
    for place, name in found.names.items():
        earliest, likely = found.earliest.places[place], found.likely.places[place]
        why_not = "" if likely.counts_on else likely.why_not
        row = (likely.meeting_on, earliest.counts_on, likely.counts_on)
        table.add_row(name, *map(_day, row), why_not)
    return table


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()
