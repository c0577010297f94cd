"""Configs that an office might give: a copy of a programme's, with something awkward in it."""

import json
import shutil
from io import BytesIO
from pathlib import Path

from PIL import Image

from concordat.domain.programme import Programme
from concordat.programme.load import load_programme
from tests.conformance.kind import TODAY

ROOT = Path(__file__).parents[2]
WRITTEN = ROOT / "examples" / "one-gloucestershire"
PLACE_FILE = "places/cheltenham.yaml"
PLACE = "Cheltenham"
ROLE = "Chair of the partnership"
SYSTEM = "Gloucestershire"

MARKUP = "<script>alert('x')</script> & <b>bold</b> {{ braces }}"
LONG_ROLE = " ".join(["Chair of the committee for everything that nobody else does"] * 4)[:200]
WELSH = "Cynghrair Gymunedol Tŷ Ŵyr a Chaeau Ŷd"
ARABIC = "جمعية المتطوعين"
ALT = "A river with two banks, and a bridge between them"
DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 30"><defs>
<mask id="m"><rect width="50" height="30" fill="#fff"/></mask></defs>
<rect width="60" height="30" fill="#036" mask="url(#m)"/>
<g opacity=".5"><circle cx="15" cy="15" r="10" fill="#c00"/></g></svg>
"""


class GivenConfig:
    """A copy of a config in a folder; each change is to words that stand in the file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "config"
        shutil.copytree(WRITTEN, self.folder)

    def change(self, file: str, old: str, new: str) -> "GivenConfig":
        """Write something else wherever the words stand in the file."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} does not stand in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")
        return self

    def name_place(self, name: str) -> "GivenConfig":
        """Give a place another name."""
        return self.change(PLACE_FILE, f"name: {PLACE}\n", f"name: {quoted(name)}\n")

    def name_role(self, role: str) -> "GivenConfig":
        """Give a signatory of the place another role."""
        return self.change(PLACE_FILE, f"role: {ROLE}\n", f"role: {quoted(role)}\n")

    def name_system(self, name: str) -> "GivenConfig":
        """Give the system another name."""
        return self.change("agreement.yaml", f"name: {SYSTEM}\n", f"name: {quoted(name)}\n")

    def seat(self, number: int) -> "GivenConfig":
        """Let so many people sign for the place, the parties in turn."""
        text = (self.folder / PLACE_FILE).read_text(encoding="utf-8")
        before = text[: text.index("signatories:")]
        lines = [
            f"  - {{role: Representative {n}, organisation: Group {n}, party: {('vcse', 'ics')[n % 2]}, "
            f"email: group-{n}@cheltenham.example.org, order: {n // 2 + 1}}}"
            for n in range(number)
        ]
        said = "\n".join([f"{before}signatories:", *lines, ""])
        (self.folder / PLACE_FILE).write_text(said, encoding="utf-8")
        return self

    def show_logo(self, file: str) -> "GivenConfig":
        """Let the documents show a logo, drawn or in points by the ending of the file's name."""
        (self.folder / file).write_bytes(DRAWING.encode() if file.endswith("svg") else points())
        zone = "  timezone: Europe/London\n"
        said = f"{zone}  logo: {{file: {file}, alt: {quoted(ALT)}}}\n"
        return self.change("agreement.yaml", zone, said)

    def programme(self) -> Programme:
        """Return the programme as the config now describes it; BadConfig if it has a fault."""
        return load_programme(self.folder, TODAY)


def awkward(folder: Path) -> Programme:
    """Return a programme with everything at once that can make a document awkward."""
    given = GivenConfig(folder).seat(12).show_logo("logo.png").name_system(f"{WELSH} {ARABIC}")
    given.name_place(MARKUP)
    return given.change(PLACE_FILE, "role: Representative 3,", f"role: {LONG_ROLE},").programme()


def quoted(text: str) -> str:
    """Return the text as YAML in double quotes."""
    return json.dumps(text, ensure_ascii=False)


def points() -> bytes:
    """Return a PNG that is half transparent."""
    image = Image.new("RGBA", (120, 60), (0, 60, 120, 128))
    image.paste((0, 120, 60, 255), (20, 10, 60, 40))
    made = BytesIO()
    image.save(made, "PNG")
    return made.getvalue()
