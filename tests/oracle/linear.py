"""The seam to GLPK, which the engine does not use. What it says is only a hint: the bases it ends
with are solved again in fractions, and every conclusion is checked in whole numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm

import flint
import swiglpk as glpk

Row = tuple[Mapping[int, int], int | Fraction | None, int | Fraction | None]
"""Coefficients by column, lower and upper bound (None: none)."""

glpk.glp_term_out(glpk.GLP_OFF)


class Program:
    """Maximise ``cost·x`` over ``lower <= x <= upper`` (None: no bound) and rows; kept warm."""

    def __init__(self, cost: Sequence[float], bounds: Sequence[tuple[int, int | None]]) -> None:
        self._lp = glpk.glp_create_prob()
        glpk.glp_set_obj_dir(self._lp, glpk.GLP_MAX)
        self._how = glpk.glp_smcp()
        glpk.glp_init_smcp(self._how)
        self._how.meth = glpk.GLP_DUALP
        self._how.msg_lev = glpk.GLP_MSG_OFF
        self._how.it_lim = 20000
        self.rows: list[dict[int, int]] = []
        self.limits: list[tuple[int | Fraction | None, int | Fraction | None]] = []
        self.bounds: list[tuple[int, int | None]] = []
        for c, (lower, upper) in zip(cost, bounds, strict=True):
            self.add_column(c, lower, upper, {})

    def __del__(self) -> None:
        glpk.glp_delete_prob(self._lp)

    def add_row(self, row: Row) -> None:
        """One more row."""
        weights, lower, upper = row
        glpk.glp_add_rows(self._lp, 1)
        self.rows.append({})
        self.limits.append((None, None))
        r = len(self.rows) - 1
        self.set_row(r, weights)
        self.limit(r, lower, upper)

    def set_row(self, r: int, weights: Mapping[int, int]) -> None:
        """Other coefficients for a row."""
        self.rows[r] = {j: w for j, w in weights.items() if w}
        glpk.glp_set_mat_row(self._lp, r + 1, *_sparse(self.rows[r]))

    def limit(self, r: int, lower: int | Fraction | None, upper: int | Fraction | None) -> None:
        """Other bounds for a row."""
        self.limits[r] = (lower, upper)
        glpk.glp_set_row_bnds(self._lp, r + 1, *_kind(lower, upper))

    def bound(self, j: int, lower: int, upper: int | None) -> None:
        """Other bounds for a column."""
        self.bounds[j] = (lower, upper)
        glpk.glp_set_col_bnds(self._lp, j + 1, *_kind(lower, upper))

    def price(self, j: int, cost: float) -> None:
        """Another cost for a column."""
        glpk.glp_set_obj_coef(self._lp, j + 1, cost)

    def add_column(
        self, cost: float, lower: int, upper: int | None, weights: Mapping[int, int]
    ) -> None:
        """One more column."""
        glpk.glp_add_cols(self._lp, 1)
        j = len(self.bounds)
        self.bounds.append((lower, upper))
        self.bound(j, lower, upper)
        self.price(j, cost)
        for r, w in weights.items():
            self.rows[r][j] = w
        glpk.glp_set_mat_col(self._lp, j + 1, *_sparse(weights))

    def solve(self) -> bool:
        """Whether the solver ended at what it takes for an optimum."""
        status = glpk.glp_simplex(self._lp, self._how)
        if status:
            glpk.glp_std_basis(self._lp)
            status = glpk.glp_simplex(self._lp, self._how)
        return not status and glpk.glp_get_status(self._lp) == glpk.GLP_OPT

    def solve_again(self) -> bool:
        """The same from the beginning, the other way: a warm start can lose its way."""
        glpk.glp_std_basis(self._lp)
        self._how.meth = glpk.GLP_PRIMAL
        solved = self.solve()
        self._how.meth = glpk.GLP_DUALP
        return solved

    def refine(self, *, anew: bool = False) -> bool:
        """Go on from the last basis in rational arithmetic, with all rows in whole numbers."""
        if anew:
            glpk.glp_std_basis(self._lp)
        uneven = [r for r, limits in enumerate(self.limits) if _common(limits) > 1]
        for r in uneven:
            self._load(r, _common(self.limits[r]))
        done = not glpk.glp_exact(self._lp, self._how)
        optimal = glpk.glp_get_status(self._lp) == glpk.GLP_OPT
        for r in uneven:
            self._load(r, 1)
        return done and optimal

    def _load(self, r: int, times: int) -> None:
        """Hand a row to the solver, multiplied; the basis stays what it is."""
        lower, upper = (None if limit is None else limit * times for limit in self.limits[r])
        row = {j: w * times for j, w in self.rows[r].items()}
        glpk.glp_set_mat_row(self._lp, r + 1, *_sparse(row))
        state = glpk.glp_get_row_stat(self._lp, r + 1)
        glpk.glp_set_row_bnds(self._lp, r + 1, *_kind(lower, upper))
        glpk.glp_set_row_stat(self._lp, r + 1, state)

    def values(self) -> list[float]:
        """The columns, as the solver has them."""
        return [glpk.glp_get_col_prim(self._lp, j + 1) for j in range(len(self.bounds))]

    def duals(self) -> list[float]:
        """The multipliers of the rows, as the solver has them."""
        return [glpk.glp_get_row_dual(self._lp, r + 1) for r in range(len(self.rows))]

    def exact_duals(self, cost: Mapping[int, int]) -> list[Fraction] | None:
        """The multipliers that the last basis stands for; None when it is singular."""
        columns, active = self._basis()
        solved = _solve(
            [[self.rows[r].get(j, 0) for r in active] for j in columns],
            [Fraction(cost.get(j, 0)) for j in columns],
        )
        if solved is None:
            return None
        duals = [Fraction(0)] * len(self.rows)
        for r, value in zip(active, solved, strict=True):
            duals[r] = value
        return duals

    def exact_values(self) -> list[Fraction] | None:
        """The columns that the last basis stands for; None when it is singular."""
        columns, active = self._basis()
        values = [Fraction(self._resting(j)) for j in range(len(self.bounds))]
        for j in columns:
            values[j] = Fraction(0)
        right = []
        for r in active:
            lower, upper = self.limits[r]
            at_upper = glpk.glp_get_row_stat(self._lp, r + 1) == glpk.GLP_NU
            end = upper if at_upper or lower is None else lower
            held = sum((w * values[j] for j, w in self.rows[r].items()), Fraction(0))
            right.append(Fraction(end or 0) - held)
        solved = _solve([[self.rows[r].get(j, 0) for j in columns] for r in active], right)
        if solved is None:
            return None
        for j, value in zip(columns, solved, strict=True):
            values[j] = value
        return values

    def _basis(self) -> tuple[list[int], list[int]]:
        """The basic columns and the rows that are not basic: equally many."""
        columns = [
            j
            for j in range(len(self.bounds))
            if glpk.glp_get_col_stat(self._lp, j + 1) == glpk.GLP_BS
        ]
        active = [
            r
            for r in range(len(self.rows))
            if glpk.glp_get_row_stat(self._lp, r + 1) != glpk.GLP_BS
        ]
        return columns, active

    def _resting(self, j: int) -> int:
        lower, upper = self.bounds[j]
        at_upper = glpk.glp_get_col_stat(self._lp, j + 1) == glpk.GLP_NU
        return upper if at_upper and upper is not None else lower


def _common(limits: tuple[int | Fraction | None, int | Fraction | None]) -> int:
    return lcm(*(Fraction(limit).denominator for limit in limits if limit is not None))


def _sparse(weights: Mapping[int, int]) -> tuple[int, object, object]:
    size = len(weights)
    indices, values = glpk.intArray(size + 1), glpk.doubleArray(size + 1)
    for place, (i, w) in enumerate(weights.items(), 1):
        indices[place], values[place] = i + 1, float(w)
    return size, indices, values


def _kind(lower: int | Fraction | None, upper: int | Fraction | None) -> tuple[int, float, float]:
    if lower is None and upper is None:
        return glpk.GLP_FR, 0.0, 0.0
    if lower is None:
        return glpk.GLP_UP, 0.0, float(upper or 0)
    if upper is None:
        return glpk.GLP_LO, float(lower), 0.0
    return (glpk.GLP_FX if lower == upper else glpk.GLP_DB), float(lower), float(upper)


def _solve(rows: list[list[int]], right: list[Fraction]) -> list[Fraction] | None:
    """The solution of a square system in fractions."""
    if not rows:
        return []
    try:
        solved = flint.fmpq_mat(flint.fmpz_mat(rows)).solve(
            flint.fmpq_mat(len(right), 1, [flint.fmpq(b.numerator, b.denominator) for b in right])
        )
    except ZeroDivisionError:
        return None
    return [Fraction(int(solved[i, 0].p), int(solved[i, 0].q)) for i in range(len(right))]
