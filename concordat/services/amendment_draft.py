"""Draft an amended version from what is on record and what config says today, and check that it may be."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from concordat.domain.amendment import (
    AMENDABLE,
    DIGITS,
    GONE,
    Needs,
    amended_programme,
    first_ratification,
    is_approved_text,
    is_reopened,
    is_under_way,
    needs,
    past_dates,
)
from concordat.domain.approval import first_meeting
from concordat.domain.calendar import local_date
from concordat.domain.decision import BoardOutcome, Decision
from concordat.domain.errors import NotAllowed
from concordat.domain.programme import Programme, programme_sha256
from concordat.domain.record import Ratification, Version
from concordat.domain.rules import AmendmentClass, PlaceId, Reopens
from concordat.domain.states import VersionState
from concordat.services.launch import version_id_of
from concordat.services.lineage import known_text, last_approval, public_signatories
from concordat.services.register import Reading

UNFROZEN = frozenset({VersionState.PLANNED, VersionState.IN_REVIEW})


@dataclass(frozen=True, slots=True)
class Amendment:
    """What the director asks for. `places` are those concerned; `consults` asks for a review window.

    `approved_words` begin the SHA-256 of the text, where the board approved with changed words.
    """

    kind: AmendmentClass
    reason: str
    places: tuple[str, ...] = ()
    consults: bool = True
    approved_words: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """An amended version before it is on record. `approval` is the board's, with changed words.

    `known` is the version whose text people know.
    """

    old: Version
    new: Version
    needs: Needs
    known: Version
    places: tuple[Ratification, ...]
    approval: Decision | None


def refuse(old: Version, message: str, remedy: str, place: str | None = None) -> NotAllowed:
    """Return the refusal of an amendment of that version."""
    return NotAllowed(message, remedy=remedy, place=place, state=old.state, attempted="amend")


def draft_of(view: Reading, old: Version, asked: Amendment, configured: Programme) -> Draft:
    """Return the draft of the version that amends `old`; NotAllowed when it may not be amended so."""
    approval = _approval_of_changed_words(view, old)
    _check_may_be_amended(view, old, approval)
    found = view.ratifications(old.id)
    _check_words(old, asked, {r.place_id for r in found})
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
    _check_dates(old, new, required, local_date(view.now, programme.timezone))
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
    _check_none_under_way(known, earlier, required, asked)
    return Draft(old, new, required, known, places, None if asked.consults else approval)


def _approval_of_changed_words(view: Reading, old: Version) -> Decision | None:
    decisions = view.decisions(old.id, None)
    amended = BoardOutcome.APPROVED_AMENDED.value
    return decisions[-1] if decisions and decisions[-1].outcome == amended else None


def _check_may_be_amended(view: Reading, old: Version, approval: Decision | None) -> None:
    if old.state == VersionState.LAPSED:
        raise refuse(
            old,
            "The agreement has lapsed: it is read-only.",
            "Renew it first: launch `renew-term`.",
        )
    if old.state in UNFROZEN:
        raise refuse(
            old,
            "Its text is not frozen yet, so there is nothing to amend.",
            "Change the words in the templates: the version is frozen when its window has closed.",
        )
    by = old.superseded_by
    if by is not None and view.version(by).state != VersionState.REJECTED:
        raise refuse(
            old, f"{by} amends it already.", f"Amend version {view.version(by).number} instead."
        )
    if old.state not in AMENDABLE and approval is None:
        raise refuse(
            old,
            f"A version that is {old.state} cannot be amended.",
            "Launch `sign-off` for a version of a new number.",
        )


def _check_words(old: Version, asked: Amendment, asked_places: set[str]) -> None:
    if not asked.reason.strip():
        raise refuse(
            old,
            "An amendment needs its reason.",
            "Write why the words change: it is told to every partner.",
        )
    for place in asked.places:
        if place not in asked_places:
            raise refuse(
                old,
                f"'{place}' is not a place that this version asks.",
                f"Write one of: {', '.join(sorted(asked_places))}.",
                place,
            )


def _check_dates(old: Version, new: Version, required: Needs, today: date) -> None:
    past = past_dates(new, required, today)
    if past:
        raise refuse(
            old,
            f"These dates of the new version have passed: {'; '.join(past)}.",
            "Write the dates of the new round into config/agreement.yaml, then amend.",
        )


def _check_none_under_way(
    known: Version, earlier: dict[str, Ratification], required: Needs, asked: Amendment
) -> None:
    if known.state != VersionState.RATIFYING:
        return
    for place, ratification in earlier.items():
        kept = not is_reopened(required.reopens, place, asked.places)
        if kept and is_under_way(ratification):
            name = known.programme.place(PlaceId(place)).name
            raise refuse(
                known,
                f"{name} has decided, and its record is not sealed yet: it would have to decide again.",
                "Amend once it is sealed, or name the place among those concerned.",
                place,
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


def check_approved_words(draft: Draft, asked: Amendment, text_sha256: str) -> None:
    """Raise NotAllowed unless the digits given begin the text's SHA-256, where the board's approval binds it."""
    if draft.approval is None:
        if asked.approved_words.strip():
            raise refuse(
                draft.old,
                "There is no approval with changed words to carry over.",
                "Leave `approved_words` empty.",
            )
        return
    if not is_approved_text(text_sha256, asked.approved_words):
        raise refuse(
            draft.old,
            f"The board approved exact words (minute {draft.approval.minute_reference}). "
            f"The SHA-256 of the text as the templates give it now begins {text_sha256[:DIGITS]}.",
            "Compare that text, word for word, with what the board's minute says; then give these "
            f"{DIGITS} digits as `approved_words`. If it differs, correct the templates first.",
        )


def without_revision(version: Version) -> Version:
    """Return the version as far as an amendment depends on it: not on which run carries it."""
    return replace(version, run_id=None, waiting_at=None, revision=0)
