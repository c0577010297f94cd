"""Hand-written fakes of the ports, a small programme, and how a test leads it through its life.

Every step of the life goes through the services, as the flows and the portal do it; a personal
link is `office.links.token(request.id)`. The helpers lead on from wherever the version stands.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from difflib import ndiff
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from concordat.domain.calendar import at_local
from concordat.domain.decision import BoardOutcome, Outcome
from concordat.domain.errors import BrokenEvidence, NotAllowed, NotFound, Undeliverable
from concordat.domain.parties import (
    Contact,
    Partner,
    Party,
    PartyId,
    Signatory,
    SigningBlock,
)
from concordat.domain.programme import (
    Body,
    BodyId,
    Event,
    Place,
    Programme,
    Timeline,
)
from concordat.domain.record import PlaceRecord, Version
from concordat.domain.rules import (
    EffectRule,
    PlaceId,
    ReviewRule,
    SigningRule,
)
from concordat.domain.signature import PUBLIC, Signing, SigningRequest
from concordat.domain.states import VersionState
from concordat.register.sql_register import SqlRegister
from concordat.register.tables import metadata
from concordat.services.advance import advance_place, advance_version
from concordat.services.certificate import Certificate
from concordat.services.content import (
    AccessionDocument,
    Action,
    AgreementDocument,
    AgreementText,
    BoardPaper,
    Changes,
    Commitment,
    Enclosure,
    RecordDocument,
    RedlineDocument,
    ReviewReport,
    SignatureContent,
)
from concordat.services.decide_board import BoardDecision, board_answers, decide_board
from concordat.services.decide_place import PlaceDecision, decide_place
from concordat.services.identify import confirm_identity, doorstep, send_code
from concordat.services.inspection import NOT_INSPECTED, Inspection
from concordat.services.launch import register_version
from concordat.services.links import Links, fingerprint
from concordat.services.mailings import PartnerNotice, SignatoryLetter
from concordat.services.office import Office
from concordat.services.ports import DocumentStore, Letter, Refusal
from concordat.services.review_window import freeze_version, open_review_window
from concordat.services.sign import SigningPage, decline, identity_checks, sign
from tests.databases import SQLITE, Databases

LONDON = "Europe/London"
VERSION = "example-mou-v1"
VCSE, ICS = PartyId("vcse"), PartyId("ics")
EAST, NORTH, WEST = PlaceId("east"), PlaceId("north"), PlaceId("west")
BOARD_MET_ON = date(2027, 3, 30)
DECIDED_ON = {EAST: date(2027, 6, 24), NORTH: date(2027, 6, 10), WEST: date(2027, 6, 24)}


class FakeClock:
    """A clock that a test sets. Times are aware and in UTC."""

    def __init__(self, now: datetime = datetime(2026, 11, 23, 9, tzinfo=UTC)) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def set(self, now: datetime) -> None:
        self._now = now

    def advance(self, **span: float) -> None:
        """Go on by `days=`, `hours=`, `minutes=` and so on."""
        self._now += timedelta(**span)

    def at(self, day: date, hour: int = 12, minute: int = 0) -> None:
        """Go to that hour of that day on London clocks."""
        self._now = at_local(day, time(hour, minute), LONDON)


class FakePublisher:
    """Makes a line of text for each document, the same for the same content.

    `words` are those that its template gives: a test changes them to amend the agreement.
    """

    words = "We work as equal partners."

    def agreement_text(self, programme: Programme) -> AgreementText:
        html = f"<h1>{programme.title}</h1>\n<p>{self.words}</p>\n"
        return AgreementText(
            html,
            hashlib.sha256(html.encode()).hexdigest(),
            (
                Commitment("share-plans", "joint", "Share plans early."),
                Commitment("hear-vcse", "ics", "Ask the VCSE sector before deciding."),
                Commitment("speak-plainly", "vcse", "Say whom we speak for."),
            ),
            (Action("map-groups", "Map the groups of each place.", ("vcse", "ics"), 3),),
        )

    def changes(self, old: str, new: str) -> Changes:
        lines = [line for line in ndiff(old.splitlines(), new.splitlines()) if line[0] != "?"]
        return Changes("\n".join(lines), sum(line[0] == "+" for line in lines))

    def agreement_pdf(self, content: AgreementDocument) -> bytes:
        kind = "draft" if content.draft else "agreement"
        fields = " ".join(slot.field for slot in content.slots)
        words = (content.text.sha256, fields, content.note)
        return _page(kind, content.version, *words, content.made_at)

    def agreement_docx(self, content: AgreementDocument) -> bytes:
        kind = "draft-docx" if content.draft else "agreement-docx"
        return _page(kind, content.version, content.text.sha256, content.note, content.made_at)

    def redline_html(self, content: RedlineDocument) -> str:
        return self._redline("html", content).decode()

    def redline_pdf(self, content: RedlineDocument) -> bytes:
        return self._redline("pdf", content)

    def redline_docx(self, content: RedlineDocument) -> bytes:
        return self._redline("docx", content)

    def _redline(self, form: str, content: RedlineDocument) -> bytes:
        texts = (content.earlier_sha256, content.version_sha256, content.changes.passages)
        versions = f"{content.earlier} to {content.version}"
        return _page(f"redline-{form}", versions, *texts, content.made_at)

    def record_pdf(self, content: RecordDocument) -> bytes:
        fields = " ".join(slot.field for slot in content.slots)
        words = content.reservation or content.condition or content.reason or ""
        own = content.own_words or ""
        confirmed = " ".join(f"{p.name}={p.record_sha256}" for p in content.predecessors)
        told = (content.place_name, content.outcome, words, own, confirmed)
        return _page("record", *told, _enclosed(content.agreement), fields, content.made_at)

    def accession_pdf(self, content: AccessionDocument) -> bytes:
        told = (content.partner, content.joined_on, _enclosed(content.agreement))
        return _page("accession", *told, content.made_at)

    def board_paper_pdf(self, content: BoardPaper) -> bytes:
        return _page("board-paper", content.version_sha256, content.comments, content.made_at)

    def letter_pdf(self, content: SignatoryLetter) -> bytes:
        where = content.place_name or "the agreement"
        told = (where, content.role, content.expires_on, content.on_paper, content.changes)
        return _page("letter", *told, content.made_at)

    def notice_pdf(self, content: PartnerNotice) -> bytes:
        places = " ".join(f"{line.place_name}={line.status}" for line in content.places)
        dates = (content.effective_on, content.term_ends_on, content.review_due_on)
        signed = f"{len(content.signatures)} signed"
        return _page("notice", content.occasion, signed, places, *dates, content.made_at)

    def certificate_pdf(self, content: Certificate) -> bytes:
        places = " ".join(f"{line.place_name}={line.status}" for line in content.places)
        said = " ".join((content.approved_by, *content.continuity))
        return _page("certificate", content.version_sha256, places, said, content.made_at)

    def review_report_pdf(self, content: ReviewReport) -> bytes:
        returned = f"{content.returned} of {content.asked}"
        return _page("review-report", content.cycle, returned, content.made_at)


def _enclosed(enclosure: Enclosure | None) -> str:
    """Return what names the file that travels inside a document; nothing if none does."""
    return hashlib.sha256(enclosure.data).hexdigest() if enclosure else ""


def _page(kind: str, *words: object) -> bytes:
    return "|".join([f"%{kind}", *(str(word) for word in words)]).encode()


class MemoryStore:
    """Keeps documents in memory by their SHA-256."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def put(self, data: bytes) -> str:
        sha256 = hashlib.sha256(data).hexdigest()
        self.files[sha256] = data
        return sha256

    def get(self, sha256: str) -> bytes:
        if sha256 not in self.files:
            raise NotFound(f"There is no document {sha256!r} in the store.")
        data = self.files[sha256]
        if hashlib.sha256(data).hexdigest() != sha256:
            raise BrokenEvidence(f"The document {sha256} is not what was kept.")
        return data


