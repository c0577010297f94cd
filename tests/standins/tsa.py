"""A time-stamping authority: a real HTTP server on loopback, which a test can make misbehave."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from asn1crypto import algos, cms, core, keys, tsp, x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from pyhanko.sign.general import as_signing_certificate_v2, simple_cms_attribute
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from concordat.signing.der import sequence
from tests.integration.documents.certificates import YEAR, Issued, issue, revocations

NOW = datetime.now(UTC)
Answer = Callable[["StampingServer", tsp.TimeStampReq], bytes | None]
"""How the server answers a question; None for an error page."""

DROP_EVERY_S = 0.05


class Stamper(DummyTimeStamper):
    """Stamps with a P-256 key, which the library's own stand-in cannot."""

    def __init__(self, held: Issued, above: list[Issued]) -> None:
        store = SimpleCertificateStore()
        for one in above:
            store.register(as_asn1(one))
        private = held.key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        super().__init__(as_asn1(held), keys.PrivateKeyInfo.load(private), store)
        self._held = held

    def _sign_tst_info(
        self,
        tst_info_data: bytes,
        md_algorithm: str,  # noqa: ARG002 (always SHA-256 here)
        dt: datetime,
    ) -> tuple[bytes, cms.CMSAttributes]:
        digest = hashes.Hash(hashes.SHA256())
        digest.update(tst_info_data)
        attributes = cms.CMSAttributes(
            [
                simple_cms_attribute("content_type", "tst_info"),
                simple_cms_attribute("signing_time", cms.Time({"utc_time": core.UTCTime(dt)})),
                simple_cms_attribute(
                    "signing_certificate_v2", as_signing_certificate_v2(self.tsa_cert)
                ),
                simple_cms_attribute("message_digest", digest.finalize()),
            ]
        )
        return self._held.key.sign(attributes.dump(), ECDSA(hashes.SHA256())), attributes

    def _build_signed_data(self, *given: object) -> dict[str, object]:
        made: dict[str, object] = super()._build_signed_data(*given)
        [signer] = made["signer_infos"]
        signer["signature_algorithm"] = algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"})
        return made


def as_asn1(held: Issued) -> x509.Certificate:
    return x509.Certificate.load(held.certificate.public_bytes(serialization.Encoding.DER))


@dataclass
class StampingServer:
    """The server. `answer` is how it answers; `asked` counts the questions."""

    root: Issued
    stamper: Stamper
    answer: Answer
    url: str
    revocations: bytes | None
    asked: int = 0
    slow: bool = False
    list_in_drops: bool = False
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def root_pem(self) -> bytes:
        return self.root.certificate.public_bytes(serialization.Encoding.PEM)


def soundly(server: StampingServer, question: tsp.TimeStampReq) -> bytes:
    return server.stamper.request_tsa_response(question).dump()


def with_rubbish(_server: StampingServer, _question: tsp.TimeStampReq) -> bytes:
    return b"<html>Maintenance</html>"


def with_nothing(_server: StampingServer, _question: tsp.TimeStampReq) -> bytes:
    return b""


def with_too_much(server: StampingServer, question: tsp.TimeStampReq) -> bytes:
    return soundly(server, question) + bytes(1024 * 1024)


def with_a_refusal(_server: StampingServer, _question: tsp.TimeStampReq) -> bytes:
    status = {"status": "rejection", "status_string": ["no more stamps today"]}
    return sequence(tsp.PKIStatusInfo(status).dump())


def about_another_hash(server: StampingServer, question: tsp.TimeStampReq) -> bytes:
    question["message_imprint"]["hashed_message"] = bytes(32)
    return soundly(server, question)


def to_another_question(server: StampingServer, question: tsp.TimeStampReq) -> bytes:
    question["nonce"] = 1
    return soundly(server, question)


def with_a_broken_signature(server: StampingServer, question: tsp.TimeStampReq) -> bytes:
    answer = bytearray(soundly(server, question))
    answer[-8] ^= 1
    return bytes(answer)


def with_a_certificate_that_may_not(server: StampingServer, question: tsp.TimeStampReq) -> bytes:
    other = Stamper(issue("Web", server.root, begins=NOW - YEAR, ends=NOW + YEAR), [server.root])
    return other.request_tsa_response(question).dump()


def never(server: StampingServer, _question: tsp.TimeStampReq) -> bytes:
    server.closing.wait()
    return b""


def in_drops(server: StampingServer, question: tsp.TimeStampReq) -> bytes:
    server.slow = True
    return soundly(server, question)


def fails(_server: StampingServer, _question: tsp.TimeStampReq) -> None:
    return None


@contextmanager
def stamping_server(
    answer: Answer = soundly, *, revocable: bool = False
) -> Iterator[StampingServer]:
    """Serve timestamps on a free port of loopback until the block ends.

    A `revocable` one names its list of revocations, which it serves while it has any.
    """

    class Handler(_Handler):
        def server_(self) -> StampingServer:
            return server

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        url = f"http://127.0.0.1:{listening.server_address[1]}/"
        server = _server(url, answer, f"{url}list.crl" if revocable else "")
        thread = threading.Thread(target=listening.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server
        finally:
            server.closing.set()
            listening.shutdown()
            thread.join()


def _server(url: str, answer: Answer, revocations_at: str) -> StampingServer:
    valid = {"begins": NOW - YEAR, "ends": NOW + YEAR}
    root = issue("Stamping root", authority=True, **valid)
    held = issue("Stamps", root, stamps=True, revocations_at=revocations_at, **valid)
    return StampingServer(root, Stamper(held, [root]), answer, url, revocations(root, NOW))


class _Handler(BaseHTTPRequestHandler):
    def server_(self) -> StampingServer:
        raise NotImplementedError

    def do_POST(self) -> None:
        server = self.server_()
        server.asked += 1
        asked = self.rfile.read(int(self.headers["Content-Length"]))
        self._reply(server.answer(server, tsp.TimeStampReq.load(asked)))

    def do_GET(self) -> None:
        server = self.server_()
        server.slow = server.list_in_drops
        self._reply(server.revocations)

    def _reply(self, body: bytes | None) -> None:
        try:
            self.send_response(503 if body is None else 200)
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self._write(body or b"")
        except ConnectionError:
            return

    def _write(self, body: bytes) -> None:
        server = self.server_()
        at_once = 1 if server.slow else len(body) or 1
        for start in range(0, len(body), at_once):
            self.wfile.write(body[start : start + at_once])
            if server.slow and server.closing.wait(DROP_EVERY_S):
                return

    def log_message(self, *_: object) -> None:
        return
