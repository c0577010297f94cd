"""The certificate of completion: issued when every place has its outcome, sealed by the service."""

from dataclasses import replace

from concordat.domain.decision import Decision
from concordat.domain.errors import AlreadyDone, BrokenEvidence, NotAllowed
from concordat.domain.facts import Fact
from concordat.domain.record import Version
from concordat.domain.rules import PlaceId
from concordat.domain.seating import blocks_of
from concordat.domain.signature import PUBLIC, MandateDispute
from concordat.domain.states import SETTLED
from concordat.services.certificate import Certificate, CertifiedDispute
from concordat.services.certified import certificate_lines, certified_signatures
from concordat.services.continuity import board_of, continuity
from concordat.services.lineage import last_approval
from concordat.services.mailings import Occasion
from concordat.services.notify import owe_every_partner
from concordat.services.office import Office
from concordat.services.partner_notice import keep_notice, partner_notice
from concordat.services.register import Reading
from concordat.services.standing import standing


def issue_certificate(office: Office, version_id: str) -> None:
    """Make, seal and send the certificate; NotAllowed before every place has its outcome.

    Does nothing if it was issued.
    """
    with office.register.reading() as view:
        record = view.version_record(version_id)
        if record.version.certificate_sha256 is not None:
            return
        if not all(status in SETTLED for status in record.statuses.values()):
            raise NotAllowed(
                "Not every place has its outcome yet.",
                remedy="The certificate is issued by itself when they have.",
                state=record.version.state,
                attempted="issue the certificate",
            )
        content = _content(view, record.version, office.sealer.level)
        notice = partner_notice(
            office, view, record.version, Occasion.COMPLETE, record.version.effective_on
        )
    notice_sha256 = office.store.put(office.publisher.notice_pdf(notice))
    pdf = office.publisher.certificate_pdf(content)
    sha256 = office.store.put(office.sealer.seal(pdf, content.made_at))
    try:
        with office.register.writing() as tx:
            tx.once(f"{version_id}/certificate")
            version = tx.version(version_id)
            tx.save(replace(version, certificate_sha256=sha256))
            tx.record(
                Fact.CERTIFICATE_ISSUED,
                version_id,
                {
                    "sha256": sha256,
                    "trail_entries": content.trail_entries,
                    "trail_head": content.trail_head,
                },
            )
            tx.keep_document(version_id, "certificate", "agreement", sha256)
            told = keep_notice(tx, version, Occasion.COMPLETE, notice_sha256)
            attachments = ((f"{version_id}-certificate.pdf", sha256), told)
            owe_every_partner(tx, version, "certificate-issued", attachments=attachments)
    except AlreadyDone:
        return


def _content(view: Reading, version: Version, seal_level: str) -> Certificate:
    found = standing(view, version.id)
    approved, approval = _approval(view, version)
    head = view.trail_head()
    return Certificate(
        programme=version.programme,
        version=version.number,
        version_sha256=version.text_sha256 or "",
        agreement_pdf_sha256=version.current_sha256 or "",
        approved_on=approval.decided_on,
        minute_reference=approval.minute_reference,
        effective_on=version.effective_on,
        review_due_on=found.review_due_on,
        signatures=certified_signatures(view.version_record(version.id).signing),
        places=certificate_lines(view, version, found),
        trail_entries=0 if head is None else head.number,
        trail_head="" if head is None else head.sha256,
        seal_level=seal_level,
        made_at=view.now,
        rehearsal=version.rehearsal,
        approved_by=board_of(view, approved, approval),
        continuity=continuity(view, version),
        disputes=tuple(_dispute(version, d) for d in view.records(MandateDispute, version.id)),
    )


def _approval(view: Reading, version: Version) -> tuple[Version, Decision]:
    found = last_approval(view, version)
    if found is None:
        raise BrokenEvidence("A certificate is asked for a version no board approved.")
    return found


def _dispute(version: Version, dispute: MandateDispute) -> CertifiedDispute:
    programme, scope = version.programme, dispute.scope
    block = blocks_of(programme, scope)[dispute.block]
    return CertifiedDispute(
        scope_name="Public signing" if scope == PUBLIC else programme.place(PlaceId(scope)).name,
        role=block.candidates[dispute.candidate].role,
        organisation=block.candidates[dispute.candidate].organisation,
        raised_on=dispute.raised_on,
        raised_by=dispute.raised_by,
        reason=dispute.reason,
        settled_on=dispute.settled_on,
        settled_by=dispute.settled_by,
        upheld=dispute.upheld,
        note=dispute.note,
    )
