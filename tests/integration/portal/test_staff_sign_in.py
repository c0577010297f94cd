"""Staff sign in: at an identity provider over real HTTP, or by the operator's link."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from concordat.domain.errors import LinkRefused
from concordat.domain.staff import LINK_HOLDS, SESSION_LASTS
from concordat.portal.access import Access
from concordat.portal.app import PAGES
from concordat.portal.oidc import Client, OidcProvider
from concordat.portal.staff_door import StaffDoor
from concordat.services.links import fingerprint
from concordat.services.office import Office
from concordat.services.staff import enter_by_link, make_admin_link
from tests.fakes import clock_of, facts_of, in_review, rows_of
from tests.integration.portal.conftest import Visitor
from tests.standins.provider import CALLBACK, CLIENT, SECRET, Provider, a_provider

FAILED = "You could not be signed in."
STAFF = frozenset({"lead@facilitator.example.org"})


@pytest.fixture
def provider(office: Office) -> Iterator[Provider]:
    with a_provider(office.clock.now()) as found:
        yield found


def visitor_of(
    office: Office, provider: Provider, claim: str = "email", allowed: frozenset[str] = STAFF
) -> Visitor:
    client = Client(provider.issuer, CLIENT, SECRET, CALLBACK, claim, allowed)
    return Visitor(office, staff_door=StaffDoor("", OidcProvider(client)))


def come_back(visitor: Visitor, provider: Provider) -> httpx.Response:
    """Go to the provider and come back with its answer."""
    sent = visitor.get("/staff/provider")
    assert sent.status_code == 303
    return visitor.get(f"/staff/callback?{provider.authorize(sent.headers['location'])}")


def operator(office: Office) -> Visitor:
    """Return a visitor who has signed in by the operator's link."""
    visitor = Visitor(office)
    path = make_admin_link(office).removeprefix("https://portal.example.org")
    assert visitor.post(path, enter="yes").headers["location"] == "/staff"
    return visitor


def is_in(visitor: Visitor) -> bool:
    return visitor.get("/staff").status_code == 200


def test_staff_sign_in_at_the_provider(office: Office, provider: Provider) -> None:
    visitor = visitor_of(office, provider)
    assert "Sign in with your organisation" in visitor.get("/staff/sign-in").text
    answer = come_back(visitor, provider)
    assert answer.headers["location"] == "/staff"
    assert is_in(visitor)
    assert facts_of(office, "service/staff") == ["service:staff:signed-in"]


def test_a_session_is_a_cookie_of_this_host_that_no_script_reads(
    office: Office, provider: Provider
) -> None:
    visitor = visitor_of(office, provider)
    cookies = come_back(visitor, provider).headers.get_list("set-cookie")
    [session] = [c for c in cookies if c.startswith("__Host-staff=")]
    for said in ("HttpOnly", "Secure", "SameSite=lax", "Path=/", "Max-Age=1800"):
        assert said in session
    assert "Domain" not in session
    [entry] = [c for c in cookies if c.startswith("__Host-staff-entry=")]
    assert "Max-Age=0" in entry


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another client"},
        {"aud": [CLIENT, "another client"]},
        {"iss": "https://elsewhere.example.org"},
        {"nonce": "of another signing in"},
        {"nonce": None},
        {"exp": 1},
        {"iat": None},
        {"sub": None},
        {"azp": "another client"},
        {"at_hash": "of another token"},
        {"nbf": 9_999_999_999},
    ],
    ids=str,
)
def test_a_token_that_is_not_for_this_signing_in_is_refused(
    office: Office, provider: Provider, claims: dict[str, Any]
) -> None:
    visitor = visitor_of(office, provider)
    provider.does.claims = claims
    answer = come_back(visitor, provider)
    assert answer.status_code == 403
    assert FAILED in answer.text
    assert not is_in(visitor)
    assert facts_of(office, "service/staff") == []


@pytest.mark.parametrize("wrong", ["forged", "unsigned", "with_clients_secret", "no_token"])
def test_a_token_that_the_provider_did_not_sign_is_refused(
    office: Office, provider: Provider, wrong: str
) -> None:
    visitor = visitor_of(office, provider)
    setattr(provider.does, wrong, True)
    assert FAILED in come_back(visitor, provider).text
    assert not is_in(visitor)


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://elsewhere.example.org"},
        {"authorization_endpoint": "http://elsewhere.example.org/authorize"},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
    ids=str,
)
def test_a_provider_that_is_not_what_it_should_be_is_not_gone_to(
    office: Office, provider: Provider, metadata: dict[str, str]
) -> None:
    provider.does.metadata = metadata
    answer = visitor_of(office, provider).get("/staff/provider")
    assert answer.status_code == 403
    assert FAILED in answer.text


