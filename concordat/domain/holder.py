"""Who holds a seat of a signing on a day, by what authority, and for which seats one act signs.

The rules:
1. The role comes first. A deputy holds its seat on the days of a recorded delegation, both included;
   on every other day the role's own holder does.
2. A request goes to whoever holds the seat on the day it is sent, and closes at the latest when the
   seat changes hands: a deputy's at the end of the delegation, the holder's as one begins.
3. A signature keeps its authority in words: the delegation under which a deputy signs, and the mandate
   by which a seat speaks for others, with its limits.
4. Where the programme lets one act sign for two roles, it fills every seat that the same address has
   been asked for and whose turn it is. Where it does not, each seat has an act of its own.
   Source: config `signing.one_act_for_two_roles`.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from concordat.domain.calendar import at_local, in_words, local_date
from concordat.domain.parties import Deputy, Mandate, Signatory
from concordat.domain.rules import SigningRule
from concordat.domain.signature import Signing, SigningRequest
from concordat.domain.signing import progress


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a seat on a day. `deputy_for` is the seat's role when it is a deputy.

    `until` is the last day on which the same person holds it, None when none is known.
    """

    role: str
    organisation: str
    email: str
    authority: str | None
    deputy_for: str | None = None
    until: date | None = None

    @property
    def title(self) -> str:
        """The role in full: `vice-chair (deputy for the chair)`."""
        return self.role if self.deputy_for is None else f"{self.role} ({_for(self.deputy_for)})"


def holder_on(signatory: Signatory, day: date) -> Holder:
    """Return who holds the signatory's seat on that day."""
    deputy, mandate = signatory.deputy, signatory.mandate
    own = None if mandate is None else mandate_in_words(mandate)
    if deputy is None or not deputy.valid_from <= day <= deputy.valid_until:
        until = None if deputy is None else deputy.valid_from - timedelta(days=1)
        ends = until if until is not None and until >= day else None
        return Holder(signatory.role, signatory.organisation, signatory.email, own, until=ends)
    delegated = delegation_in_words(signatory.role, deputy)
    return Holder(
        deputy.role,
        signatory.organisation,
        deputy.email,
        delegated if own is None else f"{delegated}; {own}",
        deputy_for=signatory.role,
        until=deputy.valid_until,
    )


def holder_asked(signing: Signing, request: SigningRequest, timezone: str) -> Holder:
    """Return to whom a request went: whoever held its seat on the day it was sent."""
    return holder_on(signing.signatory(request.seat), local_date(request.sent_at, timezone))


def closes_at(holder: Holder, sent_at: datetime, rule: SigningRule, timezone: str) -> datetime:
    """Return when a request sent to the holder closes, in UTC."""
    expires = sent_at + timedelta(days=rule.expires_days)
    if holder.until is None:
        return expires
    return min(expires, at_local(holder.until + timedelta(days=1), time(0), timezone))


def last_day(request: SigningRequest, timezone: str) -> date:
    """Return the last day on which the request can be answered: one that ends with it included."""
    return local_date(request.expires_at - timedelta(microseconds=1), timezone)


def mandate_in_words(mandate: Mandate) -> str:
    """Return a mandate as it is printed and kept."""
    return f"mandate from {mandate.appointed_by}; basis: {mandate.basis}; limits: {mandate.limits}"


def delegation_in_words(role: str, deputy: Deputy) -> str:
    """Return a delegation as it is printed and kept, for the deputy of that role."""
    days = f"from {in_words(deputy.valid_from)} to {in_words(deputy.valid_until)}"
    return f"{_for(role)} {days}, under {deputy.evidence}"


def signed_in_one_act(
    signing: Signing, request: SigningRequest, rule: SigningRule, timezone: str, now: datetime
) -> tuple[SigningRequest, ...]:
    """Return the requests that one act signs: the one opened first, then any others by rule 4."""
    taken = [request]
    address = holder_asked(signing, request, timezone).email.casefold()
    if not rule.one_act_for_two_roles or not address:
        return (request,)
    for other in signing.open_requests:
        signed = [*(s.seat for s in signing.signatures), *(r.seat for r in taken)]
        is_due = other.seat in progress(signing.blocks, signed).waiting_for
        same = holder_asked(signing, other, timezone).email.casefold() == address
        if is_due and same and other.expires_at > now:
            taken.append(other)
    return tuple(taken)


def _for(role: str) -> str:
    return f"deputy for {role}" if role.casefold().startswith("the ") else f"deputy for the {role}"
