"""Stands in for DocuSign in a rehearsal: `python -m tests.standins.docusign`, set as the service is."""

import signal
import threading
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from concordat.bootstrap import build_clock, connect_listener, docusign_account
from concordat.settings import read_settings
from tests.standins.docusign.account import Account
from tests.standins.docusign.grants import Grants
from tests.standins.docusign.serving import stand_in


def main() -> None:
    """Serve the account that the settings name, on the rehearsal's clock, until told to stop."""
    settings = read_settings()
    account, listener = docusign_account(settings), connect_listener(settings)
    account.check(rehearsal=settings.rehearsal_clock is not None)
    key = load_pem_private_key(account.private_key, None)
    assert isinstance(key, rsa.RSAPrivateKey)
    grants = Grants(account.integration_key, account.user_id, account.account_id, key)
    held = Account(now=build_clock(settings).now, grants=grants)
    if listener is not None:
        held.connect.keys = list(listener.keys())
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    with stand_in(held, urlsplit(account.stand_in).port or 0):
        stopped.wait()


if __name__ == "__main__":
    main()
