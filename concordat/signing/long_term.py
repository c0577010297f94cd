"""Makes a sealed document good for long: what a check will need goes in, and a timestamp over all of it.

The rules:
1. The certificates and lists of revocations of every authority of the service's go in, and those of the
   time-stamping authorities: whoever checks in twenty years needs nobody's server (PAdES B-LT).
2. A list that a certificate says is to be had is fetched; one that cannot be had now is Undeliverable.
3. A timestamp over the whole document closes it, in a field that nobody sees (PAdES B-LTA).

Source: ETSI EN 319 142-1, 5.4 and 5.5.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from io import BytesIO

import pikepdf
from asn1crypto import cms, x509
from cryptography.hazmat.primitives.serialization import Encoding
from pikepdf import Name
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import ValidationError
from pyhanko_certvalidator.fetchers.aiohttp_fetchers import AIOHttpFetcherBackend

from concordat.domain.errors import Undeliverable
from concordat.signing.authorities import Authority
from concordat.signing.quiet import quiet
from concordat.signing.revision import TOKEN_ROOM, Revision, Unsigned, signature_room
from concordat.signing.service_key import ServiceKey
from concordat.signing.steps import run_to_end
from concordat.signing.timestamping import TimeStampingAuthority, certificates_of
from concordat.signing.written_form import signer_certificate, timestamp_of

_FETCH_WITHIN_S = 20
_FIELD = b"<< /FT /Sig /T (timestamp) /V %s /Type /Annot /Subtype /Widget /F 132 /Rect [0 0 0 0] >>"


@dataclass(slots=True)
class ValidationData:
    """What goes into the document's store, DER, each once, in the order in which it was found."""

    certificates: dict[bytes, None] = field(default_factory=dict)
    crls: dict[bytes, None] = field(default_factory=dict)
    ocsps: dict[bytes, None] = field(default_factory=dict)

    def take(self, authority: Authority) -> None:
        """Take what is kept of an authority."""
        for certificate in authority.certificates:
            self.certificates[certificate.public_bytes(Encoding.DER)] = None
        for revocations in authority.revocations:
            self.crls[revocations.public_bytes(Encoding.DER)] = None


def make_long_term(pdf: bytes, key: ServiceKey, stamps: TimeStampingAuthority) -> bytes:
    """Return the sealed PDF with what a check will need, and a timestamp over all; or Undeliverable."""
    with pikepdf.open(BytesIO(pdf), attempt_recovery=False) as document:
        revision = Revision(pdf, document)
        stamp = revision.add(
            b"<< /Type /DocTimeStamp /Filter /Adobe.PPKLite /SubFilter /ETSI.RFC3161 %s >>"
            % signature_room(TOKEN_ROOM)
        )
        place = revision.add(_FIELD % stamp)
        fields = document.Root.AcroForm.Fields.unparse(resolved=True)[:-1]
        store = _store(revision, _validation_data(document, key, stamps))
        form = b"<< /Fields %s %s ] /SigFlags 3 >>" % (fields, place)
        revision.change(document.Root, {"/AcroForm": form, "/DSS": store})
        unsigned = Unsigned.of(pdf, revision.written())
    return unsigned.signed(stamps.token(unsigned.sha256()))


def _store(revision: Revision, data: ValidationData) -> bytes:
    kinds = (
        (b"/Certs", data.certificates),
        (b"/CRLs", data.crls),
        (b"/OCSPs", data.ocsps),
    )
    listed = (
        b"%s [%s]" % (name, b" ".join(revision.add_stream(der) for der in those))
        for name, those in kinds
        if those
    )
    return revision.add(b"<< /Type /DSS %s >>" % b" ".join(listed))


def _validation_data(
    document: pikepdf.Pdf, key: ServiceKey, stamps: TimeStampingAuthority
) -> ValidationData:
    data = ValidationData()
    for authority in (*key.earlier, key.authority):
        data.take(authority)
    if not key.authority.revocations:
        chain = [x509.Certificate.load(der) for der in data.certificates]
        own = x509.Certificate.load(key.certificate.public_bytes(Encoding.DER))
        root = key.authority.issuer.public_bytes(Encoding.DER)
        _fetch(data, own, chain, [x509.Certificate.load(root)])
    for token in _tokens(document):
        found = certificates_of(token)
        _fetch(data, signer_certificate(token["content"]), found, stamps.trusted(token))
        data.certificates |= {certificate.dump(): None for certificate in found}
    return data


def _tokens(document: pikepdf.Pdf) -> Iterable[cms.ContentInfo]:
    """Return the token beside each signature of the document."""
    for place in document.Root.AcroForm.Fields:
        if Name.V in place:
            signed = cms.ContentInfo.load(bytes(place.V.Contents))["content"]
            token = timestamp_of(signed["signer_infos"][0])
            if token is not None:
                yield cms.ContentInfo.load(token)


def _fetch(
    data: ValidationData,
    certificate: x509.Certificate,
    others: list[x509.Certificate],
    roots: list[x509.Certificate],
) -> None:
    """Take the certificates of the chain, and what says that none of them is revoked."""
    try:
        with quiet():
            run_to_end(_fetched(data, certificate, others, roots))
    except (ValidationError, TimeoutError) as missing:
        raise Undeliverable(
            "What shows that a certificate was not revoked cannot be had now: "
            f"{certificate.subject.human_friendly}.",
            remedy="It is tried again; if it lasts, ask the authority that issued the certificate.",
            attempted="seal a document",
        ) from missing


async def _fetched(
    data: ValidationData,
    certificate: x509.Certificate,
    others: list[x509.Certificate],
    roots: list[x509.Certificate],
) -> None:
    async with (
        asyncio.timeout(_FETCH_WITHIN_S),
        AIOHttpFetcherBackend(per_request_timeout=_FETCH_WITHIN_S) as fetchers,
    ):
        context = ValidationContext(
            trust_roots=roots,
            other_certs=others,
            allow_fetching=True,
            revocation_mode="hard-fail",
            fetchers=fetchers,
        )
        path = await CertificateValidator(
            certificate, intermediate_certs=others, validation_context=context
        ).async_validate_path()
    for one in path:
        data.certificates[one.dump()] = None
    for revocations in context.crls:
        data.crls[revocations.dump()] = None
    for answer in context.ocsps:
        data.ocsps[answer.dump()] = None
