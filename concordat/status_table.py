"""Where the agreement stands, as a table for a terminal."""

from io import StringIO

from rich.console import Console
from rich.table import Table

from concordat.services.standing import Standing

WIDTH = 120


def status_table(standing: Standing) -> str:
    """Return the standing as text: a heading, then one line for each place."""
    table = Table(title=None, show_edge=False, pad_edge=False)
    for heading in ("Place", "Status", "Decided", "Effective", "Counts", "Waiting for"):
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
            place.why_not or "yes",
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
    for line in _changes(standing):
        console.print(line)
    if standing.waiting_for:
        console.print(f"Waiting for: {'; '.join(standing.waiting_for)}")
    console.print(table)
    output = console.file
    return output.getvalue() if isinstance(output, StringIO) else ""


def _changes(standing: Standing) -> list[str]:
    """Return what a count alone does not say: who is missing, who came and went, what ceased when."""
    lines = []
    if standing.mandatory_missing:
        names = [
            standing.places[p].name if p in standing.places else p
            for p in standing.mandatory_missing
        ]
        lines.append(f"Mandatory and missing: {', '.join(names)}")
    lines += [
        f"In effect from {span.began_on} to {span.ceased_on}: {span.because}"
        for span in standing.spans
        if span.ceased_on
    ]
    lines += [f"{w.who} leaves on {w.effective_on}" for w in standing.leaving]
    for partner in standing.partners:
        dates = [f"from {partner.joined_on}"] if partner.joined_on else []
        dates += [f"until {partner.left_on}"] if partner.left_on else []
        if dates:
            lines.append(f"{partner.name} is a partner {' '.join(dates)}")
    return lines
