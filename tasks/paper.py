"""The acts about signing on paper and about other formats. Each file is read from the worker's machine."""

from pathlib import Path

from concordat.documents.given_file import read_given
from concordat.domain.formats import MAX_FILE
from concordat.domain.paper import MAX_SCAN, OnPaper
from concordat.services import ask_for_format, paper_signature, supply_format
from tasks.act import act
from tasks.office import office


@act(name="record a signature on paper", tags=["signing"])
def record_on_paper(version_id: str, scope: str, paper: OnPaper, scan: Path) -> None:
    """Record a signature made on paper, with its scan."""
    data = read_given(scan, MAX_SCAN)
    paper_signature.record_paper_signature(office(), version_id, scope, paper, data)


@act(name="ask for a format", tags=["signing"])
def ask_format(version_id: str, scope: str, format_name: str, asked_by: str) -> None:
    """Record that another format was asked for, and give the time it takes."""
    ask_for_format.ask_for_format(office(), version_id, scope, format_name, asked_by)


@act(name="supply a format", tags=["signing"])
def keep_format(version_id: str, number: int, file: Path) -> None:
    """Keep the format that was made, and tell whoever asked."""
    data = read_given(file, MAX_FILE)
    supply_format.supply_format(office(), version_id, number, data, file.suffix)
