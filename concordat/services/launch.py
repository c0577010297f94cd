"""Begin the sign-off of a version: put its programme on the register, and claim its one timeline."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from concordat.domain.approval import first_meeting
from concordat.domain.errors import NotAllowed, NotFound
from concordat.domain.facts import Fact
from concordat.domain.programme import Programme, programme_sha256
from concordat.domain.record import Ratification, Version
from concordat.domain.states import PlaceStatus, VersionState
from concordat.services.office import Office

FIND = "find the version"


def version_id_of(agreement_id: str, number: int) -> str:
    """Return the id of a version: `nenc-vcse-mou-v1`."""
    return f"{agreement_id}-v{number}"


def register_version(office: Office, programme: Programme, number: int) -> Version:
    """Put a version on the register with its programme, unless it is there; return it.

    The programme is kept whole, as configured today: later changes of the config's files do not
    reach a version under way.
    """
    version_id = version_id_of(programme.agreement_id, number)
    with office.register.writing() as tx:
        if version_id in tx.version_ids():
            return tx.version(version_id)
        version = _planned(office, programme, number)
        today = programme.timeline.public_signing_on
        places = tuple(place.id for place in programme.places_on(today))
        tx.add_version(version)
        for place in places:
            tx.add(Ratification(version_id, place, PlaceStatus.NOT_STARTED))
        tx.record(
            Fact.VERSION_REGISTERED,
            version_id,
            {
                "programme_sha256": version.programme_sha256,
                "places": list(places),
                "authority_sha256": hashlib.sha256(office.sealer.authority_pem).hexdigest(),
            },
            actor="director",
        )
        return version


def _planned(office: Office, programme: Programme, number: int) -> Version:
    timeline = programme.timeline
    meetings = programme.body(timeline.board).meetings
    return Version(
        id=version_id_of(programme.agreement_id, number),
        agreement_id=programme.agreement_id,
        number=number,
        state=VersionState.PLANNED,
        programme=programme,
        programme_sha256=programme_sha256(programme),
        rehearsal=office.rehearsal,
        board_on=first_meeting(meetings, programme.comments_until + timedelta(days=1)),
        public_signing_on=timeline.public_signing_on,
        ratification_due=timeline.ratification_due,
    )


def find_version(office: Office, number: int, agreement: str | None = None) -> str:
    """Return the id of the version of that number, of the one agreement or of the one named.

    NotFound if it has not been launched; NotAllowed, which names them, while several agreements in
    the register have a version of that number and none is named.
    """
    with office.register.reading() as view:
        versions = [view.version(v) for v in view.version_ids()]
    known = [v for v in versions if v.number == number and agreement in {None, v.agreement_id}]
    if not known:
        of = f" of '{agreement}'" if agreement else ""
        raise NotFound(
            f"There is no version {number}{of} in the register.",
            remedy="Launch its sign-off first, or check the number.",
            attempted=FIND,
        )
    if len(known) > 1:
        named = ", ".join(sorted(v.agreement_id for v in known))
        raise NotAllowed(
            f"There is a version {number} of each of these agreements: {named}.",
            remedy="Name the one you mean as the agreement.",
            attempted=FIND,
        )
    return known[0].id


def begin_version(
    office: Office, configured: Callable[[], Programme], number: int, agreement: str | None
) -> str:
    """Return the id of the version, put on the register from the config unless it is there.

    The config is read only for a version that is not. NotAllowed when it is of another agreement
    than the one named.
    """
    try:
        return find_version(office, number, agreement)
    except NotFound:
        programme = configured()
    if agreement is not None and programme.agreement_id != agreement:
        raise NotAllowed(
            f"The config is of the agreement '{programme.agreement_id}', not of '{agreement}'.",
            remedy="Name the agreement as its config does, or point CONCORDAT_CONFIG at the other.",
            attempted="begin the sign-off",
        )
    return register_version(office, programme, number).id


def claim_timeline(
    office: Office, version_id: str, run_id: str, is_alive: Callable[[str], bool]
) -> str:
    """Return the id of the one run that carries the version's timeline: this one, or an older one.

    A run that is no longer alive (lost, cancelled, crashed for good) gives way to the new one.
    """
    with office.register.reading() as view:
        owner = view.version(version_id).run_id
    if owner is not None and owner != run_id and is_alive(owner):
        return owner
    with office.register.writing() as tx:
        version = tx.version(version_id)
        if version.run_id not in {owner, run_id}:
            return version.run_id or run_id
        if version.run_id != run_id:
            tx.carry(replace(version, run_id=run_id))
    return run_id


def wait_at(office: Office, version_id: str, gate: str | None) -> None:
    """Record at which gate the version's timeline waits; None when it does not."""
    with office.register.writing() as tx:
        version = tx.version(version_id)
        if version.waiting_at != gate:
            tx.carry(replace(version, waiting_at=gate))
