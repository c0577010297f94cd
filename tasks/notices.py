"""Hand over the letters that are owed."""

from concordat.services import deliver
from tasks.act import outward_act
from tasks.office import office


@outward_act(name="hand over letters", tags=["notices"])
def deliver_notices() -> int:
    """Hand over every letter that is owed; return how many were."""
    return deliver.deliver_notices(office())
