"""The methods side by side on one page: a table and a picture. Nobody is named in it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import log
from typing import Final

from sortition.errors import Text
from sortition.records.comparison import Comparison, Outcome
from sortition.records.lottery import Method
from sortition.report.methods import aim
from sortition.report.page import environment
from sortition.texts import known_language, translator

_WIDE: Final = 1000
"""The picture is so many units wide and high."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """A scale by proportion: ``marks`` from the lowest, at the bottom, to the highest.

    Chances below the lowest mark (none at all, in a simulation) are drawn at the bottom.
    """

    marks: tuple[Fraction, ...]

    @classmethod
    def of(cls, comparison: Comparison) -> Axis:
        """From the smallest proved chance, or a tenth of it if plain picking goes below, to 1."""
        proved = min(o.smallest for o in comparison.outcomes if o.method is not None)
        lowest = min(o.smallest for o in comparison.outcomes)
        highest = max(o.largest for o in comparison.outcomes)
        ladder = [Fraction(step, 10**power) for power in range(12, 0, -1) for step in (1, 2, 5)]
        ladder.append(Fraction(1))
        first = max(i for i, mark in enumerate(ladder[:-1]) if mark <= max(lowest, proved / 10))
        last = min(i for i, mark in enumerate(ladder) if mark >= highest and i > first)
        return cls(marks=tuple(ladder[first : last + 1]))

    def depth(self, chance: Fraction) -> int:
        """How far below the top a chance is drawn."""
        low, high = self.marks[0], self.marks[-1]
        share = log(max(chance, low) / low) / log(high / low)
        return _WIDE - round(_WIDE * share)

    @property
    def ticks(self) -> tuple[tuple[Fraction, int, int], ...]:
        """Each mark, the decimals of its percentage, and its depth."""
        return tuple((mark, _decimals(mark * 100), self.depth(mark)) for mark in self.marks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """Everybody's chance by one method as a path; ``style`` names its dashes and colour."""

    name: Text
    style: str
    path: str


def name_of(outcome: Outcome) -> Text:
    """The method's name, or that of plain picking."""
    if outcome.method is None:
        return Text("plain picking")
    return Text("{label}", label=outcome.method.value)


def gap_text(outcome: Outcome) -> Text:
    """What the proof leaves open; a dash when there is no proof."""
    if outcome.gap is None:
        return Text("no proof")
    if outcome.gap == 0:
        return Text("{label}", label=0)
    return Text("1 in {n}", n=max(1, outcome.gap.denominator // outcome.gap.numerator))


def distinct_text(outcome: Outcome) -> Text:
    """Different panels, where panels were made."""
    if outcome.picking is None:
        return Text("{label}", label="–")
    return Text("{n} of {panels}", n=outcome.picking.distinct, panels=outcome.picking.panels)


def picking_text(comparison: Comparison) -> tuple[Text, ...]:
    """How plain picking was simulated, and what its figures are worth."""
    return tuple(
        Text(
            "Plain picking is what people do by hand: again and again pick somebody at random whose"
            " values are all still open, first of the value that lacks most seats, and start again"
            " when stuck. It was simulated until there were {panels} panels ({tries} attempts). Its"
            " chances are counted, not proved: small ones are rough, and somebody who never sat"
            " may still have a very small chance.",
            panels=outcome.picking.panels,
            tries=outcome.picking.tries,
        )
        for outcome in comparison.outcomes
        if outcome.picking is not None
    )


def _decimals(number: Fraction) -> int:
    """How many decimals it takes to write a number that has finitely many."""
    return next(digits for digits in range(20) if (number * 10**digits).denominator == 1)


def curves(comparison: Comparison, axis: Axis) -> tuple[Curve, ...]:
    """One line for each outcome, from the smallest chance to the largest."""
    return tuple(
        Curve(
            name=name_of(outcome),
            style=outcome.method.value if outcome.method else "picking",
            path=_path(outcome.chances, axis),
        )
        for outcome in comparison.outcomes
    )


def _path(chances: tuple[Fraction, ...], axis: Axis) -> str:
    """Steps, at most one for each unit of width."""
    people = len(chances)
    steps: list[str] = []
    last = None
    for x in range(min(people, _WIDE)):
        person = x * people // min(people, _WIDE)
        height = axis.depth(chances[person])
        if height != last:
            at = round(Fraction(_WIDE * person, people))
            steps.append(
                f"{'M' if last is None else 'H'}{at}{' ' if last is None else 'V'}{height}"
            )
            last = height
    return "".join(steps) + f"H{_WIDE}"


def comparison_html(comparison: Comparison, *, language: str, version: str) -> bytes:
    """The page: nothing to load, no script. Raises ValueError for a language without texts."""
    speaker = translator(known_language(language))
    even = Fraction(comparison.size, comparison.people)
    axis = Axis.of(comparison)
    html = (
        environment(speaker)
        .get_template("comparison.html.j2")
        .render(
            comparison=comparison,
            version=version,
            rows=[
                (outcome, name_of(outcome), gap_text(outcome), distinct_text(outcome))
                for outcome in comparison.outcomes
            ],
            aims=[(method.value, aim(method)) for method in Method],
            curves=curves(comparison, axis),
            ticks=axis.ticks,
            even=even,
            even_mark=axis.depth(even),
            picking=picking_text(comparison),
            timed=any(outcome.seconds is not None for outcome in comparison.outcomes),
            fraction=Fraction,
        )
    )
    return (html.strip() + "\n").encode("utf-8")
