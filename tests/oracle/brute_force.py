"""Every panel of a small pool, one by one, and the leximin lottery over them.

Nothing here comes from the engine: people are looked at one at a time, and the linear programs run
over the list of all panels.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from sortition.records.pool import Pool
from sortition.records.quotas import Quota, Quotas
from tests.oracle.simplex import maximise

Panel = frozenset[int]
Bound = tuple[str, str, int]
"""Category, value and side: -1 the minimum, 1 the maximum."""


def all_panels(pool: Pool, quotas: Quotas, size: int) -> list[Panel]:
    """Every set of ``size`` people that meets all quotas, no two of one home."""
    bounds = all_bounds(quotas)
    return [p for p in _guests(pool, size) if all(meets(pool, quotas, p, b) for b in bounds)]


def all_bounds(quotas: Quotas) -> list[Bound]:
    """Each minimum and each maximum."""
    return [(row.category, row.value, side) for row in quotas.rows for side in (-1, 1)]


def meets(pool: Pool, quotas: Quotas, panel: Panel, bound: Bound) -> bool:
    """Whether a panel keeps one bound."""
    category, value, side = bound
    quota = next(row for row in quotas.rows if (row.category, row.value) == (category, value))
    seats = seats_of(pool, panel, quota)
    return seats >= quota.minimum if side < 0 else seats <= quota.maximum


def seats_of(pool: Pool, panel: Iterable[int], quota: Quota) -> int:
    """How many people of a panel have the quota's value."""
    place = pool.categories.index(quota.category)
    return sum(pool.registrants[i].values[place] == quota.value for i in panel)


def is_possible(pool: Pool, quotas: Quotas, size: int, bounds: Iterable[Bound]) -> bool:
    """Whether some panel keeps these bounds (and the homes), whatever the others say."""
    kept = list(bounds)
    return any(all(meets(pool, quotas, p, b) for b in kept) for p in _guests(pool, size))


def smallest_change(pool: Pool, quotas: Quotas, size: int) -> int | None:
    """By how many seats in all the quotas must give way; None when homes leave no panel at all."""
    return min((_excess(pool, quotas, p) for p in _guests(pool, size)), default=None)


def _excess(pool: Pool, quotas: Quotas, panel: Panel) -> int:
    total = 0
    for quota in quotas.rows:
        seats = seats_of(pool, panel, quota)
        total += max(0, quota.minimum - seats, seats - quota.maximum)
    return total


def _guests(pool: Pool, size: int) -> Iterator[Panel]:
    """Every set of people of the right size, no two of one home."""
    homes = [person.household for person in pool.registrants]
    for chosen in combinations(range(len(homes)), size):
        shared = [homes[i] for i in chosen if homes[i] is not None]
        if len(shared) == len(set(shared)):
            yield frozenset(chosen)


def leximin(
    people: int, panels: list[Panel], weights: Sequence[int] | None = None
) -> tuple[Fraction, ...]:
    """The leximin chances: the smallest as large as can be, then the next, counted per person.

    With ``weights`` it is chances divided by them that are compared.

    In stages: maximise the smallest chance of those not yet fixed; whoever has a multiplier other
    than 0 cannot have more in any optimum, and is fixed. People whom no panel tells apart are one
    row, to keep the tableau small.
    """
    weigh = weights or (1,) * people
    classes = [
        frozenset(i for i in twins if weigh[i] == weight)
        for twins in _twins(people, panels)
        for weight in sorted({weigh[i] for i in twins})
    ]
    columns = sorted({tuple(len(p & c) for c in classes) for p in panels})
    masses = [sum(weigh[i] for i in c) for c in classes]
    fixed: dict[int, Fraction] = {}
    while len(fixed) < len(classes):
        chance, tight = _stage(masses, columns, fixed)
        fixed.update(dict.fromkeys(tight, chance))
    by_person = {i: weigh[i] * fixed[c] for c, members in enumerate(classes) for i in members}
    return tuple(by_person[i] for i in range(people))


def largest_floor(people: int, panels: list[Panel], cap: Fraction) -> Fraction | None:
    """The largest smallest chance of people in some panel when nobody has more than ``cap``."""
    return _one_end(people, panels, cap, of_floor=True)


def smallest_cap(people: int, panels: list[Panel], floor: Fraction) -> Fraction | None:
    """The smallest largest chance when people in some panel have at least ``floor``; or None."""
    return _one_end(people, panels, floor, of_floor=False)


def _one_end(
    people: int, panels: list[Panel], other: Fraction, *, of_floor: bool
) -> Fraction | None:
    """Floor or cap as good as can be, the other one given.

    Variables: a weight per column, the end asked for, per class what it has above the floor and
    what it lacks to the cap.
    """
    classes = [c for c in _twins(people, panels) if any(p & c for p in panels)]
    sizes = [len(c) for c in classes]
    columns = sorted({tuple(len(p & c) for c in classes) for p in panels})
    width = 2 * len(sizes)
    scale = other.denominator
    rows, right = [], []
    for i, (c, size) in enumerate((i, size) for i in (0, 1) for size in enumerate(sizes)):
        at_floor, (k, n) = c == 0, size
        asked = at_floor == of_floor
        gap = [(-scale if at_floor else scale) * (i == j) for j in range(width)]
        rows.append([*(scale * column[k] for column in columns), -scale * n * asked, *gap])
        right.append(0 if asked else other.numerator * n)
    rows.append([1] * len(columns) + [0] * (1 + width))
    right.append(1)
    sign = 1 if of_floor else -1
    best = maximise([0] * len(columns) + [sign] + [0] * width, rows, right)
    return None if best is None else sign * best.value


def _stage(
    sizes: list[int], columns: list[tuple[int, ...]], fixed: dict[int, Fraction]
) -> tuple[Fraction, list[int]]:
    """The largest chance for all who are not fixed, and who among them cannot have more.

    Variables: a weight per column, the chance, a surplus per class.
    """
    rows, right = [], []
    for c, size in enumerate(sizes):
        floor = fixed.get(c, Fraction(0)) * size
        scale = floor.denominator
        chance = 0 if c in fixed else -size
        surplus = [-scale if other == c else 0 for other in range(len(sizes))]
        rows.append([*(scale * column[c] for column in columns), chance * scale, *surplus])
        right.append(floor.numerator)
    rows.append([1] * len(columns) + [0] * (1 + len(sizes)))
    right.append(1)
    best = maximise([0] * len(columns) + [1] + [0] * len(sizes), rows, right)
    assert best is not None, "the optimum of the last stage meets the rows of this one"
    return best.value, [c for c in range(len(sizes)) if c not in fixed and best.duals[c]]


def _twins(people: int, panels: list[Panel]) -> list[Panel]:
    """People who can change places: exchanging them turns the list of panels into itself."""
    known = set(panels)
    classes: list[list[int]] = []
    for i in range(people):
        for members in classes:
            if all(_exchange(p, i, members[0]) in known for p in panels):
                members.append(i)
                break
        else:
            classes.append([i])
    return [frozenset(members) for members in classes]


def _exchange(panel: Panel, i: int, j: int) -> Panel:
    return panel if (i in panel) == (j in panel) else panel ^ {i, j}
