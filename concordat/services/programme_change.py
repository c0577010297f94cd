"""What an act does that changes the programme of a version: the new value is kept beside the old."""

from dataclasses import replace

from concordat.domain.errors import NotAllowed
from concordat.domain.programme import Programme
from concordat.domain.record import Version
from concordat.domain.states import LIVE, VersionState
from concordat.services.register import Transaction


def change_programme(tx: Transaction, version: Version, programme: Programme) -> Version:
    """Save the version with its new programme, and return it; the caller records why."""
    sha256 = tx.add_programme(programme)
    changed = replace(version, programme=programme, programme_sha256=sha256)
    tx.save(changed)
    return tx.version(version.id)


def hashes(old: Version, new: Version) -> dict[str, str]:
    """Return which programme gave way to which, for the trail."""
    return {"programme_was": old.programme_sha256, "programme_sha256": new.programme_sha256}


def check_state(
    version: Version, attempted: str, *states: VersionState, place: str | None = None
) -> None:
    """Raise NotAllowed unless the version is in one of the states; without any, unless it is live."""
    wanted = " or ".join(f"'{state}'" for state in states or LIVE)
    if version.state not in (states or LIVE):
        raise NotAllowed(
            f"Version {version.number} is '{version.state}'; this act needs one that is {wanted}.",
            remedy="Name the version that is, or wait until this one is.",
            place=place,
            state=version.state,
            attempted=attempted,
        )
