"""Deliberate choices: which value each promise means, and those that mean none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sortition.errors import Text, UsageError
from sortition.records.names import key
from sortition.records.population import Figure, Population
from sortition.records.seats import Promise, Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """Seats promised to a value, and why."""

    seats: int
    why: str


def promised(population: Population, rules: Rules) -> Mapping[tuple[str, str], Promised]:
    """The promise of each category and value, spelled as in the population.

    Raises UsageError for a value that is not there, or that two promises are about.
    """
    found: dict[tuple[str, str], Promised] = {}
    for promise in rules.promises:
        figure = _figure(population, promise)
        name = (figure.category, figure.value)
        if name in found:
            raise UsageError(
                Text(
                    "--at-least is given twice for {category} {value}. Give it once.",
                    category=figure.category,
                    value=figure.value,
                )
            )
        # What everybody gets at least, these get too.
        found[name] = Promised(seats=max(promise.seats, rules.each), why=promise.why)
    return found


def _figure(population: Population, promise: Promise) -> Figure:
    for figure in population.figures:
        if key(figure.category) == key(promise.category) and key(figure.value) == key(
            promise.value
        ):
            return figure
    known = tuple(
        figure.value
        for figure in population.figures
        if key(figure.category) == key(promise.category)
    )
    raise UsageError(
        Text(
            '--at-least: the figures have no {category} "{value}". They have: {known}.',
            category=promise.category,
            value=promise.value,
            known=known or population.categories,
        )
    )
