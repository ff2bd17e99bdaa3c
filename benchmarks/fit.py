"""How fast something grows: the exponent of the power law that fits best."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

Point = tuple[float, float]
"""What grew, and what it took; both above 0."""


def exponent(points: Sequence[Point]) -> float | None:
    """Return p of the best y = c·x^p (least squares of the logarithms); None without two x.

    >>> exponent([(1, 3), (10, 300), (100, 30000)])
    2.0
    """
    xs = [log(x) for x, _ in points]
    ys = [log(y) for _, y in points]
    if len(set(xs)) < 2:  # noqa: PLR2004 - a line needs two points
        return None
    x_mean, y_mean = sum(xs) / len(xs), sum(ys) / len(ys)
    slope = sum((x - x_mean) * (y - y_mean) for x, y in zip(xs, ys, strict=True))
    return round(slope / sum((x - x_mean) ** 2 for x in xs), 6)
