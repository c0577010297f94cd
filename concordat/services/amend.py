"""Amend a version: a new one with the words of today, which supersedes it.

The rules are those of `domain.amendment`. The director is not shown the text beforehand: an
approval with changed words is refused at first, and the refusal says which digits to compare.
"""

import hashlib
from dataclasses import replace

from concordat.domain.decision import BoardOutcome, Decision
from concordat.domain.errors import Conflict
from concordat.domain.facts import Fact
from concordat.domain.programme import Programme
from concordat.domain.record import Version
from concordat.domain.states import VersionState, version_after
from concordat.services.amendment_checks import Amendment, check_approved_words, refuse
from concordat.services.amendment_draft import Draft, draft_of, without_revision
from concordat.services.amendment_letter import tell_every_partner
from concordat.services.board_paper import Heard
from concordat.services.content import AgreementText, Changes
from concordat.services.freezing import Frozen, make_frozen, record_frozen
from concordat.services.office import Office
from concordat.services.redlining import Redline, changes_since, keep_redline, make_redline
from concordat.services.register import Reading, Transaction, WakeKind
from concordat.services.superseding import supersede
from concordat.services.take_up import take_up


def amend(office: Office, version_id: str, asked: Amendment, configured: Programme) -> Version:
    """Put the version that amends this one on the register, and return it.

    `configured` is the programme as its config stands today. Raises NotAllowed, with what to do
    instead, when the version may not be amended so. The same amendment again changes nothing.
    """
    with office.register.reading() as view:
        old = view.version(version_id)
        known = _on_record(view, old, asked)
        if known is not None:
            return known
        draft = draft_of(view, old, asked, configured)
    text = office.publisher.agreement_text(draft.new.programme)
    changes = _changes(office, draft, text)
    check_approved_words(old, draft.approval, asked, text.sha256)
    frozen = None if asked.consults else _frozen(office, draft, asked)
    made = None if frozen is None else frozen.redline
    redline = made or make_redline(office, draft.new, draft.known, text, changes)
    draft = replace(draft, new=replace(draft.new, changes_sha256=redline.html_sha256))
    with office.register.writing() as tx:
        if without_revision(tx.version(version_id)) != without_revision(old):
            raise Conflict(
                "The version changed while it was being amended.",
                remedy="Nothing was changed; look at where it stands, then amend it again.",
                attempted="amend",
            )
        _register(office, tx, draft, asked, redline)
        if frozen is not None:
            record_frozen(tx, tx.version(draft.new.id), frozen)
            _open_the_way(tx, draft)
        take_up(tx, draft.new, draft.takes_up)
        _end(tx, draft)
        tell_every_partner(tx, draft, asked, changes)
        return tx.version(draft.new.id)


def _on_record(view: Reading, old: Version, asked: Amendment) -> Version | None:
    """Return the version that this very amendment made, if it is on record."""
    if old.superseded_by is None:
        return None
    entry = view.last_of(old.superseded_by, Fact.AMENDMENT_DRAFTED)
    same = entry is not None and entry.said.items() >= _said(asked).items()
    return view.version(old.superseded_by) if same else None


def _said(asked: Amendment) -> dict[str, object]:
    return {
        "class": asked.kind.value,
        "reason": asked.reason.strip(),
        "places": sorted(asked.places),
        "consults": asked.consults,
        **({"takes_up": sorted(asked.takes_up)} if asked.takes_up else {}),
    }


def _changes(office: Office, draft: Draft, text: AgreementText) -> Changes:
    changes = changes_since(office, draft.known, text)
    if changes is None or not changes.passages:
        raise refuse(
            draft.old,
            f"The templates give the very words of version {draft.known.number}.",
            "Change the words in the templates first, then amend.",
        )
    return changes


def _frozen(office: Office, draft: Draft, asked: Amendment) -> Frozen:
    board = draft.needs.board and draft.approval is None
    said = Heard(reason=asked.reason.strip())
    return make_frozen(office, draft.new, said, known=draft.known, board=board)


def _register(
    office: Office, tx: Transaction, draft: Draft, asked: Amendment, redline: Redline
) -> None:
    new = draft.new
    tx.once(f"{new.id}/amend")
    tx.add_version(new)
    for place in draft.places:
        tx.add(place)
    tx.record(
        Fact.VERSION_REGISTERED,
        new.id,
        {
            "programme_sha256": new.programme_sha256,
            "places": [place.place_id for place in draft.places],
            "authority_sha256": hashlib.sha256(office.sealer.authority_pem).hexdigest(),
        },
        actor="director",
    )
    said = {
        **_said(asked),
        "supersedes": draft.old.id,
        "passages": redline.changes.passages,
        "changes_sha256": new.changes_sha256,
    }
    tx.record(Fact.AMENDMENT_DRAFTED, new.id, said, actor="director")
    keep_redline(tx, new, redline)


def _open_the_way(tx: Transaction, draft: Draft) -> None:
    """Carry the board's approval over, or admit what needs none; else the board decides."""
    if draft.approval is not None:
        _carry_approval(tx, tx.version(draft.new.id), draft.approval)
    elif not draft.needs.board:
        _move(tx, draft.new.id, Fact.AMENDMENT_ADMITTED, {"class": draft.new.amendment})


def _carry_approval(tx: Transaction, new: Version, approval: Decision) -> None:
    tx.add(
        replace(
            approval,
            version_id=new.id,
            number=1,
            outcome=BoardOutcome.APPROVED.value,
            recorded_at=tx.now,
            recorded_by="director",
            condition=None,
            text_sha256=new.text_sha256,
        )
    )
    data = {
        "meeting_on": approval.decided_on,
        "minute_reference": approval.minute_reference,
        "carried_from": approval.version_id,
        "text_sha256": new.text_sha256,
    }
    _move(tx, new.id, Fact.BOARD_APPROVED, data)


def _move(tx: Transaction, version_id: str, fact: Fact, data: dict[str, object]) -> None:
    version = tx.version(version_id)
    tx.save(replace(version, state=version_after(version.state, fact)))
    tx.record(fact, version_id, data, actor="director")
    tx.wake(WakeKind.VERSION, version_id)


def _end(tx: Transaction, draft: Draft) -> None:
    """End the version amended, unless it is in effect, and stays so for now."""
    old, new = tx.version(draft.old.id), tx.version(draft.new.id)
    if old.state in {VersionState.IN_EFFECT, VersionState.SUPERSEDED}:
        tx.save(replace(old, superseded_by=new.id))
    else:
        supersede(tx, old, new)
