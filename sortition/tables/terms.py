"""The categories and values that the quotas speak of, and how each is spelled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sortition.records.names import key, natural
from sortition.records.quotas import Quotas

NO_ANSWER: Final = ("(no answer)", "(geen antwoord)")
"""Values of a quota file that stand for an empty cell of a registrant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """``values[category]`` gives the spelling of a value by its key; both in natural order."""

    values: Mapping[str, Mapping[str, str]]

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> Terms:
        """The terms in pairs of category and value, in any order.

        A name spelled in several ways gets the spelling that comes first in code points, so that
        the order of rows leaves no trace (docs/format.md 2.3).
        """
        found = list(pairs)
        categories = spellings(category for category, _ in found)
        values: dict[str, list[str]] = {category: [] for category in categories.values()}
        for category, value in found:
            values[categories[key(category)]].append(value)
        return cls(values={category: spellings(names) for category, names in values.items()})

    def spelling(self, category: str, cell: str) -> str | None:
        """How the quotas spell a registrant's cell; None when they know no such value.

        An empty cell is the value "(no answer)", if the quotas have it.
        """
        values = self.values[category]
        if cell:
            return values.get(key(cell))
        return next((values[name] for name in NO_ANSWER if name in values), None)

    @classmethod
    def of_quotas(cls, quotas: Quotas) -> Terms:
        """The terms of finished quotas: of the categories that are columns of the people."""
        derived = {one.category for one in quotas.derived}
        rows = (row for row in quotas.rows if row.category not in derived)
        return cls.of((row.category, row.value) for row in rows)


def spellings(names: Iterable[str]) -> dict[str, str]:
    """One spelling per key, in natural order.

    >>> spellings(["woman", "Man", "man"])
    {'man': 'Man', 'woman': 'woman'}
    """
    ordered = sorted(set(names), key=lambda name: (natural(name), name))
    found: dict[str, str] = {}
    for name in ordered:
        found.setdefault(key(name), name)
    return found