@pytest.mark.parametrize("endpoint", ["token_endpoint", "jwks_uri"])
def test_nothing_is_asked_of_an_endpoint_without_tls(
    office: Office, provider: Provider, endpoint: str
) -> None:
    visitor = visitor_of(office, provider)
    provider.does.metadata = {endpoint: "http://elsewhere.example.org/"}
    assert FAILED in come_back(visitor, provider).text


def test_a_provider_that_fails_lets_nobody_in(office: Office, provider: Provider) -> None:
    visitor = visitor_of(office, provider)
    sent = visitor.get("/staff/provider").headers["location"]
    provider.does.broken = True
    assert FAILED in visitor.get(f"/staff/callback?{provider.authorize(sent)}").text
    assert FAILED in visitor.get("/staff/provider").text
    assert not is_in(visitor)


@pytest.mark.parametrize("change", ["state", "iss", "code"])
def test_an_answer_to_another_question_is_refused(
    office: Office, provider: Provider, change: str
) -> None:
    visitor = visitor_of(office, provider)
    query = provider.authorize(visitor.get("/staff/provider").headers["location"])
    answers = {
        "state": f"{query}x",
        "iss": f"{query}&iss=https://elsewhere.example.org",
        "code": query.replace("code=", "error="),
    }
    assert FAILED in visitor.get(f"/staff/callback?{answers[change]}").text
    assert not is_in(visitor)


def test_a_code_is_worth_nothing_in_another_browser(office: Office, provider: Provider) -> None:
    began, thief = visitor_of(office, provider), visitor_of(office, provider)
    query = provider.authorize(began.get("/staff/provider").headers["location"])
    assert FAILED in thief.get(f"/staff/callback?{query}").text
    thief.get("/staff/provider")
    assert FAILED in thief.get(f"/staff/callback?{query}").text
    assert not is_in(thief)


def test_an_answer_is_taken_once(office: Office, provider: Provider) -> None:
    visitor = visitor_of(office, provider)
    query = provider.authorize(visitor.get("/staff/provider").headers["location"])
    assert visitor.get(f"/staff/callback?{query}").headers["location"] == "/staff"
    assert FAILED in visitor.get(f"/staff/callback?{query}").text


@pytest.mark.parametrize(
    ("claim", "allowed", "claims"),
    [
        ("email", "somebody.else@facilitator.example.org", {}),
        ("email", "lead@facilitator.example.org", {"email_verified": False}),
        ("email", "lead@facilitator.example.org", {"email_verified": "true"}),
        ("email", "lead@facilitator.example.org", {"email": None}),
        ("groups", "mou-staf", {}),
        ("groups", "None", {"groups": None, "roles": []}),
        ("roles", "mou-staff", {}),
    ],
)
def test_an_account_that_is_not_of_the_staff_is_refused_and_that_is_on_the_trail(
    office: Office, provider: Provider, claim: str, allowed: str, claims: dict[str, Any]
) -> None:
    visitor = visitor_of(office, provider, claim, frozenset({allowed}))
    provider.does.claims = claims
    answer = come_back(visitor, provider)
    assert answer.status_code == 403
    assert "not as one of the staff" in answer.text
    assert not is_in(visitor)
    assert facts_of(office, "service/staff") == ["service:staff:refused"]


def test_staff_can_be_told_by_a_group(office: Office, provider: Provider) -> None:
    visitor = visitor_of(office, provider, "groups", frozenset({"mou-staff", "other"}))
    come_back(visitor, provider)
    assert is_in(visitor)


def test_only_a_click_in_our_page_goes_to_the_provider(office: Office, provider: Provider) -> None:
    visitor = visitor_of(office, provider)
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert visitor.call("GET", "/staff/provider", headers=headers).status_code == 403
    assert provider.asked == {}


def test_where_there_is_a_provider_the_operators_link_opens_nothing(
    office: Office, provider: Provider
) -> None:
    visitor = visitor_of(office, provider)
    path = make_admin_link(office).removeprefix("https://portal.example.org")
    assert visitor.get(path).status_code == 404
    assert visitor.post(path, enter="yes").status_code == 404
    assert not is_in(visitor)


