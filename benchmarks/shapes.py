"""The shapes of pools with a published leximin time: how many people, seats, categories and values.

The pools themselves are private; only their sizes are known. The number of values per category is
published as a total for ``hd`` (37) and ``obf`` (44) and is chosen, plausibly, for the rest.
Source of the sizes: reference outputs of Flanigan, Gölz, Gupta, Hennig, Procaccia, *Fair algorithms
for selecting citizens' assemblies*, Nature 2021.
"""

from __future__ import annotations

from dataclasses import dataclass

CATEGORY_NAMES = ("gender", "age", "education", "region", "origin", "opinion", "income", "tenure")
GROWN = "grown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a pool looks like from afar.

    ``people``: registrants (at least ``size``). ``size``: seats of the panel. ``values``: for each
    category the number of its values (each at least 1).
    """

    name: str
    people: int
    size: int
    values: tuple[int, ...]

    def __post_init__(self) -> None:
        """Refuse a shape that no pool can have."""
        if not 1 <= self.size <= self.people:
            raise ValueError(f"{self.name}: {self.size} seats for {self.people} people")
        if not self.values or min(self.values) < 1:
            raise ValueError(f"{self.name}: every category needs at least one value")


def category_name(index: int) -> str:
    """Return the name of the category at this place (0, 1, …)."""
    if index < len(CATEGORY_NAMES):
        return CATEGORY_NAMES[index]
    return f"category{index + 1}"


def grown(people: int, size: int, categories: int, values: int) -> Shape:
    """Return a shape for measuring growth: so many categories of so many values each.

    All have one name, which is part of a pool's seed: with the same seed and all else equal, the
    smaller pool's people are the first of the larger one's.
    """
    return Shape(name=GROWN, people=people, size=size, values=(values,) * categories)


def _shape(name: str, people: int, size: int, *values: int) -> Shape:
    return Shape(name=name, people=people, size=size, values=values)


SHAPES: dict[str, Shape] = {
    shape.name: shape
    for shape in (
        _shape("mass", 70, 24, 2, 4, 3, 4, 3),
        _shape("sf_c", 161, 44, 2, 5, 4, 3, 5, 4, 2),
        _shape("hd", 239, 30, 2, 5, 4, 8, 6, 4, 8),
        _shape("sf_b", 250, 20, 2, 4, 3, 5, 3, 3),
        _shape("sf_a", 312, 35, 2, 5, 4, 6, 4, 3),
        _shape("obf", 321, 30, 2, 6, 4, 8, 8, 5, 7, 4),
        _shape("nexus", 342, 170, 2, 5, 4, 6, 4),
        _shape("sf_d", 404, 40, 2, 5, 4, 7, 4, 3),
        _shape("cca", 825, 75, 2, 6, 4, 8),
        _shape("sf_e", 1727, 110, 2, 5, 4, 7, 4, 2, 4),
        _shape("example_large", 2000, 200, 2, 2),
    )
}
"""By name, smallest pool first."""

PUBLISHED = tuple(name for name in SHAPES if name != "example_large")
"""The ten pools of real assemblies; ``example_large`` is none."""
