"""What a provider that carries signing requests can do, for every signing that it is to carry.

The rules:
1. DocuSign asks persons, not several of whom so many sign: all of a block sign.
2. It writes to whoever signs, so everyone has an address.
3. Each signs where it asks them to, so nobody signs on a tablet.
"""

from collections.abc import Iterator

from concordat.domain.errors import Fault
from concordat.programme.checks.signatories import seats
from concordat.programme.config import Config
from concordat.programme.signing import SignatoryModel

DOCUSIGN = "docusign"


def _carried(config: Config) -> Iterator[SignatoryModel]:
    """Yield the signing lines that DocuSign is to carry."""
    signing = config.agreement.signing if config.agreement else None
    usual = signing.provider if signing else ""
    public = config.timeline.public_signing if config.timeline else None
    if usual == DOCUSIGN:
        yield from (public.signatories if public else None) or []
    for place in config.current_places().values():
        own = place.signing.provider if place and place.signing else None
        if place and (own or usual) == DOCUSIGN:
            yield from place.signatories or []


def everyone_of_a_block_signs(config: Config) -> Iterator[Fault]:
    """Rule 1."""
    for line in _carried(config):
        if line.any_of and (line.need or 1) < len(line.any_of):
            yield line.at("any_of").fault(
                f"{line.need or 1} of {len(line.any_of)} sign here, which DocuSign cannot carry; write "
                "who signs, or 'signing: {provider: inhouse}'"
            )


def everyone_has_an_address(config: Config) -> Iterator[Fault]:
    """Rule 2."""
    for seat in seats(_carried(config)):
        if seat.email == "":
            yield seat.at("email").fault(
                "a signatory without an address, which DocuSign cannot reach; write one, or "
                "'signing: {provider: inhouse}'"
            )


def nobody_signs_on_a_tablet(config: Config) -> Iterator[Fault]:
    """Rule 3."""
    signing = config.agreement.signing if config.agreement else None
    public = config.timeline.public_signing if config.timeline else None
    if signing and signing.provider == DOCUSIGN and public and public.in_person:
        yield public.at("in_person").fault(
            "signing on a tablet, where DocuSign asks for the signatures; leave 'in_person' out, or "
            "write 'signing: {provider: inhouse}'"
        )


RULES = (everyone_of_a_block_signs, everyone_has_an_address, nobody_signs_on_a_tablet)
