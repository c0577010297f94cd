"""The steps on the day a notice has run: a partner leaves, or a place withdraws; what follows.

The rules:
1. What becomes of a leaving partner's commitments happens on that day, as its notice said.
2. The agreement goes on, unless a party then has too few partners: it ends on that day, everyone is
   told, and from then on it is read-only.
3. A place's record stays as it is; the count is made again by the next step.
"""

from dataclasses import replace

from concordat.domain.calendar import in_words
from concordat.domain.dissent import reason_told
from concordat.domain.facts import Fact
from concordat.domain.membership import CommitmentMove, Handover, Withdrawal
from concordat.domain.parties import Party
from concordat.domain.partners import find_partner, partner_left, party_too_small
from concordat.domain.record import Version
from concordat.domain.states import LIVE, place_after, version_after
from concordat.services.membership import change_everywhere, label, on_their_way
from concordat.services.notify import address_of, owe, owe_every_partner
from concordat.services.office import Office
from concordat.services.programme_change import hashes
from concordat.services.register import Transaction, WakeKind
from concordat.services.superseding import cancel_requests
from concordat.services.term_steps import cease


def leave_partner(office: Office, version: Version, withdrawal: Withdrawal) -> None:
    """Let the partner leave, hand over its commitments, and end the agreement if it cannot go on."""
    with office.register.writing() as tx:
        tx.once(f"{withdrawal.version_id}/withdrawal/{withdrawal.number}/leave")
        stands = tx.version(version.id)
        who, on = withdrawal.who, withdrawal.effective_on
        changed = change_everywhere(tx, stands, lambda p: partner_left(p, who, on))
        tx.save(replace(withdrawal, left=True))
        tx.record(
            Fact.PARTNER_LEFT,
            version.id,
            {
                "partner": withdrawal.who,
                "effective_on": withdrawal.effective_on,
                **hashes(stands, changed),
            },
        )
        for handover in withdrawal.handovers:
            _move_commitment(tx, changed, withdrawal, Handover(*handover))
        short = party_too_small(changed.programme, on)
        _tell_leaver(tx, changed, withdrawal)
        if short is None:
            _tell_others(tx, changed, withdrawal)
        else:
            for each in (changed, *on_their_way(tx, changed)):
                if each.state in LIVE:
                    _end(tx, each, withdrawal, short)
            _tell_end(tx, changed, withdrawal, short)


def _move_commitment(
    tx: Transaction, version: Version, withdrawal: Withdrawal, handover: Handover
) -> None:
    known = tx.records(CommitmentMove, version.id, commitment=handover.commitment)
    tx.add(
        CommitmentMove(
            version_id=version.id,
            commitment=handover.commitment,
            number=len(known) + 1,
            moved_on=withdrawal.effective_on,
            of=withdrawal.who,
            to=handover.to,
            reason=handover.reason,
        )
    )
    tx.record(
        Fact.COMMITMENT_MOVED,
        version.id,
        {"of": withdrawal.who, "moved_on": withdrawal.effective_on, **handover._asdict()},
    )


def leave_place(office: Office, version: Version, withdrawal: Withdrawal) -> None:
    """Let the place withdraw its ratification; its record stays as it was sealed."""
    with office.register.writing() as tx:
        tx.once(f"{version.id}/{label(version, withdrawal)}/leave")
        record = tx.place(version, withdrawal.who)
        status = place_after(record.ratification.status, Fact.PLACE_WITHDREW, withdrawal.who)
        tx.save(replace(record.ratification, status=status))
        tx.save(replace(withdrawal, left=True))
        tx.record(
            Fact.PLACE_WITHDREW,
            f"{version.id}/{withdrawal.who}",
            {"effective_on": withdrawal.effective_on, "reason": withdrawal.reason},
        )
        owe_every_partner(
            tx,
            version,
            "change-recorded",
            occasion=f"/{label(version, withdrawal)}-effective",
            change="a place has withdrawn",
            what=f"{record.place.name} has withdrawn its ratification with effect from "
            f"{in_words(withdrawal.effective_on)}. Its record stays, and shows both dates.",
            reason=withdrawal.reason,
            next="the places that count are counted again; you are told if too few are left.",
        )
        tx.wake(WakeKind.VERSION, version.id)


def _end(tx: Transaction, version: Version, withdrawal: Withdrawal, short: Party) -> None:
    because = _because(version, withdrawal, short)
    tx.save(replace(version, state=version_after(version.state, Fact.AGREEMENT_ENDED)))
    cease(tx, version, withdrawal.effective_on, because)
    tx.record(
        Fact.AGREEMENT_ENDED,
        version.id,
        {"ended_on": withdrawal.effective_on, "because": because, "party": short.id},
    )
    cancel_requests(tx, version, because)
    tx.wake(WakeKind.TIMELINE, version.id)


def _because(version: Version, withdrawal: Withdrawal, short: Party) -> str:
    least = version.programme.withdrawal.minimum_partners
    return f"{withdrawal.who} has left, and {short.name} has fewer than {least} partners."


def _tell_end(tx: Transaction, version: Version, withdrawal: Withdrawal, short: Party) -> None:
    owe_every_partner(
        tx,
        version,
        "change-recorded",
        occasion=f"/{label(version, withdrawal)}-effective",
        change="the agreement has ended",
        what=f"The agreement ended on {in_words(withdrawal.effective_on)}. "
        f"{_because(version, withdrawal, short)}",
        reason=reason_told(version.programme, withdrawal),
        next="nothing can be signed, decided or changed any more; everything on record stays.",
    )


def _tell_others(tx: Transaction, version: Version, withdrawal: Withdrawal) -> None:
    owe_every_partner(
        tx,
        version,
        "change-recorded",
        occasion=f"/{label(version, withdrawal)}-effective",
        change="a partner has left",
        what=f"{withdrawal.who} is no longer a partner from {in_words(withdrawal.effective_on)}.",
        reason=reason_told(version.programme, withdrawal),
        next=f"the agreement goes on between the others. {_commitments(withdrawal)}",
    )


def _tell_leaver(tx: Transaction, version: Version, withdrawal: Withdrawal) -> None:
    _, partner = find_partner(version.programme, withdrawal.who)
    owe(
        tx,
        version,
        f"{label(version, withdrawal)}/left",
        "change-recorded",
        (address_of(version.programme, partner),),
        partner=partner.name,
        change="you have left",
        what=f"{partner.name} is no longer a partner from {in_words(withdrawal.effective_on)}.",
        reason=withdrawal.reason,
        next=f"nothing more is asked of you. {_commitments(withdrawal)}",
    )


def _commitments(withdrawal: Withdrawal) -> str:
    plans = [Handover(*h) for h in withdrawal.handovers]
    said = [f"'{p.commitment}' {f'goes to {p.to}' if p.to else 'is closed'}" for p in plans]
    return f"Of its commitments, {'; '.join(said)}." if said else "It held no commitments alone."
