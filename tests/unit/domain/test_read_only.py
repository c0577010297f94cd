import pytest

from concordat.domain.errors import NotAllowed
from concordat.domain.facts import Fact
from concordat.domain.read_only import REMEDIES, STILL_ALLOWED, check_not_over
from concordat.domain.states import VersionState
from tests.fakes import VERSION

OVER = sorted(STILL_ALLOWED)


@pytest.mark.parametrize("state", OVER)
@pytest.mark.parametrize("fact", Fact)
def test_only_what_is_listed_can_still_happen(state: VersionState, fact: Fact) -> None:
    about = f"{VERSION}/east"
    if fact in STILL_ALLOWED[state]:
        check_not_over(fact, about, state)
        return
    with pytest.raises(NotAllowed) as caught:
        check_not_over(fact, about, state)
    assert caught.value.place == "east"
    assert caught.value.state == state.value
    assert caught.value.attempted == fact.value
    assert caught.value.remedy == REMEDIES[state]


@pytest.mark.parametrize("state", [*(s for s in VersionState if s not in OVER), None])
def test_a_version_that_is_not_over_takes_everything(state: VersionState | None) -> None:
    for fact in Fact:
        check_not_over(fact, VERSION, state)


def test_a_refusal_about_the_whole_version_names_no_place() -> None:
    with pytest.raises(NotAllowed) as caught:
        check_not_over(Fact.PRESENTED, VERSION, VersionState.LAPSED)
    assert caught.value.place is None


def test_every_decision_signature_and_change_of_partners_is_refused() -> None:
    for state in OVER:
        for fact in Fact:
            if fact.value.split(":")[0] in {"place", "partner"}:
                assert fact not in STILL_ALLOWED[state]
        assert Fact.SIGNED not in STILL_ALLOWED[state]
