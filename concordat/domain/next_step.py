"""What is due, for a place and for a version as a whole: pure, and the same however often asked.

The rules, in the order in which they are tried:
1. A place is asked for its decision once the public signing is complete, and only once.
2. A decision under call-in waits until the call-in's last day has passed.
3. An adopted decision gets its ratification record, then the signatures in their order, then the
   seal; only the seal makes it a ratification.
4. A declined decision gets its record and seal too: dissent is recorded like consent.
5. A signature is put into the PDF before the next order is asked.
6. A request that has expired is closed, and the seat is asked anew; so is one that was cancelled.
   A seat that declined is not asked again until it is reopened.
7. A reminder is due after so many working days of silence, and never more than so many times; none
   goes to an address from which a letter came back.
8. The agreement takes effect when the effect rule is met and its day has come.
9. A place that an amendment does not reopen is not asked: what it decided before is carried over.
10. While the agreement is in effect, warnings go out before its term ends; the day after it lapses.
11. A place's steps are due only while its version is ratified or in effect, and not once it is over.
    One that has come to its end is succeeded on the day after, at any time before that.
12. Nobody is asked or reminded of what a pre-election period holds back.
13. While a body has yet to decide, the deadline of its meeting's papers is warned of once, and a place
    that keeps silent is escalated. Neither decides anything.
14. Who has given notice leaves on the day it has run, before anything is counted.
15. What a provider is handed, and has to be closed or fetched, goes before anything asked anew; where one
    carries the requests, whoever is to be asked goes into a dispatch first.
16. An agreement in effect is counted again when places leave: it is suspended, or goes on, as its
    rule says, and either is recorded once for each new count.
"""

from datetime import date, datetime

from concordat.domain.ageing import escalation_due
from concordat.domain.amendment import opening
from concordat.domain.blocks import place_block, public_signing_block
from concordat.domain.calendar import add_working_days, local_date
from concordat.domain.dispatch import INHOUSE
from concordat.domain.effect import Effect, effect, ends, recount_due
from concordat.domain.elsewhere import dispatch_step, plan_step, recall_step
from concordat.domain.meetings import meeting_to_warn_of
from concordat.domain.membership import Leaver, Withdrawal
from concordat.domain.record import PlaceRecord, Version, VersionRecord
from concordat.domain.rules import BelowThreshold, SigningRule
from concordat.domain.signature import (
    RequestStatus,
    Signing,
    SigningRequest,
)
from concordat.domain.states import ADOPTED, LIVE, READ_ONLY, PlaceStatus, VersionState
from concordat.domain.steps import (
    ApplySignature,
    AskForDecision,
    DrawRecord,
    EndCallIn,
    Escalate,
    Expire,
    Invite,
    Lapse,
    LeavePartner,
    LeavePlace,
    PlanDispatch,
    Recount,
    Remind,
    Seal,
    SendDispatch,
    Step,
    SucceedPlace,
    Suspend,
    TakeEffect,
    WarnPapers,
    WarnTerm,
)
from concordat.domain.term import warning_due


def signing_step(
    signing: Signing, rule: SigningRule, now: datetime, timezone: str, region: str
) -> Step | None:
    """Return what is due in the signing of one document, or None while it waits."""
    unapplied = signing.next_unapplied
    if unapplied is not None:
        return ApplySignature(unapplied)
    at_provider = dispatch_step(signing)
    if at_provider is not None:
        return at_provider
    result = signing.progress
    if result.complete:
        return None if signing.open_dispatches else Seal()
    expired = next((r for r in signing.open_requests if r.expires_at <= now), None)
    if expired is not None:
        return Expire(expired)
    answered = {r.seat for r in signing.requests if r.status == RequestStatus.DECLINED}
    asked = {r.seat for r in signing.open_requests} | answered
    unasked = tuple(seat for seat in result.waiting_for if seat not in asked)
    if unasked:
        planned = None if signing.provider == INHOUSE else plan_step(signing, unasked)
        return planned or Invite(unasked)
    late = next(
        (r for r in signing.open_requests if _reminder_due(r, rule, now, timezone, region)), None
    )
    return Remind(late) if late is not None else None


def _reminder_due(
    request: SigningRequest, rule: SigningRule, now: datetime, timezone: str, region: str
) -> bool:
    due_on = reminder_due_on(request, rule, timezone, region)
    return due_on is not None and local_date(now, timezone) >= due_on


def reminder_due_on(
    request: SigningRequest, rule: SigningRule, timezone: str, region: str
) -> date | None:
    """Return the day on which a request is reminded next; None when it is not reminded any more."""
    if request.bounced_at is not None or request.reminders >= rule.reminders_at_most:
        return None
    since = local_date(request.reminded_at or request.sent_at, timezone)
    return add_working_days(since, rule.reminder_every_working_days, region)


ASKING = AskForDecision | Invite | Remind | PlanDispatch | SendDispatch
"""The steps that ask people for something."""


