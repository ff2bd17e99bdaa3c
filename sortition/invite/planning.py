"""How many letters to send where: the fewest found for the wish, and what else could be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Final

import numpy as np

from sortition.errors import Text
from sortition.invite.dividing import Scenarios, divide, scenarios
from sortition.invite.filling import filled, lacking, margins
from sortition.invite.rounds import Rounds, simulate
from sortition.invite.searching import Trial
from sortition.invite.stream import Floats
from sortition.invite.world import Flags, World
from sortition.records.letters import LettersAdvice, LettersPlan, Outlook, Rules, Stratum
from sortition.records.progress import Listener, Moment, silent

_CAPS: Final = tuple(Fraction(n, 4) for n in (4, 5, 6, 8, 12, 20, 40))
"""Ratios of the largest to the smallest chance that are tried and shown: 1 to 10."""
_PROBABILITIES: Final = tuple(Fraction(n, 100) for n in (50, 80, 90, 95, 99))
_SCALING: Final = 4000
_CHECKING: Final = 1000
_ROOM: Final = 3
"""Letters that are simulated per group: so many times those of the division, and some."""
_FINE: Final = 10**6
"""Chances are whole multiples of one in a million of the smallest step before they are scaled."""
_AREAS: Final = 3
_HABIT: Final = Fraction(1, 5)
"""The part of the letters, and of the people, that the habit has in mind for other areas."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is wanted: the probability (0 to 1) that a panel can be filled, and within what limits.

    ``cap`` (>= 1) is the largest ratio of two chances; ``letters`` a fixed number of letters, or
    None for as many as are needed; ``most`` letters can be paid for, or None. ``spread`` is how
    much strata differ from what their groups say (standard deviation, as a part of the rate).
    """

    probability: Fraction
    cap: Fraction
    spread: Fraction
    letters: int | None = None
    most: int | None = None


def advise(world: World, rules: Rules, wish: Wish, listen: Listener = silent) -> LettersAdvice:
    """The letters for a wish. ``rules`` are those that the register was counted with."""
    return _Adviser(world, rules, wish, listen).advice()


class _Adviser:
    """The rounds and divisions that all answers are made from."""

    def __init__(self, world: World, rules: Rules, wish: Wish, listen: Listener) -> None:
        self.world, self.rules, self.wish, self.listen = world, rules, wish, listen
        self.units = np.array([float(n) for n in world.units])
        known = scenarios(world, label="letters divided", spread=wish.spread)
        caps = sorted({*_CAPS, wish.cap})
        self.shapes = {cap: self._shape(known, cap) for cap in caps}
        most = self._most()
        self.scaling = self._rounds("letters scaled", _SCALING, most)
        self.checking = self._rounds("letters checked", _CHECKING, most)

    def advice(self) -> LettersAdvice:
        """Everything together."""
        letters, enough, unseen = self._chosen()
        outlook = self._outlook(letters)
        total = letters.sum()
        equal = self._equal(total)
        areas, habit = self._habit(total)
        needed = self._needed(unseen)
        return LettersAdvice(
            plan=self._plan(letters),
            wanted=self.wish.probability,
            enough=enough,
            outlook=outlook,
            equal=self._outlook(equal),
            habit=None if habit is None else self._outlook(habit),
            areas=areas,
            equal_letters=needed[Fraction(1)],
            by_probability=tuple(self._by_probability(letters, unseen)),
            by_cap=tuple((cap, needed[cap]) for cap in needed),
        )

    def _shape(self, known: Scenarios, cap: Fraction) -> Floats | None:
        risk = float(1 - self.wish.probability)
        return divide(self.world, known, cap=cap, risk=risk, listen=self.listen)

    def _most(self) -> list[int]:
        """How many letters of each group are worth simulating."""
        found = [shape for shape in self.shapes.values() if shape is not None]
        if not found:
            return [int(n) for n in self.world.units]
        largest = np.max(found, axis=0) * _ROOM + 50
        for fixed in (self.wish.letters, self.wish.most):
            if fixed is not None:
                sent = [self._scaled(shape, fixed) for shape in found]
                largest = np.max([largest, *sent, self._equal(fixed)], axis=0)
        return [
            min(ceil(units), int(letters))
            for units, letters in zip(self.world.units, largest, strict=True)
        ]

    def _equal(self, letters: float) -> Floats:
        """So many letters with equal chances."""
        equal: Floats = self.units * min(letters / self.units.sum(), 1.0)
        return equal

    def _rounds(self, label: str, count: int, most: Sequence[int]) -> Rounds:
        return simulate(
            self.world,
            label=label,
            count=count,
            most=most,
            spread=self.wish.spread,
            listen=self.listen,
        )

    def _allowed(self, cap: Fraction) -> list[Floats]:
        """The divisions whose chances differ by no more than this."""
        return [s for own, s in self.shapes.items() if own <= cap and s is not None]

    def _chosen(self) -> tuple[Floats, bool, float]:
        """The letters to send, whether they are expected to be enough, and what counting misses."""
        trial = Trial(world=self.world, rounds=self.scaling, listen=self.listen)
        shapes = self._allowed(self.wish.cap)
        risk = float(1 - self.wish.probability)
        fixed = self.wish.letters
        if fixed is None:
            counted = [trial.counted(shape, trial.aim(risk)) for shape in shapes]
            best = min((e for e in counted if e is not None), key=np.sum, default=None)
            found = None if best is None else trial.fewest(best, risk)
            if found is not None and found.letters.sum() <= (self.wish.most or np.inf):
                return found.letters, True, found.unseen
            fixed = self.wish.most
        if fixed is None or not shapes:
            return self.units.copy(), False, 0.0
        tried = [self._scaled(shape, fixed) for shape in shapes]
        best = min(tried, key=trial.risk)
        exact = trial.exact_risk(best)
        return best, exact <= risk, exact - trial.risk(best)

    def _scaled(self, shape: Floats, letters: int) -> Floats:
        """A division with so many letters, or as many as keep every chance at most 1."""
        most = float((self.units / np.maximum(shape, 1e-12)).min())
        scaled: Floats = shape * min(letters / shape.sum(), most)
        return scaled

    def _needed(self, unseen: float) -> dict[Fraction, int | None]:
        """The fewest letters found for each ratio of chances, by counting."""
        trial = Trial(world=self.world, rounds=self.scaling)
        aim = trial.aim(float(1 - self.wish.probability)) - unseen
        least: float | None = None
        found: dict[Fraction, int | None] = {}
        for step, (cap, shape) in enumerate(self.shapes.items()):
            self.listen(
                Moment(stage=Text("Comparing with other wishes"), done=step, total=len(self.shapes))
            )
            letters = None if shape is None else trial.counted(shape, max(aim, 0.0))
            if letters is not None:
                total = float(letters.sum())
                least = total if least is None else min(least, total)
            found[cap] = None if least is None else round(least)
        return found

    def _by_probability(self, letters: Floats, unseen: float) -> list[tuple[Fraction, int | None]]:
        """With the letters divided as they are for the wish."""
        trial = Trial(world=self.world, rounds=self.scaling)
        found = []
        for probability in sorted({*_PROBABILITIES, self.wish.probability}):
            aim = trial.aim(float(1 - probability)) - unseen
            needed = trial.counted(letters, max(aim, 0.0))
            found.append((probability, None if needed is None else round(float(needed.sum()))))
        return found

    def _outlook(self, letters: Floats) -> Outlook:
        """In rounds that nothing was chosen with."""
        answers = self.checking.answers(self.world, letters)
        counts = margins(self.world, answers)
        good = int(filled(self.world, answers, self.listen).sum())
        missing = lacking(self.world, counts).sum(axis=0)
        rounds = self.checking.count
        return Outlook(
            letters=Fraction(round(float(letters.sum()) * 100), 100),
            rounds=rounds,
            filled=Fraction(good, rounds),
            people=Fraction(int(answers.sum()), rounds),
            lacking=tuple(
                (row, Fraction(int(times), rounds), Fraction(int(people), rounds))
                for row, times, people in zip(
                    self.world.quotas, missing, counts.sum(axis=0), strict=True
                )
            ),
        )

    def _habit(self, total: float) -> tuple[tuple[str, ...], Floats | None]:
        """80 % of the letters everywhere, 20 % where people answer least."""
        columns = [i for i, one in enumerate(self.rules.attributes) if not one.bands]
        place = max(columns, key=lambda i: len(self.rules.attributes[i].values), default=None)
        # Where people live is what has most values; a habit of two halves is none.
        if place is None or len(self.rules.attributes[place].values) < _AREAS:
            return (), None
        values = dict.fromkeys(cell[place] for cell in self.world.cells)
        held = {value: self._of(place, value) for value in values}
        answers = np.array([float(self.world.expected(s)) for s in range(len(self.units))])
        rate = {
            value: round(float((answers * self.units)[own].sum()) / self._size(own), 12)
            for value, own in held.items()
        }
        # Of areas that answer alike the smaller first: the habit means few people.
        order = sorted(values, key=lambda value: (rate[value], self._size(held[value])))
        chosen: list[str] = []
        while (
            self._size(np.isin([c[place] for c in self.world.cells], chosen))
            < float(_HABIT) * self.units.sum()
        ):
            chosen.append(order[len(chosen)])
        inside = np.isin([cell[place] for cell in self.world.cells], chosen)
        everywhere = self.units * (float(1 - _HABIT) * total / self.units.sum())
        extra = np.where(inside, self.units, 0.0) * (float(_HABIT) * total / self._size(inside))
        return tuple(chosen), np.minimum(everywhere + extra, self.units)

    def _of(self, place: int, value: str) -> Flags:
        return np.array([cell[place] == value for cell in self.world.cells])

    def _size(self, inside: Flags) -> float:
        return float(self.units[inside].sum())

    def _plan(self, letters: Floats) -> LettersPlan:
        """Exact chances: the cap is kept to the last digit, and the letters are a whole number."""
        smallest = float((letters / self.units).min())
        steps = [
            min(round(float(own) * _FINE / smallest), floor(self.wish.cap * _FINE))
            for own in letters / self.units
        ]
        expected = sum(
            (units * step for units, step in zip(self.world.units, steps, strict=True)), Fraction(0)
        )
        total = max(1, round(float(letters.sum())))
        unit = min(Fraction(total) / expected, Fraction(1, max(steps)))
        return LettersPlan(
            rules=self.rules,
            cap=self.wish.cap,
            strata=tuple(
                Stratum(values=cell, units=units, chance=unit * step)
                for cell, units, step in zip(self.world.cells, self.world.units, steps, strict=True)
            ),
            otherwise=unit * min(steps),
        )
