"""Leximin: the smallest chance as large as can be, then the next smallest, and so on."""

from __future__ import annotations

from sortition.errors import SolverError, Text
from sortition.lottery.levels import Chances, solve_exactly
from sortition.lottery.objectives.optimum import Optimum
from sortition.lottery.proof import prove
from sortition.lottery.stages import guess
from sortition.lottery.system import System
from sortition.records.lottery import Level
from sortition.records.progress import Listener

_TOLERANCES = (1e-8, 1e-6, 1e-10)


def leximin(system: System, listen: Listener) -> Optimum | None:
    """The leximin chances over the relaxation, every level proved."""
    found = fairest(system, listen)
    return found and Optimum(chances=found[0], levels=found[1])


def fairest(
    system: System, listen: Listener, *, all_levels: bool = True
) -> tuple[Chances, tuple[Level, ...]] | None:
    """The leximin chances and their levels; or only the levels up to the smallest chance above 0.

    None when no mean panel meets the rows.
    """
    guessed = guess(system, listen)
    if guessed is None:
        return None
    for tolerance in _TOLERANCES:
        chances = solve_exactly(system, guessed, tolerance)
        if chances is None:
            continue
        first = 1 if chances.values[chances.groups[0][0]] > 0 else 2
        levels = prove(system, chances, listen, most=None if all_levels else first)
        if levels:
            return chances, levels
    raise SolverError(Text("The chances could not be proved in exact fractions."))
