"""How the letters are best divided: a linear program over simulated rounds.

In round r a letter to group s is answered with probability a_rs. Answers that count for quota q
come, as letters are added, like the events of a Poisson process; d_rq is where on that scale the
least number of people of q is reached (a gamma variable). So the quota is filled in that round when
Σ_s a_rs m_qs e_s >= d_rq, where e_s are the letters to s and m_qs is the part of its people who
count for q. That is to hold for all quotas at once in all but a few rounds. Of these rounds, the
worst are asked to hold on average (conditional value at risk: Rockafellar and Uryasev 2000, eq. 17,
which makes it linear), with the fewest letters:

    minimise Σ e_s
    where    t + Σ_r u_r / (β R) <= 0,
             Σ_s (a_rs m_qs / d_rq) e_s + t + u_r >= 1, u_r >= 0      for each round r and quota q,
             p N_s <= e_s <= min(cap p, 1) N_s                       for each group s.

Rows are added only where they are broken. Of all divisions with hardly more letters, then, the one
with the largest smallest chance p: nobody's chance is smaller than need be. How many letters are
needed for the wanted probability is found by ``searching``; here only their division counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
import numpy.typing as npt

from sortition.errors import Text
from sortition.invite.rounds import rates
from sortition.invite.stream import Floats, beta, uniforms
from sortition.invite.world import World
from sortition.lottery.linear import INFINITY, LinearProgram
from sortition.records.progress import Listener, Moment, silent

_MORE: Final = 1.002
"""How many letters more than the fewest are worth a more equal division."""
_ROUNDS: Final = 1000
_PASSES: Final = 40
_ROWS: Final = 150
"""Rows added in one pass: those that are broken most."""
_BROKEN: Final = 1e-6
_FLAT: Final = 64
"""A gamma variable as a beta variable with so many times larger a second parameter, scaled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenarios:
    """What the program knows of the rounds: ``answered[r, s]`` and ``needed[r, q]``."""

    answered: Floats
    needed: Floats


def scenarios(world: World, *, label: str, spread: Fraction) -> Scenarios:
    """Rounds for the program, which the label decides."""
    needed = np.zeros((_ROUNDS, len(world.quotas)))
    for q, row in enumerate(world.quotas):
        if row.minimum:
            at = uniforms(f"{label} needed {q}", _ROUNDS)
            needed[:, q] = _gamma(row.minimum, at)
    return Scenarios(
        answered=rates(world, label=label, count=_ROUNDS, spread=spread), needed=needed
    )


def _gamma(shape: int, at: Floats) -> Floats:
    return beta(1 / (1 + _FLAT), shape * (1 + _FLAT), at) * (shape * (1 + _FLAT))


def divide(
    world: World, known: Scenarios, *, cap: Fraction, risk: float, listen: Listener = silent
) -> Floats | None:
    """Letters per group (expected, not whole); None when not even all letters are enough.

    ``risk`` (0 to 1) is the part of the rounds that may go wrong.
    """
    program = _Program(world, known, cap, min(1.0, 2 * risk))
    for step in range(_PASSES):
        listen(Moment(stage=Text("Dividing the letters"), done=step, total=_PASSES))
        found = program.solve()
        if found is None:
            return None
        if not program.add_broken(*found):
            break
    return program.evened()


class _Program:
    """The program with the rows that were needed so far.

    Columns: e_0 … e_(S-1), p, t, then the u_r as they come. Rows: two for each group, the risk,
    then one for each round and quota.
    """

    def __init__(self, world: World, known: Scenarios, cap: Fraction, tail: float) -> None:
        self._groups = len(world.cells)
        parts = np.array([float(one.part) for one in world.outside])
        self._counted: Floats = (world.member * parts).sum(axis=2)
        self._known = known
        self._slack: dict[int, int] = {}
        self._rows: set[tuple[int, int]] = set()
        self._weight = 1 / (tail * len(known.needed))
        units = np.array([float(n) for n in world.units])
        self._program = _first(units, float(cap))

    def solve(self) -> tuple[Floats, float] | None:
        """Letters and t; None when no letters are enough."""
        found = self._program.solve()
        if found is None:
            return None
        self._best = found.objective
        self._letters = found.columns[: self._groups]
        self._values = found.columns
        return self._letters, float(found.columns[self._groups + 1])

    def add_broken(self, letters: Floats, t: float) -> bool:
        """Add the rows that these letters break most; False when they break none."""
        needed = self._known.needed
        reached = (self._known.answered * letters) @ self._counted.T
        part = np.divide(reached, needed, out=np.full_like(reached, 2.0), where=needed > 0)
        slack = np.zeros(len(needed))
        for r, column in self._slack.items():
            slack[r] = self._values[column]
        lack = 1.0 - part - t - slack[:, None]
        worst = np.argsort(-lack, axis=None, kind="stable")[:_ROWS]
        added = False
        for place in worst:
            r, q = (int(i) for i in np.unravel_index(place, lack.shape))
            if lack[r, q] <= _BROKEN or (r, q) in self._rows:
                continue
            self._add(r, q)
            added = True
        return added

    def _add(self, r: int, q: int) -> None:
        if r not in self._slack:
            self._slack[r] = self._groups + 2 + len(self._slack)
            risk_row: npt.ArrayLike = np.array([self._weight])
            self._program.add_column(0.0, [2 * self._groups], np.asarray(risk_row))
        row = self._known.answered[r] * self._counted[q] / self._known.needed[r, q]
        used = [int(s) for s in np.nonzero(row)[0]]
        values = np.concatenate((row[used], [1.0, 1.0]))
        self._program.add_row(1.0, INFINITY, [*used, self._groups + 1, self._slack[r]], values)
        self._rows.add((r, q))

    def evened(self) -> Floats:
        """Hardly more letters, divided with the largest smallest chance."""
        groups, width = self._groups, len(self._values)
        self._program.add_row(-INFINITY, self._best * _MORE, range(groups), np.ones(groups))
        cost = np.zeros(width)
        cost[groups] = -1.0
        self._program.set_costs(cost)
        found = self._program.solve()
        return self._letters if found is None else np.maximum(found.columns[:groups], 0.0)


def _first(units: Floats, cap: float) -> LinearProgram:
    """The program without rounds: cost, the bounds of the chances, and the risk."""
    groups = len(units)
    zeros, endless = np.zeros(groups), np.full(groups, INFINITY)
    each = np.arange(groups)
    starts = [*(2 * each), 2 * groups, 4 * groups, 4 * groups + 1]
    indices = [row for s in range(groups) for row in (s, groups + s)]
    indices += [*range(2 * groups), 2 * groups]
    return LinearProgram(
        cost=np.concatenate((np.ones(groups), [0.0, 0.0])),
        lower=np.concatenate((zeros, [0.0, -INFINITY])),
        upper=np.concatenate((units, [1.0, INFINITY])),
        row_lower=np.concatenate((zeros, endless * -1, [-INFINITY])),
        row_upper=np.concatenate((endless, zeros, [0.0])),
        starts=starts,
        indices=indices,
        values=[*([1.0] * (2 * groups)), *(-units), *(-units * cap), 1.0],
    )
