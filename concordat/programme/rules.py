"""Turns the rules a programme sets for itself into the domain's terms; what it leaves out is usual."""

from concordat.domain.rules import (
    AmendmentRule,
    AmendmentRules,
    EffectRule,
    EscalationRule,
    PlaceId,
    ReminderRule,
    ReviewRule,
    SigningRule,
    WithdrawalRule,
)
from concordat.programme.changes import (
    AmendmentModel,
    AmendmentsModel,
    EscalationModel,
    WithdrawalModel,
)
from concordat.programme.signing import RemindersModel, SigningModel
from concordat.programme.timeline import EffectiveModel, ReviewModel


def effect_rule(model: EffectiveModel, at_least: int) -> EffectRule:
    """Return when the agreement takes effect, and what becomes of it later."""
    including = tuple(PlaceId(ref.id) for ref in model.including)
    return EffectRule(at_least, including, model.after_days, model.when_below)


def review_rule(model: ReviewModel | None) -> ReviewRule:
    """Return how often the agreement is reviewed."""
    return ReviewRule(model.every_months, model.lead_days) if model else ReviewRule()


def reminder_rule(model: RemindersModel | None) -> ReminderRule | None:
    """Return how a place's signatories are reminded; None where they are as everybody's."""
    return None if model is None else ReminderRule(model.every_working_days, model.at_most)


def signing_rule(model: SigningModel | None) -> SigningRule:
    """Return how signing requests are carried."""
    if not model:
        return SigningRule()
    usual, reminders = SigningRule(), model.reminders
    return SigningRule(
        provider=model.provider,
        reminder_every_working_days=(
            reminders.every_working_days if reminders else usual.reminder_every_working_days
        ),
        reminders_at_most=reminders.at_most if reminders else usual.reminders_at_most,
        expires_days=model.expires_days,
        one_act_for_two_roles=model.one_act_for_two_roles,
        deputies=model.deputies,
        format_working_days=model.format_working_days,
    )


def amendment_rules(model: AmendmentsModel | None) -> AmendmentRules:
    """Return what an amendment of each class needs."""
    usual = AmendmentRules()
    if not model:
        return usual
    return AmendmentRules(
        editorial=_amendment(model.editorial, usual.editorial),
        minor=_amendment(model.minor, usual.minor),
        material=_amendment(model.material, usual.material),
    )


def _amendment(model: AmendmentModel | None, usual: AmendmentRule) -> AmendmentRule:
    if not model:
        return usual
    return AmendmentRule(
        board=usual.board if model.board is None else model.board,
        signing=usual.signing if model.signing is None else model.signing,
        reopens=model.reopens or usual.reopens,
    )


def withdrawal_rule(model: WithdrawalModel | None) -> WithdrawalRule:
    """Return how a partner or a place leaves."""
    return WithdrawalRule(model.notice_days, model.minimum_partners) if model else WithdrawalRule()


def escalation_rule(model: EscalationModel | None) -> EscalationRule:
    """Return when a place that does not decide is escalated."""
    return EscalationRule(model.after_working_days, model.at_most) if model else EscalationRule()
