"""What is on record of those who come and go, on a version and on those that it supersedes.

The rules:
1. A version rests on the ones before it: whom a place succeeded, and what a partner took on, is
   known to it.
2. A notice of leaving passes to the version that supersedes the one it was given on, once it does.
3. What changes who is partner or place changes it in every version that is on its way, too.
"""

from collections.abc import Callable

from concordat.domain.membership import CommitmentMove, Succeeded, Succession, Withdrawal
from concordat.domain.programme import Programme
from concordat.domain.record import Version
from concordat.domain.states import READ_ONLY, VersionState
from concordat.services.lineage import lineage
from concordat.services.programme_change import change_programme
from concordat.services.register import Reading, Transaction


def place_successions(view: Reading, version: Version) -> tuple[Succession, ...]:
    """Return the successions of places, oldest first."""
    line = lineage(view, version)[::-1]
    return tuple(s for v in line for s in view.records(Succession, v.id, kind=Succeeded.PLACE))


def notices(view: Reading, version: Version) -> tuple[Withdrawal, ...]:
    """Return the notices of leaving that concern the version, oldest first; see rule 2."""
    line = lineage(view, version)[::-1]
    concerned = [v for v in line if v.id == version.id or v.state == VersionState.SUPERSEDED]
    return tuple(w for v in concerned for w in view.records(Withdrawal, v.id))


def moves_of(view: Reading, version: Version) -> tuple[CommitmentMove, ...]:
    """Return the moves of every commitment, each commitment's in their order."""
    line = lineage(view, version)[::-1]
    return tuple(m for v in line for m in view.records(CommitmentMove, v.id))


def on_their_way(view: Reading, version: Version) -> tuple[Version, ...]:
    """Return the versions that amend this one, one after the other, and are not over."""
    found: list[Version] = []
    by = version.superseded_by
    while by is not None and (heir := view.version(by)).state not in READ_ONLY:
        found.append(heir)
        by = heir.superseded_by
    return tuple(found)


def change_everywhere(
    tx: Transaction, version: Version, change: Callable[[Programme], Programme]
) -> Version:
    """Save the version with its programme changed, and so those on their way; return the version."""
    for heir in on_their_way(tx, version):
        change_programme(tx, heir, change(heir.programme))
    return change_programme(tx, version, change(version.programme))


def label(version: Version, notice: Withdrawal) -> str:
    """Return what names a notice in letters and keys of the version."""
    own = notice.version_id == version.id
    return (
        f"withdrawal-{notice.number}" if own else f"withdrawal-{notice.version_id}-{notice.number}"
    )
