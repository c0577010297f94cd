"""What a ratification record costs: rendered, signed and sealed, in CPU time of this process.

The baseline is a bare WeasyPrint loop over the same HTML. It is measured three times: as plain as
can be (no stylesheet, the system's fonts, no standard), with the same look (the same stylesheet,
fonts and standard) made anew for each document, and with the same look shared by all of them.
"""

import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache, partial
from pathlib import Path

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from concordat.documents.fonts import font_faces
from concordat.documents.publisher import DocumentPublisher
from concordat.domain.decision import Outcome
from concordat.domain.programme import Place, Programme
from concordat.domain.signing import slots
from concordat.programme.load import load_programme
from concordat.services.content import RecordDocument, SignatureContent
from concordat.signing.sealer import PdfSealer
from concordat.signing.service_key import ServiceKey
from tests.bench.figures import Figure, ratio

ROUNDS = 15
WARM_UP = 2
TEMPLATES = Path("templates")
AT = datetime(2027, 6, 10, 17, tzinfo=UTC)


class KeptHtml:
    """Stands where the press stands, and keeps the HTML that it is given."""

    html = ""

    def pdf(self, html: str, *_: object) -> bytes:
        self.html = html
        return b""


@dataclass(slots=True)
class Stopwatch:
    """CPU milliseconds of each thing timed, by name, one for each round."""

    took_ms: dict[str, list[float]] = field(default_factory=dict)

    def time(self, name: str, work: Callable[[], bytes]) -> bytes:
        began = time.process_time()
        made = work()
        took = (time.process_time() - began) * 1000
        self.took_ms.setdefault(name, []).append(took)
        return made


def measure() -> tuple[Figure, ...]:
    """Make the records of the programme's places in turn, each in every way, side by side."""
    programme = load_programme(Path("config"), date(2026, 12, 1))
    publisher = DocumentPublisher(TEMPLATES)
    with tempfile.TemporaryDirectory(prefix="concordat-bench-") as scratch:
        sealer = PdfSealer(ServiceKey.load_or_create(Path(scratch), programme.facilitator, AT))
    watch = Stopwatch()
    for number in range(WARM_UP + ROUNDS):
        if number == WARM_UP:
            watch = Stopwatch()
        place = programme.places[number % len(programme.places)]
        _round(watch, publisher, sealer, content_of(programme, place, number))
    return _figures(watch.took_ms)


def _round(
    watch: Stopwatch, publisher: DocumentPublisher, sealer: PdfSealer, content: RecordDocument
) -> None:
    html = _html_of(content)
    pdf = watch.time("record", lambda: publisher.record_pdf(content))
    with warnings.catch_warnings():
        # WeasyPrint leaves the file of its colour profile for the garbage collector to close.
        warnings.simplefilter("ignore", ResourceWarning)
        watch.time("bare, plain", lambda: _printed(HTML(string=html)))
        watch.time("bare, same look", lambda: _printed_alike(html, *_look()))
        watch.time("bare, shared look", lambda: _printed_alike(html, *_shared_look()))
    for number, slot in enumerate(content.slots):
        signature = SignatureContent(
            field=slot.field,
            name="A. Signatory",
            role="Chair",
            organisation=content.body_name,
            reason="I sign for this organisation.",
            signed_at=AT,
            certify=number == 0,
        )
        pdf = watch.time(f"signature {number + 1}", partial(sealer.sign, pdf, signature))
    watch.time("seal", lambda: sealer.seal(pdf, AT))


def _html_of(content: RecordDocument) -> str:
    kept = KeptHtml()
    publisher = DocumentPublisher(TEMPLATES)
    publisher._press = kept  # type: ignore[assignment]  # It prints nothing.
    publisher.record_pdf(content)
    return kept.html


def _printed(document: HTML) -> bytes:
    printed: bytes = document.write_pdf()
    return printed


def _look() -> tuple[CSS, FontConfiguration]:
    fonts = FontConfiguration()
    rules = (TEMPLATES / "records" / "documents.css").read_text(encoding="utf-8")
    return CSS(string=f"{font_faces()}\n{rules}", font_config=fonts), fonts


_shared_look = cache(_look)


def _printed_alike(html: str, style: CSS, fonts: FontConfiguration) -> bytes:
    printed: bytes = HTML(string=html).write_pdf(
        stylesheets=[style], font_config=fonts, pdf_variant="pdf/a-3a", pdf_forms=True
    )
    return printed


def content_of(programme: Programme, place: Place, number: int) -> RecordDocument:
    """Return the record of a place that has ratified, with its signatories and a minute of its own."""
    return RecordDocument(
        programme=programme,
        version=1,
        version_sha256="5e" * 32,
        agreement_pdf_sha256="a9" * 32,
        place_name=place.name,
        place_ons_code=place.ons_code,
        body_name=programme.body(place.body).name,
        outcome=Outcome.RATIFIED,
        decided_on=AT.date(),
        minute_reference=f"BENCH/{number}",
        reservation=None,
        condition=None,
        reason=None,
        slots=slots(place.signatories),
        made_at=AT,
        rehearsal=False,
    )


def _figures(took_ms: dict[str, list[float]]) -> tuple[Figure, ...]:
    def cpu(what: str, name: str) -> Figure:
        return Figure(what, "ms CPU", tuple(took_ms[name]))

    ours = took_ms["record"]
    return (
        cpu("a record, as the service makes it", "record"),
        cpu("bare WeasyPrint, no style, no standard", "bare, plain"),
        cpu("bare WeasyPrint, same look and standard", "bare, same look"),
        cpu("bare WeasyPrint, same look, shared", "bare, shared look"),
        ratio("ours / bare plain", ours, took_ms["bare, plain"]),
        ratio("ours / bare same look", ours, took_ms["bare, same look"]),
        ratio("ours / bare same look, shared", ours, took_ms["bare, shared look"]),
        cpu("the first visible signature", "signature 1"),
        cpu("the second visible signature", "signature 2"),
        cpu("the seal", "seal"),
    )
