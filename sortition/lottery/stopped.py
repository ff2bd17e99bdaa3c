"""A computation that is ended before its end: how far it was, and the best lottery by then.

The place is known by the number of signs of life that it gave, not by a clock, so that the same
computation can be ended at the same place again (docs/decisions/0013-time-limit.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor

import numpy as np

from sortition.errors import StoppedError, Text
from sortition.lottery.linear import Floats, Integers
from sortition.lottery.objectives.optimum import Pull
from sortition.lottery.system import System
from sortition.records.comparison import Outcome
from sortition.records.lottery import Lottery, Multipliers
from sortition.records.progress import Listener, Moment

_SHOWN = 10**5
"""Chances are shown in thousandths of a percent, rounded outwards."""


class Counting:
    """Passes signs of life on, and counts them. Ends the computation at number ``last``, if any."""

    def __init__(self, listen: Listener, last: int | None) -> None:
        self._listen = listen
        self.last = last
        self.moments = 0

    def __call__(self, moment: Moment) -> None:
        """Count, and pass it on."""
        self.moments += 1
        if self.last is not None and self.moments >= self.last:
            raise StoppedError(Text("Ended after {n} signs of life.", n=self.moments))
        self._listen(moment)


def chances_of_list(system: System, listed: Sequence[tuple[Integers, int]]) -> tuple[Fraction, ...]:
    """The exact chances, per profile, of a list of panels with how often each comes."""
    units = sum(times for _, times in listed)
    seats = sum((n * panel for panel, n in listed), np.zeros(len(system.counts), dtype=np.int64))
    pairs = zip(seats.tolist(), system.counts, strict=True)
    return tuple(Fraction(y, n * units) for y, n in pairs)


def highest(system: System, seated: Sequence[bool], multipliers: Multipliers) -> Fraction:
    """The bound of docs/format.md 6.9 on the smallest chance of any lottery."""
    if not multipliers:
        return Fraction(1)
    pull = Pull.of(system, multipliers)
    pairs = list(zip(system.counts, pull.weights, seated, strict=True))
    most = pull.seats + sum(n * max(0, -a) for n, a, _ in pairs)
    shared = sum(n * max(0, a) for n, a, on in pairs if on)
    return min(Fraction(1), Fraction(most, shared)) if shared else Fraction(1)


def as_list(panels: Sequence[Integers], weights: Floats, units: int) -> list[tuple[Integers, int]]:
    """How often each panel comes among ``units``: its weight, rounded, the largest rests up."""
    shares = weights / weights.sum() * units
    times = np.floor(shares).astype(np.int64)
    order = np.argsort(times - shares, kind="stable")
    times[order[: units - int(times.sum())]] += 1
    return [(panel, int(n)) for panel, n in zip(panels, times, strict=True) if n]


def words_of(lottery: Lottery) -> tuple[Text, ...]:
    """What there is to say of the best lottery so far, from which nothing is drawn."""
    interval = lottery.certificate.interval
    if interval is None:
        return ()
    chances = sorted(Fraction(count, lottery.units) for count in lottery.counts)
    seatable = len(chances) - len(lottery.unseatable)
    outcome = Outcome(method=lottery.method, chances=tuple(chances), seatable=seatable)
    return (
        Text(
            "The best lottery so far: smallest chance {low:.3%}, and no lottery has more than "
            "{high:.3%}. That leaves a gap of {gap:.3%}.",
            low=Fraction(floor(interval.low * _SHOWN), _SHOWN),
            high=Fraction(ceil(interval.high * _SHOWN), _SHOWN),
            gap=Fraction(ceil(interval.gap * _SHOWN), _SHOWN),
        ),
        Text(
            "Its largest chance is {most:.3%}, its Gini coefficient {gini:.3f}; {n} of its {units} "
            "panels are different. It was not drawn from: no gap of that size was allowed before.",
            most=outcome.largest,
            gini=outcome.gini,
            n=lottery.spread.distinct,
            units=lottery.units,
        ),
    )
