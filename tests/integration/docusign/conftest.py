"""A stand-in for DocuSign, served on loopback, on a clock that a test sets."""

from collections.abc import Iterator

import httpx
import pytest

from tests.fakes import FakeClock
from tests.integration.docusign.samples import authorized
from tests.standins.docusign.account import Account
from tests.standins.docusign.connect import PLAIN
from tests.standins.docusign.serving import StandIn, stand_in


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def docusign(clock: FakeClock) -> Iterator[StandIn]:
    with stand_in(Account(now=clock.now)) as served:
        yield served


@pytest.fixture
def client(docusign: StandIn) -> Iterator[httpx.Client]:
    """Return a client with a token, whose addresses are relative to the account."""
    account = docusign.account.grants.account_id
    base = f"{docusign.url}/restapi/v2.1/accounts/{account}/"
    with httpx.Client(base_url=base, trust_env=False, timeout=20, verify=PLAIN) as made:
        made.headers["Authorization"] = authorized(docusign)
        yield made
