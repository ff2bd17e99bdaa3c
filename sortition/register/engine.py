"""What an engine for large tables must be able to do: the one seam between us and DuckDB or Spark.

All questions are put in SQL that both understand; where they differ, a :class:`Dialect` has the
words. Both see the same relation ``register``: a column ``f`` with the number of the file (from 0)
and ``c0``, ``c1``, … with the cells as text, never null.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from sortition.records.names import key

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterFile:
    """One file. ``place`` is what an engine reads: the file itself, or its copy in UTF-8.

    ``digest`` is the SHA-256 of the file as it was given, ``stamp`` its size and when it was last
    changed, by which :func:`unchanged` tells. ``separator`` is empty for Parquet.
    """

    name: str
    place: Path
    digest: str
    columns: tuple[str, ...]
    separator: str
    given: Path
    stamp: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """All files of a register; they have the same columns in the same order."""

    files: tuple[RegisterFile, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, clean."""
        return self.files[0].columns

    def position(self, name: str) -> int | None:
        """Where the column of that name is, by key; None when there is none."""
        wanted = key(name)
        return next((j for j, column in enumerate(self.columns) if key(column) == wanted), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A row that is not a row of the table; ``row`` is its line in the file, None if unknown."""

    file: int
    row: int | None


class Dialect(Protocol):
    """The words in which engines differ. Every method takes and gives an expression of SQL."""

    def replaced(self, text: str, pattern: str, by: str) -> str:
        """Every match of a pattern replaced; groups are written ``{1}``."""

    def matches(self, text: str, pattern: str) -> str:
        """Whether the pattern is found in the text."""

    def sha256(self, octets: str) -> str:
        """The digest of bytes, as 64 lower-case hexadecimal digits."""

    def octets(self, text: str) -> str:
        """The bytes of a text in UTF-8."""

    def joined(self, *octets: str) -> str:
        """Bytes after one another."""

    def size(self, text: str) -> str:
        """How many bytes a text has in UTF-8."""


class Engine(Protocol):
    """An open register."""

    @property
    def dialect(self) -> Dialect:
        """How this engine says things."""

    def rows(self, sql: str) -> list[Row]:
        """The answer to a question, as Python values."""

    def table(self, name: str, columns: Mapping[str, type], rows: Sequence[Row]) -> None:
        """A small table (texts and whole numbers) under a name, instead of one that had it."""

    def keep(self, name: str, sql: str) -> None:
        """The answer to a question under a name, computed once."""

    def view(self, name: str, sql: str) -> None:
        """The answer to a question under a name, computed each time."""

    def located(self) -> str:
        """A relation like ``register``, in brackets, with ``row``: its row, or null if unknown."""

    def broken(self) -> list[Broken]:
        """The rows that the questions so far could not read."""

    def close(self) -> None:
        """Let go of everything."""


def literal(text: str) -> str:
    """The text as SQL writes it.

    >>> literal("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"
