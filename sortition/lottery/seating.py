"""From seats per profile to people: balanced, never two of one home (docs/format.md 5.4)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle, islice

import numpy as np

from sortition.draw.tickets import ticket
from sortition.lottery.linear import Integers
from sortition.records.space import HomeKind, Space

Seats = list[tuple[int, int]]
"""Seats in order of the panels: (panel, profile)."""


def seat_people(
    space: Space, panels: Sequence[Integers], construction: str
) -> tuple[tuple[int, ...], ...]:
    """The people (indices, ascending) of each panel, the panels in the order given.

    ``panels`` are seats per profile. Within a profile people's numbers of panels differ by at most
    1.
    """
    seated: list[list[int]] = [[] for _ in panels]
    seats_of: list[list[int]] = np.array(panels).T.tolist()
    members_of: list[list[int]] = [[] for _ in space.kinds]
    for t, profile in enumerate(space.profiles):
        if profile.kind is not None:
            members_of[profile.kind].append(t)
            continue
        turns = cycle(by_ticket(space, profile.people, construction))
        for j, seats in enumerate(seats_of[t]):
            if seats:
                seated[j].extend(islice(turns, seats))
    profile_of = {i: t for t, profile in enumerate(space.profiles) for i in profile.people}
    for kind, members in zip(space.kinds, members_of, strict=True):
        in_order = [
            (j, t) for j in range(len(panels)) for t in members for _ in range(seats_of[t][j])
        ]
        people = _seat_homes(space, kind, in_order, profile_of, construction)
        for (j, _), person in zip(in_order, people, strict=True):
            seated[j].append(person)
    return tuple(tuple(sorted(people)) for people in seated)


def by_ticket(space: Space, people: Sequence[int], construction: str) -> list[int]:
    """The people in the order that value A gives them."""
    return sorted(people, key=lambda i: (ticket(construction, "seat", space.labels[i]), i))


def _seat_homes(
    space: Space, kind: HomeKind, seats: Seats, profile_of: dict[int, int], construction: str
) -> list[int]:
    """One person per seat: no home gets two seats of a panel, all counts are balanced."""
    homes = sorted(
        kind.homes, key=lambda home: (ticket(construction, "home", space.labels[home[0]]), home)
    )
    turns: dict[tuple[int, int], list[int]] = {}
    for h, home in enumerate(homes):
        for i in by_ticket(space, home, construction):
            turns.setdefault((h, profile_of[i]), []).append(i)
    given: dict[tuple[int, int], int] = {}
    people: list[int] = []
    for (_, t), home_of_seat in zip(seats, balanced_colours(seats, len(homes)), strict=True):
        mates = turns[home_of_seat, t]
        served = given.get((home_of_seat, t), 0)
        given[home_of_seat, t] = served + 1
        people.append(mates[served % len(mates)])
    return people


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
