"""Numbered panels, kept as what they follow from: blocks of alike panels, and people in turn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, NamedTuple, overload

LISTED: Final = 1_000_000
"""Seats (M times k) up to which the people of every panel are written out (docs/format.md 5.5)."""

People = tuple[int, ...]


class Block(NamedTuple):
    """Panels with successive numbers that seat the same queues.

    ``seats`` are queues (numbered as in :meth:`sortition.records.space.Space.queues`), ascending,
    each as often as it has seats.
    """

    copies: int
    seats: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Panels(Sequence[People]):
    """The people (indices, ascending) of each numbered panel, worked out when they are asked for.

    ``turns`` are the people of each queue in the order of their turns: its seats, panel after
    panel, go to the first, second, …, last, first, … (docs/format.md 5.2).
    """

    turns: tuple[People, ...]
    blocks: tuple[Block, ...]

    @classmethod
    def listed(cls, panels: Sequence[People]) -> Panels:
        """Given panels, one number each; everybody is a queue of their own."""
        people = 1 + max((person for panel in panels for person in panel), default=-1)
        return cls(
            turns=tuple((person,) for person in range(people)),
            blocks=tuple(Block(copies=1, seats=tuple(panel)) for panel in panels),
        )

    def __len__(self) -> int:
        """M."""
        return sum(block.copies for block in self.blocks)

    @overload
    def __getitem__(self, number: int) -> People: ...
    @overload
    def __getitem__(self, number: slice) -> tuple[People, ...]: ...
    def __getitem__(self, number: int | slice) -> People | tuple[People, ...]:
        """The panel with this number, from 0. Raises IndexError."""
        if isinstance(number, slice):
            return tuple(islice(self, *number.indices(len(self))))
        if not 0 <= number < len(self):
            raise IndexError(number)
        served = [0] * len(self.turns)
        for block in self.blocks:
            times = min(number, block.copies)
            for queue in block.seats:
                served[queue] += times
            if number < block.copies:
                return self._seat(block, served)
            number -= block.copies
        raise AssertionError

    def __iter__(self) -> Iterator[People]:
        """All panels in order of their numbers."""
        served = [0] * len(self.turns)
        for block in self.blocks:
            for _ in range(block.copies):
                yield self._seat(block, served)

    @property
    def is_listed(self) -> bool:
        """Whether the list is short enough to write out the people of every panel."""
        return sum(block.copies * len(block.seats) for block in self.blocks) <= LISTED

    def counts(self, people: int) -> People:
        """How many panels hold each of so many people."""
        seats = [0] * len(self.turns)
        for block in self.blocks:
            for queue in block.seats:
                seats[queue] += block.copies
        counts = [0] * people
        for turn, given in zip(self.turns, seats, strict=True):
            for place, person in enumerate(turn):
                counts[person] = (given - place + len(turn) - 1) // len(turn)
        return tuple(counts)

    def _seat(self, block: Block, served: list[int]) -> People:
        """The people of one panel; their queues move on."""
        people = []
        for queue in block.seats:
            turn = self.turns[queue]
            people.append(turn[served[queue] % len(turn)])
            served[queue] += 1
        return tuple(sorted(people))
