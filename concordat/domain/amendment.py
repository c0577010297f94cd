"""What an amended version needs, and what becomes of the version that it supersedes.

The rules:
1. The class of an amendment (editorial, minor, material) says whether the board decides, whether it
   is signed in public, and which places decide again. Source: config `amendments`.
2. Whatever the class, words that no board has approved go to the board, and an agreement that was
   never signed is signed.
3. A place that the class does not reopen keeps its ratification, its record and its effective date:
   they are carried to the new version once that one is ready for the places. What it has under way
   on a version still in effect is finished there first, unless the new one takes effect before. A
   place that had no outcome is asked.
4. A version that is not in effect is superseded at once; one in effect stays so until the new one
   takes effect.
5. A version that consults goes through a review window like any other. One that does not is frozen
   at once, with the words that templates and config give that day.
6. When the board approves with changed words, its approval binds those words and no others: it is
   carried over only for the text whose SHA-256 the director has compared with the approved words. A
   version that consults opens its text again, so the board decides on it anew.
7. Words, dates and the case put to the board come from config. Who is party, partner, place, body or signatory stays as it is
   on record, because acts have changed it there since.
"""

from dataclasses import dataclass, replace
from datetime import date

from concordat.domain.facts import Fact
from concordat.domain.parties import SigningBlock
from concordat.domain.programme import Body, Programme
from concordat.domain.record import Ratification, Version
from concordat.domain.rules import AmendmentRule, Reopens
from concordat.domain.states import PlaceStatus, VersionState
from concordat.domain.steps import AskForDecision, CarryRatification

DIGITS = 16
"""How many hex digits of a text's SHA-256 are compared at least."""

AMENDABLE = frozenset(
    {
        VersionState.AWAITING_APPROVAL,
        VersionState.APPROVAL_DEFERRED,
        VersionState.SIGNING,
        VersionState.RATIFYING,
        VersionState.IN_EFFECT,
    }
)

CARRIED_AS = {
    PlaceStatus.RATIFIED: Fact.RATIFICATION_CARRIED,
    PlaceStatus.RATIFIED_WITH_RESERVATION: Fact.RESERVATION_CARRIED,
    PlaceStatus.RATIFIED_SUBJECT_TO_CONDITION: Fact.CONDITION_CARRIED,
    PlaceStatus.DECLINED: Fact.DECLINE_CARRIED,
}
GONE = frozenset({PlaceStatus.WITHDRAWN, PlaceStatus.SUCCEEDED})
UNDER_WAY = frozenset({PlaceStatus.IN_CALL_IN, PlaceStatus.SIGNING})


@dataclass(frozen=True, slots=True)
class Needs:
    """What one amended version needs before it goes to the places."""

    board: bool
    signing: bool
    reopens: Reopens


def needs(rule: AmendmentRule, *, approved: bool, signed: bool) -> Needs:
    """Return what is needed, given whether an earlier version was approved and signed; rules 1 and 2."""
    return Needs(rule.board or not approved, rule.signing or not signed, rule.reopens)


def is_reopened(reopens: Reopens, place_id: str, concerned: tuple[str, ...]) -> bool:
    """Say whether the place decides again."""
    return reopens == Reopens.ALL or (reopens == Reopens.CONCERNED and place_id in concerned)


def is_under_way(ratification: Ratification) -> bool:
    """Say whether the place has decided, and its record is still to be sealed."""
    unsealed = ratification.status == PlaceStatus.DECLINED and ratification.sealed_at is None
    return ratification.status in UNDER_WAY or unsealed


def is_settled(ratification: Ratification) -> bool:
    """Say whether the place has an outcome that can be carried."""
    return ratification.status in CARRIED_AS and not is_under_way(ratification)


def opening(predecessor: Ratification | None) -> AskForDecision | CarryRatification | None:
    """Return how a place begins on a version ready for it; None while it finishes on the earlier one.

    `predecessor` is its ratification of the earlier version, None where there is nothing to carry.
    """
    if predecessor is None:
        return AskForDecision()
    if is_under_way(predecessor):
        return None
    if not is_settled(predecessor):
        return AskForDecision()
    return CarryRatification(CARRIED_AS[predecessor.status])


def carried(place: Ratification, predecessor: Ratification, status: PlaceStatus) -> Ratification:
    """Return a place's ratification of the new version, as it is carried over from the earlier one."""
    return replace(
        predecessor,
        version_id=place.version_id,
        status=status,
        carried_from=predecessor.decided_in,
        revision=place.revision,
    )


def first_ratification(
    version_id: str, earlier: Ratification, *, reopened: bool, live: bool
) -> Ratification:
    """Return how a place stands on a new version. `live`: the earlier version is still acted on."""
    carries = not reopened and (live or is_settled(earlier))
    return Ratification(
        version_id=version_id,
        place_id=earlier.place_id,
        status=PlaceStatus.NOT_STARTED,
        carried_from=earlier.version_id if carries else None,
        succeeds=earlier.succeeds,
    )


def amended_programme(
    old: Programme, configured: Programme, signing: tuple[SigningBlock, ...]
) -> Programme:
    """Return the programme of an amended version; see rule 7. `signing` is who signs it, if anyone."""
    there = {body.id: body for body in configured.bodies}
    timeline = replace(
        configured.timeline,
        board=old.timeline.board,
        presentation=old.timeline.presentation,
        effect=old.timeline.effect,
        public_signing=signing,
    )
    return replace(
        old,
        title=configured.title,
        text=configured.text,
        board_case=configured.board_case,
        timeline=timeline,
        bodies=tuple(_dated(body, there.get(body.id)) for body in old.bodies),
    )


def _dated(body: Body, configured: Body | None) -> Body:
    if configured is None:
        return body
    return replace(body, meetings=tuple(sorted({*body.meetings, *configured.meetings})))


def past_dates(version: Version, needed: Needs, today: date) -> tuple[str, ...]:
    """Return which dates of the new round lie in the past, in words; empty when none does."""
    timeline = version.programme.timeline
    asked = (
        (version.consults, "the review window closes", timeline.window_closes),
        (needed.signing, "the public signing", version.public_signing_on),
        (needed.reopens != Reopens.NONE, "the places' decisions are due", version.ratification_due),
    )
    return tuple(f"{what} on {day}" for wanted, what, day in asked if wanted and day < today)


def is_approved_text(text_sha256: str, digits: str) -> bool:
    """Say whether the digits, at least `DIGITS` of them, begin the text's SHA-256."""
    given = "".join(digits.split()).lower()
    return len(given) >= DIGITS and text_sha256.startswith(given)
