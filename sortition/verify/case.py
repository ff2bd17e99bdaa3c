"""The draw under examination: everything the checks share, made once, from the files alone.

Each fact is computed when a check first asks for it. A fact that cannot be had raises
BlockedError, so that the check which asked is reported as not checkable, with the reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TypeVar

from sortition.verify import files, shapes
from sortition.verify.findings import BlockedError, Text
from sortition.verify.rules import address_key, key, natural
from sortition.verify.typed import MalformedError, Node

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """The pool, in order of id. ``cells[i]`` is the row of ``ids[i]``, and ``index`` finds i."""

    columns: tuple[str, ...]
    ids: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    index: Mapping[str, int]

    def column(self, name: str) -> int | None:
        """The place of a column: spelled so, or else the only one with the same key (2.1)."""
        if self.columns.count(name) == 1:
            return self.columns.index(name)
        same = [place for place, column in enumerate(self.columns) if key(column) == key(name)]
        return same[0] if len(same) == 1 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Homes with the same composition (4.4): people as indices."""

    homes: tuple[tuple[int, ...], ...]


class Case:
    """One draw. The properties are facts of it; none is changed once it is there."""

    def __init__(self, folder: files.Folder) -> None:
        self.folder = folder

    def content(self, name: str) -> bytes:
        """The bytes of a file."""
        if name not in self.folder.files:
            raise BlockedError(Text("{file} is missing: see {check}.", file=name, check="V01"))
        return self.folder.files[name]

    # --- files -----------------------------------------------------------------------------------

    @cached_property
    def lottery(self) -> shapes.Lottery:
        """``lottery.json``."""
        return self._document(files.LOTTERY, shapes.lottery)

    @cached_property
    def certificate(self) -> shapes.Certificate:
        """``certificate.json``."""
        return self._document(files.CERTIFICATE, shapes.certificate)

    @cached_property
    def draw(self) -> shapes.Draw:
        """``draw.json``."""
        return self._document(files.DRAW, shapes.draw)

    @cached_property
    def manifest(self) -> tuple[shapes.Listed, ...]:
        """``manifest.json``."""
        return self._document(files.MANIFEST, shapes.manifest)

    def _document(self, name: str, shape: Callable[[Node], T]) -> T:
        content = self.content(name)
        try:
            return shape(Node(value=files.parse_json(content), path=""))
        except files.UnreadableError:
            raise BlockedError(_see(name, "V04")) from None
        except MalformedError:
            raise BlockedError(_see(name, "V05")) from None

    @cached_property
    def tables(self) -> Mapping[str, files.Rows]:
        """The CSV files that can be read."""
        found = {}
        for name in files.CSV_FILES:
            try:
                found[name] = files.parse_csv(self.content(name))
            except (files.UnreadableError, BlockedError):
                continue
        return found

    def table(self, name: str) -> files.Rows:
        """The rows of a CSV file, header first."""
        if name not in self.tables:
            self.content(name)
            raise BlockedError(_see(name, "V06"))
        return self.tables[name]

    # --- people ----------------------------------------------------------------------------------

    @cached_property
    def people(self) -> People:
        """Everyone of the pool: ``panel.csv`` and ``not_drawn.csv`` together."""
        drawn, others = self.table(files.PANEL), self.table(files.NOT_DRAWN)
        rows = sorted((*drawn[1:], *others[1:]), key=lambda row: row[0])
        ids = tuple(row[0] for row in rows)
        same_width = all(len(row) == len(drawn[0]) for row in rows)
        if drawn[0] != others[0] or not same_width or len(set(ids)) != len(ids):
            raise BlockedError(Text("The people cannot be put together: see {check}.", check="V07"))
        return People(
            columns=drawn[0],
            ids=ids,
            cells=tuple(rows),
            index={person: i for i, person in enumerate(ids)},
        )

    @cached_property
    def values(self) -> tuple[tuple[str, ...], ...]:
        """For each category, the key of each person's cell (2.1)."""
        columns = [self.people.column(category) for category in self.lottery.categories]
        if None in columns:
            raise BlockedError(Text("A category has no column: see {check}.", check="V07"))
        keys = {cell: key(cell) for row in self.people.cells for cell in row}
        return tuple(
            tuple(keys[row[place]] for row in self.people.cells)
            for place in columns
            if place is not None
        )

    def composition(self, person: int) -> tuple[object, ...]:
        """A person's values in natural order, for sorting (4.3, 4.4)."""
        return tuple(self._order[column[person]] for column in self.values)

    @cached_property
    def _order(self) -> Mapping[str, object]:
        return {value: natural(value) for value in chain.from_iterable(self.values)}

    @cached_property
    def homes(self) -> tuple[tuple[int, ...], ...]:
        """The shared homes, by the address key of 2.6, in order of their first id."""
        people = self.people
        columns = [people.column(name) for name in self.draw.household_columns]
        if None in columns:
            raise BlockedError(Text("A household column is missing: see {check}.", check="V07"))
        places = [place for place in columns if place is not None]
        if not places:
            return ()
        members: dict[str, list[int]] = {}
        for person, cells in enumerate(people.cells):
            address = address_key(cells[place] for place in places)
            if address is not None:
                members.setdefault(address, []).append(person)
        return tuple(sorted(tuple(home) for home in members.values() if len(home) > 1))

    @cached_property
    def home_of(self) -> Mapping[int, int]:
        """Everyone who shares a home, and which."""
        return {person: h for h, home in enumerate(self.homes) for person in home}

    @cached_property
    def kinds(self) -> tuple[Kind, ...]:
        """The shared homes by composition, in canonical order (4.4)."""
        alike: dict[tuple[object, ...], list[tuple[int, ...]]] = {}
        for home in self.homes:
            together = tuple(sorted(map(self.composition, home)))
            alike.setdefault(together, []).append(home)
        return tuple(Kind(homes=tuple(alike[c])) for c in sorted(alike))

    # --- panels ----------------------------------------------------------------------------------

    @cached_property
    def panels(self) -> tuple[tuple[int, ...], ...]:
        """The people (indices) of each numbered panel."""
        index = self.people.index
        rows = self.table(files.PANELS)[1:]
        try:
            panels = tuple(tuple(map(index.__getitem__, row[1:])) for row in rows)
        except KeyError:
            panels = ()
        width = self.lottery.size
        if not panels or any(len(p) != width or len(set(p)) != width for p in panels):
            raise BlockedError(_see(files.PANELS, "V11"))
        return panels

    @cached_property
    def masks(self) -> tuple[int, ...]:
        """Each panel as a set of bits, bit i for person i."""
        return tuple(mask(panel) for panel in self.panels)

    @cached_property
    def counts(self) -> tuple[int, ...]:
        """How many panels hold each person."""
        held = Counter(chain.from_iterable(self.panels))
        return tuple(held[person] for person in range(len(self.people.ids)))

    @cached_property
    def profiles(self) -> tuple[tuple[int, ...], ...]:
        """The people (indices) of each profile as ``lottery.json`` states them."""
        index = self.people.index
        stated = [profile.people for profile in self.lottery.profiles]
        if sorted(chain.from_iterable(stated)) != list(self.people.ids):
            raise BlockedError(Text("The profiles are not the people: see {check}.", check="V10"))
        return tuple(tuple(index[person] for person in people) for people in stated)

    @cached_property
    def profile_of(self) -> tuple[int, ...]:
        """The profile of each person."""
        found = {person: t for t, people in enumerate(self.profiles) for person in people}
        return tuple(found[person] for person in range(len(self.people.ids)))

    @cached_property
    def seats(self) -> tuple[Counter[int], ...]:
        """For each panel, the seats of each profile."""
        return tuple(Counter(map(self.profile_of.__getitem__, panel)) for panel in self.panels)


def mask(people: tuple[int, ...]) -> int:
    """A set of people as a whole number, bit i for person i."""
    bits = bytearray(max(people, default=0) // 8 + 1)
    for person in people:
        bits[person >> 3] |= 1 << (person & 7)
    return int.from_bytes(bits, "little")


def _see(file: str, check: str) -> Text:
    return Text("{file} cannot be read: see {check}.", file=file, check=check)
