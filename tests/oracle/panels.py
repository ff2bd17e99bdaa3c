"""The panels of a pool in groups of people, and the best of them for given weights, exactly.

Groups are made here from the pool itself, not taken from the engine. The best panel is found by
branch and bound: a branch is cut off only when whole-number arithmetic shows that no panel of it is
good enough, whatever the linear solver said (safe bounds: Neumaier and Shcherbina 2004).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from sortition.records.pool import Pool
from sortition.records.quotas import Quotas
from tests.oracle.linear import Program

Seats = tuple[int, ...]
"""A panel: seats per group."""
Side = tuple[str, str, int]
"""Category, value and side: -1 the minimum, 1 the maximum."""

_DETAIL = 1 << 24
_WHOLE = 1e-6


class OracleError(Exception):
    """The exact method did not come to an end; says nothing about the engine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """``lower <= seats of groups - seats of minus <= upper``; ``quota`` names it, if it is one."""

    groups: tuple[int, ...]
    lower: int
    upper: int
    quota: tuple[str, str] | None = None
    minus: tuple[int, ...] = ()
    weights: tuple[tuple[int, int], ...] = ()
    """Instead of ``groups`` and ``minus``: pairs of group and weight."""

    def keeps(self, seats: Seats) -> bool:
        """Whether a panel keeps to it."""
        return self.lower <= sum(w * seats[g] for g, w in _signs(self).items()) <= self.upper


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Groups of people who can change places, and the lines that every panel meets."""

    groups: tuple[tuple[int, ...], ...]
    lines: tuple[Line, ...]

    @property
    def counts(self) -> Seats:
        """People per group."""
        return tuple(map(len, self.groups))

    def allows(self, seats: Seats) -> bool:
        """Whether this is a panel."""
        return all(0 <= s <= n for s, n in zip(seats, self.counts, strict=True)) and all(
            line.keeps(seats) for line in self.lines
        )

    def without(self, dropped: Sequence[Side]) -> Question:
        """The same with some bounds of quotas left out."""
        people = sum(self.counts)
        return Question(
            groups=self.groups,
            lines=tuple(
                Line(
                    groups=line.groups,
                    lower=0 if line.quota and (*line.quota, -1) in dropped else line.lower,
                    upper=people if line.quota and (*line.quota, 1) in dropped else line.upper,
                    quota=line.quota,
                )
                for line in self.lines
            ),
        )


def question_of(pool: Pool, quotas: Quotas, size: int) -> Question:
    """Group the people: same values, and homes in which people with the same values live.

    Whoever lives alone has a home nobody shares. Of homes of one sort as many can send somebody as
    there are such homes, and each of them has all the sort's groups in it: one line says it all.
    """
    homes: defaultdict[object, list[int]] = defaultdict(list)
    for i, person in enumerate(pool.registrants):
        homes[("alone", i) if person.household is None else person.household].append(i)
    groups: defaultdict[tuple[object, tuple[str, ...]], list[int]] = defaultdict(list)
    sorts: Counter[object] = Counter()
    for members in homes.values():
        shared = len(members) > 1
        sort = tuple(sorted(pool.registrants[i].values for i in members)) if shared else None
        sorts[sort] += 1
        for i in members:
            groups[sort, pool.registrants[i].values].append(i)
    names = list(groups)
    lines = [Line(groups=tuple(range(len(names))), lower=size, upper=size)]
    for row in quotas.rows:
        place = pool.categories.index(row.category)
        lines.append(
            Line(
                groups=tuple(g for g, (_, v) in enumerate(names) if v[place] == row.value),
                lower=row.minimum,
                upper=row.maximum,
                quota=(row.category, row.value),
            )
        )
    lines += [
        Line(groups=tuple(g for g, (s, _) in enumerate(names) if s == sort), lower=0, upper=number)
        for sort, number in sorts.items()
        if sort is not None
    ]
    return Question(groups=tuple(tuple(groups[name]) for name in names), lines=tuple(lines))


def all_panels(question: Question, most: int, effort: int) -> list[Seats] | None:
    """Every panel, when there are at most ``most`` and ``effort`` steps find them; else None."""
    counts, lines = question.counts, question.lines
    later = [
        [sum(counts[g] for g in line.groups if g >= depth) for line in lines]
        for depth in range(len(counts) + 1)
    ]
    of_group = [[r for r, line in enumerate(lines) if g in line.groups] for g in range(len(counts))]
    found: list[Seats] = []
    waiting: list[tuple[Seats, tuple[int, ...]]] = [((), (0,) * len(lines))]
    while waiting:
        effort -= 1
        seats, sums = waiting.pop()
        depth = len(seats)
        if effort < 0 or len(found) > most:
            return None
        if not all(
            s <= line.upper and s + rest >= line.lower
            for s, rest, line in zip(sums, later[depth], lines, strict=True)
        ):
            continue
        if depth == len(counts):
            found.append(seats)
            continue
        for s in range(counts[depth] + 1):
            fresh = list(sums)
            for r in of_group[depth]:
                fresh[r] += s
            waiting.append(((*seats, s), tuple(fresh)))
    return found


class Listed:
    """All panels, one by one."""

    def __init__(self, panels: list[Seats]) -> None:
        self.panels = panels

    def above(self, weights: Sequence[int], floor: int, enough: int = 0) -> list[Seats]:
        """Panels with more than ``floor``, the best last; none when there is none."""
        values = [sum(w * s for w, s in zip(weights, p, strict=True) if s) for p in self.panels]
        best = max(values, default=floor)
        return [self.panels[values.index(best)]] if best > floor else []


class Branching:
    """Branch and bound over the question's panels."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.counts = question.counts
        width, height = len(self.counts), len(question.lines)
        self.of_group: list[list[tuple[int, int]]] = [[] for _ in self.counts]
        for r, line in enumerate(question.lines):
            for g, sign in _signs(line).items():
                self.of_group[g].append((r, sign))
        self._main = Program([0.0] * width, [(0, n) for n in self.counts])
        self._elastic = Program(
            [0.0] * width + [-1.0] * (2 * height),
            [*((0, n) for n in self.counts), *[(0, None)] * (2 * height)],
        )
        for r, line in enumerate(question.lines):
            ones = _signs(line)
            self._main.add_row((ones, line.lower, line.upper))
            stretch = {width + 2 * r: 1, width + 2 * r + 1: -1}
            self._elastic.add_row(({**ones, **stretch}, line.lower, line.upper))
        self.nodes = 0

    def above(self, weights: Sequence[int], floor: int, enough: int = 0) -> list[Seats]:
        """Panels whose Σ weight·seats is more than ``floor``, the best last.

        An empty list is a proof that there is none. ``enough``: once a panel is found, stop after
        so many branches (0: go on until no better one exists).
        """
        weights = list(weights)
        scale = max(1, *map(abs, weights))
        for g, w in enumerate(weights):
            self._main.price(g, w / scale)
        found: list[Seats] = []
        waiting = [tuple((0, n) for n in self.counts)]
        since = 0
        while waiting and not (found and enough and since > enough):
            since += bool(found)
            self.nodes += 1
            box = waiting.pop()
            values = self._ask(box, weights, scale, floor)
            if values is None:
                continue
            rounded = tuple(round(v) for v in values)
            value = sum(w * s for w, s in zip(weights, rounded, strict=True))
            if value > floor and self.question.allows(rounded):
                found.append(rounded)
                floor = value
            waiting += self._branches(box, values)
        return found

    def _branches(
        self, box: tuple[tuple[int, int], ...], values: list[float]
    ) -> list[tuple[tuple[int, int], ...]]:
        """Two halves of a box, the likelier last; none when the box holds one point only."""
        away = [abs(value - round(value)) for value in values]
        g = max(range(len(box)), key=lambda g: (away[g], box[g][1] - box[g][0]))
        low, high = box[g]
        if low == high:
            return []
        at = min(max(int(values[g] + _WHOLE), low), high - 1)
        if away[g] < _WHOLE and at == round(values[g]) and at > low:
            at -= 1  # a whole point that was not cut off: the halves must differ from the box
        down = (*box[:g], (low, at), *box[g + 1 :])
        up = (*box[:g], (at + 1, high), *box[g + 1 :])
        return [down, up] if values[g] - at > 0.5 else [up, down]

    def _ask(
        self, box: tuple[tuple[int, int], ...], weights: list[int], scale: int, floor: int
    ) -> list[float] | None:
        """The best point of the relaxation in a box; None when no panel there beats the floor."""
        program = self._main
        for g, (low, high) in enumerate(box):
            if program.bounds[g] != (low, high):
                program.bound(g, low, high)
        solved = program.solve()
        if solved:
            duals = [round(d * scale * _DETAIL) for d in program.duals()]
            if self._bound(box, weights, duals, _DETAIL) <= floor:
                return None
            exact = program.exact_duals(dict(enumerate(weights)))
            if exact is not None and self._exactly(box, weights, exact) <= floor:
                return None
            return [
                min(max(v, low), high)
                for v, (low, high) in zip(program.values()[: len(box)], box, strict=True)
            ]
        if self._is_empty(box):
            return None
        if all(low == high for low, high in box):
            seats = tuple(low for low, _ in box)
            if not self.question.allows(seats):
                return None
        return [(low + high) / 2 for low, high in box]

    def _is_empty(self, box: tuple[tuple[int, int], ...]) -> bool:
        """Whether multipliers prove that the box holds no point of the relaxation."""
        program = self._elastic
        for g, (low, high) in enumerate(box):
            if program.bounds[g] != (low, high):
                program.bound(g, low, high)
        if not program.solve():
            return False
        nothing = [0] * len(box)
        duals = [round(d * _DETAIL) for d in program.duals()]
        if self._bound(box, nothing, duals, _DETAIL) < 0:
            return True
        width, stretches = len(box), len(program.bounds) - len(box)
        exact = program.exact_duals({width + j: -1 for j in range(stretches)})
        return exact is not None and self._exactly(box, nothing, exact) < 0

    def _exactly(
        self, box: tuple[tuple[int, int], ...], weights: list[int], duals: list[Fraction]
    ) -> int:
        common = lcm(*(d.denominator for d in duals))
        return self._bound(box, weights, [int(d * common) for d in duals], common)

    def _bound(
        self, box: tuple[tuple[int, int], ...], weights: list[int], duals: list[int], scale: int
    ) -> int:
        """No panel in the box has more, whatever the multipliers (``duals`` / ``scale``) are.

        w·x = (w - dA)x + d(Ax), each part at most its largest value over the box and the lines.
        """
        total = sum(
            max(d * line.lower, d * line.upper)
            for d, line in zip(duals, self.question.lines, strict=True)
            if d
        )
        for g, (low, high) in enumerate(box):
            rest = scale * weights[g] - sum(sign * duals[r] for r, sign in self.of_group[g])
            total += rest * (high if rest > 0 else low)
        return total // scale


