"""The seam to PuLP and its solvers: one question, one answer, nothing taken on trust.

They compute in floating-point numbers and allow small deviations. So they get whole numbers only,
and are asked for a panel: one that they give is checked in whole numbers by whoever asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

import pulp

from sortition.errors import Text, UsageError
from sortition.resolve.question import Problem

CBC: Final = "CBC"
"""The solver that PuLP brings along."""
LARGEST: Final = 10**9
"""Numbers that PuLP writes and solvers hold without loss, with room for sums."""
_BROUGHT: Final = "PULP_CBC_CMD"


class Silent(Enum):
    """Why there is no panel in the answer."""

    NONE = "there is none"
    NO_ANSWER = "no answer in time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Seats per profile, rounded to whole numbers; whoever asked sees whether they are a panel."""

    seats: dict[int, int]


Answer = Panel | Silent


def named(name: str) -> str:
    """The solver of that name, as PuLP has it; ``CBC`` is the one that it brings along.

    Raises UsageError with the names there are when it is none of those that are installed.
    """
    there = {CBC.lower(): CBC}
    for known in pulp.listSolvers(onlyAvailable=True):
        if known != _BROUGHT:
            there |= {known.removesuffix("_CMD").lower(): known, known.lower(): known}
    found = there.get(name.strip().lower())
    if found is None:
        raise UsageError(
            Text(
                "There is no solver {name} here. Installed: {names}.",
                name=name,
                names=", ".join(dict.fromkeys(there.values())),
            )
        )
    return found


def some_panel(problem: Problem, seconds: int, solver: str = CBC) -> Answer:
    """Some panel that keeps every rule, or that there is none, by a solver in so many seconds."""
    model = pulp.LpProblem("panel")
    seats = [
        model.add_variable(f"x{t}", 0, people, cat=pulp.LpInteger)
        for t, people in enumerate(problem.people)
    ]
    model += 0 * seats[0]  # any panel will do
    for rule in problem.rules:
        total = pulp.lpSum(weight * seats[t] for t, weight in sorted(rule.weights.items()))
        if rule.least is not None and rule.least == rule.most:
            model += total == rule.least
            continue
        if rule.least is not None:
            model += total >= rule.least
        if rule.most is not None:
            model += total <= rule.most
    try:
        model.solve(_solver(solver, seconds))
    except pulp.PulpSolverError:  # it could not be started, or broke down
        return Silent.NO_ANSWER
    if model.status == pulp.LpStatusInfeasible:
        return Silent.NONE
    if model.status != pulp.LpStatusOptimal:
        return Silent.NO_ANSWER
    return Panel(seats={t: round(x.varValue or 0) for t, x in enumerate(seats)})


def _solver(name: str, seconds: int) -> pulp.LpSolver:
    """A solver on one thread, with no room for an answer that is nearly one."""
    if name != CBC:
        return pulp.getSolver(name, msg=False, timeLimit=seconds)
    path = pulp.PULP_CBC_CMD.pulp_cbc_path
    return pulp.COIN_CMD(path=path, msg=False, threads=1, timeLimit=seconds, gapRel=0, gapAbs=0)
