"""What a look inside a PDF finds: its signatures, its seal, and what is wrong with either."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class InspectedSignature:
    """A signature as found. `ours` says that the service made it, `good` that it holds in every respect."""

    field: str
    signed_at: datetime | None
    ours: bool
    good: bool


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found. `failed` says that nothing could be: the file broke, or outlasted, its reader."""

    signatures: tuple[InspectedSignature, ...] = ()
    sealed: bool = False
    faults: tuple[str, ...] = ()
    encrypted: bool = False
    failed: bool = False

    @property
    def sealed_at(self) -> datetime | None:
        """When it was sealed, which is when the last signature was made; None if it is not."""
        return self.signatures[-1].signed_at if self.sealed else None


NOT_INSPECTED = Inspection(failed=True)
