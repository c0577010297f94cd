"""The review: scheduled when the agreement takes effect, opened on its day, reported and closed."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from concordat.domain.calendar import local_date
from concordat.domain.errors import AlreadyDone, LinkRefused, NotAllowed
from concordat.domain.gates import ReviewGate, is_review_gate_open
from concordat.domain.record import Review, ReviewAsk, Version
from concordat.domain.review import schedule_review
from concordat.domain.states import Fact, ReviewState, review_after
from concordat.services.content import CaseStudy, Commitment, CommitmentReport, ReviewReport
from concordat.services.links import fingerprint
from concordat.services.notify import address_of, owe, owe_every_partner
from concordat.services.office import Office
from concordat.services.register import Reading, Transaction, WakeKind

STANDINGS = ("kept", "partly kept", "not kept", "not for us to say")
MAX_WORDS = 20_000


def schedule_next_review(tx: Transaction, version: Version, *, cycle: int, since: date) -> None:
    """Put a review cycle on the register, and ask for its run on its day."""
    review = schedule_review(version.id, cycle, since, version.programme.timeline.review)
    tx.add_review(review)
    tx.record(
        Fact.REVIEW_SCHEDULED,
        f"{version.id}/review/{cycle}",
        {"due_on": review.due_on, "opens_on": review.opens_on},
    )
    tx.wake(WakeKind.SCHEDULE_REVIEW, version.id, str(cycle))


def note_review_run(
    office: Office, version_id: str, cycle: int, run_id: str, scheduled_for: datetime
) -> None:
    """Record which run will open the review, and when; the newest run is the one that counts."""
    with office.register.writing() as tx:
        review = tx.review(version_id, cycle)
        tx.save_review(replace(review, run_id=run_id, scheduled_for=scheduled_for))


def wait_at_review_gate(office: Office, version_id: str, cycle: int, gate: str | None) -> None:
    """Record at which gate the review waits; None when it does not."""
    with office.register.writing() as tx:
        review = tx.review(version_id, cycle)
        if review.waiting_at != gate:
            tx.save_review(replace(review, waiting_at=gate))


def open_review(office: Office, version_id: str, cycle: int) -> None:
    """Open the review on its day: ask each partner for case studies and a report on commitments.

    NotAllowed before its day; does nothing if it is open.
    """
    try:
        with office.register.writing() as tx:
            version = tx.version(version_id)
            review = tx.review(version_id, cycle)
            if review.state != ReviewState.SCHEDULED:
                return
            if local_date(tx.now, version.programme.timezone) < review.opens_on:
                raise NotAllowed(
                    f"The review opens on {review.opens_on}.",
                    remedy="It opens by itself on that day.",
                    state=review.state,
                    attempted="open the review",
                )
            tx.once(f"{version_id}/review/{cycle}/open")
            tx.save_review(replace(review, state=review_after(review.state, Fact.REVIEW_OPENED)))
            tx.record(
                Fact.REVIEW_OPENED,
                f"{version_id}/review/{cycle}",
                {"due_on": review.due_on, "returns_due_on": review.returns_due_on},
            )
            _ask_every_partner(office, tx, version, review)
    except AlreadyDone:
        return


def _ask_every_partner(office: Office, tx: Transaction, version: Version, review: Review) -> None:
    for party in version.programme.parties:
        for number, partner in enumerate(party.partners, start=1):
            ask_id = f"{version.id}/review/{review.cycle}/{party.id}.{number}"
            tx.add_ask(
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


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """What a partner is shown behind its review link."""

    version: Version
    ask: ReviewAsk
    review: Review
    commitments: tuple[Commitment, ...]


def open_review_link(office: Office, token: str) -> ReviewPage:
    """Return what the link shows; LinkRefused, with the reason, if it does not open."""
    with office.register.reading() as view:
        return _page(view, token)


def _page(view: Reading, token: str) -> ReviewPage:
    ask = view.ask_by_link(fingerprint(token))
    if ask is None:
        raise LinkRefused(
            "This link does not open anything. It may have been cut short or altered.",
            why="unknown",
            remedy="Nothing was changed. Ask us for a new one.",
        )
    review = view.review(ask.version_id, ask.cycle)
    if ask.returned_at is not None:
        raise LinkRefused(
            "This link has been used: your return is on record.",
            why="used",
            remedy="Nothing was changed. Write to us if you have more to say.",
        )
    if review.state != ReviewState.OPEN:
        raise LinkRefused(
            "This review no longer takes returns.",
            why="expired",
            remedy="Nothing was changed. Write to us: the next review will take it up.",
        )
    version = view.version(ask.version_id)
    return ReviewPage(version, ask, review, view.commitments(version.id))


def submit_return(
    office: Office,
    token: str,
    case_studies: tuple[tuple[bool, str], ...],
    reports: dict[str, tuple[str, str]],
) -> ReviewPage:
    """Take a partner's return: case studies (success or not, words), reports by commitment id.

    A return may leave out what the partner cannot speak to. Raises LinkRefused, or NotAllowed
    when there is nothing in it or a commitment or standing is unknown.
    """
    studies = tuple((ok, text.strip()) for ok, text in case_studies if text.strip())
    said = {k: (s, t.strip()) for k, (s, t) in reports.items() if s != STANDINGS[-1] or t.strip()}
    with office.register.writing() as tx:
        page = _page(tx, token)
        _check_return(page, studies, said)
        ask = replace(page.ask, returned_at=tx.now)
        tx.add_return(
            ask,
            tuple(CaseStudy(ask.partner, ok, text) for ok, text in studies),
            tuple(CommitmentReport(ask.partner, k, s, text) for k, (s, text) in said.items()),
        )
        tx.record(
            Fact.REVIEW_RETURNED,
            f"{ask.version_id}/review/{ask.cycle}",
            {"partner": ask.partner, "case_studies": len(studies), "reports": len(said)},
            actor=f"partner: {ask.partner}",
        )
        return page


def _check_return(
    page: ReviewPage, studies: tuple[tuple[bool, str], ...], said: dict[str, tuple[str, str]]
) -> None:
    known = {c.id for c in page.commitments}
    words = [text for _, text in studies] + [text for _, text in said.values()]
    if not studies and not said:
        raise NotAllowed(
            "The return is empty.", remedy="Give one case study or one report, then send it."
        )
    if any(k not in known or s not in STANDINGS for k, (s, _) in said.items()):
        raise NotAllowed(
            "The return names a commitment or a standing that is not in the agreement.",
            remedy="Open your link again and fill in the form it shows.",
        )
    if any(len(text) > MAX_WORDS for text in words):
        raise NotAllowed(
            f"One answer is longer than {MAX_WORDS:,} characters.", remedy="Shorten it."
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
            tx.save_review(replace(review, state=state, report_sha256=pdf))
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
    )


@dataclass(frozen=True, slots=True)
class ReviewOutcome:
    """What was decided on a review report, when, and under which minute."""

    outcome: str
    decided_on: date
    minute_reference: str


def close_review(
    office: Office, version_id: str, cycle: int, answer: int, decided: ReviewOutcome
) -> None:
    """Record the review's outcome and schedule the next cycle; does nothing if it is closed.

    `answer` counts the forms answered so far, from 0. Raises NotAllowed, with what to do instead,
    when the outcome cannot be as written.
    """
    try:
        with office.register.writing() as tx:
            version = tx.version(version_id)
            review = tx.review(version_id, cycle)
            if review.state == ReviewState.CLOSED:
                return
            state = review_after(review.state, Fact.REVIEW_CLOSED)
            _check_outcome(decided, local_date(tx.now, version.programme.timezone))
            tx.once(f"{version_id}/review/{cycle}/outcome/{answer}")
            tx.save_review(replace(review, state=state, outcome=decided.outcome.strip()))
            tx.record(
                Fact.REVIEW_CLOSED,
                f"{version_id}/review/{cycle}",
                {
                    "outcome": decided.outcome.strip(),
                    "decided_on": decided.decided_on,
                    "minute_reference": decided.minute_reference.strip(),
                },
                actor="director",
            )
            schedule_next_review(tx, version, cycle=cycle + 1, since=review.due_on)
    except AlreadyDone:
        return


def _check_outcome(decided: ReviewOutcome, today: date) -> None:
    if not decided.outcome.strip() or not decided.minute_reference.strip():
        raise NotAllowed(
            "An outcome needs its words and its minute reference.",
            remedy="Write what was decided, and where it is minuted.",
            attempted="close the review",
        )
    if decided.decided_on > today:
        raise NotAllowed(
            f"{decided.decided_on} is in the future.",
            remedy="Answer the form once it has been decided.",
            attempted="close the review",
        )


def refuse_review_form(
    office: Office, version_id: str, cycle: int, answer: int, refusal: NotAllowed
) -> None:
    """Record that an answer of the review's form was refused, so that a fresh form is offered."""
    about = f"{version_id}/review/{cycle}"
    try:
        with office.register.writing() as tx:
            tx.once(f"{about}/outcome/{answer}")
            tx.record(Fact.REVIEW_FORM_REFUSED, about, {"why": str(refusal)}, actor="director")
    except AlreadyDone:
        return


def review_question(office: Office, version_id: str, cycle: int) -> tuple[int, str]:
    """Return how many forms of the review's outcome were answered, and what the next one says."""
    about = f"{version_id}/review/{cycle}"
    with office.register.reading() as view:
        version = view.version(version_id)
        review = view.review(version_id, cycle)
        answers = view.counts_of_facts(about, Fact.REVIEW_FORM_REFUSED)
        last = view.last_of(about, Fact.REVIEW_FORM_REFUSED)
    lines = [
        f"## {version.programme.title}: review {cycle}",
        f"What was decided on the report? The review is due on {review.due_on}.",
        f"The report: {office.links.portal_url}",
    ]
    if last is not None:
        lines.append(f"**The last answer was not recorded.** {last.data['why']}")
    return answers, "\n\n".join(lines)
