"""A small config without faults, and how a test changes a line of it and reads the faults."""

from datetime import date
from pathlib import Path

from concordat.domain.errors import Fault
from concordat.domain.programme import Programme
from concordat.programme.load import check_programme

TODAY = date(2026, 11, 23)

AGREEMENT = """\
agreement: {id: example-mou, title: A Memorandum, text: agreement/mou.html.j2}
system:
  id: example
  name: Example
  timezone: Europe/London
facilitator: {organisation: The Facilitator, contact: {role: Lead, email: lead@f.example.org}}
parties:
  - id: vcse
    name: VCSE sector
    partners:
      - {name: Alliance, contact: {role: Chair, email: chair@alliance.example.org}}
  - id: ics
    name: ICS
    partners:
      - {name: The Board, contact: {role: Chair, email: chair@board.example.org}}
bodies:
  icb-board:
    name: ICB board
    meetings: [2027-03-30, 2027-05-25]
  icp: {name: ICP, meetings: [2027-06-17]}
  shared:
    name: Shared board
    meetings: [2027-06-24]
timeline:
  review_window:
    opens: 2026-12-01
    closes: 2027-02-26
  events:
    - kind: workshop
      title: Talk
      starts: 2027-01-18T15:00
      ends: 2027-01-18T16:00
      where: online
  board_approval: {body: icb-board}
  public_signing:
    on: 2027-05-20
    signatories:
      - {role: Chair, organisation: Alliance, party: vcse, email: c@alliance.example.org, order: 1}
      - {role: Chair, organisation: The Board, party: ics, email: c@board.example.org, order: 2}
  presentation: {body: icp}
  ratification: {due: 2027-09-30}
  effective: {at_least: 2, including: [east]}
  term_months: 12
  review: {every_months: 12, lead_days: 60}
signing: {provider: inhouse, reminders: {every_working_days: 5, at_most: 4}, expires_days: 90}
calendar:
  region: england-and-wales
  pre_election_periods:
    - {from: 2027-03-31, until: 2027-05-06, places: all, because: council elections}
"""

SIGNATORIES = """\
signatories:
  - any_of:
      - {role: Officer, email: officer@PLACE.example.org}
      - {role: Deputy, organisation: Another, email: deputy@PLACE.example.org}
    need: 1
    party: vcse
    order: 1
  - role: Chair
    organisation: Place board
    party: ics
    email: chair@PLACE.example.org
    order: 1
"""

PLACES = {
    "east": "name: East\nons_code: E1\nvalid_from: 2023-04-01\nsucceeds: old\n"
    "ratifying_body: shared\n" + SIGNATORIES.replace("PLACE", "east"),
    "west": "name: West\nons_code: E2\nratifying_body:\n  name: West board\n"
    "  meetings: [2027-06-10, 2027-09-09]\n" + SIGNATORIES.replace("PLACE", "west"),
    "old": "name: Old\nvalid_to: 2023-03-31\nratifying_body: {name: Old board, meetings: [2027-06-10]}\n"
    + SIGNATORIES.replace("PLACE", "old"),
}


class Written:
    """The small config in a folder. Changing a line that is not there, or not once, is an error."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "places").mkdir(parents=True)
        self.write("agreement.yaml", AGREEMENT)
        for place, text in PLACES.items():
            self.write(f"places/{place}.yaml", text)

    def write(self, file: str, text: str) -> None:
        path = self.folder / file
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def change(self, file: str, old: str, new: str) -> "Written":
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")
        return self

    def line_of(self, file: str, words: str) -> int:
        lines = (self.folder / file).read_text(encoding="utf-8").splitlines()
        (found,) = [n for n, line in enumerate(lines, 1) if words in line]
        return found

    def check(self, today: date = TODAY) -> tuple[Programme | None, tuple[Fault, ...]]:
        return check_programme(self.folder, today)

    def faults(self, today: date = TODAY) -> list[str]:
        """Return every fault as `file:line: message`, its file relative to the folder."""
        return [str(fault).removeprefix(f"{self.folder}/") for fault in self.check(today)[1]]


def the_fault(written: Written, row: tuple[str, str, str, str | None, str]) -> str:
    """Return the one fault of a change, having checked that its line is where the change is."""
    file, old, new, at, message = row
    written.change(file, old, new)
    faults = written.faults()
    assert len(faults) == 1, faults
    assert message in faults[0]
    if at:
        text = (written.folder / file).read_text(encoding="utf-8")
        assert text.count(at) == 1
        line = text[: text.index(at)].count("\n") + 1
        assert faults[0].startswith(f"{file}:{line}: ")
    return faults[0]