def test_the_operators_link_opens_once(office: Office) -> None:
    address = make_admin_link(office)
    path = address.removeprefix("https://portal.example.org")
    assert len(path.removeprefix("/staff/enter/")) == 43
    visitor, second = Visitor(office), Visitor(office)
    for _ in range(3):
        assert "This link opens once" in visitor.get(path).text
    assert visitor.post(path, enter="yes").headers["location"] == "/staff"
    assert is_in(visitor)
    assert second.get(path).status_code == 410
    assert second.post(path, enter="yes").status_code == 410
    assert not is_in(second)
    assert facts_of(office, "service/staff") == [
        "service:admin-link:made",
        "service:staff:signed-in",
    ]


def test_the_operators_link_lasts_for_minutes(office: Office) -> None:
    visitor = Visitor(office)
    path = make_admin_link(office).removeprefix("https://portal.example.org")
    clock_of(office).set(office.clock.now() + LINK_HOLDS)
    assert visitor.get(path).status_code == 410
    assert "This link has expired." in visitor.post(path, enter="yes").text
    assert visitor.get("/staff/enter/" + "x" * 43).status_code == 404


def test_another_site_cannot_use_the_operators_link_up(office: Office) -> None:
    path = make_admin_link(office).removeprefix("https://portal.example.org")
    headers = {"Sec-Fetch-Site": "cross-site"}
    answer = Visitor(office).call("POST", path, data={"enter": "yes"}, headers=headers)
    assert answer.status_code == 403
    assert Visitor(office).post(path, enter="yes").status_code == 303


def test_neither_links_nor_sessions_are_kept_as_they_are(office: Office) -> None:
    token = make_admin_link(office).rpartition("/")[2]
    secret = enter_by_link(office, token)
    kept = repr(rows_of(office))
    assert token not in kept
    assert secret not in kept
    assert fingerprint(token) in kept
    assert fingerprint(secret) in kept


def test_a_session_ends_by_itself_whatever_is_done_in_it(office: Office) -> None:
    visitor = operator(office)
    clock_of(office).set(office.clock.now() + SESSION_LASTS * 0.9)
    assert is_in(visitor)
    clock_of(office).set(office.clock.now() + SESSION_LASTS * 0.1)
    answer = visitor.get("/staff")
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff/sign-in")


def test_signing_out_ends_the_session_itself(office: Office) -> None:
    visitor = operator(office)
    thief = Visitor(office)
    thief.cookies.update(visitor.cookies)
    answer = visitor.post("/staff/sign-out", out="yes")
    assert answer.headers["location"] == "/staff/sign-in"
    assert answer.headers["clear-site-data"] == '"cache"'
    assert not is_in(visitor)
    assert not is_in(thief)
    assert facts_of(office, "service/staff")[-1] == "service:staff:signed-out"
    assert visitor.post("/staff/sign-out", out="yes").status_code == 303


def test_signing_in_anew_ends_the_session_before(office: Office) -> None:
    visitor = operator(office)
    before = Visitor(office)
    before.cookies.update(visitor.cookies)
    assert is_in(before)
    path = make_admin_link(office).removeprefix("https://portal.example.org")
    visitor.post(path, enter="yes")
    assert is_in(visitor)
    assert not is_in(before)


def test_a_session_that_an_attacker_chose_is_never_taken_on(office: Office) -> None:
    visitor = Visitor(office)
    visitor.cookies.set("__Host-staff", "chosen-by-somebody-else", domain="portal.example.org")
    path = make_admin_link(office).removeprefix("https://portal.example.org")
    answer = visitor.post(path, enter="yes")
    assert "chosen-by-somebody-else" not in answer.headers["set-cookie"]
    assert "chosen-by-somebody-else" not in repr(rows_of(office))


@pytest.mark.parametrize(
    "page", [p for p in PAGES if p.access is Access.STAFF], ids=lambda page: page.path
)
def test_a_page_for_staff_opens_to_nobody_else(office: Office, page: Any) -> None:
    in_review(office)
    (method,) = page.methods - {"HEAD"}
    strangers = Visitor(office), Visitor(office)
    strangers[1].cookies.set("__Host-staff", "x" * 43, domain="portal.example.org")
    for stranger in strangers:
        answer = stranger.call(method, page.path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/staff/sign-in")
        assert answer.headers["cache-control"] == "no-store"


def test_the_register_refuses_a_link_used_twice_at_once(office: Office) -> None:
    token = make_admin_link(office).rpartition("/")[2]
    enter_by_link(office, token)
    with pytest.raises(LinkRefused) as refusal:
        enter_by_link(office, token)
    assert refusal.value.why == "used"
    assert len(rows_of(office)["staff_session"]) == 1
    assert office.register.audit() == []
