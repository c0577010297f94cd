"""What can still happen to a version that is over: nothing that would change what it says.

The rules:
1. A lapsed agreement is read-only: it can be read, exported, renewed, or superseded by a version on
   its way. A review that was opened is finished, because a renewal rests on what it finds.
2. A superseded version is kept as it stood: what is done is done to the version that follows it.
   Its open review is finished too, and what concerns signatures given on it can still be settled.
3. An agreement that has ended is kept as it stood; an agreement anew is a version of a new number.
4. Letters are handed over, dispatches closed, documents kept and people's rights served at any time.
"""

from concordat.domain.errors import NotAllowed
from concordat.domain.facts import Fact
from concordat.domain.states import VersionState

_ALWAYS = frozenset(
    {
        Fact.DOCUMENT_KEPT,
        Fact.DISPATCH_CLOSED,
        Fact.NOTICE_SENT,
        Fact.NOTICE_DROPPED,
        Fact.INFORMATION_REQUESTED,
        Fact.PERSON_TOLD,
        Fact.PERSON_ERASED,
        Fact.BOARD_FORM_REFUSED,
        Fact.REVIEW_FORM_REFUSED,
        Fact.REVIEW_RETURNED,
        Fact.REVIEW_REPORTED,
        Fact.REVIEW_CLOSED,
        Fact.REVIEW_SCHEDULED,
    }
)
STILL_ALLOWED: dict[VersionState, frozenset[Fact]] = {
    VersionState.LAPSED: _ALWAYS | {Fact.TERM_RENEWED, Fact.VERSION_SUPERSEDED},
    VersionState.ENDED: _ALWAYS,
    VersionState.SUPERSEDED: _ALWAYS
    | {
        Fact.SIGNATURE_DUPLICATED,
        Fact.MANDATE_DISPUTED,
        Fact.MANDATE_SETTLED,
        Fact.URGENT_DECISION_REPORTED,
    },
}
REMEDIES = {
    VersionState.LAPSED: "Renew the agreement first: launch `renew-term`.",
    VersionState.ENDED: "Launch `sign-off` for a version of a new number, if it is to begin anew.",
    VersionState.SUPERSEDED: "Do it on the version that supersedes this one: give its number.",
}


def check_not_over(fact: Fact, about: str, state: VersionState | None) -> None:
    """Raise NotAllowed for a fact that a version that is over does not take any more.

    `about` is the fact's subject, which begins with the version's id; `state` is that version's, None
    when the fact is about no version.
    """
    version_id, _, rest = about.partition("/")
    if state in STILL_ALLOWED and fact not in STILL_ALLOWED[state]:
        raise NotAllowed(
            f"{version_id} is {state}: it is read-only.",
            remedy=REMEDIES[state],
            place=rest.partition("/")[0] or None,
            state=state.value,
            attempted=fact.value,
        )
