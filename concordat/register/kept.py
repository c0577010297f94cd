"""Which table keeps which record, and which of its columns the trail does not carry.

The rules:
1. Every row that says something about an agreement is carried by the trail, whole.
2. Personal data is not: addresses are in `contact` alone, a respondent's words and name in
   `response`, a deputy's name in `given_delegation`, at which browser somebody was identified in
   `identity_check`. The trail carries the fingerprints of a respondent's words.
3. What belongs to the engines that carry the work is not: runs and gates, wakes and claims, what
   providers told and when they were asked, and the
   counter that guards against writing over a newer row.
4. What is kept under its own hash is not: a programme; the trail carries the hash.
5. Who of the staff is signed in is not: the trail says that they signed in and out, and the rows go.
"""

from sqlalchemy import Table

from concordat.domain.decision import Decision, Papers, ProposedAmendment
from concordat.domain.delegation import GivenDelegation
from concordat.domain.dispatch import Dispatch
from concordat.domain.identity import IdentityCheck
from concordat.domain.in_person import InPersonSigning
from concordat.domain.membership import Accession, CommitmentMove, Succession, Withdrawal
from concordat.domain.postponement import CalendarOverride, InformationRequest, Postponement
from concordat.domain.record import Comment, Notice, Ratification, Review, ReviewAsk, Version
from concordat.domain.signature import (
    DuplicateSignature,
    FormatRequest,
    MandateDispute,
    Signature,
    SigningRequest,
)
from concordat.domain.staff import AdminLink, StaffSession
from concordat.domain.term import EffectSpan, Term
from concordat.register import tables as t
from concordat.register import tables_of_change as c

KEPT: dict[type, Table] = {
    Accession: c.accession,
    AdminLink: c.admin_link,
    CalendarOverride: c.calendar_override,
    Comment: t.response,
    CommitmentMove: c.commitment_move,
    Decision: t.decision,
    Dispatch: c.dispatch,
    DuplicateSignature: c.duplicate_signature,
    EffectSpan: c.effect_span,
    FormatRequest: c.format_request,
    GivenDelegation: c.given_delegation,
    IdentityCheck: c.identity_check,
    InPersonSigning: c.in_person_signing,
    InformationRequest: c.information_request,
    MandateDispute: c.mandate_dispute,
    Notice: t.notice,
    Papers: c.papers,
    Postponement: c.postponement,
    ProposedAmendment: c.proposed_amendment,
    Ratification: t.ratification,
    Review: t.review,
    ReviewAsk: t.review_ask,
    Signature: t.signature,
    SigningRequest: t.signing_request,
    StaffSession: c.staff_session,
    Succession: c.succession,
    Term: c.term,
    Version: t.version,
    Withdrawal: c.withdrawal,
}

ENGINE = {
    "version": frozenset({"run_id", "waiting_at", "revision"}),
    "ratification": frozenset({"revision"}),
    "review": frozenset({"run_id", "scheduled_for", "waiting_at", "revision"}),
    "notice": frozenset({"claimed_at"}),
    "dispatch": frozenset({"claimed_at", "tried_at"}),
}
PERSONAL = {
    "identity_check": frozenset({"session_sha256"}),
    "response": frozenset({"text", "name", "organisation"}),
    "given_delegation": frozenset({"deputy_name"}),
}
NOT_CARRIED = frozenset(
    {
        "admin_link",
        "contact",
        "message",
        "outbox",
        "programme",
        "provider_asked",
        "staff_session",
        "trail",
    }
)


def key_of(table: Table) -> tuple[str, ...]:
    """Return the names of the columns that make a row one of its kind."""
    if table.name == "decision":
        return ("version_id", "place_id", "number")
    return tuple(column.name for column in table.primary_key)


def is_carried(table: str, column: str) -> bool:
    """Say whether the trail carries the column."""
    return (
        table not in NOT_CARRIED
        and column not in ENGINE.get(table, ())
        and column not in PERSONAL.get(table, ())
    )
