"""The methods over the panels themselves, by column generation: where R promises too much."""

from __future__ import annotations

from sortition.lottery.columns.goldilocks import goldilocks
from sortition.lottery.columns.maximin import maximin
from sortition.lottery.columns.nash import nash
from sortition.lottery.faces import Faces
from sortition.lottery.reached import Reached, Start
from sortition.records.lottery import Method
from sortition.records.progress import Listener

__all__ = ["Reached", "Start", "reach"]


def reach(method: Method, start: Start, listen: Listener) -> Reached:
    """The lottery that is best by this method, proved. Raises SolverError rather than guess."""
    match method:
        case Method.LEXIMIN:
            faces = Faces(start)
            start.began(faces.standing)
            return faces.run(listen)
        case Method.MAXIMIN:
            return maximin(start, listen)
        case Method.NASH:
            return nash(start, listen)
        case Method.GOLDILOCKS:
            return goldilocks(start, listen)
