"""What is told of one PDF on the command line: the same answer as on the page, in lines."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

from concordat.services.examine import LARGEST, Examination, Known, Verdict, examine
from concordat.services.inspection import Inspection
from concordat.services.office import Office
from concordat.services.ports import PdfInspector
from concordat.services.recognition import Recogniser


def tell_of(office: Office, inspector: PdfInspector, file: Path) -> tuple[bool, list[str]]:
    """Return whether the file is a finished document of ours, unchanged, and the answer in lines.

    No more of it is read than the largest document may have.
    """
    with file.open("rb") as opened:
        given = opened.read(LARGEST + 1)
    answer = asyncio.run(examine(office, Recogniser(office), inspector, given))
    return answer.verdict is Verdict.OURS, list(told(answer))


def told(answer: Examination) -> Iterator[str]:
    """Return the answer, the verdict first."""
    yield str(answer.verdict)
    if answer.known is not None:
        yield from _of_the_document(answer, answer.known)
    yield from answer.faults
    yield f"SHA-256: {answer.sha256}"


def _of_the_document(answer: Examination, known: Known) -> Iterator[str]:
    made_from = "" if known.exact else "a stage or a copy of "
    yield f"It is {made_from}{known.name}: {known.title}, version {known.version}."
    if known.rehearsal:
        yield "It was made in a rehearsal: nothing in it is real."
    if answer.verdict is Verdict.CHANGED:
        yield answer.difference
    else:
        yield from (
            f"Signed by the {s.role}, {s.organisation}, at {s.signed_at.isoformat()}."
            for s in answer.signers
        )
        yield _seal(answer.inspection)
    yield from known.sentences
    if known.current not in {None, answer.sha256}:
        yield f"What to read today has the SHA-256 {known.current}."


def _seal(found: Inspection) -> str:
    if found.failed:
        return "Its seal could not be read."
    at = f" at {found.sealed_at.isoformat()}" if found.sealed_at else ""
    return f"Sealed{at}." if found.sealed else "It is not sealed."
