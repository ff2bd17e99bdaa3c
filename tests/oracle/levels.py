"""The bound of docs/format.md 6.4, read off the clause, in fractions."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

from sortition.records.lottery import Level, Lottery
from sortition.records.space import Row


def rows_of(lottery: Lottery) -> list[Row]:
    """The rows of 4.6, cuts last."""
    cuts = [
        Row(
            profiles=tuple(t for t, _ in cut.weights),
            weights=tuple(w for _, w in cut.weights),
            lower=None,
            upper=cut.bound,
        )
        for cut in lottery.certificate.cuts
    ]
    return [*lottery.space.rows(), *cuts]


def face_of(lottery: Lottery, j: int) -> tuple[tuple[int, ...], int]:
    """Whole weights w and the bound: the panels that level j leaves have w·x = bound (6.2)."""
    rows, counts = rows_of(lottery), lottery.space.counts
    level = lottery.certificate.levels[j]
    pull, bound = _pull(rows, counts, level)
    scale = lcm(*(a.denominator for a in (*pull, bound)))
    return tuple(int(max(Fraction(0), a) * scale) for a in pull), int(bound * scale)


def level_is_proved(lottery: Lottery, j: int, later: set[int] | None = None) -> bool:
    """Whether level j of a lottery is proved with gap 0.

    ``later`` None: those of later levels.
    """
    levels = lottery.certificate.levels
    cuts = lottery.certificate.cuts
    first = len(lottery.space.rows())
    if any(cuts[r - first].after > j for r, _ in levels[j].multipliers if r >= first):
        return False
    if later is None:
        later = {t for level in levels[j + 1 :] for t in level.profiles}
    return is_bound_met(rows_of(lottery), lottery.space.counts, lottery.chances, levels[j], later)


def is_bound_met(
    rows: Sequence[Row],
    counts: Sequence[int],
    chances: Sequence[Fraction],
    level: Level,
    later: set[int],
) -> bool:
    """6.4 and 6.5 for one level; ``later`` are the profiles of later levels."""
    if level.chance == 1:
        return not later
    if any(rows[r].lower is None and value < 0 for r, value in level.multipliers):
        return False
    pull, bound = _pull(rows, counts, level)
    reached = sum(
        max(Fraction(0), a) * n * chance for a, n, chance in zip(pull, counts, chances, strict=True)
    )
    signs = all(pull[t] > 0 for t in level.profiles) and all(pull[t] <= 0 for t in later)
    return signs and bound == reached


def _pull(
    rows: Sequence[Row], counts: Sequence[int], level: Level
) -> tuple[list[Fraction], Fraction]:
    """a_t of each profile, and B."""
    pull = [Fraction(0)] * len(counts)
    bound = Fraction(0)
    for r, value in level.multipliers:
        row = rows[r]
        bound += max(value * b for b in (row.lower, row.upper) if b is not None)
        for t, weight in zip(row.profiles, row.weights, strict=True):
            pull[t] += value * weight
    bound += sum(n * max(Fraction(0), -a) for n, a in zip(counts, pull, strict=True))
    return pull, bound
