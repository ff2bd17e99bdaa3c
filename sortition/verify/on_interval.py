"""V55: what a computation that was ended before its end proves of the smallest chance."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from sortition.verify.case import Case
from sortition.verify.findings import Text
from sortition.verify.on_method import named_wrongly, seated_of, sums_of
from sortition.verify.on_proof import rows_of
from sortition.verify.shapes import Interval, Multipliers

_METHODS = ("leximin", "maximin")


def v55_interval(case: Case) -> Iterator[Text]:
    """V55 (6.9): no lottery has a larger smallest chance, but for the gap that was allowed."""
    interval = case.certificate.interval
    if interval is None:
        return
    if case.lottery.method not in _METHODS:
        yield Text("An allowed gap belongs to the methods leximin and maximin.")
    if case.lottery.weights:
        yield Text("With weights a computation that was ended proves nothing.")
    wrong = list(named_wrongly(rows_of(case), interval.multipliers))
    yield from wrong
    seated = [profile.chance for profile in seated_of(case).values()]
    if not seated or min(seated) != interval.low:
        yield Text("The lower end is not the smallest chance.")
    if not wrong and highest(case, interval.multipliers) != interval.high:
        yield Text("The multipliers prove another upper end than is stated.")
    yield from _size(interval)


def _size(interval: Interval) -> Iterator[Text]:
    if not 0 < interval.low <= interval.high <= 1:
        yield Text("The smallest chance is not between the ends of the interval.")
    if interval.high - interval.low > interval.allowed:
        yield Text("The gap is larger than what was allowed.")
    if not 0 < interval.allowed < 1:
        yield Text("What was allowed is not between 0 and 1.")


def highest(case: Case, multipliers: Multipliers) -> Fraction:
    """The bound of 6.9 on the smallest chance of any lottery."""
    profiles, seated = case.lottery.profiles, seated_of(case)
    sums = sums_of(rows_of(case), len(profiles), multipliers)
    people = [len(profile.people) for profile in profiles]
    below = sum(n * max(0, -a) for n, a in zip(people, sums.weights, strict=True))
    shared = sum(people[t] * max(0, sums.weights[t]) for t in seated)
    return min(Fraction(1), Fraction(sums.bound + below, shared)) if shared else Fraction(1)
