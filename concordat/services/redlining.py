"""What one version changes of another, as a page, a PDF and a Word file with tracked changes.

The rules:
1. A version that amends another has its redline beside its text, made with it: three files that say
   the same. It is made anew when the text that is frozen is not the one that was compared before.
2. Any two versions that have a text can be compared, frozen or open for comment, in either direction.
3. A redline is dated as the later of its acts is: when the text was frozen, or opened for comment.
   So the same two texts give the same files on any day.
"""

from dataclasses import dataclass
from datetime import datetime

from concordat.domain.errors import NotAllowed, NotFound
from concordat.domain.facts import Fact
from concordat.domain.record import Version
from concordat.services.content import (
    AgreementText,
    Changes,
    RedlineDocument,
)
from concordat.services.lineage import text_on_record
from concordat.services.office import Office
from concordat.services.register import Reading, Transaction

CHANGES, SCOPE = "changes", "agreement"
COMPARE = "compare two versions"


@dataclass(frozen=True, slots=True)
class Redline:
    """The files of one redline, by hash, and what they show."""

    changes: Changes
    html_sha256: str
    pdf_sha256: str
    docx_sha256: str


def changes_since(office: Office, known: Version | None, text: AgreementText) -> Changes | None:
    """Return what differs from the text that people know; None where there is none."""
    if known is None or known.text_sha256 is None:
        return None
    return office.publisher.changes(office.store.get(known.text_sha256).decode(), text.html)


def redline_since(
    office: Office, version: Version, known: Version | None, text: AgreementText
) -> Redline | None:
    """Make the redline of the version's text against the one that people know; None without one."""
    changes = changes_since(office, known, text)
    if known is None or changes is None:
        return None
    return make_redline(office, version, known, text, changes)


def make_redline(
    office: Office, version: Version, known: Version, text: AgreementText, changes: Changes
) -> Redline:
    """Make the files that show these changes, and put them into the store."""
    content = RedlineDocument(
        programme=version.programme,
        version=version.number,
        version_sha256=text.sha256,
        earlier=known.number,
        earlier_sha256=known.text_sha256 or "",
        changes=changes,
        made_at=office.clock.now(),
        rehearsal=version.rehearsal,
    )
    return Redline(
        changes,
        html_sha256=office.store.put(changes.html.encode()),
        pdf_sha256=office.store.put(office.publisher.redline_pdf(content)),
        docx_sha256=office.store.put(office.publisher.redline_docx(content)),
    )


def keep_redline(tx: Transaction, version: Version, made: Redline | None) -> None:
    """Keep the three files with the version, unless they show what is kept already or there are none."""
    if made is None or (CHANGES, SCOPE, made.html_sha256) in tx.documents(version.id):
        return
    tx.keep_document(version.id, CHANGES, SCOPE, made.html_sha256)
    tx.keep_document(version.id, f"{CHANGES}-pdf", SCOPE, made.pdf_sha256)
    tx.keep_document(version.id, f"{CHANGES}-docx", SCOPE, made.docx_sha256)


def compare(office: Office, earlier_id: str, later_id: str) -> RedlineDocument:
    """Return what the later version changes of the earlier one, which the publisher sets on pages.

    NotAllowed when they are one and the same or of two agreements; NotFound when one has no text yet.
    """
    with office.register.reading() as view:
        earlier, later = view.version(earlier_id), view.version(later_id)
        if earlier.id == later.id or earlier.agreement_id != later.agreement_id:
            raise NotAllowed(
                f"{earlier.id} and {later.id} are not two versions of one agreement.",
                remedy="Name two versions of the same agreement.",
                attempted=COMPARE,
            )
        words = [(_text_of(view, version), _dated(view, version)) for version in (earlier, later)]
    (old, old_at), (new, new_at) = words
    return RedlineDocument(
        programme=later.programme,
        version=later.number,
        version_sha256=new,
        earlier=earlier.number,
        earlier_sha256=old,
        changes=office.publisher.changes(
            office.store.get(old).decode(), office.store.get(new).decode()
        ),
        made_at=max(old_at, new_at),
        rehearsal=later.rehearsal,
    )


def _text_of(view: Reading, version: Version) -> str:
    sha256 = text_on_record(view, version)
    if sha256 is None:
        raise NotFound(
            f"Version {version.number} has no text yet.",
            remedy="It has one from the day its review window opens.",
            state=version.state,
            attempted=COMPARE,
        )
    return sha256


def _dated(view: Reading, version: Version) -> datetime:
    """Return when the text was frozen, or opened for comment while it is not frozen."""
    frozen = view.last_of(version.id, Fact.TEXT_FROZEN)
    opened = view.last_of(version.id, Fact.WINDOW_OPENED)
    return max(entry.at for entry in (frozen, opened) if entry is not None)
