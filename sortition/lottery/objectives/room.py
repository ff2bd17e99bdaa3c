"""Which bounds leave no room: the smallest face of a region, and a point well inside it.

Every row gets up to a quarter of its range as room at either end, every profile a quarter of the
even chance, and a linear program makes the sum of the rooms as large as it can be. Bounds that got
none are asked again, alone, until none of them gets any: those are tight at every point of the
region. The mean of all answers has room at all others.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sortition.lottery.linear import INFINITY, Floats, LinearProgram
from sortition.lottery.objectives.body import Body, Mask

_SHARE = 0.25
"""Of a range, or of the even chance: what is room enough."""
_ROOM = 1e-6
"""Less room than this, in seats, is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """Bounds that are tight everywhere in the region, and a point with room at all others."""

    low: Mask
    high: Mask
    rows_low: Mask
    rows_high: Mask
    inside: Floats

    @property
    def fixed(self) -> Mask:
        """Profiles whose seats are the same everywhere."""
        return self.low | self.high

    @property
    def equal(self) -> Mask:
        """Rows that count the same everywhere."""
        return self.rows_low | self.rows_high


def face_of(body: Body, low: Floats, high: Floats) -> Face | None:
    """The face of ``low <= y <= high`` within the rows; None when there is no such y.

    ``low`` and ``high`` are seats per profile.
    """
    return _Rooms(body, low, high).run()


class _Rooms:
    """Columns: for each profile, then each row, the first part of its range, the middle, the last.

    The first part is worth something at the lower bound, the last costs as much at the upper one.
    """

    def __init__(self, body: Body, low: Floats, high: Floats) -> None:
        self.body, self.low, self.high = body, low, high
        self.start = np.concatenate([low, body.lower])
        self.end = np.concatenate([high, body.upper])
        span = self.end - self.start
        share = np.append(
            np.full(body.width, float(_SHARE * body.upper[0] / body.counts.sum())),
            np.full(body.height, _SHARE),
        )
        self.room = np.where(np.isinf(span), 1.0, share * np.maximum(span, 0))
        self.open = span > _ROOM
        self.program = self._program(np.where(np.isinf(span), INFINITY, span - 2 * self.room))

    def _program(self, middle: Floats) -> LinearProgram:
        body, count = self.body, len(self.start)
        order = np.argsort(body.cols, kind="stable")
        lengths = np.bincount(body.cols, minlength=body.width)
        rows = np.arange(body.height)
        base = np.where(np.isinf(self.start), self.end, self.start)
        right = base[body.width :] - body.seats(base[: body.width])
        below = np.isinf(self.start)
        zeros = np.zeros(count)
        return LinearProgram(
            cost=np.zeros(3 * count),
            lower=np.concatenate(
                [zeros, np.where(below, -INFINITY, zeros), zeros - self.room * below]
            ),
            upper=np.concatenate(
                [self.room * ~below, np.where(below, 0.0, middle), self.room * ~below]
            ),
            row_lower=right,
            row_upper=right,
            starts=np.cumsum([0, *np.tile(np.append(lengths, np.ones(body.height, int)), 3)]),
            indices=np.tile(np.concatenate([body.rows[order], rows]), 3),
            values=np.tile(np.concatenate([body.weights[order], -np.ones(body.height)]), 3),
        )

    def run(self) -> Face | None:
        """Ask until nothing more gets room."""
        at_low = self.open & ~np.isinf(self.start)
        at_high = self.open.copy()
        sums, answers = np.zeros(self.body.width), 0
        while True:
            self.program.set_costs(
                np.concatenate([-1.0 * at_low, np.zeros(len(at_low)), 1.0 * at_high])
            )
            found = self.program.solve()
            if found is None:
                return None
            parts = found.columns.reshape(3, -1)
            seats = self.low + parts[:, : self.body.width].sum(axis=0)
            values = np.concatenate([seats, self.body.seats(seats)])
            fresh_low = at_low & (values - self.start > _ROOM)
            fresh_high = at_high & (self.end - values > _ROOM)
            if not answers or fresh_low.any() or fresh_high.any():
                sums, answers = sums + seats, answers + 1
            if not (fresh_low.any() or fresh_high.any()):
                return self._face(at_low, at_high, sums / answers)
            at_low, at_high = at_low & ~fresh_low, at_high & ~fresh_high

    def _face(self, at_low: Mask, at_high: Mask, inside: Floats) -> Face:
        width = self.body.width
        closed = ~self.open
        low, high = at_low | closed, at_high | closed
        return Face(
            low=low[:width],
            high=high[:width],
            rows_low=low[width:] & ~np.isinf(self.body.lower),
            rows_high=high[width:],
            inside=np.where(low[:width], self.low, np.where(high[:width], self.high, inside)),
        )