class FakeSealer:
    """Adds a line for each signature and for the seal, so that their order can be read back."""

    authority_pem = b"-----BEGIN CERTIFICATE-----\nnobody's\n-----END CERTIFICATE-----\n"
    level = "B-B"

    def sign(self, pdf: bytes, content: SignatureContent) -> bytes:
        self._check_unsealed(pdf)
        made = marks(pdf)
        empty = [f for f in fields(pdf) if f not in made]
        if content.field not in empty:
            raise NotFound(f"There is no empty field '{content.field}'.")
        if content.certify and made:
            raise NotAllowed("The document is certified already.")
        certify = "certifying" if content.certify else "approving"
        line = f"\n{content.field}|{content.role}|{content.signed_at.isoformat()}|{certify}"
        return pdf + line.encode()

    def seal(self, pdf: bytes, at: datetime) -> bytes:
        self._check_unsealed(pdf)
        return pdf + f"\nseal|{at.isoformat()}".encode()

    def _check_unsealed(self, pdf: bytes) -> None:
        if not pdf.startswith(b"%"):
            raise BrokenEvidence("The document cannot be read.")
        if "seal" in marks(pdf):
            raise NotAllowed("The document is sealed.")


def fields(pdf: bytes) -> list[str]:
    """Return the fields that `FakePublisher` gave a document."""
    return [
        word for word in re.split(r"[| ]", pdf.decode().splitlines()[0]) if "signature_" in word
    ]


