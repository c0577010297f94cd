"""A representative's mandate is disputed: the signature stands, the appointing body decides."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from concordat.domain.facts import Fact
from concordat.domain.programme import Programme
from concordat.domain.seating import SeatName
from concordat.domain.signature import PUBLIC, MandateDispute
from concordat.domain.states import PlaceStatus
from concordat.services.certificate import Certificate, CertifiedDispute
from concordat.services.certify import issue_certificate
from concordat.services.dispute_mandate import Dispute, dispute_mandate
from concordat.services.office import Office
from concordat.services.settle_mandate import Settlement, settle_mandate
from tests.databases import Databases
from tests.fakes import (
    EAST,
    NORTH,
    VCSE,
    VERSION,
    WEST,
    FakePublisher,
    a_block,
    a_signatory,
    advance,
    all_signed,
    an_office,
    call_in_over,
    engine_of,
    go_to,
    place_asked,
    place_decided,
    place_of,
    ratified,
    rows_of,
    signing_of,
    url_of,
)
from tests.scenarios.seats import (
    MANDATE,
    Make,
    assert_whole,
    entries,
    letters,
    programme_with,
    refused,
    with_seat,
)

LEAD = SeatName("vcse lead")
RAISED_ON, SETTLED_ON = date(2027, 6, 24), date(2027, 7, 1)
DISPUTE = Dispute(LEAD, RAISED_ON, "Small Groups Network", "No vote was held.")
SETTLEMENT = Settlement(
    LEAD, SETTLED_ON, "the VCSE  assembly", upheld=True, note="The vote of 3 March stands."
)


class KeepingPublisher(FakePublisher):
    """Keeps what each certificate is made from."""

    def __init__(self) -> None:
        self.certificates: list[Certificate] = []

    def certificate_pdf(self, content: Certificate) -> bytes:
        self.certificates.append(content)
        return super().certificate_pdf(content)


def mandated() -> Programme:
    """Return the programme in which East's VCSE lead and the public chair sign by mandate."""
    programme = programme_with(EAST, with_seat(1, mandate=MANDATE))
    blocks = programme.timeline.public_signing
    chair = replace(a_signatory("chair", "alliance"), mandate=MANDATE)
    public = (a_block(1, VCSE, chair), *blocks[1:])
    return replace(programme, timeline=replace(programme.timeline, public_signing=public))


@pytest.fixture
def make(databases: Databases, tmp_path: Path) -> Iterator[Make]:
    made: list[Office] = []

    def make_one(programme: Programme) -> Office:
        office = an_office(tmp_path, programme, on=databases)
        made.append(replace(office, publisher=KeepingPublisher()))
        return made[-1]

    yield make_one
    for one in made:
        engine_of(one).dispose()
        databases.drop(url_of(one))


@pytest.fixture
def office(make: Make) -> Office:
    """Begin on the day East has ratified."""
    return ratified(make(mandated()), EAST)


def disputes(office: Office) -> tuple[MandateDispute, ...]:
    with office.register.reading() as view:
        return view.records(MandateDispute, VERSION)


def test_s40_a_disputed_signature_stands_and_the_appointing_body_decides(office: Office) -> None:
    signed = signing_of(office, EAST).signatures
    assert signed[1].authority == (
        "mandate from the VCSE Assembly; basis: its vote of 3 March 2027; limits: may not commit funds"
    )
    dispute_mandate(office, VERSION, EAST, DISPUTE)
    [raised] = disputes(office)
    assert (raised.number, raised.reason, raised.settled_on) == (1, "No vote was held.", None)
    assert [to for to, _ in letters(office, "change-recorded")] == [
        ("lead@facilitator.example.org",),
        ("clerk@east.example.org",),
    ]
    go_to(office, SETTLED_ON)
    settle_mandate(office, VERSION, EAST, SETTLEMENT)
    [settled] = disputes(office)
    assert settled == replace(
        raised,
        settled_on=SETTLED_ON,
        settled_by="the VCSE Assembly",
        upheld=True,
        note="The vote of 3 March stands.",
    )
    assert len(letters(office, "change-recorded", "/settled/")) == 4
    assert signing_of(office, EAST).signatures == signed
    assert place_of(office, EAST).ratification.status == PlaceStatus.RATIFIED
    [one], [two] = (entries(office, f) for f in (Fact.MANDATE_DISPUTED, Fact.MANDATE_SETTLED))
    assert (one.said["raised_by"], two.said["upheld"]) == ("Small Groups Network", True)
    assert_whole(office)


