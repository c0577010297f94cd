"""Signatures with timestamps of a real server on loopback: what holds, and what a bad answer does."""

import random
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from concordat.documents.publisher import DocumentPublisher
from concordat.domain.errors import Undeliverable
from concordat.signing import long_term
from concordat.signing.checking import check_pdf
from concordat.signing.sealer import PdfSealer
from concordat.signing.service_key import ServiceKey
from concordat.signing.timestamping import TimeStampingAuthority
from tests.integration.documents import samples
from tests.integration.documents.certificates import issue
from tests.integration.documents.commands import run
from tests.standins import tsa
from tests.standins.tsa import Answer, StampingServer, stamping_server

FIRST = samples.signature("signature_0_0", certify=True)
HASH = bytes(range(32))


@pytest.fixture(scope="module")
def server() -> Iterator[StampingServer]:
    with stamping_server() as running:
        yield running


@pytest.fixture(scope="module")
def stamped(
    publisher: DocumentPublisher, key: ServiceKey, server: StampingServer
) -> tuple[bytes, bytes]:
    """A record with one signature, and the same sealed, both with timestamps."""
    sealer = PdfSealer(key, tsa_url=server.url, tsa_roots=server.root_pem)
    signed = sealer.sign(publisher.record_pdf(samples.record()), FIRST)
    return signed, sealer.seal(signed, samples.MADE_AT)


@pytest.fixture
def sealable(publisher: DocumentPublisher) -> bytes:
    return publisher.record_pdf(samples.declined_record())


def test_the_level_that_a_seal_will_have_is_known_before_it_is_made(
    sealable: bytes, server: StampingServer, tmp_path: Path
) -> None:
    key = ServiceKey.load_or_create(tmp_path, "Programme", tsa.NOW)
    silent = replace(key, authority=replace(key.authority, revocations=()))
    expected = {
        "B-B": PdfSealer(key),
        "B-T": PdfSealer(silent, tsa_url=server.url),
        "B-LTA": PdfSealer(key, tsa_url=server.url),
    }
    for level, sealer in expected.items():
        check = check_pdf(sealer.seal(sealable, tsa.NOW), sealer.authority_pem)
        assert (sealer.level, check.level) == (level, level)


def test_without_an_authority_a_signature_is_honestly_of_the_lowest_level(
    sealed: bytes, key: ServiceKey
) -> None:
    check = check_pdf(sealed, key.ca_pem)
    assert (check.level, check.stamps) == ("B-B", ())
    assert all(found.stamp is None for found in check.signatures)


def test_a_signature_has_a_timestamp_of_its_own(
    stamped: tuple[bytes, bytes], key: ServiceKey
) -> None:
    check = check_pdf(stamped[0], key.ca_pem)
    assert (check.faults, check.level) == ((), "B-T")
    [found] = check.signatures
    assert found.stamp is not None
    assert (found.stamp.sound, found.stamp.by) == (True, "Stamps")
    assert found.signed_at == samples.MADE_AT


def test_a_sealed_document_is_good_for_long(stamped: tuple[bytes, bytes], key: ServiceKey) -> None:
    check = check_pdf(stamped[1], key.ca_pem)
    assert (check.faults, check.sealed, check.level) == ((), True, "B-LTA")
    assert [stamp.by for stamp in check.stamps] == ["Stamps"]
    assert [found.field for found in check.signatures] == ["signature_0_0", "seal"]


def test_another_program_accepts_the_signatures_under_a_timestamp(
    stamped: tuple[bytes, bytes], tmp_path: Path
) -> None:
    (tmp_path / "a.pdf").write_bytes(stamped[1])
    told = run("pdfsig", "-nocert", tmp_path / "a.pdf")
    assert told.count("Signature is Valid.") == 2
    assert "Total document signed" in told


def test_every_signature_asks_and_the_seal_asks_twice(
    publisher: DocumentPublisher, key: ServiceKey
) -> None:
    with stamping_server() as server:
        sealer = PdfSealer(key, tsa_url=server.url)
        signed = sealer.sign(publisher.record_pdf(samples.record()), FIRST)
        assert server.asked == 1
        sealer.seal(signed, samples.MADE_AT)
        assert server.asked == 3


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (tsa.with_rubbish, "did not answer with a timestamp"),
        (tsa.with_nothing, "did not answer with a timestamp"),
        (tsa.with_too_much, "too great a length"),
        (tsa.with_a_refusal, "refused: no more stamps today"),
        (tsa.about_another_hash, "does not hold"),
        (tsa.to_another_question, "another question"),
        (tsa.with_a_broken_signature, "does not hold"),
        (tsa.with_a_certificate_that_may_not, "does not hold"),
    ],
)
def test_an_answer_that_is_not_sound_signs_nothing(
    publisher: DocumentPublisher, key: ServiceKey, answer: Answer, told: str
) -> None:
    with stamping_server(answer) as server:
        sealer = PdfSealer(key, tsa_url=server.url)
        with pytest.raises(Undeliverable, match=told):
            sealer.sign(publisher.record_pdf(samples.record()), FIRST)
        assert server.asked == 1


def test_nobody_is_waited_for_longer_than_said() -> None:
    for answer in (tsa.never, tsa.in_drops):
        with stamping_server(answer) as server:
            authority = TimeStampingAuthority(server.url, within_s=0.5)
            with pytest.raises(Undeliverable, match=r"within 0\.5 s"):
                authority.token(HASH)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/", "ftp://127.0.0.1/", "nowhere", "http://[", "http://a b/"]
)
def test_an_address_where_nobody_is_is_named(url: str) -> None:
    with pytest.raises(Undeliverable, match="cannot be reached") as refused:
        TimeStampingAuthority(url).token(HASH)
    assert url in str(refused.value)


