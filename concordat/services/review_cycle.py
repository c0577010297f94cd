"""The review: scheduled when the agreement takes effect, opened on its day, and reported."""

from dataclasses import replace
from datetime import date, datetime

from concordat.domain.calendar import local_date
from concordat.domain.errors import AlreadyDone, NotAllowed
from concordat.domain.facts import Fact
from concordat.domain.gates import ReviewGate, is_review_gate_open
from concordat.domain.record import Review, ReviewAsk, Version
from concordat.domain.review import schedule_review
from concordat.domain.states import PlaceStatus, ReviewState, VersionState, review_after
from concordat.services.content import ReviewReport
from concordat.services.notify import address_of, owe, owe_every_partner
from concordat.services.office import Office
from concordat.services.register import Reading, Transaction, WakeKind


def schedule_next_review(tx: Transaction, version: Version, *, cycle: int, since: date) -> None:
    """Put a review cycle on the register, and ask for its run on its day."""
    review = schedule_review(version.id, cycle, since, version.programme.timeline.review)
    tx.add(review)
    tx.record(
        Fact.REVIEW_SCHEDULED,
        f"{version.id}/review/{cycle}",
        {"due_on": review.due_on, "opens_on": review.opens_on},
    )
    tx.wake(WakeKind.SCHEDULE_REVIEW, version.id, str(cycle))


def pass_review_on(tx: Transaction, version: Version, review: Review) -> None:
    """Let a review cycle of the version superseded go on: the same one, due on the same day.

    A review that is open is finished where it was opened, so that nobody is asked twice; what passes
    on is the cycle after it.
    """
    if review.state != ReviewState.SCHEDULED:
        schedule_next_review(tx, version, cycle=review.cycle + 1, since=review.due_on)
        return
    passed = replace(
        review, version_id=version.id, run_id=None, scheduled_for=None, waiting_at=None, revision=0
    )
    tx.add(passed)
    tx.record(
        Fact.REVIEW_SCHEDULED,
        f"{version.id}/review/{passed.cycle}",
        {"due_on": passed.due_on, "opens_on": passed.opens_on, "passed_on_from": review.version_id},
    )
    tx.wake(WakeKind.SCHEDULE_REVIEW, version.id, str(passed.cycle))


def has_passed_on(version: Version, review: Review) -> bool:
    """Say whether the cycle goes on at the version that supersedes this one."""
    return version.state == VersionState.SUPERSEDED and review.state == ReviewState.SCHEDULED


def note_review_run(
    office: Office, version_id: str, cycle: int, run_id: str, scheduled_for: datetime
) -> None:
    """Record which run will open the review, and when; the newest run is the one that counts."""
    with office.register.writing() as tx:
        review = tx.review(version_id, cycle)
        tx.carry(replace(review, run_id=run_id, scheduled_for=scheduled_for))


def wait_at_review_gate(office: Office, version_id: str, cycle: int, gate: str | None) -> None:
    """Record at which gate the review waits; None when it does not."""
    with office.register.writing() as tx:
        review = tx.review(version_id, cycle)
        if review.waiting_at != gate:
            tx.carry(replace(review, waiting_at=gate))


def open_review(office: Office, version_id: str, cycle: int) -> None:
    """Open the review on its day: ask each partner for case studies and a report on commitments.

    NotAllowed before its day; does nothing if it is open, or has passed on to another version.
    """
    try:
        with office.register.writing() as tx:
            version = tx.version(version_id)
            review = tx.review(version_id, cycle)
            if review.state != ReviewState.SCHEDULED or has_passed_on(version, review):
                return
            if local_date(tx.now, version.programme.timezone) < review.opens_on:
                raise NotAllowed(
                    f"The review opens on {review.opens_on}.",
                    remedy="It opens by itself on that day.",
                    state=review.state,
                    attempted="open the review",
                )
            tx.once(f"{version_id}/review/{cycle}/open")
            tx.save(replace(review, state=review_after(review.state, Fact.REVIEW_OPENED)))
            tx.record(
                Fact.REVIEW_OPENED,
                f"{version_id}/review/{cycle}",
                {"due_on": review.due_on, "returns_due_on": review.returns_due_on},
            )
            _ask_every_partner(office, tx, version, review)
    except AlreadyDone:
        return