def place_step(record: PlaceRecord, version: Version, now: datetime) -> Step | None:
    """Return what is due at one place, or None while it waits for someone or for a day."""
    today = local_date(now, version.programme.timezone)
    if version.state not in READ_ONLY and has_ended(record, today):
        return SucceedPlace()
    if version.state not in {VersionState.RATIFYING, VersionState.IN_EFFECT}:
        return recall_step(record.signing)
    step = _place_step(record, version, now)
    if isinstance(step, ASKING) and place_block(record, version.programme, today):
        return None
    return step


def _place_step(record: PlaceRecord, version: Version, now: datetime) -> Step | None:
    programme = version.programme
    ratification = record.ratification
    match ratification.status:
        case PlaceStatus.NOT_STARTED | PlaceStatus.AWAITING_DECISION | PlaceStatus.DEFERRED:
            return undecided_step(record, version, local_date(now, programme.timezone))
        case PlaceStatus.IN_CALL_IN:
            today = local_date(now, programme.timezone)
            until = ratification.call_in_until
            return EndCallIn() if until is not None and today > until else None
        case PlaceStatus.SIGNING | PlaceStatus.DECLINED if ratification.record_sha256 is None:
            return DrawRecord()
        case PlaceStatus.SIGNING:
            rule = programme.signing.reminding(record.place.reminders)
            return signing_step(record.signing, rule, now, programme.timezone, programme.region)
        case PlaceStatus.DECLINED if ratification.sealed_at is None:
            return Seal()
        case _:
            return recall_step(record.signing)


def undecided_step(record: PlaceRecord, version: Version, today: date) -> Step | None:
    """Return what is due at a place that has yet to decide: to ask, to warn, to escalate, or None."""
    programme, found = version.programme, record.ratification
    if found.status == PlaceStatus.NOT_STARTED:
        return opening(record.predecessor)
    body, warned = programme.body(record.place.body), found.papers_warned_for
    unseen = meeting_to_warn_of(programme, body, found.expected_on, warned, today)
    if unseen is not None:
        return WarnPapers(unseen)
    return Escalate(found.escalations + 1) if escalation_due(record, version, today) else None


def version_step(record: VersionRecord, now: datetime) -> Step | None:
    """Return what is due for the version as a whole, or None while it waits."""
    step = _version_step(record, now)
    if step is None and record.version.state != VersionState.SIGNING:
        step = recall_step(record.signing)
    today = local_date(now, record.version.programme.timezone)
    if isinstance(step, ASKING) and public_signing_block(record, today):
        return None
    return step


def _version_step(record: VersionRecord, now: datetime) -> Step | None:
    version = record.version
    programme = version.programme
    today = local_date(now, programme.timezone)
    if version.state in {VersionState.AWAITING_APPROVAL, VersionState.APPROVAL_DEFERRED}:
        body, warned = programme.body(programme.timeline.board), version.papers_warned_for
        unseen = meeting_to_warn_of(programme, body, version.board_on, warned, today)
        return WarnPapers(unseen) if unseen is not None else None
    if version.state in LIVE and (leaver := _leaver(record, today)) is not None:
        return LeavePlace(leaver) if leaver.kind == Leaver.PLACE else LeavePartner(leaver)
    unsigned = not programme.timeline.public_signing
    if version.state == VersionState.SIGNING and (today >= version.public_signing_on or unsigned):
        return signing_step(
            record.signing, programme.signing, now, programme.timezone, programme.region
        )
    if version.state == VersionState.RATIFYING:
        effective_on = effect(record, today).effective_on
        return TakeEffect() if effective_on is not None and today >= effective_on else None
    if version.state == VersionState.IN_EFFECT:
        return term_step(version, today) or _recount_step(record, effect(record, today))
    return None


def term_step(version: Version, today: date) -> Step | None:
    """Return what is due for the term that runs; None before any has begun."""
    ends_on = version.term_ends_on
    if ends_on is None:
        return None
    if today > ends_on:
        return Lapse()
    warnings = version.programme.timeline.term_warnings
    days = warning_due(ends_on, version.term_warned_days, warnings, today)
    return None if days is None else WarnTerm(days)


def has_ended(record: PlaceRecord, today: date) -> bool:
    """Say whether the place no longer exists on that day, and has not been succeeded yet."""
    last = record.place.valid_to
    succeeded = record.ratification.status == PlaceStatus.SUCCEEDED
    return last is not None and last < today and not succeeded


def _leaver(record: VersionRecord, today: date) -> Withdrawal | None:
    """Return the first notice that has run; a place's lapses when it has nothing to withdraw now."""
    due = (w for w in record.withdrawals if w.cancelled_on is None and w.effective_on <= today)
    return next((w for w in due if _is_still_there(record, w)), None)


def _is_still_there(record: VersionRecord, notice: Withdrawal) -> bool:
    """Say whether who gave notice has not left yet.

    A place that withdrew from the version before has not left this one when its ratification was
    carried to it meanwhile; one that has ratified since stays.
    """
    if notice.kind == Leaver.PARTNER:
        return notice.is_open
    since = record.effective_dates.get(notice.who)
    return record.statuses.get(notice.who) in ADOPTED and ends(notice, since)


def _recount_step(record: VersionRecord, found: Effect) -> Step | None:
    rule = record.version.programme.timeline.effect
    if not found.met and rule.when_below == BelowThreshold.SUSPENDED:
        return Suspend()
    return Recount() if recount_due(record, found) else None
