"""The certificate: per level, multipliers on the rows that prove nobody there can have more.

For level j with profiles F_j the multipliers λ solve a small linear program that depends on the
chances alone (not on how they were found) and whose optimum is unique: over the rows tight at y,
minimise Σ ω_r s_r |λ_r|, s_r the largest weight of the row, such that a_t = Σ_r λ_r A_rt has
n_t·a_t >= 1 on F_j, a_t >= 0 on earlier levels, a_t = 0 on later ones (<= 0 where the chance is 1).
By linear programming duality such λ exist exactly when the chances are leximin-optimal over the
relaxation (docs/format.md 6.4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np

from sortition.errors import Text
from sortition.lottery.exact import unique_solution
from sortition.lottery.levels import Chances
from sortition.lottery.linear import INFINITY, Floats, Held, LinearProgram
from sortition.lottery.system import System
from sortition.records.lottery import Level
from sortition.records.progress import Listener, Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signed:
    """One multiplier: ``sign`` +1 where the row is tight at its upper bound, -1 at its lower."""

    row: int
    sign: int


def prove(
    system: System, chances: Chances, listen: Listener, most: int | None = None
) -> tuple[Level, ...] | None:
    """A proved level for every distinct chance, or None when a level cannot be proved this way.

    With ``most`` only so many, from the smallest chance up. Each returned level has been checked in
    exact integer arithmetic and has gap 0.
    """
    multipliers = _tight(system, chances)
    demands = _Demands(system, chances, multipliers)
    levels: list[Level] = []
    for j, group in enumerate(chances.groups[:most]):
        chance = chances.values[group[0]]
        found = {} if chance == 1 else demands.solve(j)
        if found is None:
            return None
        level = Level(
            chance=chance,
            profiles=group,
            multipliers=tuple(sorted(found.items())),
            gap=Fraction(0),
        )
        if not is_proved(system, chances, j, level):
            return None
        levels.append(level)
        listen(
            Moment(
                stage=Text("Proving that no lottery is fairer"),
                done=j + 1,
                total=len(chances.groups[:most]),
            )
        )
    return tuple(levels)


def is_proved(system: System, chances: Chances, j: int, level: Level) -> bool:
    """Whether the level's bound is what it claims, gap 0 (docs/format.md 6.4, 6.5)."""
    if level.chance == 1:
        return j == len(chances.groups) - 1
    scale = lcm(*(value.denominator for _, value in level.multipliers), 1)
    pull = [0] * len(system.counts)
    bound = 0
    for r, value in level.multipliers:
        whole, row = int(value * scale), system.rows[r]
        if whole < 0 and row.lower is None:
            return False
        bound += whole * row.upper if whole > 0 else whole * (row.lower or 0)
        for t, weight in zip(row.profiles, row.weights, strict=True):
            pull[t] += whole * weight
    group_of = {t: g for g, group in enumerate(chances.groups) for t in group}
    signs = all(
        a > 0 if group_of[t] == j else a <= 0 or group_of[t] < j for t, a in enumerate(pull)
    )
    bound += sum(n * max(0, -a) for n, a in zip(system.counts, pull, strict=True))
    reached = sum(
        (
            n * a * chances.values[t]
            for t, (n, a) in enumerate(zip(system.counts, pull, strict=True))
            if a > 0
        ),
        Fraction(0),
    )
    return signs and bound == reached


def _tight(system: System, chances: Chances) -> tuple[_Signed, ...]:
    """The multipliers that complementary slackness allows: rows tight at the mean panel."""
    mean = chances.mean(system)
    allowed: list[_Signed] = []
    for r, row in enumerate(system.rows):
        value = sum(
            (w * mean[t] for t, w in zip(row.profiles, row.weights, strict=True)), Fraction(0)
        )
        if value == row.upper:
            allowed.append(_Signed(row=r, sign=1))
        if value == row.lower:
            allowed.append(_Signed(row=r, sign=-1))
    return tuple(allowed)


