"""Whoever signs for others says by which mandate: warnings only.

The rules:
1. A signatory of an organisation that speaks on behalf of others has a mandate.
2. A signatory without an organisation signs for its whole party, and has a mandate when a partner of
   that party speaks on behalf of others.
Source: `on_behalf_of` of the partners, `mandate` of a signatory; current places only.
"""

from collections.abc import Iterator

from concordat.domain.errors import Fault
from concordat.programme.checks.signatories import seats, signings
from concordat.programme.config import Config
from concordat.programme.people import PartyModel
from concordat.programme.signing import SeatModel, SignatoryModel

INSTEAD = "write 'mandate: {appointed_by: …, basis: …, limits: …}'"


def signatories_for_others_have_mandates(config: Config) -> Iterator[Fault]:
    """Rules 1 and 2."""
    parties = {party.id: party for party in config.parties}
    for _, _, lines in signings(config):
        for line in lines:
            party = parties.get(line.party.id) if line.party else None
            for seat in seats([line]):
                others = _others(seat, party) if party else None
                if others and "mandate" not in seat.where.keys:
                    yield seat.at("role").warning(
                        f"written on behalf of {others}, without a mandate; {INSTEAD}"
                    )


def _others(seat: SignatoryModel | SeatModel, party: PartyModel) -> str | None:
    """Return in whose name the seat signs, besides its own organisation's."""
    spoken_for = {p.name: p.on_behalf_of for p in party.partners or [] if p.on_behalf_of}
    if isinstance(seat, SeatModel) and "organisation" not in seat.where.keys:
        return party.name if spoken_for else None
    return spoken_for.get(seat.organisation)


RULES = (signatories_for_others_have_mandates,)
