import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509

from concordat.domain.errors import BadSetting
from concordat.signing.service_key import ServiceKey
from tests.integration.documents.commands import run
from tests.integration.documents.samples import MADE_AT


def test_the_key_is_made_once_and_loaded_afterwards(tmp_path: Path) -> None:
    first = ServiceKey.load_or_create(tmp_path, "Programme", MADE_AT)
    again = ServiceKey.load_or_create(tmp_path, "Another", MADE_AT + timedelta(days=1))
    assert again.certificate_pem == first.certificate_pem
    assert again.ca_pem == first.ca_pem
    assert again.link_key == first.link_key
    assert len(first.link_key) == 32


def test_secrets_are_for_the_services_account_alone(tmp_path: Path) -> None:
    ServiceKey.load_or_create(tmp_path / "keys", "Programme", MADE_AT)
    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "keys").iterdir()}
    assert modes == {"service.pem": 0o600, "link.key": 0o600, "authorities": 0o700}


def test_the_certificate_is_vouched_for_and_valid_for_ten_years(tmp_path: Path) -> None:
    key = ServiceKey.load_or_create(tmp_path, "A" * 80, MADE_AT)
    key.certificate.verify_directly_issued_by(key.authority.issuer)
    assert key.certificate.not_valid_before_utc == MADE_AT - timedelta(days=1)
    assert key.certificate.not_valid_after_utc > MADE_AT + timedelta(days=3650)
    usage = key.certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.digital_signature
    assert usage.content_commitment


def test_two_processes_that_start_at_once_have_one_key(tmp_path: Path) -> None:
    script = (
        "import sys, hashlib; from pathlib import Path; from datetime import datetime, UTC;"
        "from concordat.signing.service_key import ServiceKey as K;"
        "k = K.load_or_create(Path(sys.argv[1]), 'P', datetime(2027, 1, 1, tzinfo=UTC));"
        "print(hashlib.sha256(k.certificate_pem + k.link_key).hexdigest())"
    )
    with ThreadPoolExecutor(4) as threads:
        made = [threads.submit(run, sys.executable, "-c", script, tmp_path) for _ in range(4)]
        told = {process.result() for process in made}
    assert len(told) == 1


@pytest.mark.parametrize("name", ["service.pem", "link.key", "authorities/0001.pem"])
def test_a_damaged_key_is_refused(tmp_path: Path, name: str) -> None:
    ServiceKey.load_or_create(tmp_path, "Programme", MADE_AT)
    (tmp_path / name).write_bytes(b"damaged")
    with pytest.raises(BadSetting, match=name):
        ServiceKey.load_or_create(tmp_path, "Programme", MADE_AT)
