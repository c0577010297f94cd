"""What is not published, and why: everything else is."""

from dataclasses import dataclass

from concordat.domain.record import Version
from concordat.domain.states import PlaceStatus
from concordat.services.register import Reading
from concordat.services.standing import PlaceStanding


@dataclass(frozen=True, slots=True)
class Withheld:
    """Something that is not published. `why` is a sentence."""

    what: str
    why: str


_ALWAYS = (
    Withheld(
        "The e-mail addresses of signatories",
        "They are personal data, used only to ask for decisions and signatures.",
    ),
    Withheld(
        "The trail of everything that happened",
        "It may name people, so we look at it first. It comes with the evidence, to whoever asks.",
    ),
)
_KEPT = (
    (
        ("paper-pdf", "paper-jpeg"),
        Withheld(
            "Scans of copies that were signed on paper",
            "They show handwriting. They are kept as evidence.",
        ),
    ),
    (
        ("delegation-pdf", "delegation-jpeg", "delegation-png"),
        Withheld(
            "Files that show a delegation",
            "They may name people. They are kept as evidence.",
        ),
    ),
    (
        ("signed-elsewhere", "signed-elsewhere-certificate"),
        Withheld(
            "Copies that were signed through another provider, with its certificates",
            "They say at which address, and how, each person was identified. They are kept as evidence.",
        ),
    ),
    (
        ("format",),
        Withheld(
            "The text in other formats",
            "Each was made for whoever asked for it, and is sent to whoever asks.",
        ),
    ),
)
_NO_RECORD = {
    PlaceStatus.NOT_STARTED: "the place has not been asked yet",
    PlaceStatus.AWAITING_DECISION: "the place has not decided yet",
    PlaceStatus.DEFERRED: "the place has not decided yet",
    PlaceStatus.IN_CALL_IN: "its decision can still be called in",
    PlaceStatus.WITHDRAWN: "the place has left",
    PlaceStatus.SUCCEEDED: "the place has been succeeded",
}
_UNSEALED = "it is published when it has been signed and sealed"


def withheld(view: Reading, version: Version) -> tuple[Withheld, ...]:
    """Return what is kept of the version and not published."""
    kept = {kind for kind, _, _ in view.documents(version.id)}
    return (*_ALWAYS, *(what for kinds, what in _KEPT if kept & set(kinds)))


def why_no_record(place: PlaceStanding) -> str:
    """Return why there is no ratification record of the place to be read."""
    return _NO_RECORD.get(PlaceStatus(place.status), _UNSEALED)
