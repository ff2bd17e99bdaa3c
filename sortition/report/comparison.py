"""The methods side by side on one page: a table and a picture. Nobody is named in it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from sortition.errors import Text
from sortition.records.comparison import Comparison, Outcome
from sortition.records.lottery import Method
from sortition.report.levels import ticks_to
from sortition.report.methods import aim
from sortition.report.page import environment
from sortition.texts import known_language, translator

_WIDE: Final = 1000
"""The picture is so many units wide and high."""


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


def curves(comparison: Comparison, top: Fraction) -> tuple[Curve, ...]:
    """One line for each outcome, from the smallest chance to the largest."""
    return tuple(
        Curve(
            name=name_of(outcome),
            style=outcome.method.value if outcome.method else "picking",
            path=_path(outcome.chances, top),
        )
        for outcome in comparison.outcomes
    )


def _path(chances: tuple[Fraction, ...], top: Fraction) -> str:
    """Steps, at most one for each unit of width."""
    people = len(chances)
    steps: list[str] = []
    last = None
    for x in range(min(people, _WIDE)):
        person = x * people // min(people, _WIDE)
        height = _WIDE - round(_WIDE * chances[person] / top)
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
    ticks = ticks_to(max(even, *(outcome.largest for outcome in comparison.outcomes)))
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
            curves=curves(comparison, ticks[-1]),
            ticks=ticks,
            even=even,
            even_mark=_WIDE - round(_WIDE * even / ticks[-1]),
            picking=picking_text(comparison),
            timed=any(outcome.seconds is not None for outcome in comparison.outcomes),
            fraction=Fraction,
        )
    )
    return (html.strip() + "\n").encode("utf-8")
