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
    """An optimal panel and its proved value."""

    panel: Integers
    value: int


class Panels:
    """The integer panels of a system: seats per profile, every row met."""

    def __init__(self, system: System) -> None:
        self.system = system
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
        """Some panel with at least these seats for these profiles; None is a proof that there is none."""
        model = self._model.clone()
        for t, seats in (least or {}).items():
            model.add(self._of(model, t) >= seats)
        return self._solve(model)

    def best(self, weights: Sequence[int]) -> Best | None:
        """A panel with the largest Σ weight·seats, proved; None when there is no panel."""
        model = self._model.clone()
        chosen = [t for t, w in enumerate(weights) if w]
        model.maximize(
            cp_model.LinearExpr.weighted_sum(
                [self._of(model, t) for t in chosen], [weights[t] for t in chosen]
            )
        )
        panel = self._solve(model)
        return None if panel is None else Best(panel=panel, value=sum(int(s) * w for s, w in zip(panel, weights, strict=True)))

    def _of(self, model: cp_model.CpModel, t: int) -> cp_model.IntVar:
        return model.get_int_var_from_proto_index(self._seats[t].index)

    def _solve(self, model: cp_model.CpModel) -> Integers | None:
        solver = _solver()
        status = solver.solve(model)
        if status == cp_model.INFEASIBLE:
            return None
        if status != cp_model.OPTIMAL:
            raise SolverError(
                Text("The integer solver did not finish one of its questions ({status}).", status=solver.status_name(status))
            )
        return np.array([solver.value(self._of(model, t)) for t in range(len(self._seats))], dtype=np.int64)


def quick_panel(
    matrix: Integers, lower: Integers, upper: Integers, row_lower: Integers, row_upper: Integers, wanted: Integers
) -> Integers | None:
    """A whole x between the bounds with ``row_lower <= matrix·x <= row_upper``, near ``wanted``; None proves nothing."""
    model = cp_model.CpModel()
    free = np.flatnonzero(lower < upper)
    seats = [model.new_int_var(int(lower[t]), int(upper[t]), "") for t in free]
    fixed = matrix @ np.where(lower < upper, 0, lower)
    for r in range(len(matrix)):
        held = np.flatnonzero(matrix[r, free])
        model.add_linear_constraint(
            cp_model.LinearExpr.weighted_sum([seats[i] for i in held], matrix[r, free[held]].tolist()),
            int(row_lower[r] - fixed[r]),
            int(row_upper[r] - fixed[r]),
        )
    for i, t in enumerate(free):
        model.add_hint(seats[i], int(wanted[t]))
    solver = _solver()
    solver.parameters.max_deterministic_time = 1.0
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    found = lower.copy()
    found[free] = [solver.value(seat) for seat in seats]
    return found


def _solver() -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.catch_sigint_signal = False
    return solver
