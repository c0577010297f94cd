"""Arranges the paper for the board: what changed, side by side, and what follows with its dates.

The rules:
1. A changed passage is shown as it was and as it is, so that nobody has to see colours to read it.
2. What follows an approval stands in the order of its dates; what has no date yet stands after it.
"""

import re
from collections.abc import Iterator
from datetime import date
from html import unescape

from concordat.documents.arrangement import effect_sentence
from concordat.documents.words import day
from concordat.services.content import BoardPaper, Changes

_CHANGED = re.compile(r'<(\w+)[^>]*\bclass="changed"[^>]*>(.*?)</\1>', re.DOTALL)
_WENT = re.compile(r"<del\b.*?</del>", re.DOTALL)
_CAME = re.compile(r"<ins\b.*?</ins>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


def changed_passages(changes: Changes | None) -> list[tuple[str, str]]:
    """Return each passage that changed as plain text: as it was, as it is; empty where it was not."""
    if changes is None:
        return []
    marked = (found[2] for found in _CHANGED.finditer(changes.html))
    return [(_plain(_CAME.sub("", text)), _plain(_WENT.sub("", text))) for text in marked]


def _plain(marked: str) -> str:
    return " ".join(unescape(_TAG.sub("", marked)).split())


def next_steps(content: BoardPaper) -> list[tuple[str, str]]:
    """Return what follows an approval, and when, in words."""
    dated = sorted(_dated(content), key=lambda step: step[0])
    return [(what, when) for _, what, when in dated] + list(_undated(content))


def _dated(content: BoardPaper) -> Iterator[tuple[date, str, str]]:
    timeline, programme = content.programme.timeline, content.programme
    since, until = content.meeting_on or timeline.window_closes, timeline.ratification_due
    if timeline.public_signing:
        on = timeline.public_signing_on
        yield on, "Public signing", day(on)
    if timeline.presentation is not None:
        body = programme.body(timeline.presentation)
        meetings = [meeting for meeting in body.meetings if meeting > since]
        if meetings:
            what = f"Presentation to {body.name}, for information: it holds nothing up"
            yield meetings[0], what, day(meetings[0])
    for period in programme.pre_election_periods:
        if period.ends > since and period.starts <= until:
            what = f"Pre-election period ({period.because}): no launch, no public signing"
            yield period.starts, what, f"{day(period.starts)} to {day(period.ends)}"
    yield until, "Ratification, each place by its own body", f"by {day(until)}"


def _undated(content: BoardPaper) -> Iterator[tuple[str, str]]:
    timeline = content.programme.timeline
    yield "The agreement takes effect", effect_sentence(content.programme)
    yield "Term of the undertakings", f"{timeline.term_months} months from that day"
    review = timeline.review
    when = f"{review.every_months} months after that day; it opens {review.lead_days} days before"
    yield "First review", when
