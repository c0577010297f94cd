"""A programme and its documents, as plain values: three places, two parties, nobody's name."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from concordat.documents.redline import mark_changes
from concordat.domain.board_case import BoardCase, EqualityAssessment, Risk
from concordat.domain.parties import (
    Contact,
    Deputy,
    Mandate,
    Partner,
    Party,
    PartyId,
    Signatory,
    SigningBlock,
)
from concordat.domain.places import Predecessor
from concordat.domain.programme import (
    Body,
    BodyId,
    Place,
    Programme,
    Timeline,
)
from concordat.domain.rules import (
    EffectRule,
    PlaceId,
    Quorum,
    ReviewRule,
    SigningRule,
)
from concordat.domain.signing import Seat, SignatureSlot, slots
from concordat.services.certificate import (
    Certificate,
    CertificateLine,
    CertifiedDispute,
    CertifiedSignature,
)
from concordat.services.content import (
    AccessionDocument,
    AgreementDocument,
    AgreementText,
    Answer,
    BoardPaper,
    CaseStudy,
    Commitment,
    CommitmentReport,
    RecordDocument,
    RedlineDocument,
    ReviewReport,
    SignatureContent,
)
from concordat.services.mailings import Occasion, PartnerNotice, SignatoryLetter

TEMPLATES = Path(__file__).parents[3] / "templates"
ICS, VCSE = PartyId("ics"), PartyId("vcse")
MADE_AT = datetime(2027, 6, 10, 15, 30, tzinfo=UTC)
SHA256 = "3f9a" * 16


def block(
    order: int, party: PartyId, *roles: str, organisation: str, need: int = 1
) -> SigningBlock:
    candidates = tuple(Signatory(role, organisation, "x@place.example.org") for role in roles)
    return SigningBlock(order, party, candidates, need)


PLACE_SIGNATORIES = (
    block(1, VCSE, "Chair of the voluntary sector forum", organisation="Place Voluntary Forum"),
    block(1, ICS, "Chair of the place committee", organisation="Place Committee"),
    block(
        2,
        VCSE,
        "Chief officer",
        "Deputy chief officer",
        organisation="Place Community Alliance (Cynghrair Gymunedol Tŷ Ŵyr)",
    ),
)


def programme(places: int = 3) -> Programme:
    board = Body(BodyId("board"), "the Board of the Integrated Care Board", (date(2027, 3, 30),))
    board = replace(board, quorum=Quorum(7, ("chair or vice-chair",)))
    bodies = [board]
    found = []
    for number in range(1, places + 1):
        body = Body(BodyId(f"body-{number:02}"), f"the Place Committee of Place {number}")
        bodies.append(body)
        found.append(
            Place(PlaceId(f"place-{number:02}"), f"Place {number}", body.id, PLACE_SIGNATORIES)
        )
    return Programme(
        agreement_id="test-mou",
        title="Memorandum of Understanding between the sectors",
        text="agreement/mou.html.j2",
        system_id="test",
        system_name="Test System",
        timezone="Europe/London",
        facilitator="Test Partnership Programme",
        facilitator_contact=Contact("Programme office", "office@programme.example.org"),
        parties=(
            Party(VCSE, "The VCSE sector", (Partner("Sector Alliance", "its 40 members"),)),
            Party(ICS, "The Integrated Care System", (Partner("Care Board", None, "Old Group"),)),
        ),
        bodies=tuple(bodies),
        timeline=Timeline(
            window_opens=date(2026, 12, 1),
            window_closes=date(2027, 2, 26),
            events=(),
            board=board.id,
            public_signing_on=date(2027, 5, 20),
            public_signing=(
                block(1, VCSE, "Chair of the alliance", organisation="Sector Alliance"),
                block(1, ICS, "Chair of the board", organisation="Care Board"),
            ),
            presentation=None,
            ratification_due=date(2027, 9, 30),
            effect=EffectRule(2, (PlaceId("place-01"),), 14),
            term_months=12,
            review=ReviewRule(),
        ),
        signing=SigningRule(),
        places=tuple(found),
    )


COMMITMENTS = (
    Commitment("J1", "joint", "Plan together from the start, and say so when plans change."),
    Commitment("V1", "vcse", "Speak for the whole sector, the smallest groups included."),
    Commitment("I1", "ics", "Tell partners of a decision before it is taken."),
)
TEXT = AgreementText("<h2>Purpose</h2>\n<p>To work as equals.</p>\n", SHA256, COMMITMENTS, ())


def agreement() -> AgreementDocument:
    made = programme()
    return AgreementDocument(
        made, 1, TEXT, slots(made.timeline.public_signing), MADE_AT, rehearsal=False
    )


OLD_WORDS = """<h2>Purpose</h2>
<p>To work as <strong>equals</strong>, in every place of the system.</p>
<h3>What we promise</h3>
<ul><li>To plan together from the start.</li><li>To ask before we decide.</li><li>To listen.</li></ul>
<p>Nothing here binds anybody else.<sup>1</sup></p>
<table><caption>Actions</caption>
<thead><tr><th scope="col">No.</th><th scope="col">Action</th></tr></thead>
<tbody><tr><th scope="row">1</th><td>Hold briefings for senior leaders.</td></tr>
<tr><th scope="row">2</th><td>Map the boards and groups.</td></tr></tbody></table>
<p>The end.</p>
"""
NEW_WORDS = """<h2>Purpose</h2>
<p>To work as <strong>equal partners</strong>, in every place of the system.</p>
<h3>Promises</h3>
<ul><li>To plan together from the start, and to say so.</li><li>To listen.</li></ul>
<p>A partner &amp; a place speak for themselves.</p>
<p>Nothing here binds anybody else.<sup>1</sup></p>
<table><caption>Actions</caption>
<thead><tr><th scope="col">No.</th><th scope="col">Action</th></tr></thead>
<tbody><tr><th scope="row">1</th><td>Hold briefings for all staff and senior leaders.</td></tr>
<tr><th scope="row">3</th><td>Publish what will change.</td></tr></tbody></table>
<p>The end.</p>
"""


def redline(old: str = OLD_WORDS, new: str = NEW_WORDS) -> RedlineDocument:
    return RedlineDocument(
        programme=programme(),
        version=2,
        version_sha256="07c1" * 16,
        earlier=1,
        earlier_sha256=SHA256,
        changes=mark_changes(old, new),
        made_at=MADE_AT,
        rehearsal=False,
    )


def record() -> RecordDocument:
    return RecordDocument(
        programme=programme(),
        version=1,
        version_sha256=SHA256,
        agreement_pdf_sha256="07c1" * 16,
        place_name="Place 1",
        place_ons_code="E06000047",
        body_name="the Place Committee of Place 1",
        outcome="ratified",
        decided_on=date(2027, 6, 10),
        minute_reference="PC/27/041",
        reservation=None,
        condition=None,
        reason=None,
        slots=slots(PLACE_SIGNATORIES),
        made_at=MADE_AT,
        rehearsal=False,
    )


def authorised() -> tuple[SignatureSlot, ...]:
    """Return slots with a mandate, a deputy, one of several, and several who all sign."""
    mandate = Mandate("the Assembly", "its vote of 3 March 2027", "may not commit funds")
    days = (date(2027, 6, 14), date(2027, 6, 30))
    deputy = Deputy("Vice-chair", "v@place.example.org", *days, "minute PC/27/044")
    forum, committee, either = PLACE_SIGNATORIES
    return slots(
        (
            replace(forum, candidates=(replace(forum.candidates[0], mandate=mandate),)),
            replace(committee, candidates=(replace(committee.candidates[0], deputy=deputy),)),
            either,
            block(2, ICS, "Co-chair A", "Co-chair B", organisation="Place Partnership", need=2),
        )
    )


def reserved_record() -> RecordDocument:
    words = "The committee holds that two months' notice is too short.\nIt asks for three."
    return replace(record(), outcome="ratified with reservation", reservation=words)


def declined_record() -> RecordDocument:
    why = "The committee wishes to see the budget for the second year first."
    return replace(record(), outcome="declined", reason=why, slots=())


def confirmed_record() -> RecordDocument:
    before = (
        Predecessor("Old Place", "5b21" * 16, "Notice is too short."),
        Predecessor("Older Place", "6c32" * 16, None),
    )
    return replace(
        record(),
        outcome="confirmed as successor",
        reservation="Old Place: Notice is too short.",
        predecessors=before,
    )


def accession() -> AccessionDocument:
    return AccessionDocument(
        programme=programme(),
        version=1,
        version_sha256=SHA256,
        agreement_pdf_sha256="07c1" * 16,
        party_name="Voluntary, community and social enterprise sector",
        partner="Carers Trust (Ymddiriedolaeth Gofalwyr Tŷ Ŵyr)",
        on_behalf_of="unpaid carers",
        decided_on=date(2027, 6, 28),
        minute_reference="CT/27/4",
        joined_on=date(2027, 7, 15),
        made_at=MADE_AT,
        rehearsal=False,
    )


def board_paper() -> BoardPaper:
    summaries = ("Eight responses ask for a plainer word than “system”.", "Two ask for Welsh: Tŷ.")
    return BoardPaper(
        programme(), 1, SHA256, date(2027, 3, 30), 17, summaries, MADE_AT, rehearsal=False
    )


def answered_paper() -> BoardPaper:
    """Return a paper on an amended version, with everything that a programme can supply."""
    case = BoardCase(
        reasons=("The guidance asks for it.",),
        risks=(Risk("Too few places ratify.", "Each is asked in time.", "Programme lead"),),
        equality=EqualityAssessment(
            "the equality lead", "A screening with VCSE groups.", "Neutral.", date(2026, 11, 30)
        ),
        financial="No new spending.",
        legal="It is not a contract.",
    )
    made = board_paper()
    return replace(
        made,
        programme=replace(made.programme, board_case=case),
        organisations=9,
        formats=("easy read",),
        answers=(Answer("“System” is no plain word.", "Section 3 names every partner."),),
        changed_in_review=3,
        amends=1,
        version=2,
        amendment="editorial",
        reason="A name has changed.",
        changes=mark_changes("<p>We plan late.</p>\n", "<p>We plan early.</p>\n"),
    )


def letter() -> SignatoryLetter:
    return SignatoryLetter(
        programme=programme(),
        version=1,
        version_sha256=SHA256,
        document_sha256="5b21" * 16,
        place_name="Place 1",
        role="Chief officer",
        organisation="Place Community Alliance (Cynghrair Gymunedol Tŷ Ŵyr)",
        authority="mandate from the Assembly; basis: its vote; limits: may not commit funds",
        seat=Seat(2, 0),
        slots=slots(PLACE_SIGNATORIES),
        expires_on=date(2027, 9, 8),
        on_paper=False,
        changes="Version 1 changes 3 passages of the text you know.",
        made_at=MADE_AT,
        rehearsal=False,
    )


def posted_letter() -> SignatoryLetter:
    """Return the letter to somebody without e-mail, about the agreement itself."""
    made = programme()
    return replace(
        letter(),
        place_name=None,
        role="Chair of the alliance",
        organisation="Sector Alliance",
        authority=None,
        seat=Seat(0, 0),
        slots=slots(made.timeline.public_signing),
        on_paper=True,
        changes="",
    )


def notice(occasion: Occasion = Occasion.IN_EFFECT) -> PartnerNotice:
    told = certificate()
    lines = list(told.places)
    lines[4] = replace(
        lines[4], status="ratified subject to condition", condition="Once Place 1 has ratified."
    )
    signed = occasion == Occasion.SIGNED
    return PartnerNotice(
        programme=told.programme,
        version=1,
        version_sha256=SHA256,
        agreement_pdf_sha256="07c1" * 16,
        occasion=occasion,
        signatures=told.signatures,
        places=tuple(lines),
        counted=12,
        threshold=2,
        effective_on=None if signed else date(2027, 6, 24),
        term_ends_on=None if signed else date(2028, 6, 23),
        review_due_on=None if signed else date(2028, 6, 24),
        portal_url="https://portal.example.org",
        made_at=MADE_AT,
        rehearsal=False,
    )


def certificate(places: int = 14) -> Certificate:
    signed = (
        CertifiedSignature("Chair of the voluntary sector forum", "Place Voluntary Forum", MADE_AT),
        CertifiedSignature("Chair of the place committee", "Place Committee", MADE_AT),
        CertifiedSignature("Chief officer", "Place Community Alliance", MADE_AT),
    )
    ratified = CertificateLine(
        "", "ratified", date(2027, 6, 10), date(2027, 6, 24), None, "5b21" * 16, signed
    )
    lines = [replace(ratified, place_name=f"Place {number}") for number in range(1, places + 1)]
    lines[1] = replace(lines[1], status="ratified with reservation", reservation="Notice is short.")
    lines[2] = CertificateLine("Place 3", "declined", date(2027, 7, 1), None, None, "99aa" * 16)
    lines[3] = CertificateLine("Place 4", "awaiting decision", None, None, None, None)
    return Certificate(
        programme=programme(places),
        version=1,
        version_sha256=SHA256,
        agreement_pdf_sha256="07c1" * 16,
        approved_on=date(2027, 3, 30),
        minute_reference="ICB/27/012",
        effective_on=date(2027, 6, 24),
        review_due_on=date(2028, 6, 24),
        signatures=signed[:2],
        places=tuple(lines),
        trail_entries=412,
        trail_head="e0d4" * 16,
        seal_level="B-B",
        made_at=MADE_AT,
        rehearsal=False,
    )


def disputed_certificate() -> Certificate:
    open_one = CertifiedDispute(
        "Place 1",
        "Chair of the voluntary sector forum",
        "Place Voluntary Forum",
        date(2027, 6, 20),
        "the Small Groups Network",
        "No vote was held.",
    )
    body = {"settled_by": "the Assembly"}
    made = certificate()
    deputy = replace(made.signatures[0], authority="deputy for the Chair, under minute 7")
    return replace(
        made,
        signatures=(deputy, *made.signatures[1:]),
        disputes=(
            open_one,
            replace(
                open_one, settled_on=date(2027, 6, 30), upheld=True, note="It was good.", **body
            ),
            replace(
                open_one, settled_on=date(2027, 7, 1), upheld=False, note="It was not.", **body
            ),
        ),
    )


def review_report() -> ReviewReport:
    return ReviewReport(
        programme=programme(),
        version=1,
        version_sha256=SHA256,
        cycle=1,
        due_on=date(2028, 6, 24),
        commitments=COMMITMENTS,
        case_studies=(
            CaseStudy("Sector Alliance", True, "A hospital discharge scheme was planned jointly."),
            CaseStudy("Care Board", False, "Contracts still end in March, whatever was planned."),
        ),
        reports=(
            CommitmentReport("Sector Alliance", "J1", "partly kept", "Planned, but late."),
            CommitmentReport("Care Board", "J1", "kept", "Both sectors sat on each group."),
            CommitmentReport("Care Board", "I1", "not kept", "Two decisions were not announced."),
        ),
        asked=3,
        returned=2,
        made_at=MADE_AT,
        rehearsal=False,
        not_returned=("Old Group",),
    )


def signature(
    field: str, *, certify: bool, name: str = "The holder of the office"
) -> SignatureContent:
    return SignatureContent(
        field=field,
        name=name,
        role="Chair of the place committee",
        organisation="Place Committee",
        reason="Attests the ratification record",
        signed_at=MADE_AT,
        certify=certify,
    )
