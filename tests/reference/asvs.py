"""The security checklist: each requirement of ASVS 5.0, levels 1 and 2, with its test or its reason.

What is required is told in a few words of ours, in `asvs.csv`; the standard has it in full. Source: OWASP
Application Security Verification Standard 5.0.0, CC BY-SA 4.0, https://owasp.org/asvs.
"""

import ast
import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = Path(__file__).with_suffix(".csv")
PROSE = Path(__file__).with_name("security.md")

PORTAL, SERVICES = "tests/integration/portal", "tests/integration/services"
FILES = {
    "checklist": f"{PORTAL}/test_checklist.py",
    "clocks": "tests/contract/test_clocks.py",
    "command_line": "tests/integration/test_command_line.py",
    "commands": "tests/integration/test_staff_commands.py",
    "comments": f"{PORTAL}/test_comments.py",
    "configured_key": "tests/integration/documents/test_configured_key.py",
    "confinement": "tests/integration/verification/test_confinement.py",
    "desk": f"{PORTAL}/test_staff_desk.py",
    "disclosure": "tests/integration/evidence/test_disclosure_table.py",
    "dissent": "tests/scenarios/test_dissent.py",
    "doorstep": f"{PORTAL}/test_doorstep.py",
    "evidence": "tests/integration/evidence/test_tampered_documents.py",
    "formats": "tests/scenarios/test_formats.py",
    "guards": f"{PORTAL}/test_guards.py",
    "hands": "tests/scenarios/test_changing_hands.py",
    "identify": f"{SERVICES}/test_identify.py",
    "identity": "tests/unit/domain/test_identity.py",
    "kept": "tests/scenarios/test_kept_no_longer.py",
    "limits": f"{PORTAL}/test_limits.py",
    "links": f"{SERVICES}/test_sign_links.py",
    "logo": "tests/unit/programme/test_config_logo.py",
    "messages": "tests/unit/notices/test_messages.py",
    "open_data": f"{PORTAL}/test_open_data.py",
    "pace": "tests/unit/portal/test_pace.py",
    "paper": "tests/scenarios/test_on_paper.py",
    "public": f"{PORTAL}/test_public_pages.py",
    "relay": "tests/integration/test_relay.py",
    "replay": "tests/integration/register/test_replay.py",
    "review": f"{PORTAL}/test_review_pages.py",
    "service_key": "tests/integration/documents/test_service_key.py",
    "sign_in": f"{PORTAL}/test_staff_sign_in.py",
    "signing": f"{PORTAL}/test_signing_pages.py",
    "smtp": "tests/integration/notices/test_mail_servers.py",
    "sql": "tests/integration/register/test_sql_register.py",
    "states": "tests/unit/domain/test_states.py",
    "store": "tests/contract/test_document_stores.py",
    "templates": "tests/unit/documents/test_document_templates.py",
    "trail": "tests/integration/register/test_trail_guards.py",
    "two": f"{SERVICES}/test_two_at_once.py",
    "two_keys": "tests/integration/evidence/test_two_keys.py",
    "verification": f"{PORTAL}/test_verification_page.py",
    "word": "tests/integration/documents/test_word_files.py",
}
"""The files of tests, by what `asvs.csv` calls them."""

CHAPTERS = {
    1: "Encoding and sanitisation",
    2: "Validation and business logic",
    3: "Web pages in browsers",
    4: "Web services",
    5: "Files",
    6: "Authentication",
    7: "Sessions",
    8: "Authorisation",
    9: "Self-contained tokens",
    10: "OAuth and OpenID Connect",
    11: "Cryptography",
    12: "Secure communication",
    13: "Configuration",
    14: "Data protection",
    15: "Secure code and architecture",
    16: "Logs and errors",
    17: "WebRTC",
}
KINDS = {
    "test": "",
    "design": "By design: ",
    "operator": "For whoever runs it: ",
    "na": "Not applicable: ",
    "no": "**Not held:** ",
}
"""How a requirement is held, and how its line begins."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement: `by` are the tests that show it, as `name::test`, or the reason, in words."""

    number: str
    level: int
    what: str
    held: str
    by: str

    @property
    def chapter(self) -> int:
        """The number of its chapter."""
        return int(self.number.partition(".")[0])

    @property
    def tests(self) -> tuple[tuple[str, str], ...]:
        """The tests that show it, as file and function."""
        named = self.by.split() if self.held == "test" else []
        return tuple((FILES[name], test) for name, _, test in (n.partition("::") for n in named))


def requirements() -> tuple[Requirement, ...]:
    """Return every requirement of levels 1 and 2, in the standard's order."""
    with SOURCE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="|", quoting=csv.QUOTE_NONE)
        return tuple(Requirement(**{**row, "level": int(row["level"])}) for row in rows)


@cache
def names_of_tests(file: str) -> frozenset[str]:
    """Return the names of the tests in a file."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def security_page() -> str:
    """Return docs/security.md: threats and keys in prose, then the checklist."""
    return f"{PROSE.read_text(encoding='utf-8').rstrip()}\n\n" + "\n".join(_checklist()) + "\n"


def _checklist() -> Iterator[str]:
    found = requirements()
    held = Counter(one.held for one in found)
    yield "## The checklist"
    yield ""
    yield (
        f"Of {len(found)} requirements of levels 1 and 2, {held['test']} are shown by tests, "
        f"{held['design']} hold by design, {held['operator']} are for whoever runs the service, "
        f"{held['na']} do not apply, and {held['no']} are not held."
    )
    for chapter, title in CHAPTERS.items():
        yield from (
            "",
            f"### V{chapter} {title}",
            "",
            "| | level | what | held by |",
            "|---|---|---|---|",
        )
        for one in found:
            if one.chapter == chapter:
                yield f"| {one.number} | {one.level} | {one.what} | {_held_by(one)} |"


def _held_by(one: Requirement) -> str:
    if one.tests:
        return ", ".join(f"[{test[5:].replace('_', ' ')}](../{file})" for file, test in one.tests)
    return f"{KINDS[one.held]}{one.by}"
