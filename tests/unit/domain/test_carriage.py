"""A provider that asks persons carries what it can, and the rest stays in-house."""

from dataclasses import replace

from concordat.domain.carriage import can_be_carried, carried_by
from concordat.domain.dispatch import INHOUSE
from concordat.domain.seating import provider_of
from concordat.domain.signature import PUBLIC
from tests.fakes import EAST, ICS, NORTH, WEST, a_block, a_programme, a_signatory


def test_where_everyone_signs_it_carries_and_where_any_of_several_may_it_does_not() -> None:
    carried = carried_by(a_programme(), "docusign")
    asked = {scope: provider_of(carried, scope) for scope in (PUBLIC, EAST, NORTH, WEST)}
    assert asked == {PUBLIC: "docusign", EAST: "docusign", NORTH: "docusign", WEST: INHOUSE}


def test_who_has_no_address_is_asked_in_house() -> None:
    chair = a_signatory("chair", "east")
    assert can_be_carried((a_block(1, ICS, chair),))
    assert not can_be_carried((a_block(1, ICS, replace(chair, email="")),))
