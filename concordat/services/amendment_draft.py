"""Draft an amended version from what is on record and what config says today, and check that it may be."""

from dataclasses import dataclass, replace
from datetime import timedelta

from concordat.domain.amendment import (
    GONE,
    Needs,
    amended_programme,
    first_ratification,
    is_reopened,
    needs,
)
from concordat.domain.approval import first_meeting
from concordat.domain.calendar import local_date
from concordat.domain.decision import BoardOutcome, Decision, ProposedAmendment
from concordat.domain.programme import Programme, programme_sha256
from concordat.domain.record import Ratification, Version
from concordat.domain.rules import Reopens
from concordat.domain.states import VersionState
from concordat.services.amendment_checks import (
    Amendment,
    check_dates,
    check_may_be_amended,
    check_none_under_way,
    check_words,
    refuse,
)
from concordat.services.launch import version_id_of
from concordat.services.lineage import known_text, last_approval, public_signatories
from concordat.services.register import Reading
from concordat.services.take_up import proposals_named


@dataclass(frozen=True, slots=True)
class Draft:
    """An amended version before it is on record. `approval` is the board's, with changed words.

    `known` is the version whose text people know; `takes_up` are the places' proposals it takes up.
    """

    old: Version
    new: Version
    needs: Needs
    known: Version
    places: tuple[Ratification, ...]
    approval: Decision | None
    takes_up: tuple[ProposedAmendment, ...] = ()


def draft_of(view: Reading, old: Version, asked: Amendment, configured: Programme) -> Draft:
    """Return the draft of the version that amends `old`; NotAllowed when it may not be amended so."""
    approval = _approval_of_changed_words(view, old)
    check_may_be_amended(view, old, approval)
    found = view.ratifications(old.id)
    check_words(old, asked, {r.place_id for r in found})
    known = known_text(view, old)
    required = needs(
        old.programme.amendments.of(asked.kind),
        approved=approval is not None or last_approval(view, old) is not None,
        signed=known.sealed_at is not None,
    )
    if required.reopens == Reopens.CONCERNED and not asked.places:
        raise refuse(
            old,
            f"'{asked.kind}' reopens the places concerned, and none is named.",
            "Name the places that the changed words concern, or class the amendment lower.",
        )
    signatories = public_signatories(view, old) if required.signing else ()
    programme = amended_programme(old.programme, configured, signatories)
    new = _planned(view, old, asked, programme)
    check_dates(old, new, required, local_date(view.now, programme.timezone))
    earlier = {r.place_id: r for r in (*found, *view.ratifications(known.id))}
    places = tuple(
        first_ratification(
            new.id,
            earlier[r.place_id],
            reopened=is_reopened(required.reopens, r.place_id, asked.places),
            live=known.state == VersionState.IN_EFFECT,
        )
        for r in found
        if r.status not in GONE
    )
    check_none_under_way(known, earlier, required, asked)
    kept = None if asked.consults else approval
    return Draft(
        old, new, required, known, places, kept, proposals_named(view, old, asked.takes_up)
    )


def _planned(view: Reading, old: Version, asked: Amendment, programme: Programme) -> Version:
    timeline = programme.timeline
    known = (view.version(v) for v in view.version_ids())
    number = 1 + max(v.number for v in known if v.agreement_id == old.agreement_id)
    today = local_date(view.now, programme.timezone)
    since = programme.comments_until + timedelta(days=1) if asked.consults else today
    return Version(
        id=version_id_of(old.agreement_id, number),
        agreement_id=old.agreement_id,
        number=number,
        state=VersionState.PLANNED,
        programme=programme,
        programme_sha256=programme_sha256(programme),
        rehearsal=old.rehearsal,
        board_on=first_meeting(programme.body(timeline.board).meetings, since),
        public_signing_on=timeline.public_signing_on,
        ratification_due=timeline.ratification_due,
        supersedes=old.id,
        amendment=asked.kind,
        consults=asked.consults,
    )


def without_revision(version: Version) -> Version:
    """Return the version as far as an amendment depends on it: not on which run carries it."""
    return replace(version, run_id=None, waiting_at=None, revision=0)


def _approval_of_changed_words(view: Reading, old: Version) -> Decision | None:
    decisions = view.decisions(old.id, None)
    amended = BoardOutcome.APPROVED_AMENDED.value
    return decisions[-1] if decisions and decisions[-1].outcome == amended else None
