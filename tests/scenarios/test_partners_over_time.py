"""S35 and S36: partners withdraw, join and are succeeded, each on its day."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from concordat.domain.decision import Outcome
from concordat.domain.errors import ConcordatError, LinkRefused, NotAllowed, NotFound
from concordat.domain.facts import Fact
from concordat.domain.gates import is_under_way
from concordat.domain.membership import (
    Accession,
    CommitmentMove,
    Handover,
    Leaver,
    Succession,
    Withdrawal,
)
from concordat.domain.parties import Contact, Partner
from concordat.domain.partners import find_partner
from concordat.domain.record import Version
from concordat.domain.rules import WithdrawalRule
from concordat.domain.signature import RequestStatus
from concordat.domain.states import VersionState
from concordat.domain.term import EffectSpan
from concordat.domain.trail import chain_faults
from concordat.register.replay import differences
from concordat.services.admit import Admission, admit_partner
from concordat.services.cancel_withdrawal import cancel_withdrawal
from concordat.services.content import AccessionDocument
from concordat.services.decide_place import PlaceDecision, decide_place
from concordat.services.office import Office
from concordat.services.review_cycle import open_review
from concordat.services.sign import open_link
from concordat.services.standing import standing
from concordat.services.succeed_partner import PartnerSuccession, succeed_partner
from concordat.services.withdraw import LeavingNotice, withdraw_partner
from concordat.status_table import status_table
from tests.databases import Databases
from tests.fakes import (
    EAST,
    ICS,
    NORTH,
    VCSE,
    VERSION,
    WEST,
    FakePublisher,
    a_programme,
    advance,
    an_office,
    engine_of,
    facts_of,
    go_to,
    marks,
    place_asked,
    place_decided,
    ratified,
    rows_of,
    signing_of,
    version_of,
)

NETWORK = "Small Groups Network"
NOTIFIED, LEAVES = date(2027, 7, 1), date(2027, 9, 29)
NOTICE = LeavingNotice(NOTIFIED, LEAVES, "It merges.")
GIVEN = Handover("speak-plainly", "Alliance", "It speaks for the sector.")
CLOSED = Handover("share-plans", None, "It is done.")
TRUST = Contact("secretary", "secretary@trust.example.org")
JOINING = Admission(
    VCSE, "Carers Trust", date(2027, 6, 28), "CT/27/4", date(2027, 7, 15), "carers", TRUST
)
BECOMES = PartnerSuccession(
    NETWORK, "Groups United", date(2027, 8, 1), "Resolution of 1 July 2027", "small groups", TRUST
)


@pytest.fixture
def office(both_ratified_office: Office) -> Office:
    """Begin every life here in the week after the agreement took effect."""
    go_to(both_ratified_office, NOTIFIED)
    return both_ratified_office


def refusal(
    office: Office, act: Callable[[], None], kind: type[ConcordatError], says: str
) -> ConcordatError:
    """Return the refusal of an act, which has changed nothing and says what to do instead."""
    before = rows_of(office)
    with pytest.raises(kind, match=re.escape(says)) as found:
        act()
    assert rows_of(office) == before
    assert found.value.remedy
    assert found.value.attempted
    return found.value


def is_whole(office: Office) -> bool:
    """Say whether the register equals its trail, and the trail's chain holds."""
    with office.register.reading() as view, engine_of(office).connect() as connection:
        trail = view.trail()
        return not differences(connection, trail) and not chain_faults(
            [entry.as_line() for entry in trail]
        )


def partner(office: Office, name: str) -> Partner:
    return find_partner(version_of(office).programme, name)[1]


def told(office: Office, occasion: str) -> dict[str, dict[str, str]]:
    """Return what each partner is told on an occasion, by its name."""
    with office.register.reading() as view:
        return {
            n.params["partner"]: n.params for n in view.unsent_notices() if occasion in f"{n.id}/"
        }


def moves_of(office: Office) -> dict[str, str | None]:
    with office.register.reading() as view:
        return {m.commitment: m.to for m in view.records(CommitmentMove, VERSION)}


def table_of(office: Office) -> str:
    with office.register.reading() as view:
        return status_table(standing(view, VERSION))


