"""A key in a PKCS#11 token, here one in software: what it signs holds, and what is wrong is said."""

import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pkcs11
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pkcs11 import Attribute, KeyType, ObjectClass
from pkcs11.util.ec import decode_ec_private_key
from pkcs11.util.rsa import decode_rsa_private_key
from pkcs11.util.x509 import decode_x509_certificate

from concordat.bootstrap import build_key, rotate_key
from concordat.clocks import SystemClock
from concordat.documents.publisher import DocumentPublisher
from concordat.domain.errors import BadSetting, Undeliverable
from concordat.settings import Settings
from concordat.signing.checking import check_pdf
from concordat.signing.pkcs11_key import read_pkcs11
from concordat.signing.sealer import PdfSealer
from concordat.signing.token import TokenKey
from tests.integration.documents import samples
from tests.integration.documents.certificates import (
    YEAR,
    Issued,
    Key,
    chained,
    issue,
    p256,
    rsa_key,
)

LIBRARY = "/usr/lib/softhsm/libsofthsm2.so"
PIN = "246810"
AT = samples.MADE_AT
NUMBERS = count(1)

MakeToken = Callable[..., str]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give the software that plays tokens a folder. It reads where once, when it is first asked."""
    folder = tmp_path_factory.mktemp("tokens")
    config = folder / "softhsm2.conf"
    (folder / "kept").mkdir()
    config.write_text(f"directories.tokendir = {folder / 'kept'}\nobjectstore.backend = file\n")
    os.environ["SOFTHSM2_CONF"] = str(config)
    yield folder
    del os.environ["SOFTHSM2_CONF"]


@pytest.fixture
def make_token(home: Path) -> MakeToken:  # noqa: ARG001 (the folder has to be there)
    """Return what makes a token that holds a key and certificates, and returns its label."""

    def make(own: Issued | None, *others: Issued, label: str = "seal", twice: bool = False) -> str:
        name = f"token {next(NUMBERS)}"
        options = ("--init-token", "--free", "--label", name, "--pin", PIN, "--so-pin", "13579")
        subprocess.run(["softhsm2-util", *options], check=True, capture_output=True)
        library = pkcs11.lib(LIBRARY)
        library.reinitialize()
        with library.get_token(token_label=name).open(user_pin=PIN, rw=True) as session:
            if own is not None:
                _put_key(session, own.key, label)
            for number, one in enumerate(([own] if own else []) * (1 + twice) + [*others]):
                der = one.certificate.public_bytes(Encoding.DER)
                called = label if one is own else f"other {number}"
                held = decode_x509_certificate(der) | {Attribute.LABEL: called}
                session.create_object(held | {Attribute.TOKEN: True})
        return name

    return make


def _put_key(session: Any, key: Key, label: str) -> None:
    is_rsa = isinstance(key, rsa.RSAPrivateKey)
    der = key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    made = decode_rsa_private_key(der) if is_rsa else decode_ec_private_key(der)
    kind = KeyType.RSA if is_rsa else KeyType.EC
    known = {Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.KEY_TYPE: kind}
    kept = {Attribute.LABEL: label, Attribute.TOKEN: True, Attribute.PRIVATE: True}
    session.create_object(made | known | kept | {Attribute.SIGN: True})


def uri(token: str, label: str = "seal") -> str:
    return f"pkcs11:token={token.replace(' ', '%20')};object={label}?module-path={LIBRARY}"


@pytest.mark.parametrize("make", [p256, rsa_key])
@pytest.mark.parametrize("depth", [0, 2])
def test_what_a_key_in_a_token_signs_holds(
    publisher: DocumentPublisher,
    tmp_path: Path,
    make_token: MakeToken,
    make: Callable[[], Key],
    depth: int,
) -> None:
    above = chained(depth)
    token = make_token(issue("Seal", above[-1], make=make), *above)
    key = read_pkcs11(uri(token), PIN.encode(), AT).kept_in(tmp_path / "keys")
    sealer = PdfSealer(key)
    pdf = sealer.sign(
        publisher.record_pdf(samples.record()), samples.signature("signature_0_0", certify=True)
    )
    found = check_pdf(sealer.seal(pdf, AT), sealer.authority_pem)
    assert (found.faults, found.sealed, len(found.signatures)) == ((), True, 2)


def test_the_pin_is_shown_nowhere(make_token: MakeToken) -> None:
    root = chained(0)[-1]
    key = read_pkcs11(uri(make_token(issue("Seal", root), root)), PIN.encode(), AT)
    assert PIN not in repr(key)


def refused(address: str, pin: str = PIN, at: Any = AT) -> str:
    with pytest.raises(BadSetting) as caught:
        read_pkcs11(address, pin.encode(), at)
    assert caught.value.remedy
    return str(caught.value)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "seal.p12",
        "pkcs11:",
        "pkcs11:token=a;object=b",
        "pkcs11:token=a?module-path=/x.so",
        "pkcs11:object=b?module-path=/x.so",
        "pkcs11:token=;object=b?module-path=/x.so",
    ],
)
def test_what_is_no_address_of_a_key_is_refused(address: str) -> None:
    assert "is no address of a key in a token" in refused(address)


def test_a_pin_in_the_address_is_refused_and_not_repeated() -> None:
    told = refused(f"{uri('a')}&pin-value=12345")
    assert "holds a PIN" in told
    assert "12345" not in told


def test_a_library_or_token_that_is_not_there_is_refused(make_token: MakeToken) -> None:
    assert "cannot be opened" in refused("pkcs11:token=a;object=b?module-path=/nowhere.so")
    make_token(None)
    assert "'another' cannot be opened" in refused(uri("another"))


def test_a_wrong_pin_is_refused_and_not_repeated(make_token: MakeToken) -> None:
    root = chained(0)[-1]
    token = make_token(issue("Seal", root), root)
    told = refused(uri(token), pin="987654")
    assert "does not take the PIN" in told
    assert "987654" not in told


def test_a_token_without_the_key_its_certificate_or_the_chain_is_refused(
    make_token: MakeToken,
) -> None:
    root = chained(0)[-1]
    own = issue("Seal", root)
    assert "holds no private key 'seal'" in refused(uri(make_token(None, root)))
    assert "of whoever issued its own" in refused(uri(make_token(own)))
    assert "holds 2 certificates 'seal'" in refused(uri(make_token(own, root, twice=True)))
    ended = issue("Seal", root, ends=AT - YEAR / 2)
    assert "expired" in refused(uri(make_token(ended, root)))


def test_a_token_that_has_gone_signs_nothing_and_is_tried_again(
    make_token: MakeToken, tmp_path: Path, publisher: DocumentPublisher
) -> None:
    root = chained(0)[-1]
    key = read_pkcs11(uri(make_token(issue("Seal", root), root)), PIN.encode(), AT)
    assert isinstance(key.private_key, TokenKey)
    gone = replace(key, private_key=replace(key.private_key, token="gone"))  # noqa: S106 (a label)
    sealer = PdfSealer(gone.kept_in(tmp_path))
    with pytest.raises(Undeliverable) as caught:
        sealer.seal(publisher.record_pdf(samples.record()), AT)
    assert "did not sign" in str(caught.value)
    assert caught.value.attempted == "sign a document"


def test_the_settings_name_one_key(make_token: MakeToken, tmp_path: Path) -> None:
    root = chained(0)[-1]
    clock = SystemClock()
    own = issue("Seal", root, begins=clock.now() - YEAR, ends=clock.now() + YEAR)
    token = uri(make_token(own, root))
    pin = tmp_path / "pin"
    pin.write_text(f"{PIN}\n")
    settings = Settings(
        home=tmp_path / "home", signing_token=token, signing_key_passphrase_file=pin
    )
    key = build_key(settings, "Facilitator", clock)
    assert isinstance(key.private_key, TokenKey)
    assert key.certificate == own.certificate
    with pytest.raises(BadSetting, match="is the configured one"):
        rotate_key(settings)
    both = settings.model_copy(update={"signing_key": tmp_path / "seal.p12"})
    with pytest.raises(BadSetting, match="Both"):
        build_key(both, "Facilitator", clock)
