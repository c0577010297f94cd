"""A key from a PKCS#12 file: what signs with it holds, and what cannot be used is refused in words."""

import traceback
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from concordat.bootstrap import build_key, read_passphrase, rotate_key
from concordat.clocks import SystemClock
from concordat.documents.publisher import DocumentPublisher
from concordat.domain.errors import BadSetting, NotAllowed
from concordat.local.service import service_environment
from concordat.settings import Settings
from concordat.signing.checking import check_pdf
from concordat.signing.pkcs12 import read_pkcs12
from concordat.signing.sealer import PdfSealer
from concordat.signing.service_key import ServiceKey
from tests.integration.documents import samples
from tests.integration.documents.certificates import (
    YEAR,
    Issued,
    Key,
    chained,
    issue,
    p256,
    packed,
    revocations,
    rsa_key,
)
from tests.integration.documents.commands import run
from tests.standins import tsa
from tests.standins.tsa import stamping_server

PASSPHRASE = b"a long passphrase"
AT = samples.MADE_AT


def p384() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP384R1())


def read(tmp_path: Path, data: bytes, passphrase: bytes | None = PASSPHRASE) -> ServiceKey:
    file = tmp_path / "seal.p12"
    file.write_bytes(data)
    return read_pkcs12(file, passphrase, AT)


@pytest.mark.parametrize("make", [p256, p384, rsa_key])
@pytest.mark.parametrize("depth", [0, 1, 3])
def test_what_a_configured_key_signs_holds(
    publisher: DocumentPublisher, tmp_path: Path, make: Callable[[], Key], depth: int
) -> None:
    above = chained(depth)
    data = packed(issue("Seal", above[-1], make=make), above[::-1], PASSPHRASE)
    key = read(tmp_path, data).kept_in(tmp_path / "keys")
    sealer = PdfSealer(key)
    pdf = sealer.sign(
        publisher.record_pdf(samples.record()), samples.signature("signature_0_0", certify=True)
    )
    sealed = sealer.seal(pdf, AT)
    check = check_pdf(sealed, key.ca_pem)
    assert (check.faults, check.sealed) == ((), True)
    assert key.authority.issuer == above[0].certificate
    assert len(key.chain) == depth + 1
    (tmp_path / "sealed.pdf").write_bytes(sealed)
    assert run("pdfsig", "-nocert", tmp_path / "sealed.pdf").count("Signature is Valid.") == 2


def test_a_certificate_that_vouches_for_itself_can_be_configured(
    publisher: DocumentPublisher, tmp_path: Path
) -> None:
    key = read(tmp_path, packed(issue("Seal"), [], PASSPHRASE)).kept_in(tmp_path / "keys")
    sealed = PdfSealer(key).seal(publisher.record_pdf(samples.declined_record()), AT)
    assert check_pdf(sealed, key.ca_pem).faults == ()
    assert key.organisation == "Example Trust"


@pytest.mark.parametrize(
    ("of", "level"), [("itself", "B-LTA"), ("a chain", "B-T"), ("a chain with a list", "B-LTA")]
)
def test_the_level_of_its_seal_is_known_before_it_is_made(
    publisher: DocumentPublisher, tmp_path: Path, of: str, level: str
) -> None:
    with stamping_server() as server:
        above = [] if of == "itself" else chained(0)
        named = f"{server.url}list.crl" if of == "a chain with a list" else ""
        held = issue("Seal", above[-1] if above else None, revocations_at=named)
        server.revocations = revocations(above[-1], tsa.NOW) if above else None
        key = read(tmp_path, packed(held, above, PASSPHRASE)).kept_in(tmp_path / "keys")
        sealer = PdfSealer(key, tsa_url=server.url)
        sealed = sealer.seal(publisher.record_pdf(samples.declined_record()), tsa.NOW)
    assert (sealer.level, check_pdf(sealed, key.ca_pem).level) == (level, level)


def test_a_changed_byte_in_a_chain_is_found(publisher: DocumentPublisher, tmp_path: Path) -> None:
    above = chained(2)
    data = packed(issue("Seal", above[-1]), above, PASSPHRASE)
    key = read(tmp_path, data).kept_in(tmp_path / "keys")
    sealed = PdfSealer(key).seal(publisher.record_pdf(samples.declined_record()), AT)
    start = sealed.rindex(b"/Contents <308")
    for place in range(start + 200, start + 3000, 233):
        changed = bytearray(sealed)
        changed[place] ^= 1
        assert check_pdf(bytes(changed), key.ca_pem).faults, place


