"""The provider sends, asks anew, recalls, reports and fetches, over HTTP, within the limits."""

import io
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from concordat.documents.publisher import DocumentPublisher
from concordat.domain.dispatch import DispatchStanding, Report, SeatStanding
from concordat.domain.errors import BrokenEvidence
from concordat.domain.signing import Seat
from concordat.signing import docusign_bodies
from concordat.signing.docusign import DocuSign
from concordat.signing.docusign_closed import UnknownKey, check_closed
from concordat.signing.docusign_errors import TooMany
from concordat.signing.docusign_fields import places
from concordat.signing.docusign_signed import check_signed
from tests.fakes import FakeClock
from tests.integration.documents import samples
from tests.integration.docusign.dispatches import (
    a_dispatch,
    a_record,
    asked,
    provider_at,
    sent,
)
from tests.standins.docusign import control
from tests.standins.docusign.envelope import Envelope
from tests.standins.docusign.serving import StandIn

PUBLISHER = DocumentPublisher(Path("templates"))


@pytest.fixture
def provider(docusign: StandIn) -> DocuSign:
    return provider_at(docusign, listener="https://portal.example.org/connect")


def envelope_of(docusign: StandIn) -> Envelope:
    [only] = docusign.account.envelopes.values()
    return only


def reported(provider: DocuSign, clock: FakeClock) -> Report:
    [only] = provider.reports_since(clock.now() - timedelta(days=1))
    return only


def standings(report: Report) -> list[SeatStanding]:
    return [seat.standing for seat in report.seats]


def test_an_envelope_holds_both_documents_and_asks_in_order(
    docusign: StandIn, provider: DocuSign
) -> None:
    reference = sent(provider)
    made = envelope_of(docusign)
    assert reference == made.id
    assert [name for _, name, _ in made.documents] == ["Record of East", "The agreement"]
    assert [(one.id, one.order, one.status) for one in made.recipients] == [
        ("1", 1, "sent"),
        ("1001", 2, "created"),
        ("900001", 3, "created"),
    ]


def test_each_seat_signs_in_its_own_field_of_the_document(
    docusign: StandIn, provider: DocuSign
) -> None:
    sent(provider)
    [first, second] = envelope_of(docusign).signers
    here = first.given["tabs"]["signHereTabs"][0]
    assert (here["pageNumber"], here["xPosition"], here["yPosition"]) == ("1", "60", "182")
    assert second.given["tabs"]["signHereTabs"][0]["yPosition"] == "262"
    assert second.given["tabs"]["signHereTabs"][0]["tabLabel"] == "signature_1_0"


def test_a_document_without_the_field_is_not_sent(docusign: StandIn, provider: DocuSign) -> None:
    with pytest.raises(BrokenEvidence, match="signature_7_0"):
        provider.send(replace(a_dispatch(asked(0)), seats=(asked(7),)), None)
    assert not docusign.account.envelopes


def test_reminders_are_ours_and_expiry_is_a_last_resort(
    docusign: StandIn, provider: DocuSign
) -> None:
    sent(provider)
    notification = envelope_of(docusign).definition["notification"]
    assert notification["reminders"] == {"reminderEnabled": "false"}
    assert notification["expirations"]["expireAfter"] == "180"


def test_a_report_says_where_each_seat_stands_and_under_which_name_it_signed(
    docusign: StandIn, provider: DocuSign, clock: FakeClock
) -> None:
    reference = sent(provider)
    clock.advance(hours=2)
    control.act(docusign.account, reference, "sign", recipientId="1", name="Role holder of East")
    report = reported(provider, clock)
    assert (report.reference, report.key) == (reference, a_dispatch().key)
    assert report.standing == DispatchStanding.OPEN
    assert standings(report) == [SeatStanding.SIGNED, SeatStanding.ASKED]
    [first, second] = report.seats
    assert (first.seat, first.name, first.at) == (Seat(0, 0), "Role holder of East", clock.now())
    assert (second.seat, second.email) == (Seat(1, 0), "chair1@east.example.org")


