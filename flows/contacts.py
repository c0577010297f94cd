"""The contact of a partner, as the director's forms take it."""

from concordat.domain.errors import NotAllowed
from concordat.domain.parties import Contact


def contact_of(role: str | None, email: str | None) -> Contact | None:
    """Return the contact, None when neither is given; NotAllowed when only one is, or no address."""
    if not role and not email:
        return None
    if not role or not email or "@" not in email:
        raise NotAllowed(
            "A contact is a role and its e-mail address.",
            remedy="Give both, or neither: then the facilitator passes letters on.",
            attempted="name a contact",
        )
    return Contact(role, email)
