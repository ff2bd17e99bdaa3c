"""The best set there is, by an integer program over all groups with recourse in every scenario.

The sample-average program of Assos, Baharav, Flanigan and Procaccia (2025, §4) with our measure of
seats that are wrong, solved by HiGHS; it shares no search with the package. A set holds the first
slots of each group (docs/format.md 24.3), so slot j stands by only when j - 1 does.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import highspy
import numpy as np

from sortition.alternates.seats_kernel import Table

_TOLERANCE = 1e-6
_INFINITE = highspy.kHighsInf


@dataclass(frozen=True, slots=True, kw_only=True)
class Optimum:
    """What a solver found: the ``shortfall`` of a set (None: no set), and what is proved.

    No set has a shortfall below ``proved``, over all scenarios together; ``seconds`` are those of
    the processor.
    """

    shortfall: int | None
    proved: int
    seconds: float


@dataclass(slots=True)
class _Program:
    """Columns and rows of a program that is being put together."""

    cost: list[float] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rows: list[tuple[float, float, list[int], list[float]]] = field(default_factory=list)

    def column(self, cost: float, high: float, *, whole: bool) -> int:
        """A new unknown of 0 to ``high``."""
        self.cost.append(cost)
        self.low.append(0.0)
        self.high.append(high)
        self.whole.append(whole)
        return len(self.cost) - 1

    def row(self, low: float, high: float, terms: Sequence[tuple[int, float]]) -> None:
        """A new condition: ``low`` <= the sum of these <= ``high``."""
        self.rows.append((low, high, [at for at, _ in terms], [times for _, times in terms]))

    def model(self, *, whole: bool = True) -> highspy.HighsLp:
        """The program as HiGHS takes it, with its whole numbers or without."""
        made = highspy.HighsLp()
        made.num_col_, made.num_row_ = len(self.cost), len(self.rows)
        made.col_cost_ = np.array(self.cost)
        made.col_lower_, made.col_upper_ = np.array(self.low), np.array(self.high)
        made.row_lower_ = np.array([row[0] for row in self.rows], dtype=float)
        made.row_upper_ = np.array([row[1] for row in self.rows], dtype=float)
        made.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lengths = [len(row[2]) for row in self.rows]
        made.a_matrix_.start_ = np.cumsum([0, *lengths]).astype(np.int32)
        made.a_matrix_.index_ = np.array([at for row in self.rows for at in row[2]], dtype=np.int32)
        made.a_matrix_.value_ = np.array([times for row in self.rows for times in row[3]])
        if whole:
            kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
            made.integrality_ = [kinds[one] for one in self.whole]
        return made


def best_set(table: Table, count: int, *, limit: float) -> Optimum:
    """The fewest seats wrong with ``count`` alternates over all scenarios of a table.

    What is proved after ``limit`` seconds of the processor counts when the solver has not ended by
    then.
    """
    program = _Program()
    slots = _slots(program, table, count)
    for s in range(len(table.free)):
        there = [
            [slot for j, slot in enumerate(columns) if table.stays[group, j, s]]
            for group, columns in enumerate(slots)
        ]
        _wrong(program, table, s, list(_coming(program, there, float(table.free[s]))))
    return _solved(program, limit)


def whole_pool(table: Table, s: int, *, limit: float) -> Optimum:
    """The fewest seats wrong in scenario s when everybody who has a slot stands by."""
    return _solved(_everybody(table, s), limit)


def pool_limit(table: Table) -> list[int]:
    """For each scenario a number of seats that stay wrong whoever stands by.

    That of the program without its whole numbers, which is quick, rounded up.
    """
    solver = _Solver()
    limits = []
    for s in range(len(table.free)):
        solver.passModel(_everybody(table, s).model(whole=False))
        solver.run()
        limits.append(_rounded_up(solver.getInfo().objective_function_value))
    return limits


def _everybody(table: Table, s: int) -> _Program:
    program = _Program()
    there = table.stays[:, :, s].sum(axis=1)
    free = int(table.free[s])
    seats = [
        (group, program.column(0.0, float(min(free, there[group])), whole=True))
        for group in np.flatnonzero(there).tolist()
    ]
    _wrong(program, table, s, seats)
    return program


def _solved(program: _Program, limit: float) -> Optimum:
    solver = _Solver()
    start = time.process_time()
    solver.stop_after(limit)
    solver.passModel(program.model())
    solver.run()
    found = solver.getInfo()
    whole = found.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    return Optimum(
        shortfall=round(found.objective_function_value) if whole else None,
        proved=_rounded_up(found.mip_dual_bound),
        seconds=time.process_time() - start,
    )


class _Solver(highspy.Highs):  # type: ignore[misc]  # highspy ships no types
    """HiGHS, silent and exact, that can be stopped by the processor's time."""

    def __init__(self) -> None:
        super().__init__()
        for name, wish in (
            ("output_flag", False),
            ("threads", 1),
            ("random_seed", 0),
            ("mip_rel_gap", 0.0),
            # Shortfalls are whole numbers: less than one between set and proof is none.
            ("mip_abs_gap", 0.999),
        ):
            self.setOptionValue(name, wish)

    def enableCallbacks(self) -> None:  # noqa: N802 - the binding's name
        """Leave them off at first, when a banner would be printed."""

    def stop_after(self, seconds: float) -> None:
        """End an integer program when so many seconds of the processor have passed from now."""
        until = time.process_time() + seconds
        super().enableCallbacks()
        self.cbMipInterrupt.subscribe(lambda event: event.interrupt(time.process_time() > until))


