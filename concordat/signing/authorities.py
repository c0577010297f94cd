"""Keeps every authority that the service has signed under, so that a new key breaks no old document.

The rules:
1. An authority is an issuer, and what a long-lived signature carries of it: the certificates that it
   vouches for and its list of revocations. No private key is kept with it.
2. Authorities are never removed; they are numbered in the order in which they came into use.
3. The file in which the service keeps its key ends with its authority, in the same form: first the
   service's certificate, then the ones between, last the issuer; then the lists.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import AuthorityInformationAccessOID

from concordat.signing.secret_files import unusable, write_secret

FOLDER = "authorities"
_LIST = re.compile(rb"-----BEGIN X509 CRL-----.*?-----END X509 CRL-----", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Authority:
    """Certificates from the service's own to the issuer that vouches for it, and lists of revocations."""

    certificates: tuple[x509.Certificate, ...]
    revocations: tuple[x509.CertificateRevocationList, ...] = ()

    @property
    def issuer(self) -> x509.Certificate:
        """The certificate that others trust."""
        return self.certificates[-1]

    @property
    def issuer_pem(self) -> bytes:
        """The issuer's certificate: what others need to check a signature."""
        return self.issuer.public_bytes(Encoding.PEM)

    @property
    def pem(self) -> bytes:
        """All of it, as it is kept."""
        certificates = b"".join(c.public_bytes(Encoding.PEM) for c in self.certificates)
        return certificates + b"".join(r.public_bytes(Encoding.PEM) for r in self.revocations)

    @classmethod
    def from_pem(cls, pem: bytes) -> "Authority":
        """Return the authority written in the file; ValueError if there is none."""
        lists = (x509.load_pem_x509_crl(found) for found in _LIST.findall(pem))
        return cls(tuple(x509.load_pem_x509_certificates(pem)), tuple(lists))


def names_revocations(certificate: x509.Certificate) -> bool:
    """Say whether a certificate tells where to ask if it was revoked: a list, or who answers."""
    extensions = certificate.extensions
    lists = (e for e in extensions if isinstance(e.value, x509.CRLDistributionPoints))
    answering = (
        access.access_method == AuthorityInformationAccessOID.OCSP
        for e in extensions
        if isinstance(e.value, x509.AuthorityInformationAccess)
        for access in e.value
    )
    return any(lists) or any(answering)


def remember(folder: Path, current: Authority) -> tuple[Authority, ...]:
    """Return every authority but this one, oldest first; keep this one if it is new.

    BadSetting if a kept file cannot be used.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    known = _kept(folder)
    if current.issuer not in [authority.issuer for authority in known]:
        write_secret(folder / f"{len(known) + 1:04}.pem", current.pem)
    return tuple(a for a in _kept(folder) if a.issuer != current.issuer)


def _kept(folder: Path) -> Sequence[Authority]:
    found = []
    for file in sorted(folder.glob("*.pem")):
        try:
            found.append(Authority.from_pem(file.read_bytes()))
        except ValueError as broken:
            raise unusable(file) from broken
    return found
