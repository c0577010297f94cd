"""The paper that lies before the board: what it is asked, and what it has to know to decide.

The rules:
1. What was said in the review window is told as it is on record: how many comments, how many of them
   for an organisation, each in its own words, and never with a person's name.
2. What was changed after it is counted, by comparing the frozen words with the draft opened for comment.
3. What the comments led to is told by whoever edited the words, beside the words; see `content.Answer`.
4. Risks, equality and costs come from the config; see `domain.board_case`.
"""

from dataclasses import dataclass

from concordat.domain.dates_in_force import with_dates_in_force
from concordat.domain.facts import Fact
from concordat.domain.record import Comment, Version
from concordat.domain.signature import PUBLIC, FormatRequest
from concordat.services.content import (
    AgreementText,
    BoardPaper,
    Changes,
)
from concordat.services.office import Office
from concordat.services.register import Reading


@dataclass(frozen=True, slots=True)
class Heard:
    """What is on record of a version before it is frozen.

    `draft_sha256` are the words opened for comment, None where no window was opened; `formats` those
    asked for in it; `reason` is why an earlier version is amended.
    """

    comments: tuple[Comment, ...] = ()
    draft_sha256: str | None = None
    formats: tuple[str, ...] = ()
    reason: str = ""


def heard(view: Reading, version: Version) -> Heard:
    """Return what is on record of a version whose review window has closed."""
    drafts = [sha256 for kind, _, sha256 in view.documents(version.id) if kind == "draft-text"]
    asked = view.records(FormatRequest, version.id, scope=PUBLIC)
    drafted = view.last_of(version.id, Fact.AMENDMENT_DRAFTED)
    return Heard(
        comments=view.comments(version.id),
        draft_sha256=next(iter(drafts), None),
        formats=tuple(dict.fromkeys(request.format for request in asked)),
        reason="" if drafted is None else str(drafted.said["reason"]),
    )


def board_paper(
    office: Office, version: Version, text: AgreementText, said: Heard, changes: Changes | None
) -> bytes:
    """Return the paper as PDF. `changes` are those since the text that people know."""
    earlier = version.supersedes
    return office.publisher.board_paper_pdf(
        BoardPaper(
            programme=with_dates_in_force(version),
            version=version.number,
            version_sha256=text.sha256,
            meeting_on=version.board_on,
            comments=len(said.comments),
            comment_summaries=tuple(c.text for c in said.comments if c.text),
            made_at=office.clock.now(),
            rehearsal=version.rehearsal,
            organisations=sum(c.organisation is not None for c in said.comments),
            formats=said.formats,
            answers=text.answers,
            changed_in_review=_changed_in_review(office, said, text),
            amends=None if earlier is None else int(earlier.rpartition("-v")[2]),
            amendment="" if version.amendment is None else version.amendment.value,
            reason=said.reason,
            changes=changes,
        )
    )


def _changed_in_review(office: Office, said: Heard, text: AgreementText) -> int | None:
    if said.draft_sha256 is None:
        return None
    draft = office.store.get(said.draft_sha256).decode()
    return office.publisher.changes(draft, text.html).passages