def test_s35_a_partner_leaves_by_itself_on_the_day_its_notice_has_run(office: Office) -> None:
    withdraw_partner(office, VERSION, NETWORK, NOTICE, (GIVEN, CLOSED))
    assert set(told(office, "/withdrawal-1/")) == {
        "Alliance",
        NETWORK,
        "ICB",
        "Councils Together",
    }
    go_to(office, LEAVES - timedelta(days=1), 23)
    assert advance(office) == ()
    assert f"{NETWORK} leaves on {LEAVES}" in table_of(office)
    go_to(office, LEAVES, 1)
    assert advance(office) == ("LeavePartner",)
    assert partner(office, NETWORK).left_on == LEAVES - timedelta(days=1)
    assert not partner(office, NETWORK).is_partner(LEAVES)
    assert version_of(office).state == VersionState.IN_EFFECT
    assert f"{NETWORK} is a partner until 2027-09-28" in table_of(office)
    assert facts_of(office, VERSION)[-3:] == [
        Fact.PARTNER_LEFT,
        Fact.COMMITMENT_MOVED,
        Fact.COMMITMENT_MOVED,
    ]
    assert is_whole(office)


def test_s35_the_programme_of_before_is_kept_by_its_hash(office: Office) -> None:
    before = version_of(office)
    withdraw_partner(office, VERSION, NETWORK, NOTICE)
    go_to(office, LEAVES)
    advance(office)
    with office.register.reading() as view:
        entry = view.last_of(VERSION, Fact.PARTNER_LEFT)
        assert entry is not None
        assert entry.said["programme_was"] == before.programme_sha256
        assert entry.said["programme_sha256"] == view.version(VERSION).programme_sha256
        assert before.programme_sha256 in view.programmes()


def test_s35_its_commitments_are_given_to_another_or_closed_on_that_day(office: Office) -> None:
    withdraw_partner(office, VERSION, NETWORK, NOTICE, (GIVEN, CLOSED))
    assert moves_of(office) == {}
    go_to(office, LEAVES)
    advance(office)
    assert moves_of(office) == {"speak-plainly": "Alliance", "share-plans": None}


def test_s35_everyone_is_told_on_the_day_and_the_leaver_no_more_after_it(office: Office) -> None:
    withdraw_partner(office, VERSION, NETWORK, NOTICE, (GIVEN, CLOSED))
    go_to(office, LEAVES)
    advance(office)
    others = told(office, "/withdrawal-1-effective/")
    assert set(others) == {"Alliance", "ICB", "Councils Together"}
    assert others["ICB"]["what"] == (
        "Small Groups Network is no longer a partner from 29 September 2027."
    )
    assert others["ICB"]["next"] == (
        "the agreement goes on between the others. Of its commitments, 'speak-plainly' goes to "
        "Alliance; 'share-plans' is closed."
    )
    assert set(told(office, "withdrawal-1/left")) == {NETWORK}
    admit_partner(office, VERSION, JOINING)
    assert NETWORK not in told(office, "/accession-1/")


def test_s35_a_partner_that_has_left_is_not_asked_for_the_review(office: Office) -> None:
    withdraw_partner(office, VERSION, NETWORK, NOTICE)
    go_to(office, LEAVES)
    advance(office)
    assert "held no commitments" in told(office, "withdrawal-1/left")[NETWORK]["next"]
    go_to(office, date(2028, 4, 25))
    open_review(office, VERSION, 1)
    with office.register.reading() as view:
        asked = {a.partner for a in view.asks(VERSION, 1)}
    assert asked == {"Alliance", "ICB", "Councils Together"}


