"""Two threads do what is due at the same moment: each act is done once, whoever is first."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import pytest

from concordat.domain.errors import LinkRefused
from concordat.domain.facts import Fact
from concordat.domain.signature import RequestStatus
from concordat.domain.states import PlaceStatus, VersionState
from concordat.domain.steps import (
    Expire,
    Invite,
    Remind,
)
from concordat.domain.trail import chain_faults
from concordat.services import advance as advancing
from concordat.services.deliver import deliver_notices
from concordat.services.office import Office
from tests.fakes import (
    EAST,
    VERSION,
    WEST,
    advance,
    approved,
    call_in_over,
    clock_of,
    declined_by_link,
    facts_of,
    frozen,
    place_decided,
    place_of,
    postman_of,
    ratified,
    rows_of,
    sign_request,
    signing_of,
    version_of,
)

THREADS = 4
ONCE = {
    Fact.REQUEST_SENT,
    Fact.SIGNATURE_APPLIED,
    Fact.REQUEST_REMINDED,
    Fact.REQUEST_EXPIRED,
    Fact.DECISION_REQUESTED,
    Fact.RATIFIED,
    Fact.PUBLIC_SIGNING_COMPLETED,
    Fact.EFFECT_BEGUN,
    Fact.REVIEW_SCHEDULED,
}


@pytest.fixture
def office(both_office: Office) -> Office:
    """Run every test of this module on both databases."""
    return both_office


@pytest.fixture
def signed_office(both_signed_office: Office) -> Office:
    return both_signed_office


def at_once(act: Callable[[], Any]) -> list[Any]:
    """Run the act in several threads at once; return what each returned or raised."""
    ready = Barrier(THREADS)

    def run(_n: int) -> Any:
        ready.wait(10)
        try:
            return act()
        except Exception as error:  # Whatever it is, the test looks at it.
            return error

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


def done(results: list[Any]) -> Counter[str]:
    """Return how often each step was done, over all the threads."""
    assert [r for r in results if isinstance(r, Exception)] == []
    return Counter(step for steps in results for step in steps)


def test_the_public_signing_is_led_by_many_as_by_one(office: Office) -> None:
    approved(office)
    clock_of(office).at(date(2027, 5, 20), 10)
    assert done(at_once(lambda: advance(office))) == {"Invite": 1}
    sign_request(office, signing_of(office).open_requests[0])
    assert done(at_once(lambda: advance(office))) == {"ApplySignature": 1, "Invite": 1}
    sign_request(office, signing_of(office).open_requests[0])
    assert done(at_once(lambda: advance(office))) == {"ApplySignature": 1, "Seal": 1}
    assert version_of(office).state == VersionState.RATIFYING


def test_a_place_is_led_by_many_as_by_one(signed_office: Office) -> None:
    office = signed_office
    assert done(at_once(lambda: advance(office, WEST))) == {"AskForDecision": 1}
    place_decided(office, WEST)
    assert done(at_once(lambda: advance(office, WEST))) == {"DrawRecord": 1, "Invite": 1}
    assert len(signing_of(office, WEST).requests) == 2
    sign_request(office, signing_of(office, WEST).open_requests[1])
    assert done(at_once(lambda: advance(office, WEST))) == {"ApplySignature": 1, "Invite": 1}
    sign_request(office, signing_of(office, WEST).open_requests[0])
    assert done(at_once(lambda: advance(office, WEST))) == {"ApplySignature": 1, "Seal": 1}
    assert place_of(office, WEST).ratification.status == PlaceStatus.RATIFIED
    with office.register.reading() as view:
        assert chain_faults(e.as_line() for e in view.trail()) == []


def test_many_find_the_same_reminder_and_the_same_expiry_once(signed_office: Office) -> None:
    office = signed_office
    place_decided(office, EAST)
    advance(office, EAST)
    clock_of(office).advance(days=10)
    assert done(at_once(lambda: advance(office, EAST))) == {"Remind": 1}
    clock_of(office).set(signing_of(office, EAST).requests[0].expires_at)
    assert done(at_once(lambda: advance(office, EAST))) == {"Expire": 1, "Invite": 1}
    assert len(signing_of(office, EAST).open_requests) == 1


def test_the_effect_begins_once(signed_office: Office) -> None:
    office = signed_office
    for place in (EAST, WEST):
        ratified(office, place)
    assert done(at_once(lambda: advance(office))) == {"TakeEffect": 1}
    assert facts_of(office).count(Fact.REVIEW_SCHEDULED) == 1


def test_a_double_click_signs_once(signed_office: Office) -> None:
    office = signed_office
    place_decided(office, EAST)
    advance(office, EAST)
    [request] = signing_of(office, EAST).requests
    results = at_once(lambda: sign_request(office, request))
    refused = [r for r in results if r is not None]
    assert [type(r) for r in refused] == [LinkRefused] * (THREADS - 1)
    assert {r.why for r in refused} == {"used"}
    assert len(signing_of(office, EAST).signatures) == 1


def test_notices_are_handed_over_once_by_many(office: Office) -> None:
    frozen(office)
    results = at_once(lambda: deliver_notices(office))
    assert sum(results) == 5
    sent = Counter(letter.id for letter in postman_of(office).letters)
    assert set(sent.values()) == {1}


@pytest.mark.parametrize("answer", ["sign", "decline"])
def test_an_answer_is_not_undone_by_a_reminder_that_was_decided_just_before_it(
    signed_office: Office, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    office = signed_office
    place_decided(office, EAST)
    advance(office, EAST)
    [request] = signing_of(office, EAST).requests
    clock_of(office).advance(days=10)
    real = advancing._do_signing_step
    decided: list[type] = []

    def answer_first(*args: Any) -> None:
        if not decided and isinstance(args[-1], Remind):
            if answer == "sign":
                sign_request(office, request)
            else:
                declined_by_link(office, office.links.token(request.id), "I have left.")
        decided.append(type(args[-1]))
        real(*args)

    monkeypatch.setattr(advancing, "_do_signing_step", answer_first)
    advance(office, EAST)
    assert decided[0] is Remind
    [found] = [r for r in signing_of(office, EAST).requests if r.id == request.id]
    expected = RequestStatus.SIGNED if answer == "sign" else RequestStatus.DECLINED
    assert (found.status, found.reminders) == (expected, 0)
    assert Fact.REQUEST_REMINDED not in facts_of(office)


@pytest.mark.parametrize("kind", [Invite, Expire])
def test_a_step_another_process_has_just_done_is_not_done_again(
    signed_office: Office, monkeypatch: pytest.MonkeyPatch, kind: type
) -> None:
    office = signed_office
    place_decided(office, EAST)
    if kind is Expire:
        advance(office, EAST)
        clock_of(office).advance(days=90)
    real = advancing._do_signing_step

    def other_first(*args: Any) -> None:
        if isinstance(args[-1], kind):
            monkeypatch.setattr(advancing, "_do_signing_step", real)
            advance(office, EAST)
        real(*args)

    monkeypatch.setattr(advancing, "_do_signing_step", other_first)
    assert kind.__name__ not in advance(office, EAST)
    assert len(signing_of(office, EAST).open_requests) == 1


def test_no_act_stands_twice_in_the_trail_after_everything_was_done_by_many(
    signed_office: Office,
) -> None:
    office = signed_office
    place_decided(office, EAST)
    call_in_over(office, EAST)
    for _ in range(3):
        at_once(lambda: advance(office, EAST))
        for request in signing_of(office, EAST).open_requests:
            sign_request(office, request)
    with office.register.reading() as view:
        acts = [(e.fact, e.about, str(dict(e.data))) for e in view.trail() if e.fact in ONCE]
    assert len(acts) == len(set(acts))
    assert len(rows_of(office)["signing_request"]) == 4
    assert facts_of(office, f"{VERSION}/{EAST}").count(Fact.RATIFIED) == 1
