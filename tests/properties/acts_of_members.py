"""The acts of partners and places that come, go and are succeeded; importing this module adds them."""

from dataclasses import replace
from datetime import date, timedelta

from concordat.domain.membership import Handover, Leaver
from concordat.domain.programme import Programme
from concordat.domain.rules import PlaceId
from concordat.domain.states import ADOPTED, VersionState
from concordat.services.admit import Admission, admit_partner
from concordat.services.cancel_withdrawal import cancel_withdrawal
from concordat.services.place_succession import PlaceSuccession, succeed_place
from concordat.services.succeed_partner import PartnerSuccession, succeed_partner
from concordat.services.withdraw import LeavingNotice, withdraw_partner, withdraw_place
from tests.properties.acts import Call, Scene, a_full_programme, act

V = VersionState
LIVE = (V.SIGNING, V.RATIFYING, V.IN_EFFECT)


@act(V.RATIFYING, V.IN_EFFECT)
def a_partner_is_admitted(scene: Scene) -> Call:
    name = scene.one("Newcomers", "Late Joiners", "Alliance")
    asked = Admission(
        scene.one("vcse", "ics"),
        name,
        scene.day(),
        scene.minute(),
        scene.mostly(scene.today, scene.day()),
    )
    return Call(admit_partner, (scene.id, asked))


@act(*LIVE)
def a_partner_gives_notice(scene: Scene) -> Call:
    handovers = scene.one((), (Handover("hear-vcse", scene.one(None, "ICB"), "It leaves."),))
    return Call(withdraw_partner, (scene.id, _partner(scene), _notice(scene), handovers))


@act(*LIVE, at=ADOPTED, often=2)
def a_place_gives_notice(scene: Scene) -> Call:
    return Call(withdraw_place, (scene.id, scene.place(*ADOPTED), _notice(scene)))


def _notice(scene: Scene) -> LeavingNotice:
    effective_on = scene.today + timedelta(days=scene.mostly(30, 100, 1))
    return LeavingNotice(scene.day(), effective_on, scene.words())


@act(*LIVE)
def a_notice_is_taken_back(scene: Scene) -> Call:
    place, partner = scene.place(), _partner(scene)
    kind, who = scene.one((Leaver.PLACE, place), (Leaver.PARTNER, partner))
    return Call(cancel_withdrawal, (scene.id, kind, who, scene.words()))


@act()
def a_partner_is_succeeded(scene: Scene) -> Call:
    old = _partner(scene)
    told = PartnerSuccession(old, scene.one(f"{old} Plus", "ICB"), scene.day(), scene.words())
    return Call(succeed_partner, (scene.id, told))


def _partner(scene: Scene) -> str:
    known = [
        partner.name for party in scene.version.programme.parties for partner in party.partners
    ]
    return scene.mostly(scene.one(*known), "Nobody")


@act()
def a_place_is_succeeded(scene: Scene) -> Call:
    old = scene.place()
    on = scene.today + timedelta(days=scene.one(0, 1, 30))
    new = scene.one((f"{old}-a", f"{old}-b"), ("west",), ())
    told = PlaceSuccession(old, new, on, scene.words())
    return Call(succeed_place, (scene.id, _split(old, on), told))


def _split(old: str, on: date) -> Programme:
    """Return a config in which that place has two successors from that day."""
    programme = a_full_programme()
    like = next((p for p in programme.places if p.id == old), programme.places[0])
    heirs = [
        replace(
            like,
            id=PlaceId(f"{old}-{end}"),
            name=f"{like.name} {end}",
            valid_from=on,
            succeeds=PlaceId(old),
        )
        for end in ("a", "b")
    ]
    return replace(programme, places=tuple(sorted((*programme.places, *heirs), key=lambda p: p.id)))
