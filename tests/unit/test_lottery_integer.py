"""The integer solver: answers that must be right, among them one that it once had wrong."""

from __future__ import annotations

import numpy as np

from sortition.lottery.integer import Panels
from sortition.lottery.system import System
from sortition.records.space import Row

FIFTH = 214748364
"""A fifth of 2**30, rounded down: the dual values in which the fault was met."""
VALUE = 5 * FIFTH + 4
LIMITS = """
5-6: 28-37 | 7-8: 1-5 17-19 25 29-32 41 | 4-5: 5 12 23 24 | 3-4: 1 20 34 | 6-7: 2 7 19 21 23 35 36
2-3: 3 27 30 39 42 | 4-5: 0 2 25 28 32 35 42 | 6-7: 1 3-6 8 9 12 13 30 36 39
5-6: 0 5-7 16 28 29 38 41 | 2-3: 8 37 | 2-3: 0 4 6 9 42 | 6-7: 16 20-22 24 28 31 32 40
3-4: 13 17 29 33 35 | 1-1: 19 31 36
"""
PANEL = (*range(6), *range(7, 13), 14, *range(19, 30), 33, 34, 35, 37, 38, 40)
PEOPLE = 43


def numbers(text: str) -> tuple[int, ...]:
    """``1-3 7`` as 1, 2, 3, 7."""
    spans = [[int(n) for n in part.split("-")] for part in text.split()]
    return tuple(n for span in spans for n in range(span[0], span[-1] + 1))


def limits() -> tuple[Row, ...]:
    rows = []
    for part in LIMITS.replace("\n", "|").split("|"):
        if part.strip():
            bounds, people = part.split(":")
            lower, upper = (int(bound) for bound in bounds.split("-"))
            who = numbers(people)
            rows.append(Row(profiles=who, weights=(1,) * len(who), lower=lower, upper=upper))
    face = {13: 1, 16: 1, 17: 2, 18: 1, 19: 3, 36: 3, 39: 1, 41: 1}
    rows.append(Row(profiles=tuple(face), weights=tuple(face.values()), lower=3, upper=3))
    return tuple(rows)


def weights() -> list[int]:
    found = [0] * PEOPLE
    for t in (6, 13, 15, 16, 18, 30, 31, 32, 39, 41, 42):
        found[t] = FIFTH
    found[17], found[36], found[19] = 2 * FIFTH + 1, 4 * FIFTH + 3, VALUE
    return found


def test_a_panel_that_is_there_is_found():
    # The solver's presolve once said of these conditions that no panel has this value.
    system = System(counts=(1,) * PEOPLE, rows=limits())
    there = tuple((t, 1) for t in PANEL)
    assert system.allows(there)
    assert sum(weights()[t] for t in PANEL) == VALUE
    best = Panels(system).best(weights(), least=VALUE)
    assert best is not None
    assert best.value >= VALUE


def test_the_least_value_changes_nothing_but_what_is_looked_at():
    system = System(counts=(1,) * PEOPLE, rows=limits())
    panels = Panels(system)
    free, held = panels.best(weights()), panels.best(weights(), least=VALUE)
    assert free is not None
    assert held is not None
    assert free.value == held.value
    assert all(int(np.array(weights()) @ panel) >= VALUE for panel in held.others)
    assert panels.best(weights(), least=free.value + 1) is None
