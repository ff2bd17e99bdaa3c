"""The draw under examination: everything the checks share, made once, from the files alone.

Each fact is computed when a check first asks for it. A fact that cannot be had raises
BlockedError, so that the check which asked is reported as not checkable, with the reason.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, groupby
from operator import le
from typing import TypeVar

from sortition.verify import files, shapes
from sortition.verify.derived import columns_of
from sortition.verify.findings import BlockedError, Text
from sortition.verify.rules import address_key, key, natural, ticket
from sortition.verify.typed import MalformedError, Node

T = TypeVar("T")
_WHOLE = re.compile("[1-9][0-9]{0,11}")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """People (indices) who take turns, in that order; their profile and shared home (5.1)."""

    profile: int
    home: int | None
    people: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """So many successive panels that seat these queues."""

    copies: int
    queues: tuple[int, ...]


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
        """For each category, the key of each person's cell (2.1), or of what follows (4.7)."""
        definitions = self.lottery.derived
        own = {key(one.category) for one in definitions}
        named = [name for one in definitions for name in one.of if key(name) not in own]
        plain = [name for name in self.lottery.categories if key(name) not in own]
        held = {key(name): self._column(name) for name in (*plain, *named)}
        held |= columns_of(definitions, held)
        return tuple(held[key(category)] for category in self.lottery.categories)

    def _column(self, name: str) -> tuple[str, ...]:
        place = self.people.column(name)
        if place is None:
            raise BlockedError(Text("A category has no column: see {check}.", check="V07"))
        keys = {cell: key(cell) for cell in {row[place] for row in self.people.cells}}
        return tuple(keys[row[place]] for row in self.people.cells)

    def composition(self, person: int) -> tuple[object, ...]:
        """A person's values in natural order, for sorting (4.3, 4.4)."""
        return tuple(self._order[column[person]] for column in self.values)

    @cached_property
    def _order(self) -> Mapping[str, object]:
        return {value: natural(value) for value in set(chain.from_iterable(self.values))}

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
    def kinds(self) -> tuple[Kind, ...]:
        """The shared homes by composition, in canonical order (4.4)."""
        alike: dict[tuple[object, ...], list[tuple[int, ...]]] = {}
        for home in self.homes:
            together = tuple(sorted(map(self.composition, home)))
            alike.setdefault(together, []).append(home)
        return tuple(Kind(homes=tuple(alike[c])) for c in sorted(alike))

    # --- panels ----------------------------------------------------------------------------------

    @cached_property
    def expected_files(self) -> tuple[str, ...]:
        """The files of 1.1; of a long list there is no ``panels.csv`` (5.5)."""
        try:
            listed = self.is_listed
        except BlockedError:
            listed = files.PANELS in self.folder.files
        return tuple(name for name in files.NAMES if listed or name != files.PANELS)

    @cached_property
    def is_listed(self) -> bool:
        """Whether the people of every panel are written out (5.5)."""
        return self.lottery.units * self.lottery.size <= files.LONGEST

    @cached_property
    def queues(self) -> tuple[Queue, ...]:
        """Who takes turns (5.1), each queue in the order of its tickets (5.2)."""
        queues: list[tuple[int, int | None, tuple[int, ...]]] = [
            (t, None, self.profiles[t])
            for t, profile in enumerate(self.lottery.profiles)
            if profile.kind is None
        ]
        index, profile_of = self.people.index, self.profile_of
        homes = [home for kind in self.lottery.kinds for home in kind]
        for h, home in enumerate(homes):
            if any(person not in index for person in home):
                raise BlockedError(Text("The homes are not of the pool: see {check}.", check="V09"))
            people = sorted((profile_of[index[person]], index[person]) for person in home)
            queues += [
                (t, h, tuple(person for _, person in mates))
                for t, mates in groupby(people, key=lambda pair: pair[0])
            ]
        return tuple(
            Queue(profile=t, home=home, people=self._in_turn(people)) for t, home, people in queues
        )

    def _in_turn(self, people: tuple[int, ...]) -> tuple[int, ...]:
        ids, value_a = self.people.ids, self.lottery.construction
        return tuple(sorted(people, key=lambda person: ticket(value_a, "seat", ids[person])))

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The rows of ``seating.csv``: how many panels, and the queues that sit in each."""
        number = {str(q): q for q in range(len(self.queues))}
        blocks = []
        for row in self.table(files.SEATING)[1:]:
            try:
                _, copies, seats = row
                queues = tuple(map(number.__getitem__, seats.split(" ")))
                blocks.append(Block(copies=whole(copies), queues=queues))
            except (KeyError, ValueError):
                raise BlockedError(_see(files.SEATING, "V11")) from None
        sizes = [len(queue.people) for queue in self.queues]
        if not blocks or not all(_seatable(block, self.lottery.size, sizes) for block in blocks):
            raise BlockedError(_see(files.SEATING, "V11"))
        return tuple(blocks)

    @cached_property
    def units(self) -> int:
        """M, as ``seating.csv`` has it."""
        return sum(block.copies for block in self.blocks)

    @cached_property
    def counts(self) -> tuple[int, ...]:
        """How many panels hold each person: the first in turn have one more than the others."""
        given = [0] * len(self.queues)
        for block in self.blocks:
            for queue in block.queues:
                given[queue] += block.copies
        counts = [0] * len(self.people.ids)
        for line, seats in zip(self.queues, given, strict=True):
            each, more = divmod(seats, len(line.people))
            for place, person in enumerate(line.people):
                counts[person] = each + (place < more)
        return tuple(counts)

    def panel(self, number: int) -> tuple[int, ...] | None:
        """The people of one numbered panel, ascending (5.2); None when there is none."""
        given = [0] * len(self.queues)
        for block in self.blocks:
            before = min(number, block.copies)
            for queue in block.queues:
                given[queue] += before
            if number < block.copies:
                return self._seated(block, given)
            number -= block.copies
        return None

    @cached_property
    def panels(self) -> tuple[tuple[int, ...], ...]:
        """The people of all panels; only for a list that is short enough (5.5)."""
        if not self.is_listed or self.units * self.lottery.size > files.LONGEST:
            raise BlockedError(Text("The list is too long to be written out."))
        given = [0] * len(self.queues)
        return tuple(
            self._seated(block, given) for block in self.blocks for _ in range(block.copies)
        )

    def _seated(self, block: Block, given: list[int]) -> tuple[int, ...]:
        people = []
        for queue in block.queues:
            line = self.queues[queue].people
            people.append(line[given[queue] % len(line)])
            given[queue] += 1
        return tuple(sorted(people))

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
        """For each block, the seats of each profile in a panel."""
        profile = [queue.profile for queue in self.queues]
        return tuple(Counter(map(profile.__getitem__, block.queues)) for block in self.blocks)


def whole(text: str) -> int:
    """A whole number from 1, as it is written. Raises ValueError for anything else."""
    if not _WHOLE.fullmatch(text):
        raise ValueError(text)
    return int(text)


def _seatable(block: Block, size: int, sizes: list[int]) -> bool:
    """Whether the queues are in order, k in all, none with more seats than people."""
    queues = block.queues
    if len(queues) != size or not all(map(le, queues, queues[1:])):
        return False
    if len(set(queues)) == size:  # one seat each: every queue has somebody
        return True
    return all(n <= sizes[q] for q, n in Counter(queues).items())


def _see(file: str, check: str) -> Text:
    return Text("{file} cannot be read: see {check}.", file=file, check=check)
