"""Asks a time-stamping authority when something was signed, and believes only a sound answer.

The rules:
1. The whole answer is there within a time, and within a size; nothing is waited for longer.
2. It is granted, about the very hash, and to this very question (its nonce).
3. It is signed, by a certificate that may stamp times; where authorities are named, by one of them.
4. Whatever else comes back is Undeliverable: nothing is signed, and the act is tried again later.

Source: RFC 3161; RFC 5816.
"""

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

import httpx
from asn1crypto import algos, cms, core, pem, tsp, x509
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko.sign.validation.status import TimestampSignatureStatus
from pyhanko_certvalidator import ValidationContext

from concordat.domain.errors import ConcordatError, Undeliverable
from concordat.signing.quiet import quiet
from concordat.signing.revision import TOKEN_ROOM
from concordat.signing.steps import run_to_end

WITHIN_S = 20.0
_LARGEST = TOKEN_ROOM // 2
_GRANTED = frozenset({"granted", "granted_with_mods"})
_NONCE_BITS = 63


@dataclass(frozen=True, slots=True)
class TimeStampingAuthority:
    """Where timestamps come from. `roots` are whom to trust, in PEM; none to take the answer's own.

    `within_s` is how long one answer may take, in seconds.
    """

    url: str
    roots: bytes = b""
    within_s: float = WITHIN_S

    def token(self, sha256: bytes) -> bytes:
        """Return a token, DER, which says when this hash was there; Undeliverable if there is none now."""
        nonce = secrets.randbits(_NONCE_BITS)
        answer = run_to_end(self._answer(_question(sha256, nonce)))
        try:
            return self._sound(_granted(answer, nonce), sha256)
        except ConcordatError:
            raise
        except Exception as rubbish:
            # An answer from outside can break the library in any way; each of them is rubbish.
            raise _refused(f"{self.url} did not answer with a timestamp") from rubbish

    def _sound(self, token: cms.ContentInfo, sha256: bytes) -> bytes:
        with quiet():
            found = run_to_end(token_status(token, sha256, self.trusted(token)))
        if not (found.intact and found.valid and found.trusted):
            raise _refused(f"{self.url} gave a timestamp that does not hold")
        encoded: bytes = token.dump()
        return encoded

    async def _answer(self, question: bytes) -> bytes:
        headers = {"Content-Type": "application/timestamp-query"}
        answer = bytearray()
        try:
            async with (
                asyncio.timeout(self.within_s),
                httpx.AsyncClient(timeout=self.within_s) as client,
                client.stream("POST", self.url, content=question, headers=headers) as response,
            ):
                if response.status_code != httpx.codes.OK:
                    raise _refused(f"{self.url} answered with status {response.status_code}")
                async for part in response.aiter_bytes():
                    answer += part
                    if len(answer) > _LARGEST:
                        raise _refused(f"{self.url} answered at too great a length")
        except TimeoutError as late:
            raise _refused(f"{self.url} did not answer within {self.within_s:g} s") from late
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise _refused(f"{self.url} cannot be reached ({type(error).__name__})") from error
        return bytes(answer)

    def trusted(self, token: cms.ContentInfo) -> list[x509.Certificate]:
        """Return whom to trust with the token."""
        if not self.roots:
            return topmost(certificates_of(token))
        return [x509.Certificate.load(der) for _, _, der in pem.unarmor(self.roots, multiple=True)]


async def token_status(
    token: cms.ContentInfo, sha256: bytes, roots: Sequence[x509.Certificate]
) -> TimestampSignatureStatus:
    """Return what the library finds of a token about that hash, as at the time that it says."""
    signed = token["content"]
    context = ValidationContext(
        trust_roots=list(roots),
        other_certs=certificates_of(token),
        moment=signed["encap_content_info"]["content"].parsed["gen_time"].native,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )
    return TimestampSignatureStatus(
        **await validate_tst_signed_data(signed, context, lambda _: sha256)
    )


def certificates_of(token: cms.ContentInfo) -> list[x509.Certificate]:
    """Return the certificates that came with the token."""
    return [certificate.chosen for certificate in token["content"]["certificates"]]


def topmost(certificates: Sequence[x509.Certificate]) -> list[x509.Certificate]:
    """Return the certificates that none of the others vouches for."""
    subjects = {c.subject.hashable: c for c in certificates}
    return [c for c in certificates if subjects.get(c.issuer.hashable, c).dump() == c.dump()]


def _question(sha256: bytes, nonce: int) -> bytes:
    imprint = {
        "hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
        "hashed_message": sha256,
    }
    asked = {"version": 1, "message_imprint": imprint, "nonce": nonce, "cert_req": True}
    question: bytes = tsp.TimeStampReq(asked).dump()
    return question


def _granted(answer: bytes, nonce: int) -> cms.ContentInfo:
    # The library's model of an answer wants a token in it, but a refusal has none.
    parts = core.Sequence.load(answer, strict=True)
    status = tsp.PKIStatusInfo.load(parts[0].dump())
    if status["status"].native not in _GRANTED:
        told = "; ".join(status["status_string"].native or ()) or status["status"].native
        raise _refused(f"The time-stamping authority refused: {told}")
    token = cms.ContentInfo.load(parts[1].dump())
    said = token["content"]["encap_content_info"]["content"].parsed
    if said["nonce"].native != nonce:
        raise _refused("The time-stamping authority answered another question")
    return token


def _refused(why: str) -> Undeliverable:
    return Undeliverable(
        f"{why}; nothing was signed.",
        remedy="It is tried again; if it lasts, correct CONCORDAT_TSA_URL or ask the authority.",
        attempted="timestamp a signature",
    )
