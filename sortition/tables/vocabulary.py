"""The names that crosses and conditions of a quota file can speak of, and how they are spelled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sortition.records.derived import INSIDE, REST
from sortition.records.names import key
from sortition.tables.pieces import spelled, unquoted
from sortition.tables.raw import RawTable
from sortition.tables.shown import nearest
from sortition.tables.terms import Terms, spellings

_REST_TYPED: Final = "-"
"""A hyphen, where somebody did not find the dash on the keyboard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Columns and zones by their keys, and the values of each.

    ``complete`` is false when the people could not be read: then every name is taken for granted,
    because the problem is with the people.
    """

    columns: Mapping[str, str]
    zones: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    complete: bool

    @classmethod
    def of(cls, terms: Terms, people: RawTable | None, mentions: Sequence[str]) -> Vocabulary:
        """What quotas and people speak of; values of columns that ``mentions`` speak of."""
        header = () if people is None else people.columns
        columns = {key(name): name for name in (*header, *terms.values)}
        text = "\n".join(map(key, mentions))
        values: dict[str, Mapping[str, str]] = {}
        for j, name in enumerate(header):
            if people is not None and key(name) in text:
                values[key(name)] = spellings(filter(None, (row[j] for row in people.rows)))
        values |= {key(name): known for name, known in terms.values.items()}
        return cls(columns=columns, zones={}, values=values, complete=people is not None)

    def with_zones(self, names: Iterable[str]) -> Vocabulary:
        """The vocabulary with zones too, each in one spelling."""
        return replace(self, zones=spellings(names))

    def name(self, piece: str) -> str | None:
        """The column or zone that a piece stands for."""
        found = spelled(piece, self.columns) or spelled(piece, self.zones)
        return found if found or self.complete or not piece else unquoted(piece)

    def zone(self, piece: str) -> str | None:
        """The zone that a piece stands for, unless a column has that name."""
        return None if spelled(piece, self.columns) else spelled(piece, self.zones)

    def value(self, name: str, piece: str) -> str | None:
        """The value of a column or zone that a piece stands for."""
        found = spelled(piece, self._values(name))
        return found if found or self.complete or not piece else unquoted(piece)

    def meant(self, piece: str) -> str | None:
        """The column or zone that somebody may have meant."""
        return nearest(unquoted(piece), [*self.columns.values(), *self.zones.values()])

    def meant_value(self, name: str, piece: str) -> str | None:
        """The value of a column or zone that somebody may have meant."""
        return nearest(unquoted(piece), list(self._values(name).values()))

    def known_values(self, name: str) -> tuple[str, ...]:
        """The values of a column or zone."""
        return tuple(dict.fromkeys(self._values(name).values()))

    def _values(self, name: str) -> Mapping[str, str]:
        if self.zone(name) is not None:
            return {INSIDE: INSIDE, key(name): INSIDE, REST: REST, _REST_TYPED: REST}
        return self.values.get(key(name), {})