def marks(pdf: bytes) -> list[str]:
    """Return the fields that `FakeSealer` filled, in the order they were filled."""
    return [line.split("|")[0] for line in pdf.decode().splitlines()[1:]]


class FakeInspector:
    """Finds in every PDF what a test has it find, and keeps what it was asked to look at."""

    def __init__(self, found: Inspection = NOT_INSPECTED) -> None:
        self.found = found
        self.seen: list[bytes] = []

    async def inspect(self, pdf: bytes, authority_pem: bytes) -> Inspection:
        assert authority_pem.startswith(b"-----BEGIN CERTIFICATE")
        self.seen.append(pdf)
        return self.found


class FakePostman:
    """Collects letters; a test can make it refuse some, or crash just after handing one over.

    `unknown` are the addresses that the mail server refuses for good, with its words.
    """

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.refuses: Callable[[Letter], bool] = lambda _letter: False
        self.crashes_after: Callable[[Letter], bool] = lambda _letter: False
        self.unknown: dict[str, str] = {}

    def deliver(self, letter: Letter) -> tuple[Refusal, ...]:
        if self.refuses(letter):
            raise Undeliverable("The mail server is away.", remedy="Try again later.")
        self.letters.append(letter)
        if self.crashes_after(letter):
            raise SystemError("The process was killed.")
        return tuple(Refusal(to, self.unknown[to]) for to in letter.to if to in self.unknown)

    def forget(self, before: datetime) -> int:
        old = [letter for letter in self.letters if letter.written_at < before]
        self.letters = [letter for letter in self.letters if letter.written_at >= before]
        return len(old)

    def of(self, template: str) -> list[Letter]:
        """Return the letters of that template, in the order they were handed over."""
        return [letter for letter in self.letters if letter.template == template]


def a_signatory(role: str, organisation: str) -> Signatory:
    return Signatory(role, organisation, f"{role}@{organisation}.example.org".replace(" ", "-"))


def a_block(order: int, party: PartyId, *signatories: Signatory, need: int = 1) -> SigningBlock:
    return SigningBlock(order, party, signatories, need)


def a_timeline(**changes: Any) -> Timeline:
    return replace(
        Timeline(
            window_opens=date(2026, 12, 1),
            window_closes=date(2027, 2, 26),
            events=(
                Event(
                    "information session",
                    "What the agreement says",
                    datetime(2027, 1, 18, 15, tzinfo=UTC),
                    datetime(2027, 1, 18, 16, tzinfo=UTC),
                    "online",
                ),
            ),
            board=BodyId("icb-board"),
            public_signing_on=date(2027, 5, 20),
            public_signing=(
                a_block(1, VCSE, a_signatory("chair", "alliance")),
                a_block(2, ICS, a_signatory("chief executive", "icb")),
            ),
            presentation=BodyId("icp"),
            ratification_due=date(2027, 9, 30),
            effect=EffectRule(at_least=2, including=(EAST,)),
            term_months=12,
            review=ReviewRule(every_months=12, lead_days=60),
        ),
        **changes,
    )


