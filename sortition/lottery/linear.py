"""The seam to the linear solver: HiGHS. What it says is a guess until proved exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np
import numpy.typing as npt

from sortition.errors import SolverError, Text

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
INFINITY = float("inf")
_CHOOSE, _PRIMAL = 0, 4
"""Of HiGHS's ways to solve: its own choice, and the primal simplex method."""
_ANSWERS = (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInfeasible)


class _SilentHighs(highspy.Highs):  # type: ignore[misc]  # highspy ships no types
    """HiGHS without the banner that its binding prints when it sets up callbacks."""

    def enableCallbacks(self) -> None:  # noqa: N802 - the binding's name
        """Leave them off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """A vertex found in floating point: values and reduced costs per column, dual per row.

    Signs are those of a minimisation: a positive reduced cost says the column is held at its lower
    bound.
    """

    objective: float
    columns: Floats
    reduced_costs: Floats
    duals: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What defines a vertex: columns at a bound, rows at their lower or at their upper bound."""

    columns: tuple[int, ...]
    lower: tuple[int, ...]
    upper: tuple[int, ...]


class LinearProgram:
    """Minimise ``cost·x`` with ``row_lower <= A x <= row_upper`` and ``lower <= x <= upper``.

    The model stays in the solver, so that a changed bound or coefficient starts from the last
    basis.
    ``starts``, ``indices``, ``values`` give A by columns (CSC). ``primal`` is for programs that
    columns are added to: the last answer is then a place to begin.
    """

    def __init__(
        self,
        *,
        cost: Floats,
        lower: Floats,
        upper: Floats,
        row_lower: Floats,
        row_upper: Floats,
        starts: npt.ArrayLike,
        indices: npt.ArrayLike,
        values: npt.ArrayLike,
        primal: bool = False,
    ) -> None:
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(cost), len(row_lower)
        model.col_cost_, model.col_lower_, model.col_upper_ = cost, lower, upper
        model.row_lower_, model.row_upper_ = row_lower, row_upper
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.num_col_, model.a_matrix_.num_row_ = len(cost), len(row_lower)
        model.a_matrix_.start_ = np.asarray(starts, dtype=np.int32)
        model.a_matrix_.index_ = np.asarray(indices, dtype=np.int32)
        model.a_matrix_.value_ = np.asarray(values, dtype=np.float64)
        self._highs = _SilentHighs()
        options: tuple[tuple[str, bool | int | float | str], ...] = (
            ("output_flag", False),
            ("threads", 1),
            ("parallel", "off"),
            ("random_seed", 0),
            ("presolve", "off"),
            ("simplex_strategy", _PRIMAL if primal else _CHOOSE),
            ("primal_feasibility_tolerance", 1e-7),
            ("dual_feasibility_tolerance", 1e-9),
        )
        for name, value in options:
            self._highs.setOptionValue(name, value)
        self._highs.passModel(model)

    def set_row_bounds(self, rows: npt.ArrayLike, lower: Floats, upper: Floats) -> None:
        """Change the bounds of some rows."""
        places = np.asarray(rows, dtype=np.int32)
        self._highs.changeRowsBounds(len(places), places, lower, upper)

    def set_column_bounds(self, columns: npt.ArrayLike, lower: Floats, upper: Floats) -> None:
        """Change the bounds of some columns."""
        places = np.asarray(columns, dtype=np.int32)
        self._highs.changeColsBounds(len(places), places, lower, upper)

    def set_coefficient(self, row: int, column: int, value: float) -> None:
        """Change one entry of A."""
        self._highs.changeCoeff(row, column, value)

    def set_costs(self, cost: Floats) -> None:
        """Change the whole objective."""
        self._highs.changeColsCost(len(cost), np.arange(len(cost), dtype=np.int32), cost)

    def add_row(self, lower: float, upper: float, columns: Sequence[int], values: Floats) -> None:
        """Append a row."""
        self._highs.addRow(lower, upper, len(columns), np.asarray(columns, dtype=np.int32), values)

    def add_column(self, cost: float, rows: Sequence[int], values: Floats) -> None:
        """Append a column with bounds 0 and infinity."""
        self._highs.addCol(cost, 0.0, INFINITY, len(rows), np.asarray(rows, dtype=np.int32), values)

    def solve(self) -> Solution | None:
        """An optimal vertex, or None when no point meets the rows. Raises SolverError otherwise."""
        self._highs.run()
        status = self._highs.getModelStatus()
        if status not in _ANSWERS:
            # A warm start can fail numerically where a cold one does not.
            self._highs.clearSolver()
            self._highs.run()
            status = self._highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise SolverError(
                Text(
                    "The linear solver stopped without an answer ({status}).",
                    status=self._highs.modelStatusToString(status),
                )
            )
        found = self._highs.getSolution()
        return Solution(
            objective=self._highs.getObjectiveValue(),
            columns=np.array(found.col_value),
            reduced_costs=np.array(found.col_dual),
            duals=np.array(found.row_dual),
        )

    def whole(self, columns: npt.ArrayLike, nodes: int) -> Floats | None:
        """A point with whole numbers in these columns, the best that ``nodes`` branchings find.

        None when they find none, which proves nothing. The program cannot be used after it.
        """
        places = np.asarray(columns, dtype=np.int32)
        kinds = np.full(len(places), highspy.HighsVarType.kInteger)
        self._highs.changeColsIntegrality(len(places), places, kinds)
        for name, value in (("presolve", "on"), ("mip_max_nodes", nodes), ("mip_rel_gap", 0.0)):
            self._highs.setOptionValue(name, value)
        self._highs.run()
        found = self._highs.getSolution()
        return np.array(found.col_value) if found.value_valid else None

    def held(self) -> Held:
        """Which bounds define the vertex that was found last; as many as there are columns."""
        basis = self._highs.getBasis()
        basic, at_upper = highspy.HighsBasisStatus.kBasic, highspy.HighsBasisStatus.kUpper
        rows = [(r, status) for r, status in enumerate(basis.row_status) if status != basic]
        return Held(
            columns=tuple(j for j, status in enumerate(basis.col_status) if status != basic),
            lower=tuple(r for r, status in rows if status != at_upper),
            upper=tuple(r for r, status in rows if status == at_upper),
        )
