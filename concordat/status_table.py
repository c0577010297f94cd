"""Where the agreement stands, as a table for a terminal."""

from io import StringIO

from rich.console import Console
from rich.table import Table

from concordat.services.standing import Standing

WIDTH = 120


def status_table(standing: Standing) -> str:
    """Return the standing as text: a heading, then one line for each place."""
    table = Table(title=None, show_edge=False, pad_edge=False)
    for heading in ("Place", "Status", "Decided", "Effective", "Waiting for"):
        table.add_column(heading)
    for place in standing.places.values():
        waits = "; ".join(place.waiting_for)
        if place.expected_on and place.waiting_for:
            waits += f" ({place.expected_on})"
        if place.age is not None:
            waits += f"; {place.age.in_words}"
        waits = "; ".join(filter(None, [waits, *place.unreported]))
        table.add_row(
            place.name,
            place.status,
            str(place.decided_on or ""),
            str(place.effective_on or ""),
            waits,
        )
    console = Console(file=StringIO(), width=WIDTH)
    effect = f"in effect from {standing.effective_on}" if standing.effective_on else "not in effect"
    console.print(f"{standing.title}, version {standing.version}: {standing.state}", style="bold")
    console.print(
        f"{effect}; {standing.counted} places count, {standing.threshold} are needed; "
        f"ratification due {standing.ratification_due}"
    )
    for sentence in standing.continuity:
        console.print(sentence)
    if standing.term_ends_on:
        console.print(f"term ends on {standing.term_ends_on}")
    for reminder in standing.unreported:
        console.print(f"The board: {reminder}")
    if standing.waiting_for:
        console.print(f"Waiting for: {'; '.join(standing.waiting_for)}")
    console.print(table)
    output = console.file
    return output.getvalue() if isinstance(output, StringIO) else ""
