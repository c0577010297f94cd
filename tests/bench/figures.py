"""What a benchmark finds: repeated figures, shown by their median and spread."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing measured several times over in a run, in the order measured.

    A ratio is unit `x`: it is taken within each round, so that noise hits both of its sides.
    """

    what: str
    unit: str
    values: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.values)

    @property
    def spread(self) -> str:
        if len(self.values) == 1:
            return "measured once"
        return f"{_shown(min(self.values))} to {_shown(max(self.values))}, n = {len(self.values)}"

    def row(self) -> tuple[str, str, str]:
        """Return the cells of the figure's row in the table."""
        return self.what, f"{_shown(self.median)} {self.unit}", self.spread

    def as_json(self) -> dict[str, Any]:
        rounded = [round(value, 3) for value in self.values]
        return {"unit": self.unit, "median": round(self.median, 3), "values": rounded}


def ratio(what: str, above: Sequence[float], below: Sequence[float]) -> Figure:
    """Return how many times the one is the other, for each round in which both were measured.

    What was measured in fewer rounds was measured in the last ones.
    """
    both = zip(above, below[-len(above) :], strict=True)
    return Figure(what, "x", tuple(a / b for a, b in both))


def _shown(value: float) -> str:
    digits = next((n for n, least in ((0, 100), (1, 10), (2, 1)) if value >= least), 3)
    return f"{value:,.{digits}f}"
