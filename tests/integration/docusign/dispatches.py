"""Dispatches as the services hand them to a provider, and the provider that reaches the stand-in."""

import hashlib
import io
from datetime import datetime
from functools import cache
from typing import Any

import pikepdf

from concordat.domain.signing import Seat
from concordat.services.providers import CopyTo, HandedDocument, Handover, SeatAsked
from concordat.signing.docusign import DocuSign
from concordat.signing.docusign_account import DocuSignAccount
from tests.standins.docusign.grants import HOST
from tests.standins.docusign.serving import StandIn


def account_at(docusign: StandIn, **changes: Any) -> DocuSignAccount:
    """Return the account that the stand-in holds, as settings would give it."""
    grants = docusign.account.grants
    given = {
        "integration_key": grants.integration_key,
        "user_id": grants.user_id,
        "account_id": grants.account_id,
        "private_key": grants.private_key_pem,
        "auth_host": HOST,
        "stand_in": docusign.url,
    }
    return DocuSignAccount(**{**given, **changes})


def provider_at(docusign: StandIn, **changes: Any) -> DocuSign:
    """Return the provider that reaches the stand-in, on the stand-in's clock."""
    return DocuSign(account_at(docusign, **changes), docusign.account.now)


@cache
def a_record(*fields: str) -> bytes:
    """Return a PDF of one page with an empty signature field for each name, one below the other."""
    made, out = pikepdf.new(), io.BytesIO()
    page = made.add_blank_page(page_size=(595, 842))
    widgets = [
        made.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Widget,
                FT=pikepdf.Name.Sig,
                T=name,
                Rect=[60, 600 - 80 * n, 300, 660 - 80 * n],
                P=page.obj,
            )
        )
        for n, name in enumerate(fields)
    ]
    page.Annots = made.make_indirect(pikepdf.Array(widgets))
    made.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(widgets), SigFlags=1)
    made.save(out, deterministic_id=True)
    return out.getvalue()


def asked(block: int, order: int = 1, email: str = "") -> SeatAsked:
    return SeatAsked(
        Seat(block, 0),
        order,
        f"Chair {block}",
        "East Council",
        email or f"chair{block}@east.example.org",
        f"signature_{block}_0",
    )


def a_dispatch(*seats: SeatAsked, key: str = "example-mou-v1/east/dispatch/1") -> Handover:
    seats = seats or (asked(0), asked(1, order=2))
    record = a_record(*(one.field for one in seats))
    documents = (
        HandedDocument("Record of East", hashlib.sha256(record).hexdigest(), record),
        HandedDocument("The agreement", hashlib.sha256(a_record()).hexdigest(), a_record()),
    )
    return Handover(
        key,
        "Please sign the record of East",
        "East has ratified.",
        documents,
        seats,
        (CopyTo("Clerk", "clerk@east.example.org"),),
        180,
    )


def sent(
    provider: DocuSign, dispatch: Handover | None = None, tried: datetime | None = None
) -> str:
    return provider.send(dispatch or a_dispatch(), tried)
