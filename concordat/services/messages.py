"""Keep what providers tell us as it came, and read it later.

A message may hold names and addresses, so its words are let go of once it has been read; that the
same one has come before is known by its hash.
"""

from concordat.domain.errors import ConcordatError, Undeliverable
from concordat.services.office import Office
from concordat.services.register import Message, WakeKind
from concordat.services.reported import record_report


def keep_message(office: Office, provider: str, body: bytes) -> None:
    """Keep a message and wake whoever reads it; one that has come before is not kept again."""
    with office.register.writing() as tx:
        if tx.keep_message(provider, body):
            tx.wake(WakeKind.MESSAGES, "")


def read_messages(office: Office) -> int:
    """Record what the messages say that are not read yet, oldest first; return how many were read.

    One that cannot be recorded now holds up no other: it stays, and Undeliverable is raised when all
    have been tried.
    """
    with office.register.reading() as view:
        unread = view.unread_messages()
    failed: list[ConcordatError] = []
    for message in unread:
        try:
            _read(office, message)
        except ConcordatError as error:
            failed.append(error)
    if failed:
        raise Undeliverable(
            f"{len(failed)} of {len(unread)} messages could not be recorded: {failed[0]}",
            remedy="They stay, and are tried again.",
            attempted="read a provider's messages",
        ) from failed[0]
    return len(unread)


def _read(office: Office, message: Message) -> None:
    provider = office.providers.get(message.provider)
    report = None if provider is None else provider.read_message(message.body)
    if report is not None:
        record_report(office, report)
    with office.register.writing() as tx:
        tx.message_read(message.id)
