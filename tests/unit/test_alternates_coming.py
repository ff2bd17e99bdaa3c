"""Who comes in, by the rule of docs/format.md 24.6: both searches against trying every group."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from sortition.alternates import coming
from sortition.alternates.coming import Waiting, who_comes_in
from sortition.verify import standby
from sortition.verify.standby import Best
from tests.small_benches import best_group

Bounds = list[tuple[int, int]]
SMALL = (2, 3, 2)
"""Values of each category."""
LARGE = (2, 5, 4, 7, 4, 2, 4)


def people_of(random: Random, number: int, kinds: tuple[int, ...], skew: float) -> list[Waiting]:
    """People with one value of each category; the larger ``skew``, the more have the first."""
    starts = [1 + sum(kinds[:c]) for c in range(len(kinds))]
    return [
        Waiting(
            id=f"p{i:02}",
            rows=(
                0,
                *(
                    start + int(n * random.random() ** skew)
                    for start, n in zip(starts, kinds, strict=True)
                ),
            ),
        )
        for i in range(number)
    ]


def small_case(seed: int) -> tuple[list[Waiting], Bounds, int]:
    random = Random(f"coming {seed}")
    free = random.randint(0, 4)
    bounds = [(free, free)]
    for _ in range(sum(SMALL)):
        low = random.randint(0, 2)
        bounds.append((low, low + random.randint(0, 2)))
    return people_of(random, random.randint(0, 9), SMALL, 1), bounds, free


def middle_case(seed: int) -> tuple[list[Waiting], Bounds, int]:
    """Twenty people of seven categories and twenty-eight values, eight free seats."""
    random, free = Random(f"middle {seed}"), 8
    bounds = [(free, free)]
    for n in LARGE:
        for _ in range(n):
            low = int(free / n * random.uniform(0.5, 1.3))
            bounds.append((low, low + random.choice((0, 1, 2))))
    return people_of(random, 20, LARGE, 1.5), bounds, free


def verified(waiting: list[Waiting], bounds: Bounds, free: int) -> tuple[int, ...]:
    return Best([one.rows for one in waiting], bounds, [0] * len(bounds)).group(free)


def test_the_best_group_comes_in_and_the_verifier_says_so_too() -> None:
    sizes: Counter[int] = Counter()
    for seed in range(1500):
        waiting, bounds, free = small_case(seed)
        nobody = [0] * len(bounds)
        *_, wanted = best_group([one.rows for one in waiting], bounds, nobody, free)
        assert who_comes_in(waiting, bounds, free) == wanted, seed
        assert verified(waiting, bounds, free) == wanted, seed
        sizes[len(wanted)] += 1
    # All kinds of answers: nobody, a few, and as many as there are seats.
    assert min(sizes[n] for n in range(5)) > 50


def test_seats_stay_free_where_nobody_makes_it_better() -> None:
    full = [Waiting(id="a", rows=(0, 1, 2))]
    bounds = [(1, 1), (0, 0), (0, 0)]
    assert who_comes_in(full, bounds, 1) == verified(full, bounds, 1) == ()
    assert who_comes_in([], bounds, 1) == verified([], bounds, 1) == ()


def test_of_equals_the_first_in_order_come_in() -> None:
    twins = [Waiting(id=name, rows=(0, 1)) for name in "abcd"]
    assert who_comes_in(twins, [(2, 2), (0, 9)], 2) == (0, 1)
    assert verified(twins, [(2, 2), (0, 9)], 2) == (0, 1)
    # One who fills two quotas comes in alone, before two who fill one each.
    mixed = [
        Waiting(id="a", rows=(0, 1)),
        Waiting(id="b", rows=(0, 2)),
        Waiting(id="c", rows=(1, 2)),
    ]
    assert who_comes_in(mixed, [(0, 9), (1, 1), (1, 1)], 3) == (2,)


def test_twenty_people_are_searched_alike_by_both() -> None:
    """More groups than can be tried; two searches that share no line agree, and nothing is better.

    That what was found cannot be improved by one exchange is looked at by hand.
    """
    for seed in range(20):
        waiting, bounds, free = middle_case(seed)
        group = who_comes_in(waiting, bounds, free)
        assert verified(waiting, bounds, free) == group, seed
        assert list(group) == sorted(set(group))
        assert len(group) <= free
        found = wrong_with(waiting, bounds, group), len(group), group
        for other in neighbours(group, len(waiting), free):
            assert (wrong_with(waiting, bounds, other), len(other), other) >= found


def wrong_with(waiting: list[Waiting], bounds: Bounds, group: tuple[int, ...]) -> int:
    counts = Counter(r for i in group for r in waiting[i].rows)
    return coming.seats_wrong(bounds, [counts[r] for r in range(len(bounds))])


def neighbours(group: tuple[int, ...], people: int, free: int) -> list[tuple[int, ...]]:
    """Groups with one person more, one less, or one for another."""
    outside = [i for i in range(people) if i not in group]
    fewer = [tuple(i for i in group if i != out) for out in group]
    more = [(*group, i) for i in outside] if len(group) < free else []
    other = [(*rest, i) for rest in fewer for i in outside]
    return [tuple(sorted(each)) for each in (*fewer, *more, *other)]


@pytest.mark.parametrize("free", range(5))
def test_beside_people_who_are_there_the_verifier_counts_on_from_them(free: int) -> None:
    for seed in range(100):
        random = Random(f"beside {free} {seed}")
        waiting, bounds, _ = small_case(seed)
        rows = [one.rows for one in waiting]
        taken = [random.randint(0, 3) for _ in bounds]
        wrong, _, group = best_group(rows, bounds, taken, free)
        best = Best(rows, bounds, list(taken))
        assert best.fewest(free) == wrong
        assert best.group(free) == group
        assert best.counts == taken


def test_seats_wrong_are_those_outside_the_bounds() -> None:
    bounds = [(1, 2), (3, 3), (0, 1), (2, 4)]
    assert coming.seats_wrong(bounds, [0, 5, 1, 3]) == standby.wrong(bounds, [0, 5, 1, 3]) == 3
