"""The officer of an in-person signing vouches for who is before them, by a code of their own.

The rules are those of `domain.in_person`. Whoever is vouched for is told at their own address.
"""

from concordat.domain.errors import LinkRefused, NotAllowed, NotIdentified
from concordat.domain.in_person import may_vouch
from concordat.services import codes
from concordat.services.codes import Voucher
from concordat.services.identify import asked_of, page_key
from concordat.services.office import Office
from concordat.services.sign import SigningPage, signing_page
from concordat.services.tablet import Tablet, attended

VOUCH = "vouch for a signatory"


def officer_who_may_vouch(office: Office, tablet_opened: tuple[str, str], token: str) -> str | None:
    """Return the role of the officer who may vouch for a link's signatory on this tablet, or None."""
    with office.register.reading() as view:
        page = signing_page(view, token)
        try:
            found = attended(view, *tablet_opened)
        except (LinkRefused, NotIdentified):
            return None
        return found.officer.role if _may(found, page) else None


def _may(found: Tablet, page: SigningPage) -> bool:
    of_this = page.is_public and page.version.id == found.version.id
    return of_this and may_vouch(found.version.programme.timeline.in_person, page.holder)


def ask_officer(office: Office, tablet_opened: tuple[str, str], token: str, session: str) -> None:
    """Send the officer the code with which they vouch for the link's signatory, who is before them.

    The signatory is told at their own address. NotAllowed where the officer may not vouch for them.
    """
    with office.register.writing() as tx:
        found, page = attended(tx, *tablet_opened), signing_page(tx, token)
        if not _may(found, page):
            raise NotAllowed(
                "The officer cannot vouch for this signatory.",
                remedy="They show who they are by the code sent to their own address.",
                attempted=VOUCH,
            )
        officer = found.officer
        witness = f"{officer.role}, {found.version.programme.facilitator}"
        asked = asked_of(page.version, page.request, page.holder)
        path = f"/signing/{page_key(token)}"
        codes.send(tx, asked, session, path, Voucher(witness, officer.email))
