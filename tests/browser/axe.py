"""The checks of axe-core, run on the page that is open."""

from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

SCRIPT = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# It is off unless it is asked for by name.
RULES = {"target-size": {"enabled": True}}

_RUN = """async options => {
  const found = await axe.run(document, options);
  return {passed: found.passes.map(rule => rule.id),
          violations: found.violations.flatMap(rule => rule.nodes.map(
            node => `${rule.id}: ${node.target.join(' ')}: ${node.failureSummary}`))};
}"""


def load(page: Page) -> None:
    """Put axe-core into the page, which has to have been opened without its policy against scripts."""
    page.evaluate(SCRIPT)


def violations(page: Page) -> list[str]:
    """Return what axe-core finds wrong, one line for each element."""
    options = {"runOnly": {"type": "tag", "values": list(TAGS)}, "rules": RULES}
    found: dict[str, Any] = page.evaluate(_RUN, options)
    assert "document-title" in found["passed"]
    return list(found["violations"])
