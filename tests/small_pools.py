"""Small pools made at random from a seed, for the brute-force and the property tests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from sortition.records.pool import Pool, Registrant
from sortition.records.quotas import Quota, Quotas

_CATEGORIES = ("area", "Öffice", "10th")
_VALUES = ("9", "10", "b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What the engine is asked."""

    pool: Pool
    quotas: Quotas
    size: int


def pool_of(
    values: Sequence[Sequence[str]],
    homes: Sequence[str | None],
    categories: Sequence[str],
    ids: Sequence[str] | None = None,
) -> Pool:
    """People in the order given when there are no ``ids``, else in order of their ids.

    ``categories`` must be in canonical order, each person's values in theirs.
    """
    names = ids or [f"p{i:03}" for i in range(len(values))]
    people = [
        Registrant(id=name, values=tuple(mine), household=home, cells=(name, *mine))
        for name, mine, home in zip(names, values, homes, strict=True)
    ]
    return Pool(
        id_column="id",
        household_columns=(),
        columns=("id", *categories),
        categories=tuple(categories),
        registrants=tuple(sorted(people, key=lambda person: person.id)),
    )


def quotas_of(bounds: Iterable[tuple[str, str, int, int]]) -> Quotas:
    """Quotas from category, value, minimum, maximum."""
    return Quotas.of(
        tuple(Quota(category=c, value=v, minimum=low, maximum=high) for c, v, low, high in bounds)
    )


def random_case(random: Random) -> Case:
    """At most 12 people, 2 or 3 categories of 2 or 3 values, tight and loose quotas, some homes."""
    people, size = random.randint(6, 12), random.randint(2, 6)
    categories = random.sample(_CATEGORIES, random.randint(2, 3))
    offered = {c: _VALUES[: random.randint(2, 3)] for c in categories}
    slack = random.choice((0, 0, 1, 1, 2))
    anchor = random.sample(range(people), min(size, people))
    quotas_for = {c: [random.choice(offered[c]) for _ in range(people)] for c in categories}
    bounds = []
    for c in categories:
        for v in offered[c]:
            seats = sum(quotas_for[c][i] == v for i in anchor)
            low = max(0, seats - random.randint(0, slack))
            bounds.append((c, v, low, seats + random.randint(0, slack)))
    quotas = quotas_of(bounds)
    return Case(
        pool=pool_of(
            [[quotas_for[c][i] for c in quotas.categories] for i in range(people)],
            _homes(random, people),
            quotas.categories,
        ),
        quotas=quotas,
        size=size,
    )


def large_case(random: Random) -> Case:
    """A hundred and fifty people of some sixty to ninety profiles for 20 seats.

    So many profiles that the engine takes the way of large pools; the first values register more
    often than the quotas have seats for them, so that chances differ.
    """
    offered = {"age": "12345", "area": "1234", "role": "1234"}
    people = [
        [random.choice(values + values[:2]) for values in offered.values()] for _ in range(150)
    ]
    bounds = [
        (category, value, 20 // len(values) - 1, 20 // len(values) + 1)
        for category, values in offered.items()
        for value in values
    ]
    homes = [f"home {i}" if i < 6 else None for i in (i // 2 for i in range(150))]
    return Case(pool=pool_of(people, homes, tuple(offered)), quotas=quotas_of(bounds), size=20)


def _homes(random: Random, people: int) -> list[str | None]:
    """Nobody, some or nearly everybody lives with one or two others."""
    homes: list[str | None] = [None] * people
    waiting = random.sample(range(people), people)
    for h in range(random.choice((0, 1, 2, 4))):
        for i in waiting[: random.choice((1, 2, 2, 3))]:
            homes[i] = f"home {h}"
        waiting = [i for i in waiting if homes[i] is None]
    return homes
