"""Find what is due or was lost."""

from dataclasses import astuple

from concordat.domain.gates import is_under_way
from concordat.domain.record import Version
from concordat.services import catch_up, keep_no_longer, reconcile
from concordat.services.clock_check import clock_behind
from concordat.services.review_cycle import has_passed_on
from tasks.act import act, outward_act
from tasks.office import office
from tasks.prefect_runs import is_lost, launch
from tasks.reviews import schedule_review


@act(name="leave wakes for what is due", tags=["catch-up"])
def leave_wakes() -> int:
    """Leave a wake for everything that is due now; return how many were found."""
    return len(catch_up.leave_wakes(office()))


@act(name="ask providers what has changed", tags=["catch-up"])
def ask_providers() -> int:
    """Record what was signed elsewhere and not told; return how many documents had changed."""
    return reconcile.reconcile(office())


@act(name="look at the clock", tags=["catch-up"])
def look_at_the_clock() -> str:
    """Say what is wrong with this machine's clock; nothing when it may be right."""
    with office().register.reading() as view:
        return clock_behind(view)


@outward_act(name="let go of personal data whose time is over", tags=["catch-up"])
def let_go() -> int:
    """Let go of what is due to be kept no longer; return how many things it were."""
    return sum(astuple(keep_no_longer.keep_no_longer(office())))


@outward_act(name="put missing runs back", tags=["catch-up"])
def restore_runs() -> int:
    """Create again the runs that were lost: timelines under way, and reviews to come or under way.

    A run is lost when Prefect does not know it or its process died. One that failed or was
    cancelled is the director's to look at. Returns how many were lost.
    """
    with office().register.reading() as view:
        records = [view.version_record(v) for v in view.version_ids()]
    missing = 0
    for record in records:
        version, review = record.version, record.review
        if is_under_way(version) and _lacks_its_run(version):
            named = {"version": version.number, "agreement": version.agreement_id}
            launch("sign-off/sign-off", named)
            missing += 1
        passed_on = review is not None and has_passed_on(version, review)
        if review and review.run_id and not passed_on and is_lost(review.run_id):
            schedule_review(version.id, review.cycle)
            missing += 1
    return missing


ROUND = (leave_wakes, restore_runs, let_go, ask_providers)
"""What each round does, in this order: a provider may be out of reach, so it comes last."""


def _lacks_its_run(version: Version) -> bool:
    """Say whether the version's run is lost; an amended version is launched by the act that made it."""
    if version.run_id is None:
        return version.supersedes is not None
    return is_lost(version.run_id)
