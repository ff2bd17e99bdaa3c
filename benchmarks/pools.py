"""Synthetic pools of a given shape, from a seed: skewed populations, self-selected registrants.

How a pool is made: each category gets a skewed population; each value a response rate (some groups
register several times more often than others); each registrant two hidden traits that pull on all
their values at once, so that categories correlate mildly; quotas follow from the population alone.
Where a value has too few registrants for its minimum, people with an abundant value of the same
category are changed. A pool without any panel is thrown away; the next sub-seed is tried with
slightly milder self-selection, and what it took is recorded in the pool. Harder kinds are made from
such a pool by benchmarks.kinds.

No person in such a pool exists. ``random.Random`` serves here because pools are input, not a draw.
"""

from __future__ import annotations

import csv
import random
import re
from collections import Counter
from dataclasses import dataclass, replace
from math import exp
from pathlib import Path

from benchmarks.feasibility import any_panel_exists
from benchmarks.kinds import tightened, with_unseatable
from benchmarks.records import Pool, Quota, Recipe
from benchmarks.shapes import SHAPES, Shape, category_name

__all__ = ["SHAPES", "Pool", "Shape", "cook", "is_feasible", "make_pool", "write_pool"]

EXACT, TIGHTEST, FLOORCEIL = "exact", "tightest", "floorceil"

POPULATION = 100_000
"""Inhabitants in the made-up municipality; shares are exact multiples of 1 / POPULATION."""
ATTEMPTS = 200
EASING = 0.97
"""Factor on the strength of self-selection after each pool without a panel."""
TRAITS = 2
TRAIT_PULL = 0.45
"""How strongly a hidden trait changes the odds of a value, in log odds per standard deviation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """One category: its values, inhabitants per value, response and trait pull per value."""

    name: str
    values: tuple[str, ...]
    population: tuple[int, ...]
    response: tuple[float, ...]
    pull: tuple[tuple[float, ...], ...]


def make_pool(
    shape: Shape,
    *,
    seed: int,
    width: str,
    selection: float = 0.6,
    household_share: float = 0.0,
    unseatable: int = 0,
) -> Pool:
    """Return the pool of this shape and seed; the same arguments always give the same pool.

    ``width``: "floorceil" floor to ceiling of the share, "share1", "share2", … one, two, … seats
    wider on both sides, "exact" one number (largest remainder), "tightest" one number, as far from
    the share as a panel allows. ``selection``: standard deviation of the log response rates, 0 for
    none, 0.6 for about fourfold differences, 1.2 harsh. ``household_share``: part of the people
    (0 to 1) who live with another registrant. ``unseatable``: people whom no panel can hold,
    besides those who happen to be so.

    Raises RuntimeError when no sub-seed gives a pool with a panel.
    """
    for attempt in range(ATTEMPTS):
        eased = selection * EASING**attempt
        pool = _draw_pool(
            shape,
            random.Random(f"{shape.name}/{seed}/{attempt}"),
            width=width,
            selection=eased,
            household_share=household_share,
        )
        if unseatable:
            pool = with_unseatable(pool, unseatable)
        if is_feasible(pool):
            if width == TIGHTEST:
                pool = tightened(pool, random.Random(f"{shape.name}/{seed}/{TIGHTEST}"))
            return replace(pool, attempt=attempt)
    raise RuntimeError(f"{shape.name}, seed {seed}, {width}: no panel in {ATTEMPTS} attempts")


def cook(recipe: Recipe) -> Pool:
    """Return the pool of a recipe."""
    return make_pool(
        Shape(
            name=recipe.shape, people=recipe.people, size=recipe.size, values=tuple(recipe.values)
        ),
        seed=recipe.seed,
        width=recipe.width,
        selection=recipe.selection,
        household_share=recipe.household_share,
        unseatable=recipe.unseatable,
    )


def slack(width: str) -> int | None:
    """Return the seats beyond floor and ceiling that quotas leave; None for one exact number.

    Raises ValueError where there is no such width.
    """
    if width in (EXACT, TIGHTEST):
        return None
    if width == FLOORCEIL:
        return 0
    seats = re.fullmatch("share([1-9][0-9]*)", width)
    if not seats:
        known = f"{EXACT}, {TIGHTEST}, {FLOORCEIL}, share1, share2, …"
        raise ValueError(f"unknown width {width!r}; one of {known}")
    return int(seats[1])


def is_feasible(pool: Pool) -> bool:
    """Return whether some panel meets every quota with at most one person per address."""
    return any_panel_exists(pool.registrants, pool.quotas, pool.size, households=pool.households)


def write_pool(pool: Pool, folder: Path) -> None:
    """Write ``registrants.csv`` and ``quotas.csv`` (``feature,value,min,max``) into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    columns = ["id", *(name for name, _ in pool.categories), "address"]
    rows = [[person[column] for column in columns] for person in pool.registrants]
    _write_csv(folder / "registrants.csv", columns, rows)
    quotas = [[category, value, str(low), str(high)] for category, value, low, high in pool.quotas]
    _write_csv(folder / "quotas.csv", ["feature", "value", "min", "max"], quotas)


