"""Hard pools from a seed: ten to sixty people, everything that makes a lottery difficult.

Exact quotas in up to eight categories, panels of more than half the pool, crowds of identical
people, homes that most people share, values nobody may be seated for, quotas that leave hardly a
panel or none. No person in such a pool exists.
"""

from __future__ import annotations

from random import Random

from tests.small_pools import Case, pool_of, quotas_of

_CATEGORIES = ("age", "area", "degree", "gender", "origin", "role", "tenure", "view")
_SLACKS = ("exact", "exact", "one", "one", "wide", "mixed")
_WIDEST = 4


def hard_case(seed: int) -> Case:
    """The hard pool of this number: the same on every run."""
    random = Random(f"hard pool {seed}")
    people = random.randint(10, 60)
    offered = _offered(random)
    values = _people(random, people, offered)
    homes = _homes(random, people)
    anchor = _anchor(random, homes, _size(random, people))
    slack = random.choice(_SLACKS)
    bounds = [
        (category, value, *_bound(random, slack, sum(values[i][c] == value for i in anchor)))
        for c, (category, names) in enumerate(offered.items())
        for value in names
    ]
    if random.random() < 0.12:  # often one seat that cannot be had: no panel, or hardly any
        bounds = _shifted(random, bounds)
    return Case(
        pool=pool_of(values, homes, tuple(offered)), quotas=quotas_of(bounds), size=len(anchor)
    )


def _offered(random: Random) -> dict[str, tuple[str, ...]]:
    """One to eight categories of two to six values."""
    chosen = sorted(random.sample(_CATEGORIES, random.randint(1, len(_CATEGORIES))))
    most = random.choice((2, 3, 4, 6))
    return {c: tuple(map(str, range(1, 1 + random.randint(2, most)))) for c in chosen}


def _size(random: Random, people: int) -> int:
    """From 2 to all but one; as often as not more than half."""
    return random.choice((random.randint(2, people - 1), random.randint(2, max(2, people // 3))))


def _people(random: Random, people: int, offered: dict[str, tuple[str, ...]]) -> list[list[str]]:
    """Everyone's values: some values register far more often; in some pools there are few kinds."""
    pull = random.choice((0.0, 0.6, 1.5))
    weights = [[2.718 ** (pull * random.gauss(0, 1)) for _ in v] for v in offered.values()]

    def anyone() -> list[str]:
        return [random.choices(v, w)[0] for v, w in zip(offered.values(), weights, strict=True)]

    kinds = random.choice((None, None, None, None, 4, 12))
    if kinds is None:
        return [anyone() for _ in range(people)]
    known = [anyone() for _ in range(kinds)]
    often = [random.expovariate(1) for _ in known]
    return [list(one) for one in random.choices(known, often, k=people)]


def _homes(random: Random, people: int) -> list[str | None]:
    """Nobody, some, or most people live with one to three others."""
    share = random.choice((0.0, 0.0, 0.2, 0.5, 0.95))
    homes: list[str | None] = [None] * people
    waiting = random.sample(range(people), round(share * people))
    while waiting:
        together = random.choice((2, 2, 2, 3, 4))
        for i in waiting[:together]:
            homes[i] = f"home {len(waiting)}"
        waiting = waiting[together:]
    return homes


def _anchor(random: Random, homes: list[str | None], size: int) -> list[int]:
    """People who could sit together: at most so many, one of each home, two at least."""
    seen: set[str] = set()
    chosen: list[int] = []
    for i in random.sample(range(len(homes)), len(homes)):
        home = homes[i]
        if len(chosen) < size and home not in seen:
            chosen.append(i)
            seen |= {home} if home is not None else set()
    return chosen


def _bound(random: Random, slack: str, seats: int) -> tuple[int, int]:
    kind = random.choice(("exact", "one", "wide")) if slack == "mixed" else slack
    down, up = {
        "exact": (0, 0),
        "one": (random.randint(0, 1), random.randint(0, 1)),
        "wide": (random.randint(0, _WIDEST), random.randint(0, _WIDEST)),
    }[kind]
    return max(0, seats - down), seats + up


def _shifted(
    random: Random, bounds: list[tuple[str, str, int, int]]
) -> list[tuple[str, str, int, int]]:
    """One to three values one seat up or down."""
    bounds = list(bounds)
    for place in random.sample(range(len(bounds)), random.randint(1, min(3, len(bounds)))):
        category, value, low, high = bounds[place]
        by = random.choice((-1, 1))
        low = max(0, low + by)
        bounds[place] = (category, value, low, max(low, high + by))
    return bounds
