"""The public list of panels read back: seats per quota, as far as they are public (§18)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from sortition.dossier.getters import Node, broken, parse
from sortition.errors import Text
from sortition.tables.csv_out import from_csv

PLACE: Final = "public/panels"
LOTTERY: Final = "lottery.json"
PANELS: Final = "panels.csv"
_WITHHELD: Final = "x"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownQuota:
    """From ``least`` to ``most`` seats for a value."""

    category: str
    value: str
    least: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPanels:
    """Size, number of panels, quotas, and for each panel the seats of each quota.

    Seats are None where they are withheld; ``panels`` is None when the list is too long.
    """

    size: int
    units: int
    quotas: tuple[ShownQuota, ...]
    panels: tuple[tuple[int | None, ...], ...] | None


def read_shown(files: Mapping[str, bytes]) -> ShownPanels:
    """The public list from its files by name. Raises InputError when they are not such files."""
    terms = parse(LOTTERY, files.get(LOTTERY))
    quotas = tuple(map(_quota, terms.nodes("quotas")))
    panels = None
    if PANELS in files:
        try:
            panels = tuple(seats_in(terms, files[PANELS]))
        except (ValueError, IndexError):
            raise broken(PANELS, Text("It is not a list of panels.")) from None
    return ShownPanels(
        size=terms.whole("size", least=1),
        units=terms.whole("units", least=1),
        quotas=quotas,
        panels=panels,
    )


def _quota(node: Node) -> ShownQuota:
    return ShownQuota(
        category=node.text("category"),
        value=node.text("value"),
        least=node.whole("min"),
        most=node.whole("max"),
    )


def seats_in(terms: Node, content: bytes) -> Iterator[tuple[int | None, ...]]:
    """For each panel in a table of panels (18.7) the seats of each quota, None where withheld.

    Raises ValueError or IndexError when it is no such table.
    """
    quotas = tuple(map(_quota, terms.nodes("quotas")))
    categories = terms.texts("categories")
    values = [group.texts("values") for group in terms.nodes("groups")]
    holders = [
        [g for g, own in enumerate(values) if own[categories.index(q.category)] == q.value]
        for q in quotas
    ]
    for _, of_groups, of_rest, _ in from_csv(content).rows:
        groups = [int(seats) for seats in of_groups.split()]
        yield tuple(
            None if rest == _WITHHELD else int(rest) + sum(groups[g] for g in holding)
            for rest, holding in zip(of_rest.split(), holders, strict=True)
        )
