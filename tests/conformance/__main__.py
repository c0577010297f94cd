"""Check every document of both programmes, and print a table: `python -m tests.conformance`.

A third programme has everything in its config that can make a document awkward.

Each is made, checked by veraPDF against PDF/UA-1 and PDF/A-3a, signed in every field and sealed,
and checked again; its signatures are checked by us and by pdfsig. Files with planted faults go
through the same check, which has to find them. Exits 1 if anything fails, 2 if something is not
installed.
"""

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from concordat.domain.signing import SignatureSlot
from concordat.signing.sealer import PdfSealer
from tests.conformance import pdfsig, verapdf
from tests.conformance.documents import AWKWARD, PROGRAMMES, kinds, printed
from tests.conformance.missing import Missing
from tests.conformance.planted import PLANTED, Planted
from tests.conformance.signing import fields_of, sealer_of, signed_and_sealed, takes_a_seal
from tests.standins.tsa import stamping_server

OUT = Path("out/conformance")
STAMPED = ("agreement, frozen", "record", "certificate")


@dataclass(frozen=True)
class Checked:
    """One file of the set and what was found about it: faults of each standard, in words."""

    programme: str
    document: str
    signed: bool
    file: Path
    how: str = "no"
    fields: tuple[str, ...] = ()
    signature_faults: tuple[str, ...] = ()
    faults: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def holds(self) -> bool:
        """Say whether nothing is wrong with it."""
        return not self.signature_faults and not any(found for _, found in self.faults)


def main() -> int:
    """Make the documents, check them, and say what was found."""
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 120)
    try:
        # What is missing is said before anything is made.
        verapdf.class_path()
        pdfsig.look_for()
        shutil.rmtree(OUT, ignore_errors=True)
        files, faulty = tuple(made(OUT)), dict(planted(OUT / "planted"))
        told = verapdf.verdicts([*(checked.file for checked in files), *faulty])
    except Missing as missing:
        console.print(str(missing), markup=False, soft_wrap=True)
        return 2
    found = judged(files, told)
    overlooked = tuple(unfound(faulty, told))
    console.print(table_of(found))
    for line in (*(line for checked in found for line in faults_of(checked)), *overlooked):
        console.print(line, markup=False, soft_wrap=True)
    failed = sum(not checked.holds for checked in found)
    console.print(
        f"{len(found)} files, {failed} of them with a fault. They are in {OUT}. "
        f"Of {len(faulty)} planted faults {len(faulty) - len(overlooked)} were found."
    )
    return 1 if failed or overlooked else 0


def made(folder: Path) -> Iterator[Checked]:
    """Yield each document as it is made and, where it takes a seal, signed and sealed.

    Some are also signed with the timestamps of an authority on this machine.
    """
    sealer = sealer_of(folder / "keys")
    with stamping_server() as server:
        stamping = sealer_of(folder / "keys", server)
        for programme in (*PROGRAMMES, AWKWARD):
            for name, kind in kinds(programme).items():
                pdf = printed(programme, name)
                file = folder / programme / f"{name.replace(', ', '-').replace(' ', '-')}.pdf"
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(pdf)
                printed_one = Checked(programme, name, signed=False, file=file)
                yield printed_one
                if takes_a_seal(pdf):
                    yield signed_one(printed_one, "signed", kind.slots, sealer)
                if name in STAMPED:
                    yield signed_one(printed_one, "time-stamped", kind.slots, stamping)


def signed_one(
    unsigned: Checked, how: str, slots: tuple[SignatureSlot, ...], sealer: PdfSealer
) -> Checked:
    """Return a document signed and sealed, with what our check and pdfsig's say of it."""
    pdf = unsigned.file.read_bytes()
    file = unsigned.file.with_stem(f"{unsigned.file.stem}-{how}")
    file.write_bytes(signed_and_sealed(pdf, slots, sealer))
    fields = fields_of(pdf)
    faults = pdfsig.signature_faults(file, sealer.authority_pem, fields)
    return replace(
        unsigned, signed=True, how=how, file=file, fields=fields, signature_faults=faults
    )


def planted(folder: Path) -> Iterator[tuple[Path, Planted]]:
    """Yield a file with each planted fault in it."""
    folder.mkdir(parents=True)
    sound = printed(next(iter(PROGRAMMES)), "record")
    for fault in PLANTED:
        file = folder / f"{fault.what.replace(' ', '-')}.pdf"
        file.write_bytes(fault.into(sound))
        yield file, fault


def judged(files: tuple[Checked, ...], told: tuple[verapdf.Verdict, ...]) -> tuple[Checked, ...]:
    """Return the files with what veraPDF says about each."""
    found: dict[Path, list[tuple[str, tuple[str, ...]]]] = {}
    for verdict in told:
        found.setdefault(verdict.file, []).append((verdict.standard, verdict.faults))
    return tuple(replace(checked, faults=tuple(found[checked.file])) for checked in files)


def unfound(faulty: dict[Path, Planted], told: tuple[verapdf.Verdict, ...]) -> Iterator[str]:
    """Yield a line for each planted fault that veraPDF has not found."""
    broken = {(verdict.file, verdict.standard) for verdict in told if verdict.faults}
    for file, fault in faulty.items():
        if (file, fault.standard) not in broken:
            yield f"{file}: veraPDF found nothing wrong, and there is {fault.what}"


def table_of(found: tuple[Checked, ...]) -> Table:
    """Return the table: a row for each file."""
    table = Table("document", "programme", "signed", *verapdf.STANDARDS.values(), "signatures")
    for checked in found:
        standards = ["fails" if faults else "passes" for _, faults in checked.faults]
        signatures = "fails" if checked.signature_faults else f"{len(checked.fields)} accepted"
        table.add_row(
            checked.document,
            checked.programme,
            checked.how,
            *standards,
            signatures if checked.signed else "",
        )
    return table


def faults_of(checked: Checked) -> Iterator[str]:
    """Yield each fault of a file in words."""
    for fault in (*checked.signature_faults, *(f for _, found in checked.faults for f in found)):
        yield f"{checked.file}: {fault}"


if __name__ == "__main__":
    sys.exit(main())