def test_s35_the_agreement_ends_when_a_party_has_too_few_partners_left(
    databases: Databases, tmp_path: Path
) -> None:
    rule = WithdrawalRule(notice_days=30, minimum_partners=2)
    office = an_office(tmp_path, a_programme(withdrawal=rule), on=databases)
    for place in (EAST, NORTH, WEST):
        place_asked(office, place)
    for place in (NORTH, EAST):
        ratified(office, place)
    place_decided(office, WEST)
    advance(office, WEST)
    advance(office)
    go_to(office, NOTIFIED)
    withdraw_partner(office, VERSION, NETWORK, replace(NOTICE, effective_on=date(2027, 7, 31)))
    go_to(office, date(2027, 7, 31), 1)
    [request, *_] = signing_of(office, WEST).open_requests
    assert advance(office) == ("LeavePartner",)
    version = version_of(office)
    assert version.state == VersionState.ENDED
    assert not is_under_way(version)
    with office.register.reading() as view:
        [span] = view.records(EffectSpan, VERSION)
    why = "Small Groups Network has left, and VCSE sector has fewer than 2 partners."
    assert (span.ceased_on, span.because) == (date(2027, 7, 31), why)
    assert set(told(office, "/withdrawal-1-effective/")) == {
        "Alliance",
        "ICB",
        "Councils Together",
    }
    assert {r.status for r in signing_of(office, WEST).requests} == {RequestStatus.CANCELLED}
    with pytest.raises(LinkRefused):
        open_link(office, office.links.token(request.id))
    assert is_whole(office)
    engine_of(office).dispose()


def test_s35_an_agreement_that_ends_before_it_took_effect_has_no_span_to_close(
    both_signed_office: Office,
) -> None:
    office = both_signed_office
    shrunk = replace(version_of(office).programme, withdrawal=WithdrawalRule(0, 2))
    with office.register.writing() as tx:
        sha256 = tx.add_programme(shrunk)
        tx.save(replace(tx.version(VERSION), programme=shrunk, programme_sha256=sha256))
        tx.record(Fact.DATES_MOVED, VERSION, {})
    place_asked(office, WEST)
    today = date(2027, 5, 21)
    go_to(office, today)
    withdraw_partner(office, VERSION, NETWORK, LeavingNotice(today, today))
    assert advance(office) == ("LeavePartner",)
    assert version_of(office).state == VersionState.ENDED
    assert advance(office, EAST) == ()
    decision = PlaceDecision(Outcome.RATIFIED, today, "SB/27/12")
    found = refusal(
        office,
        lambda: decide_place(office, VERSION, WEST, decision),
        NotAllowed,
        f"{VERSION} is ended: it is read-only.",
    )
    assert (found.place, found.state) == (WEST, VersionState.ENDED)
    with office.register.reading() as view:
        assert view.records(EffectSpan, VERSION) == ()


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda o: admit_partner(o, VERSION, JOINING), id="admit"),
        pytest.param(lambda o: withdraw_partner(o, VERSION, "Alliance", NOTICE), id="withdraw"),
        pytest.param(
            lambda o: succeed_partner(o, VERSION, replace(BECOMES, old="Alliance")), id="succeed"
        ),
    ],
)
def test_s35_an_ended_agreement_is_read_only(office: Office, act: Callable[[Office], None]) -> None:
    ended(office)
    found = refusal(office, lambda: act(office), NotAllowed, "Version 1 is 'ended'")
    assert found.state == VersionState.ENDED
    assert advance(office) == ()
    assert all(advance(office, place) == () for place in (EAST, NORTH, WEST))


def ended(office: Office) -> Version:
    """Let both partners of a party leave, one after the other: the second ends the agreement."""
    withdraw_partner(office, VERSION, "ICB", NOTICE)
    withdraw_partner(office, VERSION, "Councils Together", NOTICE)
    go_to(office, LEAVES)
    assert advance(office) == ("LeavePartner", "LeavePartner")
    version = version_of(office)
    assert version.state == VersionState.ENDED
    return version


@pytest.mark.parametrize(
    ("name", "notice", "kind", "says"),
    [
        ("Nobody", NOTICE, NotFound, "'Nobody' is not a partner"),
        (NETWORK, replace(NOTICE, notified_on=date(2027, 7, 2)), NotAllowed, "in the future"),
        (
            NETWORK,
            replace(NOTICE, effective_on=date(2027, 9, 28)),
            NotAllowed,
            "The first possible day is 2027-09-29.",
        ),
    ],
)
def test_s35_a_notice_that_cannot_be_as_written_is_refused(
    office: Office, name: str, notice: LeavingNotice, kind: type[ConcordatError], says: str
) -> None:
    refusal(office, lambda: withdraw_partner(office, VERSION, name, notice), kind, says)


