"""Leximin over the panels of a pool, exactly, by column generation in stages.

Stage by stage the smallest chance of those not fixed yet is made as large as it can be, over
lotteries of known panels; the multipliers ask for better panels until it is proved in whole numbers
that none exists (:mod:`tests.oracle.panels`). Nothing here comes from the engine.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from sortition.records.pool import Pool
from sortition.records.quotas import Quotas
from tests.oracle.linear import Program
from tests.oracle.panels import (
    Branching,
    Listed,
    OracleError,
    Question,
    Seats,
    all_panels,
    any_panel,
    check_panels,
    question_of,
)

_ROUGH = 10**4
_FEW = 1500
_STEPS = 20_000
_CLOSE = 50
"""Branches after the first better panel before it is taken."""

Asked = Listed | Branching


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Why nobody of ``tight`` can have more: Σ weight·seats is at most ``bound`` for every panel.

    ``fixed`` are the groups of earlier stages. ``weights`` are not negative, positive on ``tight``,
    and 0 on the rest of those who are not fixed.
    """

    chance: Fraction
    tight: tuple[int, ...]
    weights: tuple[int, ...]
    bound: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The leximin chance per group, the stages that prove it, a lottery that gives it."""

    question: Question
    chances: tuple[Fraction, ...]
    unseatable: tuple[int, ...]
    stages: tuple[Stage, ...]
    lottery: tuple[tuple[Fraction, Seats], ...]

    def by_person(self) -> tuple[Fraction, ...]:
        """The chance of each person of the pool."""
        pairs = zip(self.question.groups, self.chances, strict=True)
        chance = {i: value for members, value in pairs for i in members}
        return tuple(chance[i] for i in range(len(chance)))


def leximin(pool: Pool, quotas: Quotas, size: int) -> Answer | None:
    """The exact leximin lottery of a pool; None when it has no panel at all."""
    return leximin_of(question_of(pool, quotas, size))


def leximin_of(question: Question, asked: Asked | None = None) -> Answer | None:
    """The same for a question; ``asked`` finds the best panels (None: whichever is quicker)."""
    if asked is None:
        listed = all_panels(question, _FEW, _STEPS)
        asked = Branching(question) if listed is None else Listed(listed)
    first = asked.above([0] * len(question.counts), -1, enough=1)
    if not first:
        return None
    known, unseatable = _cover(question, asked, first)
    answer = _Search(question, asked, known, unseatable).run()
    check(answer, asked)
    return answer


def check(answer: Answer, asked: Asked) -> None:
    """That the lottery is one and gives the chances, and that every stage allows no more.

    Raises OracleError. The bounds were proved when they were found; ``asked`` is asked again.
    """
    question, chances = answer.question, answer.chances
    counts = question.counts
    check_panels(question, [panel for _, panel in answer.lottery])
    _require(all(w >= 0 for w, _ in answer.lottery), "a panel has a negative weight")
    _require(sum(w for w, _ in answer.lottery) == 1, "the weights do not add up to 1")
    for g, (n, chance) in enumerate(zip(counts, chances, strict=True)):
        _require(sum(w * p[g] for w, p in answer.lottery) == n * chance, "a chance is not reached")
    fixed = set(answer.unseatable)
    for g in fixed:
        _require(chances[g] == 0, "somebody without a panel has a chance")
    before = Fraction(0)
    for stage in answer.stages:
        weights = stage.weights
        _require(stage.chance >= before and bool(stage.tight), "the stages are out of order")
        _require(all(w >= 0 for w in weights), "a weight is negative")
        held = {g for g, w in enumerate(weights) if w}
        _require(held <= fixed | set(stage.tight), "a weight on people of later stages")
        _require(held >= set(stage.tight) and not fixed & set(stage.tight), "not who is tight")
        _require({chances[g] for g in stage.tight} == {stage.chance}, "not their chance")
        reached = sum(w * n * c for w, n, c in zip(weights, counts, chances, strict=True))
        _require(reached == stage.bound, "the bound is not met")
        fixed |= set(stage.tight)
        before = stage.chance
    _require(len(fixed) == len(counts), "somebody is at no stage")
    for stage in answer.stages:
        _require(not asked.above(stage.weights, stage.bound, enough=1), "a bound does not hold")


def _require(held: bool, otherwise: str) -> None:
    if not held:
        raise OracleError(otherwise)


def _cover(
    question: Question, asked: Asked, first: list[Seats]
) -> tuple[dict[Seats, None], tuple[int, ...]]:
    """Panels that hold everybody who can be held, and the groups that cannot."""
    known = dict.fromkeys(first)
    nobody = []
    for g in range(len(question.counts)):
        if any(panel[g] for panel in known):
            continue
        found = asked.above([int(g == other) for other in range(len(question.counts))], 0, enough=1)
        known.update(dict.fromkeys(found))
        if not found:
            nobody.append(g)
    return known, tuple(nobody)


class _Search:
    """The stages. Column 0 is the chance, then a weight per panel; a row per seatable group.

    The last row says that the weights add up to 1.
    """

    def __init__(
        self,
        question: Question,
        asked: Asked,
        known: dict[Seats, None],
        unseatable: tuple[int, ...],
    ) -> None:
        self.question = question
        self.asked = asked
        self.unseatable = unseatable
        self.rows = [g for g in range(len(question.counts)) if g not in unseatable]
        self.fixed: dict[int, Fraction] = {}
        self.panels: list[Seats] = []
        self.known: set[Seats] = set()
        self.program = Program([1.0], [(0, None)])
        for g in self.rows:
            self.program.add_row(({0: -question.counts[g]}, 0, None))
        self.program.add_row(({}, 1, 1))
        for panel in known:
            self._add(panel)

    def run(self) -> Answer:
        """All stages, then the lottery."""
        stages: list[Stage] = []
        values: list[Fraction] = []
        while len(self.fixed) < len(self.rows):
            stage, values = self._stage()
            stages.append(stage)
            for g in stage.tight:
                self._fix(g, stage.chance)
        chances = tuple(self.fixed.get(g, Fraction(0)) for g in range(len(self.question.counts)))
        return Answer(
            question=self.question,
            chances=chances,
            unseatable=self.unseatable,
            stages=tuple(stages),
            lottery=tuple((w, p) for w, p in zip(values[1:], self.panels, strict=True) if w),
        )

    def _add(self, panel: Seats) -> None:
        if panel in self.known:
            raise OracleError("a known panel was found again")
        self.known.add(panel)
        self.panels.append(panel)
        weights = {r: panel[g] for r, g in enumerate(self.rows) if panel[g]}
        self.program.add_column(0.0, 0, None, {**weights, len(self.rows): 1})

    def _fix(self, g: int, chance: Fraction) -> None:
        r = self.rows.index(g)
        self.fixed[g] = chance
        self.program.set_row(r, {j: w for j, w in self.program.rows[r].items() if j})
        self.program.limit(r, self.question.counts[g] * chance, None)

    def _stage(self) -> tuple[Stage, list[Fraction]]:
        """The next chance, proved, and the exact weights of a lottery that gives it.

        Where floating point ends at a basis that in fractions is none, the stage goes on in
        rational arithmetic.
        """
        for ends in (self._solved, self._refined):
            found = self._stage_with(ends)
            if found is not None:
                return found
        raise OracleError("the stage ends at no optimum, even in fractions")

    def _solved(self) -> bool:
        return self.program.solve() or self.program.solve_again()

    def _refined(self) -> bool:
        self._solved()
        return self.program.refine() or self.program.refine(anew=True)

    def _stage_with(self, ends: Callable[[], bool]) -> tuple[Stage, list[Fraction]] | None:
        while ends():
            if self._improve_roughly():
                continue
            found = self._exact_weights()
            if found is None:
                return None
            weights, whole = found
            bound = max(self._value(weights, panel) for panel in self.panels)
            better = self.asked.above(weights, bound, enough=_CLOSE)
            for panel in better:
                self._add(panel)
            if not better:
                return self._proved(weights, whole, bound)
        return None

    def _proved(
        self, weights: Sequence[int], whole: int, bound: int
    ) -> tuple[Stage, list[Fraction]] | None:
        held = sum(
            (weights[g] * self.question.counts[g] * chance for g, chance in self.fixed.items()),
            Fraction(0),
        )
        chance = (bound - held) / whole
        values = self.program.exact_values()
        if values is None or not self._gives(values, chance):
            return None
        tight = tuple(g for g in self.rows if g not in self.fixed and weights[g])
        return Stage(chance=chance, tight=tight, weights=tuple(weights), bound=bound), values

    def _improve_roughly(self) -> bool:
        """Add panels that are better by far, with short weights; False when there are none."""
        duals = [-d for d in self.program.duals()[:-1]]
        most = max(map(abs, duals), default=0)
        weights = [0] * len(self.question.counts)
        for g, d in zip(self.rows, duals, strict=True):
            weights[g] = round(max(0.0, d) / most * _ROUGH) if most else 0
        floor = max(self._value(weights, panel) for panel in self.panels)
        found = self.asked.above(weights, floor + len(self.rows) // 4, enough=_CLOSE)
        for panel in found:
            self._add(panel)
        return bool(found)

    def _exact_weights(self) -> tuple[list[int], int] | None:
        """The multipliers as whole numbers w >= 0, and Σ n·w over those who are not fixed (> 0)."""
        duals = self.program.exact_duals({0: 1})
        if duals is None or any(d > 0 for d in duals[:-1]):
            return None
        common = lcm(*(d.denominator for d in duals[:-1]))
        weights = [0] * len(self.question.counts)
        for g, d in zip(self.rows, duals[:-1], strict=True):
            weights[g] = int(-d * common)
        counts = self.question.counts
        whole = sum(weights[g] * counts[g] for g in self.rows if g not in self.fixed)
        return (weights, whole) if whole > 0 else None

    def _gives(self, values: list[Fraction], chance: Fraction) -> bool:
        lottery = [(w, p) for w, p in zip(values[1:], self.panels, strict=True) if w]
        return (
            all(w > 0 for w, _ in lottery)
            and sum(w for w, _ in lottery) == 1
            and all(
                sum(w * p[g] for w, p in lottery)
                >= self.question.counts[g] * self.fixed.get(g, chance)
                for g in self.rows
            )
        )

    def _value(self, weights: Sequence[int], panel: Seats) -> int:
        return sum(w * s for w, s in zip(weights, panel, strict=True) if s)


__all__ = ["Answer", "Stage", "any_panel", "check", "leximin", "leximin_of"]
