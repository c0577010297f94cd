"""Whose a page is: the addresses of its programme's colours, icon and logo.

The rules:
1. The addresses of the colours and of the icon say what they are, and that of the logo holds its
   hash: a browser fetches each once, and is never asked to trust a style within a page.
"""

import hashlib
from base64 import b64decode
from dataclasses import dataclass
from functools import lru_cache

from concordat.domain.branding import USUAL, Colours, darkened
from concordat.domain.logo import Logo
from concordat.domain.programme import Programme

RULES = """\
:root{{--brand:{brand};--brand-text:{text};--brand-hover:{hover};--brand-shadow:{shadow};\
--govuk-brand-colour:{brand}}}
"""


ICON = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">\
<circle cx="8" cy="8" r="8" fill="#fff"/><circle cx="8" cy="8" r="7" fill="#{brand}"/></svg>
"""
"""What a browser's tab shows: the brand colour. Without one, browsers ask for a file of their own."""


@dataclass(frozen=True, slots=True)
class Brand:
    """What a page names to show whose it is. `logo` is None for a programme without one."""

    colours: str
    icon: str
    logo: str | None
    alt: str


def brand_of(programme: Programme | None) -> Brand:
    """Return the brand of the programme; the usual colours alone while there is none."""
    colours = (programme and programme.colours) or USUAL
    logo = programme and programme.logo
    return Brand(
        f"/static/colours-{colours.brand[1:]}-{colours.text[1:]}.css",
        f"/static/icon-{colours.brand[1:]}.svg",
        f"/static/logo-{logo_sha256(logo)}" if logo else None,
        logo.alt if logo else "",
    )


def rules_of(colours: Colours) -> str:
    """Return the stylesheet of the colours."""
    return RULES.format(
        brand=colours.brand,
        text=colours.text,
        hover=darkened(colours.brand, 0.25),
        shadow=darkened(colours.brand, 0.5),
    )


@lru_cache(maxsize=8)
def logo_sha256(logo: Logo) -> str:
    """Return the hash by which a logo is asked for."""
    return hashlib.sha256(b64decode(logo.base64)).hexdigest()
