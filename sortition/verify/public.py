"""The public files of a dossier: shaped, and the facts that their checks share (format.md §18)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Final, TypeVar

from sortition.verify import files, shapes
from sortition.verify.dossier import Dossier
from sortition.verify.findings import BlockedError, Text
from sortition.verify.typed import MalformedError, Node

T = TypeVar("T")

PLACE: Final = "public/panels"
DRAWN: Final = "public/draw"
PEOPLE: Final = "people.csv"
HEADER: Final = ("panel", "groups", "rest", "seats")
WITHHELD: Final = "x"
_WHOLE: Final = re.compile("0|[1-9][0-9]{0,8}")
_CODE: Final = re.compile("[0-9a-f]{16}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A profile that is shown."""

    values: tuple[str, ...]
    kind: int | None
    people: int
    chance: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """So many of the rest sit in ``first`` to ``last`` panels."""

    first: int
    last: int
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """``public/panels/lottery.json`` (18.5)."""

    method: str
    size: int
    units: int
    construction: str
    categories: tuple[str, ...]
    quotas: tuple[shapes.Quota, ...]
    derived: tuple[shapes.Derived, ...]
    weights: str
    people: int
    threshold: int
    listed: bool
    groups: tuple[Group, ...]
    kinds: tuple[int, ...]
    rest: int
    values: tuple[int | None, ...]
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A numbered panel (18.7). ``rest`` has None for quotas that are withheld."""

    number: str
    groups: tuple[int, ...]
    rest: tuple[int | None, ...]
    seats: tuple[str, ...]


def terms_of(node: Node) -> Terms:
    """The members of 18.5."""
    m = node.members(
        *("format", "method", "size", "units", "construction", "categories", "quotas", "people"),
        *("threshold", "listed", "groups", "kinds", "rest"),
        *shapes.optional(node, "derived"),
        *shapes.optional(node, "weights"),
    )
    m["format"].exactly("sortition/public/1")
    rest = m["rest"].members("people", "values", "bands")
    return Terms(
        method=m["method"].exactly("leximin", "maximin", "nash", "goldilocks"),
        size=m["size"].whole(1),
        units=m["units"].whole(1),
        construction=m["construction"].text(),
        categories=shapes.texts(m["categories"]),
        quotas=m["quotas"].items(shapes.quota),
        derived=shapes.derived(m),
        weights=shapes.weights(m),
        people=m["people"].whole(1),
        threshold=m["threshold"].whole(1),
        listed=_truth(m["listed"]),
        groups=m["groups"].items(_group),
        kinds=m["kinds"].items(lambda kind: kind.whole(1)),
        rest=rest["people"].whole(),
        values=rest["values"].items(lambda value: value.or_null(Node.whole)),
        bands=rest["bands"].items(_band),
    )


def _truth(node: Node) -> bool:
    if not isinstance(node.value, bool):
        raise MalformedError(Text("{place} should be true or false.", place=node.place))
    return node.value


def _group(node: Node) -> Group:
    m = node.members("values", "kind", "people", "chance")
    return Group(
        values=shapes.texts(m["values"]),
        kind=m["kind"].or_null(Node.whole),
        people=m["people"].whole(1),
        chance=m["chance"].fraction(),
    )


def _band(node: Node) -> Band:
    m = node.members("from", "to", "people")
    return Band(first=m["from"].whole(), last=m["to"].whole(), people=m["people"].whole(1))


def numbers(text: str) -> tuple[int | None, ...]:
    """A list in a cell of 18.7: numbers, or None where one is withheld. Raises ValueError."""
    return tuple(map(_number, text.split(" "))) if text else ()


def _number(word: str) -> int | None:
    if word == WITHHELD:
        return None
    if not _WHOLE.fullmatch(word):
        raise ValueError(word)
    return int(word)


class Public:
    """The public files under examination."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier

    @property
    def committed(self) -> bool:
        """Whether the panels are committed, so that there are public files."""
        return bool(self.dossier.of("panels committed"))

    def content(self, name: str) -> bytes:
        """A public file; blocks when the process has not come so far."""
        self.dossier.last("panels committed" if name.startswith(PLACE) else "drawn")
        return self.dossier.file(name)

    def document(self, name: str, shape: Callable[[Node], T]) -> T:
        """A JSON file in its shape."""
        try:
            return shape(Node(value=files.parse_json(self.content(name)), path=""))
        except (files.UnreadableError, MalformedError):
            raise _unreadable(name) from None

    def rows(self, name: str) -> files.Rows:
        """A table, header first, every row as long as the header."""
        try:
            rows = files.parse_csv(self.content(name))
        except files.UnreadableError:
            raise _unreadable(name) from None
        if any(len(row) != len(rows[0]) for row in rows):
            raise _unreadable(name)
        return rows

    @cached_property
    def terms(self) -> Terms:
        """What is told of the lottery."""
        return self.document(f"{PLACE}/{files.LOTTERY}", terms_of)

    @cached_property
    def certificate(self) -> shapes.Certificate:
        """The proof, when it is shown."""
        return self.document(f"{PLACE}/{files.CERTIFICATE}", shapes.certificate)

    @cached_property
    def people(self) -> files.Rows:
        """Tag and note of everybody."""
        return self.rows(f"{PLACE}/{PEOPLE}")[1:]

    @cached_property
    def panels(self) -> tuple[Row, ...]:
        """All numbered panels; only when the list is short."""
        return tuple(self._panels(f"{PLACE}/{files.PANELS}"))

    @cached_property
    def drawn(self) -> Row:
        """The panel that was drawn."""
        found = tuple(self._panels(f"{DRAWN}/{files.PANEL}"))
        if len(found) != 1:
            raise _unreadable(f"{DRAWN}/{files.PANEL}")
        return found[0]

    def _panels(self, name: str) -> Iterator[Row]:
        groups, quotas = len(self.terms.groups), len(self.terms.quotas)
        header, *rows = self.rows(name)
        if header != HEADER:
            raise _unreadable(name)
        for number, of_groups, of_rest, seats in rows:
            codes = tuple(seats.split(" "))
            try:
                counts, rest = numbers(of_groups), numbers(of_rest)
            except ValueError:
                raise _unreadable(name) from None
            plain = tuple(n for n in counts if n is not None)
            if (len(counts), len(plain), len(rest)) != (groups, groups, quotas):
                raise _unreadable(name)
            if not all(map(_CODE.fullmatch, codes)):
                raise _unreadable(name)
            yield Row(number=number, groups=plain, rest=rest, seats=codes)

    @property
    def withheld(self) -> tuple[int, ...]:
        """The quotas of which the rest's figure is withheld."""
        return tuple(q for q, value in enumerate(self.terms.values) if value is None)

    @cached_property
    def holders(self) -> tuple[tuple[int, ...], ...]:
        """For each quota, the groups that have its value."""
        terms = self.terms
        place = {category: c for c, category in enumerate(terms.categories)}
        wide = all(len(group.values) == len(place) for group in terms.groups)
        if not wide or any(quota.category not in place for quota in terms.quotas):
            raise _unreadable(f"{PLACE}/{files.LOTTERY}")
        return tuple(
            tuple(
                g
                for g, group in enumerate(terms.groups)
                if group.values[place[quota.category]] == quota.value
            )
            for quota in terms.quotas
        )


def _unreadable(name: str) -> BlockedError:
    return BlockedError(Text("{file} cannot be read: see {check}.", file=name, check="V47"))