def _rounded_up(bound: float) -> int:
    return max(0, math.ceil(bound - _TOLERANCE)) if math.isfinite(bound) else 0


def _slots(program: _Program, table: Table, count: int) -> list[list[int]]:
    """Whether each slot of each group stands by: ``count`` in all, of each group the first."""
    slots = [
        [program.column(0.0, 1.0, whole=True) for _ in range(int(most))] for most in table.most
    ]
    every = [slot for group in slots for slot in group]
    program.row(count, count, [(slot, 1.0) for slot in every])
    for group in slots:
        for before, after in pairwise(group):
            program.row(0.0, _INFINITE, [(before, 1.0), (after, -1.0)])
    return slots


def _coming(
    program: _Program, there: Sequence[Sequence[int]], free: float
) -> Iterator[tuple[int, int]]:
    """Each group of which somebody could come in, and the unknown that counts who does.

    ``there`` are, for each group, the slots who are there; of those who stand by, any may come in.
    """
    for group, slots in enumerate(there):
        if slots and free:
            seats = program.column(0.0, min(free, len(slots)), whole=True)
            program.row(-_INFINITE, 0.0, [(seats, 1.0), *((slot, -1.0) for slot in slots)])
            yield group, seats


def _wrong(program: _Program, table: Table, s: int, coming: Sequence[tuple[int, int]]) -> None:
    """Seats wrong in scenario s are what counts, when so many of each group come in."""
    rows = len(table.lower)
    added: list[list[tuple[int, float]]] = [[] for _ in range(rows)]
    for group, seats in coming:
        for r in table.rows[group]:
            if r >= 0:
                added[r].append((seats, 1.0))
    # Row 0 is the panel: everybody who comes in counts in it.
    program.row(-_INFINITE, float(table.free[s]), added[0])
    for r in range(rows):
        count = int(table.counts[s, r])
        below = program.column(1.0, _INFINITE, whole=False)
        above = program.column(1.0, _INFINITE, whole=False)
        program.row(int(table.lower[r]) - count, _INFINITE, [*added[r], (below, 1.0)])
        program.row(-_INFINITE, int(table.upper[r]) - count, [*added[r], (above, -1.0)])
