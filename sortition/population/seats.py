"""From shares of the population to seats: exact fractions, then the whole numbers around them.

In each category the seats are divided in proportion to the population. Who was promised more gets
the promise, and the rest is divided among the others in the same proportion, again until nobody is
below a promise. So the exact seats of a category always add up to the size, and floors and ceilings
around them can always be met together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil, floor

from sortition.errors import InputError, Text, UsageError
from sortition.population.joint import contradictions
from sortition.population.merging import merged
from sortition.population.promises import Promised, promised
from sortition.records.population import Figure, Population
from sortition.records.seats import Rules, SeatPlan, SeatShare


def seat_plan(population: Population, rules: Rules) -> SeatPlan:
    """The seats of every value.

    Raises UsageError when promises cannot be kept or name nothing, InputError when a cross or zone
    asks what the categories that it looks at cannot give.
    """
    promises = promised(population, rules)
    joined, notes = merged(population, rules, promises)
    rows = [
        row
        for category in joined.categories
        for row in _of_category(joined.of_category(category), rules, promises)
    ]
    clashes = contradictions(rows)
    if clashes:
        raise InputError(Text("These quotas do not go together."), clashes)
    notes = (*joined.notes, *notes, *_remarks(rows, joined, rules))
    return SeatPlan(size=rules.size, rows=tuple(rows), notes=notes)


def allot(people: Sequence[Fraction], least: Sequence[int], size: int) -> tuple[Fraction, ...]:
    """Exact seats in proportion to ``people``, nobody below ``least``; they add up to ``size``.

    Needs sum(least) <= size, and people somewhere where something is left to divide.

    >>> [str(seats) for seats in allot([Fraction(1), Fraction(1), Fraction(8)], [3, 0, 0], 10)]
    ['3', '7/9', '56/9']
    """
    kept: set[int] = set()
    while True:
        left = size - sum(least[i] for i in kept)
        total = sum(n for i, n in enumerate(people) if i not in kept)
        rate = Fraction(left) / total if total else Fraction(0)
        below = {i for i, n in enumerate(people) if i not in kept and n * rate < least[i]}
        if not below:
            break
        kept |= below
    return tuple(Fraction(least[i]) if i in kept else n * rate for i, n in enumerate(people))


def bounds(exact: Fraction, rules: Rules, least: int) -> tuple[int, int]:
    """The fewest and the most seats around ``exact``; never fewer than ``least``.

    Widening never takes a value's last seat, and no value is left without a possible seat: that
    would exclude its people from every panel.

    >>> bounds(Fraction(27, 2), Rules(size=50), 0), bounds(Fraction(1), Rules(size=9, room=1), 0)
    ((13, 14), (1, 2))
    """
    low = floor(exact * (1 - rules.stretch)) - rules.room
    high = ceil(exact * (1 + rules.stretch)) + rules.room
    return max(least, min(1, floor(exact)), low), min(rules.size, max(1, high))


def _of_category(
    figures: Sequence[Figure], rules: Rules, promises: Mapping[tuple[str, str], Promised]
) -> list[SeatShare]:
    people = [figure.people for figure in figures]
    found = [promises.get((f.category, f.value)) for f in figures]
    least = [p.seats if p else rules.each for p in found]
    if sum(least) > rules.size:
        raise _too_much_promised(figures[0].category, sum(least), rules.size)
    total = sum(people)
    exact = allot(people, least, rules.size)
    return [
        _row(figure, total, seats, rules, promise)
        for figure, seats, promise in zip(figures, exact, found, strict=True)
    ]


def _row(
    figure: Figure, total: Fraction | int, exact: Fraction, rules: Rules, promise: Promised | None
) -> SeatShare:
    share = figure.people / total
    least = promise.seats if promise else rules.each
    minimum, maximum = bounds(exact, rules, least)
    proportional = share * rules.size
    return SeatShare(
        figure=figure,
        share=share,
        proportional=proportional,
        exact=exact,
        minimum=minimum,
        maximum=maximum,
        reason=_reason(promise, exact, proportional, least),
    )


def _reason(
    promise: Promised | None, exact: Fraction, proportional: Fraction, least: int
) -> Text | None:
    if promise is not None:
        return Text(
            "chosen: at least {seats} (by population {proportional:.2f}), because: {why}",
            seats=promise.seats,
            proportional=proportional,
            why=promise.why,
        )
    if exact > proportional:
        return Text(
            "chosen: at least {seats} for every value (by population {proportional:.2f})",
            seats=least,
            proportional=proportional,
        )
    if exact < proportional:
        return Text(
            "fewer than by population ({proportional:.2f}): others were given more",
            proportional=proportional,
        )
    return None


def _too_much_promised(category: str, least: int, size: int) -> UsageError:
    return UsageError(
        Text(
            "The seats that {category} is given at least add up to {sum}, more than the {size} "
            "seats of the panel. Lower --at-least or --at-least-each, merge small values with "
            "--merge-below, or choose a larger panel.",
            category=category,
            sum=least,
            size=size,
        )
    )


def _remarks(rows: Sequence[SeatShare], population: Population, rules: Rules) -> tuple[Text, ...]:
    return (*_without_seat(rows), *_without_room(rows), *_many_values(population, rules))


def _without_room(rows: Sequence[SeatShare]) -> tuple[Text, ...]:
    fixed = tuple(_label(row) for row in rows if row.minimum == row.maximum)
    if not fixed:
        return ()
    return (
        Text(
            "These values get exactly so many seats, no more and no fewer: {values}. That can "
            "make chances less equal; --tolerance 1 gives room.",
            values=fixed,
        ),
    )


def _label(row: SeatShare) -> Text:
    return Text("{category} {value}", category=row.figure.category, value=row.figure.value)


def _without_seat(rows: Sequence[SeatShare]) -> tuple[Text, ...]:
    few = tuple(_label(row) for row in rows if not row.minimum)
    if not few:
        return ()
    return (
        Text(
            "These values may end up without a seat, because their share is less than one: "
            "{values}. To change that, merge them with others (--merge-below 1) or give every "
            "value a seat (--at-least-each 1).",
            values=few,
        ),
    )


def _many_values(population: Population, rules: Rules) -> tuple[Text, ...]:
    return tuple(
        Text(
            "{category} has {values} values for {size} seats: fewer than two seats for each. "
            "Such quotas say little and leave little choice. Merge values with --merge-below 2.",
            category=category,
            values=len(population.of_category(category)),
            size=rules.size,
        )
        for category in population.categories
        if 2 * len(population.of_category(category)) > rules.size
    )