def least_change(question: Question, most: int) -> int | None:
    """By how many seats the quotas must give way at least; None when by more than ``most``."""
    width = len(question.groups)
    groups, lines = list(question.groups), []
    for line in question.lines:
        if line.quota is None:
            lines.append(line)
            continue
        stretch = tuple(range(most))
        under, over = len(groups), len(groups) + 1
        groups += [stretch, stretch]
        people = sum(question.counts)
        lines += [
            Line(groups=(*line.groups, under), lower=line.lower, upper=people + most),
            Line(groups=line.groups, minus=(over,), lower=-most, upper=line.upper),
        ]
    elastic = Question(groups=tuple(groups), lines=tuple(lines))
    weights = [0] * width + [-1] * (len(groups) - width)
    found = Branching(elastic).above(weights, -most - 1)
    return sum(found[-1][width:]) if found else None


def any_panel(question: Question) -> Seats | None:
    """Some panel; None proves that there is none."""
    found = Branching(question).above([0] * len(question.counts), -1, enough=1)
    return found[-1] if found else None


def _signs(line: Line) -> dict[int, int]:
    return {**dict.fromkeys(line.groups, 1), **dict.fromkeys(line.minus, -1), **dict(line.weights)}


def check_panels(question: Question, panels: Sequence[Seats]) -> None:
    """Every panel meets every line."""
    if not all(question.allows(panel) for panel in panels):
        raise OracleError("a panel does not meet the lines")
