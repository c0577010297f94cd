"""The acts that change an agreement under way; importing this module adds them."""

from dataclasses import replace
from datetime import date, timedelta

from concordat.domain.elections import HeldBack
from concordat.domain.postponement import Postponement, PostponementReason, Stage
from concordat.domain.programme import Body, BodyId, PreElectionPeriod, Programme
from concordat.domain.redating import StoodDown
from concordat.domain.rules import AmendmentClass
from concordat.domain.snap_election import Election
from concordat.domain.states import VersionState
from concordat.services.amend import amend
from concordat.services.amendment_draft import Amendment
from concordat.services.move_dates import Why
from concordat.services.office import Office
from concordat.services.override_block import Override, override_block
from concordat.services.postpone import postpone
from concordat.services.present import record_presentation
from concordat.services.re_date import re_date
from concordat.services.renew_term import Renewal, renew_term
from concordat.services.retire_body import retire
from concordat.services.succeed_body import BodySuccession, record_body_succession
from tests.fakes import FakePublisher
from tests.properties.acts import Call, Scene, a_full_programme, act

V = VersionState
UNSIGNED = (V.AWAITING_APPROVAL, V.APPROVAL_DEFERRED, V.SIGNING)


@act(*UNSIGNED, V.RATIFYING, V.IN_EFFECT, V.REJECTED, V.SUPERSEDED)
def the_agreement_is_amended(scene: Scene) -> Call:
    words = f"We work as equals: version {len(scene.versions) + 1}, {scene.today}."
    digits = _digits(words)
    asked = Amendment(
        scene.one(*AmendmentClass),
        scene.words(),
        tuple(scene.one((), ("east",), ("north", "west"), ("nowhere",))),
        scene.one(True, False),
        scene.one("", digits),
    )
    first = scene.mostly(10, -20)
    return Call(amend_in_words, (scene.id, asked, _configured(scene.today, first), words))


def amend_in_words(
    office: Office, version_id: str, asked: Amendment, configured: Programme, words: str
) -> None:
    """Amend a version once its template gives other words."""
    assert isinstance(office.publisher, FakePublisher)
    office.publisher.words = words
    amend(office, version_id, asked, configured)


def _digits(words: str) -> str:
    publisher = FakePublisher()
    publisher.words = words
    return publisher.agreement_text(a_full_programme()).sha256[:16]


def _configured(today: date, first: int) -> Programme:
    """Return what config says at the time: a round that begins so many days after today."""

    def on(days: int) -> date:
        return today + timedelta(days=first + days)

    programme = a_full_programme(
        window_opens=on(0),
        window_closes=on(40),
        events=(),
        public_signing_on=on(90),
        ratification_due=on(200),
    )
    meetings = (on(1), on(60), on(120))
    return replace(
        programme,
        bodies=tuple(replace(b, meetings=(*b.meetings, *meetings)) for b in programme.bodies),
    )


@act()
def a_body_is_succeeded(scene: Scene) -> Call:
    bodies = scene.version.programme.bodies
    old = scene.one(*(body.id for body in bodies))
    meetings = tuple(scene.today + timedelta(days=days) for days in (1, 30, 60))
    successor = Body(BodyId(f"{old}-next"), f"Successor of {old}", meetings)
    asked = BodySuccession(old, scene.mostly(successor, bodies[0]), scene.day(), scene.words())
    return Call(record_body_succession, (scene.id, asked))


@act(V.IN_EFFECT, V.LAPSED)
def the_term_is_renewed(scene: Scene) -> Call:
    starts_on = scene.mostly(None, scene.today, scene.day())
    return Call(renew_term, (scene.id, Renewal(scene.day(), scene.minute(), starts_on)))


@act(often=2)
def a_stage_is_postponed(scene: Scene) -> Call:
    new = scene.today + timedelta(days=scene.one(1, 7, 30, 90))
    return Call(postpone, (scene.id, scene.one(*Stage), new, _why(scene)))


@act()
def an_election_is_called(scene: Scene) -> Call:
    starts = scene.today + timedelta(days=scene.one(1, 10))
    period = PreElectionPeriod(starts, starts + timedelta(days=40), scene.words())
    listed = [
        StoodDown(body.id, meeting)
        for body in scene.version.programme.bodies
        for meeting in body.meetings
    ]
    gone = scene.mostly((), (scene.one(*listed),))
    return Call(re_date, (scene.id, Election(period, gone), _why(scene)))


def _why(scene: Scene) -> Why:
    reasons = (scene.one(*PostponementReason),)
    guidance = scene.mostly(False, True)
    return Why(reasons, scene.words(), "the programme board", scene.day(), guidance)


@act(needs=Postponement)
def a_block_is_overridden(scene: Scene) -> Call:
    place = scene.one(None, *sorted(scene.statuses))
    held = Override(scene.one(*HeldBack), place, scene.words(), "the director", scene.day())
    return Call(override_block, (scene.id, held))


@act()
def a_body_is_retired(scene: Scene) -> Call:
    bodies = [body.id for body in scene.version.programme.bodies]
    asked = (scene.one(*bodies), scene.day(), scene.words(), scene.one(None, *bodies))
    return Call(retire, (scene.id, *asked))


@act(V.RATIFYING, V.IN_EFFECT)
def the_agreement_is_presented(scene: Scene) -> Call:
    return Call(record_presentation, (scene.id, scene.day(), scene.minute()))
