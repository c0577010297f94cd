"""Take a comment after the review window, from whoever was given more time to read another format.

The window closes on its day for everybody. Whoever asked for a format before that has until the
extended day, through the facilitator; see `domain.formats`, rule 3. The frozen words stay as they are:
what is said is kept with the other responses and laid before the board.
"""

from concordat.domain.calendar import in_words, local_date
from concordat.domain.formats import UNDECIDED
from concordat.domain.record import Version
from concordat.domain.seating import Attempt
from concordat.domain.signature import PUBLIC, FormatRequest
from concordat.services.notify import owe
from concordat.services.office import Office
from concordat.services.register import Reading, Transaction
from concordat.services.review_window import keep_comment, words_of

ACT = "take a comment after the review window"


def late_comment(
    office: Office,
    version_id: str,
    format_number: int,
    text: str,
    name: str = "",
    organisation: str = "",
) -> int:
    """Take the comment of whoever asked for that format; return its number.

    Raises NotAllowed when that format gave no time for comments, the time is over, or the board has
    decided.
    """
    words = words_of(text)
    with office.register.writing() as tx:
        version = tx.version(version_id)
        asked = _asked(tx, version, format_number)
        number = keep_comment(tx, version_id, words, name, organisation, format=asked.number)
        _tell(tx, version, number)
        return number


def _asked(view: Reading, version: Version, number: int) -> FormatRequest:
    timeline, timezone = version.programme.timeline, version.programme.timezone
    attempt = Attempt(ACT, "the review window", None, version.state.value)
    if version.state not in UNDECIDED:
        raise attempt.refused(
            "comments cannot be taken now.",
            "Say at the next review what there is to say: its report is laid before those who decide.",
        )
    found = view.records(FormatRequest, version.id, number=number, scope=PUBLIC)
    if not found or found[0].asked_on > timeline.window_closes:
        raise attempt.refused(
            f"no format was asked for in it under the number {number}.",
            "Only whoever asked for a format while it was open has more time.",
        )
    [asked] = found
    if local_date(view.now, timezone) > asked.extended_until:
        raise attempt.refused(
            f"the time that format gave ended on {in_words(asked.extended_until)}.",
            "Say at the next review what there is to say.",
        )
    return asked


def _tell(tx: Transaction, version: Version, number: int) -> None:
    contact = version.programme.facilitator_contact
    owe(
        tx,
        version,
        f"comment/{number}/late",
        "change-recorded",
        (contact.email,),
        partner=contact.role,
        change="a comment within extended time",
        what=f"Comment {number} came from somebody who had more time to read another format.",
        reason="",
        next="lay it before the board with its paper, without a name.",
    )