def a_programme(*, timeline: Mapping[str, Any] | None = None, **changes: Any) -> Programme:
    """Return a small whole programme; `timeline` and `changes` replace fields by name.

    East and West are served by one body. East signs in order; North's cabinet has a call-in of
    five working days, and signs side by side; at West either of two co-chairs signs.
    """
    facilitator = Contact("programme lead", "lead@facilitator.example.org")
    shared = BodyId("shared-board")
    programme = Programme(
        agreement_id="example-mou",
        title="Memorandum of Understanding between the VCSE sector and the ICS",
        text="agreement/mou.html.j2",
        system_id="example",
        system_name="Example",
        timezone=LONDON,
        facilitator="The Facilitator",
        facilitator_contact=facilitator,
        parties=(
            Party(
                VCSE,
                "VCSE sector",
                (
                    Partner("Alliance", contact=Contact("chair", "chair@alliance.example.org")),
                    Partner("Small Groups Network", on_behalf_of="small groups"),
                ),
            ),
            Party(
                ICS,
                "Integrated Care System",
                (
                    Partner("ICB", contact=Contact("secretary", "secretary@icb.example.org")),
                    Partner("Councils Together", succeeds="Councils Forum"),
                ),
            ),
        ),
        bodies=(
            Body(BodyId("icb-board"), "ICB board", (BOARD_MET_ON, date(2027, 5, 25))),
            Body(BodyId("icp"), "Integrated care partnership", (date(2027, 6, 17),)),
            Body(
                BodyId("north-cabinet"),
                "North Cabinet",
                (date(2027, 6, 10), date(2027, 9, 9)),
                call_in_working_days=5,
            ),
            Body(shared, "Shared Board", (date(2027, 6, 24), date(2027, 9, 23))),
        ),
        timeline=a_timeline(**(timeline or {})),
        signing=SigningRule(),
        places=(
            Place(
                EAST,
                "East",
                shared,
                (
                    a_block(1, ICS, a_signatory("chair", "east")),
                    a_block(2, VCSE, a_signatory("vcse lead", "east")),
                ),
                ons_code="E06000001",
                area="Coast",
                copies=(Contact("clerk", "clerk@east.example.org"),),
            ),
            Place(
                NORTH,
                "North",
                BodyId("north-cabinet"),
                (
                    a_block(1, ICS, a_signatory("leader", "north")),
                    a_block(1, VCSE, a_signatory("vcse lead", "north")),
                ),
                area="Hills",
            ),
            Place(
                WEST,
                "West",
                shared,
                (
                    a_block(
                        1,
                        VCSE,
                        a_signatory("co-chair A", "west"),
                        a_signatory("co-chair B", "west"),
                    ),
                    a_block(2, ICS, a_signatory("chair", "west")),
                ),
                area="Coast",
            ),
        ),
    )
    return replace(programme, **changes)


def an_office(
    folder: Path,
    programme: Programme | None = None,
    *,
    now: datetime | None = None,
    launched: bool = True,
    on: Databases = SQLITE,
) -> Office:
    """Return an office on a migrated register, in the folder if it is SQLite's, and fakes for all else.

    The programme's version 1 is on the register, planned, unless `launched` is False.
    """
    clock = FakeClock() if now is None else FakeClock(now)
    register = a_register(on.new(folder), clock)
    register.migrate()
    office = _office_of(clock, register)
    if launched:
        register_version(office, programme or a_programme(), 1)
    return office


def a_register(url: str, clock: FakeClock) -> SqlRegister:
    """Return the register of that database; SQLite's does not wait for the disk."""
    register = SqlRegister(url, clock)
    if register.engine.dialect.name == "sqlite":
        event.listen(register.engine, "connect", lambda c, _: c.execute("PRAGMA synchronous=OFF"))
    return register


