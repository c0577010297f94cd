"""Ask providers what has changed, for whatever their messages did not tell: one call, not too often."""

from datetime import datetime, timedelta

from concordat.domain.dispatch import LIVE, Dispatch
from concordat.services.office import Office
from concordat.services.register import Reading
from concordat.services.reported import record_report

EVERY = timedelta(minutes=15)
"""How often a provider is asked at most."""
EARLIER = timedelta(hours=1)
"""How far before the oldest dispatch to ask from: clocks differ."""


def reconcile(office: Office) -> int:
    """Record what providers report of dispatches that are not over; return how many had changed.

    A provider that has none is not asked.
    """
    changed = 0
    for name, provider in office.providers.items():
        with office.register.writing() as tx:
            since = _oldest(tx, name)
            if since is None or not tx.claim_asking(name, EVERY):
                continue
        reports = provider.reports_since(since - EARLIER)
        changed += sum(record_report(office, report) for report in reports)
    return changed


def _oldest(view: Reading, provider: str) -> datetime | None:
    """Return when the oldest dispatch that is not over was planned; None when there is none."""
    return min(
        (
            dispatch.planned_at
            for version_id in view.version_ids()
            for dispatch in view.records(Dispatch, version_id, provider=provider)
            if dispatch.standing in LIVE
        ),
        default=None,
    )
