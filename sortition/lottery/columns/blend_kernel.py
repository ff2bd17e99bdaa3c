"""The compiled part of blending: sums over panels, and linear systems.

Floating point, but only + − × ÷ and roots, each in one fixed order: the same bits on every
machine, which a library for linear algebra does not promise.
"""

from __future__ import annotations

import numpy as np

from sortition.lottery.linear import Floats, Integers
from sortition.lottery.weave_kernel import compiled

_NOTHING = 1e-11
"""A pivot that is smaller, relative to its diagonal, belongs to a row that says nothing new."""


@compiled
def seats_of(seats: Integers, weights: Floats, width: int) -> Floats:
    """Seats of each profile in a mixture; ``seats`` (J, k) says who sits in each panel."""
    found = np.zeros(width)
    for j in range(len(seats)):
        for t in seats[j]:
            found[t] += weights[j]
    return found


@compiled
def worth_of(seats: Integers, values: Floats) -> Floats:
    """What each panel is worth, when a seat of profile t is worth ``values[t]``."""
    found = np.zeros(len(seats))
    for j in range(len(seats)):
        for t in seats[j]:
            found[j] += values[t]
    return found


@compiled
def total(values: Floats) -> float:
    """The sum, from left to right."""
    found = 0.0
    for value in values:
        found += value
    return found


@compiled
def products(seats: Integers, slope: Floats, own: Floats) -> Floats:
    """Σ_t slope_t·x_t·y_t for each two panels x and y, and ``own`` besides on the diagonal.

    Only the upper half of the (J, J).
    """
    found = np.zeros((len(seats), len(seats)))
    for i in range(len(seats)):
        values = np.zeros(len(slope))
        for t in seats[i]:
            values[t] += slope[t]
        for j in range(i, len(seats)):
            for t in seats[j]:
                found[i, j] += values[t]
        found[i, i] += own[i]
    return found


@compiled
def factor(matrix: Floats, least: Floats) -> Floats:
    """Eliminate in a positive semidefinite matrix, given by its upper half; gives its scale.

    ``least`` is what part of each diagonal entry is on top of a semidefinite matrix: no pivot can
    be smaller, whatever rounding says. Where it is 0, rows that say nothing new are left out: their
    part of a solution is 0.
    """
    height = len(matrix)
    scale = np.zeros(height)
    for i in range(height):
        scale[i] = 1 / np.sqrt(matrix[i, i]) if matrix[i, i] > 0 else 0.0
    for i in range(height):
        for j in range(i, height):
            matrix[i, j] *= scale[i] * scale[j]
    for k in range(height):
        matrix[k, k] = max(matrix[k, k], least[k] * scale[k] * scale[k])
        if least[k] == 0.0 and matrix[k, k] <= _NOTHING:
            matrix[k, k:] = 0.0
            continue
        for i in range(k + 1, height):
            part = matrix[k, i] / matrix[k, k]
            if part != 0.0:
                for j in range(i, height):
                    matrix[i, j] -= part * matrix[k, j]
    return scale


@compiled
def solved(matrix: Floats, scale: Floats, right: Floats) -> Floats:
    """The solutions for the matrix that was given to :func:`factor`; a column for each of right."""
    found = np.zeros(right.shape)
    for i in range(len(matrix)):
        found[i] = right[i] * scale[i]
    _forward(matrix, found)
    _backward(matrix, found)
    for i in range(len(matrix)):
        found[i] *= scale[i]
    return found


@compiled
def _forward(matrix: Floats, found: Floats) -> None:
    for k in range(len(matrix)):
        if matrix[k, k] != 0.0:
            part = found[k] / matrix[k, k]
            for j in range(k + 1, len(matrix)):
                if matrix[k, j] != 0.0:
                    found[j] -= part * matrix[k, j]


@compiled
def _backward(matrix: Floats, found: Floats) -> None:
    for k in range(len(matrix) - 1, -1, -1):
        if matrix[k, k] == 0.0:
            found[k] = 0.0
            continue
        for j in range(k + 1, len(matrix)):
            if matrix[k, j] != 0.0:
                found[k] -= matrix[k, j] * found[j]
        found[k] /= matrix[k, k]


@compiled
def upper_of(left: Floats, right: Floats) -> Floats:
    """The upper half of left·right, for (H, J) and (J, H)."""
    found = np.zeros((len(left), len(left)))
    for i in range(len(left)):
        for j in range(len(right)):
            if left[i, j] != 0.0:
                for h in range(i, len(left)):
                    found[i, h] += left[i, j] * right[j, h]
    return found


@compiled
def applied(matrix: Floats, values: Floats) -> Floats:
    """matrix·values, each sum from left to right."""
    found = np.zeros(len(matrix))
    for i in range(len(matrix)):
        for j in range(len(values)):
            found[i] += matrix[i, j] * values[j]
    return found
