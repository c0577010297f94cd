"""Record that a body is succeeded by another: a board, or a place's ratifying body.

What the rules of `domain.succession` make of the programme is stored under the version. A version
that was not signed in full goes back to its board, which is now the successor; nothing that was
signed is lost, and nothing new is asked of anybody until the successor has decided.
"""

from dataclasses import dataclass, replace
from datetime import date

from concordat.domain.approval import first_meeting
from concordat.domain.calendar import in_words, local_date
from concordat.domain.errors import NotAllowed
from concordat.domain.facts import Fact
from concordat.domain.gates import BEFORE_SIGNED
from concordat.domain.membership import Succeeded, Succession
from concordat.domain.programme import Body, BodyId, Place
from concordat.domain.record import Version
from concordat.domain.states import UNDECIDED, VersionState, version_after
from concordat.domain.succession import places_of, succeed_body
from concordat.services.continuity import body_successions
from concordat.services.notify import owe_every_partner
from concordat.services.office import Office
from concordat.services.place_steps import request_decision
from concordat.services.register import Transaction, WakeKind
from concordat.services.superseding import cancel_requests


@dataclass(frozen=True, slots=True)
class BodySuccession:
    """Which body is succeeded by which, from which day on, and the instrument that says so."""

    old: str
    successor: Body
    on: date
    instrument: str


def record_body_succession(office: Office, version_id: str, asked: BodySuccession) -> None:
    """Record the succession on the version; NotAllowed, with what to do instead, if it cannot be so.

    The same succession again changes nothing.
    """
    with office.register.writing() as tx:
        version = tx.version(version_id)
        if _on_record(tx, version, asked):
            return
        _check(version, asked, local_date(tx.now, version.programme.timezone))
        number = len(tx.records(Succession, version_id)) + 1
        tx.once(f"{version_id}/succession/{number}")
        is_board = version.programme.timeline.board == asked.old
        changed = _changed(tx, version, asked, is_board=is_board)
        new = (asked.successor.id,)
        tx.add(
            Succession(
                version_id, number, Succeeded.BODY, asked.old, new, asked.on, _instrument(asked)
            )
        )
        tx.save(changed)
        tx.record(
            Fact.BOARD_SUCCEEDED if is_board else Fact.BODY_SUCCEEDED,
            version_id,
            {
                "old": asked.old,
                "new": asked.successor.id,
                "on": asked.on,
                "instrument": _instrument(asked),
                "programme_sha256_before": version.programme_sha256,
                "programme_sha256": changed.programme_sha256,
            },
            actor="director",
        )
        if changed.state != version.state:
            why = f"{version.programme.body(BodyId(asked.old)).name} has been succeeded: the "
            cancel_requests(tx, version, f"{why}successor decides on the text first.")
        for place in places_of(version.programme, BodyId(asked.old)):
            _ask_again(tx, changed, place, number)
        _tell(tx, changed, asked, number, frozen=changed.state != version.state)
        tx.wake(WakeKind.TIMELINE, version_id)


def _instrument(asked: BodySuccession) -> str:
    return asked.instrument.strip()


def _on_record(tx: Transaction, version: Version, asked: BodySuccession) -> bool:
    """Say whether this very succession is on record; NotAllowed if another of that body is."""
    for known in body_successions(tx, version.id):
        if known.old != asked.old:
            continue
        if (known.new, known.on, known.instrument) == (
            (asked.successor.id,),
            asked.on,
            _instrument(asked),
        ):
            return True
        raise NotAllowed(
            f"'{asked.old}' was succeeded by '{', '.join(known.new)}' on {known.on}.",
            remedy="Record what has become of its successor since, if that was succeeded too.",
            state=version.state,
            attempted="record a succession",
        )
    return False


def _check(version: Version, asked: BodySuccession, today: date) -> None:
    def refuse(message: str, remedy: str) -> NotAllowed:
        return NotAllowed(
            message, remedy=remedy, state=version.state, attempted="record a succession"
        )

    known = {body.id: body for body in version.programme.bodies}
    old, successor = known.get(BodyId(asked.old)), asked.successor
    if old is None:
        raise refuse(f"There is no body '{asked.old}'.", f"Write one of: {', '.join(known)}.")
    if successor.id == asked.old:
        raise refuse(
            f"'{asked.old}' cannot succeed itself.", "Give its successor an id of its own."
        )
    if successor.id in known and known[successor.id].name != successor.name:
        raise refuse(
            f"'{successor.id}' is {known[successor.id].name} already.",
            "Give that name, or an id that no body has.",
        )
    if not _instrument(asked):
        raise refuse(
            "A succession needs its instrument.",
            "Name the order, the resolution or the decision that says so.",
        )
    if asked.on > today:
        raise refuse(
            f"{asked.on} is in the future.",
            "Record the succession on its day: until then nothing changes.",
        )


def _changed(
    tx: Transaction, version: Version, asked: BodySuccession, *, is_board: bool
) -> Version:
    """Return the version under its new programme; one still to be signed goes back to its board."""
    programme = succeed_body(version.programme, BodyId(asked.old), asked.successor, asked.on)
    changed = replace(version, programme=programme, programme_sha256=tx.add_programme(programme))
    if not is_board or version.state not in BEFORE_SIGNED | {VersionState.SIGNING}:
        return changed
    if version.state == VersionState.SIGNING:
        changed = replace(changed, state=version_after(version.state, Fact.BOARD_SUCCEEDED))
    timeline = programme.timeline
    text_until = programme.comments_until if version.consults else asked.on
    since = max(local_date(tx.now, programme.timezone), text_until)
    return replace(changed, board_on=first_meeting(programme.body(timeline.board).meetings, since))


def _ask_again(tx: Transaction, version: Version, place: Place, number: int) -> None:
    """Ask the successor what its predecessor had not decided for the place."""
    record = tx.place(version, place.id)
    if record.ratification.status in UNDECIDED:
        today = local_date(tx.now, version.programme.timezone)
        body = version.programme.body(record.place.body)
        meeting = first_meeting(body.meetings, today)
        tx.save(replace(record.ratification, expected_on=meeting))
        request_decision(tx, version, record, meeting, occasion=f"/succession/{number}")


def _tell(
    tx: Transaction, version: Version, asked: BodySuccession, number: int, *, frozen: bool
) -> None:
    old = version.programme.body(BodyId(asked.old)).name
    if frozen:
        following = (
            f"signing waits until {asked.successor.name} has approved the text, or adopted what "
            "its predecessor approved. Signatures already given stand."
        )
    else:
        following = "the agreement goes on; what was decided before stands."
    owe_every_partner(
        tx,
        version,
        "change-recorded",
        occasion=f"/succession/{number}",
        change="a body is succeeded",
        what=f"{old} was succeeded by {asked.successor.name} on {in_words(asked.on)}.",
        reason=_instrument(asked),
        next=following,
    )
