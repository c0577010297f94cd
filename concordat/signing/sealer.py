"""Signs PDFs with the service's key: PAdES signatures into the fields the document was made with.

The rules:
1. Every signature is an addition: the bytes signed before stay where they are.
2. The first signature certifies the document: from then on only its fields may be filled.
3. The seal is the last: its field's lock forbids every later change.
4. The time of a signature is the time the register says, never the machine's.
"""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from concordat.services.content import SignatureContent
from concordat.signing.checking import B_B, B_LTA, B_T, SEAL_FIELD
from concordat.signing.service_key import ServiceKey


class PdfSealer:
    """The Sealer with the service's key. Visible times are on the clocks of the time zone.

    With a URL, a time-stamping authority says of each signature and seal when it was made, and sealed
    documents carry what a check will need in years (PAdES B-LTA); without, they are PAdES B-B. Who
    cannot be asked now is Undeliverable, and nothing is signed. `tsa_roots` are whom to trust, in PEM.
    """

    def __init__(
        self,
        service_key: ServiceKey,
        timezone: str = "Europe/London",
        tsa_url: str = "",
        tsa_roots: bytes = b"",
    ) -> None:
        self._key = service_key
        self._zone = ZoneInfo(timezone)
        self._tsa = (tsa_url, tsa_roots)

    @property
    def authority_pem(self) -> bytes:
        """The certificates, PEM, by which anyone can check these signatures and all before."""
        return self._key.ca_pem

    @property
    def level(self) -> str:
        """The PAdES level of a document that is sealed now."""
        url, _ = self._tsa
        if not url:
            return B_B
        return B_LTA if self._key.shows_that_it_holds else B_T

    def sign(self, pdf: bytes, content: SignatureContent) -> bytes:
        """Return the PDF with one more signature; NotFound if it has no such empty field.

        NotAllowed if it is sealed, or if it is to be certified and somebody has signed already.
        """
        lines = (
            f"Signed by {content.name}",
            content.role,
            content.organisation,
            *(
                ()
                if content.authority is None
                else (f"{content.authority[:1].upper()}{content.authority[1:]}",)
            ),
            content.reason if content.on_paper else self._shown(content.signed_at),
            *(() if content.through is None else (f"through {content.through}",)),
        )
        return self._add(
            pdf,
            field=content.field,
            lines=lines,
            at=content.signed_at,
            name=content.name,
            reason=f"{content.role}, {content.organisation}: {content.reason}",
            certify=content.certify,
        )

    def seal(self, pdf: bytes, at: datetime) -> bytes:
        """Return the PDF locked by the service's seal; NotFound if it has no empty field `seal`.

        A document that nobody has signed is certified by its seal.
        """
        sealed = self._add(
            pdf,
            field=SEAL_FIELD,
            lines=(f"Sealed by the service of {self._key.organisation}", self._shown(at)),
            at=at,
            name=self._key.organisation,
            reason="Seal of the service: nothing may change after this",
        )
        stamps = self._stamps()
        if stamps is None:
            return sealed
        from concordat.signing.long_term import make_long_term  # noqa: PLC0415 (as below)

        return make_long_term(sealed, self._key, stamps)

    def _add(self, pdf: bytes, **wanted: Any) -> bytes:
        # Only who signs needs the library that reads PDFs.
        from concordat.signing.filling import PadesSignature  # noqa: PLC0415
        from concordat.signing.pades import add_signature  # noqa: PLC0415

        self._key.check_valid(wanted["at"])
        stamps = self._stamps()
        stamped = None if stamps is None else stamps.token
        return add_signature(pdf, self._key, PadesSignature(**wanted), stamped)

    def _stamps(self) -> Any:
        """Return the time-stamping authority, if there is one."""
        url, roots = self._tsa
        if not url:
            return None
        # The library that checks timestamps takes a second to import.
        from concordat.signing.timestamping import TimeStampingAuthority  # noqa: PLC0415

        return TimeStampingAuthority(url, roots)

    def _shown(self, at: datetime) -> str:
        local = at.astimezone(self._zone)
        return f"{local.day} {local:%B %Y at %H:%M} {local.tzname()}"
