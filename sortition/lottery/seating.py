"""From seats per profile to queues: balanced, never two of one home (docs/format.md 5.1, 5.2)."""

from __future__ import annotations

from collections.abc import Sequence
from math import lcm

import numpy as np

from sortition.draw.tickets import ticket
from sortition.lottery.linear import Integers
from sortition.records.panels import Block
from sortition.records.space import HomeKind, Space

_LOOSE = 1000
"""Of a long list so many panels are seated one by one, which makes them different."""
Seats = list[tuple[int, int]]
"""Seats in order of the panels: (panel, profile)."""


def seat_queues(
    space: Space, panels: Sequence[Integers], construction: str
) -> list[tuple[int, ...]]:
    """The queues (indices, ascending) that have a seat in each panel, panels in the order given.

    ``panels`` are seats per profile. The numbers of panels of a profile's people differ by at most
    1, and no home has two seats.
    """
    queue_of = {(queue.profile, queue.home): q for q, queue in enumerate(space.queues())}
    members: dict[int, list[int]] = {}
    for t, profile in enumerate(space.profiles):
        if profile.kind is not None:
            members.setdefault(profile.kind, []).append(t)
    seated = [
        [
            queue_of[t, None]
            for t in np.repeat(np.arange(len(panel)), panel).tolist()
            if space.profiles[t].kind is None
        ]
        for panel in panels
    ]
    first = 0
    for k, kind in enumerate(space.kinds):
        order = _homes_by_lot(space, kind, construction)
        seats = [
            (j, t) for j, panel in enumerate(panels) for t in members[k] for _ in range(panel[t])
        ]
        for (j, t), colour in zip(seats, balanced_colours(seats, len(order)), strict=True):
            seated[j].append(queue_of[t, first + order[colour]])
        first += len(order)
    return [tuple(sorted(queues)) for queues in seated]


def seat_blocks(
    space: Space, panels: Sequence[tuple[Integers, int]], construction: str
) -> tuple[list[Block], list[tuple[Integers, int]]]:
    """Blocks for most copies of panels that a long list holds many times, and what is left.

    About ``_LOOSE`` panels are left, for :func:`seat_queues`. In the blocks of one panel
    the homes of a kind take turns, so that each is served equally often: the rules of
    :func:`seat_queues` hold for blocks and the rest together.
    """
    units = sum(times for _, times in panels)
    blocks: list[Block] = []
    left: list[tuple[Integers, int]] = []
    homes = _HomesInTurn(space, construction)
    for panel, times in panels:
        turns = homes.turns(panel)
        each = times * max(0, units - _LOOSE) // (units * turns)
        if each:
            blocks += [Block(copies=each, seats=homes.seat(panel, turn)) for turn in range(turns)]
        if times > each * turns:
            left.append((panel, times - each * turns))
    return blocks, left


class _HomesInTurn:
    """Seats of a panel given to homes, the same panel in turns: each home as often as others."""

    def __init__(self, space: Space, construction: str) -> None:
        self.space = space
        self.queue_of = {(queue.profile, queue.home): q for q, queue in enumerate(space.queues())}
        first = 0
        self.homes: list[list[int]] = []
        for kind in space.kinds:
            self.homes.append([first + h for h in _homes_by_lot(space, kind, construction)])
            first += len(kind.homes)

    def turns(self, panel: Integers) -> int:
        """After so many turns every home has had the same seats."""
        kinds = {self.space.profiles[t].kind for t in np.flatnonzero(panel).tolist()}
        return lcm(*(len(self.homes[kind]) for kind in kinds if kind is not None))

    def seat(self, panel: Integers, turn: int) -> tuple[int, ...]:
        """The queues, ascending, in one turn. The seats of a kind go to successive homes."""
        served = [turn] * len(self.homes)
        seats: list[int] = []
        for t in np.repeat(np.arange(len(panel)), panel).tolist():
            kind = self.space.profiles[t].kind
            home = None
            if kind is not None:
                home = self.homes[kind][served[kind] % len(self.homes[kind])]
                served[kind] += 1
            seats.append(self.queue_of[t, home])
        return tuple(sorted(seats))


def _homes_by_lot(space: Space, kind: HomeKind, construction: str) -> list[int]:
    """The homes of a kind, as numbers within it, in the order that value A gives them."""
    tickets = [ticket(construction, "home", space.labels[home[0]]) for home in kind.homes]
    return sorted(range(len(tickets)), key=lambda h: (tickets[h], h))


def balanced_colours(seats: Seats, colours: int) -> list[int]:
    """A colour (home) per seat: all different within a panel, balanced within a profile.

    The seats are edges of a bipartite multigraph between panels and runs of ``colours`` seats of a
    profile; every node has at most ``colours`` edges, so ``colours`` are enough (Kőnig 1916), and a
    run uses each colour at most once, so a profile's colours are balanced (de Werra 1971).
    """
    runs: dict[int, int] = {}
    ends: list[tuple[tuple[str, int, int], tuple[str, int, int]]] = []
    for panel, profile in seats:
        place = runs.get(profile, 0)
        runs[profile] = place + 1
        ends.append((("panel", panel, 0), ("run", profile, place // colours)))
    colouring = _Colouring(ends, colours)
    for edge in range(len(ends)):
        colouring.add(edge)
    return colouring.colour


class _Colouring:
    """Edge colouring of a bipartite multigraph, edge by edge, with alternating paths."""

    def __init__(
        self, ends: list[tuple[tuple[str, int, int], tuple[str, int, int]]], colours: int
    ) -> None:
        self.ends = ends
        self.colours = colours
        self.colour = [-1] * len(ends)
        self.at: dict[tuple[str, int, int], dict[int, int]] = {}

    def add(self, edge: int) -> None:
        """Give the edge a colour, recolouring a path of others if need be."""
        left, right = self.ends[edge]
        a, b = self._free(left), self._free(right)
        if a != b:
            self._flip(right, a, b)
        self._paint(edge, a)

    def _free(self, node: tuple[str, int, int]) -> int:
        used = self.at.setdefault(node, {})
        return next(c for c in range(self.colours) if c not in used)

    def _flip(self, node: tuple[str, int, int], a: int, b: int) -> None:
        """Exchange colours a and b along the path that starts at ``node`` with colour a."""
        path: list[int] = []
        wanted, here = a, node
        while wanted in self.at[here]:
            edge = self.at[here][wanted]
            path.append(edge)
            left, right = self.ends[edge]
            here = left if here == right else right
            wanted = b if wanted == a else a
        for edge in path:
            for end in self.ends[edge]:
                del self.at[end][self.colour[edge]]
        for edge in path:
            self._paint(edge, b if self.colour[edge] == a else a)

    def _paint(self, edge: int, colour: int) -> None:
        self.colour[edge] = colour
        for end in self.ends[edge]:
            self.at[end][colour] = edge
