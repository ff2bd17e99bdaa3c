"""Multipliers that pull each row only towards the bound it is tight at, on as few rows as can be.

The interior point method gives rows that are tight everywhere multipliers of either sign, and
spreads weight over rows that say the same together. Any multipliers with the same Aᵀ·λ on the free
profiles serve as well; those with the smallest weighted sum are a vertex, so their rows are
independent there.
"""

from __future__ import annotations

import numpy as np

from sortition.lottery.linear import INFINITY, Floats, LinearProgram, Solution
from sortition.lottery.objectives.body import Body, Mask
from sortition.lottery.objectives.path import Guess

_NOTHING = 1e-9


def generic(width: int) -> Floats:
    """Weights between 1 and 2 in no simple relation, so that the optimum is unique."""
    golden = 0.6180339887498949
    return np.array([1.0 + (golden * (i + 1)) % 1.0 for i in range(width)])


def signed_multipliers(body: Body, guess: Guess, free: Mask) -> dict[int, float] | None:
    """A multiplier for each row that needs one, so that Aᵀ·λ is n_t / y_t for free profiles.

    None when rows that pull the right way cannot give that.
    """
    active = np.flatnonzero(guess.rows)
    columns = [
        (i, sign)
        for i, r in enumerate(active)
        for sign in (1, -1)
        if sign == guess.rows[r] or body.lower[r] == body.upper[r]
    ]
    gram = body.gram(free.astype(float))[np.ix_(active, active)]
    scale = 1 / np.maximum(np.diag(gram), 1.0)
    gram = gram * scale[:, None]
    gain = np.where(free, body.counts / np.where(free, guess.seats, 1.0), 0.0)
    right = body.seats(gain)[active] * scale
    lids, roof = _lids(body, guess, active)
    for rows, top in ((lids, roof), (lids[:0], roof[:0])):
        found = _least(np.vstack([gram, rows]), right, top, columns)
        if found is not None:
            return _by_row(active, columns, found)
    return None


def _lids(
    body: Body, guess: Guess, active: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> tuple[Floats, Floats]:
    """Profiles at their upper bound: what the rows may pull at most, Aᵀ·λ <= n_t / y_t."""
    place = {int(r): i for i, r in enumerate(active)}
    found: dict[tuple[tuple[int, int], ...], float] = {}
    for t in np.flatnonzero(guess.profiles > 0).tolist():
        entries = tuple((place[r], w) for r, w in body.system.columns[t] if r in place)
        gain = float(body.counts[t] / guess.seats[t])
        found[entries] = min(gain, found.get(entries, INFINITY))
    rows = np.zeros((len(found), len(active)))
    for i, entries in enumerate(found):
        for column, weight in entries:
            rows[i, column] = weight
    return rows, np.array(list(found.values()))


def _least(
    matrix: Floats, right: Floats, roof: Floats, columns: list[tuple[int, int]]
) -> Solution | None:
    """The least weighted sum of multipliers with these products."""
    dense = matrix[:, [i for i, _ in columns]] * np.array(
        [sign for _, sign in columns], dtype=float
    )
    height = len(matrix)
    return LinearProgram(
        cost=generic(len(columns)),
        lower=np.zeros(len(columns)),
        upper=np.full(len(columns), INFINITY),
        row_lower=np.concatenate([right, np.full(len(roof), -INFINITY)]),
        row_upper=np.concatenate([right, roof]),
        starts=np.arange(len(columns) + 1) * height,
        indices=np.tile(np.arange(height), len(columns)),
        values=dense.T.ravel(),
    ).solve()


def _by_row(
    active: np.ndarray[tuple[int], np.dtype[np.int64]],
    columns: list[tuple[int, int]],
    found: Solution,
) -> dict[int, float]:
    total: dict[int, float] = {}
    for (i, sign), value in zip(columns, found.columns.tolist(), strict=True):
        if value > _NOTHING:
            total[int(active[i])] = total.get(int(active[i]), 0.0) + sign * value
    return total
