"""The groups that letters can be aimed at, the people who answer, and the quotas they must fill."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

import numpy as np
import numpy.typing as npt

from sortition.records.derived import derive_all
from sortition.records.letters import Attribute, Cell
from sortition.records.names import key
from sortition.records.quotas import Quota, Quotas
from sortition.records.responses import Evidence, Rate

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """Values of categories that the register does not have, and the part of all answers with them.

    ``part`` counts those who answer, not the population: who answers more often has a larger part.
    """

    values: Mapping[str, str]
    part: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everything that a simulation needs to know, in canonical order.

    S groups (``cells``) with ``units`` people or addresses each; O combinations of values outside
    the register; Q quotas. ``member[q, s, o]`` says whether somebody of group s with values o
    counts for quota q. ``groups[s]`` are the group's own rates, as indices of ``rates``.
    """

    size: int
    cells: tuple[Cell, ...]
    units: tuple[Fraction, ...]
    outside: tuple[Outside, ...]
    quotas: tuple[Quota, ...]
    member: Flags
    base: Rate
    rates: tuple[Rate, ...]
    groups: tuple[tuple[int, ...], ...]
    lift: Fraction
    """How much more often a person of average values outside the register answers (about 1)."""

    def expected(self, s: int) -> Fraction:
        """The part of its letters that a group is expected to answer."""
        rate = self.base.share * self.lift
        for index in self.groups[s]:
            rate *= self.rates[index].share / self.base.share
        return rate


def build_world(
    *,
    attributes: Sequence[Attribute],
    units: Mapping[Cell, Fraction],
    quotas: Quotas,
    evidence: Evidence,
    size: int,
) -> World:
    """The world of a register that was counted (``units``), for a panel of ``size`` people."""
    cells = tuple(cell for cell, number in units.items() if number)
    outside, lift = _outside(attributes, quotas, evidence)
    names = [one.category for one in attributes]
    known = {(key(c), key(v)): rate for (c, v), rate in evidence.groups.items()}
    rates = {group: i for i, group in enumerate(known)}
    rows = quotas.told(size)
    return World(
        size=size,
        cells=cells,
        units=tuple(units[cell] for cell in cells),
        outside=outside,
        quotas=rows,
        member=_members(names, cells, outside, quotas, rows),
        base=evidence.base,
        rates=tuple(known.values()),
        groups=tuple(
            tuple(
                rates[key(name), key(value)]
                for name, value in zip(names, cell, strict=True)
                if (key(name), key(value)) in rates
            )
            for cell in cells
        ),
        lift=lift,
    )


def _outside(
    attributes: Sequence[Attribute], quotas: Quotas, evidence: Evidence
) -> tuple[tuple[Outside, ...], Fraction]:
    """Combinations of values outside the register, taken to be independent of each other."""
    inside = {key(one.category) for one in attributes}
    derived = {key(one.category) for one in quotas.derived}
    missing = [c for c in quotas.categories if key(c) not in inside | derived]
    lift = Fraction(1)
    columns: list[list[tuple[str, str, Fraction]]] = []
    for category in missing:
        shares = {v: s for (c, v), s in evidence.shares.items() if key(c) == key(category)}
        weights = {
            value: share * evidence.factor(category, value) for value, share in shares.items()
        }
        total = sum(weights.values(), Fraction(0))
        lift *= total
        columns.append([(category, value, weight / total) for value, weight in weights.items()])
    found = []
    for combination in product(*columns):
        part = Fraction(1)
        for *_, own in combination:
            part *= own
        found.append(Outside(values={key(c): v for c, v, _ in combination}, part=part))
    return tuple(found), lift


def _members(
    names: Sequence[str],
    cells: Sequence[Cell],
    outside: Sequence[Outside],
    quotas: Quotas,
    rows: Sequence[Quota],
) -> Flags:
    member = np.zeros((len(rows), len(cells), len(outside)), dtype=bool)
    for s, cell in enumerate(cells):
        own = {key(name): value for name, value in zip(names, cell, strict=True)}
        for o, more in enumerate(outside):
            held = own | dict(more.values)
            held |= {key(c): v for c, v in derive_all(held, quotas.derived).items()}
            for q, row in enumerate(rows):
                member[q, s, o] = key(held[key(row.category)]) == key(row.value)
    return member