@pytest.mark.parametrize(
    ("handovers", "says"),
    [
        (
            (Handover("hear-vcse", "Alliance", "So."),),
            "commitment 'hear-vcse': VCSE sector has not made it. Write one of: share-plans",
        ),
        ((GIVEN._replace(reason=" "),), "nothing says why"),
        ((GIVEN, GIVEN), "a commitment is named twice"),
        (
            (GIVEN._replace(to="ICB"),),
            "'ICB' is not a partner of VCSE sector that stays. Give it to one of: Alliance.",
        ),
        ((GIVEN._replace(to=NETWORK),), f"'{NETWORK}' is not a partner of VCSE sector that stays"),
    ],
)
def test_s35_a_handover_that_cannot_be_as_written_is_refused(
    office: Office, handovers: tuple[Handover, ...], says: str
) -> None:
    refusal(
        office,
        lambda: withdraw_partner(office, VERSION, NETWORK, NOTICE, handovers),
        NotAllowed,
        says,
    )


def test_s35_a_commitment_goes_on_to_whoever_stays_and_none_is_forgotten(office: Office) -> None:
    admit_partner(office, VERSION, replace(JOINING, joined_on=date(2027, 7, 1)))
    withdraw_partner(office, VERSION, NETWORK, NOTICE, (GIVEN, CLOSED))
    later = replace(NOTICE, effective_on=LEAVES + timedelta(days=1))

    def leave(*handovers: Handover) -> Callable[[], None]:
        return lambda: withdraw_partner(office, VERSION, "Alliance", later, handovers)

    refusal(office, leave(), NotAllowed, "of which nothing is said: speak-plainly")
    back = GIVEN._replace(to=NETWORK)
    refusal(office, leave(back), NotAllowed, "Give it to one of: Carers Trust.")
    leave(GIVEN._replace(to="Carers Trust"))()
    go_to(office, later.effective_on)
    assert advance(office) == ("LeavePartner", "LeavePartner")
    assert moves_of(office) == {"speak-plainly": "Carers Trust", "share-plans": None}
    last = replace(NOTICE, notified_on=later.effective_on, effective_on=date(2028, 1, 1))

    def trust_leaves(*handovers: Handover) -> Callable[[], None]:
        return lambda: withdraw_partner(office, VERSION, "Carers Trust", last, handovers)

    held = GIVEN._replace(to=None)
    refusal(office, trust_leaves(), NotAllowed, "nothing is said: speak-plainly")
    refusal(
        office,
        trust_leaves(GIVEN),
        NotAllowed,
        "Give it to one of: nobody: it can only be closed.",
    )
    refusal(office, trust_leaves(held, CLOSED), NotAllowed, "'share-plans': it is closed.")
    trust_leaves(held)()
    assert is_whole(office)


def test_s35_a_commitment_of_another_partner_cannot_be_given_away(office: Office) -> None:
    admit_partner(office, VERSION, JOINING)
    withdraw_partner(office, VERSION, NETWORK, NOTICE, (GIVEN._replace(to="Carers Trust"),))
    go_to(office, LEAVES)
    advance(office)
    notice = LeavingNotice(LEAVES, LEAVES + timedelta(days=90))
    refusal(
        office,
        lambda: withdraw_partner(office, VERSION, "Alliance", notice, (GIVEN,)),
        NotAllowed,
        "'speak-plainly': it is now with Carers Trust.",
    )


def test_s35_the_same_notice_again_changes_nothing_and_another_is_refused(office: Office) -> None:
    withdraw_partner(office, VERSION, NETWORK, NOTICE, (GIVEN,))
    before = rows_of(office)
    withdraw_partner(office, VERSION, f" {NETWORK.upper()} ", NOTICE, (GIVEN,))
    assert rows_of(office) == before
    other = replace(NOTICE, effective_on=LEAVES + timedelta(days=1))

    def again() -> None:
        withdraw_partner(office, VERSION, NETWORK, other, (GIVEN,))

    refusal(office, again, NotAllowed, "has given notice on 2027-07-01, effective on 2027-09-29")
    go_to(office, LEAVES)
    advance(office)
    before = rows_of(office)
    withdraw_partner(office, VERSION, NETWORK, NOTICE, (GIVEN,))
    assert rows_of(office) == before
    assert refusal(office, again, NotAllowed, "has given notice").remedy == "It has left."


