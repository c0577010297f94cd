"""The steps of a version as a whole: seal the signed agreement, take effect."""

from dataclasses import replace

from concordat.domain.calendar import local_date
from concordat.domain.effect import begins_on, effect
from concordat.domain.errors import AlreadyDone, Conflict
from concordat.domain.facts import Fact
from concordat.domain.record import Version
from concordat.domain.signature import PUBLIC
from concordat.domain.states import VersionState, version_after
from concordat.domain.term import EffectSpan
from concordat.services.mailings import Occasion
from concordat.services.notify import owe, owe_every_partner
from concordat.services.office import Office
from concordat.services.partner_notice import keep_notice, partner_notice
from concordat.services.register import Reading, Transaction, WakeKind
from concordat.services.signing_steps import check_unchanged, paper
from concordat.services.term_steps import begin_life

Attachments = tuple[tuple[str, str], ...]


def seal_agreement(office: Office, version: Version) -> None:
    """Seal the publicly signed agreement, and open the way to the places."""
    with office.register.reading() as view:
        document = paper(view, version, PUBLIC)
        if view.version(version.id).sealed_at is not None:
            raise AlreadyDone("Another process has sealed the agreement.")
        told = partner_notice(office, view, version, Occasion.SIGNED, None)
    sealed = office.sealer.seal(office.store.get(document.current_sha256), office.clock.now())
    sha256 = office.store.put(sealed)
    told = replace(told, agreement_pdf_sha256=sha256)
    notice_sha256 = office.store.put(office.publisher.notice_pdf(told))
    with office.register.writing() as tx:
        tx.once(f"{version.id}/public/seal")
        check_unchanged(tx, version, PUBLIC, document)
        now_version = tx.version(version.id)
        state = version_after(now_version.state, Fact.PUBLIC_SIGNING_COMPLETED)
        tx.save(replace(now_version, state=state, current_sha256=sha256, sealed_at=tx.now))
        tx.record(Fact.PUBLIC_SIGNING_COMPLETED, version.id, {"agreement_sha256": sha256})
        tx.keep_document(version.id, "agreement", "agreement", sha256)
        notice = keep_notice(tx, version, Occasion.SIGNED, notice_sha256)
        enclosed = ((f"{version.id}.pdf", sha256), notice)
        if not version.programme.timeline.public_signing:
            _tell_unsigned(tx, now_version, enclosed)
            tx.wake(WakeKind.TIMELINE, version.id)
            return
        owe_every_partner(tx, now_version, "agreement-signed", attachments=enclosed)
        blocks = version.programme.timeline.public_signing
        signatories = dict.fromkeys(s.email for block in blocks for s in block.candidates)
        owe(
            tx,
            now_version,
            "public/record-sealed",
            "agreement-signed",
            tuple(signatories),
            attachments=enclosed,
            partner="the signatories",
        )
        tx.wake(WakeKind.TIMELINE, version.id)


def _tell_unsigned(tx: Transaction, version: Version, attachments: Attachments) -> None:
    owe_every_partner(
        tx,
        version,
        "change-recorded",
        occasion="/sealed",
        attachments=attachments,
        change="amended text sealed",
        what=f"Version {version.number} is sealed and attached. It is not signed anew: the "
        "signatures given on the version before it stand.",
        reason="",
        next="what the places have ratified is carried over to it; a place that is to decide is asked.",
    )


def take_effect(office: Office, version: Version) -> None:
    """Record that the agreement is in effect: a span of its own, however often that happens.

    The first time the term begins and the review is scheduled, or both pass over from the version
    that this one supersedes, which ends.
    """
    with office.register.reading() as view:
        due = _due_effect(view, version)
        told = partner_notice(office, view, version, Occasion.IN_EFFECT, due.began_on)
    notice = office.store.put(office.publisher.notice_pdf(told))
    with office.register.writing() as tx:
        span = _due_effect(tx, version)
        if span != due:
            raise Conflict("The places that count have changed meanwhile.")
        number, began_on = span.number, span.began_on
        tx.once(f"{version.id}/take-effect/{number}")
        record = tx.version_record(version.id)
        changed = replace(
            record.version,
            state=version_after(record.version.state, Fact.EFFECT_BEGUN),
            effective_on=began_on,
        )
        tx.save(changed)
        tx.add(span)
        tx.record(
            Fact.EFFECT_BEGUN,
            version.id,
            {
                "effective_on": began_on,
                "counted": list(span.counted),
                "threshold": version.programme.timeline.effect.at_least,
            },
        )
        owe_every_partner(
            tx,
            changed,
            "effect-begun",
            occasion="" if number == 1 else f"/{number}",
            attachments=(keep_notice(tx, version, Occasion.IN_EFFECT, notice, number),),
            effective_on=began_on.isoformat(),
            counted=str(len(span.counted)),
        )
        if number == 1:
            begin_life(tx, tx.version(version.id), began_on)


def _due_effect(view: Reading, version: Version) -> EffectSpan:
    """Return the span of effect that begins now; Conflict when too few places count any more."""
    record, timezone = view.version_record(version.id), version.programme.timezone
    found = effect(record, local_date(view.now, timezone))
    if record.version.state != VersionState.RATIFYING or found.effective_on is None:
        raise Conflict("The places that count have changed meanwhile.")
    number = (record.span.number if record.span else 0) + 1
    sealed_on = local_date(record.version.sealed_at or view.now, timezone)
    ceased_on = record.span.ceased_on if record.span else None
    began_on = begins_on(found.effective_on, sealed_on, ceased_on)
    return EffectSpan(version.id, number, began_on, found.counted)