def _ask_every_partner(office: Office, tx: Transaction, version: Version, review: Review) -> None:
    today = local_date(tx.now, version.programme.timezone)
    for party in version.programme.parties:
        for number, partner in enumerate(party.partners, start=1):
            if not partner.is_partner(today):
                continue
            ask_id = f"{version.id}/review/{review.cycle}/{party.id}.{number}"
            tx.add(
                ReviewAsk(
                    id=ask_id,
                    version_id=version.id,
                    cycle=review.cycle,
                    partner=partner.name,
                    party=party.id,
                    link_sha256=office.links.fingerprint_for(ask_id),
                    sent_at=tx.now,
                )
            )
            owe(
                tx,
                version,
                f"review/{review.cycle}/ask/{party.id}.{number}",
                "review-asked",
                (address_of(version.programme, partner),),
                link=f"review:{ask_id}",
                partner=partner.name,
                due_on=review.due_on.isoformat(),
                returns_due_on=review.returns_due_on.isoformat(),
            )


def make_report(office: Office, version_id: str, cycle: int) -> None:
    """Make the review report from the returns, once they are due; does nothing if it is made."""
    with office.register.reading() as view:
        review = view.review(version_id, cycle)
        record = view.version_record(version_id)
        if review.state != ReviewState.OPEN:
            return
        today = local_date(view.now, record.version.programme.timezone)
        if not is_review_gate_open(ReviewGate.RETURNS_DUE, review, today):
            raise NotAllowed(
                f"Returns are due on {review.returns_due_on}.",
                remedy="The report is made by itself when they are.",
                state=review.state,
                attempted="make the review report",
            )
        content = _report_content(view, record.version, review)
    pdf = office.store.put(office.publisher.review_report_pdf(content))
    try:
        with office.register.writing() as tx:
            tx.once(f"{version_id}/review/{cycle}/report")
            review = tx.review(version_id, cycle)
            state = review_after(review.state, Fact.REVIEW_REPORTED)
            tx.save(replace(review, state=state, report_sha256=pdf))
            tx.record(Fact.REVIEW_REPORTED, f"{version_id}/review/{cycle}", {"sha256": pdf})
            tx.keep_document(version_id, "review-report", f"review-{cycle}", pdf)
            attachments = ((f"{version_id}-review-{cycle}.pdf", pdf),)
            owe_every_partner(
                tx,
                record.version,
                "review-reported",
                occasion=f"/{cycle}",
                attachments=attachments,
                cycle=str(cycle),
            )
    except AlreadyDone:
        return


def _report_content(view: Reading, version: Version, review: Review) -> ReviewReport:
    asks = view.asks(version.id, review.cycle)
    return ReviewReport(
        programme=version.programme,
        version=version.number,
        version_sha256=version.text_sha256 or "",
        cycle=review.cycle,
        due_on=review.due_on,
        commitments=view.commitments(version.id),
        case_studies=view.case_studies(version.id, review.cycle),
        reports=view.commitment_reports(version.id, review.cycle),
        asked=len(asks),
        returned=sum(a.returned_at is not None for a in asks),
        made_at=view.now,
        rehearsal=version.rehearsal,
        not_returned=tuple(a.partner for a in asks if a.returned_at is None),
        reservations=_reservations(view, version),
    )


def _reservations(view: Reading, version: Version) -> tuple[tuple[str, str], ...]:
    """Return the reservations that stand, by place id: each place's name, and its words."""
    return tuple(
        (record.place.name, record.decision.reservation)
        for record in view.places(version)
        if record.ratification.status == PlaceStatus.RATIFIED_WITH_RESERVATION
        and record.decision is not None
        and record.decision.reservation is not None
    )