def test_a_decline_an_unreachable_address_and_a_failed_identification_are_reported(
    docusign: StandIn, provider: DocuSign, clock: FakeClock
) -> None:
    reference = sent(provider, a_dispatch(asked(0), asked(1), asked(2)))
    control.act(docusign.account, reference, "bounce", recipientId="1", reason="550 no such user")
    control.act(docusign.account, reference, "fail-identity", recipientId="1001")
    control.act(docusign.account, reference, "decline", recipientId="2001", reason="Not yet.")
    report = reported(provider, clock)
    assert report.standing == DispatchStanding.DECLINED
    assert standings(report) == [
        SeatStanding.UNREACHABLE,
        SeatStanding.UNIDENTIFIED,
        SeatStanding.DECLINED,
    ]
    assert [seat.reason for seat in report.seats] == ["550 no such user", "", "Not yet."]


def test_an_expired_envelope_is_told_from_one_that_was_recalled(
    docusign: StandIn, provider: DocuSign, clock: FakeClock
) -> None:
    recalled = sent(provider)
    provider.recall(recalled, "The record was drawn anew.")
    assert reported(provider, clock).standing == DispatchStanding.RECALLED
    provider.recall(recalled, "Once more.")
    clock.advance(days=30)
    sent(provider, a_dispatch(key="another"))
    clock.advance(days=180)
    docusign.account.expire()
    assert reported(provider, clock).standing == DispatchStanding.EXPIRED


def test_a_new_holder_is_asked_in_the_same_envelope(docusign: StandIn, provider: DocuSign) -> None:
    reference = sent(provider)
    provider.ask(reference, asked(0, email="new@east.example.org"))
    assert docusign.account.inbox[-1].to == "new@east.example.org"
    assert len(docusign.account.envelopes) == 1


def test_asking_again_sends_the_letter_again(docusign: StandIn, provider: DocuSign) -> None:
    reference = sent(provider)
    provider.ask(reference, asked(0))
    assert [letter.to for letter in docusign.account.inbox] == ["chair0@east.example.org"] * 2


def test_both_documents_are_fetched_as_pdf(docusign: StandIn, provider: DocuSign) -> None:
    reference = sent(provider, a_dispatch(asked(0)))
    control.act(docusign.account, reference, "sign", recipientId="1")
    fetched = provider.fetch(reference, complete=True)
    for data in (fetched.document, fetched.certificate):
        assert pikepdf.open(io.BytesIO(data)).pages


def test_a_message_is_read_and_one_that_is_not_ours_is_not(
    docusign: StandIn, provider: DocuSign
) -> None:
    reference = sent(provider)
    control.act(docusign.account, reference, "sign", recipientId="1")
    messages = [message.raw for message in docusign.account.connect.waiting]
    reports = [provider.read_message(raw) for raw in messages]
    assert {report.reference for report in reports if report} == {reference}
    assert len(reports) == 3
    for other in (b"", b"[]", b'{"data": 1}', b'{"event": "x", "data": {"envelopeId": "e"}}'):
        assert provider.read_message(other) is None
    assert provider.read_message(messages[0].replace(b"concordat-act", b"somebody-else")) is None


def test_an_unknown_status_is_one_that_is_still_open(provider: DocuSign, docusign: StandIn) -> None:
    sent(provider)
    raw = docusign.account.connect.waiting[0].raw
    report = provider.read_message(raw.replace(b'"status":"sent"', b'"status":"pondering"'))
    assert report is not None
    assert report.standing == DispatchStanding.OPEN


def test_a_misspelt_key_is_an_error_before_it_is_sent() -> None:
    for body in (
        {"recipients": {"signers": [{"recipent_id": "1"}]}},
        {"status": True},
        {"documents": {}},
        {"recipients": []},
    ):
        with pytest.raises(UnknownKey):
            check_closed("EnvelopeDefinition", body)


def test_every_body_is_one_that_the_sdk_knows() -> None:
    check_closed("EventNotification", docusign_bodies.subscription("https://portal.example.org"))
    check_closed("Signer", docusign_bodies.who(asked(0)))
    check_closed("Envelope", docusign_bodies.voiding("Drawn anew."))


