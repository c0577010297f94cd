"""The notice to all partners: what was agreed, from when, how each place stands, and where to verify.

It is made when the agreement is signed in public, whenever it takes effect, and when every place has
its outcome; it goes with the letter that tells of it.
"""

from datetime import date

from concordat.domain.dates_in_force import with_dates_in_force
from concordat.domain.record import Review, Version
from concordat.domain.review import schedule_review
from concordat.domain.term import Term, first_term
from concordat.services.certified import certificate_lines, certified_signatures
from concordat.services.lineage import lineage
from concordat.services.mailings import Occasion, PartnerNotice
from concordat.services.office import Office
from concordat.services.register import Reading, Transaction
from concordat.services.standing import standing

KIND = "notice"


def partner_notice(
    office: Office, view: Reading, version: Version, occasion: Occasion, begins_on: date | None
) -> PartnerNotice:
    """Return what the notice says. `begins_on` is from when the agreement is in effect, if it is known."""
    found = standing(view, version.id)
    return PartnerNotice(
        programme=with_dates_in_force(version),
        version=version.number,
        version_sha256=version.text_sha256 or "",
        agreement_pdf_sha256=version.current_sha256 or "",
        occasion=occasion,
        signatures=certified_signatures(view.version_record(version.id).signing),
        places=certificate_lines(view, version, found),
        counted=found.counted,
        threshold=found.threshold,
        effective_on=begins_on,
        term_ends_on=None if begins_on is None else _term_ends_on(view, version, begins_on),
        review_due_on=None if begins_on is None else _review_due_on(view, version, begins_on),
        portal_url=office.links.portal_url,
        made_at=office.clock.now(),
        rehearsal=version.rehearsal,
    )


def keep_notice(
    tx: Transaction, version: Version, occasion: Occasion, sha256: str, number: int = 1
) -> tuple[str, str]:
    """Keep a notice, and return it to be attached. `number` counts how often its occasion came."""
    scope = occasion.value.replace(" ", "-") + ("" if number == 1 else f"-{number}")
    tx.keep_document(version.id, KIND, scope, sha256)
    return f"{version.id}-notice-{scope}.pdf", sha256


def _term_ends_on(view: Reading, version: Version, begins_on: date) -> date:
    """Return the last day of the term that runs then: one that began before goes on."""
    if version.term_ends_on is not None:
        return version.term_ends_on
    earlier = [term for v in lineage(view, version)[1:] for term in view.records(Term, v.id)[-1:]]
    months = version.programme.timeline.term_months
    return first_term(version.id, begins_on, months, next(iter(earlier), None)).ends_on


def _review_due_on(view: Reading, version: Version, begins_on: date) -> date:
    """Return when the next review is due: one that is scheduled stays so."""
    known = [review for v in lineage(view, version) for review in view.records(Review, v.id)[-1:]]
    rule = version.programme.timeline.review
    first = schedule_review(version.id, 1, begins_on, rule)
    return next(iter(known), first).due_on