def another_office(url: str, now: datetime, documents: DocumentStore) -> Office:
    """Return the office of another process on a register and a store that are there already."""
    clock = FakeClock(now)
    return _office_of(clock, a_register(url, clock), documents)


def _office_of(
    clock: FakeClock, register: SqlRegister, documents: DocumentStore | None = None
) -> Office:
    return Office(
        clock=clock,
        register=register,
        publisher=FakePublisher(),
        store=documents or MemoryStore(),
        sealer=FakeSealer(),
        postman=FakePostman(),
        links=Links(b"a key for tests only", "https://portal.example.org"),
    )


@dataclass(frozen=True)
class Snapshot:
    """An office as it stood, from which any number of tests can go on."""

    on: Databases
    database: bytes | str
    files: dict[str, bytes]
    now: datetime


def snapshot_of(office: Office, on: Databases = SQLITE) -> Snapshot:
    """Return a snapshot of the office, which is closed by it."""
    engine_of(office).dispose()
    assert isinstance(office.store, MemoryStore)
    return Snapshot(on, on.keep(url_of(office)), dict(office.store.files), office.clock.now())


def an_office_from(snapshot: Snapshot, folder: Path) -> Office:
    """Return an office that goes on from the snapshot, in the folder if it is SQLite's."""
    clock = FakeClock(snapshot.now)
    office = _office_of(clock, a_register(snapshot.on.copy(snapshot.database, folder), clock))
    assert isinstance(office.store, MemoryStore)
    office.store.files.update(snapshot.files)
    return office


def url_of(office: Office) -> str:
    """Return the URL of the office's database, with which another process opens the same."""
    assert isinstance(office.register, SqlRegister)
    return office.register.url


def clock_of(office: Office) -> FakeClock:
    assert isinstance(office.clock, FakeClock)
    return office.clock


def postman_of(office: Office) -> FakePostman:
    assert isinstance(office.postman, FakePostman)
    return office.postman


def version_of(office: Office) -> Version:
    with office.register.reading() as view:
        return view.version(VERSION)


def place_of(office: Office, place: str) -> PlaceRecord:
    with office.register.reading() as view:
        return view.place(view.version(VERSION), place)


def signing_of(office: Office, scope: str = PUBLIC) -> Signing:
    with office.register.reading() as view:
        return view.signing(view.version(VERSION), scope)


def facts_of(office: Office, about: str | None = None) -> list[str]:
    """Return the facts of the trail in order, of one subject such as `example-mou-v1/east` or all."""
    with office.register.reading() as view:
        return [e.fact for e in view.trail() if about is None or e.about == about]


def engine_of(office: Office) -> Engine:
    assert isinstance(office.register, SqlRegister)
    return office.register.engine


def rows_of(office: Office, *without: str) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table, in a steady order, but for the tables named."""
    with engine_of(office).connect() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(table.select())), key=repr)
            for table in metadata.sorted_tables
            if table.name not in without
        }


def go_to(office: Office, day: date, hour: int = 12) -> None:
    """Set the clock to that day, unless it is later already: time does not run back."""
    moment = at_local(day, time(hour), LONDON)
    clock_of(office).set(max(moment, office.clock.now()))


def in_review(office: Office) -> Office:
    """Open the review window on its first day."""
    version = version_of(office)
    if version.state == VersionState.PLANNED:
        go_to(office, version.programme.timeline.window_opens, 9)
        open_review_window(office, VERSION)
    return office


def frozen(office: Office) -> Office:
    """Freeze the text on the day after the review window's last."""
    in_review(office)
    version = version_of(office)
    if version.state == VersionState.IN_REVIEW:
        go_to(office, version.programme.comments_until + timedelta(days=1), 9)
        freeze_version(office, VERSION)
    return office


def approved(office: Office) -> Office:
    """Have the board approve at its first meeting."""
    frozen(office)
    if version_of(office).state == VersionState.AWAITING_APPROVAL:
        go_to(office, BOARD_MET_ON, 16)
        decision = BoardDecision(BoardOutcome.APPROVED, BOARD_MET_ON, "ICB/27/31")
        decide_board(office, VERSION, board_answers(office, VERSION), decision)
    return office


