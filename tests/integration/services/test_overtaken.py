"""A process that is overtaken while it makes a document does nothing a second time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from concordat.domain.errors import AlreadyDone
from concordat.domain.signature import PUBLIC
from concordat.domain.steps import (
    ApplySignature,
)
from concordat.services.certify import issue_certificate
from concordat.services.office import Office
from concordat.services.place_steps import seal_record
from concordat.services.review_cycle import make_report, open_review
from concordat.services.review_window import freeze_version, open_review_window
from concordat.services.signing_steps import apply_signature
from concordat.services.version_steps import seal_agreement
from tests.fakes import (
    EAST,
    VERSION,
    advance,
    approved,
    clock_of,
    facts_of,
    in_review,
    place_decided,
    ratified,
    rows_of,
    sign_request,
    signing_of,
    version_of,
)


class Overtaken:
    """Stands before a port; on its first use another process is quicker."""

    def __init__(self, port: object, other: Callable[[], object]) -> None:
        self._port = port
        self._others = [other]

    def __getattr__(self, name: str) -> Any:
        if self._others:
            self._others.pop()()
        return getattr(self._port, name)


def overtaken(office: Office, port: str, act: Callable[[Office], object]) -> None:
    """Do the act while another process does it too, and is first; nothing may change after that."""
    after_the_other: list[object] = []

    def other() -> None:
        act(office)
        after_the_other.append(rows_of(office))

    slow = replace(office, **{port: Overtaken(getattr(office, port), other)})
    act(slow)
    assert after_the_other == [rows_of(office)]
    facts = facts_of(office)
    act(office)
    assert facts_of(office) == facts


def test_the_window_is_opened_once(office: Office) -> None:
    clock_of(office).at(date(2026, 12, 1))
    overtaken(office, "publisher", lambda o: open_review_window(o, VERSION))


def test_the_text_is_frozen_once(office: Office) -> None:
    in_review(office)
    clock_of(office).at(date(2027, 2, 27))
    overtaken(office, "publisher", lambda o: freeze_version(o, VERSION))


@pytest.mark.parametrize("port", ["publisher", "sealer"])
def test_the_certificate_is_issued_once(ratified_office: Office, port: str) -> None:
    overtaken(ratified_office, port, lambda o: issue_certificate(o, VERSION))


def test_the_review_report_is_made_once(ratified_office: Office) -> None:
    clock_of(ratified_office).at(date(2028, 5, 25))
    open_review(ratified_office, VERSION, 1)
    overtaken(ratified_office, "publisher", lambda o: make_report(o, VERSION, 1))


def test_a_record_is_drawn_once(signed_office: Office) -> None:
    place_decided(signed_office, EAST)
    overtaken(signed_office, "publisher", lambda o: advance(o, EAST))


def test_a_signature_is_applied_once_to_a_record(signed_office: Office) -> None:
    place_decided(signed_office, EAST)
    advance(signed_office, EAST)
    sign_request(signed_office, signing_of(signed_office, EAST).open_requests[0])
    overtaken(signed_office, "sealer", lambda o: advance(o, EAST))


def test_a_record_is_sealed_once(signed_office: Office) -> None:
    place_decided(signed_office, EAST)
    advance(signed_office, EAST)
    for _ in range(2):
        sign_request(signed_office, signing_of(signed_office, EAST).open_requests[0])
        if signing_of(signed_office, EAST).progress.complete:
            break
        advance(signed_office, EAST)
    overtaken(signed_office, "sealer", lambda o: advance(o, EAST))


def test_the_agreement_is_signed_and_sealed_once(office: Office) -> None:
    approved(office)
    clock_of(office).at(date(2027, 5, 20), 10)
    advance(office)
    sign_request(office, signing_of(office).open_requests[0])
    overtaken(office, "sealer", advance)
    sign_request(office, signing_of(office).open_requests[0])
    overtaken(office, "sealer", advance)


def test_a_seal_decided_from_an_old_view_finds_the_document_sealed(signed_office: Office) -> None:
    ratified(signed_office, EAST)
    before = rows_of(signed_office)
    version = version_of(signed_office)
    with pytest.raises(AlreadyDone):
        seal_agreement(signed_office, version)
    with pytest.raises(AlreadyDone):
        seal_record(signed_office, version, EAST)
    assert rows_of(signed_office) == before


def test_a_signature_decided_from_an_old_view_finds_itself_in_the_pdf(
    signed_office: Office,
) -> None:
    [signature, _] = signing_of(signed_office).signatures
    unapplied = replace(signature, applied_at=None, field=None)
    with pytest.raises(AlreadyDone):
        apply_signature(signed_office, version_of(signed_office), PUBLIC, ApplySignature(unapplied))
