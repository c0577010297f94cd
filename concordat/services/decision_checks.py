"""What a board's decision and a place's have in common: how it was reached, and whether it can be.

The rules are those of `domain/meetings`, and:
1. A decision binds the exact words of its version, by their hash. Whoever gives the hash of the words
   that lay before the body has it compared: a decision about other words is not recorded here.
2. A decision takes effect on the day it was made, or on a later one that the body named.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from concordat.domain.approval import next_meeting
from concordat.domain.decision import Route
from concordat.domain.errors import NotAllowed
from concordat.domain.meetings import (
    Attendance,
    is_authority,
    is_retired,
    quorum_result,
    report_back_meeting,
)
from concordat.domain.programme import Body
from concordat.domain.record import Version

HEX_DIGITS_AT_LEAST = 16


@dataclass(frozen=True, slots=True)
class HowDecided:
    """How a decision was reached, and from when it holds.

    Between meetings the `authority` decides, for the `urgent_reason`, and reports back to a meeting.
    `words_sha256` are the first hex digits, sixteen or more, of the words that lay before the body.
    """

    route: Route = Route.MEETING
    authority: str = ""
    urgent_reason: str = ""
    report_back_on: date | None = None
    attendance: Attendance | None = None
    words_sha256: str = ""
    effective_from: date | None = None

    def as_columns(self) -> dict[str, Any]:
        """Return it as the fields of a decision on record."""
        there = self.attendance
        return {
            "route": self.route,
            "authority": self.authority.strip() or None,
            "urgent_reason": self.urgent_reason.strip() or None,
            "report_back_on": self.report_back_on,
            "effective_from": self.effective_from,
            "members_present": None if there is None else there.members_present,
            "roles_present": () if there is None else there.roles_present,
            "conflicts": () if there is None else there.conflicts,
        }

    def as_said(self) -> dict[str, Any]:
        """Return what the trail says of it: what was given, and nothing else."""
        said = {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in self.as_columns().items()
            if value is not None and value != ()
        }
        return said | {"route": self.route.value}


AT_A_MEETING = HowDecided()
"""How a decision is taken to have been reached when nothing is said of it."""


@dataclass(frozen=True, slots=True)
class Matter:
    """What is decided: by whom, where and when. `deferred` when the body only puts it off."""

    version: Version
    body: Body
    decided_on: date
    outcome: str
    deferred: bool
    state: str
    place_id: str | None = None
    place_name: str = field(default="")

    def refusal(self, message: str, remedy: str) -> NotAllowed:
        """Return the refusal of the decision in words, with what to do instead."""
        named = f"{self.place_name}: {message}" if self.place_id else message
        whose = "" if self.place_id else "the board's decision "
        return NotAllowed(
            named[0].upper() + named[1:],
            remedy=remedy,
            place=self.place_id,
            state=self.state,
            attempted=f"record {whose}'{self.outcome}'",
        )


def check_how(matter: Matter, how: HowDecided) -> None:
    """Raise NotAllowed, with what to do instead, when the decision cannot have been reached so."""
    _check_body(matter)
    _check_words(matter, how.words_sha256)
    _check_effective_from(matter, how.effective_from)
    if how.route == Route.URGENT:
        _check_urgent(matter, how)
    else:
        _check_meeting(matter, how)


def _check_body(matter: Matter) -> None:
    if is_retired(matter.body, matter.decided_on):
        raise matter.refusal(
            f"{matter.body.name} was retired on {matter.body.valid_to} and decides nothing after.",
            "Record what takes its place: with succeed-body, or as the alternative in retire-body.",
        )


def _check_words(matter: Matter, given: str) -> None:
    written = "".join(given.split()).lower()
    if not written:
        return
    words = matter.version.text_sha256 or ""
    if len(written) < HEX_DIGITS_AT_LEAST:
        raise matter.refusal(
            f"'{written}' is too short to tell one text from another.",
            f"Give the first {HEX_DIGITS_AT_LEAST} hex digits of the words' SHA-256, or none.",
        )
    if not words.startswith(written):
        raise matter.refusal(
            f"the words before {matter.body.name} are not those of version {matter.version.number}, "
            f"whose SHA-256 begins {words[:HEX_DIGITS_AT_LEAST]}.",
            "Record the decision with the version whose words were decided on.",
        )


def _check_effective_from(matter: Matter, day: date | None) -> None:
    if day is not None and day < matter.decided_on:
        raise matter.refusal(
            f"it cannot take effect on {day}, before it was made on {matter.decided_on}.",
            "Give a day on or after the decision, or none.",
        )


def _check_meeting(matter: Matter, how: HowDecided) -> None:
    if how.authority.strip() or how.urgent_reason.strip() or how.report_back_on is not None:
        raise matter.refusal(
            "a decision at a meeting has no authority, urgent reason or date to report back.",
            f"Choose the route '{Route.URGENT}', or leave these empty.",
        )
    there, rule = how.attendance, matter.body.quorum
    if there is not None and not there.is_possible:
        raise matter.refusal(
            f"{there.members_present} members cannot have had {len(there.conflicts)} conflicts of "
            "interest among them.",
            "Count everyone present, those with a conflict included.",
        )
    if rule is None or matter.deferred:
        return
    if there is None:
        raise matter.refusal(
            f"{matter.body.name} decides with a quorum of {rule.members}, and it is not said who "
            "was there.",
            "Give how many members were present, in which roles, from the minutes.",
        )
    found = quorum_result(rule, there)
    if not found.met:
        raise matter.refusal(
            f"{matter.body.name} was not quorate on {matter.decided_on}: {found.in_words}.",
            f"Record it as deferred, and take it to {_another_way(matter)}.",
        )


def _another_way(matter: Matter) -> str:
    meeting = next_meeting(matter.body, matter.decided_on)
    ways = [f"the meeting of {meeting}" if meeting else "the body's next meeting"]
    rule = matter.body.urgent_decision
    if rule is not None:
        ways.append(f"have it decided urgently by {rule.by}")
    return ", or ".join(ways)


def _check_urgent(matter: Matter, how: HowDecided) -> None:
    body, rule = matter.body, matter.body.urgent_decision
    if rule is None:
        raise matter.refusal(
            f"{body.name} does not decide between its meetings.",
            f"Take it to {_another_way(matter)}.",
        )
    if matter.deferred:
        raise matter.refusal(
            "what is put off is not urgent.", "Wait for the meeting; nothing need be recorded."
        )
    if how.attendance is not None:
        raise matter.refusal(
            "an urgent decision is made between meetings, so nobody attended one.",
            "Leave the attendance empty, or record it as decided at a meeting.",
        )
    if not is_authority(body, how.authority):
        raise matter.refusal(
            f"for {body.name} only this authority decides between meetings: {rule.by}.",
            "Give it in these words, if it is who decided; else take it to a meeting.",
        )
    if not how.urgent_reason.strip():
        raise matter.refusal(
            "an urgent decision needs the reason why it could not wait.",
            "Give the reason: it is reported to the body.",
        )
    _check_report_back(matter, how.report_back_on, demanded=rule.report_back)


def _check_report_back(matter: Matter, day: date | None, *, demanded: bool) -> None:
    meeting = report_back_meeting(matter.body, matter.decided_on)
    if day is None and not demanded:
        return
    if meeting is None:
        raise matter.refusal(
            f"{matter.body.name} lists no later meeting to report an urgent decision to.",
            "Take it to a meeting, whatever its day: one that is not listed is taken too.",
        )
    if day != meeting:
        raise matter.refusal(
            "an urgent decision is reported to the body's next meeting.",
            f"Give {meeting} as the date to report back.",
        )
