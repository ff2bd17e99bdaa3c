"""From a guess of the largest product to chances in fractions, exactly inside the relaxation.

Where rows are tight the optimum is the solution of n_t / y_t = Σ_r λ_r·A_rt with these rows as
equations: as many unknowns λ as rows. Newton's method in whole numbers (2**128 is one) takes the
guess to 30 digits, so that no rounding of a processor shows in what is published. Then seats are
rounded to a grid, and as many profiles as there are tight rows take up the difference, in
fractions: the rows hold exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from sortition.errors import SolverError, Text
from sortition.lottery.exact import first_independent, unique_solution
from sortition.lottery.linear import Floats
from sortition.lottery.objectives.body import Body
from sortition.lottery.objectives.path import Guess
from sortition.lottery.objectives.signs import signed_multipliers
from sortition.lottery.system import System

_ONE = 1 << 128
_EXACT = _ONE >> 90
_SMALL = _EXACT << 10
_SHORT, _SAME = 10**6, _ONE >> 80
"""A fraction with such a denominator, so close to what was found, is what was looked for."""
_ROUNDS = 30
_STEPS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Seats per profile at least and at most, in fractions."""

    low: tuple[Fraction, ...]
    high: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Exact seats per profile, and the multipliers of the rows (2**128 is one), by row."""

    mean: tuple[Fraction, ...]
    multipliers: dict[int, int]


def settle(body: Body, guess: Guess, bounds: Bounds, grid: int) -> Settled:
    """The optimum near the guess, seats rounded to 1/``grid`` where the rows leave that free.

    Raises SolverError when the guess leads nowhere.
    """
    optimum = _Optimum(body, guess, bounds)
    optimum.settle()
    return Settled(mean=optimum.rounded(grid), multipliers=optimum.multipliers)


class _Optimum:
    """What is held (profiles at a bound, tight rows), the multipliers, the seats times 2**128."""

    def __init__(self, body: Body, guess: Guess, bounds: Bounds) -> None:
        self.body, self.system, self.bounds = body, body.system, bounds
        self.held = {t: _end(bounds, t, side) for t, side in enumerate(guess.profiles) if side}
        self.sides = {r: int(side) for r, side in enumerate(guess.rows) if side}
        self.seats = [_scaled(y) for y in guess.seats.tolist()]
        self.multipliers = {r: _scaled(guess.multipliers[r]) for r in self.sides}
        self._sign()

    def _sign(self) -> None:
        """Multipliers of the right sign, on few rows, for the seats as they are."""
        rows, profiles = np.zeros(self.body.height), np.zeros(self.body.width)
        rows[list(self.sides)] = list(self.sides.values())
        for t, y in self.held.items():
            profiles[t] = 1.0 if y == self.bounds.high[t] > self.bounds.low[t] else -1.0
        guess = Guess(
            seats=np.array([y / _ONE for y in self.seats]),
            multipliers=np.zeros(self.body.height),
            rows=rows,
            profiles=profiles,
        )
        found = signed_multipliers(self.body, guess, self._free())
        if found is not None:
            self.multipliers = {r: _scaled(value) for r, value in found.items()}

    def _free(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        free = np.ones(self.body.width, dtype=np.bool_)
        free[list(self.held)] = False
        return free

    def settle(self) -> None:
        """Newton, then put right what was held or let go wrongly, until nothing is."""
        self._newton()
        self._sign()
        for _ in range(_ROUNDS):
            self._newton()
            if not (self._mend_profiles() or self._mend_rows()):
                return
        raise SolverError(Text("The largest product of chances could not be settled."))

    def _newton(self) -> None:
        used = self._independent()
        for _ in range(_STEPS):
            self._follow()
            away = [self._missing(r, self._bound(r)) for r in used]
            if not used or max(map(abs, away)) <= _EXACT:
                return
            change = self._change(used, np.array([a / _ONE for a in away]))
            for r, step in zip(used, change.tolist(), strict=True):
                self.multipliers[r] += _scaled(step)
        raise SolverError(Text("The largest product of chances could not be settled."))

    def _independent(self) -> list[int]:
        """The rows with a multiplier that are independent on the free profiles."""
        used = sorted(self.multipliers)
        gram = self.body.gram(self._free().astype(float))[np.ix_(used, used)]
        return [used[i] for i in first_independent(np.rint(gram).astype(int).tolist())]

    def _follow(self) -> None:
        """The seats that belong to the multipliers."""
        self.seats = []
        for t, column in enumerate(self.system.columns):
            if t in self.held:
                self.seats.append(_fixed_point(self.held[t]))
                continue
            pull = sum(w * self.multipliers.get(r, 0) for r, w in column)
            if pull <= 0:
                raise SolverError(Text("The largest product of chances could not be settled."))
            self.seats.append(self.system.counts[t] * _ONE * _ONE // pull)

    def _bound(self, r: int) -> int:
        row = self.system.rows[r]
        return row.upper if self.sides[r] > 0 or row.lower is None else row.lower

    def _missing(self, r: int, bound: int) -> int:
        """What the row falls short of the bound, times 2**128; positive multiplier, fewer seats."""
        row = self.system.rows[r]
        return _ONE * bound - sum(
            w * self.seats[t] for t, w in zip(row.profiles, row.weights, strict=True)
        )

    def _change(self, used: list[int], away: Floats) -> Floats:
        """The Newton step for these rows: fewer seats where the multiplier rises."""
        seats = np.array([y / _ONE for y in self.seats])
        slope = np.where(self._free(), seats**2 / self.body.counts, 0.0)
        matrix = self.body.gram(slope)[np.ix_(used, used)]
        scale = 1 / np.sqrt(np.maximum(np.diag(matrix), 1e-300))
        try:
            return -scale * np.linalg.solve(matrix * scale[:, None] * scale[None, :], scale * away)
        except np.linalg.LinAlgError:
            raise SolverError(
                Text("The largest product of chances could not be settled.")
            ) from None

    def _mend_profiles(self) -> bool:
        """Hold profiles that went past a bound; let go of those that the rows pull away from it."""
        low, high = self.bounds.low, self.bounds.high
        changed = False
        for t, y in enumerate(self.seats):
            if t not in self.held and not low[t] * _ONE <= y <= high[t] * _ONE:
                self.held[t] = low[t] if y < low[t] * _ONE else high[t]
                changed = True
        return changed

    def _mend_rows(self) -> bool:
        """Add rows that are broken; drop multipliers that pull the wrong way."""
        wrong = [r for r, m in self.multipliers.items() if self._is_wrong(r, m)]
        for r in wrong:
            del self.multipliers[r]
        broken = [(r, side) for r, side in self._broken() if r not in self.multipliers]
        for r, side in broken[:1]:
            self.sides[r] = side
            self.multipliers[r] = 0
        return bool(wrong or broken)

    def _is_wrong(self, r: int, multiplier: int) -> bool:
        row = self.system.rows[r]
        return row.lower != row.upper and multiplier * self.sides[r] < -_SMALL

    def _broken(self) -> list[tuple[int, int]]:
        found = []
        for r, row in enumerate(self.system.rows):
            if self._missing(r, row.upper) < -_SMALL:
                found.append((r, 1))
            elif row.lower is not None and self._missing(r, row.lower) > _SMALL:
                found.append((r, -1))
        return found

    def rounded(self, grid: int) -> tuple[Fraction, ...]:
        """The seats as fractions with which every tight row holds exactly."""
        boxes = zip(self.bounds.low, self.seats, self.bounds.high, strict=True)
        near = [max(low, min(high, to_fraction(y, grid))) for low, y, high in boxes]
        mean = [self.held.get(t, y) for t, y in enumerate(near)]
        tight = [(r, bound) for r in range(self.body.height) for bound in self._tight(r)]
        for most in (6 * len(tight), None):
            exact = self._taken_up(mean, tight, self._pivots([r for r, _ in tight], most))
            if exact is not None and _is_inside(self.system, self.bounds, exact):
                return exact
        raise SolverError(Text("The chances could not be proved in exact fractions."))

    def _taken_up(
        self, mean: Sequence[Fraction], tight: list[tuple[int, int]], pivots: list[int]
    ) -> tuple[Fraction, ...] | None:
        """The seats with those of the pivots solved from the tight rows."""
        chosen = frozenset(pivots)
        rows, right = [], []
        for r, bound in tight:
            row = self.system.rows[r]
            pairs = list(zip(row.profiles, row.weights, strict=True))
            weights = dict(pairs)
            rows.append([weights.get(t, 0) for t in pivots])
            rest = (w * mean[t] for t, w in pairs if t not in chosen)
            right.append(bound - sum(rest, Fraction(0)))
        exact = unique_solution(rows, right) if pivots else ()
        if exact is None:
            return None
        solved = dict(zip(pivots, exact, strict=True))
        return tuple(solved.get(t, y) for t, y in enumerate(mean))

    def _tight(self, r: int) -> list[int]:
        row = self.system.rows[r]
        bounds = dict.fromkeys(b for b in (row.lower, row.upper) if b is not None)
        return [b for b in bounds if abs(self._missing(r, b)) <= _SMALL]

    def _pivots(self, tight: Sequence[int], most: int | None) -> list[int]:
        """Profiles that take up the rounding: those far from their bounds, one per tight row."""
        low, high = self.bounds.low, self.bounds.high
        room = {
            t: min(self.seats[t] / _ONE - float(low[t]), float(high[t]) - self.seats[t] / _ONE)
            for t in range(self.body.width)
            if t not in self.held
        }
        place = {r: i for i, r in enumerate(tight)}
        best: dict[tuple[tuple[int, int], ...], int] = {}
        for t in sorted(room, key=lambda t: -room[t]):
            entries = tuple((place[r], w) for r, w in self.system.columns[t] if r in place)
            if entries:
                best.setdefault(entries, t)
        columns = [dict(entries) for entries in best][:most]
        chosen = first_independent(
            [[column.get(i, 0) for column in columns] for i in range(len(tight))]
        )
        order = list(best.values())
        return [order[c] for c in chosen]


def _end(bounds: Bounds, t: int, side: float) -> Fraction:
    return bounds.high[t] if side > 0 else bounds.low[t]


def _fixed_point(value: Fraction) -> int:
    return (value.numerator << 128) // value.denominator


def _scaled(step: float) -> int:
    """A float times 2**128, exactly."""
    top, bottom = step.as_integer_ratio()
    return (top << 128) // bottom


def to_fraction(value: int, grid: int) -> Fraction:
    """A number times 2**128 as the short fraction that it is to 24 digits, or on the grid."""
    short = Fraction(value, _ONE).limit_denominator(_SHORT)
    if abs(short * _ONE - value) <= _SAME:
        return short
    return Fraction((value * grid + _ONE // 2) // _ONE, grid)


def _is_inside(system: System, bounds: Bounds, mean: Sequence[Fraction]) -> bool:
    boxes = zip(bounds.low, mean, bounds.high, strict=True)
    return all(low <= y <= high for low, y, high in boxes) and system.holds(tuple(mean))
