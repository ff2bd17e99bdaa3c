"""The seam to the integer solver: CP-SAT, exact over whole numbers, one worker, fixed seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from sortition.errors import SolverError, Text
from sortition.lottery.linear import Integers
from sortition.lottery.system import System

_SLICE = 20.0
"""Deterministic seconds per call, so that interrupts and time limits are noticed in between."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Best:
    """A panel, its value, and ``others`` met on the way, the best last.

    No panel has a larger value when that is ``proved``.
    """

    panel: Integers
    value: int
    others: tuple[Integers, ...]
    proved: bool = True


class _Seen(cp_model.CpSolverSolutionCallback):
    """Keeps the panels that the solver meets on its way to the best."""

    def __init__(self, seats: Sequence[cp_model.IntVar]) -> None:
        super().__init__()
        self._seats = seats
        self.panels: list[Integers] = []

    def on_solution_callback(self) -> None:
        """Called by the solver for each panel better than those before."""
        self.panels.append(np.array([self.value(s) for s in self._seats], dtype=np.int64))


class Panels:
    """The integer panels of a system: seats per profile, every row met.

    ``relaxed`` lets the solver lean on linear relaxations. Rows that tie a yes or no to many seats
    ask for it: "how many quotas must change" took 0.4 s so, and over 25 s without.
    """

    def __init__(self, system: System, *, relaxed: bool = False) -> None:
        self.system = system
        self._relaxed = relaxed
        self._model = cp_model.CpModel()
        self._seats = [self._model.new_int_var(0, n, "") for n in system.counts]
        for row in system.rows:
            total = cp_model.LinearExpr.weighted_sum(
                [self._seats[t] for t in row.profiles], list(row.weights)
            )
            if row.lower is None:
                self._model.add(total <= row.upper)
            else:
                self._model.add_linear_constraint(total, row.lower, row.upper)

    def any(self, least: dict[int, int] | None = None) -> Integers | None:
        """Some panel with at least these seats for these profiles; None proves there is none."""
        model = self._model.clone()
        for t, seats in (least or {}).items():
            model.add(self._of(model, t) >= seats)
        return self._solve(model)

    def best(
        self, weights: Sequence[int], effort: float | None = None, least: int | None = None
    ) -> Best | None:
        """A panel with the largest Σ weight·seats, proved; None when there is no panel.

        With ``effort``, in the solver's deterministic seconds, the best that was met until then.
        ``least`` is a value that some panel is known to have: worse ones are not looked at.
        """
        model = self._model.clone()
        total = self._total(model, weights)
        model.maximize(total)
        if least is not None:
            model.add(total >= least)
        seen = _Seen([self._of(model, t) for t in range(len(self._seats))])
        solver = self._solver(nearly=least is not None)
        panel = self._solve(model, seen, effort, solver)
        proved = panel is not None
        if panel is None and effort is not None:
            if not seen.panels:
                return self.best(weights, least=least)
            panel = seen.panels[-1]
        if panel is None:
            return None
        value = sum(int(s) * w for s, w in zip(panel, weights, strict=True))
        return Best(panel=panel, value=value, others=tuple(seen.panels), proved=proved)

    def hold(self, weights: Sequence[int], value: int) -> None:
        """From here on only panels with Σ weight·seats equal to ``value`` are looked at."""
        self._model.add(self._total(self._model, weights) == value)

    def _total(self, model: cp_model.CpModel, weights: Sequence[int]) -> cp_model.LinearExpr:
        chosen = [t for t, w in enumerate(weights) if w]
        return cp_model.LinearExpr.weighted_sum(
            [self._of(model, t) for t in chosen], [weights[t] for t in chosen]
        )

    def _of(self, model: cp_model.CpModel, t: int) -> cp_model.IntVar:
        return model.get_int_var_from_proto_index(self._seats[t].index)

    def _solver(self, *, nearly: bool = False) -> cp_model.CpSolver:
        """``nearly``: the best is hardly better than what is known, and the proof takes the time.

        Then linear relaxations take off a third to a half, measured where it takes seconds.
        """
        if self._relaxed:
            return _linear_solver()
        solver = _quick_solver()
        if nearly:
            solver.parameters.linearization_level = 2
        return solver

    def _solve(
        self,
        model: cp_model.CpModel,
        seen: _Seen | None = None,
        effort: float | None = None,
        solver: cp_model.CpSolver | None = None,
    ) -> Integers | None:
        """The answer; None when there is none, or none that ``effort`` could prove."""
        solver = solver or self._solver()
        if effort is not None:
            solver.parameters.max_deterministic_time = effort
        status = solver.solve(model, seen)
        ended = effort is not None and status in (cp_model.FEASIBLE, cp_model.UNKNOWN)
        if status == cp_model.INFEASIBLE or ended:
            return None
        if status != cp_model.OPTIMAL:
            raise SolverError(
                Text(
                    "The integer solver did not finish one of its questions ({status}).",
                    status=solver.status_name(status),
                )
            )
        return np.array(
            [solver.value(self._of(model, t)) for t in range(len(self._seats))], dtype=np.int64
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Whole numbers x with ``lower <= x <= upper`` and ``row_lower <= matrix·x <= row_upper``.

    ``matrix`` is (rows, profiles), all arrays whole numbers.
    """

    matrix: Integers
    lower: Integers
    upper: Integers
    row_lower: Integers
    row_upper: Integers


def near_panel(
    question: Question, base: Integers, free: Integers, cost: Integers, effort: float
) -> Integers | None:
    """An answer that equals ``base`` outside ``free``; None when ``effort`` did not find one.

    ``effort`` is in the solver's deterministic seconds, the same on every machine.
    """
    fixed = base.copy()
    fixed[free] = 0
    held = question.matrix @ fixed
    model = cp_model.CpModel()
    seats = [model.new_int_var(int(question.lower[t]), int(question.upper[t]), "") for t in free]
    for r in np.flatnonzero(question.matrix[:, free].any(axis=1)):
        weights = question.matrix[r, free]
        used = np.flatnonzero(weights)
        model.add_linear_constraint(
            cp_model.LinearExpr.weighted_sum([seats[i] for i in used], weights[used].tolist()),
            int(question.row_lower[r] - held[r]),
            int(question.row_upper[r] - held[r]),
        )
    model.minimize(cp_model.LinearExpr.weighted_sum(seats, cost[free].tolist()))
    solver = _solver()
    solver.parameters.max_deterministic_time = effort
    # A good panel soon is worth more here than the best one: measured, an eighth of the time.
    solver.parameters.relative_gap_limit = 0.1
    solver.parameters.cp_model_presolve = False
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    fixed[free] = [solver.value(seat) for seat in seats]
    sums = question.matrix @ fixed
    fits = (question.row_lower <= sums) & (sums <= question.row_upper)
    return fixed if fits.all() else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """A question whose rows may be missed by at most ``slack`` (rows,) each.

    As little as possible in all, and then with small ``cost`` (profiles,), each cost from 0 to 255.
    ``start`` is an answer to begin with.
    """

    question: Question
    slack: Integers
    cost: Integers
    start: Integers


def nearest(asked: Nearest, effort: float) -> Integers | None:
    """The best answer found with ``effort``, in the solver's deterministic seconds, or None.

    It keeps every bound and row within its slack, which is looked at in whole numbers, but may not
    be the best there is.
    """
    question = asked.question
    model = cp_model.CpModel()
    pairs = zip(question.lower.tolist(), question.upper.tolist(), strict=True)
    seats = [model.new_int_var(low, high, "") for low, high in pairs]
    for seat, value in zip(seats, asked.start.tolist(), strict=True):
        model.add_hint(seat, value)
    held = question.matrix @ asked.start
    missed: list[cp_model.IntVar] = []
    for r, weights in enumerate(question.matrix):
        used = np.flatnonzero(weights)
        total = cp_model.LinearExpr.weighted_sum([seats[t] for t in used], weights[used].tolist())
        low, high = int(question.row_lower[r]), int(question.row_upper[r])
        if not asked.slack[r]:
            model.add_linear_constraint(total, low, high)
            continue
        by = model.new_int_var(0, int(asked.slack[r]), "")
        model.add_hint(by, max(0, low - int(held[r]), int(held[r]) - high))
        model.add(total + by >= low)
        model.add(total - by <= high)
        missed.append(by)
    price = 1 + int(asked.cost @ question.upper)
    model.minimize(
        price * cp_model.LinearExpr.sum(missed)
        + cp_model.LinearExpr.weighted_sum(seats, asked.cost.tolist())
    )
    solver = _quick_solver()
    solver.parameters.max_deterministic_time = effort
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    found = np.array([solver.value(seat) for seat in seats], dtype=np.int64)
    sums = question.matrix @ found
    fits = (question.row_lower - asked.slack <= sums) & (sums <= question.row_upper + asked.slack)
    return found if fits.all() else None


def _solver() -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.catch_sigint_signal = False
    # With it a presolve step makes wrong proofs (google/or-tools issue 5293; seen here in 9.15).
    solver.parameters.presolve_inclusion_work_limit = 0
    return solver


def _linear_solver() -> cp_model.CpSolver:
    """The solver, leaning on linear relaxations: see ``Panels``."""
    solver = _solver()
    solver.parameters.linearization_level = 2
    return solver


def _quick_solver() -> cp_model.CpSolver:
    """Measured on the questions of hard pools: less than half the time without these."""
    solver = _solver()
    solver.parameters.cut_level = 0
    solver.parameters.symmetry_level = 0
    solver.parameters.cp_model_probing_level = 0
    return solver


def cheapest_change(system: System, rows: range) -> tuple[tuple[int, int], ...]:
    """Rows to relax so that a panel exists, with the fewest seats in all.

    Pairs of row and seats: negative lowers the lower bound, positive raises the upper one.
    """
    model = cp_model.CpModel()
    seats = [model.new_int_var(0, n, "") for n in system.counts]
    slack: dict[tuple[int, int], cp_model.IntVar] = {}
    for r, row in enumerate(system.rows):
        total = cp_model.LinearExpr.weighted_sum(
            [seats[t] for t in row.profiles], list(row.weights)
        )
        most = sum(system.counts) + row.upper + (row.lower or 0) if r in rows else 0
        slack[r, -1] = model.new_int_var(0, most, "")
        slack[r, 1] = model.new_int_var(0, most, "")
        if row.lower is not None:
            model.add(total + slack[r, -1] >= row.lower)
        model.add(total - slack[r, 1] <= row.upper)
    model.minimize(cp_model.LinearExpr.sum(list(slack.values())))
    solver = _solver()
    if solver.solve(model) != cp_model.OPTIMAL:
        raise SolverError(Text("The smallest change of the quotas could not be found."))
    found = ((r, sign * solver.value(change)) for (r, sign), change in slack.items())
    return tuple((r, by) for r, by in found if by)
