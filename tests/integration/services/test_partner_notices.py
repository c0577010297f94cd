"""The notice to all partners: made when the agreement is signed, takes effect and is complete."""

from dataclasses import replace
from datetime import date

from concordat.domain.decision import Outcome
from concordat.domain.rules import AmendmentClass
from concordat.domain.states import VersionState
from concordat.services.advance import advance_place, advance_version
from concordat.services.amend import amend
from concordat.services.amendment_checks import Amendment
from concordat.services.certify import issue_certificate
from concordat.services.mailings import Occasion, PartnerNotice
from concordat.services.office import Office
from tests.fakes import (
    EAST,
    NORTH,
    VERSION,
    WEST,
    a_programme,
    advance,
    place_asked,
    publicly_signed,
    ratified,
    version_of,
)
from tests.integration.services.contents import RememberingPublisher, remembering


def kept(office: Office, version_id: str = VERSION) -> dict[str, str]:
    with office.register.reading() as view:
        documents = view.documents(version_id)
    return {scope: sha256 for kind, scope, sha256 in documents if kind == "notice"}


def enclosed(office: Office, template: str, version_id: str = VERSION) -> set[tuple[str, str]]:
    """Return what is attached to the letters of that template to partners."""
    with office.register.reading() as view:
        owed = [n for n in view.unsent_notices() if n.template == template]
    return {a for n in owed if n.version_id == version_id for a in n.attachments}


def last(publisher: RememberingPublisher) -> PartnerNotice:
    return publisher.all_of(PartnerNotice)[-1]


def test_every_partner_is_sent_a_notice_of_the_signing(office: Office) -> None:
    office, publisher = remembering(office)
    publicly_signed(office)
    notice = last(publisher)
    assert notice.occasion == Occasion.SIGNED
    assert [s.role for s in notice.signatures] == ["chair", "chief executive"]
    assert notice.agreement_pdf_sha256 == version_of(office).current_sha256
    assert (notice.effective_on, notice.term_ends_on, notice.review_due_on) == (None, None, None)
    assert {line.status for line in notice.places} == {"not started"}
    attached = (f"{VERSION}-notice-signed.pdf", kept(office)["signed"])
    assert attached in enclosed(office, "agreement-signed")


def test_every_partner_is_sent_a_notice_of_the_effect_with_its_dates(office: Office) -> None:
    office, publisher = remembering(office)
    for place in (EAST, NORTH, WEST):
        place_asked(office, place)
    ratified(office, NORTH)
    ratified(office, EAST, Outcome.RATIFIED_WITH_RESERVATION, text="Too soon.")
    advance(office)
    notice = last(publisher)
    assert (notice.occasion, notice.effective_on) == (Occasion.IN_EFFECT, date(2027, 6, 24))
    assert (notice.term_ends_on, notice.review_due_on) == (date(2028, 6, 23), date(2028, 6, 24))
    assert notice.term_ends_on == version_of(office).term_ends_on
    assert (notice.counted, notice.threshold) == (2, 2)
    assert [line.reservation for line in notice.places] == ["Too soon.", None, None]
    attached = (f"{VERSION}-notice-in-effect.pdf", kept(office)["in-effect"])
    assert enclosed(office, "effect-begun") == {attached}


def test_the_certificate_brings_a_notice_of_how_it_ended(ratified_office: Office) -> None:
    office, publisher = remembering(ratified_office)
    issue_certificate(office, VERSION)
    notice = last(publisher)
    assert (notice.occasion, notice.effective_on) == (Occasion.COMPLETE, date(2027, 6, 24))
    assert notice.term_ends_on == version_of(office).term_ends_on
    attached = (f"{VERSION}-notice-complete.pdf", kept(office)["complete"])
    assert attached in enclosed(office, "certificate-issued")


def test_an_amended_text_not_signed_anew_takes_over_the_term_and_the_review(
    ratified_office: Office,
) -> None:
    before = version_of(ratified_office)
    office, publisher = remembering(ratified_office)
    publisher.words = "We work as equals."
    asked = Amendment(AmendmentClass.EDITORIAL, "A typing error.", consults=False)
    made = amend(office, VERSION, asked, a_programme())
    advance_version(office, made.id)
    sealed = last(publisher)
    assert (sealed.occasion, sealed.signatures) == (Occasion.SIGNED, ())
    attached = (f"{made.id}-notice-signed.pdf", kept(office, made.id)["signed"])
    assert attached in enclosed(office, "change-recorded", made.id)
    for place in (EAST, NORTH, WEST):
        advance_place(office, made.id, place)
    advance_version(office, made.id)
    begun = last(publisher)
    assert begun.occasion == Occasion.IN_EFFECT
    assert begun.term_ends_on == before.term_ends_on
    assert begun.review_due_on == date(2028, 6, 24)
    with office.register.reading() as view:
        assert view.version(made.id).state == VersionState.IN_EFFECT


def test_the_effect_is_not_recorded_when_the_count_changes_while_the_notice_is_made(
    office: Office,
) -> None:
    for place in (EAST, NORTH, WEST):
        place_asked(office, place)
    ratified(office, NORTH)
    ratified(office, EAST)

    class Slow(RememberingPublisher):
        def notice_pdf(self, content: PartnerNotice) -> bytes:
            if not self.all_of(PartnerNotice):
                self.contents.append(content)
                ratified(office, WEST)
            return super().notice_pdf(content)

    publisher = Slow()
    assert advance(replace(office, publisher=publisher)) == ("TakeEffect",)
    assert last(publisher).counted == 3