def _write_csv(path: Path, header: list[str], rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _draw_pool(
    shape: Shape, rng: random.Random, *, width: str, selection: float, household_share: float
) -> Pool:
    groups = [
        _draw_group(rng, category_name(index), count, shape.size, selection)
        for index, count in enumerate(shape.values)
    ]
    quotas = tuple(quota for group in groups for quota in _quotas(group, shape.size, width))
    people = [_draw_person(rng, groups) for _ in range(shape.people)]
    for group in groups:
        _repair(rng, people, group, _needed(group, quotas, shape.people))
    addresses = _addresses(rng, shape.people, household_share)
    return Pool(
        name=shape.name,
        size=shape.size,
        categories=tuple((group.name, group.values) for group in groups),
        registrants=tuple(
            {"id": f"p{number:05d}", **person, "address": address}
            for number, (person, address) in enumerate(zip(people, addresses, strict=True), 1)
        ),
        quotas=quotas,
        households=household_share > 0,
        selection=selection,
    )


def _draw_group(rng: random.Random, name: str, count: int, size: int, selection: float) -> _Group:
    return _Group(
        name=name,
        values=tuple(f"{name}-{number}" for number in range(1, count + 1)),
        population=_draw_population(rng, count, size),
        response=tuple(exp(rng.gauss(0.0, selection)) for _ in range(count)),
        pull=tuple(tuple(rng.gauss(0.0, TRAIT_PULL) for _ in range(TRAITS)) for _ in range(count)),
    )


def _draw_population(rng: random.Random, count: int, size: int) -> tuple[int, ...]:
    """Return inhabitants per value: skewed, none below two seats' worth where that is possible."""
    least = min(2.0 / size, 0.5 / count)
    weights = [rng.gammavariate(2.0, 1.0) for _ in range(count)]
    shares = [least + (1.0 - count * least) * weight / sum(weights) for weight in weights]
    inhabitants = [int(share * POPULATION) for share in shares]
    inhabitants[0] += POPULATION - sum(inhabitants)
    return tuple(inhabitants)


def _quotas(group: _Group, size: int, width: str) -> list[Quota]:
    extra = slack(width)
    if extra is None:
        seats = _largest_remainder(group.population, size)
        bounds = [(seat, seat) for seat in seats]
    else:
        bounds = [_bounds(inhabitants, size, extra) for inhabitants in group.population]
    return [
        (group.name, value, low, high)
        for value, (low, high) in zip(group.values, bounds, strict=True)
    ]


def _bounds(inhabitants: int, size: int, extra: int) -> tuple[int, int]:
    """Return floor and ceiling of the share in seats, widened by ``extra``, within 0 to size."""
    floor, rest = divmod(inhabitants * size, POPULATION)
    ceiling = floor + (1 if rest else 0)
    return max(0, floor - extra), min(size, ceiling + extra)


def _largest_remainder(population: tuple[int, ...], size: int) -> list[int]:
    """Return whole seats that sum to ``size`` (Hamilton's method; ties to the earlier value)."""
    seats = [inhabitants * size // POPULATION for inhabitants in population]
    rests = [inhabitants * size % POPULATION for inhabitants in population]
    by_rest = sorted(range(len(population)), key=lambda index: (-rests[index], index))
    for index in by_rest[: size - sum(seats)]:
        seats[index] += 1
    return seats


def _draw_person(rng: random.Random, groups: list[_Group]) -> dict[str, str]:
    traits = [rng.gauss(0.0, 1.0) for _ in range(TRAITS)]
    return {group.name: _draw_value(rng, group, traits) for group in groups}


def _draw_value(rng: random.Random, group: _Group, traits: list[float]) -> str:
    weights = [
        inhabitants * response * exp(sum(p * t for p, t in zip(pull, traits, strict=True)))
        for inhabitants, response, pull in zip(
            group.population, group.response, group.pull, strict=True
        )
    ]
    return rng.choices(group.values, weights)[0]


def _needed(group: _Group, quotas: tuple[Quota, ...], people: int) -> dict[str, int]:
    """Return registrants per value: its minimum and a few more, so that nobody is forced in.

    The extra stops at the value's share of all registrants: there it is no longer scarce.
    """
    minima = {value: low for category, value, low, _ in quotas if category == group.name}
    return {
        value: max(low, min(low + 1 + low // 4, people * inhabitants // POPULATION))
        for (value, low), inhabitants in zip(minima.items(), group.population, strict=True)
    }


def _repair(
    rng: random.Random, people: list[dict[str, str]], group: _Group, minima: dict[str, int]
) -> None:
    """Change people until every value has at least so many registrants."""
    counts = Counter(person[group.name] for person in people)
    for value in group.values:
        while counts[value] < minima[value]:
            spare = max(group.values, key=lambda other: counts[other] - minima[other])
            person = rng.choice([p for p in people if p[group.name] == spare])
            person[group.name] = value
            counts[spare] -= 1
            counts[value] += 1


def _addresses(rng: random.Random, people: int, share: float) -> list[str]:
    """Return an address per person; ``share`` of them live in pairs, every fifth in a triple."""
    order = list(range(people))
    rng.shuffle(order)
    shared = round(share * people)
    addresses = [""] * people
    number = 0
    while order:
        number += 1
        together = min(3 if number % 5 == 0 else 2, shared, len(order)) if shared > 1 else 1
        for _ in range(together):
            addresses[order.pop()] = f"Lotweg {number}, {1000 + number % 9000} AB"
        shared -= together
    return addresses
