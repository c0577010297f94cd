"""Real mail servers on loopback that a test has hang, refuse, or break off at any point."""

import asyncio
import ipaddress
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HANG = "hang"
DROP = "drop"
TAKE_AND_DROP = "take and drop"


class Script:
    """What a server answers at each stage, and what it has taken.

    `answers` are by stage: greeting, MAIL, RCPT or RCPT with an address, DATA. An answer is a status
    line, or how the server misbehaves.
    """

    def __init__(self) -> None:
        self.answers: dict[str, str] = {}
        self.taken: list[tuple[tuple[str, ...], EmailMessage]] = []
        self.connections = 0
        self.transports: list[asyncio.BaseTransport] = []

    async def handle_MAIL(  # noqa: N802 - aiosmtpd looks for this name.
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.mail_from = address
        return await self._answer(server, "MAIL")

    async def handle_RCPT(  # noqa: N802 - as above.
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = await self._answer(server, f"RCPT {address}", "RCPT")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802 - as above.
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        script = self.answers.get("DATA", "250 taken")
        if script in {TAKE_AND_DROP, "250 taken"}:
            content = envelope.content
            assert isinstance(content, bytes)
            message = BytesParser(policy=default).parsebytes(content)
            assert isinstance(message, EmailMessage)
            self.taken.append((tuple(envelope.rcpt_tos), message))
        return await self._answer(server, "DATA")

    async def _answer(self, server: SMTP, *stages: str) -> str:
        script = next((self.answers[s] for s in stages if s in self.answers), "250 OK")
        if script == HANG:
            await asyncio.sleep(30)
        if script in {DROP, TAKE_AND_DROP}:
            assert server.transport is not None
            server.transport.abort()
        return script


class _Scripted(SMTP):
    """A server whose greeting and farewell are in the script as well."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.event_handler.transports.append(transport)
        super().connection_made(transport)

    async def push(self, status: str | bytes) -> None:
        script = self.event_handler
        said = status if isinstance(status, str) else status.decode()
        stage = {"220": "greeting", "221": "QUIT"}.get(said[:3])
        if stage == "greeting" and "TLS" not in said:
            script.connections += 1
        if stage in script.answers:
            status = await script._answer(self, stage)
        await super().push(status)


@contextmanager
def mail_server(
    script: Script, scheme: str = "smtp", credentials: tuple[bytes, bytes] | None = None, **tls: Any
) -> Iterator[str]:
    """Run a server; give its address as CONCORDAT_SMTP_URL has it, without a user.

    `tls` is its `context`. With `credentials` it takes nothing from whoever has others.
    """
    context = tls.get("context")
    more: dict[str, Any] = {"data_size_limit": 2**26}
    if scheme == "smtp+starttls":
        more |= {"tls_context": context, "require_starttls": True}
    if credentials is not None:
        more |= {"authenticator": _checking(credentials), "auth_required": True}
    over_tls = context if scheme == "smtps" else None
    loop = asyncio.new_event_loop()
    running = threading.Thread(target=loop.run_forever, daemon=True)
    running.start()

    def answering() -> SMTP:
        made = _Scripted(script, loop=loop, **more)
        if over_tls is not None:
            # It does not know that it is behind TLS already.
            made._auth_require_tls = False
        return made

    async def listen() -> asyncio.Server:
        return await loop.create_server(answering, "127.0.0.1", 0, ssl=over_tls)

    server = asyncio.run_coroutine_threadsafe(listen(), loop).result()
    try:
        yield f"{scheme}://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        asyncio.run_coroutine_threadsafe(_stop(server, script), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        running.join()
        loop.close()


async def _stop(server: asyncio.Server, script: Script) -> None:
    server.close()
    for transport in script.transports:
        assert isinstance(transport, asyncio.Transport)
        transport.abort()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    # What was aborted is closed in the loop's next turns.
    await asyncio.sleep(0.01)


def _checking(right: tuple[bytes, bytes]) -> Any:
    def check(_server: SMTP, _session: Session, _envelope: Envelope, _mech: str, data: Any) -> Any:
        return AuthResult(success=(data.login, data.password) == right, handled=False)

    return check


def tls_contexts(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return the contexts of a server on 127.0.0.1 and of whoever trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a mail server of the tests")])
    alternative = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(alternative, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "mail-server.pem"
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.write_bytes(private + pem)
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(file)
    client = ssl.create_default_context(cadata=pem.decode())
    return server, client
