"""Record the papers that went out for a meeting: on time, late with consent, and never dated back.

The rules are those of `domain/meetings`, and:
1. Papers are of a text that is frozen, for a body that has yet to decide.
2. Late papers are refused without the chair's consent: another meeting is offered instead.
3. Papers for a later meeting than the expected one move the expectation to it, by the director's
   choice; the dates that follow from the board's move by the rule of a deferral, and everyone is told.
4. Papers are on record once for each meeting.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from concordat.domain.approval import dates_moved_to
from concordat.domain.calendar import in_words, local_date
from concordat.domain.decision import BOARD, Papers
from concordat.domain.errors import NotAllowed
from concordat.domain.facts import Fact
from concordat.domain.meetings import meeting_in_time, papers_deadline
from concordat.domain.programme import Body
from concordat.domain.record import Version
from concordat.domain.states import UNDECIDED, VersionState
from concordat.services.board_dates import dates_of, moved
from concordat.services.notify import owe_every_partner, owe_every_place
from concordat.services.office import Office
from concordat.services.register import Transaction

UNAPPROVED = (VersionState.AWAITING_APPROVAL, VersionState.APPROVAL_DEFERRED)


@dataclass(frozen=True, slots=True)
class PapersSent:
    """Papers that went out. For late ones: who consented, and where that is minuted or written."""

    meeting_on: date
    sent_on: date
    consent_by: str = ""
    consent_reference: str = ""

    @property
    def late_consent(self) -> str | None:
        """The consent to late papers in one line; None when either half of it is missing."""
        by, where = self.consent_by.strip(), self.consent_reference.strip()
        return f"{by} ({where})" if by and where else None


@dataclass(frozen=True, slots=True)
class _Awaiting:
    """Who awaits the papers: the body, since when there is a text to send, and what it is doing."""

    version: Version
    scope: str
    body: Body
    since: date
    state: str

    def refusal(self, message: str, remedy: str) -> NotAllowed:
        return NotAllowed(
            message,
            remedy=remedy,
            place=None if self.scope == BOARD else self.scope,
            state=self.state,
            attempted="record papers",
        )


def record_papers(office: Office, version_id: str, scope: str, sent: PapersSent) -> None:
    """Record that the papers for a meeting of the board, or of a place's body, went out.

    `scope` is `BOARD` or a place's id. Raises NotFound for a place that is not asked, NotAllowed,
    with the meeting to go to instead, for papers that are late without consent or dated back. The
    same papers recorded again change nothing.
    """
    with office.register.writing() as tx:
        version = tx.version(version_id)
        if _on_record(tx, version, scope, sent):
            return
        awaiting = _awaiting(tx, version, scope)
        due_on = papers_deadline(awaiting.body, sent.meeting_on, version.programme.region)
        _check(tx, awaiting, sent, due_on)
        consent = sent.late_consent if sent.sent_on > due_on else None
        tx.add(Papers(version_id, scope, sent.meeting_on, sent.sent_on, due_on, consent))
        tx.record(
            Fact.PAPERS_SENT,
            version_id if scope == BOARD else f"{version_id}/{scope}",
            {
                "meeting_on": sent.meeting_on,
                "sent_on": sent.sent_on,
                "due_on": due_on,
                "late_consent": consent,
            },
            actor="director",
        )
        _expect(tx, version, scope, sent.meeting_on)


def _on_record(tx: Transaction, version: Version, scope: str, sent: PapersSent) -> bool:
    known = tx.records(Papers, version.id, scope=scope, meeting_on=sent.meeting_on)
    if not known:
        return False
    [papers] = known
    if papers.sent_on == sent.sent_on and papers.late_consent in {None, sent.late_consent}:
        return True
    raise NotAllowed(
        f"The papers for the meeting of {papers.meeting_on} are on record: they went out on "
        f"{papers.sent_on}.",
        remedy="They stay as they are; record papers for another meeting, if there are any.",
        place=None if scope == BOARD else scope,
        state="papers sent",
        attempted="record papers",
    )


def _awaiting(tx: Transaction, version: Version, scope: str) -> _Awaiting:
    programme = version.programme
    if scope == BOARD:
        body, state = programme.body(programme.timeline.board), version.state.value
        entry = tx.last_of(version.id, Fact.TEXT_FROZEN)
        at = None if entry is None else entry.at
        waits = version.state in UNAPPROVED
    else:
        record = tx.place(version, scope)
        body, state = programme.body(record.place.body), record.ratification.status.value
        at, waits = record.ratification.requested_at, record.ratification.status in UNDECIDED
    since = local_date(at or tx.now, programme.timezone)
    awaiting = _Awaiting(version, scope, body, since, state)
    if not waits:
        raise awaiting.refusal(
            f"{body.name} has nothing to decide now: it is '{state}'.",
            "Papers are recorded while the decision is awaited.",
        )
    return awaiting


def _check(tx: Transaction, awaiting: _Awaiting, sent: PapersSent, due_on: date) -> None:
    region, timezone = awaiting.version.programme.region, awaiting.version.programme.timezone
    today = local_date(tx.now, timezone)
    if not awaiting.since <= sent.sent_on <= today or sent.sent_on > sent.meeting_on:
        raise awaiting.refusal(
            f"Papers for the meeting of {sent.meeting_on} cannot have gone out on {sent.sent_on}.",
            f"Give the day they went out: from {awaiting.since}, when there was a text to send, to "
            "the day of the meeting, and not in the future.",
        )
    other = _other_meeting(meeting_in_time(awaiting.body, sent.meeting_on, today, region))
    if sent.sent_on <= due_on < today:
        raise awaiting.refusal(
            f"Papers are not dated back: today is past {due_on}, their last day for the meeting of "
            f"{sent.meeting_on}.",
            f"Give {today} as the day and the chair's consent to late papers, or {other}.",
        )
    if sent.sent_on > due_on and sent.late_consent is None:
        raise awaiting.refusal(
            f"The papers for the meeting of {sent.meeting_on} were due on {due_on}, "
            f"{awaiting.body.papers_clear_working_days} clear working days before it.",
            f"Give the chair's consent to late papers and where it is written, or {other}.",
        )


def _other_meeting(meeting: date | None) -> str:
    return f"record them for the meeting of {meeting}" if meeting else "name a later meeting"


def _expect(tx: Transaction, version: Version, scope: str, meeting: date) -> None:
    if scope == BOARD:
        _expect_of_the_board(tx, version, meeting)
        return
    found = tx.place(version, scope).ratification
    expected = max(found.expected_on or meeting, meeting)
    tx.save(replace(found, expected_on=expected, papers_warned_for=meeting))


def _expect_of_the_board(tx: Transaction, version: Version, meeting: date) -> None:
    seen_to = replace(version, papers_warned_for=meeting)
    if version.board_on is not None and meeting <= version.board_on:
        tx.save(seen_to)
        return
    new = dates_moved_to(dates_of(version), meeting, version.programme.region)
    tx.save(moved(tx, seen_to, new))
    letter: dict[str, Any] = {
        "change": "dates moved",
        "what": f"The board takes up the agreement at its meeting on {in_words(meeting)}. The public "
        f"signing is planned for {in_words(new.public_signing_on)}; places decide by "
        f"{in_words(new.ratification_due)}.",
        "reason": "The papers go to that meeting.",
        "next": "the board decides on that day. You need do nothing now.",
    }
    owe_every_partner(tx, version, "change-recorded", occasion=f"/papers/{meeting}", **letter)
    owe_every_place(tx, version, "change-recorded", occasion=f"/papers/{meeting}", **letter)
