"""A forecast in sentences, for the command line and the director's board alike."""

from collections.abc import Iterator

from concordat.domain.calendar import in_words
from concordat.services.forecast import Expected


def sentences(found: Expected) -> Iterator[str]:
    """Say in sentences what is expected, what it rests on, what it lacks and what would bring it forward."""
    yield f"{found.title}, version {found.version}: {found.state} on {in_words(found.today)}"
    if found.state == "in effect" and found.likely.on:
        yield f"In effect since {in_words(found.likely.on)}."
        return
    yield f"{_takes_effect(found)} {found.rests_on}"
    yield from found.likely.lacks
    for sooner in found.sooner:
        gain = "A day at all" if sooner.days is None else f"{_days(sooner.days)} sooner"
        yield f"{gain}, on {in_words(sooner.on)}, if: {'; together with '.join(sooner.acts)}"


def _takes_effect(found: Expected) -> str:
    earliest, likely = found.earliest.on, found.likely.on
    if earliest is None:
        return "No day can be given yet on which it takes effect."
    if likely is None:
        return (
            f"It takes effect on {in_words(earliest)} at the earliest; no likely day can be given."
        )
    if likely == earliest:
        return f"It is likely to take effect on {in_words(likely)}, and no earlier."
    return (
        f"It takes effect on {in_words(earliest)} at the earliest, and is likely to on "
        f"{in_words(likely)}."
    )


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"
