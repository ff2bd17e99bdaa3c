"""Which column of a CBS file holds what, in every shape that CBS gives its figures of areas.

| shape | columns such as |
|---|---|
| kwb (spreadsheets per year) | `gwb_code_10`, `regio`, `recs`, `a_inw`, `a_man`, `a_00_14` |
| StatLine, open data | `Codering_3`, `SoortRegio_2`, `AantalInwoners_5`, `k_0Tot15Jaar_8` |
| StatLine, downloaded by hand | `Wijken en buurten`, `Bevolking/Aantal inwoners (aantal)` |
| map of wijken en buurten | `bu_code`, `wk_naam`, `aant_inw`, `p_00_14_jr` (percentages) |

Numbers at the end of StatLine names differ from year to year, so names are compared without them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sortition.population.ages import Band, follow
from sortition.records.names import key
from sortition.tables.raw import RawTable

_CODES: Final = (
    *("gwbcode10", "codering", "bucode", "buurtcode", "wkcode", "wijkcode", "gmcode"),
    *("gemeentecode", "wijkenenbuurten", "regiocode", "regios", "gwbcode"),
)
_NAMES: Final = ("regio", "regionaam", "title", "buurtnaam", "bunaam", "wijkenenbuurten")
_DISTRICTS: Final = (("wkcode", "wknaam"), ("wijkcode", "wijknaam"))
_MUNICIPALITIES: Final = ("gmnaam", "gemeentenaam")
_PEOPLE: Final = ("ainw", "aantinw", "aantalinwoners")
_MEN: Final = ("aman", "aantman", "mannen")
_WOMEN: Final = ("avrouw", "aantvrouw", "vrouwen")
_YEARS: Final = ("jaar", "perioden", "peiljaar")
_AGES: Final = (
    # first age, then last (what to add to it, to include it) or what stands for no end
    (re.compile(r"(?:a|p)_?(\d\d)_?(\d\d|oo|eo)(?:_?jr)?"), 0),
    (re.compile(r"(?:k_?|percentagepersonen|aantalpersonen|)(\d+)tot(\d+)jaar"), -1),
    (re.compile(r"(?:k_?|percentagepersonen|aantalpersonen|)(\d+)(jaarofouder|jaarenouder)"), 0),
)
_CODE: Final = re.compile(r"(NL|GM|WK|BU)\d{2,8}", re.IGNORECASE)
_SAMPLE: Final = 50
_TAIL: Final = re.compile(r"_\d+$")
_UNIT: Final = re.compile(r"\s*\([^()]*\)\s*$")
_NOT_WORD: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Positions of columns, from 0; None where there is none.

    ``ages`` are in order and without gaps, from age 0, or empty; ``percent`` says that they are
    percentages of the inhabitants.
    """

    code: int
    name: int | None
    district: tuple[int, int] | None
    municipality: int | None
    people: int
    men: int | None
    women: int | None
    ages: tuple[tuple[Band, int], ...]
    percent: bool
    year: int | None

    @property
    def bands(self) -> tuple[Band, ...]:
        """The bands of ages, in order."""
        return tuple(band for band, _ in self.ages)


def shape_of(table: RawTable) -> Shape | None:
    """The shape of a CBS file; None when it is none: no codes of areas, or no inhabitants."""
    names = [plain(column) for column in table.columns]

    def find(usual: Sequence[str]) -> int | None:
        return next((names.index(name) for name in usual if name in names), None)

    code = next(
        (j for name in _CODES for j, n in enumerate(names) if n == name and _coded(table, j)), None
    )
    people = find(_PEOPLE)
    if code is None or people is None:
        return None
    ages = _ages(names)
    return Shape(
        code=code,
        name=next((j for n in _NAMES if (j := find((n,))) is not None and j != code), None),
        district=_district(names, code),
        municipality=find(_MUNICIPALITIES),
        people=people,
        men=find(_MEN),
        women=find(_WOMEN),
        ages=ages,
        percent=any(names[j].startswith("p") for _, j in ages),
        year=find(_YEARS),
    )


def plain(column: str) -> str:
    """A column's name as it is compared.

    >>> plain("k_0Tot15Jaar_8"), plain("Bevolking/Geslacht/Mannen (aantal)"), plain("a_00_14")
    ('k0tot15jaar', 'mannen', 'a0014')
    """
    last = key(_UNIT.sub("", column).rpartition("/")[2])
    # The 14 of a_00_14 is an age; the 8 of k_0Tot15Jaar_8 is StatLine's count of columns.
    kept = last if any(p.fullmatch(last) for p, _ in _AGES) else _TAIL.sub("", last)
    return _NOT_WORD.sub("", kept)


def _coded(table: RawTable, column: int) -> bool:
    return any(_CODE.fullmatch(row[column]) for row in table.rows[:_SAMPLE])


def _district(names: Sequence[str], code: int) -> tuple[int, int] | None:
    for one, other in _DISTRICTS:
        if one in names and other in names and names.index(one) != code:
            return names.index(one), names.index(other)
    return None


def _ages(names: Sequence[str]) -> tuple[tuple[Band, int], ...]:
    found: dict[Band, int] = {}
    for j, name in enumerate(names):
        for pattern, shift in _AGES:
            if match := pattern.fullmatch(name):
                first = int(match[1])
                last = int(match[2]) + shift if match[2].isdecimal() else None
                if last is None or last >= first:
                    found.setdefault(Band(first=first, last=last), j)
    ordered = sorted(found.items(), key=lambda pair: pair[0].first)
    bands = [band for band, _ in ordered]
    whole = follow(bands) and bands[0].first == 0 and bands[-1].last is None
    return tuple(ordered) if whole else ()
