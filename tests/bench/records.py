"""A thousand ratification records rendered, sealed and stored by two processes, beside one.

Printing and sealing are work for a processor, which threads of one process do one after the other;
two processes stand for two workers of the service, each with half of the places. All of them are
started and warmed up before anything is timed. They take turns, slice by slice: one process makes
the first hundred records of a slice, then two make all of it. Every record is of another place.
"""

import multiprocessing
import resource
import tempfile
import time
from dataclasses import dataclass, replace
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path

from concordat.documents.publisher import DocumentPublisher
from concordat.documents.store import FileDocumentStore
from concordat.programme.load import load_programme
from concordat.services.content import RecordDocument
from concordat.signing.sealer import PdfSealer
from concordat.signing.service_key import ServiceKey
from tests.bench.figures import Figure, ratio
from tests.bench.record import AT, TEMPLATES, content_of

SLICES = ((0, 100), (100, 500), (500, 1000))
ALONE = 100
WARM_UP = (-4, 0)


@dataclass(frozen=True, slots=True)
class Done:
    """What a worker says of a slice: CPU seconds it took, and the most memory it ever had, in MB."""

    cpu_s: float
    peak_mb: float


def measure() -> tuple[Figure, ...]:
    """Give the beginning of each slice to one worker, and then all of it to two of them."""
    with tempfile.TemporaryDirectory(prefix="concordat-bench-") as scratch:
        folder = Path(scratch)
        programme = load_programme(Path("config"), date(2026, 12, 1))
        ServiceKey.load_or_create(folder, programme.facilitator, AT)
        alone, first, second = workers = [_start(folder, name) for name in ("a", "b", "c")]
        try:
            return _measured(alone, (first, second))
        finally:
            for worker in workers:
                worker.send(None)


def _measured(alone: Connection, pair: tuple[Connection, Connection]) -> tuple[Figure, ...]:
    ones, twos, cpu_ms, peaks = [], [], [], []
    for start, end in SLICES:
        middle = (start + end) // 2
        took, done = _timed([(alone, (start, start + ALONE))])
        ones.append(ALONE / took)
        cpu_ms.append(done[0].cpu_s * 1000 / ALONE)
        took, done = _timed([(pair[0], (start, middle)), (pair[1], (middle, end))])
        twos.append((end - start) / took)
        peaks.append((end, max(worker.peak_mb for worker in done)))
    return (
        Figure("one process", "records/s", tuple(ones)),
        Figure("two processes", "records/s", tuple(twos)),
        ratio("two processes / one", twos, ones),
        Figure("a record rendered, sealed, stored", "ms CPU", tuple(cpu_ms)),
        *(Figure(f"peak memory of each of two, after {n} records", "MB", (mb,)) for n, mb in peaks),
    )


def _timed(work: list[tuple[Connection, tuple[int, int]]]) -> tuple[float, list[Done]]:
    began = time.perf_counter()
    for worker, numbers in work:
        worker.send(numbers)
    done = [worker.recv() for worker, _ in work]
    return time.perf_counter() - began, done


def _start(folder: Path, name: str) -> Connection:
    """Return the way to a worker that has made its first records already."""
    ours, theirs = multiprocessing.Pipe()
    context = multiprocessing.get_context("spawn")
    context.Process(target=_work, args=(theirs, folder, name), daemon=True).start()
    ours.send(WARM_UP)
    ours.recv()
    return ours


def _work(way: Connection, folder: Path, name: str) -> None:
    programme = load_programme(Path("config"), date(2026, 12, 1))
    publisher = DocumentPublisher(TEMPLATES)
    sealer = PdfSealer(ServiceKey.load_or_create(folder, programme.facilitator, AT))
    store = FileDocumentStore(folder / name)
    while numbers := way.recv():
        began = time.process_time()
        for number in range(*numbers):
            place = programme.places[number % len(programme.places)]
            content = _of_its_own(content_of(programme, place, number), number)
            store.put(sealer.seal(publisher.record_pdf(content), AT))
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        way.send(Done(time.process_time() - began, peak_mb))


def _of_its_own(content: RecordDocument, number: int) -> RecordDocument:
    name = f"{content.place_name}, neighbourhood {number}"
    return replace(content, place_name=name, body_name=f"the Partnership Board of {name}")
