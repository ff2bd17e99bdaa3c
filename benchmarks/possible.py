"""How many different panels there are at all that a lottery with the best chances can use.

Where chances are the fairest, every panel of every such lottery lies on one face: rows, cuts and
levels that are tight at the mean are tight in each panel (docs/decisions/0010-faces.md). On tightly
bound pools that face holds few panels, and no list can have more different ones.
"""

from __future__ import annotations

from math import comb, prod

from ortools.sat.python import cp_model

from benchmarks.records import FEW_PANELS
from sortition.lottery.integer import Question
from sortition.lottery.realise import Realiser
from sortition.lottery.stream import Stream
from sortition.lottery.system import System
from sortition.records.lottery import Lottery

EFFORT = 60.0
"""Seconds for counting, after which it is not known."""


def possible_panels(lottery: Lottery) -> int | None:
    """Count the sets of people on the face, ``FEW_PANELS`` standing for more; None when not known.

    Homes are left out of account, so that it may be too many and is never too few.
    """
    system = System.of(lottery.space, lottery.certificate.cuts)
    pairs = zip(system.counts, lottery.chances, strict=True)
    mean = tuple(n * chance for n, chance in pairs)
    question = Realiser(system, mean, lottery.units, Stream("", "possible")).question
    model = cp_model.CpModel()
    bounds = zip(question.lower.tolist(), question.upper.tolist(), strict=True)
    seats = [model.new_int_var(low, high, "") for low, high in bounds]
    _add_rows(model, seats, question)
    counted = _Counted(seats, system.counts)
    solver = cp_model.CpSolver()
    solver.parameters.presolve_inclusion_work_limit = 0  # docs/decisions/0010-faces.md
    solver.parameters.num_workers = 1
    solver.parameters.enumerate_all_solutions = True
    solver.parameters.max_time_in_seconds = EFFORT
    status = solver.solve(model, counted)
    if counted.people >= FEW_PANELS:
        return FEW_PANELS
    return counted.people if status == cp_model.OPTIMAL else None


def _add_rows(model: cp_model.CpModel, seats: list[cp_model.IntVar], question: Question) -> None:
    rows = zip(question.matrix, question.row_lower, question.row_upper, strict=True)
    for weights, low, high in rows:
        used = weights.nonzero()[0].tolist()
        total = cp_model.LinearExpr.weighted_sum([seats[t] for t in used], weights[used].tolist())
        model.add_linear_constraint(total, int(low), int(high))


class _Counted(cp_model.CpSolverSolutionCallback):
    """Counts the people that each panel of profiles can be."""

    def __init__(self, seats: list[cp_model.IntVar], counts: tuple[int, ...]) -> None:
        super().__init__()
        self._seats = seats
        self._counts = counts
        self.people = 0

    def on_solution_callback(self) -> None:
        """Called by the solver for each panel of profiles, once."""
        pairs = zip(self._counts, self._seats, strict=True)
        self.people += prod(comb(count, self.value(seat)) for count, seat in pairs)
        if self.people >= FEW_PANELS:
            self.stop_search()
