"""What a signatory's page shows around the document: who signs when, what changed, what else they can do."""

from dataclasses import dataclass
from datetime import date

from concordat.domain.in_person import SeatInLine, Turn, line_of
from concordat.domain.next_step import reminder_due_on
from concordat.services.delegate_by_link import may_delegate
from concordat.services.lineage import (
    changed_passages,
    changes_address,
    earlier_text,
    in_passages,
)
from concordat.services.office import Office
from concordat.services.register import Reading
from concordat.services.sign import SigningPage, check_identified, page_to_show, signing_page


@dataclass(frozen=True, slots=True)
class ChangesSince:
    """What an amended version changes: in how many passages, of which version, and where it is marked."""

    passages: str
    earlier: int
    address: str


@dataclass(frozen=True, slots=True)
class SigningView:
    """The page, and what stands around it. `line` is everyone who signs the document, in their order.

    `reminder_on` is when the next reminder goes out, None when none does.
    """

    page: SigningPage
    line: tuple[SeatInLine, ...]
    changes: ChangesSince | None
    may_delegate: bool
    reminder_on: date | None

    @property
    def is_turn(self) -> bool:
        """Say whether the signatory's turn has come."""
        own = self.page.request.seat
        return any(seat.seat == own and seat.turn == Turn.NOW for seat in self.line)

    @property
    def before(self) -> tuple[SeatInLine, ...]:
        """Those whose signatures are still waited for before the signatory's turn."""
        own = next(seat for seat in self.line if seat.seat == self.page.request.seat)
        there = {Turn.SIGNED, Turn.NOT_NEEDED}
        return tuple(s for s in self.line if s.order < own.order and s.turn not in there)


def signing_view(office: Office, token: str) -> SigningView:
    """Return what the link shows; LinkRefused, with the reason, if it does not open."""
    with office.register.reading() as view:
        return _view(view, page_to_show(view, token))


def put_off(office: Office, token: str, session: str) -> SigningView:
    """Return what is told to whoever signs another day; nothing is recorded.

    Raises LinkRefused and NotIdentified as `sign` does.
    """
    with office.register.reading() as view:
        page = signing_page(view, token)
        check_identified(view, page.request, session)
        return _view(view, page)


def _view(view: Reading, page: SigningPage) -> SigningView:
    programme, request = page.version.programme, page.request
    signing = view.signing(page.version, request.scope)
    reminder = reminder_due_on(request, programme.signing, programme.timezone, programme.region)
    return SigningView(
        page=page,
        line=line_of(signing, programme.timezone, view.now),
        changes=_changes(view, page),
        may_delegate=may_delegate(page),
        reminder_on=reminder,
    )


def _changes(view: Reading, page: SigningPage) -> ChangesSince | None:
    earlier = earlier_text(view, page.version)
    if earlier is None or page.version.changes_sha256 is None:
        return None
    passages = in_passages(changed_passages(view, page.version))
    return ChangesSince(passages, earlier.number, changes_address(page.version))
