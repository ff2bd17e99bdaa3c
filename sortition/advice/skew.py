"""Whether the pool is like the population where no quota makes the panel so.

In a city that drew without a quota for education, 95 % of the panel was highly educated against
64 % of the inhabitants: the question had been asked, and nobody compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from sortition.advice.columns import attributes
from sortition.errors import Text
from sortition.records.advice import Concern, Remark
from sortition.records.names import clean_value, key, natural
from sortition.records.pool import Pool
from sortition.records.population import Figure, Population
from sortition.records.quotas import Quotas

FAR: Final = Fraction(1, 10)
"""A difference in share, of all people, that is far."""
HALF: Final = Fraction(1, 2)
"""Below this part of its share a value is far too rare, if it is worth a seat."""


def compared(pool: Pool, population: Population | None, size: int) -> Iterator[Remark]:
    """Columns without a quota that are far from the figures of the population."""
    if population is None:
        return
    for category in population.categories:
        if key(category) in map(key, pool.categories):
            continue
        cells = _cells(pool, category)
        if cells is None:
            yield Remark(
                concern=Concern.UNCOMPARED_ATTRIBUTE,
                text=Text(
                    "The figures have {category}, but there is no such column of registrants: not "
                    "compared.",
                    category=category,
                ),
            )
        else:
            yield from _far(category, cells, population.of_category(category), size)


def uncompared(pool: Pool, quotas: Quotas, population: Population | None) -> Iterator[Remark]:
    """Columns that look like an attribute, without a quota and without figures to compare with.

    A column that a cross or a zone looks at has a quota, in part.
    """
    known = [key(name) for name in quotas.looked_at]
    known += [] if population is None else [key(name) for name in population.categories]
    for column, values in attributes(pool):
        if key(column) not in known:
            yield Remark(
                concern=Concern.UNCOMPARED_ATTRIBUTE,
                text=Text(
                    "{column} was asked and has no quota, so on this the panel will be like "
                    "the people who registered: {shares}. Is the population like that? Compare "
                    "with --population, or add quotas.",
                    column=column,
                    shares=_shares(values),
                ),
            )


def _cells(pool: Pool, category: str) -> list[str] | None:
    names = [key(column) for column in pool.columns]
    if key(category) not in names:
        return None
    place = names.index(key(category))
    return [person.cells[place] for person in pool.registrants]


def _far(
    category: str, cells: Sequence[str], figures: Sequence[Figure], size: int
) -> Iterator[Remark]:
    answered = [key(cell) for cell in cells if clean_value(cell)]
    if not answered:
        return
    found = Counter(answered)
    total = sum(figure.people for figure in figures)
    parts = []
    for figure in figures:
        share = figure.people / total
        here = Fraction(found[key(figure.value)], len(answered))
        rare = here < share * HALF and share * size >= 1
        if abs(here - share) >= FAR or rare:
            parts.append(
                Text(
                    "{value} ({here:.0%} of the pool, {share:.0%} of the population)",
                    value=figure.value,
                    here=here,
                    share=share,
                )
            )
    if parts:
        yield Remark(
            concern=Concern.SKEWED_ATTRIBUTE,
            text=Text(
                "The pool is far from the population on {category}, and no quota corrects that: "
                "{parts}. Add quotas for {category}, or say openly that you accept it.",
                category=category,
                parts=tuple(parts),
            ),
        )


def _shares(values: Counter[str]) -> tuple[Text, ...]:
    total = values.total()
    ordered = sorted(values, key=lambda value: (natural(value), value))
    return tuple(
        Text("{value} {share:.0%}", value=value, share=Fraction(values[value], total))
        for value in ordered
    )