def test_s35_a_notice_can_be_taken_back_before_its_day_and_given_again(office: Office) -> None:
    withdraw_partner(office, VERSION, NETWORK, NOTICE, (GIVEN,))
    go_to(office, LEAVES - timedelta(days=1))
    cancel_withdrawal(office, VERSION, Leaver.PARTNER, NETWORK, "It stays after all.")
    before = rows_of(office)
    cancel_withdrawal(office, VERSION, Leaver.PARTNER, NETWORK, "It stays after all.")
    assert rows_of(office) == before
    refusal(
        office,
        lambda: cancel_withdrawal(office, VERSION, Leaver.PARTNER, NETWORK, "Another reason."),
        NotAllowed,
        "was taken back before",
    )
    assert told(office, "/withdrawal-1-cancelled/")["ICB"]["what"] == (
        "Small Groups Network has taken back its notice of leaving on 29 September 2027."
    )
    go_to(office, LEAVES)
    assert advance(office) == ()
    assert partner(office, NETWORK).left_on is None
    again = LeavingNotice(LEAVES, LEAVES + timedelta(days=90))
    withdraw_partner(office, VERSION, NETWORK, again)
    with office.register.reading() as view:
        assert [w.is_open for w in view.records(Withdrawal, VERSION)] == [False, True]
    assert is_whole(office)


@pytest.mark.parametrize("step", [False, True])
def test_s35_a_notice_cannot_be_taken_back_once_its_day_has_come(
    office: Office, *, step: bool
) -> None:
    withdraw_partner(office, VERSION, NETWORK, NOTICE)
    go_to(office, LEAVES)
    if step:
        advance(office)
    refusal(
        office,
        lambda: cancel_withdrawal(office, VERSION, Leaver.PARTNER, NETWORK),
        NotAllowed,
        "effective on 2027-09-29, has run",
    )


def test_s35_only_a_notice_that_was_given_can_be_taken_back(office: Office) -> None:
    withdraw_partner(office, VERSION, NETWORK, NOTICE)
    found = refusal(
        office,
        lambda: cancel_withdrawal(office, VERSION, Leaver.PARTNER, "Alliance"),
        NotFound,
        "The partner 'Alliance' has not given notice.",
    )
    assert found.remedy == f"Notice was given by: {NETWORK}."
    refusal(
        office,
        lambda: cancel_withdrawal(office, VERSION, Leaver.PLACE, EAST),
        NotFound,
        "Notice was given by: nobody.",
    )


def test_s35_who_is_no_partner_yet_cannot_give_notice(office: Office) -> None:
    admit_partner(office, VERSION, JOINING)
    refusal(
        office,
        lambda: withdraw_partner(office, VERSION, "carers trust", NOTICE),
        NotAllowed,
        "Carers Trust is not a partner on 2027-07-01",
    )


def test_s36_a_new_partner_joins_the_current_version_by_its_own_decision(office: Office) -> None:
    before = version_of(office)
    signings = [signing_of(office), signing_of(office, EAST)]
    admit_partner(office, VERSION, JOINING)
    version = version_of(office)
    party, new = find_partner(version.programme, "Carers Trust")
    assert party.id == VCSE
    assert new == Partner(
        "Carers Trust", on_behalf_of="carers", contact=TRUST, joined_on=date(2027, 7, 15)
    )
    assert not new.is_partner(date(2027, 7, 14))
    assert version.programme_sha256 != before.programme_sha256
    assert (version.state, version.text_sha256) == (before.state, before.text_sha256)
    assert [signing_of(office), signing_of(office, EAST)] == signings
    assert advance(office) == ()
    assert is_whole(office)


