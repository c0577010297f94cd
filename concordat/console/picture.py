"""The timeline as a picture: one stop a stage, what is done filled, where it stands ringed."""

import base64
from collections.abc import Sequence
from html import escape

from concordat.portal.programme_page import DONE, NOW, STOPPED, Stage

WIDTH, HEIGHT, MARGIN, LINE = 900, 130, 75, 45
INK, DONE_FILL, NOW_FILL, STOPPED_FILL, EMPTY = (
    "#0b0c0c",
    "#00703c",
    "#ffdd00",
    "#d4351c",
    "#ffffff",
)
FILLS = {DONE: DONE_FILL, NOW: NOW_FILL, STOPPED: STOPPED_FILL}


def timeline_svg(stages: Sequence[Stage]) -> str:
    """Return the picture. What its colours say stands in words under each stop as well."""
    step = (WIDTH - 2 * MARGIN) / max(1, len(stages) - 1)
    places = [(MARGIN + step * number, stage) for number, stage in enumerate(stages)]
    stops = "".join(_stop(x, stage) for x, stage in places)
    told = "; ".join(f"{stage.title}: {stage.state}" for stage in stages)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" role="img" font-family="sans-serif">'
        f"<title>{escape(told)}</title>"
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{EMPTY}"/>'
        f'<path d="M{MARGIN} {LINE}H{WIDTH - MARGIN}" stroke="{INK}" stroke-width="3"/>{stops}</svg>'
    )


def timeline_image(stages: Sequence[Stage]) -> str:
    """Return the picture as an address that holds it, for pages that load nothing from elsewhere."""
    data = base64.b64encode(timeline_svg(stages).encode()).decode("ascii")
    return f"data:image/svg+xml;base64,{data}"


def _stop(x: float, stage: Stage) -> str:
    fill = FILLS.get(stage.state, EMPTY)
    on = "" if stage.on is None else f"{stage.on.day}.{stage.on.month}.{stage.on.year}"
    return (
        f'<circle cx="{x:.0f}" cy="{LINE}" r="13" fill="{fill}" stroke="{INK}" stroke-width="3"/>'
        + _text(x, LINE + 35, stage.title, bold=True)
        + _text(x, LINE + 54, on)
        + _text(x, LINE + 73, stage.state)
    )


def _text(x: float, y: int, words: str, *, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{x:.0f}" y="{y}" font-size="14" text-anchor="middle" fill="{INK}"{weight}>'
        f"{escape(words)}</text>"
    )
