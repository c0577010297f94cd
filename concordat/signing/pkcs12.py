"""Reads the service's key from a PKCS#12 file, as an organisation's certificate authority hands it out.

The rules:
1. The file opens with the passphrase given, and holds one private key with its certificate.
2. For key, certificate and chain hold the rules of `issued_key`.
"""

from datetime import datetime
from pathlib import Path
from typing import cast

from cryptography.hazmat.primitives.serialization import pkcs12

from concordat.signing.authorities import Authority
from concordat.signing.issued_key import chain_of, check_certificate, check_kind, refused
from concordat.signing.service_key import InMemory, ServiceKey


def read_pkcs12(file: Path, passphrase: bytes | None, now: datetime) -> ServiceKey:
    """Return the key of the file; BadSetting, which says why, if it cannot be used at that time."""
    where = f"CONCORDAT_SIGNING_KEY: {file}"
    try:
        held = pkcs12.load_pkcs12(file.read_bytes(), passphrase)
    except OSError as error:
        raise refused(
            where, f"cannot be read: {error.strerror}", "Name a file that can."
        ) from error
    except (ValueError, TypeError):
        # What the library says may quote what it was given, so the chain of causes ends here.
        raise refused(
            where,
            "does not open: it is damaged, or the passphrase is missing or wrong",
            "Give its passphrase in CONCORDAT_SIGNING_KEY_PASSPHRASE or …_PASSPHRASE_FILE.",
        ) from None
    if held.key is None or held.cert is None:
        missing = "private key" if held.key is None else "certificate"
        raise refused(where, f"holds no {missing}", "Export the key with its certificate.")
    public_key, certificate = held.key.public_key(), held.cert.certificate
    check_kind(where, public_key)
    check_certificate(where, public_key, certificate, now)
    others = [c.certificate for c in held.additional_certs]
    chain = chain_of(where, certificate, others)
    return ServiceKey(cast("InMemory", held.key), Authority(chain), b"")
