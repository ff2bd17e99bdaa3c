"""A mixture that keeps away from the floor and the cap wherever mixtures can.

Where no mixture of the known panels has room, the profile is held there, as those that prove the
pair are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np

from sortition.errors import SolverError, Text
from sortition.lottery.columns.blend import Region
from sortition.lottery.columns.blended import Columns
from sortition.lottery.columns.filled import Inside
from sortition.lottery.linear import INFINITY, Floats, LinearProgram

_ROOM = 1e-7
_PULLS = 1e-9


def with_room(
    counts: Sequence[int],
    columns: Columns,
    pair: tuple[Fraction, Fraction],
    ends: Mapping[int, Fraction],
) -> tuple[Inside, Mapping[int, Fraction]]:
    """The mixture with most room between floor and cap (the ``pair``), and the seats of the held.

    ``ends`` are profiles that have the floor or the cap in every such mixture, with which it is.
    """
    ends = dict(ends)
    profiles = columns.profiles
    people = np.array([counts[t] for t in profiles], dtype=np.float64)
    seats = np.array([panel[profiles] for panel in columns.panels], dtype=np.float64)
    low, high = (people * float(value) for value in pair)
    while True:
        held = np.array([int(t) in ends for t in profiles])
        at = np.array([float(ends.get(int(t), 0)) for t in profiles]) * people
        weights, room, duals = _most_room(
            seats, np.where(held, at, low), np.where(held, at, high), people * ~held
        )
        if room > _ROOM or held.all():
            break
        for side, value in zip(duals.reshape(2, -1), pair, strict=True):
            for t in profiles[~held & (np.abs(side) > _PULLS)].tolist():
                ends[t] = value
        if len(ends) == int(held.sum()):
            raise SolverError(Text("The linear solver lost its way between two panels."))
    region = Region(counts=people, low=np.where(held, at, low), high=high, held=held)
    inside = Inside(region=region, weights=weights)
    return inside, {t: counts[t] * value for t, value in ends.items()}


def _most_room(
    seats: Floats, low: Floats, high: Floats, share: Floats
) -> tuple[Floats, float, Floats]:
    """The largest z with low + share·z <= y <= high − share·z; the weights, z, and the duals."""
    height, width = seats.shape[1], len(seats)
    body = np.hstack([seats, seats, np.ones((width, 1))])
    first = np.concatenate([-share, share, [0.0]])
    table = np.vstack([first, body])
    found = LinearProgram(
        cost=np.append(-1.0, np.zeros(width)),
        lower=np.zeros(1 + width),
        upper=np.append(1.0, np.full(width, INFINITY)),
        row_lower=np.concatenate([low, np.full(height, -INFINITY), [1.0]]),
        row_upper=np.concatenate([np.full(height, INFINITY), high, [1.0]]),
        starts=np.arange(2 + width) * (2 * height + 1),
        indices=np.tile(np.arange(2 * height + 1), 1 + width),
        values=table.ravel(),
    ).solve()
    if found is None:
        raise SolverError(Text("The linear solver lost its way between two panels."))
    return np.maximum(found.columns[1:], 0.0), -found.objective, found.duals[:-1]
