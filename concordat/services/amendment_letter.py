"""The letter that tells every partner of an amendment."""

from concordat.domain.amendment import Needs
from concordat.domain.calendar import in_words
from concordat.domain.decision import Decision
from concordat.domain.record import Version
from concordat.services.amendment_checks import Amendment
from concordat.services.amendment_draft import Draft
from concordat.services.content import Changes
from concordat.services.lineage import changes_address, in_passages
from concordat.services.notify import owe_every_partner
from concordat.services.register import Transaction


def tell_every_partner(tx: Transaction, draft: Draft, asked: Amendment, changes: Changes) -> None:
    """Tell every partner what changes, how much, why, and what happens next."""
    new = tx.version(draft.new.id)
    owe_every_partner(
        tx,
        new,
        "change-recorded",
        occasion="/amendment",
        change=f"{asked.kind} amendment",
        what=f"Version {new.number} changes {in_passages(changes.passages)} of version "
        f"{draft.known.number}. Every change is marked on our pages, at {changes_address(new)}.",
        reason=asked.reason.strip(),
        next=_next(new, draft.needs, draft.approval),
        calendar=draft.known.id,
    )


def _next(new: Version, required: Needs, approval: Decision | None) -> str:
    if new.consults:
        opens, closes = new.programme.timeline.window_opens, new.programme.timeline.window_closes
        return f"the new text is open for comment from {in_words(opens)} to {in_words(closes)}."
    if required.board and approval is None:
        meeting = "at its next meeting" if new.board_on is None else f"on {in_words(new.board_on)}"
        return f"the board decides on the new text {meeting}."
    if required.signing:
        return f"the new text is signed in public on {in_words(new.public_signing_on)}."
    return "you need do nothing: what was signed and ratified stands, and is carried over."
