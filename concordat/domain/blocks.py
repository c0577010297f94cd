"""Which stages a pre-election period holds back now, given what was overridden.

The rules:
1. The review window does not open in a period of all places.
2. Nobody is asked to sign in public, or reminded, in a period of all places, unless a private signing
   is overridden for the whole system: the signing is then a private one.
3. A place is not asked to decide in a period that reaches it, nor to sign its record, nor reminded; a
   private signing there may be overridden. What its body decides meanwhile stands.
4. What was signed is put into its document and sealed all the same: that is not publicity.
5. Publicity is what addresses the public: the programme's page invites nobody while it waits. A letter
   to partners, places or signatories is the parties' own correspondence, tells them what binds them,
   and goes out; the one that launches the window waits with the launch.
Source: NHS England's pre-election guidance, which holds back launches and promotion to the public and
leaves ordinary business alone.
"""

from datetime import date

from concordat.domain.elections import OVERRIDABLE, Block, HeldBack, block_on
from concordat.domain.programme import Programme
from concordat.domain.record import PlaceRecord, VersionRecord
from concordat.domain.states import PlaceStatus


def launch_block(programme: Programme, today: date) -> Block | None:
    """Return what holds the opening of the review window back on that day, or None."""
    return block_on(programme, HeldBack.LAUNCH, today)


def publicity_block(programme: Programme, today: date) -> Block | None:
    """Return what holds publicity for the whole system back on that day, or None."""
    return block_on(programme, HeldBack.PUBLICITY, today)


def public_signing_block(record: VersionRecord, day: date) -> Block | None:
    """Return what holds the public signing back on that day, or None; see rule 2."""
    if record.overridden & OVERRIDABLE:
        return None
    return block_on(record.version.programme, HeldBack.PUBLIC_SIGNING, day)


def place_block(record: PlaceRecord, programme: Programme, today: date) -> Block | None:
    """Return what holds back what is next at the place on that day, or None; see rule 3."""
    match record.ratification.status:
        case PlaceStatus.NOT_STARTED:
            return block_on(programme, HeldBack.LAUNCH, today, record.place.id)
        case PlaceStatus.SIGNING:
            act, overridden = HeldBack.PRIVATE_SIGNING, record.overridden
            return block_on(programme, act, today, record.place.id, overridden)
        case _:
            return None