def publicly_signed(office: Office) -> Office:
    """Have everyone sign in public on the day, and the agreement sealed."""
    approved(office)
    version = version_of(office)
    if version.state == VersionState.SIGNING:
        go_to(office, version.public_signing_on, 10)
        all_signed(office)
    return office


def place_asked(office: Office, place: str) -> Office:
    """Ask one place for its decision."""
    publicly_signed(office)
    advance_place(office, VERSION, place)
    return office


def place_decided(
    office: Office,
    place: PlaceId,
    outcome: Outcome = Outcome.RATIFIED,
    *,
    text: str = "",
    decided_on: date | None = None,
    minute: str | None = None,
) -> Office:
    """Have one place asked and decide, on its body's first meeting; nothing after that is done."""
    place_asked(office, place)
    day = decided_on or DECIDED_ON[place]
    go_to(office, day, 17)
    words = text or ("" if outcome == Outcome.RATIFIED else f"The words of {place}.")
    decision = PlaceDecision(outcome, day, minute or f"{place}/27/1", words)
    decide_place(office, VERSION, place, decision)
    return office


def call_in_over(office: Office, place: PlaceId) -> Office:
    """Go to the day after the place's call-in, if it has one."""
    until = place_of(office, place).ratification.call_in_until
    if until is not None:
        go_to(office, until + timedelta(days=1), 9)
    return office


def advance(office: Office, scope: str = PUBLIC) -> tuple[str, ...]:
    """Do what is due for the version as a whole, or at one place."""
    if scope == PUBLIC:
        return advance_version(office, VERSION)
    return advance_place(office, VERSION, scope)


BROWSER = "the browser of a test"


def identified(office: Office, token: str) -> str:
    """Have whoever holds the link give the code sent to them; return what stands for their browser."""
    if doorstep(office, token, BROWSER) is not None:
        send_code(office, token, BROWSER)
        confirm_identity(office, token, BROWSER, code_sent(office, token))
    return BROWSER


def code_sent(office: Office, token: str) -> str:
    """Return the last code that was sent for the link."""
    with office.register.reading() as view:
        request = view.request_by_link(fingerprint(token))
        assert request is not None
        return office.links.code(identity_checks(view, request)[-1].subject)


def signed_by_link(office: Office, token: str, name: str, document_sha256: str) -> SigningPage:
    """Have whoever holds the link show that it is they, and sign."""
    return sign(office, token, identified(office, token), name, document_sha256)


def declined_by_link(office: Office, token: str, reason: str) -> SigningPage:
    """Have whoever holds the link show that it is they, and decline."""
    return decline(office, token, identified(office, token), reason)


def sign_request(office: Office, request: SigningRequest) -> None:
    """Sign a request through its personal link, under the name of the role."""
    clock_of(office).advance(minutes=1)
    signatory = signing_of(office, request.scope).signatory(request.seat)
    token = office.links.token(request.id)
    signed_by_link(office, token, signatory.role, request.document_sha256)


def all_signed(office: Office, scope: str = PUBLIC) -> Office:
    """Have everyone asked sign, in order, until nothing is left to sign; the seal included."""
    advance(office, scope)
    while waiting := signing_of(office, scope).open_requests:
        sign_request(office, waiting[0])
        advance(office, scope)
    return office


def ratified(
    office: Office, place: PlaceId, outcome: Outcome = Outcome.RATIFIED, *, text: str = ""
) -> Office:
    """Lead one place to its sealed outcome: asked, decided, call-in over, signed, sealed."""
    place_decided(office, place, outcome, text=text)
    call_in_over(office, place)
    return all_signed(office, place)


def everywhere_ratified(office: Office) -> Office:
    """Lead every place to ratification, and let the agreement take effect."""
    for place in (EAST, NORTH, WEST):
        place_asked(office, place)
    for place in (NORTH, EAST, WEST):
        ratified(office, place)
    advance(office)
    return office
