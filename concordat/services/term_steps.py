"""The steps of a term: it begins with the effect, warnings go out before it ends, then it lapses."""

from dataclasses import replace
from datetime import date

from concordat.domain.amendment import is_under_way
from concordat.domain.calendar import in_words
from concordat.domain.errors import Conflict
from concordat.domain.facts import Fact
from concordat.domain.record import Ratification, Review, Version
from concordat.domain.states import PlaceStatus, VersionState, version_after
from concordat.domain.steps import WarnTerm
from concordat.domain.term import A_DAY, EffectSpan, Term, first_term
from concordat.services.lineage import lineage
from concordat.services.notify import owe_every_partner
from concordat.services.office import Office
from concordat.services.register import Transaction, WakeKind
from concordat.services.review_cycle import pass_review_on, schedule_next_review
from concordat.services.superseding import supersede

SEALED = frozenset({VersionState.RATIFYING, VersionState.IN_EFFECT, VersionState.LAPSED})


def begin_life(tx: Transaction, version: Version, began_on: date) -> None:
    """Begin the first term and schedule the first review, or take both over from the version before.

    That version, and any other still live that this one supersedes, ends.
    """
    terms: tuple[Term, ...] = ()
    reviews: tuple[Review, ...] = ()
    warned_days = None
    for earlier in lineage(tx, version)[1:]:
        terms = terms or tx.records(Term, earlier.id)
        reviews = reviews or tx.records(Review, earlier.id)
        if earlier.state in SEALED:
            warned_days = earlier.term_warned_days
            _end(tx, earlier, version, began_on)
    months = version.programme.timeline.term_months
    before = terms[-1] if terms else None
    term = first_term(version.id, began_on, months, before)
    tx.add(term)
    taken_over = before is not None and term.ends_on == before.ends_on
    tx.save(
        replace(
            version,
            term_ends_on=term.ends_on,
            term_warned_days=warned_days if taken_over else None,
        )
    )
    if reviews:
        pass_review_on(tx, version, reviews[-1])
    else:
        schedule_next_review(tx, version, cycle=1, since=began_on)


def _end(tx: Transaction, earlier: Version, by: Version, on: date) -> None:
    cease(tx, earlier, on, f"superseded by version {by.number}")
    supersede(tx, earlier, by)
    # What a place has not finished on the earlier version can be finished there no more.
    for waiting in tx.records(Ratification, by.id, carried_from=earlier.id):
        unfinished = waiting.status == PlaceStatus.NOT_STARTED and is_under_way(
            tx.place(earlier, waiting.place_id).ratification
        )
        if unfinished:
            tx.save(replace(waiting, carried_from=None))
            tx.wake(WakeKind.PLACE, by.id, waiting.place_id)


def cease(tx: Transaction, version: Version, on: date, because: str) -> None:
    """End the span of effect that is open, if one is. `on` is the first day that is not in it."""
    for span in tx.records(EffectSpan, version.id, ceased_on=None):
        tx.save(replace(span, ceased_on=on, because=because))


def warn_term(office: Office, version: Version, step: WarnTerm) -> None:
    """Warn every partner that the term ends soon."""
    with office.register.writing() as tx:
        stands = _still(tx, version)
        number = len(tx.records(Term, version.id))
        tx.once(f"{version.id}/warn-term/{number}/{step.days}")
        tx.save(replace(stands, term_warned_days=step.days))
        tx.record(
            Fact.TERM_WARNED, version.id, {"days": step.days, "ends_on": version.term_ends_on}
        )
        _tell(
            tx,
            stands,
            f"/term/{number}/{step.days}",
            "the term ends soon",
            f"The term of the agreement ends on {last_day_of(stands)}.",
            "if it is not renewed by then, it lapses: it can still be read, and nothing else.",
        )


def lapse(office: Office, version: Version) -> None:
    """Record that the term has ended without renewal: the agreement is read-only from now on."""
    with office.register.writing() as tx:
        stands = _still(tx, version)
        number = len(terms := tx.records(Term, version.id))
        tx.once(f"{version.id}/lapse/{number}")
        cease(tx, version, terms[-1].ends_on + A_DAY, "the term ended")
        state = version_after(stands.state, Fact.TERM_LAPSED)
        tx.save(replace(stands, state=state))
        tx.record(Fact.TERM_LAPSED, version.id, {"ended_on": version.term_ends_on})
        _tell(
            tx,
            stands,
            f"/term/{number}/lapsed",
            "the agreement has lapsed",
            f"The term of the agreement ended on {last_day_of(stands)}, and it was not renewed. "
            "The agreement can be read; nothing about it changes any more.",
            "if it is renewed, a new term begins, and the days between are shown.",
        )


def _still(tx: Transaction, version: Version) -> Version:
    """Return the version as it stands; Conflict when its term is no longer the one looked at."""
    stands = tx.version(version.id)
    if (stands.state, stands.term_ends_on) != (version.state, version.term_ends_on):
        raise Conflict("The agreement was renewed, or has lapsed, meanwhile.")
    return stands


def last_day_of(version: Version) -> str:
    """Return the last day of the term that runs, or ran, in words; empty before any began."""
    return "" if version.term_ends_on is None else in_words(version.term_ends_on)


def _tell(
    tx: Transaction, version: Version, occasion: str, change: str, what: str, following: str
) -> None:
    owe_every_partner(
        tx,
        version,
        "change-recorded",
        occasion=occasion,
        change=change,
        what=what,
        reason="",
        next=following,
    )
