"""What people say in the documents of the gallery: comments, answers, a reservation, review returns."""

from collections.abc import Sequence

from concordat.services.content import (
    Answer,
    CaseStudy,
    Commitment,
    CommitmentReport,
)

COMMENTS = tuple(
    """\
The text speaks of “the system” throughout. Nobody outside it knows what that is. Please say who is meant.
We are four people and a van. We want to be asked, and cannot answer every consultation in three weeks.
Full cost recovery is in the commitments, and I am glad of it. Will it be in the contracts?
As a rural group we meet in the evening. Meetings at ten in the morning leave us out.
Good. Sign it.""".splitlines()
)
ANSWERS = (
    Answer(
        "“The system” is not a word that people know.",
        "Section 3 names every partner, and says what is meant by each sector.",
    ),
    Answer(
        "Small organisations cannot answer everything that they are asked.",
        "Commitment joint-6 now says that a partner may answer “not now” without reproach.",
    ),
    Answer(
        "Full cost recovery ought to be a term of every contract.",
        "Not changed: contracts are outside this agreement. It is passed to the commissioning review.",
    ),
)
RESERVATION = (
    "The board supports the agreement. It does not accept that three months are enough to agree a policy "
    "on the reimbursement of representatives, and asks that the review look at it first."
)
_SAID = (
    ("kept", "Both sectors sat on every planning group from the first meeting."),
    ("partly kept", "Begun in two places of five; the others are to follow by spring."),
    ("kept", "Published each quarter."),
    ("not kept", "Two decisions were announced after they had been taken."),
)


def reports(
    commitments: Sequence[Commitment], partners: Sequence[str]
) -> tuple[CommitmentReport, ...]:
    """Return what the first two partners report on each commitment."""
    return tuple(
        CommitmentReport(partner, commitment.id, *_SAID[(n + m) % len(_SAID)])
        for n, commitment in enumerate(commitments)
        for m, partner in enumerate(partners[:2])
    )


def case_studies(partners: Sequence[str]) -> tuple[CaseStudy, ...]:
    """Return an account of a success by the first partner, and of a failure by the last."""
    success = (
        "A scheme to help people home from hospital was planned by both sectors from the start. It "
        "opened a month early, and small groups run half of it."
    )
    failure = (
        "Contracts still end in March, whatever was planned. Two organisations lost staff while they "
        "waited to hear."
    )
    return (
        CaseStudy(partners[0], success=True, text=success),
        CaseStudy(partners[-1], success=False, text=failure),
    )
