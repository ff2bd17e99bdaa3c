"""Categories that follow from others: crosses, conditions and named zones (docs/format.md 4.7).

A definition says for each of its values what somebody must have in each of the names it looks at.
Who has none of its values has the value :data:`REST`, so everybody has one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sortition.records.names import key

INSIDE: Final = "✓"
"""The value of who meets a condition: a sign, for a quota file has no language."""

REST: Final = "–"
"""The value of everybody whom no value of a definition describes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivedValue:
    """``where[i]`` are the values of ``Derived.of[i]`` that go with this value; never none."""

    value: str
    where: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """One derived category.

    ``of`` names columns of the people, or derived categories that come before this one. ``values``
    exclude each other.
    """

    category: str
    of: tuple[str, ...]
    values: tuple[DerivedValue, ...]

    def __post_init__(self) -> None:
        if not self.of or len(set(map(key, self.of))) != len(self.of) or not self.values:
            raise ValueError(f"{self.category}: it looks at different names, and has a value")
        if any(len(one.where) != len(self.of) or not all(one.where) for one in self.values):
            raise ValueError(f"{self.category}: a value says something of each name")

    @property
    def is_condition(self) -> bool:
        """Whether it has no values but inside and outside."""
        return [one.value for one in self.values] == [INSIDE]


def derive(held: Sequence[str], definition: Derived) -> str:
    """The value of somebody who has ``held[i]`` in ``definition.of[i]``; names by their keys.

    >>> young = DerivedValue(value="✓", where=(("16-29",), ("wijk 1", "wijk 2")))
    >>> zone = Derived(category="zone", of=("age", "wijk"), values=(young,))
    >>> derive(["16-29", "Wijk 2"], zone), derive(["30+", "Wijk 2"], zone)
    ('✓', '–')
    """
    keys = [key(value) for value in held]
    for one in definition.values:
        if all(own in map(key, some) for own, some in zip(keys, one.where, strict=True)):
            return one.value
    return REST


def derive_all(held: Mapping[str, str], definitions: Sequence[Derived]) -> dict[str, str]:
    """The value of each derived category, for somebody with these values by the key of a name.

    Definitions are in an order in which each looks only at columns and at those before it.
    """
    known, found = dict(held), dict[str, str]()
    for definition in definitions:
        value = derive([known[key(name)] for name in definition.of], definition)
        known[key(definition.category)] = found[definition.category] = value
    return found
