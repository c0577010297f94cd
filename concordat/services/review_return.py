"""A partner opens its review link, and returns case studies and reports on commitments."""

from dataclasses import dataclass, replace

from concordat.domain.errors import LinkRefused, NotAllowed
from concordat.domain.facts import Fact
from concordat.domain.record import Review, ReviewAsk, Version
from concordat.domain.states import ReviewState
from concordat.services.content import (
    CaseStudy,
    Commitment,
    CommitmentReport,
)
from concordat.services.links import fingerprint
from concordat.services.office import Office
from concordat.services.register import Reading

STANDINGS = ("kept", "partly kept", "not kept", "not for us to say")
MAX_WORDS = 20_000


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
