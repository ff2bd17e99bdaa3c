"""A question in whole numbers: is there a panel that breaks this cut (docs/format.md 6.2)?

Read from a draw as the verifier reads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import gcd

from sortition.resolve.question import Problem, Rule
from sortition.verify.case import Case
from sortition.verify.findings import BlockedError, Text
from sortition.verify.on_method import sums_of
from sortition.verify.on_proof import Row, rows_of
from sortition.verify.shapes import Cut, Level


def panels_of(case: Case, after: int) -> Problem:
    """The panels that keep size, quotas and homes, and that the first ``after`` levels leave."""
    rows = rows_of(case)
    rules = [
        Rule(weights=row.weights, least=row.lower, most=row.upper)
        for row in rows
        if row.lower is not None
    ]
    people = tuple(len(profile.people) for profile in case.lottery.profiles)
    left = (_left(people, rows, level) for level in case.certificate.levels[:after])
    return Problem(people=people, rules=(*rules, *left))


def _left(people: Sequence[int], rows: tuple[Row, ...], level: Level) -> Rule:
    """Σ max(0, a_t)·x_t = B (6.2, 6.4), as whole numbers without a common divisor.

    No panel left so far has more than B, so "at least B" says the same.
    """
    if any(r >= len(rows) for r, _ in level.multipliers):
        raise BlockedError(Text("A level names its rows wrongly: see {check}.", check="V20"))
    sums = sums_of(rows, len(people), level.multipliers)
    bound = sums.bound + sum(n * max(0, -a) for n, a in zip(people, sums.weights, strict=True))
    weights = {t: a for t, a in enumerate(sums.weights) if a > 0}
    return _reduced(weights, bound)


def _reduced(weights: Mapping[int, int], least: int) -> Rule:
    common = gcd(*weights.values()) or 1
    return Rule(
        weights={t: weight // common for t, weight in weights.items()},
        least=-(-least // common),  # rounded up: the left side is a multiple of the divisor
        most=None,
    )


def broken(cut: Cut) -> Rule:
    """What a panel does that breaks the cut: Σ weight·x ≥ bound + 1."""
    return Rule(weights=dict(cut.weights), least=cut.bound + 1, most=None)


def known_panels(case: Case) -> Iterable[Mapping[int, int]]:
    """Panels that the draw itself shows: those of the combination and of the list."""
    yield from (dict(panel) for _, panel in case.certificate.combination or ())
    yield from case.seats
