"""Cells that join names with signs: ``age × sex``, ``wijk=Noord|Zuid & tenure=rent``.

A name may hold such a sign itself. So a cell is not simply cut at every sign: of all ways to cut it
into names that exist the one with the fewest pieces counts, and what stands in quotation marks is
never cut.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import Final

from sortition.records.names import clean_value, key

_QUOTED: Final = re.compile(r'"((?:[^"]|"")*)"')


class Sign(Enum):
    """What joins names, as a pattern; letters and stars need a space on both sides."""

    CROSS = r"\s*×\s*|\s+[xX*]\s+"
    AND = r"\s+&\s+"
    OR = r"\s*\|\s*"
    IS = r"\s*=\s*"
    NAMED = r"\s*:\s*"


_SIGNS: Final = {sign: re.compile(rf'"(?:[^"]|"")*"|({sign.value})') for sign in Sign}
_ANY: Final = re.compile(r'["×&|=:]|\s[xX*]\s')
"""What makes a name stand in quotation marks (docs/format.md 4.8)."""

_MOST_SIGNS: Final = 8
"""Signs that a name can hold itself: more would take long to try, and nobody has such names."""

Fits = Callable[[int, str], bool]
"""Whether a text can be the piece at a place, from 0."""

Quote = Callable[[str], str]
"""How a name is written as a piece."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """The pieces; ``known`` when each fits; ``ways`` is how many ways to cut are as good."""

    pieces: tuple[str, ...]
    known: bool
    ways: int = 1


def cut(text: str, sign: Sign, fits: Fits, *, into: int | None = None) -> Cut:
    """The text in the fewest pieces that all fit, ``into`` so many if given; else cut everywhere.

    >>> cut("a & b & c", Sign.AND, lambda _, name: name in ("a & b", "c")).pieces
    ('a & b', 'c')
    """
    edges = [(0, 0), *_signs(text, sign), (len(text), len(text))]
    last = len(edges) - 1
    # found[j][n]: in how many ways the text up to edge j makes n pieces, and where the last begins.
    found: list[dict[int, tuple[int, int]]] = [{0: (1, 0)}]
    for j in range(1, last + 1):
        ways: dict[int, tuple[int, int]] = {}
        for i in range(max(0, j - 1 - _MOST_SIGNS), j):
            piece = text[edges[i][1] : edges[j][0]]
            for n, (before, _) in found[i].items():
                if (into is None or n < into) and fits(n, piece):
                    ways[n + 1] = (ways.get(n + 1, (0, 0))[0] + before, i)
        # Only the fewest pieces matter, unless their number is given.
        found.append(ways if into or not ways else {min(ways): ways[min(ways)]})
    counts = sorted(n for n in found[last] if into in (None, n))
    if not counts:
        return Cut(pieces=pieces(text, sign), known=False)
    n, j, chosen = counts[0], last, list[str]()
    while n:
        i = found[j][n][1]
        chosen.append(text[edges[i][1] : edges[j][0]])
        n, j = n - 1, i
    return Cut(pieces=tuple(reversed(chosen)), known=True, ways=found[last][counts[0]][0])


def pieces(text: str, sign: Sign) -> tuple[str, ...]:
    """The text cut at every sign."""
    edges = [(0, 0), *_signs(text, sign), (len(text), len(text))]
    return tuple(text[one[1] : two[0]] for one, two in pairwise(edges))


def _signs(text: str, sign: Sign) -> list[tuple[int, int]]:
    """Where the sign stands outside quotation marks: begin and end."""
    return [match.span(1) for match in _SIGNS[sign].finditer(text) if match[1] is not None]


def has(text: str, sign: Sign) -> bool:
    """Whether the sign stands in a cell, outside quotation marks."""
    return bool(_signs(text, sign))


def halves(text: str, sign: Sign) -> list[tuple[str, str]]:
    """Every way to cut a text in two at the sign."""
    return [(text[:begin], text[end:]) for begin, end in _signs(text, sign)]


def unquoted(text: str) -> str:
    """The name in a piece: without the quotation marks around it, if it has them.

    >>> unquoted('"a & b"'), unquoted('5" nail')
    ('a & b', '5" nail')
    """
    match = _QUOTED.fullmatch(text)
    return clean_value(match[1].replace('""', '"')) if match else clean_value(text)


def quoted(name: str) -> str:
    """A name as a piece: in quotation marks when it holds a sign or such a mark."""
    return name if is_plain(name) else always_quoted(name)


def always_quoted(name: str) -> str:
    """A name in quotation marks.

    >>> always_quoted('5" nail')
    '"5"" nail"'
    """
    return '"' + name.replace('"', '""') + '"'


def spelled(piece: str, names: Mapping[str, str]) -> str | None:
    """The name that a piece stands for, of ``names`` by their keys; None when there is none."""
    return names.get(key(piece), names.get(key(unquoted(piece))))


def is_plain(name: str) -> bool:
    """Whether a name holds no sign, and so needs no quotation marks."""
    return not _ANY.search(name)


def joined(names: Sequence[str], sign: str, quote: Quote = quoted) -> str:
    """Names as one cell: the canonical form of a cross, a list of values or a condition."""
    return sign.join(map(quote, names))
