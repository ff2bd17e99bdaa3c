"""The seam to CBC, through PuLP: one question, one answer, nothing taken on trust that can be seen.

CBC computes in floating-point numbers and allows small deviations. So it gets whole numbers only,
and is asked for a panel: one that it gives is checked in whole numbers by whoever asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

import pulp

from sortition.resolve.problem import Problem

NAME: Final = "CBC"
LARGEST: Final = 10**9
"""Numbers that PuLP writes and CBC holds without loss, with room for sums."""


class Silent(Enum):
    """Why there is no panel in the answer."""

    NONE = "there is none"
    NO_ANSWER = "no answer in time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Seats per profile, rounded to whole numbers; whoever asked sees whether they are a panel."""

    seats: dict[int, int]


Answer = Panel | Silent


def some_panel(problem: Problem, seconds: int) -> Answer:
    """Some panel that keeps every rule, or that there is none, by CBC within so many seconds."""
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
        model.solve(_solver(seconds))
    except pulp.PulpSolverError:  # it could not be started, or broke down
        return Silent.NO_ANSWER
    if model.status == pulp.LpStatusInfeasible:
        return Silent.NONE
    if model.status != pulp.LpStatusOptimal:
        return Silent.NO_ANSWER
    return Panel(seats={t: round(x.varValue or 0) for t, x in enumerate(seats)})


def _solver(seconds: int) -> pulp.COIN_CMD:
    """CBC as it comes with PuLP, on one thread, with no room for an answer that is nearly one."""
    path = pulp.PULP_CBC_CMD.pulp_cbc_path
    return pulp.COIN_CMD(path=path, msg=False, threads=1, timeLimit=seconds, gapRel=0, gapAbs=0)
