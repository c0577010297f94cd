"""The review window: open it, take comments, and freeze the version when it has closed."""

import hashlib
from dataclasses import replace

from concordat.domain.calendar import local_date
from concordat.domain.elections import HeldBack, check_not_held_back
from concordat.domain.errors import AlreadyDone, NotAllowed
from concordat.domain.facts import Fact
from concordat.domain.gates import Gate, is_open
from concordat.domain.record import Comment
from concordat.domain.states import VersionState, version_after
from concordat.services.board_paper import heard
from concordat.services.freezing import agreement_document, make_frozen, record_frozen
from concordat.services.lineage import earlier_text
from concordat.services.notify import owe_every_partner
from concordat.services.office import Office
from concordat.services.register import Transaction

MAX_COMMENT = 20_000
"""The longest comment that is taken, in characters."""


def open_review_window(office: Office, version_id: str) -> None:
    """Publish the draft and tell every partner; does nothing if the window was opened before."""
    with office.register.reading() as view:
        version = view.version(version_id)
    if version.state != VersionState.PLANNED:
        return
    opens = version.programme.timeline.window_opens
    today = local_date(office.clock.now(), version.programme.timezone)
    if today < opens:
        raise NotAllowed(
            f"The review window opens on {opens}.",
            remedy="It opens by itself on that day, once the sign-off is launched.",
            state=version.state,
            attempted="open the review window",
        )
    check_not_held_back(version.programme, HeldBack.LAUNCH, today)
    text = office.publisher.agreement_text(version.programme)
    draft = office.store.put(text.html.encode())
    document = agreement_document(office, version, text, draft=True)
    pdf = office.store.put(office.publisher.agreement_pdf(document))
    docx = office.store.put(office.publisher.agreement_docx(document))
    try:
        with office.register.writing() as tx:
            tx.once(f"{version_id}/open-review-window")
            version = tx.version(version_id)
            state = version_after(version.state, Fact.WINDOW_OPENED)
            tx.save(replace(version, state=state))
            tx.record(Fact.WINDOW_OPENED, version_id, {"draft_sha256": draft})
            tx.keep_document(version_id, "draft-text", "agreement", draft)
            tx.keep_document(version_id, "draft", "agreement", pdf)
            tx.keep_document(version_id, "draft-docx", "agreement", docx)
            attachments = ((f"{version_id}-draft.pdf", pdf), (f"{version_id}-draft.docx", docx))
            owe_every_partner(tx, version, "window-opened", attachments=attachments)
    except AlreadyDone:
        return


def comment(
    office: Office, version_id: str, text: str, name: str = "", organisation: str = ""
) -> int:
    """Take a comment and return its number; NotAllowed when the window is not open or it is empty."""
    words = words_of(text)
    with office.register.writing() as tx:
        record = tx.version_record(version_id)
        if record.version.state != VersionState.IN_REVIEW or is_open(
            Gate.REVIEW_WINDOW, record, tx.now
        ):
            raise NotAllowed(
                "The review window is not open, so comments cannot be taken.",
                remedy=f"Write to {record.version.programme.facilitator_contact.email}.",
                state=record.version.state,
                attempted="comment",
            )
        return keep_comment(tx, version_id, words, name, organisation)


def words_of(text: str) -> str:
    """Return a comment without blanks around it; NotAllowed when it is empty or too long."""
    words = text.strip()
    if not words:
        raise NotAllowed("The comment is empty.", remedy="Write your comment, then send it.")
    if len(words) > MAX_COMMENT:
        raise NotAllowed(
            f"The comment is longer than {MAX_COMMENT:,} characters.",
            remedy="Shorten it, or send it in parts.",
        )
    return words


def keep_comment(
    tx: Transaction, version_id: str, words: str, name: str, organisation: str, **said: int
) -> int:
    """Keep a comment under the next number; the trail gets its fingerprint, and no name."""
    number = len(tx.comments(version_id)) + 1
    given = (name.strip() or None, organisation.strip() or None)
    tx.add(Comment(version_id, number, words, tx.now, *given))
    digest = hashlib.sha256(words.encode()).hexdigest()
    data = {"number": number, "sha256": digest, **said}
    tx.record(Fact.COMMENT_RECEIVED, version_id, data, "respondent")
    return number


def freeze_version(office: Office, version_id: str) -> None:
    """Freeze the words once the window has closed, and lay the paper before the board.

    From here on the version is its canonical bytes: one text, one SHA-256, one PDF.
    Does nothing if it is frozen; NotAllowed while the window is open.
    """
    with office.register.reading() as view:
        record = view.version_record(version_id)
        said = heard(view, record.version)
        known = earlier_text(view, record.version)
    version = record.version
    if version.state != VersionState.IN_REVIEW:
        return
    if not is_open(Gate.REVIEW_WINDOW, record, office.clock.now()):
        raise NotAllowed(
            f"The review window is open until {version.programme.comments_until}.",
            remedy="The version freezes by itself when the window has closed.",
            state=version.state,
            attempted="freeze the version",
        )
    made = make_frozen(office, version, said, known=known)
    try:
        with office.register.writing() as tx:
            record_frozen(tx, tx.version(version_id), made)
    except AlreadyDone:
        return
