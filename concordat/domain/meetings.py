"""How a body comes to decide: at a meeting that is quorate, between meetings, and on which papers.

The rules:
1. A body is quorate when enough members count, and every role that its quorum names is present.
2. A member with a conflict of interest is marked. Under `leaves-quorum` that member neither counts
   nor fills a role; under `leaves-vote` the member counts. Under both somebody must be left to vote.
3. A role that the quorum names as `a or b` is filled by either, and by whoever is noted as `a or b`.
4. Where a body has a quorum, whatever it decides needs an attendance that meets it; deferring does
   not. Where it has none, attendance is noted if it is given.
5. Between meetings only a body whose config allows it decides, by the authority named there, for a
   reason. Where it reports back, it does so to the first listed meeting after the decision.
6. A body decides nothing after the day it was retired.
7. Papers leave so many clear working days between them and the meeting. Late ones need consent.
8. Papers are never backdated: what is recorded after the deadline was late, whatever day it names.
9. The meeting offered instead is the first listed one whose papers can still be on time.
Source: config `bodies.<id>.quorum`, `.urgent_decision`, `.papers`; `timeline.papers_warning_working_days`.
"""

from dataclasses import dataclass
from datetime import date

from concordat.domain.approval import next_meeting
from concordat.domain.calendar import add_working_days, papers_due_on
from concordat.domain.programme import Body, Programme
from concordat.domain.rules import ConflictRule, Quorum


@dataclass(frozen=True, slots=True)
class Attendance:
    """Who was at a meeting: how many members, which roles, and which had a conflict of interest.

    Roles only, never names. A conflict is one member, named by role.
    """

    members_present: int
    roles_present: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()

    @property
    def is_possible(self) -> bool:
        """Say whether such a meeting can have been: no more conflicts than members, and none below 0."""
        return len(self.conflicts) <= self.members_present and self.members_present >= 0


@dataclass(frozen=True, slots=True)
class QuorumResult:
    """How a quorum was met, or by how much it was missed.

    `present` members were there, `counted` of them count for the quorum, `voting` could vote.
    `missing_roles` are those named in the config that nobody filled, in its order.
    """

    present: int
    counted: int
    voting: int
    missing_roles: tuple[str, ...]
    short_by: int

    @property
    def met(self) -> bool:
        """Say whether the meeting could decide."""
        return self.short_by == 0 and not self.missing_roles and self.voting > 0

    @property
    def in_words(self) -> str:
        """What is missing, for a refusal; empty when the quorum is met."""
        said = []
        if self.short_by:
            said.append(f"{self.counted} of {self.counted + self.short_by} members counted")
        if self.missing_roles:
            said.append(f"nobody was there as {'; '.join(self.missing_roles)}")
        if self.voting <= 0:
            said.append("nobody was left to vote")
        return ", and ".join(said)


def quorum_result(rule: Quorum, attendance: Attendance) -> QuorumResult:
    """Return how the attendance stands to the body's quorum; see rules 1 to 3."""
    voting = attendance.members_present - len(attendance.conflicts)
    leaves = rule.conflicts == ConflictRule.LEAVES_QUORUM
    counted = voting if leaves else attendance.members_present
    away = {_plain(role) for role in attendance.conflicts} if leaves else set()
    there = {_plain(role) for role in attendance.roles_present} - away
    missing = tuple(role for role in rule.including if not _alternatives(role) & there)
    return QuorumResult(
        present=attendance.members_present,
        counted=counted,
        voting=voting,
        missing_roles=missing,
        short_by=max(0, rule.members - counted),
    )


def _plain(role: str) -> str:
    return " ".join(role.casefold().split())


def _alternatives(role: str) -> set[str]:
    return {_plain(role), *_plain(role).split(" or ")}


def quorate_attendance(rule: Quorum) -> Attendance:
    """Return the smallest attendance that meets a quorum: as many members as it asks, in its roles."""
    return Attendance(max(1, rule.members), rule.including)


def is_authority(body: Body, authority: str) -> bool:
    """Say whether that is who may decide for the body between its meetings."""
    rule = body.urgent_decision
    return rule is not None and _plain(rule.by) == _plain(authority)


def report_back_meeting(body: Body, decided_on: date) -> date | None:
    """Return the meeting to which an urgent decision of that day is reported; None if none is listed."""
    return next_meeting(body, decided_on)


def is_retired(body: Body, on: date) -> bool:
    """Say whether the body no longer decides on that day."""
    return body.valid_to is not None and on > body.valid_to


def papers_deadline(body: Body, meeting: date, region: str) -> date:
    """Return the last day on which papers for the body's meeting may go out."""
    return papers_due_on(meeting, body.papers_clear_working_days, region)


def meeting_to_warn_of(
    programme: Programme, body: Body, meeting: date | None, warned_for: date | None, today: date
) -> date | None:
    """Return the body's next meeting when it is time to warn of its papers' deadline, else None.

    No warning is due for a meeting that is seen to already, is not known, or is over.
    """
    if meeting is None or meeting == warned_for or meeting < today:
        return None
    days, region = programme.timeline.papers_warning_working_days, programme.region
    warned_from = add_working_days(papers_deadline(body, meeting, region), -days, region)
    return meeting if today >= warned_from else None


def meeting_in_time(body: Body, after: date, today: date, region: str) -> date | None:
    """Return the body's first listed meeting after that day whose papers can still be on time."""
    later = (m for m in body.meetings if m > after)
    return min((m for m in later if papers_deadline(body, m, region) >= today), default=None)