class _Demands:
    """What a level's multipliers must satisfy; profiles with the same tight rows are one."""

    def __init__(self, system: System, chances: Chances, multipliers: tuple[_Signed, ...]) -> None:
        self.multipliers = multipliers
        # A cut's weights can be large, and its multiplier small to match: the solver is asked for
        # s_r·λ_r, so that small never means rounded away.
        rows = (system.rows[multiplier.row] for multiplier in multipliers)
        self.scale = tuple(max(map(abs, row.weights), default=1) for row in rows)
        position: dict[int, list[tuple[int, int]]] = {}
        for i, multiplier in enumerate(multipliers):
            position.setdefault(multiplier.row, []).append((i, multiplier.sign))
        signatures: dict[tuple[tuple[int, int], ...], dict[int, int]] = {}
        full = (
            len(chances.groups) - 1
            if chances.values[chances.groups[-1][0]] == 1
            else len(chances.groups)
        )
        self.full = full
        for g, group in enumerate(chances.groups):
            for t in group:
                entries = tuple(
                    (i, sign * weight)
                    for r, weight in system.columns[t]
                    for i, sign in position.get(r, ())
                )
                smallest = signatures.setdefault(tuple(sorted(entries)), {})
                smallest[g] = min(system.counts[t], smallest.get(g, system.counts[t]))
        self.signatures = tuple(signatures.items())

    def solve(self, j: int) -> dict[int, Fraction] | None:
        """Exact multipliers per row for level j."""
        lower = np.array([self._at_least(levels, j) for _, levels in self.signatures])
        upper = np.array([self._at_most(levels, j) for _, levels in self.signatures])
        if (lower > upper).any():
            return None
        held = _smallest_multipliers(self.signatures, lower, upper, self.scale)
        if held is None:
            return None
        exact = self._resolve(held, j)
        if exact is None:
            return None
        total: dict[int, Fraction] = {}
        for multiplier, value in zip(self.multipliers, exact, strict=True):
            total[multiplier.row] = total.get(multiplier.row, Fraction(0)) + multiplier.sign * value
        return {r: value for r, value in total.items() if value}

    def _at_least(self, levels: dict[int, int], j: int) -> float:
        if j in levels:
            return 1 / levels[j]
        later = any(j < g < self.full for g in levels)
        return 0.0 if later or any(g < j for g in levels) else -INFINITY

    def _at_most(self, levels: dict[int, int], j: int) -> float:
        return 0.0 if any(g > j for g in levels) else INFINITY

    def _resolve(self, held: Held, j: int) -> tuple[Fraction, ...] | None:
        """The vertex again in fractions: the bounds that define it hold with equality."""
        width = len(self.multipliers)
        rows = [[int(i == other) for other in range(width)] for i in held.columns]
        right = [Fraction(0)] * len(rows)
        for s in (*held.lower, *held.upper):
            entries, levels = self.signatures[s]
            row = [0] * width
            for i, weight in entries:
                row[i] += weight
            rows.append(row)
            demanded = j in levels and s in held.lower
            right.append(Fraction(1, levels[j]) if demanded else Fraction(0))
        return unique_solution(rows, right)


def _smallest_multipliers(
    signatures: Sequence[tuple[tuple[tuple[int, int], ...], dict[int, int]]],
    lower: Floats,
    upper: Floats,
    scale: Sequence[int],
) -> Held | None:
    """The vertex of the program in the module's docstring, in units of 1 / scale."""
    width = len(scale)
    columns: list[list[tuple[int, int]]] = [[] for _ in range(width)]
    for s, (entries, _) in enumerate(signatures):
        for i, weight in entries:
            columns[i].append((s, weight))
    program = LinearProgram(
        cost=_generic(width),
        lower=np.zeros(width),
        upper=np.full(width, INFINITY),
        row_lower=lower,
        row_upper=upper,
        starts=np.cumsum([0, *map(len, columns)]),
        indices=[s for column in columns for s, _ in column],
        values=[w / s for column, s in zip(columns, scale, strict=True) for _, w in column],
    )
    return None if program.solve() is None else program.held()


def _generic(width: int) -> Floats:
    """Weights ω between 1 and 2 in no simple relation, so that the optimum is unique."""
    golden = 0.6180339887498949
    return np.array([1.0 + (golden * (i + 1)) % 1.0 for i in range(width)])