ROOT = chained(0)


def expired() -> Issued:
    return issue("Seal", ROOT[0], begins=AT - 2 * YEAR, ends=AT - timedelta(days=1))


def early() -> Issued:
    return issue("Seal", ROOT[0], begins=AT + timedelta(days=1))


@pytest.mark.parametrize(
    ("held", "told"),
    [
        (expired, "expired on 2027-06-09"),
        (early, "begins on 2027-06-11"),
        (lambda: issue("TLS", ROOT[0], usages=("key_encipherment",)), "may not sign documents"),
        (lambda: issue("CA", ROOT[0], authority=True), "may not sign documents"),
        (lambda: issue("Weak", ROOT[0], make=lambda: rsa_key(1024)), "kind of key"),
        (lambda: issue("Ed", ROOT[0], make=ed25519.Ed25519PrivateKey.generate), "kind of key"),
    ],
)
def test_a_certificate_that_cannot_be_used_is_refused(
    tmp_path: Path, held: Callable[[], Issued], told: str
) -> None:
    with pytest.raises(BadSetting, match=told):
        read(tmp_path, packed(held(), ROOT, PASSPHRASE))


def test_a_key_without_its_chain_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="whoever issued its own"):
        read(tmp_path, packed(issue("Seal", ROOT[0]), [issue("Other")], PASSPHRASE))


@pytest.mark.parametrize("passphrase", [None, b"wrong"])
def test_a_file_that_does_not_open_is_refused_and_no_passphrase_is_told(
    tmp_path: Path, passphrase: bytes | None
) -> None:
    with pytest.raises(BadSetting, match="passphrase is missing or wrong") as refused:
        read(tmp_path, packed(issue("Seal"), [], PASSPHRASE), passphrase)
    told = "".join(traceback.format_exception(refused.value))
    assert "wrong'" not in told
    assert PASSPHRASE.decode() not in told


def test_a_damaged_or_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="damaged"):
        read(tmp_path, b"no PKCS#12")
    with pytest.raises(BadSetting, match="cannot be read"):
        read_pkcs12(tmp_path / "nowhere.p12", None, AT)


def configured(tmp_path: Path, **more: object) -> Settings:
    now = SystemClock().now()
    held = issue("Seal", begins=now - YEAR, ends=now + YEAR)
    file = tmp_path / "seal.p12"
    file.write_bytes(packed(held, [], PASSPHRASE))
    return Settings(home=tmp_path / "home", signing_key=file, **more)  # type: ignore[arg-type]


def test_the_passphrase_is_a_setting_or_the_first_line_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(PASSPHRASE + b"\r\nmore\n")
    settings = configured(tmp_path, signing_key_passphrase=PASSPHRASE.decode())
    by_file = configured(tmp_path, signing_key_passphrase_file=tmp_path / "secret")
    assert read_passphrase(settings) == read_passphrase(by_file) == PASSPHRASE
    assert read_passphrase(Settings(home=tmp_path)) is None
    assert build_key(settings, "Nobody", SystemClock()).organisation == "Example Trust"
    with pytest.raises(BadSetting, match="PASSPHRASE_FILE"):
        read_passphrase(configured(tmp_path, signing_key_passphrase_file=tmp_path / "nowhere"))


def test_the_passphrase_is_in_no_text_but_the_environment_of_the_services_processes(
    tmp_path: Path,
) -> None:
    settings = configured(tmp_path, signing_key_passphrase=PASSPHRASE.decode())
    for told in (repr(settings), str(settings), settings.model_dump_json()):
        assert PASSPHRASE.decode() not in told
    environment = service_environment(settings)
    assert environment["CONCORDAT_SIGNING_KEY_PASSPHRASE"] == PASSPHRASE.decode()


def test_a_configured_key_is_not_rotated_here(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="CONCORDAT_SIGNING_KEY"):
        rotate_key(configured(tmp_path))


def test_nothing_is_signed_once_the_certificate_has_expired(
    publisher: DocumentPublisher, tmp_path: Path
) -> None:
    key = read(tmp_path, packed(issue("Seal"), [], PASSPHRASE)).kept_in(tmp_path / "keys")
    with pytest.raises(NotAllowed, match="ended on 2028-06-09"):
        PdfSealer(key).seal(publisher.record_pdf(samples.record()), AT + 2 * YEAR)
