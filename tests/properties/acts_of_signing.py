"""The acts of whoever signs, or changes who does; importing this module adds them."""

from datetime import timedelta

from concordat.domain.delegation import DelegationWish, GivenDelegation
from concordat.domain.identity import IdentityCheck
from concordat.domain.paper import OnPaper
from concordat.domain.parties import Deputy, Signatory
from concordat.domain.seating import SeatName
from concordat.domain.signature import (
    PUBLIC,
    FormatRequest,
    MandateDispute,
    RequestStatus,
    SigningRequest,
)
from concordat.domain.states import VersionState
from concordat.services.ask_again import ask_again
from concordat.services.ask_by_link import ask_question
from concordat.services.ask_for_format import ask_for_format
from concordat.services.bounce import Bounce, record_bounce
from concordat.services.delegate import Delegation, delegate_signing
from concordat.services.delegate_by_link import delegate_by_link
from concordat.services.delegated import take_back
from concordat.services.dispute_mandate import Dispute, dispute_mandate
from concordat.services.erase_person import erase_person
from concordat.services.identify import confirm_identity, send_code
from concordat.services.paper_signature import record_paper_signature
from concordat.services.replace_signatory import Replacement, replace_signatory
from concordat.services.settle_mandate import Settlement, settle_mandate
from concordat.services.supply_format import supply_format
from concordat.services.tell_person import tell_person
from concordat.services.void_request import Voiding, identity_failed, void_request
from tests.fakes import BROWSER, declined_by_link, signed_by_link
from tests.properties.acts import Call, Scene, act, everyone_signs

V = VersionState
SIGNED = (V.SIGNING, V.RATIFYING, V.IN_EFFECT)
NAMES = ("Ḥ" * 200, "x" * 10_000, " ", "a\0b")


@act(*SIGNED, needs=SigningRequest, often=3)
def somebody_signs(scene: Scene) -> Call:
    request = _request(scene)
    document = scene.mostly(request.document_sha256, "0" * 64, "")
    return Call(
        signed_by_link, (_token(scene, request), scene.mostly("Role holder", *NAMES), document)
    )


@act(*SIGNED, needs=SigningRequest)
def somebody_declines_to_sign(scene: Scene) -> Call:
    return Call(declined_by_link, (_token(scene, _request(scene)), scene.words()))


@act(*SIGNED, needs=SigningRequest)
def a_code_is_asked_for(scene: Scene) -> Call:
    return Call(send_code, (_token(scene, _request(scene)), _browser(scene)))


@act(*SIGNED, needs=SigningRequest, often=2)
def a_code_is_tried(scene: Scene) -> Call:
    request = _request(scene)
    checks = scene.records(IdentityCheck)
    asked = [check for check in checks if check.request_id == request.id]
    right = scene.office.links.code(asked[-1].subject) if asked else "123456"
    typed = scene.one(right, "000000", "", "½")
    return Call(confirm_identity, (_token(scene, request), _browser(scene), typed))


@act(*SIGNED, needs=SigningRequest)
def a_signatory_asks_a_question(scene: Scene) -> Call:
    request = _request(scene)
    return Call(ask_question, (_token(scene, request), BROWSER, scene.words()))


def _browser(scene: Scene) -> str:
    return scene.mostly(BROWSER, "another browser")


@act(*SIGNED, needs=SigningRequest, often=3)
def everyone_who_is_asked_signs(scene: Scene) -> Call:
    return Call(everyone_signs, (scene.id, _request(scene).scope))


@act(*SIGNED)
def the_public_signing_is_done(scene: Scene) -> Call:
    return Call(everyone_signs, (scene.id, PUBLIC))


def _request(scene: Scene) -> SigningRequest:
    every = scene.records(SigningRequest)
    waiting = tuple(r for r in every if r.status == RequestStatus.OPEN)
    return scene.one(*(every if scene.rarely() else waiting or every))


def _token(scene: Scene, request: SigningRequest) -> str:
    token = scene.office.links.token(request.id)
    return scene.mostly(token, token[:-1] + "~")


@act(*SIGNED, needs=SigningRequest)
def a_link_is_opened_by_somebody_else(scene: Scene) -> Call:
    return Call(identity_failed, (_token(scene, _request(scene)), scene.words()))


@act(*SIGNED, needs=SigningRequest)
def a_letter_bounces(scene: Scene) -> Call:
    _, _, who = _seat(scene)
    return Call(record_bounce, (scene.id, Bounce(who.email, scene.words(), scene.one(True, False))))


@act(*SIGNED)
def a_request_is_voided(scene: Scene) -> Call:
    scope, seat, _ = _seat(scene)
    return Call(void_request, (scene.id, scope, Voiding(seat, scene.words(), scene.day())))