def test_an_error_page_is_no_timestamp() -> None:
    with (
        stamping_server(tsa.fails) as server,
        pytest.raises(Undeliverable, match="status 503"),
    ):
        TimeStampingAuthority(server.url).token(HASH)


def test_where_authorities_are_named_no_other_is_believed(server: StampingServer) -> None:
    assert TimeStampingAuthority(server.url, server.root_pem).token(HASH)
    other = issue("Another", authority=True).certificate.public_bytes(Encoding.PEM)
    with pytest.raises(Undeliverable, match="does not hold"):
        TimeStampingAuthority(server.url, other).token(HASH)


def test_a_timestamp_that_says_another_hash_is_found(
    publisher: DocumentPublisher, key: ServiceKey, server: StampingServer
) -> None:
    class Elsewhere(TimeStampingAuthority):
        def token(self, sha256: bytes) -> bytes:  # noqa: ARG002
            return super().token(HASH)

    sealer = PdfSealer(key, tsa_url=server.url)
    sealer._stamps = lambda: Elsewhere(server.url)  # type: ignore[method-assign]
    sealed = sealer.seal(publisher.record_pdf(samples.declined_record()), samples.MADE_AT)
    faults = check_pdf(sealed, key.ca_pem).faults
    assert "The signature in 'seal' (Test Partnership Programme) has a timestamp that does" in (
        " ".join(faults)
    )
    assert "The timestamp over the document does not match it, or does not hold." in faults


def test_a_changed_byte_anywhere_under_a_timestamp_or_in_it_is_a_fault(
    stamped: tuple[bytes, bytes], key: ServiceKey
) -> None:
    sealed = stamped[1]
    room = sealed.rindex(b"/Contents <") + len(b"/Contents <")
    token = len(sealed[room:].split(b">")[0].rstrip(b"0"))
    chance = random.Random(20270610)  # noqa: S311 (the same places at each run)
    places = [room + 70, room + 77, room + token + 9, sealed.rindex(b"/DSS"), len(sealed) - 3]
    places += [room + chance.randrange(token) for _ in range(16)]
    places += [chance.randrange(len(sealed)) for _ in range(12)]
    for place in places:
        changed = bytearray(sealed)
        changed[place] ^= 1
        assert check_pdf(bytes(changed), key.ca_pem).faults, place


def test_a_seal_over_a_signature_of_an_older_key_is_good_for_long_too(
    publisher: DocumentPublisher, server: StampingServer, tmp_path: Path
) -> None:
    old = ServiceKey.load_or_create(tmp_path, "Programme", samples.MADE_AT)
    signed = PdfSealer(old, tsa_url=server.url).sign(publisher.record_pdf(samples.record()), FIRST)
    new = ServiceKey.rotate(tmp_path, samples.MADE_AT)
    sealed = PdfSealer(new, tsa_url=server.url).seal(signed, samples.MADE_AT)
    check = check_pdf(sealed, new.ca_pem)
    assert (check.faults, check.level) == ((), "B-LTA")


def test_a_key_of_which_nothing_shows_that_it_was_not_revoked_is_not_good_for_long(
    publisher: DocumentPublisher, server: StampingServer, tmp_path: Path
) -> None:
    key = ServiceKey.load_or_create(tmp_path, "Programme", tsa.NOW)
    silent = replace(key, authority=replace(key.authority, revocations=()))
    sealer = PdfSealer(silent, tsa_url=server.url)
    sealed = sealer.seal(publisher.record_pdf(samples.declined_record()), tsa.NOW)
    check = check_pdf(sealed, key.ca_pem)
    assert (check.faults, check.level) == ((), "B-T")


def test_the_authoritys_own_list_of_revocations_goes_into_the_document(
    publisher: DocumentPublisher, key: ServiceKey
) -> None:
    pdf = publisher.record_pdf(samples.declined_record())
    with stamping_server(revocable=True) as server:
        sealer = PdfSealer(key, tsa_url=server.url)
        sealed = sealer.seal(pdf, samples.MADE_AT)
        server.revocations = None
        with pytest.raises(Undeliverable, match="was not revoked"):
            sealer.seal(pdf, samples.MADE_AT)
    with pikepdf.open(BytesIO(sealed)) as document:
        assert len(document.Root.DSS.CRLs) == 2
    assert check_pdf(sealed, key.ca_pem).level == "B-LTA"


def test_a_list_that_comes_in_drops_is_not_waited_for(
    publisher: DocumentPublisher, key: ServiceKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(long_term, "_FETCH_WITHIN_S", 0.5)
    with stamping_server(revocable=True) as server:
        server.list_in_drops = True
        sealer = PdfSealer(key, tsa_url=server.url)
        with pytest.raises(Undeliverable, match="was not revoked"):
            sealer.seal(publisher.record_pdf(samples.declined_record()), samples.MADE_AT)


def test_a_store_without_that_list_is_not_good_for_long(
    publisher: DocumentPublisher, key: ServiceKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(long_term, "_fetch", lambda *_: None)
    with stamping_server(revocable=True) as server:
        sealer = PdfSealer(key, tsa_url=server.url)
        sealed = sealer.seal(publisher.record_pdf(samples.declined_record()), samples.MADE_AT)
    check = check_pdf(sealed, key.ca_pem)
    assert (check.faults, check.level) == ((), "B-T")
