"""The facilitator's desk: what it shows to staff, what it keeps from them, and that it changes nothing."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from concordat.domain.decision import Outcome
from concordat.domain.errors import NotIdentified
from concordat.domain.facts import Fact
from concordat.domain.identity import masked
from concordat.domain.states import VersionState
from concordat.portal.access import Access
from concordat.portal.app import PAGES
from concordat.portal.staff_door import StaffDoor
from concordat.services.ask_by_link import ask_format, ask_question
from concordat.services.bounce import Bounce, record_bounce
from concordat.services.deliver import deliver_notices
from concordat.services.facilitators_desk import FacilitatorsDesk, facilitators_desk
from concordat.services.office import Office
from concordat.services.review_cycle import open_review
from concordat.services.review_return import submit_return
from concordat.services.sign import sign
from tests.fakes import (
    EAST,
    NORTH,
    VERSION,
    WEST,
    advance,
    advance_place,
    all_signed,
    approved,
    call_in_over,
    clock_of,
    code_sent,
    declined_by_link,
    frozen,
    go_to,
    identified,
    place_asked,
    place_decided,
    ratified,
    rows_of,
    signing_of,
    version_of,
)
from tests.integration.portal.conftest import Visitor
from tests.integration.portal.test_staff_sign_in import operator


def desk_of(office: Office) -> FacilitatorsDesk:
    with office.register.reading() as view:
        return facilitators_desk(view, VERSION)


def awaited(office: Office) -> list[tuple[str, str]]:
    return [(one.of, one.what) for one in desk_of(office).awaited]


def at_east(office: Office) -> str:
    """Have East asked to sign; return the token of its first signatory."""
    place_decided(office, EAST)
    advance(office, EAST)
    return office.links.token(signing_of(office, EAST).open_requests[0].id)


def test_the_board_is_awaited_by_the_day_of_its_meeting(office: Office) -> None:
    frozen(office)
    [board] = desk_of(office).awaited
    assert (board.of, board.what) == ("ICB board", "approval of the agreement")
    assert (board.due_on, board.overdue) == (version_of(office).board_on, False)
    assert board.due_on is not None
    go_to(office, board.due_on + timedelta(days=1))
    assert desk_of(office).awaited[0].overdue


def test_signatories_are_awaited_by_their_roles(office: Office) -> None:
    approved(office)
    go_to(office, version_of(office).public_signing_on)
    advance(office)
    assert awaited(office) == [("chair, alliance", "signature for the agreement")]


def test_what_is_overdue_comes_first_and_what_has_no_day_last(signed_office: Office) -> None:
    for place in (EAST, NORTH, WEST):
        place_asked(signed_office, place)
    found = desk_of(signed_office).awaited
    assert [one.of for one in found] == ["North Cabinet", "Shared Board", "Shared Board"]
    place_decided(signed_office, NORTH)
    call_in_over(signed_office, NORTH)
    advance_place(signed_office, VERSION, NORTH)
    go_to(signed_office, version_of(signed_office).ratification_due + timedelta(days=1))
    found = desk_of(signed_office).awaited
    assert [one.overdue for one in found] == sorted((one.overdue for one in found), reverse=True)
    assert {one.what for one in found if one.overdue} >= {"decision for East", "decision for West"}


def test_a_condition_is_awaited_without_a_day(signed_office: Office) -> None:
    ratified(signed_office, WEST, Outcome.RATIFIED_SUBJECT_TO_CONDITION, text="Once funded.")
    last = desk_of(signed_office).awaited[-1]
    assert (last.of, last.due_on) == ("Shared Board", None)
    assert last.what == "the condition of West to be discharged"


def test_returns_for_a_review_are_awaited_until_they_come(ratified_office: Office) -> None:
    clock_of(ratified_office).at(date(2028, 4, 25), 9)
    open_review(ratified_office, VERSION, 1)
    partners = [one.of for one in desk_of(ratified_office).awaited]
    assert partners == ["Alliance", "Councils Together", "ICB", "Small Groups Network"]
    with ratified_office.register.reading() as view:
        ask = view.asks(VERSION, 1)[0]
    token = ratified_office.links.token(ask.id)
    submit_return(ratified_office, token, ((True, "We met every month."),), {})
    assert ask.partner not in [one.of for one in desk_of(ratified_office).awaited]
    assert not any(one.overdue for one in desk_of(ratified_office).awaited)
    go_to(ratified_office, date(2028, 5, 26))
    assert all(one.overdue for one in desk_of(ratified_office).awaited)


def test_a_reminder_is_noted(signed_office: Office) -> None:
    at_east(signed_office)
    notes = []
    for _ in range(2):
        clock_of(signed_office).advance(days=8)
        advance(signed_office, EAST)
        notes += [one.note for one in desk_of(signed_office).awaited if one.what.endswith("East")]
    assert notes == ["reminded once", "reminded 2 times"]


def test_a_question_lies_on_the_desk_until_its_request_is_answered(signed_office: Office) -> None:
    token = at_east(signed_office)
    browser = identified(signed_office, token)
    ask_question(signed_office, token, browser, "Whom does it bind?")
    [question] = desk_of(signed_office).to_see_to
    assert (question.what, question.of, question.where) == ("A question", "chair, east", "East")
    assert question.words == "Whom does it bind?"
    all_signed(signed_office, EAST)
    assert desk_of(signed_office).to_see_to == ()


def test_a_format_lies_on_the_desk_until_it_is_supplied(signed_office: Office) -> None:
    token = at_east(signed_office)
    ask_format(signed_office, token, identified(signed_office, token), "easy read")
    [asked] = desk_of(signed_office).to_see_to
    assert (asked.what, asked.act) == ("Another format: easy read", "supply-format")
    assert (asked.of, asked.where) == ("chair", "East")


def test_a_decline_lies_on_the_desk_with_its_reason(signed_office: Office) -> None:
    declined_by_link(signed_office, at_east(signed_office), "We were not asked in time.")
    [declined] = desk_of(signed_office).to_see_to
    assert (declined.what, declined.act) == ("Declined to sign", "ask-again")
    assert declined.words == "We were not asked in time."


def test_a_letter_that_came_back_is_shown_with_its_address_masked(signed_office: Office) -> None:
    at_east(signed_office)
    address = "chair@east.example.org"
    record_bounce(signed_office, VERSION, Bounce(address, "550 no such user"))
    desk = desk_of(signed_office)
    [bounced] = desk.to_see_to
    assert (bounced.what, bounced.act) == ("A letter came back", "replace-signatory")
    assert bounced.words == f"Sent to {masked(address)}."
    assert "no letter arrives" in [one.note for one in desk.awaited]


def test_letters_that_cannot_be_handed_over_are_counted(signed_office: Office) -> None:
    token = at_east(signed_office)
    browser = identified(signed_office, token)
    deliver_notices(signed_office)
    ask_question(signed_office, token, browser, "Whom does it bind?")
    assert desk_of(signed_office).late_letters == 0
    clock_of(signed_office).advance(hours=2)
    assert desk_of(signed_office).late_letters == 1
    assert "1 letter could not be handed over" in operator(signed_office).get("/staff").text


def test_the_page_shows_the_desk_and_where_to_act(signed_office: Office) -> None:
    declined_by_link(signed_office, at_east(signed_office), "<script>alert(1)</script>")
    visitor = operator(signed_office)
    visitor.app.state.staff = StaffDoor("https://prefect.example.org")
    text = visitor.get("/staff").text
    assert "Declined to sign" in text
    assert "https://prefect.example.org/deployments?name=ask-again" in text
    assert "<script>" not in text
    assert "Sign out" in text


def test_an_empty_desk_says_so(office: Office) -> None:
    visitor = operator(office)
    text = visitor.get("/staff").text
    assert "There is nothing to see to." in text
    assert "Nothing is awaited." in text


def test_nobody_of_the_staff_can_read_a_link_or_a_code_or_a_whole_address(
    signed_office: Office,
) -> None:
    token = at_east(signed_office)
    browser = identified(signed_office, token)
    ask_question(signed_office, token, browser, "Whom does it bind?")
    request = signing_of(signed_office, EAST).open_requests[0]
    visitor = operator(signed_office)
    for path in ("/staff", "/staff/sign-in", "/", "/status.json"):
        text = visitor.get(path).text
        for secret in (token, request.link_sha256, code_sent(signed_office, token), browser):
            assert secret not in text, path
        assert "chair@east.example.org" not in text
    assert "/signing/" not in visitor.get("/staff").text


def test_nobody_of_the_staff_can_sign_or_decline_in_a_signatorys_name(
    signed_office: Office,
) -> None:
    token = at_east(signed_office)
    signatory = Visitor(signed_office)
    page = signatory.page_of(EAST)
    shown = signatory.document_shown(EAST)
    staff = operator(signed_office)
    before = rows_of(signed_office)
    assert staff.get(page).status_code == 403
    assert staff.get(f"{page}/document.pdf").status_code == 403
    signing = {"name": "Chair", "document_sha256": shown}
    for path, fields in ((page, signing), (f"{page}/decline", {"reason": "No."})):
        assert staff.post(path, **fields).status_code == 403
    # Whoever had the link as well would still lack the code.
    staff.get(f"/sign/{token}")
    refused = staff.post(page, **signing)
    assert refused.status_code == 400
    assert "First, show that it is you" in refused.text
    secret = staff.cookies.get("__Host-staff", domain="portal.example.org") or ""
    with pytest.raises(NotIdentified):
        sign(signed_office, token, secret, "Chair", shown)
    assert rows_of(signed_office) == before


def test_the_desk_changes_nothing(signed_office: Office) -> None:
    at_east(signed_office)
    visitor = operator(signed_office)
    before = rows_of(signed_office)
    assert visitor.get("/staff").status_code == 200
    assert rows_of(signed_office) == before
    acting = {p.path for p in PAGES if p.access is Access.STAFF and "POST" in (p.methods or ())}
    assert acting == set()


def test_a_version_that_is_over_has_nothing_on_its_desk(signed_office: Office) -> None:
    token = at_east(signed_office)
    ask_format(signed_office, token, identified(signed_office, token), "easy read")
    with signed_office.register.writing() as tx:
        tx.save(replace(tx.version(VERSION), state=VersionState.ENDED))
        tx.record(Fact.AGREEMENT_ENDED, VERSION, {})
    desk = desk_of(signed_office)
    assert (desk.awaited, desk.to_see_to) == ((), ())
    assert "No agreement is under way." in operator(signed_office).get("/staff").text