@act(*SIGNED, needs=SigningRequest)
def a_seat_is_asked_again(scene: Scene) -> Call:
    scope, seat, _ = _seat(scene)
    return Call(ask_again, (scene.id, scope, seat, scene.words()))


@act()
def a_signatory_is_replaced(scene: Scene) -> Call:
    scope, seat, who = _seat(scene)
    email = scene.one(
        "next@holder.example.org", who.email, "no address", "again@holder.example.org"
    )
    change = Replacement(seat, email, scene.words(), scene.one(None, scene.day()))
    return Call(replace_signatory, (scene.id, scope, change))


@act()
def a_deputy_is_named(scene: Scene) -> Call:
    scope, seat, _ = _seat(scene)
    until = scene.today + timedelta(days=scene.mostly(60, -1))
    deputy = Deputy("deputy", "deputy@holder.example.org", scene.day(), until, scene.words())
    return Call(delegate_signing, (scene.id, scope, Delegation(seat, deputy)))


@act(*SIGNED, needs=SigningRequest)
def a_signatory_delegates_from_their_page(scene: Scene) -> Call:
    until = scene.today + timedelta(days=scene.mostly(20, -1))
    file = scene.one(None, b"%PDF-1.7 a scheme", b"no file")
    email = scene.mostly("deputy@holder.example.org", "no address")
    wish = DelegationWish(scene.words(), "deputy", email, until, scene.words(), file)
    return Call(delegate_by_link, (_token(scene, _request(scene)), BROWSER, wish))


@act(*SIGNED, needs=GivenDelegation)
def a_delegation_is_taken_back(scene: Scene) -> Call:
    given = scene.one(*scene.records(GivenDelegation))
    token = scene.office.links.token(given.request_id)
    return Call(take_back, (token, BROWSER))


@act(*SIGNED, often=2)
def somebody_signs_on_paper(scene: Scene) -> Call:
    scope, seat, _ = _seat(scene)
    text = scene.version.text_sha256 or "0" * 16
    code = f"{text[:8]} {text[8:16]}"
    checked_by = scene.mostly("programme lead", "clerk")
    paper = OnPaper(seat, "Role holder", scene.day(), code, "the safe", "clerk", checked_by)
    scan = scene.one(b"%PDF-1.7 one", b"%PDF-1.7 another", b"no scan")
    return Call(record_paper_signature, (scene.id, scope, paper, scan))


@act(*SIGNED)
def a_mandate_is_disputed(scene: Scene) -> Call:
    scope, seat, _ = _seat(scene)
    raised = Dispute(seat, scene.day(), "a member", scene.words())
    return Call(dispute_mandate, (scene.id, scope, raised))


@act(needs=MandateDispute)
def a_dispute_is_settled(scene: Scene) -> Call:
    scope, seat, _ = _seat(scene)
    by = scene.mostly("the VCSE assembly", "nobody")
    settled = Settlement(seat, scene.day(), by, scene.one(True, False), scene.words())
    return Call(settle_mandate, (scene.id, scope, settled))


@act()
def a_format_is_asked_for(scene: Scene) -> Call:
    name = scene.one("easy-read", "large-print", "")
    return Call(ask_for_format, (scene.id, scene.scope(), name, scene.mostly("a reader", "")))


@act(needs=FormatRequest)
def a_format_is_supplied(scene: Scene) -> Call:
    number = scene.mostly(scene.one(*scene.records(FormatRequest)).number, 9)
    data = scene.one(b"%PDF-1.7 easy", b"%PDF-1.7 corrected", b"")
    return Call(supply_format, (scene.id, number, data, "pdf"))


@act()
def a_person_asks_what_is_held(scene: Scene) -> Call:
    return Call(tell_person, (_address(scene),))


@act()
def a_person_is_erased(scene: Scene) -> Call:
    return Call(erase_person, (_address(scene), scene.mostly((), (1,)), scene.id))


def _address(scene: Scene) -> str:
    *_, who = _seat(scene)
    return scene.one(who.email, "next@holder.example.org", "nobody@example.org")


def _seat(scene: Scene) -> tuple[str, SeatName, Signatory]:
    """Return a signing's scope, one of its seats, and who sits in it."""
    scope = scene.one(PUBLIC, *sorted(scene.statuses))
    with scene.office.register.reading() as view:
        blocks = view.signing(scene.version, scope).blocks
    sitting = [who for block in blocks for who in block.candidates]
    who = scene.one(*sitting) if sitting else Signatory("nobody", "nowhere", "nobody@example.org")
    return scope, scene.mostly(SeatName(who.role, who.organisation), SeatName("nobody")), who
