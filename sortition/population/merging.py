"""Small values merged, by one rule that can be told in a sentence.

The smallest value joins the next smallest of its category, again and again, until each has enough
seats. Values that are bands of numbers (ages) join the smaller of their two neighbours instead. A
value with a promise of its own, of a cross or of a zone stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from sortition.errors import Text
from sortition.population.promises import Promised
from sortition.records.names import natural
from sortition.records.population import Figure, Population, Source
from sortition.records.seats import Rules
from sortition.tables.pieces import Sign, has

_BAND: Final = re.compile(r"(\d+)\s*(?:-|–|\+|t/m|tot)\s*(\d*)")


def merged(
    population: Population, rules: Rules, promises: Mapping[tuple[str, str], Promised]
) -> tuple[Population, tuple[Text, ...]]:
    """The population with small values joined, and what was joined in words."""
    figures: list[Figure] = []
    notes: list[Text] = []
    for category in population.categories:
        own = population.of_category(category)
        # The names of a cross or a zone say who is meant; two of them joined would say nothing.
        fixed = [
            figure
            for figure in own
            if (figure.category, figure.value) in promises or joins_names(category)
        ]
        groups = _join(
            [_Group(figure=figure, parts=(figure.value,)) for figure in own if figure not in fixed],
            rules,
            sum(figure.people for figure in own),
        )
        notes += [_note(group, rules) for group in groups if len(group.parts) > 1]
        figures += [*fixed, *(group.figure for group in groups)]
    return Population.of(tuple(figures), population.notes), tuple(notes)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """One or more values taken together."""

    figure: Figure
    parts: tuple[str, ...]

    @property
    def size(self) -> tuple[Fraction, object]:
        return self.figure.people, natural(self.figure.value)


def _join(groups: list[_Group], rules: Rules, total: Fraction | int) -> list[_Group]:
    bands = all(is_band(group.figure.value) for group in groups)
    while len(groups) > 1:
        smallest = min(groups, key=lambda group: group.size)
        if smallest.figure.people * rules.size >= rules.merge_below * total:
            break
        other = min(_partners(groups, smallest, bands=bands), key=lambda group: group.size)
        one, two = sorted((smallest, other), key=lambda group: natural(group.figure.value))
        groups = [group for group in groups if group not in (one, two)]
        groups.append(_both(one, two, bands=bands))
    return groups


def _partners(groups: Sequence[_Group], group: _Group, *, bands: bool) -> Sequence[_Group]:
    if not bands:
        return [other for other in groups if other is not group]
    ordered = sorted(groups, key=lambda each: natural(each.figure.value))
    place = ordered.index(group)
    return [*ordered[max(0, place - 1) : place], *ordered[place + 1 : place + 2]]


def _both(one: _Group, two: _Group, *, bands: bool) -> _Group:
    first, second = one.figure, two.figure
    plain = f"{first.value} + {second.value}"
    figure = Figure(
        category=first.category,
        value=joined_band(first.value, second.value) if bands else plain,
        people=first.people + second.people,
        sources=_together((*first.sources, *second.sources)),
    )
    return _Group(figure=figure, parts=(*one.parts, *two.parts))


def _together(sources: Sequence[Source]) -> tuple[Source, ...]:
    """Cells of the same columns, or else of the same rows, as one source."""
    found: list[Source] = []
    for source in sources:
        for i, other in enumerate(found):
            if replace(source, rows=()) == replace(other, rows=()):
                found[i] = replace(other, rows=tuple(sorted({*other.rows, *source.rows})))
                break
            if replace(source, columns=()) == replace(other, columns=()):
                columns = dict.fromkeys((*other.columns, *source.columns))
                found[i] = replace(other, columns=tuple(columns))
                break
        else:
            found.append(source)
    return tuple(found)


def joins_names(category: str) -> bool:
    """Whether a category looks like a cross, a condition or a zone.

    >>> joins_names("age × sex"), joins_names("North: wijk=1|2"), joins_names("age")
    (True, True, False)
    """
    return has(category, Sign.CROSS) or has(category, Sign.IS)


def is_band(value: str) -> bool:
    """Whether a value is a band of numbers: 16-29, 65+.

    >>> is_band("16-29"), is_band("65+"), is_band("Wijk 01")
    (True, True, False)
    """
    return _BAND.fullmatch(value) is not None


def joined_band(low: str, high: str) -> str:
    """The band from the beginning of one to the end of the other.

    >>> joined_band("16-29", "30-44"), joined_band("45-64", "65+")
    ('16-44', '45+')
    """
    first, last = _BAND.fullmatch(low), _BAND.fullmatch(high)
    if first is None or last is None:
        return f"{low} + {high}"
    return f"{first[1]}-{last[2]}" if last[2] else f"{first[1]}+"


def _note(group: _Group, rules: Rules) -> Text:
    return Text(
        '{category}: "{value}" takes the place of {parts}: some had fewer seats than '
        "--merge-below {seats}. Write the new name in the file with registrants too.",
        category=group.figure.category,
        value=group.figure.value,
        parts=tuple(Text('"{value}"', value=part) for part in sorted(group.parts, key=natural)),
        seats=rules.merge_below,
    )
