"""A system as arrays in floating point: products with its rows, without ever filling a matrix."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt

from sortition.lottery.linear import INFINITY, Floats, Integers
from sortition.lottery.system import System

Mask = npt.NDArray[np.bool_]


class Body:
    """The rows over profiles; entry e says that profile ``cols[e]`` counts in row ``rows[e]``."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.counts: Floats = np.array(system.counts, dtype=np.float64)
        self.lower: Floats = np.array(
            [-INFINITY if row.lower is None else row.lower for row in system.rows], dtype=float
        )
        self.upper: Floats = np.array([row.upper for row in system.rows], dtype=float)
        entries = [(r, t, w) for t, column in enumerate(system.columns) for r, w in column]
        table: Integers = np.array(entries, dtype=np.int64).reshape(-1, 3)
        self.rows, self.cols = table[:, 0], table[:, 1]
        self.weights: Floats = table[:, 2].astype(np.float64)

    @property
    def height(self) -> int:
        """The number of rows."""
        return len(self.lower)

    @property
    def width(self) -> int:
        """The number of profiles."""
        return len(self.counts)

    def seats(self, mean: Floats) -> Floats:
        """What each row counts: A·y."""
        weights = self.weights * mean[self.cols]
        return np.asarray(np.bincount(self.rows, weights, self.height), dtype=np.float64)

    def pull(self, multipliers: Floats) -> Floats:
        """What the multipliers come to for each profile: Aᵀ·λ."""
        weights = self.weights * multipliers[self.rows]
        return np.asarray(np.bincount(self.cols, weights, self.width), dtype=np.float64)

    def gram(self, scale: Floats) -> Floats:
        """The square matrix A·diag(scale)·Aᵀ."""
        first, second, product = self._pairs
        weights = product * scale[self.cols[first]]
        place = self.rows[first] * self.height + self.rows[second]
        full = np.asarray(np.bincount(place, weights, self.height**2), dtype=np.float64)
        return full.reshape(self.height, self.height)

    @cached_property
    def _pairs(self) -> tuple[Integers, Integers, Floats]:
        """All pairs of entries of one profile, and the product of their weights."""
        lengths = np.bincount(self.cols, minlength=self.width)
        starts = np.cumsum(lengths) - lengths
        repeats = lengths[self.cols]
        first = np.repeat(np.arange(len(self.cols)), repeats)
        offset = np.arange(len(first)) - np.repeat(np.cumsum(repeats) - repeats, repeats)
        second = starts[self.cols[first]] + offset
        return first, second, self.weights[first] * self.weights[second]
