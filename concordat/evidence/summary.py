"""Check the summary of a rehearsal: it says of the trail and of the records what they are."""

import json
from pathlib import Path

from concordat.evidence.layout import SUMMARY, TRAIL
from concordat.evidence.trail_account import TrailAccount


def summary_faults(folder: Path, account: TrailAccount) -> list[str]:
    """Return where the summary, if there is one, and the evidence do not agree."""
    file = folder / SUMMARY
    if not file.is_file():
        return []
    try:
        summary = json.loads(file.read_bytes())
        entries, head = summary["trail"]["entries"], summary["trail"]["head_sha256"]
        words = summary["version_sha256"]
        paths = [p["record_pdf"] for p in summary["places"].values() if p["record_pdf"]]
        missing = [p for p in paths if not (folder / p).is_file()]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return [f"{SUMMARY}: it cannot be read"]
    faults = [f"{p}: {SUMMARY} names it, but it is missing" for p in missing]
    if entries != account.entries:
        faults.append(f"{TRAIL}: it has {account.entries} entries, {SUMMARY} says {entries}")
    if head != account.head_sha256:
        faults.append(f"{TRAIL}: it does not end where {SUMMARY} says")
    if words not in account.frozen:
        faults.append(f"{SUMMARY}: its version is not one that the trail knows")
    return faults
