"""Which groups of the pool may be told apart in public (docs/format.md 18.2-18.6).

No group of fewer people than the threshold is counted, and none can be worked out by adding and
subtracting what is. Everybody is in one of the groups that are shown, or in the rest; of the rest
only one figure per quota and bands of counts are told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from sortition.records.space import Space


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """``groups`` are profiles; ``rest`` are the people (indices) of all others, ascending.

    ``values`` has for each quota how many people of the rest have its value; None is withheld.
    """

    groups: tuple[int, ...]
    rest: tuple[int, ...]
    values: tuple[int | None, ...]

    @property
    def withheld(self) -> tuple[int, ...]:
        """The quotas (indices) of which the rest's figure is not told."""
        return tuple(q for q, value in enumerate(self.values) if value is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """``people`` of the rest sit in ``first`` to ``last`` panels."""

    first: int
    last: int
    people: int


def disclose(space: Space, threshold: int) -> Disclosure:
    """As much as the threshold (people, >= 1) allows, figures per quota before groups."""
    groups = _groups(space, threshold)
    rest = tuple(t for t in range(len(space.profiles)) if t not in groups)
    figures = _with_value(space, rest)
    hidden = _derived(space) if rest else frozenset[int]()
    hidden |= frozenset(_withheld(space, figures, threshold))
    return Disclosure(
        groups=groups,
        rest=tuple(sorted(i for t in rest for i in space.profiles[t].people)),
        values=tuple(None if q in hidden else n for q, n in enumerate(figures)),
    )


def bands(counts: Iterable[int], threshold: int) -> tuple[Band, ...]:
    """The counts of the rest in as many bands of enough people as there can be (18.6)."""
    made: list[Band] = []
    first, people = None, 0
    for count, alike in groupby(sorted(counts)):
        first = count if first is None else first
        people += sum(1 for _ in alike)
        if people >= threshold:
            made.append(Band(first=first, last=count, people=people))
            first, people = None, 0
        last = count
    if people and made:
        final = made.pop()
        made.append(Band(first=final.first, last=last, people=final.people + people))
    return tuple(made)


def _groups(space: Space, threshold: int) -> tuple[int, ...]:
    sizes = space.counts
    everyone = tuple(range(len(sizes)))
    if sizes and min(sizes) >= threshold:
        return everyone
    groups = [t for t in everyone if sizes[t] >= threshold and space.profiles[t].kind is None]
    in_pool = _with_value(space, everyone)
    while groups and (out := _too_many(space, groups, in_pool, threshold)):
        groups.remove(min(out, key=lambda t: (sizes[t], t)))
    return tuple(groups)


def _too_many(
    space: Space, groups: Sequence[int], in_pool: Sequence[int], threshold: int
) -> list[int]:
    """The groups of which the smallest has to go, for what they leave is a small group."""
    rest = [t for t in range(len(space.profiles)) if t not in groups]
    if 1 <= sum(map(space.people_of, rest)) < threshold:
        return list(groups)
    derived = _derived(space)
    for q, (left, all_) in enumerate(zip(_with_value(space, rest), in_pool, strict=True)):
        if q not in derived and 1 <= left < threshold <= all_:
            return [t for t in groups if _has(space, t, q)]
    return []


def _with_value(space: Space, profiles: Sequence[int]) -> list[int]:
    """For each quota, the people of these profiles who have its value."""
    return [
        sum(space.people_of(t) for t in profiles if _has(space, t, q))
        for q in range(len(space.quotas.rows))
    ]


def _has(space: Space, profile: int, quota: int) -> bool:
    row = space.quotas.rows[quota]
    place = space.quotas.categories.index(row.category)
    return space.profiles[profile].values[place] == row.value


def _withheld(space: Space, figures: Sequence[int], threshold: int) -> Iterable[int]:
    """Small figures, and others of the same category so that the small ones cannot be worked out.

    A category's figures add up to the rest, which is known.
    """
    rows = space.quotas.rows
    for _, alike in groupby(range(len(rows)), key=lambda q: rows[q].category):
        others = sorted((q for q in alike if figures[q]), key=lambda q: (figures[q], q))
        hidden = [q for q in others if figures[q] < threshold]
        others = others[len(hidden) :]
        while hidden and others and not _hides(hidden, figures, threshold):
            hidden.append(others.pop(0))
        yield from hidden


def _derived(space: Space) -> frozenset[int]:
    """The quotas of derived categories.

    Beside the figures that they follow from, theirs would tell how many people are in a part of a
    value: whether that is a small group cannot be seen within one category.
    """
    quotas = space.quotas
    return frozenset(q for q, row in enumerate(quotas.rows) if quotas.definition(row.category))


def _hides(hidden: Sequence[int], figures: Sequence[int], threshold: int) -> bool:
    return len(hidden) > 1 and sum(figures[q] for q in hidden) >= threshold
