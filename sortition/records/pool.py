"""People who registered, as read: every cell kept, the columns that matter named."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Named columns and rows of text. ``rows[i][j]`` belongs to ``columns[j]``."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("every row of a table needs one cell per column")


@dataclass(frozen=True, slots=True, kw_only=True)
class Registrant:
    """One person of the pool.

    ``values`` has one entry per category, in the order of :attr:`Pool.categories` and spelled as in
    the quotas; ``household`` is the normalised address, or None when it is unknown or unused;
    ``cells`` are all columns of the person, in the order of :attr:`Pool.columns`.
    """

    id: str
    values: tuple[str, ...]
    household: str | None
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """The eligible registrants in canonical order: rows by id, columns id, categories, the rest.

    The order of rows and columns in the file the pool came from leaves no trace (docs/format.md
    §2).
    """

    id_column: str
    household_columns: tuple[str, ...]
    columns: tuple[str, ...]
    categories: tuple[str, ...]
    registrants: tuple[Registrant, ...]

    def __post_init__(self) -> None:
        ids = [person.id for person in self.registrants]
        if ids != sorted(set(ids)):
            raise ValueError("registrants must be in order of their ids, each id once")

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id, in canonical order."""
        return tuple(person.id for person in self.registrants)
