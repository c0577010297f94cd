"""The service's own key: it signs and seals every PDF, and its certificate says whose it is.

The rules:
1. Key, certificate and issuer are made once, on first start, and are valid for ten years.
2. The issuer's private key signs one certificate and one list, and is thrown away.
3. What is secret is readable by the service's own account alone, and is never half written.
4. Two processes that start at once end with the same key: the first one's.
5. A new key takes the place of the old one, which is thrown away; the old issuer stays known for ever.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from concordat.domain.errors import NotAllowed
from concordat.signing.authorities import FOLDER, Authority, names_revocations, remember
from concordat.signing.container import ECDSA, RSA
from concordat.signing.issuing import new_bundle
from concordat.signing.secret_files import replace_secret, unusable, write_secret
from concordat.signing.token import TokenKey

_KEY_FILE = "service.pem"
_LINK_FILE = "link.key"
_LINK_BYTES = 32

InMemory = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
PrivateKey = InMemory | TokenKey


@dataclass(frozen=True, slots=True)
class ServiceKey:
    """The key that signs for the service, and the authorities that vouch for it and its predecessors.

    `link_key` is a secret of 32 bytes of its own, for whoever has to authenticate links. `earlier` are
    the authorities of the keys before this one, oldest first.
    """

    private_key: PrivateKey
    authority: Authority
    link_key: bytes
    earlier: tuple[Authority, ...] = ()

    @property
    def certificate(self) -> x509.Certificate:
        """The service's certificate."""
        return self.authority.certificates[0]

    @property
    def organisation(self) -> str:
        """Whose key it is, as the certificate says."""
        subject = self.certificate.subject
        named = subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
        named = named or subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        return str(named[0].value) if named else subject.rfc4514_string()

    @property
    def certificate_pem(self) -> bytes:
        """The service's certificate."""
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def ca_pem(self) -> bytes:
        """The issuers, oldest first: what others need to check this key's signatures and all before."""
        return b"".join(a.issuer_pem for a in (*self.earlier, self.authority))

    @property
    def chain(self) -> tuple[bytes, ...]:
        """The certificates that go with a signature, DER: all but the issuer that others have."""
        own, *others = self.authority.certificates
        return tuple(c.public_bytes(Encoding.DER) for c in (own, *others[:-1]))

    @property
    def shows_that_it_holds(self) -> bool:
        """Whether it can be shown that no certificate of the chain, below the issuer, was revoked."""
        below = self.authority.certificates[:-1]
        return bool(self.authority.revocations) or all(map(names_revocations, below))

    @property
    def algorithm(self) -> bytes:
        """What names the way of signing, in DER."""
        held = self.private_key
        is_rsa = held.is_rsa if isinstance(held, TokenKey) else isinstance(held, rsa.RSAPrivateKey)
        return RSA if is_rsa else ECDSA

    def sign(self, data: bytes) -> bytes:
        """Return the signature over the data; Undeliverable while a token is out of reach."""
        if isinstance(self.private_key, TokenKey):
            return self.private_key.sign(data)
        if isinstance(self.private_key, rsa.RSAPrivateKey):
            return self.private_key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self.private_key.sign(data, ec.ECDSA(hashes.SHA256()))

    def check_valid(self, at: datetime) -> None:
        """Raise NotAllowed when the certificate has ended by that time."""
        ends = self.certificate.not_valid_after_utc
        if at > ends:
            raise NotAllowed(
                f"The service's certificate ended on {ends:%Y-%m-%d}: nothing is signed with it now.",
                remedy="Make a new key with `concordat keys rotate`, or configure a valid one.",
                attempted="sign a document",
            )

    @classmethod
    def load_or_create(cls, folder: Path, organisation: str, now: datetime) -> "ServiceKey":
        """Return the key kept in the folder, made for the organisation if there is none yet.

        The certificates begin a day before `now`. BadSetting if a kept file cannot be used.
        """
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        key_file = folder / _KEY_FILE
        if not key_file.exists():
            write_secret(key_file, new_bundle(organisation, now))
        return _load(key_file).kept_in(folder)

    @classmethod
    def rotate(cls, folder: Path, now: datetime) -> "ServiceKey":
        """Return a new key, in the place of the one kept in the folder, which is no more.

        BadSetting if a kept file cannot be used: nothing is replaced then.
        """
        kept = cls.load_or_create(folder, "Concordat", now)
        replace_secret(folder / _KEY_FILE, new_bundle(kept.organisation, now))
        return cls.load_or_create(folder, kept.organisation, now)

    def kept_in(self, folder: Path) -> "ServiceKey":
        """Return this key with what the folder keeps beside it: authorities, and the links' secret."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        link_file = folder / _LINK_FILE
        if not link_file.exists():
            write_secret(link_file, secrets.token_bytes(_LINK_BYTES))
        link_key = link_file.read_bytes()
        if len(link_key) != _LINK_BYTES:
            raise unusable(link_file)
        return replace(self, link_key=link_key, earlier=remember(folder / FOLDER, self.authority))


def _load(key_file: Path) -> ServiceKey:
    bundle = key_file.read_bytes()
    try:
        private_key = serialization.load_pem_private_key(bundle, password=None)
        authority = Authority.from_pem(bundle)
    except ValueError as broken:
        raise unusable(key_file) from broken
    if not isinstance(private_key, ec.EllipticCurvePrivateKey):
        raise unusable(key_file)
    return ServiceKey(private_key, authority, b"")