def test_s36_its_accession_record_is_sealed_by_the_service_and_sent_to_everyone(
    office: Office,
) -> None:
    admit_partner(office, VERSION, JOINING)
    with office.register.reading() as view:
        [accession] = view.records(Accession, VERSION)
        [letter, *_] = [n for n in view.unsent_notices() if "/accession-1/" in n.id]
        kept = view.documents(VERSION)
    assert accession.record_sha256 is not None
    made = office.store.get(accession.record_sha256)
    assert made.startswith(b"%accession|Carers Trust|2027-07-15")
    assert marks(made) == ["seal"]
    assert ("accession", "accession-1", accession.record_sha256) in kept
    assert letter.attachments == ((f"{VERSION}-accession-1.pdf", accession.record_sha256),)
    assert set(told(office, "/accession-1/")) == {
        "Alliance",
        NETWORK,
        "Carers Trust",
        "ICB",
        "Councils Together",
    }
    assert told(office, "/accession-1/")["ICB"]["what"] == (
        "Carers Trust joins VCSE sector from 15 July 2027, by its own decision of 28 June 2027 "
        "(CT/27/4)."
    )


class SlowPublisher(FakePublisher):
    """Draws an accession record so slowly that another process admits the partner meanwhile."""

    def __init__(self, meanwhile: Callable[[], None]) -> None:
        self.meanwhile = meanwhile

    def accession_pdf(self, content: AccessionDocument) -> bytes:
        self.meanwhile()
        return super().accession_pdf(content)


def test_s36_two_at_once_admit_a_partner_once(office: Office) -> None:
    slow = replace(office, publisher=SlowPublisher(lambda: admit_partner(office, VERSION, JOINING)))
    admit_partner(slow, VERSION, JOINING)
    assert facts_of(office, VERSION).count(Fact.PARTNER_JOINED) == 1
    assert is_whole(office)


def test_s36_it_is_shown_with_its_own_date(office: Office) -> None:
    admit_partner(office, VERSION, JOINING)
    with office.register.reading() as view:
        [shown] = [p for p in standing(view, VERSION).partners if p.joined_on]
    assert (shown.party, shown.name, shown.joined_on) == (
        VCSE,
        "Carers Trust",
        date(2027, 7, 15),
    )
    assert shown.accession_sha256 is not None
    assert "Carers Trust is a partner from 2027-07-15" in table_of(office)


def test_s36_the_same_admission_again_changes_nothing(office: Office) -> None:
    admit_partner(office, VERSION, JOINING)
    before = rows_of(office)
    admit_partner(office, VERSION, replace(JOINING, name="carers  TRUST"))
    assert rows_of(office) == before


def test_s36_a_second_partner_gets_a_record_of_its_own(office: Office) -> None:
    admit_partner(office, VERSION, JOINING)
    admit_partner(office, VERSION, replace(JOINING, name="Young Voices", minute_reference="YV/1"))
    with office.register.reading() as view:
        assert [a.partner for a in view.records(Accession, VERSION)] == [
            "Carers Trust",
            "Young Voices",
        ]


@pytest.mark.parametrize(
    ("admission", "kind", "says"),
    [
        (replace(JOINING, party="others"), NotFound, "Write one of: vcse, ics."),
        (replace(JOINING, name="  "), NotAllowed, "name is missing, too long"),
        (replace(JOINING, name="x" * 10_000), NotAllowed, "at most 200 characters"),
        (replace(JOINING, name="Carers\x00Trust"), NotAllowed, "cannot be printed"),
        (replace(JOINING, name="small groups NETWORK"), NotAllowed, "partner already"),
        (replace(JOINING, party=ICS, name="Alliance"), NotAllowed, "partner already"),
        (replace(JOINING, decided_on=date(2027, 7, 2)), NotAllowed, "cannot have decided"),
        (replace(JOINING, joined_on=date(2027, 6, 27)), NotAllowed, "cannot have decided"),
        (replace(JOINING, minute_reference=" "), NotAllowed, "needs its minute reference"),
    ],
)
def test_s36_an_admission_that_cannot_be_as_written_is_refused(
    office: Office, admission: Admission, kind: type[ConcordatError], says: str
) -> None:
    refusal(office, lambda: admit_partner(office, VERSION, admission), kind, says)


