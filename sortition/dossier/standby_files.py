"""The files of alternates in a dossier (docs/format.md 24.4 to 24.6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from sortition.dossier.files import PANEL
from sortition.dossier.getters import broken
from sortition.errors import Text
from sortition.records.alternates import StandbySets
from sortition.tables.csv_out import from_csv, to_csv

ALTERNATES: Final = "alternates.csv"
SETS: Final = "sets.csv"
CHANCES: Final = "chances.csv"
PRICES: Final = "prices.csv"


def standby_files(found: StandbySets, number: int, people: Iterable[str]) -> dict[str, bytes]:
    """Name and bytes of each file; ``people`` are all who could stand by, in order of their ids."""
    width = len(str(len(found.sets) - 1))
    places = range(1, len(found.sets[0]) + 1)
    counts = found.counts
    rows = range(len(found.prices[0]) - 1)
    return {
        ALTERNATES: to_csv(
            ("id", "place"), [(p, str(i)) for i, p in enumerate(found.sets[number], 1)]
        ),
        SETS: to_csv(
            ("number", *map(str, places)),
            [(f"{n:0{width}d}", *ids) for n, ids in enumerate(found.sets)],
        ),
        CHANCES: to_csv(("id", "sets"), [(p, str(counts.get(p, 0))) for p in people]),
        PRICES: to_csv(
            ("scenario", *(f"row {r}" for r in rows), "seat"),
            [(str(s), *map(str, prices)) for s, prices in enumerate(found.prices)],
        ),
    }


def read_alternates(content: bytes) -> tuple[str, ...]:
    """The ids of the alternates that were drawn, in their order. Raises InputError."""
    try:
        table = from_csv(content)
    except ValueError:
        table = None
    if table is None or table.columns != ("id", "place"):
        raise broken(ALTERNATES, Text("The file is not a table as this tool writes it."))
    return tuple(row[0] for row in table.rows)


def called_files(people: Sequence[str]) -> dict[str, bytes]:
    """Name and bytes of the list of alternates who came in."""
    return {PANEL: to_csv(("id",), [(person,) for person in people])}
