"""Where a version comes from: the versions it supersedes, and what changed since."""

from concordat.domain.decision import Decision
from concordat.domain.facts import Fact
from concordat.domain.parties import SigningBlock
from concordat.domain.record import Version
from concordat.domain.succession import APPROVALS
from concordat.services.register import Reading


def lineage(view: Reading, version: Version) -> tuple[Version, ...]:
    """Return the version and those it supersedes, newest first."""
    found = [version]
    while found[-1].supersedes is not None:
        found.append(view.version(found[-1].supersedes))
    return tuple(found)


def known_text(view: Reading, version: Version) -> Version:
    """Return the version of the lineage whose text people know: the last one sealed, else the newest."""
    line = lineage(view, version)
    return next((v for v in line if v.sealed_at is not None), line[0])


def earlier_text(view: Reading, version: Version) -> Version | None:
    """Return the version whose text people know before this one; None for a first version."""
    if version.supersedes is None:
        return None
    return known_text(view, view.version(version.supersedes))


def text_on_record(view: Reading, version: Version) -> str | None:
    """Return the hash of the words as they stand: the frozen ones, else the draft's, else None."""
    if version.text_sha256 is not None:
        return version.text_sha256
    drafts = [sha256 for kind, _, sha256 in view.documents(version.id) if kind == "draft-text"]
    return drafts[-1] if drafts else None


def last_approval(view: Reading, version: Version) -> tuple[Version, Decision] | None:
    """Return the approval on which the version rests, its own or an earlier version's, or None."""
    for earlier in lineage(view, version):
        found = [d for d in view.decisions(earlier.id, None) if d.outcome in APPROVALS]
        if found:
            return earlier, found[-1]
    return None


def public_signatories(view: Reading, version: Version) -> tuple[SigningBlock, ...]:
    """Return who signs in public: the blocks of the last version of the lineage that has any."""
    blocks = (v.programme.timeline.public_signing for v in lineage(view, version))
    return next((b for b in blocks if b), ())


def changed_passages(view: Reading, version: Version) -> int:
    """Return in how many passages an amended version differs from the text that people know."""
    entry = view.last_of(version.id, Fact.TEXT_FROZEN) or view.last_of(
        version.id, Fact.AMENDMENT_DRAFTED
    )
    return 0 if entry is None else int(entry.said.get("passages", 0))


def changes_address(version: Version) -> str:
    """Return where on the portal the changes of an amended version are marked."""
    return f"/changes/{version.number}"


def told_changes(view: Reading, version: Version) -> str:
    """Return what a letter says of the changes to those it asks; empty for a first version."""
    if version.changes_sha256 is None:
        return ""
    passages = in_passages(changed_passages(view, version))
    return (
        f"Version {version.number} changes {passages} of the text you know. Every change is marked "
        f"on our pages, at {changes_address(version)}."
    )


def in_passages(count: int) -> str:
    """Return how many passages changed, in words."""
    return "1 passage" if count == 1 else f"{count} passages"
