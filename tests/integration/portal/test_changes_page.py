import re
from datetime import date

from concordat.domain.rules import AmendmentClass
from concordat.services.amend import amend
from concordat.services.amendment_checks import Amendment
from tests.fakes import VERSION, FakePublisher, a_programme, advance, approved, go_to, version_of
from tests.integration.portal.conftest import Visitor


def amended(visitor: Visitor) -> str:
    """Amend the version on its signing day, and return the path of a link to the old text."""
    office = visitor.office
    approved(office)
    go_to(office, version_of(office).public_signing_on, 10)
    advance(office)
    link = visitor.page_of("public")
    assert isinstance(office.publisher, FakePublisher)
    office.publisher.words = "We work as equals."
    asked = Amendment(AmendmentClass.MATERIAL, "The money moves.", ("east",), consults=False)
    timeline = {"public_signing_on": date(2027, 9, 2), "ratification_due": date(2028, 1, 31)}
    amend(office, VERSION, asked, a_programme(timeline=timeline))
    return link


def test_what_an_amended_version_changes_is_open_to_everyone(visitor: Visitor) -> None:
    amended(visitor)
    page = visitor.get("/changes/2")
    assert page.status_code == 200
    assert "What version 2 changes" in page.text
    assert "1 passage changed" in page.text
    assert "Material amendment" in page.text
    assert "We work as equals." in page.text


def test_a_version_that_amends_nothing_has_no_changes(visitor: Visitor) -> None:
    assert visitor.get("/changes/1").status_code == 404
    assert visitor.get("/changes/7").status_code == 404


def test_a_superseded_link_tells_what_changed_and_where(visitor: Visitor) -> None:
    page = visitor.get(amended(visitor))
    assert page.status_code == 410
    assert "version 2 supersedes it, and changes 1 passage" in page.text
    assert "/changes/2" in page.text


def test_the_first_page_leads_to_the_changes(visitor: Visitor) -> None:
    amended(visitor)
    page = visitor.get("/").text
    assert 'href="/changes/2"' in page
    assert "Version 2 amends version 1 (material)." in page


def test_the_changes_are_offered_as_a_pdf_and_as_tracked_changes(visitor: Visitor) -> None:
    amended(visitor)
    page = visitor.get("/changes/2").text
    offered = re.findall(r'href="(/documents/[0-9a-f]{64}\.(?:pdf|docx))">([^<]*)<', page)
    assert [label for _, label in offered] == [
        "What it changes (PDF)",
        "What it changes, as tracked changes (Word)",
    ]
    pdf, word = (visitor.get(address) for address, _ in offered)
    assert word.content.startswith(b"%redline-docx|1 to 2|")
    assert pdf.content.startswith(b"%redline-pdf|1 to 2|")
    saved_as = 'inline; filename="example-mou-v2-agreement-changes.pdf"'
    assert pdf.headers["content-disposition"] == saved_as


def test_changes_that_were_compared_anew_are_offered_once(visitor: Visitor) -> None:
    office = visitor.office
    amended(visitor)
    with office.register.writing() as tx:
        for kind in ("changes-pdf", "changes-docx"):
            tx.keep_document("example-mou-v2", kind, "agreement", office.store.put(kind.encode()))
    page = visitor.get("/changes/2").text
    assert page.count("What it changes") == 2
    for kind, ending in (("changes-pdf", "pdf"), ("changes-docx", "docx")):
        assert f"/documents/{office.store.put(kind.encode())}.{ending}" in page
