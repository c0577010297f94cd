"""Which signings a provider that asks persons by e-mail can carry: where all of a block sign, and all are reached."""

from dataclasses import replace

from concordat.domain.dispatch import INHOUSE
from concordat.domain.parties import SigningBlock
from concordat.domain.programme import Programme


def carried_by(programme: Programme, provider: str) -> Programme:
    """Return the programme with every signing carried by the provider that it can carry, the others in-house."""

    def whoever_can(blocks: tuple[SigningBlock, ...]) -> str:
        return provider if can_be_carried(blocks) else INHOUSE

    places = tuple(
        replace(place, provider=whoever_can(place.signatories)) for place in programme.places
    )
    signing = replace(programme.signing, provider=whoever_can(programme.timeline.public_signing))
    return replace(programme, signing=signing, places=places)


def can_be_carried(blocks: tuple[SigningBlock, ...]) -> bool:
    """Say whether everyone of every block signs, and has an address."""
    return all(
        block.need == len(block.candidates) and all(one.email for one in block.candidates)
        for block in blocks
    )
