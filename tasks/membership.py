"""The acts by which partners and places come, go and are succeeded."""

from datetime import date

from concordat.domain.membership import Handover, Leaver
from concordat.domain.parties import Contact
from concordat.services import (
    admit,
    cancel_withdrawal,
    place_succession,
    succeed_partner,
    withdraw,
)
from tasks.act import act
from tasks.office import office, programme


@act(name="admit a partner", task_run_name="admit {name}", tags=["membership"])
def admit_one(
    version_id: str,
    party: str,
    name: str,
    decided_on: date,
    minute_reference: str,
    joined_on: date,
    on_behalf_of: str | None,
    contact: Contact | None,
) -> None:
    """Record that a partner joins, with its accession record."""
    admission = admit.Admission(
        party, name, decided_on, minute_reference, joined_on, on_behalf_of, contact
    )
    admit.admit_partner(office(), version_id, admission)


@act(name="withdraw a partner", task_run_name="notice: {name}", tags=["membership"])
def withdraw_one_partner(
    version_id: str,
    name: str,
    notified_on: date,
    effective_on: date,
    reason: str,
    handovers: tuple[Handover, ...],
) -> None:
    """Record a partner's notice of leaving, and what becomes of its commitments."""
    notice = withdraw.LeavingNotice(notified_on, effective_on, reason)
    withdraw.withdraw_partner(office(), version_id, name, notice, handovers)


@act(name="withdraw a place", task_run_name="notice: {place_id}", tags=["membership"])
def withdraw_one_place(
    version_id: str, place_id: str, notified_on: date, effective_on: date, reason: str
) -> None:
    """Record a place's notice of withdrawing its ratification."""
    notice = withdraw.LeavingNotice(notified_on, effective_on, reason)
    withdraw.withdraw_place(office(), version_id, place_id, notice)


@act(name="cancel a withdrawal", task_run_name="stays: {who}", tags=["membership"])
def cancel_one_withdrawal(version_id: str, kind: Leaver, who: str, reason: str) -> None:
    """Record that a partner or a place takes its notice back."""
    cancel_withdrawal.cancel_withdrawal(office(), version_id, kind, who, reason)


@act(name="succeed a partner", task_run_name="{old} becomes {new}", tags=["membership"])
def succeed_one_partner(
    version_id: str,
    old: str,
    new: str,
    on: date,
    instrument: str,
    on_behalf_of: str | None,
    contact: Contact | None,
) -> None:
    """Record that one organisation takes the place of another as a partner."""
    told = succeed_partner.PartnerSuccession(old, new, on, instrument, on_behalf_of, contact)
    succeed_partner.succeed_partner(office(), version_id, told)


@act(name="succeed a place", task_run_name="succeed {old}", tags=["membership"])
def succeed_one_place(
    version_id: str, old: str, new: tuple[str, ...], on: date, instrument: str
) -> None:
    """Record that places of today's config succeed another on a day."""
    told = place_succession.PlaceSuccession(old, new, on, instrument)
    place_succession.succeed_place(office(), version_id, programme(), told)