def test_s40_disputes_open_and_settled_are_noted_on_the_certificate(office: Office) -> None:
    dispute_mandate(office, VERSION, EAST, DISPUTE)
    public = replace(DISPUTE, seat=SeatName("chair"), reason="The term had ended.")
    dispute_mandate(office, VERSION, PUBLIC, public)
    for place in (NORTH, WEST):
        place_asked(office, place)
    for place in (WEST, NORTH):
        place_decided(office, place, decided_on=RAISED_ON)
        all_signed(call_in_over(office, place), place)
    advance(office)
    go_to(office, SETTLED_ON)
    settle_mandate(office, VERSION, EAST, replace(SETTLEMENT, upheld=False, note="No vote."))
    issue_certificate(office, VERSION)
    assert isinstance(office.publisher, KeepingPublisher)
    [certificate] = office.publisher.certificates
    assert certificate.disputes == (
        CertifiedDispute(
            "East",
            "vcse lead",
            "east",
            RAISED_ON,
            "Small Groups Network",
            "No vote was held.",
            SETTLED_ON,
            "the VCSE Assembly",
            False,
            "No vote.",
        ),
        CertifiedDispute(
            "Public signing",
            "chair",
            "alliance",
            RAISED_ON,
            "Small Groups Network",
            "The term had ended.",
        ),
    )
    [signature] = [s for s in certificate.signatures if s.role == "chair"]
    assert signature.authority is not None
    assert signature.authority.startswith("mandate from the VCSE Assembly")
    assert_whole(office)


def test_s40_one_decision_settles_every_open_dispute_about_a_mandate(office: Office) -> None:
    dispute_mandate(office, VERSION, EAST, DISPUTE)
    dispute_mandate(office, VERSION, EAST, replace(DISPUTE, raised_by="A member group"))
    go_to(office, SETTLED_ON)
    settle_mandate(office, VERSION, EAST, SETTLEMENT)
    assert [d.settled_on for d in disputes(office)] == [SETTLED_ON, SETTLED_ON]
    again = replace(DISPUTE, raised_on=SETTLED_ON, reason="The minute is wrong.")
    dispute_mandate(office, VERSION, EAST, again)
    settle_mandate(office, VERSION, EAST, replace(SETTLEMENT, note="It is right."))
    assert [d.note for d in disputes(office)] == [
        "The vote of 3 March stands.",
        "The vote of 3 March stands.",
        "It is right.",
    ]
    assert_whole(office)


def test_s40_the_same_dispute_or_decision_recorded_again_changes_nothing(office: Office) -> None:
    dispute_mandate(office, VERSION, EAST, DISPUTE)
    before = rows_of(office)
    dispute_mandate(office, VERSION, EAST, replace(DISPUTE, reason=" No vote was held. "))
    assert rows_of(office) == before
    go_to(office, SETTLED_ON)
    settle_mandate(office, VERSION, EAST, SETTLEMENT)
    before = rows_of(office)
    settle_mandate(office, VERSION, EAST, SETTLEMENT)
    assert rows_of(office) == before


@pytest.mark.parametrize(
    ("raised", "says"),
    [
        (replace(DISPUTE, seat=SeatName("chair")), "signs without a mandate"),
        (replace(DISPUTE, raised_on=date(2027, 6, 25)), "2027-06-25 is in the future"),
        (replace(DISPUTE, raised_by=" "), "needs who disputes the mandate"),
        (replace(DISPUTE, reason=""), "needs a reason"),
    ],
)
def test_s40_a_dispute_that_cannot_be_as_written_is_refused(
    office: Office, raised: Dispute, says: str
) -> None:
    refused(
        office,
        lambda: dispute_mandate(office, VERSION, EAST, raised),
        says,
        place=EAST,
        state="ratified",
        attempted="dispute a mandate",
    )


@pytest.mark.parametrize(
    ("settled", "says"),
    [
        (replace(SETTLEMENT, seat=SeatName("chair")), "signs without a mandate"),
        (replace(SETTLEMENT, settled_by="The Facilitator"), "did not give this mandate"),
        (replace(SETTLEMENT, note=""), "needs what was decided"),
        (replace(SETTLEMENT, settled_on=date(2027, 6, 23)), "was disputed on 2027-06-24, after"),
        (replace(SETTLEMENT, settled_on=date(2027, 6, 25)), "2027-06-25 is in the future"),
    ],
)
def test_s40_a_decision_that_cannot_be_as_written_is_refused(
    office: Office, settled: Settlement, says: str
) -> None:
    dispute_mandate(office, VERSION, EAST, DISPUTE)
    refused(
        office,
        lambda: settle_mandate(office, VERSION, EAST, settled),
        says,
        place=EAST,
        state="ratified",
        attempted="settle a dispute about a mandate",
    )


def test_s40_what_is_not_disputed_or_was_settled_otherwise_is_not_settled(office: Office) -> None:
    go_to(office, SETTLED_ON)
    refused(
        office,
        lambda: settle_mandate(office, VERSION, EAST, SETTLEMENT),
        "no dispute about this mandate is open",
        place=EAST,
        state="ratified",
        attempted="settle a dispute about a mandate",
    )
    dispute_mandate(office, VERSION, EAST, DISPUTE)
    settle_mandate(office, VERSION, EAST, SETTLEMENT)
    refused(
        office,
        lambda: settle_mandate(office, VERSION, EAST, replace(SETTLEMENT, upheld=False)),
        "no dispute about this mandate is open",
        place=EAST,
        state="ratified",
        attempted="settle a dispute about a mandate",
    )
