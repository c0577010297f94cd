"""A new key breaks no old document: every issuer there has been stays known."""

from datetime import timedelta
from pathlib import Path

import pytest

from concordat.documents.publisher import DocumentPublisher
from concordat.domain.errors import BadSetting
from concordat.signing.checking import check_pdf
from concordat.signing.sealer import PdfSealer
from concordat.signing.service_key import ServiceKey
from tests.integration.documents import samples

BEGIN = b"-----BEGIN CERTIFICATE-----"


def first_key(folder: Path) -> ServiceKey:
    return ServiceKey.load_or_create(folder, "Programme", samples.MADE_AT)


def test_documents_from_before_and_after_verify(
    publisher: DocumentPublisher, tmp_path: Path
) -> None:
    pdf = publisher.record_pdf(samples.declined_record())
    keys = [first_key(tmp_path)]
    keys += [ServiceKey.rotate(tmp_path, samples.MADE_AT) for _ in range(2)]
    sealed = [PdfSealer(key).seal(pdf, samples.MADE_AT) for key in keys]
    for document in sealed:
        assert check_pdf(document, keys[-1].ca_pem).sealed
    assert check_pdf(sealed[0], keys[0].ca_pem).sealed
    assert check_pdf(sealed[1], keys[0].ca_pem).faults


def test_a_document_signed_before_is_sealed_after(
    publisher: DocumentPublisher, tmp_path: Path
) -> None:
    old = first_key(tmp_path)
    pdf = publisher.record_pdf(samples.record())
    signed = PdfSealer(old).sign(pdf, samples.signature("signature_0_0", certify=True))
    new = ServiceKey.rotate(tmp_path, samples.MADE_AT)
    sealed = PdfSealer(new).seal(signed, samples.MADE_AT)
    assert check_pdf(sealed, new.ca_pem).sealed
    assert not check_pdf(sealed, old.ca_pem).sealed


def test_issuers_are_told_oldest_first_and_once(tmp_path: Path) -> None:
    old = first_key(tmp_path)
    new = ServiceKey.rotate(tmp_path, samples.MADE_AT + timedelta(days=1))
    assert new.ca_pem.startswith(old.ca_pem)
    assert new.ca_pem.count(BEGIN) == 2
    assert first_key(tmp_path).ca_pem == new.ca_pem
    assert new.organisation == old.organisation == "Programme"
    assert new.link_key == old.link_key


def test_the_old_private_key_is_kept_nowhere(tmp_path: Path) -> None:
    first_key(tmp_path)
    before = (tmp_path / "service.pem").read_bytes()
    ServiceKey.rotate(tmp_path, samples.MADE_AT)
    secret = before.split(b"-----END PRIVATE KEY-----")[0]
    for file in tmp_path.rglob("*"):
        assert file.is_dir() or secret not in file.read_bytes()
    kept = b"".join(file.read_bytes() for file in (tmp_path / "authorities").iterdir())
    assert b"PRIVATE" not in kept


def test_a_damaged_key_is_not_replaced(tmp_path: Path) -> None:
    first_key(tmp_path)
    (tmp_path / "service.pem").write_bytes(b"damaged")
    with pytest.raises(BadSetting, match=r"service\.pem"):
        ServiceKey.rotate(tmp_path, samples.MADE_AT)
    assert (tmp_path / "service.pem").read_bytes() == b"damaged"


def test_a_key_made_before_there_were_lists_of_revocations_still_signs(
    publisher: DocumentPublisher, tmp_path: Path
) -> None:
    first_key(tmp_path / "made")
    old = (tmp_path / "made" / "service.pem").read_bytes().split(b"-----BEGIN X509 CRL")[0]
    (tmp_path / "service.pem").write_bytes(old)
    key = first_key(tmp_path)
    assert key.authority.revocations == ()
    sealed = PdfSealer(key).seal(publisher.record_pdf(samples.declined_record()), samples.MADE_AT)
    assert check_pdf(sealed, key.ca_pem).sealed


def test_who_signed_before_the_key_was_made_has_a_good_signature_of_it(
    publisher: DocumentPublisher, tmp_path: Path
) -> None:
    first_key(tmp_path)
    later = ServiceKey.rotate(tmp_path, samples.MADE_AT + timedelta(days=30))
    sealer = PdfSealer(later)
    pdf = publisher.record_pdf(samples.record())
    on_paper = samples.signature("signature_0_0", certify=True)
    sealed = sealer.seal(sealer.sign(pdf, on_paper), samples.MADE_AT + timedelta(days=30))
    check = check_pdf(sealed, later.ca_pem)
    assert (check.faults, check.sealed) == ((), True)
    assert check.signatures[0].signed_at == samples.MADE_AT
