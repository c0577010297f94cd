"""What the keyboard is at: what it is called, and whether an eye can tell."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

_LOOK = """() => {
  const at = document.activeElement;
  if (!at || at === document.body || at === document.documentElement) return null;
  const number = [...document.querySelectorAll('*')].indexOf(at);
  const label = at.labels && at.labels.length ? at.labels[0] : null;
  const name = (label || at).textContent.trim().replace(/\\s+/g, ' ');
  const box = at.getBoundingClientRect();
  const style = getComputedStyle(at);
  const look = s => [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow,
    s.backgroundColor, s.borderColor, s.textDecorationLine].join('|');
  const focused = look(style);
  at.blur();
  const blurred = look(getComputedStyle(at));
  at.focus({focusVisible: true, preventScroll: true});
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return {number, name, tag: at.localName, type: at.type || '', x: box.x + scrollX, y: box.y + scrollY,
          width: box.width, height: box.height, visible: inside && focused !== blurred};
}"""
"""Compares how the element looks with the focus and without it. It looks without the page's own scripts."""


@dataclass(frozen=True)
class Focus:
    """Where the keyboard is. `number` is the element's place in the page; the measures are in CSS pixels.

    `visible` says that it lies in the window, and looks unlike it does without the focus.
    """

    number: int
    name: str
    tag: str
    type: str
    x: float
    y: float
    width: float
    height: float
    visible: bool


def focus_of(page: Page) -> Focus | None:
    """Return what has the focus; None when it is the page as a whole, or the browser around it."""
    found: dict[str, Any] | None = page.evaluate(_LOOK)
    return None if found is None else Focus(**found)
