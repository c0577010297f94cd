"""Check the trail against its heads: where it stood at a time, as certificates and people kept it.

The rules:
1. A head that was kept is the hash of an entry, at the number that the certificate says.
2. The trail goes on from there: it says that this certificate was issued, and with this head.
3. A trail that lacks either was cut short, or was written anew from an earlier entry on.
"""

import re
from collections.abc import Iterator, Sequence

from concordat.domain.errors import BadSetting
from concordat.evidence.documents import Document
from concordat.evidence.layout import TRAIL
from concordat.evidence.trail_account import TrailAccount


def read_head(written: str) -> str:
    """Return a hash that was typed in, in groups or capitals as may be; BadSetting if it is none."""
    head = "".join(written.split()).lower()
    if not re.fullmatch("[0-9a-f]{64}", head):
        raise BadSetting(
            f"{written!r} is not the SHA-256 of an entry.",
            remedy="Write all 64 digits, 0 to 9 and a to f, as they stand on the certificate.",
            attempted="verify the evidence",
        )
    return head


def head_faults(account: TrailAccount, heads: Sequence[str]) -> list[str]:
    """Return a fault for each hash, kept by somebody, that no entry of the trail has."""
    return [
        f"{TRAIL}: no entry has the SHA-256 {head}: it was cut short, or written anew"
        for head in heads
        if head not in account.named
    ]


def certificate_faults(account: TrailAccount, certificates: Sequence[Document]) -> Iterator[str]:
    """Return what the trail lacks of what the certificates say of it."""
    for certificate in certificates:
        fault = _fault(account, certificate)
        if fault is not None:
            yield f"{TRAIL}: {fault}"


def _fault(account: TrailAccount, certificate: Document) -> str | None:
    head, name = certificate.head, certificate.name
    if head is None:
        return None
    if account.entries < head.entries:
        return f"it was cut short: it has {account.entries} entries, {name} counted {head.entries}"
    if account.standing.get(head.entries) != head.sha256:
        return f"it was written anew: entry {head.entries} is not the one that {name} names"
    recorded = account.certificates.get(certificate.sha256)
    if recorded is None:
        return f"it was cut short: it does not say that {name} was issued"
    if recorded != head:
        return f"it was written anew: it does not say of {name} what that says itself"
    return None
