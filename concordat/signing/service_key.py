"""The service's own key: it signs and seals every PDF, and its certificate says whose it is.

The rules:
1. Key, certificate and issuer are made once, on first start, and are valid for ten years.
2. The issuer's private key signs one certificate and is thrown away.
3. What is secret is readable by the service's own account alone, and is never half written.
4. Two processes that start at once end with the same key: the first one's.
"""

import os
import secrets
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from concordat.domain.errors import BadSetting
from concordat.signing.container import ECDSA
from concordat.signing.issuing import new_bundle

_KEY_FILE = "service.pem"
_LINK_FILE = "link.key"
_LINK_BYTES = 32


@dataclass(frozen=True, slots=True)
class ServiceKey:
    """The key that signs for the service, its certificate, and the issuer that vouches for it.

    `link_key` is a secret of 32 bytes of its own, for whoever has to authenticate links.
    """

    private_key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    issuer: x509.Certificate
    link_key: bytes

    @property
    def ca_pem(self) -> bytes:
        """The issuer's certificate: what others need to check a signature."""
        return self.issuer.public_bytes(serialization.Encoding.PEM)

    @property
    def certificate_pem(self) -> bytes:
        """The service's certificate."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def chain(self) -> tuple[bytes, ...]:
        """The certificates that go with a signature, DER: the service's own."""
        return (self.certificate.public_bytes(serialization.Encoding.DER),)

    @property
    def algorithm(self) -> bytes:
        """What names the way of signing, in DER."""
        return ECDSA

    def sign(self, data: bytes) -> bytes:
        """Return the signature over the data."""
        return self.private_key.sign(data, ec.ECDSA(hashes.SHA256()))

    @classmethod
    def load_or_create(cls, folder: Path, organisation: str, now: datetime) -> "ServiceKey":
        """Return the key kept in the folder, made for the organisation if there is none yet.

        The certificates begin a day before `now`. BadSetting if a kept file cannot be used.
        """
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        key_file, link_file = folder / _KEY_FILE, folder / _LINK_FILE
        if not key_file.exists():
            _write_secret(key_file, new_bundle(organisation, now))
        if not link_file.exists():
            _write_secret(link_file, secrets.token_bytes(_LINK_BYTES))
        return _load(key_file, link_file)


def _load(key_file: Path, link_file: Path) -> ServiceKey:
    bundle, link_key = key_file.read_bytes(), link_file.read_bytes()
    try:
        private_key = serialization.load_pem_private_key(bundle, password=None)
        certificate, issuer = x509.load_pem_x509_certificates(bundle)
    except ValueError as broken:
        raise _unusable(key_file) from broken
    if not isinstance(private_key, ec.EllipticCurvePrivateKey):
        raise _unusable(key_file)
    if len(link_key) != _LINK_BYTES:
        raise _unusable(link_file)
    return ServiceKey(private_key, certificate, issuer, link_key)


def _unusable(path: Path) -> BadSetting:
    return BadSetting(
        f"{path} does not hold what the service wrote there.",
        remedy="Restore it from a backup; without it, earlier signatures cannot be added to.",
        attempted="load the service's key",
    )


def _write_secret(path: Path, secret: bytes) -> None:
    """Write a file for this account alone, whole or not at all; the first writer wins."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secret)
            file.flush()
            os.fsync(file.fileno())
        try:
            path.hardlink_to(temporary)
        except FileExistsError:
            return
    finally:
        Path(temporary).unlink()
