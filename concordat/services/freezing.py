"""Freeze the words of a version: the documents of its text are made, then recorded in one go."""

from dataclasses import dataclass, replace

from concordat.domain.facts import Fact
from concordat.domain.record import Version
from concordat.domain.signing import slots
from concordat.domain.states import version_after
from concordat.services.board_paper import Heard, board_paper
from concordat.services.content import AgreementDocument, AgreementText
from concordat.services.notify import owe
from concordat.services.office import Office
from concordat.services.redlining import Redline, keep_redline, redline_since
from concordat.services.register import Transaction


@dataclass(frozen=True, slots=True)
class Frozen:
    """The documents of a frozen text, by hash. `paper` lies before the board, where it decides."""

    text: AgreementText
    text_sha256: str
    agreement_sha256: str
    docx_sha256: str
    comments: int
    paper_sha256: str | None
    redline: Redline | None


def make_frozen(
    office: Office,
    version: Version,
    said: Heard,
    *,
    known: Version | None = None,
    board: bool = True,
) -> Frozen:
    """Make the documents of the version's text. `known` is the version whose text people know.

    `said` is what is on record of it so far, for the paper that lies before the `board`.
    """
    text = office.publisher.agreement_text(version.programme)
    text_sha256 = office.store.put(text.html.encode())
    document = agreement_document(office, version, text, draft=False)
    redline = redline_since(office, version, known, text)
    changes = None if redline is None else redline.changes
    paper = board_paper(office, version, text, said, changes) if board else None
    return Frozen(
        text=text,
        text_sha256=text_sha256,
        agreement_sha256=office.store.put(office.publisher.agreement_pdf(document)),
        docx_sha256=office.store.put(office.publisher.agreement_docx(document)),
        comments=len(said.comments),
        paper_sha256=None if paper is None else office.store.put(paper),
        redline=redline,
    )


def record_frozen(tx: Transaction, version: Version, made: Frozen) -> None:
    """Record that the version is frozen, and lay its paper before the board, where it decides."""
    tx.once(f"{version.id}/freeze")
    tx.save(
        replace(
            version,
            state=version_after(version.state, Fact.TEXT_FROZEN),
            text_sha256=made.text_sha256,
            agreement_sha256=made.agreement_sha256,
            current_sha256=made.agreement_sha256,
            changes_sha256=None if made.redline is None else made.redline.html_sha256,
        )
    )
    tx.add_text(version.id, made.text.commitments, made.text.actions)
    data: dict[str, object] = {
        "version_sha256": made.text_sha256,
        "agreement_sha256": made.agreement_sha256,
    }
    if made.redline is not None:
        data["passages"] = made.redline.changes.passages
    tx.record(Fact.TEXT_FROZEN, version.id, data)
    tx.keep_document(version.id, "text", "agreement", made.text_sha256)
    tx.keep_document(version.id, "agreement-unsigned", "agreement", made.agreement_sha256)
    tx.keep_document(version.id, "text-docx", "agreement", made.docx_sha256)
    keep_redline(tx, version, made.redline)
    if made.paper_sha256 is not None:
        _ask_the_board(tx, version, made.paper_sha256, made.comments)


def _ask_the_board(tx: Transaction, version: Version, paper: str, comments: int) -> None:
    tx.keep_document(version.id, "board-paper", "agreement", paper)
    owe(
        tx,
        version,
        "board-asked",
        "board-asked",
        (version.programme.facilitator_contact.email,),
        attachments=((f"{version.id}-board-paper.pdf", paper),),
        comments=str(comments),
    )


def agreement_document(
    office: Office, version: Version, text: AgreementText, *, draft: bool
) -> AgreementDocument:
    """Return what the agreement's PDF and its Word file say; the PDF has room for whoever signs."""
    return AgreementDocument(
        programme=version.programme,
        version=version.number,
        text=text,
        slots=slots(version.programme.timeline.public_signing),
        made_at=office.clock.now(),
        rehearsal=version.rehearsal,
        draft=draft,
        note=_note(version),
        comments_at=f"{office.links.portal_url}/comment",
    )


def _note(version: Version) -> str:
    if version.amendment is None or version.supersedes is None:
        return ""
    earlier = version.supersedes.rpartition("-v")[2]
    article = "an" if version.amendment.value[0] in "aeiou" else "a"
    note = f"It is {article} {version.amendment} amendment of version {earlier}."
    if version.programme.timeline.public_signing:
        return note
    return (
        f"{note} It is not signed anew: the signatures given on the version before it stand there, "
        "and the service's seal closes this one."
    )
