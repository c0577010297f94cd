"""What a seal costs, beside Documenso's engine `@libpdf/core` on the same PDF with the same key.

Both sides seal a ratification record of one page that holds the signed agreement, with a P-256 key:
PAdES, no timestamp. CPU time of each process, in turn, round by round, after both have warmed up.
Ours also shows the seal on the page, certifies the document and locks it; theirs shows nothing. The
engine is installed from npm into a temporary folder; without Node there is only our own figure.
"""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO

from cryptography.hazmat.primitives import serialization

from concordat.documents.publisher import DocumentPublisher
from concordat.services.content import Enclosure
from concordat.signing.checking import check_pdf
from concordat.signing.sealer import PdfSealer
from concordat.signing.service_key import ServiceKey
from tests.bench.figures import Figure, ratio
from tests.integration.documents import samples

ENGINE = "@libpdf/core@0.4.2"
FIELD = "signature_0_0"
ROUNDS = 25
WARM_UP = 60
INSTALL_WITHIN_S = 120
SCRIPT = Path(__file__).with_name("seal.mjs")


def measure() -> tuple[Figure, ...]:
    """Seal the same record with both in turn; with ours alone where the other cannot be had."""
    with tempfile.TemporaryDirectory(prefix="concordat-bench-") as scratch:
        folder = Path(scratch)
        key = ServiceKey.load_or_create(folder / "keys", "The Facilitator", samples.MADE_AT)
        sealer = PdfSealer(key)
        signed, sealable = _documents(sealer)
        with _engine(folder, sealable, key) as engine:
            for _ in range(WARM_UP):
                _took_ms(lambda: sealer.seal(sealable, samples.MADE_AT))
            theirs, ours, visible = [], [], []
            for _ in range(ROUNDS):
                ours.append(_took_ms(lambda: sealer.seal(sealable, samples.MADE_AT)))
                visible.append(
                    _took_ms(lambda: sealer.sign(signed, samples.signature(FIELD, certify=True)))
                )
                if engine is not None:
                    theirs.append(_their_ms(engine))
    return _figures(ours, visible, theirs)


def _figures(ours: list[float], visible: list[float], theirs: list[float]) -> tuple[Figure, ...]:
    figures = (
        Figure("a seal, as the service makes it", "ms CPU", tuple(ours)),
        Figure("a visible signature", "ms CPU", tuple(visible)),
    )
    if not theirs:
        return figures
    beside = Figure(f"a seal by {ENGINE}", "ms CPU", tuple(theirs))
    return (*figures, beside, ratio("ours / theirs", ours, theirs))


def _documents(sealer: PdfSealer) -> tuple[bytes, bytes]:
    """Return a record to be signed, and one that waits for its seal alone; both are whole."""
    publisher = DocumentPublisher(samples.TEMPLATES)
    agreement = sealer.seal(publisher.agreement_pdf(samples.agreement()), samples.MADE_AT)
    held = Enclosure("agreement.pdf", "The agreement", agreement, samples.MADE_AT)
    sealable = publisher.record_pdf(replace(samples.declined_record(), agreement=held))
    faults = check_pdf(sealer.seal(sealable, samples.MADE_AT), sealer.authority_pem).faults
    if faults:
        raise RuntimeError(f"The seal does not hold: {faults[0]}")
    return publisher.record_pdf(replace(samples.record(), agreement=held)), sealable


def _took_ms(work: Callable[[], bytes]) -> float:
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


@contextmanager
def _engine(folder: Path, pdf: bytes, key: ServiceKey) -> Iterator[subprocess.Popen[str] | None]:
    """Yield the other engine, warmed up, which seals once for each line it is sent.

    None if it cannot be had here.
    """
    if (missing := _install(folder)) is not None:
        print(f"Not measured beside {ENGINE}: {missing}.")  # noqa: T201
        yield None
        return
    (folder / "record.pdf").write_bytes(pdf)
    der = serialization.Encoding.DER
    (folder / "key.der").write_bytes(
        key.private_key.private_bytes(
            der, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    (folder / "certificate.der").write_bytes(key.certificate.public_bytes(der))
    command = ["node", SCRIPT.name, str(WARM_UP)]
    with subprocess.Popen(
        command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as engine:
        try:
            _answer(engine.stdout)
            yield engine
        finally:
            engine.kill()


def _install(folder: Path) -> str | None:
    """Install the engine into the folder; return why it cannot be, if it cannot."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return "Node and npm are not installed"
    shutil.copy(SCRIPT, folder)
    command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", ENGINE]
    try:
        subprocess.run(
            command, cwd=folder, check=True, capture_output=True, timeout=INSTALL_WITHIN_S
        )
    except (subprocess.SubprocessError, OSError) as refused:
        return f"npm could not install it ({refused})"
    return None


def _their_ms(engine: subprocess.Popen[str]) -> float:
    if engine.stdin is None:
        raise RuntimeError("The engine cannot be asked.")
    engine.stdin.write("seal\n")
    engine.stdin.flush()
    return float(_answer(engine.stdout))


def _answer(out: IO[str] | None) -> str:
    line = out.readline() if out else ""
    if not line:
        raise RuntimeError(f"{ENGINE} has stopped.")
    return line
