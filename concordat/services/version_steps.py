"""The steps of a version as a whole: seal the signed agreement, take effect."""

from dataclasses import replace

from concordat.domain.effect import effect
from concordat.domain.errors import AlreadyDone, Conflict
from concordat.domain.facts import Fact
from concordat.domain.record import Version
from concordat.domain.signature import PUBLIC
from concordat.domain.states import version_after
from concordat.services.notify import owe, owe_every_partner
from concordat.services.office import Office
from concordat.services.register import WakeKind
from concordat.services.review_cycle import schedule_next_review
from concordat.services.signing_steps import check_unchanged, paper


def seal_agreement(office: Office, version: Version) -> None:
    """Seal the publicly signed agreement, and open the way to the places."""
    with office.register.reading() as view:
        document = paper(view, version, PUBLIC)
        if view.version(version.id).sealed_at is not None:
            raise AlreadyDone("Another process has sealed the agreement.")
    sealed = office.sealer.seal(office.store.get(document.current_sha256), office.clock.now())
    sha256 = office.store.put(sealed)
    with office.register.writing() as tx:
        tx.once(f"{version.id}/public/seal")
        check_unchanged(tx, version, PUBLIC, document)
        now_version = tx.version(version.id)
        state = version_after(now_version.state, Fact.PUBLIC_SIGNING_COMPLETED)
        tx.save(replace(now_version, state=state, current_sha256=sha256, sealed_at=tx.now))
        tx.record(Fact.PUBLIC_SIGNING_COMPLETED, version.id, {"agreement_sha256": sha256})
        tx.keep_document(version.id, "agreement", "agreement", sha256)
        attachments = ((f"{version.id}.pdf", sha256),)
        owe_every_partner(tx, now_version, "agreement-signed", attachments=attachments)
        blocks = version.programme.timeline.public_signing
        signatories = dict.fromkeys(s.email for block in blocks for s in block.candidates)
        owe(
            tx,
            now_version,
            "public/record-sealed",
            "agreement-signed",
            tuple(signatories),
            attachments=attachments,
            partner="the signatories",
        )
        tx.wake(WakeKind.TIMELINE, version.id)


def take_effect(office: Office, version: Version) -> None:
    """Record that the agreement is in effect, and schedule its first review."""
    with office.register.writing() as tx:
        tx.once(f"{version.id}/take-effect")
        record = tx.version_record(version.id)
        rule = version.programme.timeline.effect
        found = effect(rule, record.statuses, record.effective_dates)
        if found.effective_on is None:
            raise Conflict("The places that count have changed meanwhile.")
        changed = replace(
            record.version,
            state=version_after(record.version.state, Fact.EFFECT_BEGUN),
            effective_on=found.effective_on,
        )
        tx.save(changed)
        tx.record(
            Fact.EFFECT_BEGUN,
            version.id,
            {
                "effective_on": found.effective_on,
                "counted": list(found.counted),
                "threshold": found.threshold,
            },
        )
        owe_every_partner(
            tx,
            changed,
            "effect-begun",
            effective_on=found.effective_on.isoformat(),
            counted=str(len(found.counted)),
        )
        schedule_next_review(tx, changed, cycle=1, since=found.effective_on)
