"""Whether an act is on record in the very words in which it is given again."""

from collections.abc import Mapping
from datetime import date

from concordat.domain.facts import Fact
from concordat.services.register import Reading


def is_recorded(view: Reading, fact: Fact, about: str, data: Mapping[str, object]) -> bool:
    """Say whether the last fact of its kind about a subject says the same; `data` as it is recorded."""
    last = view.last_of(about, fact)
    plain = {k: v.isoformat() if isinstance(v, date) else v for k, v in data.items()}
    return last is not None and last.said == plain
