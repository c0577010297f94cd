"""The delegations in which a person was named as the deputy, found by their address."""

from concordat.domain.delegation import GivenDelegation
from concordat.domain.programme import Programme
from concordat.domain.seating import blocks_of
from concordat.services.register import Holdings, Reading


def delegations_to(view: Reading, held: Holdings, address: str) -> tuple[GivenDelegation, ...]:
    """Return every delegation by link whose deputy has the address, by version, seat and number."""
    programmes = dict(held.programmes)
    return tuple(
        given
        for version_id in view.version_ids()
        for given in view.records(GivenDelegation, version_id)
        if _names(programmes, given, address)
    )


def _names(programmes: dict[str, Programme], given: GivenDelegation, address: str) -> bool:
    programme = programmes.get(given.programme_sha256)
    if programme is None:
        return False
    deputy = blocks_of(programme, given.scope)[given.block].candidates[given.candidate].deputy
    return deputy is not None and deputy.email == address
