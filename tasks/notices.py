"""Hand over the letters that are owed, and read the messages that came."""

from concordat.services import deliver, messages
from tasks.act import outward_act
from tasks.office import office


@outward_act(name="hand over letters", tags=["notices"])
def deliver_notices() -> int:
    """Hand over every letter that is owed; return how many were."""
    return deliver.deliver_notices(office())


@outward_act(name="read messages", tags=["notices"])
def read_messages() -> int:
    """Record what providers have told; return how many messages were read."""
    return messages.read_messages(office())