@pytest.mark.parametrize(
    "other",
    [
        replace(JOINING, decided_on=date(2027, 6, 27)),
        replace(JOINING, minute_reference="CT/27/5"),
        replace(JOINING, joined_on=date(2027, 7, 16)),
        replace(JOINING, on_behalf_of=None),
        replace(JOINING, contact=None),
    ],
)
def test_s36_another_admission_of_the_same_name_is_refused(
    office: Office, other: Admission
) -> None:
    admit_partner(office, VERSION, JOINING)
    refusal(office, lambda: admit_partner(office, VERSION, other), NotAllowed, "partner already")


def test_s36_only_an_agreement_that_is_signed_can_be_joined(both_office: Office) -> None:
    found = refusal(
        both_office,
        lambda: admit_partner(both_office, VERSION, JOINING),
        NotAllowed,
        "Version 1 is 'planned'; this act needs one that is 'ratifying' or 'in effect'.",
    )
    assert found.state == VersionState.PLANNED


def test_a_partner_is_succeeded_by_another_which_takes_on_what_it_held(office: Office) -> None:
    admit_partner(office, VERSION, JOINING)
    withdraw_partner(
        office, VERSION, "Alliance", NOTICE, (GIVEN._replace(to="Carers Trust"), CLOSED)
    )
    go_to(office, LEAVES)
    advance(office)
    on = date(2027, 11, 1)
    succeed_partner(
        office, VERSION, replace(BECOMES, old="Carers Trust", new="Carers United", on=on)
    )
    old, new = partner(office, "Carers Trust"), partner(office, "Carers United")
    assert (old.left_on, new.joined_on, new.succeeds) == (date(2027, 10, 31), on, "Carers Trust")
    assert (old.is_partner(date(2027, 10, 31)), new.is_partner(on)) == (True, True)
    assert moves_of(office)["speak-plainly"] == "Carers United"
    with office.register.reading() as view:
        [row] = view.records(Succession, VERSION)
    assert (row.old, row.new, row.on) == ("Carers Trust", ("Carers United",), on)
    assert is_whole(office)


def test_a_partner_succession_is_told_to_everyone_and_recorded_once(office: Office) -> None:
    succeed_partner(office, VERSION, BECOMES)
    before = rows_of(office)
    succeed_partner(office, VERSION, replace(BECOMES, old="small groups network"))
    assert rows_of(office) == before
    assert told(office, "/succession-1/")["ICB"]["what"] == (
        "Groups United takes the place of Small Groups Network in VCSE sector from 1 August 2027."
    )
    table = table_of(office)
    assert "Small Groups Network is a partner until 2027-07-31" in table
    assert "Groups United is a partner from 2027-08-01" in table


@pytest.mark.parametrize(
    ("other", "kind", "says"),
    [
        (replace(BECOMES, old="Nobody"), NotFound, "'Nobody' is not a partner"),
        (replace(BECOMES, new=" "), NotAllowed, "name is missing"),
        (replace(BECOMES, new="ICB"), NotAllowed, "'ICB' is, or was, a partner already"),
        (replace(BECOMES, instrument=" "), NotAllowed, "Nothing says by what"),
    ],
)
def test_a_partner_succession_that_cannot_be_as_written_is_refused(
    office: Office, other: PartnerSuccession, kind: type[ConcordatError], says: str
) -> None:
    refusal(office, lambda: succeed_partner(office, VERSION, other), kind, says)


def test_a_partner_that_is_none_on_the_day_or_is_leaving_is_not_succeeded(office: Office) -> None:
    admit_partner(office, VERSION, replace(JOINING, joined_on=date(2027, 8, 1)))
    early = replace(BECOMES, old="Carers Trust")
    refusal(office, lambda: succeed_partner(office, VERSION, early), NotAllowed, "Carers Trust: It")
    succeed_partner(office, VERSION, BECOMES)
    twice = replace(BECOMES, new="Groups Anew")
    refusal(office, lambda: succeed_partner(office, VERSION, twice), NotAllowed, "is not a partner")
    withdraw_partner(office, VERSION, "Alliance", NOTICE)
    leaving = replace(BECOMES, old="Alliance", new="Alliance Anew")
    found = refusal(
        office, lambda: succeed_partner(office, VERSION, leaving), NotAllowed, "has given notice"
    )
    assert found.remedy == "Cancel its withdrawal first."
