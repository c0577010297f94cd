"""Find what is due or was lost."""

from concordat.services import catch_up
from tasks.act import act, outward_act
from tasks.office import office
from tasks.prefect_runs import find_run, launch
from tasks.reviews import schedule_review


@act(name="leave wakes for what is due", tags=["catch-up"])
def leave_wakes() -> int:
    """Leave a wake for everything that is due now; return how many were found."""
    return len(catch_up.leave_wakes(office()))


@outward_act(name="put missing runs back", tags=["catch-up"])
def restore_runs() -> int:
    """Create again the runs that Prefect has lost: timelines under way and reviews to come.

    Returns how many were missing. A run that is over is not missing: the director ended it.
    """
    with office().register.reading() as view:
        records = [view.version_record(v) for v in view.version_ids()]
    missing = 0
    for record in records:
        version, review = record.version, record.review
        if version.waiting_at and version.run_id and find_run(version.run_id) is None:
            launch("sign-off/sign-off", {"version": version.number})
            missing += 1
        if review and review.run_id and find_run(review.run_id) is None:
            schedule_review(version.id, review.cycle)
            missing += 1
    return missing
