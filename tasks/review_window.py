"""The acts of the review window."""

from concordat.services import review_window
from tasks.act import act
from tasks.office import office


@act(name="open the review window", tags=["review-window"])
def open_review_window(version_id: str) -> None:
    """Publish the draft and owe every partner a letter about it."""
    review_window.open_review_window(office(), version_id)


@act(name="freeze the version", tags=["review-window"])
def freeze_version(version_id: str) -> None:
    """Freeze the words and lay the paper before the board."""
    review_window.freeze_version(office(), version_id)
