"""From people to profiles: who cannot be told apart by the rules (docs/format.md 4.3, 4.4)."""

from __future__ import annotations

from collections import defaultdict

from sortition.records.names import natural
from sortition.records.pool import Pool
from sortition.records.quotas import Quotas
from sortition.records.space import HomeKind, Profile, Space

Composition = tuple[tuple[str, ...], ...]
"""The values of everyone in one home, in natural order."""


def build_space(pool: Pool, quotas: Quotas, size: int) -> Space:
    """Group the pool into profiles and shared homes, in canonical order.

    ``size`` is the number of seats, at least 1. Raises ValueError when the pool's categories are
    not those of the quotas.
    """
    if pool.categories != quotas.categories:
        raise ValueError("the pool must have exactly the categories of the quotas")
    homes = _shared_homes(pool)
    kinds = _kinds(pool, homes)
    kind_of = {
        person: k
        for k, composition in enumerate(kinds)
        for home in kinds[composition]
        for person in home
    }
    members: defaultdict[tuple[int, tuple[str, ...]], list[int]] = defaultdict(list)
    for i, person in enumerate(pool.registrants):
        members[kind_of.get(i, -1), person.values].append(i)
    order = sorted(members, key=lambda group: (group[0], _order(group[1])))
    return Space(
        size=size,
        quotas=quotas,
        labels=pool.ids,
        profiles=tuple(
            Profile(values=values, kind=None if k < 0 else k, people=tuple(members[k, values]))
            for k, values in order
        ),
        kinds=tuple(HomeKind(homes=tuple(kind)) for kind in kinds.values()),
    )


def _shared_homes(pool: Pool) -> list[tuple[int, ...]]:
    """Addresses with two or more people, in order of their first person."""
    people: defaultdict[str, list[int]] = defaultdict(list)
    for i, person in enumerate(pool.registrants):
        if person.household is not None:
            people[person.household].append(i)
    return sorted(tuple(home) for home in people.values() if len(home) > 1)


def _kinds(pool: Pool, homes: list[tuple[int, ...]]) -> dict[Composition, list[tuple[int, ...]]]:
    """Homes by composition, the compositions in natural order."""
    by_composition: defaultdict[Composition, list[tuple[int, ...]]] = defaultdict(list)
    for home in homes:
        values = (pool.registrants[person].values for person in home)
        by_composition[tuple(sorted(values, key=_order))].append(home)
    order = sorted(by_composition, key=lambda composition: tuple(map(_order, composition)))
    return {composition: by_composition[composition] for composition in order}


def _order(values: tuple[str, ...]) -> tuple[object, ...]:
    return tuple(map(natural, values))
