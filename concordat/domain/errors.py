"""Every error Concordat raises on purpose.

ConcordatError                     the root; carries what was attempted and what to do instead
├── BadConfig                      the programme's config has faults; all of them are listed
├── BadSetting                     a setting, port, folder or file cannot be used
├── NotFound                       no such agreement, version, place, request or document
├── NotAllowed                     the act is not legal in this state
│   ├── WrongTurn                  a signatory whose turn has not come
│   └── NotIdentified              whoever holds a link has not shown that they are its signatory
├── LinkRefused                    a personal link that does not open: used, altered, expired, superseded
├── Conflict                       somebody else did it first; read again
│   └── AlreadyDone                this very act is on record
├── TemplateFault                  a template cannot be rendered; names the template and the line
├── BrokenEvidence                 a stored document or the trail is not what was recorded
└── Undeliverable                  the outside refused for now (mail, Prefect, the database); try again later
    ├── MailServerAway             no letter at all can be handed over now
    └── Throttled                  the outside takes no more until a time that it says
"""

from dataclasses import dataclass
from datetime import datetime


class ConcordatError(Exception):
    """The root of the tree. `remedy` says what to do instead, in words for the person who asked."""

    def __init__(
        self,
        message: str,
        *,
        remedy: str = "",
        place: str | None = None,
        state: str | None = None,
        attempted: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.place = place
        self.state = state
        self.attempted = attempted

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a config file. `line` counts from 1."""

    file: str
    line: int
    message: str
    warning: bool = False

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {'warning: ' if self.warning else ''}{self.message}"


class BadConfig(ConcordatError):
    """The programme's config has faults; `faults` holds every one of them, in file order."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(
            "\n".join(str(fault) for fault in faults),
            remedy="",
            attempted="read the programme's config",
        )
        self.faults = faults


class BadSetting(ConcordatError):
    """A setting, a port, a folder or a file cannot be used."""


class NotFound(ConcordatError):
    """There is no such agreement, version, place, request or document."""


class NotAllowed(ConcordatError):
    """The act is not legal in this state."""


class WrongTurn(NotAllowed):
    """A signatory acts before the earlier ones in the signing order have."""


class NotIdentified(NotAllowed):
    """Whoever holds a personal link has not shown, or not lately, that they are its signatory."""


class LinkRefused(ConcordatError):
    """A personal link does not open. `why` is used, unknown, expired, superseded, elsewhere or cancelled."""

    def __init__(self, message: str, *, why: str, remedy: str = "") -> None:
        super().__init__(message, remedy=remedy, attempted="open a personal link")
        self.why = why


class Conflict(ConcordatError):
    """Somebody else changed the register first; read it again and decide anew."""


class AlreadyDone(Conflict):
    """The very act is on record already; nothing was done a second time."""


class TemplateFault(ConcordatError):
    """A template cannot be rendered; the message names the template and the line."""


class BrokenEvidence(ConcordatError):
    """A stored document or the trail is not what was recorded."""


class Undeliverable(ConcordatError):
    """The outside refused for now; the act stays due and is tried again later."""


class MailServerAway(Undeliverable):
    """The mail server takes no letter now: it is out of reach, or refuses whoever asks."""


class Throttled(Undeliverable):
    """The outside takes no more before `until`, in UTC; whatever waits is tried again then, not sooner."""

    def __init__(self, message: str, *, until: datetime, attempted: str | None = None) -> None:
        super().__init__(
            message,
            remedy="Nothing is lost: it is tried again then.",
            attempted=attempted,
        )
        self.until = until
