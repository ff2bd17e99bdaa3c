"""What makes a lottery fair: one module per method, all with the same way in and out."""

from __future__ import annotations

from sortition.lottery.objectives.goldilocks import goldilocks
from sortition.lottery.objectives.leximin import leximin
from sortition.lottery.objectives.maximin import maximin
from sortition.lottery.objectives.nash import nash
from sortition.lottery.objectives.optimum import Optimum, Solve
from sortition.lottery.system import System
from sortition.records.lottery import Method
from sortition.records.progress import Listener

__all__ = ["Optimum", "optimise"]


def optimise(method: Method, system: System, listen: Listener) -> Optimum | None:
    """The chances that are best by this method over the relaxation, proved.

    None when no mean panel meets the rows. Raises SolverError rather than guess.
    """
    return _solve(method)(system, listen)


def _solve(method: Method) -> Solve:
    match method:
        case Method.LEXIMIN:
            return leximin
        case Method.MAXIMIN:
            return maximin
        case Method.NASH:
            return nash
        case Method.GOLDILOCKS:
            return goldilocks
