"""The dates of a version that people put into their calendars: deadlines, meetings, signing, reviews.

The rules:
1. A date keeps its key when it moves; `sequence` grows with whatever it is read from, so that a
   calendar that has it knows which is the later word.
2. A place's meeting is there only while the place has still to decide at it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from concordat.domain.record import PlaceRecord, Review, Version
from concordat.domain.states import UNDECIDED
from concordat.services.register import Reading


@dataclass(frozen=True, slots=True)
class ProgrammeDate:
    """A day of the programme. `key` is its own within the agreement; `kind` is a word for its sort."""

    key: str
    kind: str
    title: str
    on: date
    sequence: int


def programme_dates(view: Reading, version: Version) -> tuple[ProgrammeDate, ...]:
    """Return the dates in force, in their order."""
    review = view.version_record(version.id).review
    found = [
        *_of_the_version(version),
        *(d for place in view.places(version) for d in _of_the_place(version, place)),
        *(() if review is None else _of_the_review(review)),
    ]
    return tuple(sorted(found, key=lambda d: (d.on, d.key)))


def public_signing_day(version: Version) -> ProgrammeDate:
    """Return the day of a version's public signing, as the programme's dates have it."""
    words = "public signing"
    return _date(version, "public-signing", words, words, version.public_signing_on)


def _of_the_version(version: Version) -> Iterator[ProgrammeDate]:
    timeline, programme = version.programme.timeline, version.programme
    if version.consults:
        yield _date(
            version, "window-opens", "review window", "review window opens", timeline.window_opens
        )
        yield _date(
            version, "comments-until", "deadline", "last day for comments", programme.comments_until
        )
    board = programme.body(timeline.board).name
    for key, kind, words, on in (
        ("board", "meeting", f"{board} decides", version.board_on),
        ("public-signing", "public signing", "public signing", version.public_signing_on),
        ("places-due", "deadline", "places decide by this day", version.ratification_due),
        ("effect", "effect", "the agreement takes effect", version.effective_on),
        ("term-ends", "term", "last day of the term", version.term_ends_on),
    ):
        if on is not None:
            yield _date(version, key, kind, words, on)


def _date(version: Version, key: str, kind: str, words: str, on: date) -> ProgrammeDate:
    title = f"{words[:1].upper()}{words[1:]} (version {version.number})"
    return ProgrammeDate(f"{version.id}-{key}", kind, title, on, version.revision)


def _of_the_place(version: Version, record: PlaceRecord) -> Iterator[ProgrammeDate]:
    found, place = record.ratification, record.place
    if found.status in UNDECIDED and found.expected_on is not None:
        body = version.programme.body(place.body).name
        yield ProgrammeDate(
            f"{version.id}-place-{place.id}",
            "meeting",
            f"{place.name}: {body} decides (version {version.number})",
            found.expected_on,
            found.revision,
        )


def _of_the_review(review: Review) -> Iterator[ProgrammeDate]:
    for key, kind, words, on in (
        ("opens", "review", "opens", review.opens_on),
        ("returns", "deadline", "last day for returns", review.returns_due_on),
        ("due", "review", "is due", review.due_on),
    ):
        yield ProgrammeDate(
            f"{review.version_id}-review-{review.cycle}-{key}",
            kind,
            f"Review {review.cycle}: {words}",
            on,
            review.revision,
        )
