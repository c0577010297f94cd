"""The programme as data: what it says at each stage, that it names nobody, and when it changed."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from concordat.domain.decision import Outcome
from concordat.domain.facts import Fact
from concordat.domain.states import PlaceStatus, VersionState
from concordat.portal.app import create_app
from concordat.services.office import Office
from tests.fakes import (
    EAST,
    NORTH,
    VERSION,
    WEST,
    advance,
    approved,
    everywhere_ratified,
    frozen,
    go_to,
    in_review,
    place_asked,
    place_decided,
    publicly_signed,
    ratified,
    sign_request,
    signing_of,
)
from tests.integration.portal.conftest import TEMPLATES, Visitor

SCHEMA = json.loads(Path("docs/reference/status.schema.json").read_text("utf-8"))


def data_of(visitor: Visitor) -> dict[str, Any]:
    """Return the data, which is as the schema says."""
    found: dict[str, Any] = visitor.get("/status.json").json()
    validator = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
    assert [f"{e.json_path}: {e.message}" for e in validator.iter_errors(found)] == []
    return found


def test_the_schema_is_one_and_knows_every_state() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$defs"]["state"]["enum"] == [s.value for s in VersionState]
    assert SCHEMA["$defs"]["place"]["properties"]["status"]["enum"] == [
        s.value for s in PlaceStatus
    ]


def test_the_data_is_as_the_schema_says_at_every_stage(visitor: Visitor) -> None:
    states = [data_of(visitor)["state"]]
    for lead_on in (in_review, frozen, approved, publicly_signed, everywhere_ratified):
        lead_on(visitor.office)
        states.append(data_of(visitor)["state"])
    assert states == [
        "planned",
        "in review",
        "awaiting approval",
        "public signing",
        "ratifying",
        "in effect",
    ]


def test_each_place_says_what_it_decided_when_and_why_it_has_no_record(
    later_visitor: Visitor,
) -> None:
    office = later_visitor.office
    for place in (EAST, NORTH, WEST):
        place_asked(office, place)
    place_decided(office, NORTH)
    north = data_of(later_visitor)["places"]["north"]
    assert (north["record"], north["why_no_record"]) == (
        None,
        "its decision can still be called in",
    )
    ratified(office, EAST, Outcome.RATIFIED_WITH_RESERVATION, text="Fund it first.")
    places = data_of(later_visitor)["places"]
    east, west = places["east"], places["west"]
    assert (east["status"], east["reservation"]) == ("ratified with reservation", "Fund it first.")
    assert (east["decided_on"], east["why_no_record"]) == ("2027-06-24", None)
    path = east["record"]["url"].removeprefix("https://portal.example.org")
    assert later_visitor.get(path).status_code == 200
    assert [s["role"] for s in east["signatures"]] == ["chair", "vcse lead"]
    assert west["why_no_record"] == "the place has not decided yet"


def test_every_document_in_the_data_can_be_read(later_visitor: Visitor) -> None:
    ratified(later_visitor.office, EAST)
    documents = data_of(later_visitor)["documents"]
    kinds = [d["kind"] for d in documents if d["url"].endswith(".pdf")]
    assert kinds == ["draft", "board-paper", "agreement", "notice", "record"]
    assert documents[-1]["place"] == "east"
    for document in documents:
        path = document["url"].removeprefix("https://portal.example.org")
        assert later_visitor.get(path).status_code == 200


def test_the_data_names_nobody(later_visitor: Visitor) -> None:
    office = later_visitor.office
    place_decided(office, EAST)
    advance(office, EAST)
    sign_request(office, signing_of(office, EAST).open_requests[0])
    [signature] = signing_of(office, EAST).signatures
    with office.register.writing() as tx:
        tx.save(replace(signature, name="Ann Other"))
        tx.record(Fact.SIGNED, f"{VERSION}/{EAST}", {})
    text = later_visitor.get("/status.json").text
    assert '"signed_at": "2027-06-24T' in text
    assert "Ann Other" not in text
    assert set(re.findall(r"[\w.-]+@[\w.-]+", text)) == {"lead@facilitator.example.org"}


def test_both_parties_have_the_same_keys_in_the_order_of_the_programme(visitor: Visitor) -> None:
    parties = data_of(visitor)["parties"]
    assert [p["name"] for p in parties] == ["VCSE sector", "Integrated Care System"]
    assert all(p["partners"] for p in parties)


def test_what_is_withheld_says_why_in_the_data_and_on_the_page(later_visitor: Visitor) -> None:
    office = later_visitor.office
    with office.register.writing() as tx:
        tx.keep_document(VERSION, "paper-pdf", "east-0-0", office.store.put(b"%PDF-1.7 scan"))
    withheld = data_of(later_visitor)["withheld"]
    page = later_visitor.get("/").text
    assert any("signed on paper" in one["what"] for one in withheld)
    for one in withheld:
        assert one["what"] in page
        assert one["why"] in page
    assert "The place has not been asked yet" in page


@pytest.mark.parametrize("path", ["/status.json", "/programme.ics"])
def test_whoever_asks_again_is_told_that_nothing_has_changed(visitor: Visitor, path: str) -> None:
    first = visitor.get(path)
    assert first.headers["access-control-allow-origin"] == "*"

    def again(**headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return visitor.call("GET", path, headers=named)

    tag, since = first.headers["etag"], first.headers["last-modified"]
    for answer in (
        again(if_none_match=tag),
        again(if_none_match=f'"other", W/{tag}'),
        again(if_none_match="*"),
        again(if_modified_since=since),
    ):
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == tag
    for answer in (
        again(if_none_match='"other"', if_modified_since=since),
        again(if_modified_since="Mon, 02 Jan 2006 15:04:05 GMT"),
        again(if_modified_since="yesterday"),
        again(if_modified_since="Mon, 02 Jan 2040 15:04:05 -0000"),
    ):
        assert (answer.status_code, answer.content) == (200, first.content)
    in_review(visitor.office)
    assert again(if_none_match=tag).status_code == 200
    assert again(if_modified_since=since).status_code == 200


def test_a_new_day_may_change_what_is_said(visitor: Visitor) -> None:
    midnight = visitor.office.clock.now().replace(hour=0, minute=0) + timedelta(days=1)
    go_to(visitor.office, midnight.date())
    said = visitor.get("/status.json").headers["last-modified"]
    assert said == format_datetime(midnight, usegmt=True)


@pytest.mark.parametrize("path", ["/", "/verify", "/comment", "/accessibility", "/nowhere"])
def test_the_foot_of_every_page_leads_to_all_of_it(visitor: Visitor, path: str) -> None:
    page = visitor.get(path).text
    for way in ("/verify", "/programme.ics", "/status.json", "/accessibility"):
        assert f'<li><a href="{way}">' in page


def test_the_accessibility_statement_says_whom_to_ask_and_what_was_not_tested(
    visitor: Visitor,
) -> None:
    page = visitor.get("/accessibility").text
    assert "lead@facilitator.example.org" in page
    assert "What was not tested" in page


def test_a_portal_without_a_feed_offers_none(office: Office) -> None:
    visitor = Visitor(office)
    visitor.app = create_app(office, TEMPLATES)
    assert visitor.get("/programme.ics").status_code == 404
    assert "programme.ics" not in visitor.get("/").text
