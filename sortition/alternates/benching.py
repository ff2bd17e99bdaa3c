"""Who could stand by for a panel, grouped by what they count for (docs/format.md 24.1)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from fractions import Fraction

from sortition.draw.tickets import ticket
from sortition.errors import Text, UsageError
from sortition.records.alternates import Bench, Dropouts, Group, Member
from sortition.records.names import natural
from sortition.records.pool import Pool, Registrant
from sortition.records.quotas import Quotas


def bench_of(
    pool: Pool,
    quotas: Quotas,
    *,
    size: int,
    panel: Collection[str],
    dropouts: Dropouts,
    value: str,
) -> Bench:
    """The bench of a panel: people of the pool outside it, who share no home with it.

    ``panel`` are ids of the pool; ``value`` is the public value that orders people of a group.
    """
    sitting = frozenset(panel)
    homes = {p.household for p in pool.registrants if p.id in sitting and p.household is not None}
    rows = _Rows(pool, quotas, dropouts)
    people: dict[tuple[str, ...], list[str]] = {}
    for person in pool.registrants:
        if person.id not in sitting and person.household not in homes:
            people.setdefault(person.values, []).append(person.id)
    here = {person for ids in people.values() for person in ids}
    return Bench(
        lower=(size, *(row.minimum for row in quotas.rows)),
        upper=(size, *(row.maximum for row in quotas.rows)),
        members=tuple(
            Member(id=p.id, rows=rows.of(p.values), chance=rows.chance(p.values))
            for p in pool.registrants
            if p.id in sitting
        ),
        groups=tuple(
            Group(
                values=values,
                rows=rows.of(values),
                chance=rows.chance(values),
                people=in_order(people[values], value),
            )
            for values in sorted(people, key=lambda values: tuple(map(natural, values)))
        ),
        homes=_shared([p for p in pool.registrants if p.id in here]),
    )


def most_of(bench: Bench, count: int) -> int:
    """As many as are to stand by, or as can. Raises UsageError when nobody can."""
    if not bench.able:
        raise UsageError(
            Text(
                "Nobody could stand by: who is in the panel, or shares a home with somebody in it, "
                "cannot."
            )
        )
    return min(count, bench.able)


def in_order(people: Iterable[str], value: str) -> tuple[str, ...]:
    """People (ids) in the order of their tickets as alternates (24.4)."""
    return tuple(sorted(people, key=lambda person: (ticket(value, "alternate", person), person)))


class _Rows:
    """The rows that values count in, and the chance of dropping out that they come with."""

    def __init__(self, pool: Pool, quotas: Quotas, dropouts: Dropouts) -> None:
        self._categories = tuple(pool.categories)
        self._at = {(row.category, row.value): r for r, row in enumerate(quotas.rows, 1)}
        self._dropouts = dropouts

    def of(self, values: tuple[str, ...]) -> tuple[int, ...]:
        named = zip(self._categories, values, strict=True)
        return (0, *sorted(self._at[name] for name in named if name in self._at))

    def chance(self, values: tuple[str, ...]) -> Fraction:
        return self._dropouts.of(dict(zip(self._categories, values, strict=True)))


def _shared(people: Collection[Registrant]) -> dict[str, str]:
    """The homes of people who share one."""
    found: dict[str, list[str]] = {}
    for person in people:
        if person.household is not None:
            found.setdefault(person.household, []).append(person.id)
    return {person: home for home, ids in found.items() if len(ids) > 1 for person in ids}
