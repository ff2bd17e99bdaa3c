"""The seam to exact linear algebra: FLINT over the integers and rationals."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

from flint import fmpz_mat


def unique_solution(
    rows: Sequence[Sequence[int]], right: Sequence[Fraction]
) -> tuple[Fraction, ...] | None:
    """The x with ``rows · x = right``, or None when there is none or more than one.

    Redundant equations are welcome. Exact, by Gauss-Jordan elimination over the integers.
    """
    if not rows:
        return None
    width = len(rows[0])
    table = [_whole([*row, value]) for row, value in zip(rows, right, strict=True)]
    reduced, denominator, rank = fmpz_mat(table).rref()
    if rank != width:
        return None
    pivots_in_place = all(reduced[i, i] == denominator for i in range(width))
    if not pivots_in_place:
        return None
    return tuple(Fraction(int(reduced[i, width]), int(denominator)) for i in range(width))


def first_independent(rows: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """The columns that are no combination of those before them, from left to right."""
    if not rows or not rows[0]:
        return ()
    reduced, _, rank = fmpz_mat([[*row] for row in rows]).rref()
    width = len(rows[0])
    return tuple(next(j for j in range(width) if reduced[i, j] != 0) for i in range(rank))


def _whole(row: Sequence[int | Fraction]) -> list[int]:
    """The row scaled to whole numbers."""
    scale = lcm(*(Fraction(value).denominator for value in row))
    return [int(value * scale) for value in row]
