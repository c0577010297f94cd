"""Retire a body on a date, and put another in its place; the rules are those of `domain/retirement`."""

from dataclasses import replace
from datetime import date

from concordat.domain.approval import first_meeting
from concordat.domain.calendar import in_words, local_date
from concordat.domain.errors import NotAllowed
from concordat.domain.facts import Fact
from concordat.domain.gates import BEFORE_SIGNED
from concordat.domain.programme import BodyId, Programme
from concordat.domain.record import Version
from concordat.domain.retirement import Open, retire_body
from concordat.domain.rules import PlaceId
from concordat.domain.states import UNDECIDED, PlaceStatus
from concordat.services.notify import owe_every_partner
from concordat.services.office import Office
from concordat.services.register import Transaction

YET_TO_DECIDE = frozenset({PlaceStatus.NOT_STARTED, *UNDECIDED})


def retire(
    office: Office,
    version_id: str,
    body_id: str,
    on: date,
    instrument: str,
    alternative: str | None = None,
) -> None:
    """Record that a body is retired after that day, by which instrument, and what takes its place.

    Raises NotFound for a body that the programme does not have, NotAllowed when it cannot be so.
    The same retirement recorded again changes nothing.
    """
    with office.register.writing() as tx:
        version = tx.version(version_id)
        open_matters = _open(tx, version)
        changed = retire_body(version.programme, body_id, on, alternative, open_matters)
        if changed == version.programme:
            return
        if not instrument.strip():
            raise NotAllowed(
                "It is not said by what the body is retired.",
                remedy="Name the act, the order or the resolution.",
                state=version.state.value,
                attempted="retire a body",
            )
        _save(tx, version, changed)
        tx.record(
            Fact.BODY_RETIRED,
            version_id,
            {
                "body": body_id,
                "on": on,
                "alternative": alternative,
                "instrument": instrument.strip(),
                "programme_was": version.programme_sha256,
                "programme_sha256": tx.version(version_id).programme_sha256,
            },
            actor="director",
        )
        _tell(tx, version, BodyId(body_id), on, instrument.strip(), alternative)


def _open(tx: Transaction, version: Version) -> Open:
    statuses = {r.place_id: r.status for r in tx.ratifications(version.id)}
    places = tuple(PlaceId(p) for p, status in statuses.items() if status in YET_TO_DECIDE)
    return Open(version.state in BEFORE_SIGNED, places)


def _save(tx: Transaction, version: Version, programme: Programme) -> None:
    sha256 = tx.add_programme(programme)
    changed = replace(version, programme=programme, programme_sha256=sha256)
    today = local_date(tx.now, programme.timezone)
    if programme.timeline.board != version.programme.timeline.board:
        board = programme.body(programme.timeline.board)
        after = max(today, version.board_on or today)
        changed = replace(changed, board_on=first_meeting(board.meetings, after))
    tx.save(changed)
    for found in tx.ratifications(version.id):
        place = PlaceId(found.place_id)
        body = programme.place(place).body
        if body != version.programme.place(place).body and found.status in UNDECIDED:
            expected = first_meeting(programme.body(body).meetings, today)
            tx.save(replace(found, expected_on=expected))


def _tell(
    tx: Transaction, version: Version, body_id: BodyId, on: date, why: str, alternative: str | None
) -> None:
    programme = version.programme
    name = programme.body(body_id).name
    instead = "Nothing takes its place so far."
    if alternative is not None:
        instead = (
            f"{programme.body(BodyId(alternative)).name} takes its place in what is still open."
        )
    owe_every_partner(
        tx,
        version,
        "change-recorded",
        occasion=f"/retired/{body_id}/{alternative or ''}",
        change=f"{name} is retired",
        what=f"{name} decides nothing after {in_words(on)}. {instead}",
        reason=why,
        next="what it decided before stays as it is. You need do nothing now.",
    )
