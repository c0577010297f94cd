"""Whether a version may be amended as the director asks, in words that say what to do instead."""

from dataclasses import dataclass
from datetime import date

from concordat.domain.amendment import (
    AMENDABLE,
    DIGITS,
    Needs,
    is_approved_text,
    is_reopened,
    is_under_way,
    past_dates,
)
from concordat.domain.decision import Decision
from concordat.domain.errors import NotAllowed
from concordat.domain.record import Ratification, Version
from concordat.domain.rules import AmendmentClass, PlaceId
from concordat.domain.states import VersionState
from concordat.services.register import Reading

UNFROZEN = frozenset({VersionState.PLANNED, VersionState.IN_REVIEW})


@dataclass(frozen=True, slots=True)
class Amendment:
    """What the director asks for. `places` are those concerned; `consults` asks for a review window.

    `approved_words` begin the SHA-256 of the text, where the board approved with changed words.
    `takes_up` names the proposals of places that it takes up, as `place` or `place/number`.
    """

    kind: AmendmentClass
    reason: str
    places: tuple[str, ...] = ()
    consults: bool = True
    approved_words: str = ""
    takes_up: tuple[str, ...] = ()


def refuse(old: Version, message: str, remedy: str, place: str | None = None) -> NotAllowed:
    """Return the refusal of an amendment of that version."""
    return NotAllowed(message, remedy=remedy, place=place, state=old.state, attempted="amend")


def check_may_be_amended(view: Reading, old: Version, approval: Decision | None) -> None:
    """Raise NotAllowed for a version that is over, or open, or amended already."""
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


def check_words(old: Version, asked: Amendment, asked_places: set[str]) -> None:
    """Raise NotAllowed without a reason, or for a place that the version does not ask."""
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


def check_dates(old: Version, new: Version, required: Needs, today: date) -> None:
    """Raise NotAllowed when a date that the new version needs has passed."""
    past = past_dates(new, required, today)
    if past:
        raise refuse(
            old,
            f"These dates of the new version have passed: {'; '.join(past)}.",
            "Write the dates of the new round into config/agreement.yaml, then amend.",
        )


def check_none_under_way(
    known: Version, earlier: dict[str, Ratification], required: Needs, asked: Amendment
) -> None:
    """Raise NotAllowed while a place not reopened is between its decision and the seal of its record."""
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


def check_approved_words(
    old: Version, approval: Decision | None, asked: Amendment, text_sha256: str
) -> None:
    """Raise NotAllowed unless the digits given begin the text's SHA-256, where the board's approval binds it."""
    if approval is None:
        if asked.approved_words.strip():
            raise refuse(
                old,
                "There is no approval with changed words to carry over.",
                "Leave `approved_words` empty.",
            )
        return
    if not is_approved_text(text_sha256, asked.approved_words):
        raise refuse(
            old,
            f"The board approved exact words (minute {approval.minute_reference}). "
            f"The SHA-256 of the text as the templates give it now begins {text_sha256[:DIGITS]}.",
            "Compare that text, word for word, with what the board's minute says; then give these "
            f"{DIGITS} digits as `approved_words`. If it differs, correct the templates first.",
        )
