"""The largest product of chances, in floating point: maximise Σ n_t·log y_t over a region.

A primal-dual interior point method with the logarithms kept as they are: Newton steps for the
optimality conditions with products of slack and multiplier that shrink to nothing (Wright 1997,
ch. 10). Each step solves one system as large as the number of rows, however many profiles there
are. What it finds is a guess; :mod:`sortition.lottery.objectives.settle` makes it exact.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sortition.errors import SolverError, Text
from sortition.lottery.linear import INFINITY, Floats
from sortition.lottery.objectives.body import Body
from sortition.lottery.objectives.room import Face

_STEPS = 200
_DONE = 1e-8
"""Mean product of slack and multiplier. Further on, rounding errors would gain the upper hand."""
_STEADY = 1e-6
_NEAR, _WORSE = 1e-4, 100.0
"""An iterate so near is good enough when those after it are worse: rounding has the upper hand."""
_SHRINK, _SHRINK_LITTLE = 0.1, 0.7
_FAR = 0.5
"""After a step shorter than this the products shrink little: the iterate is off its path."""
_BEHIND = 100.0
"""With derivatives so much larger than the products, these wait: else rounding comes first."""
_NEARLY = 0.99


@dataclass(slots=True, kw_only=True)
class Side:
    """One side of all rows, or of all profiles: the multipliers, 0 where there is no bound."""

    bound: Floats
    sign: float
    active: Floats
    multipliers: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.multipliers = np.zeros(len(self.bound))

    def slack(self, values: Floats) -> Floats:
        """The distance to the bound; infinite where there is none."""
        distance = self.sign * (self.bound - values)
        return np.where(self.active > 0, distance, INFINITY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """Seats per profile, a multiplier per row (positive holds it down), and what is tight.

    ``rows`` and ``profiles`` are -1 at a lower bound, 1 at an upper one, else 0.
    """

    seats: Floats
    multipliers: Floats
    rows: Floats
    profiles: Floats


def largest_product(body: Body, face: Face, low: Floats, high: Floats) -> Guess:
    """The y of the face with the largest Σ n·log y, where ``low <= y <= high`` (seats)."""
    path = _Path(body, face, low, high)
    best, least = None, _NEAR
    for _ in range(_STEPS):
        slope = path.measured()
        far = max(slope, path.aim)
        if far < least:
            best, least = path.guess(), far
        done = slope < _STEADY and path.aim < _DONE
        if best is not None and (done or not far < _WORSE * least):
            return best
        path.step()
    raise SolverError(Text("The largest product of chances was not found."))


class _Path:
    """The iterate. Profiles and rows without room have no slack; such rows are equations."""

    def __init__(self, body: Body, face: Face, low: Floats, high: Floats) -> None:
        self.body, self.face = body, face
        self.free = (~face.fixed).astype(float)
        self.seats = face.inside.copy()
        loose = (~face.equal).astype(float)
        self.row_sides = (
            Side(bound=body.lower, sign=-1.0, active=loose * ~np.isinf(body.lower)),
            Side(bound=body.upper, sign=1.0, active=loose),
        )
        self.box_sides = (
            Side(bound=low, sign=-1.0, active=self.free * (low > 0)),
            Side(bound=high, sign=1.0, active=self.free),
        )
        target = np.where(face.rows_high, body.upper, body.lower)
        self.equal = face.equal
        self.goal = np.where(self.equal, target, 0.0)
        self.multipliers = np.zeros(body.height)
        self.aim = 1.0
        self.length = self.slope = 0.0
        for side, values in self._sides():
            side.multipliers = side.active / side.slack(values)
        self._add_up()

    def _sides(self) -> list[tuple[Side, Floats]]:
        rows = self.body.seats(self.seats)
        return [
            *((side, rows) for side in self.row_sides),
            *((side, self.seats) for side in self.box_sides),
        ]

    def _add_up(self) -> None:
        below, above = self.row_sides
        loose = above.multipliers - below.multipliers
        self.multipliers = np.where(self.equal, self.multipliers, loose)

    def measured(self) -> float:
        """The largest derivative; ``aim`` becomes the mean product of slack and multiplier."""
        products = [
            side.multipliers[side.active > 0] * side.slack(v)[side.active > 0]
            for side, v in self._sides()
        ]
        every = np.concatenate(products)
        self.aim = float(every.mean()) if len(every) else 0.0
        self.slope = self._slope()
        return self.slope

    def step(self) -> None:
        """One Newton step."""
        shrink = _SHRINK if self.length > _FAR else _SHRINK_LITTLE
        self._move((1.0 if self.slope > _BEHIND * self.aim else shrink) * self.aim)

    def _slope(self) -> float:
        """The largest derivative of the Lagrangian, relative to what its terms come to."""
        below, above = self.box_sides
        gain = self.body.counts / np.where(self.free > 0, self.seats, 1.0)
        slope = gain - self.body.pull(self.multipliers) + below.multipliers - above.multipliers
        relative = np.abs(slope) * self.free / float((gain * self.free).max(initial=1e-300))
        return float(relative.max(initial=0.0))

    def _move(self, aim: float) -> None:
        """Newton for the products ``aim``; as far as everything stays positive."""
        rows, free = self.body.seats(self.seats), self.free
        row_stiff, row_push = _stiffness(self.row_sides, rows, aim)
        box_stiff, box_push = _stiffness(self.box_sides, self.seats, aim)
        safe = np.where(free > 0, self.seats, 1.0)
        inverse = free / (self.body.counts / safe**2 + box_stiff)
        slope = self.body.counts / safe - self.body.pull(self.multipliers) - box_push
        give = np.where(self.equal, 0.0, 1 / np.maximum(row_stiff, 1e-300))
        right = self.body.seats(inverse * slope) + np.where(
            self.equal, rows - self.goal, give * (row_push - self.multipliers)
        )
        change = _solve(self.body.gram(inverse) + np.diag(give), right)
        moved = inverse * (slope - self.body.pull(change))
        self._advance(moved, change, aim)

    def _advance(self, moved: Floats, change: Floats, aim: float) -> None:
        shifts = self.body.seats(moved)
        turns = []
        longest = _longest(self.seats[self.free > 0], moved[self.free > 0])
        for (side, values), shift in zip(
            self._sides(), (shifts, shifts, moved, moved), strict=True
        ):
            slack, on = side.slack(values), side.active > 0
            drift = -side.sign * shift
            turn = np.where(on, (aim - side.multipliers * drift) / slack - side.multipliers, 0.0)
            turns.append(turn)
            longest = min(
                longest, _longest(slack[on], drift[on]), _longest(side.multipliers[on], turn[on])
            )
        length = self.length = min(1.0, longest)
        self.seats = self.seats + length * moved
        self.multipliers = self.multipliers + length * change
        for (side, _), turn in zip(self._sides(), turns, strict=True):
            side.multipliers = side.multipliers + length * turn
        self._add_up()

    def guess(self) -> Guess:
        """What was found, and which bounds look tight: multiplier larger than slack."""
        (low, high), (below, above) = self.row_sides, self.box_sides
        rows = self.body.seats(self.seats)
        tight = [
            (side.multipliers > side.slack(values)) & (side.active > 0)
            for side, values in (
                (low, rows),
                (high, rows),
                (below, self.seats),
                (above, self.seats),
            )
        ]
        face = self.face
        return Guess(
            seats=self.seats,
            multipliers=self.multipliers,
            rows=np.where(tight[1] | face.rows_high, 1.0, 0.0 - (tight[0] | face.rows_low)),
            profiles=np.where(tight[3] | face.high, 1.0, 0.0 - (tight[2] | face.low)),
        )


def _stiffness(sides: tuple[Side, Side], values: Floats, aim: float) -> tuple[Floats, Floats]:
    """Σ multiplier/slack, and the sum of the signed ``aim``/slack, over both sides."""
    stiff, push = np.zeros(len(values)), np.zeros(len(values))
    for side in sides:
        slack = side.slack(values)
        stiff += side.multipliers / slack
        push += side.sign * side.active * aim / slack
    return stiff, push


def _solve(matrix: Floats, right: Floats) -> Floats:
    """The solution of a positive semidefinite system, scaled; redundant rows are welcome."""
    scale = 1 / np.sqrt(np.maximum(np.diag(matrix), 1e-300))
    scale[np.diag(matrix) <= 0] = 0.0
    scaled = matrix * scale[:, None] * scale[None, :]
    inverse = np.linalg.inv(scaled + 1e-12 * np.eye(len(right)))
    wanted, found = scale * right, np.zeros(len(right))
    for _ in range(3):  # iterative refinement takes back what the shift of the diagonal costs
        found = found + inverse @ (wanted - scaled @ found)
    return scale * found


def _longest(values: Floats, changes: Floats) -> float:
    """The longest step, up to 1/_NEARLY, that keeps positive values positive."""
    falling = changes < 0
    if not falling.any():
        return INFINITY
    return _NEARLY * float((values[falling] / -changes[falling]).min())
