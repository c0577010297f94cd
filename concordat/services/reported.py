"""Record what a provider reports of a dispatch.

The rules:
1. A report of no dispatch of ours changes nothing, and neither does one that says what is on record.
2. A report that comes before we had recorded the handing over is taken at its word.
3. Once nobody is to sign a document any more, only the end of its dispatch is recorded.
"""

from concordat.domain.dispatch import LIVE, DispatchStanding, Report
from concordat.domain.record import Version
from concordat.domain.signature import PUBLIC
from concordat.domain.states import PlaceStatus, VersionState
from concordat.services.handing_over import close_dispatch, record_sent
from concordat.services.office import Office
from concordat.services.register import Transaction
from concordat.services.reported_seats import record_seats
from concordat.services.seats import find_signing, wake

ACT = "record what was done elsewhere"


def record_report(office: Office, report: Report) -> bool:
    """Record what a report says that is not on record yet; say whether there was anything."""
    with office.register.writing() as tx:
        dispatch = tx.dispatch(report.reference, report.key)
        if dispatch is None or dispatch.reference not in {None, report.reference}:
            return False
        version = tx.version(dispatch.version_id)
        changed = dispatch.standing == DispatchStanding.PLANNED
        if changed:
            dispatch = record_sent(tx, dispatch, report.reference)
        if dispatch.standing in LIVE and _is_signed_now(tx, version, dispatch.scope):
            changed |= record_seats(office, tx, version, dispatch, report.seats)
        if report.standing not in LIVE:
            changed |= close_dispatch(tx, version, dispatch, report.standing, report.reason)
        if changed:
            wake(tx, find_signing(tx, version.id, dispatch.scope, ACT))
        return changed


def _is_signed_now(tx: Transaction, version: Version, scope: str) -> bool:
    if scope == PUBLIC:
        return version.state == VersionState.SIGNING
    live = version.state in {VersionState.RATIFYING, VersionState.IN_EFFECT}
    return live and tx.place(version, scope).ratification.status == PlaceStatus.SIGNING
