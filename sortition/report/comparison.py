"""The methods side by side on one page: a table and a picture. Nobody is named in it."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from sortition.errors import Text
from sortition.records.comparison import Comparison, Outcome
from sortition.records.lottery import Method
from sortition.report import pictures
from sortition.report.marks import decimals
from sortition.report.methods import aim
from sortition.report.page import rendered
from sortition.texts import N_, Translator, known_language, translator

_STEPS: Final = 500
"""People at whom a line can change, spread evenly; and the last one."""


def marks_of(comparison: Comparison) -> tuple[Fraction, ...]:
    """Round chances, from the smallest proved one (a tenth of it if plain picking goes below) up.

    The equal chance is among them. Chances below the lowest (none at all, in a simulation) are
    drawn at the bottom.
    """
    even = comparison.even
    proved = min(o.smallest for o in comparison.outcomes if o.method is not None)
    lowest = min(o.smallest for o in comparison.outcomes)
    highest = max(even, *(o.largest for o in comparison.outcomes))
    ladder = [Fraction(step, 10**power) for power in range(12, 0, -1) for step in (1, 2, 5)]
    ladder.append(Fraction(1))
    first = max(
        i for i, mark in enumerate(ladder[:-1]) if mark <= min(even, max(lowest, proved / 10))
    )
    last = min(i for i, mark in enumerate(ladder) if mark >= highest and i > first)
    return tuple(ladder[first : last + 1])


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


def curve(chances: tuple[Fraction, ...], lowest: Fraction) -> tuple[tuple[Fraction, Fraction], ...]:
    """Everybody from the smallest chance to the largest: where it changes, and to what.

    Chances below ``lowest`` are drawn there.
    """
    people, steps = len(chances), min(len(chances), _STEPS)
    points: list[tuple[Fraction, Fraction]] = []
    # The last one too, who may be the only one with the largest chance.
    for person in (*(x * people // steps for x in range(steps)), people - 1):
        chance = max(chances[person], lowest)
        if not points or chance != points[-1][1]:
            points.append((Fraction(person), chance))
    return (*points, (Fraction(people), points[-1][1]))


def picture_of(comparison: Comparison, speaker: Translator) -> str:
    """One line for each outcome, and the equal chance."""
    marks = marks_of(comparison)
    even = comparison.even
    lines = [
        pictures.Line(
            name=speaker.text(name_of(outcome)),
            points=curve(outcome.chances, marks[0]),
            stepped=True,
        )
        for outcome in comparison.outcomes
    ]
    across = pictures.Scale(
        name=speaker.say(N_("people")),
        marks=tuple((Fraction(n), speaker.number(n)) for n in (0, comparison.people)),
    )
    up = pictures.Scale(
        name=speaker.say(N_("chance")),
        marks=tuple((mark, speaker.percent(mark, decimals(mark * 100))) for mark in marks),
        proportional=True,
    )
    title = N_(
        "Everybody's chance by each method, from the smallest to the largest. The table below has "
        "the figures."
    )
    equal = speaker.say(N_("equal chance without quotas: {even:share}"), even=even)
    return pictures.lines(lines, across, up, title=speaker.say(title), level=(even, equal))


def comparison_html(comparison: Comparison, *, language: str, version: str) -> bytes:
    """The page: nothing to load, no script. Raises ValueError for a language without texts."""
    speaker = translator(known_language(language))
    return rendered(
        "comparison.html.j2",
        speaker,
        comparison=comparison,
        version=version,
        rows=[
            (outcome, name_of(outcome), gap_text(outcome), distinct_text(outcome))
            for outcome in comparison.outcomes
        ],
        aims=[(method.value, aim(method)) for method in Method],
        picture=picture_of(comparison, speaker),
        picking=picking_text(comparison),
        timed=any(outcome.seconds is not None for outcome in comparison.outcomes),
        fraction=Fraction,
    )
