"""Renew the agreement for another term, before the one that runs ends or after it has lapsed."""

from dataclasses import dataclass, replace
from datetime import date

from concordat.domain.calendar import in_words, local_date
from concordat.domain.effect import effect
from concordat.domain.errors import NotAllowed
from concordat.domain.facts import Fact
from concordat.domain.record import Version
from concordat.domain.states import VersionState, version_after
from concordat.domain.term import EffectSpan, Gap, Term, gaps, renewed, start_of_renewal
from concordat.services.notify import owe_every_partner
from concordat.services.office import Office
from concordat.services.register import Transaction


@dataclass(frozen=True, slots=True)
class Renewal:
    """Who decided what is minuted elsewhere: the day, the minute, and the first day of the new term.

    Without `starts_on` the term starts as soon as it may: the day after the last, or the day of
    the decision where that is later.
    """

    decided_on: date
    minute_reference: str
    starts_on: date | None = None


def renew_term(office: Office, version_id: str, renewal: Renewal) -> Term:
    """Record the renewal and return the new term; NotAllowed, with what to do instead, if it may not be.

    A renewal decided by the end of the term continues it without a gap, also when it is recorded
    later. The same renewal again changes nothing.
    """
    with office.register.writing() as tx:
        version = tx.version(version_id)
        terms = tx.records(Term, version_id)
        known = next((t for t in terms if _minuted(t) == _asked(renewal)), None)
        if known is not None:
            return known
        # What makes the move legal is looked at first: without a term there is nothing to renew.
        state = version_after(version.state, Fact.TERM_RENEWED)
        last = terms[-1]
        today = local_date(tx.now, version.programme.timezone)
        starts_on = _start(version, last, renewal, today)
        months = version.programme.timeline.term_months
        term = renewed(
            last, renewal.decided_on, renewal.minute_reference.strip(), starts_on, months
        )
        tx.once(f"{version_id}/renew-term/{term.number}")
        tx.add(term)
        tx.save(replace(version, state=state, term_ends_on=term.ends_on, term_warned_days=None))
        tx.record(
            Fact.TERM_RENEWED,
            version_id,
            {
                "starts_on": term.starts_on,
                "ends_on": term.ends_on,
                "decided_on": term.decided_on,
                "minute_reference": term.minute_reference,
            },
            actor="director",
        )
        if version.state == VersionState.LAPSED:
            _begin_again(tx, version, term)
        _tell(tx, version, term, gaps((last, term)))
        return term


def _minuted(term: Term) -> tuple[date | None, str | None]:
    return term.decided_on, term.minute_reference


def _asked(renewal: Renewal) -> tuple[date, str]:
    return renewal.decided_on, renewal.minute_reference.strip()


def _start(version: Version, last: Term, renewal: Renewal, today: date) -> date:
    def refuse(message: str, remedy: str) -> NotAllowed:
        return NotAllowed(message, remedy=remedy, state=version.state, attempted="renew the term")

    if not renewal.minute_reference.strip():
        raise refuse("A renewal needs its minute reference.", "Give the reference of the minute.")
    if renewal.decided_on > today:
        raise refuse(
            f"{renewal.decided_on} is in the future.", "Record the renewal once it is decided."
        )
    if renewal.decided_on < last.starts_on:
        raise refuse(
            f"The term that begins on {last.starts_on} was renewed to already.",
            "Give the renewal that was decided since; the term is not renewed twice ahead.",
        )
    earliest = start_of_renewal(last, renewal.decided_on)
    starts_on = renewal.starts_on or earliest
    if renewal.decided_on <= last.ends_on and starts_on != earliest:
        raise refuse(
            f"A renewal decided by {last.ends_on} continues on {earliest}, without a gap.",
            f"Leave the start empty, or give {earliest}.",
        )
    if not earliest <= starts_on <= max(today, earliest):
        raise refuse(
            f"A new term after a gap cannot start on {starts_on}.",
            f"Give a day from {earliest} to today.",
        )
    return starts_on


def _begin_again(tx: Transaction, version: Version, term: Term) -> None:
    """Open the span of effect that a renewal after a lapse begins."""
    number = len(tx.records(EffectSpan, version.id)) + 1
    tx.once(f"{version.id}/take-effect/{number}")
    record = tx.version_record(version.id)
    counted = effect(record, term.starts_on).counted
    tx.add(EffectSpan(version.id, number, term.starts_on, counted))


def _tell(tx: Transaction, version: Version, term: Term, between: tuple[Gap, ...]) -> None:
    lapsed = "".join(
        f" Between {in_words(gap.first)} and {in_words(gap.last)} it had lapsed." for gap in between
    )
    owe_every_partner(
        tx,
        version,
        "change-recorded",
        occasion=f"/term/{term.number}",
        change="the agreement is renewed",
        what=f"The agreement is renewed from {in_words(term.starts_on)} to {in_words(term.ends_on)} "
        f"(minute {term.minute_reference}).{lapsed}",
        reason="",
        next="it goes on as it stands; we write again before the term ends.",
    )
