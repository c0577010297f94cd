"""What letters are called in the post, so that a repeated one is known and related ones stay together.

The rules:
1. A letter's name is made from the act that owes it: however often it is handed over, it is one
   message to a mail programme.
2. Nobody without the service's key can guess a name, so whoever reports a letter has seen it.
3. The letters of one request to sign are answers to the letter that asked; those about one place's
   decision to the letter that asked for the decision.

Source: RFC 5322, section 3.6.4.
"""

import re

from concordat.domain.programme import Programme
from concordat.domain.record import Notice
from concordat.domain.signature import PUBLIC
from concordat.services.office import Office

_OF_A_REQUEST = re.compile(r"([^/]+/\d+\.\d+/\d+)/")
_OF_A_DECISION = re.compile(r"([^/]+)/(?:decision-[a-z]+|record-sealed)")


def message_id(office: Office, programme: Programme, notice_id: str) -> str:
    """Return the Message-ID of a notice, in angle brackets."""
    domain = programme.facilitator_contact.email.rpartition("@")[2]
    return f"<{letter_key(office, notice_id)}@{domain}>"


def letter_key(office: Office, notice_id: str) -> str:
    """Return what stands before the @ in the Message-ID of a notice."""
    # A rehearsal's letters have the ids of the real ones, and must not be taken for them.
    kind = "rehearsal" if office.rehearsal else "real"
    return office.links.letter_key(f"{kind}:{notice_id}")


def answers(notice: Notice) -> str | None:
    """Return the id of the notice that this one follows; None for one that begins something."""
    key = notice.id.removeprefix(f"{notice.version_id}/")
    request, decision = _OF_A_REQUEST.match(key), _OF_A_DECISION.match(key)
    if request is not None:
        first = f"{notice.version_id}/{request[1]}/signing-request/0"
    elif decision is not None and decision[1] != PUBLIC:
        first = f"{notice.version_id}/{decision[1]}/decision-requested"
    else:
        return None
    return None if notice.id == first else first
