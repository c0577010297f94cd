"""How far the small programme of `a_programme` has come, where a page looks different for it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from concordat.domain.decision import Outcome
from concordat.domain.parties import Contact
from concordat.domain.rules import InPersonRule
from concordat.notices.eml_postman import EmlPostman
from concordat.services.deliver import deliver_notices
from concordat.services.launch import register_version
from concordat.services.office import Office
from concordat.services.open_in_person import open_in_person
from concordat.services.review_cycle import open_review
from tests.browser.serving import TEMPLATES, RealWords
from tests.fakes import (
    EAST,
    NORTH,
    VERSION,
    WEST,
    a_programme,
    advance,
    an_office,
    approved,
    everywhere_ratified,
    go_to,
    in_review,
    place_decided,
    publicly_signed,
    ratified,
    version_of,
)
from tests.scenarios.test_amended_versions import MATERIAL, amended

WORDS = (
    "We support this. We do not accept that three months are enough, and ask to look at it again."
)


def nothing(folder: Path) -> Office:
    """Nothing has been launched."""
    return an_office(folder, launched=False)


def planned(folder: Path) -> Office:
    """The version is on the register, and its review window not open yet."""
    return an_office(folder)


def commenting(folder: Path) -> Office:
    """Anyone can comment, and letters have told of it, which are kept in the folder."""
    postman = EmlPostman(folder, TEMPLATES / "letters")
    office = replace(in_review(planned(folder)), postman=postman)
    deliver_notices(office)
    return office


def commenting_at_length(folder: Path) -> Office:
    """Anyone can comment on the real words, which are long."""
    office = replace(nothing(folder), publisher=RealWords())
    register_version(office, a_programme(), 1)
    return in_review(office)


def rehearsing(folder: Path) -> Office:
    """Anyone can comment, in a rehearsal."""
    return replace(commenting(folder), rehearsal=True)


def signing(folder: Path) -> Office:
    """The first signatory is asked in public to sign the real words."""
    office = approved(commenting_at_length(folder))
    go_to(office, version_of(office).public_signing_on, 10)
    advance(office)
    return office


def at_the_event(folder: Path) -> Office:
    """The signing at the event is open, on a tablet that its officer has not opened yet."""
    rule = InPersonRule(Contact("event officer", "officer@facilitator.example.org"))
    office = approved(an_office(folder, a_programme(timeline={"in_person": rule})))
    go_to(office, version_of(office).public_signing_on, 10)
    advance(office)
    open_in_person(office, VERSION)
    return office


def ratifying(folder: Path) -> Office:
    """One place has a reservation, one has declined; East has decided and is asked to sign."""
    office = publicly_signed(planned(folder))
    ratified(office, NORTH, Outcome.RATIFIED_WITH_RESERVATION, text=WORDS)
    ratified(office, WEST, Outcome.DECLINED, text=WORDS)
    place_decided(office, EAST)
    advance(office, EAST)
    return office


def delegating(folder: Path) -> Office:
    """As `ratifying`, for a visit after which East is signed for by a deputy."""
    return ratifying(folder)


def reviewing(folder: Path) -> Office:
    """The agreement is in effect, and its first review has opened."""
    office = everywhere_ratified(planned(folder))
    with office.register.reading() as view:
        go_to(office, view.review(VERSION, 1).opens_on, 9)
    open_review(office, VERSION, 1)
    return office


def amending(folder: Path) -> Office:
    """The agreement is in effect, and a version that amends it is on its way."""
    office = everywhere_ratified(planned(folder))
    amended(office, MATERIAL)
    return office


Stage = Callable[[Path], Office]
"""Leads a new office in the folder to a stage."""
