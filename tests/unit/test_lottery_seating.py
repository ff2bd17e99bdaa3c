"""Seats go to people by the rules of docs/format.md 5.2."""

from __future__ import annotations

import numpy as np

from sortition.draw.tickets import ticket, turns_of
from sortition.lottery import build_space
from sortition.lottery.seating import balanced_colours, seat_blocks, seat_queues
from sortition.records.panels import Block, Panels
from sortition.records.space import Space
from tests.small_pools import pool_of, quotas_of


def space_of(values: str, homes: list[str | None]) -> Space:
    quotas = quotas_of([("area", value, 0, 9) for value in sorted(set(values))])
    return build_space(pool_of(list(values), homes, ["area"]), quotas, 2)


def panels_of(*panels: list[int]) -> list[np.ndarray]:
    return [np.array(panel, dtype=np.int64) for panel in panels]


def seat_people(space: Space, panels: list[np.ndarray], value: str) -> tuple[tuple[int, ...], ...]:
    seats = seat_queues(space, panels, value)
    blocks = tuple(Block(copies=1, seats=queues) for queues in seats)
    return tuple(Panels(turns=turns_of(space, value), blocks=blocks))


def test_people_alone_take_turns_in_the_order_of_their_tickets():
    space = space_of("aaabb", [None] * 5)
    a, b = (
        sorted(people, key=lambda i: ticket("value A", "seat", f"p{i:03}"))
        for people in ([0, 1, 2], [3, 4])
    )
    seated = seat_people(space, panels_of([2, 0], [1, 1], [2, 1], [0, 1]), "value A")
    expected = [{a[0], a[1]}, {a[2], b[0]}, {a[0], a[1], b[1]}, {b[0]}]
    assert [set(panel) for panel in seated] == expected


def test_another_public_value_gives_another_order():
    space = space_of("aaaaaa", [None] * 6)
    panels = panels_of(*([1] for _ in range(6)))
    orders = {seat_people(space, panels, f"value {i}") for i in range(5)}
    assert len(orders) == 5
    assert all(sorted(panel[0] for panel in order) == [0, 1, 2, 3, 4, 5] for order in orders)


def test_two_homes_that_fill_both_seats_take_turns_with_everyone():
    # Homes 0-1 and 2-3, an a and a b in each. Every panel seats one a and one b, never of one home.
    space = space_of("abab", ["x", "x", "y", "y"])
    seated = seat_people(space, panels_of(*([1, 1] for _ in range(4))), "A")
    assert sorted(seated) == [(0, 3), (0, 3), (1, 2), (1, 2)]


def test_housemates_of_one_profile_take_turns():
    space = space_of("aaaa", ["x", "x", "y", "y"])
    seated = seat_people(space, panels_of(*([2] for _ in range(4))), "A")
    homes = [sorted(person // 2 for person in panel) for panel in seated]
    assert homes == [[0, 1]] * 4
    assert sorted(i for panel in seated for i in panel) == [0, 0, 1, 1, 2, 2, 3, 3]


def test_a_home_that_is_the_only_one_of_its_kind_takes_every_seat():
    assert balanced_colours([(0, 0), (1, 0), (2, 1)], 1) == [0, 0, 0]


def test_a_colouring_that_needs_others_to_change_is_found():
    # Three profiles whose runs end at different panels, three homes, every panel full.
    seats = [(j, t) for j in range(12) for t in ((0, 0, 1), (0, 1, 2), (1, 2, 2))[j % 3]]
    colours = balanced_colours(seats, 3)
    for j in range(12):
        assert sorted(c for (p, _), c in zip(seats, colours, strict=True) if p == j) == [0, 1, 2]
    for profile in range(3):
        mine = [c for (_, t), c in zip(seats, colours, strict=True) if t == profile]
        assert {mine.count(c) for c in range(3)} == {len(mine) // 3}


def test_blocks_of_a_long_list_serve_every_home_as_often():
    # Three homes of one kind (an a and a b each) and two people alone; some copies are left over.
    space = space_of("abababab", ["x", "x", "y", "y", "z", "z", None, None])
    at = {(p.kind is not None, p.values[0]): t for t, p in enumerate(space.profiles)}
    both, mixed = np.zeros(4, dtype=np.int64), np.zeros(4, dtype=np.int64)
    both[[at[True, "a"], at[True, "b"]]] = 1
    mixed[[at[True, "a"], at[False, "b"]]] = 1
    panels = [(both, 7001), (mixed, 2999)]
    blocks, left = seat_blocks(space, panels, "A")
    assert 1000 <= sum(times for _, times in left) <= 1006
    assert len(blocks) == 6
    rest = [panel for panel, times in left for _ in range(times)]
    blocks += [Block(copies=1, seats=queues) for queues in seat_queues(space, rest, "A")]
    numbered = Panels(turns=turns_of(space, "A"), blocks=tuple(blocks))
    assert len(numbered) == 10_000
    assert all(len({person // 2 for person in panel}) == 2 for panel in numbered)
    counts = numbered.counts(8)
    assert sorted(counts[:6:2]) == [3333, 3333, 3334], "10,000 over three homes"
    assert sorted(counts[1:6:2]) == [2333, 2334, 2334], "7,001 over three homes"
    assert counts[6:] == (0, 2999)


def test_a_short_list_has_no_blocks_of_copies():
    space = space_of("ab", [None, None])
    panel = np.array([1, 1], dtype=np.int64)
    assert seat_blocks(space, [(panel, 1000)], "A") == ([], [(panel, 1000)])


def test_no_seats_need_no_homes():
    assert balanced_colours([], 4) == []