def test_no_call_is_made_that_the_limits_would_refuse(
    docusign: StandIn, provider: DocuSign, clock: FakeClock
) -> None:
    docusign.account.limits.an_hour = 3
    for number in range(3):
        sent(provider, a_dispatch(key=f"act {number}"))
    with pytest.raises(TooMany) as refused:
        sent(provider, a_dispatch(key="act 3"))
    assert refused.value.until == clock.now() + timedelta(hours=1)
    assert not docusign.account.limits.refused
    clock.set(refused.value.until)
    sent(provider, a_dispatch(key="act 3"))


def test_a_burst_waits_for_half_a_minute(
    docusign: StandIn, provider: DocuSign, clock: FakeClock
) -> None:
    docusign.account.limits.in_half_a_minute = 1
    sent(provider)
    with pytest.raises(TooMany) as refused:
        provider.recall("any", "reason")
    assert refused.value.until == clock.now() + timedelta(seconds=30)
    assert not docusign.account.limits.refused


def test_changes_are_read_page_by_page(
    provider: DocuSign, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("concordat.signing.docusign.PAGE", 2)
    keys = {f"act {number}" for number in range(5)}
    for key in keys:
        sent(provider, a_dispatch(key=key))
    found = provider.reports_since(clock.now() - timedelta(hours=1))
    assert {report.key for report in found} == keys


def test_many_threads_share_one_token(docusign: StandIn, provider: DocuSign) -> None:
    threads = [
        threading.Thread(target=sent, args=(provider, a_dispatch(key=f"act {number}")))
        for number in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(docusign.account.envelopes) == 8
    assert len(docusign.account.grants.tokens) == 1


def test_the_sdk_is_not_imported_before_docusign_is_called() -> None:
    asks = (
        "import sys, concordat.bootstrap, concordat.portal.app, concordat.signing.docusign\n"
        "assert 'docusign_esign' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", asks], check=True)


def test_the_fields_of_a_real_record_are_found_on_its_pages() -> None:
    content = samples.record()
    found = places(PUBLISHER.record_pdf(content), {slot.field for slot in content.slots})
    assert len(found) == len(content.slots)
    for place in found.values():
        assert 0 < place.x < 595 - place.width
        assert 0 < place.y < 842 - place.height


def fetched(docusign: StandIn, provider: DocuSign) -> bytes:
    reference = sent(provider, a_dispatch(asked(0)))
    control.act(docusign.account, reference, "sign", recipientId="1")
    return provider.fetch(reference, complete=True).document


def test_what_was_fetched_is_sound_and_a_changed_byte_is_found(
    docusign: StandIn, provider: DocuSign
) -> None:
    pdf = fetched(docusign, provider)
    check_signed(pdf, "signed copy", complete=True)
    at = pdf.index(b"STAND-IN") if b"STAND-IN" in pdf else len(pdf) // 4
    changed = pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]
    with pytest.raises(BrokenEvidence, match="signed copy cannot be kept"):
        check_signed(changed, "signed copy", complete=True)


@pytest.mark.parametrize("pdf", [b"", b"not a PDF", b"%PDF-1.7\n%%EOF", b"\x00" * 2000])
def test_what_is_no_pdf_is_not_kept(pdf: bytes) -> None:
    with pytest.raises(BrokenEvidence, match="not a PDF"):
        check_signed(pdf, "signed copy", complete=False)


def test_only_what_everyone_has_signed_must_be_signed_by_docusign() -> None:
    check_signed(a_record(), "signed copy", complete=False)
    with pytest.raises(BrokenEvidence, match="carries no signature"):
        check_signed(a_record(), "signed copy", complete=True)


def test_what_was_added_after_it_was_signed_is_found(docusign: StandIn, provider: DocuSign) -> None:
    pdf = io.BytesIO(fetched(docusign, provider))
    writer = IncrementalPdfFileWriter(pdf)
    writer.root["/Added"] = generic.pdf_string("later")
    writer.update_root()
    writer.write_in_place()
    with pytest.raises(BrokenEvidence, match="added after it was signed"):
        check_signed(pdf.getvalue(), "signed copy", complete=True)
