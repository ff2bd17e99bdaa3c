"""Laws of what is done when people drop out, over hundreds of small pools, one by one."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from sortition.alternates.coming import who_comes_in
from sortition.diagnosis.changes import smallest_changes
from sortition.draw.drawing import draw_panel
from sortition.errors import NoPanelError
from sortition.lottery import build_space, fair_lottery, find_panel
from sortition.records.diagnosis import Aim, changed
from sortition.records.pool import Pool
from sortition.records.quotas import Quotas
from sortition.records.statuses import Status
from sortition.replacement.remaining import Remaining, Seating, remaining
from sortition.steps.alternates import _waiting
from tests.oracle.agreement import by_person
from tests.oracle.brute_force import Panel, all_panels, leximin, seats_of, smallest_change
from tests.small_benches import best_group
from tests.small_pools import Case, random_case

SEQUENCES = 300
PARTS = 6
LEAVING = (Status.DECLINED, Status.WITHDRAWN, Status.UNREACHABLE, Status.EXCLUDED)


class Story:
    """A panel by lot, and what became of it; counts what happened."""

    def __init__(self, seed: int) -> None:
        self.random = Random(f"dropouts {seed}")
        self.case, self.panels = possible_case(self.random)
        self.members = set(self.random.choice(self.panels))
        self.statuses: dict[int, Status] = {}
        self.order = self.alternates() if self.random.random() < 0.6 else ()
        self.happened: Counter[str] = Counter()

    @property
    def pool(self) -> Pool:
        return self.case.pool

    @property
    def stayers(self) -> set[int]:
        return {i for i in self.members if i not in self.gone}

    @property
    def gone(self) -> set[int]:
        return {i for i, status in self.statuses.items() if not status.stays}

    @property
    def seating(self) -> Seating:
        return Seating(
            members=frozenset(self.pool.ids[i] for i in self.members),
            statuses={self.pool.ids[i]: status for i, status in self.statuses.items()},
        )

    def alternates(self) -> tuple[str, ...]:
        """Some who are outside the panel and its homes, of each home one, in an order by lot."""
        homes = {self.home(i) for i in self.members}
        order: list[str] = []
        for i in self.random.sample(range(len(self.pool.ids)), len(self.pool.ids)):
            if i not in self.members and (self.home(i) is None or self.home(i) not in homes):
                homes.add(self.home(i))
                order.append(self.pool.ids[i])
        return tuple(order[: self.random.randint(1, 4)])

    def home(self, i: int) -> str | None:
        return self.pool.registrants[i].household

    def drop(self) -> None:
        """One or two who sit leave, and perhaps somebody who was waiting."""
        leaving = self.random.sample(sorted(self.stayers), min(len(self.stayers), 2))
        leaving = leaving[: self.random.randint(1, 2)]
        outside = [i for i in range(len(self.pool.ids)) if i not in self.members | self.gone]
        if outside and self.random.random() < 0.3:
            leaving.append(self.random.choice(outside))
        self.statuses |= {i: self.random.choice(LEAVING) for i in leaving}

    def turn(self) -> bool:
        """People leave; alternates come in, then a lottery; whether the panel is whole again."""
        self.drop()
        if self.order:
            self.call()
        if len(self.stayers) == self.case.size:
            return True
        return self.replace()

    def call(self) -> None:
        """The best of the alternates come in, by the rule and by trying every group."""
        left = remaining(self.pool, self.case.quotas, self.case.size, self.seating)
        waiting = _waiting(left, self.order)
        bounds = [(left.size, left.size), *((q.minimum, q.maximum) for q in left.quotas.rows)]
        assert bounds == self.bounds_left()
        places = who_comes_in(waiting, bounds, left.size)
        group = tuple(self.pool.ids.index(waiting[i].id) for i in places)
        assert group == self.best_alternates(bounds)
        assert not set(group) & (self.members | self.gone)
        self.happened["called"] += len(group)
        self.happened["nobody called"] += not group
        self.join(group)

    def best_alternates(self, bounds: list[tuple[int, int]]) -> tuple[int, ...]:
        """Who comes in by definition: those in order who neither sat nor left, no home twice."""
        sits = {self.home(i) for i in self.stayers} - {None}
        able = [
            i
            for i in map(self.pool.ids.index, self.order)
            if i not in self.members | self.gone and self.home(i) not in sits
        ]
        seats = [
            (
                0,
                *(
                    r
                    for r, quota in enumerate(self.case.quotas.rows, 1)
                    if seats_of(self.pool, [i], quota)
                ),
            )
            for i in able
        ]
        *_, group = best_group(seats, bounds, [0] * len(bounds), bounds[0][0])
        return tuple(able[place] for place in group)

    def bounds_left(self) -> list[tuple[int, int]]:
        """Seats that are free, and what those who stay leave of each quota."""
        free = self.case.size - len(self.stayers)
        found = [(free, free)]
        for quota in self.case.quotas.rows:
            taken = seats_of(self.pool, self.stayers, quota)
            low = max(0, quota.minimum - taken)
            found.append((low, max(low, quota.maximum - taken)))
        return found

    def join(self, group: tuple[int, ...]) -> None:
        assert not self.gone & set(group)
        self.members |= set(group)
        homes = [self.home(i) for i in self.stayers if self.home(i) is not None]
        assert len(homes) == len(set(homes))
        assert len(self.stayers) <= self.case.size

    def replace(self) -> bool:
        """The fairest lottery over what is left, or over the smallest change of its quotas."""
        left = remaining(self.pool, self.case.quotas, self.case.size, self.seating)
        panels = all_panels(left.pool, left.quotas, left.size)
        assert self.of_left(left, panels) == self.completions()
        quotas, least = left.quotas, smallest_change(left.pool, left.quotas, left.size)
        if not panels:
            with pytest.raises(NoPanelError):
                draw(left, quotas)
            if least is None:  # too few people, or too few homes
                self.happened["nobody left"] += 1
                return False
            self.happened["short"] += 1
            space = build_space(left.pool, quotas, left.size)
            change = smallest_changes(space, Aim.SEATS, within_flex=False)
            assert change is not None
            assert sum(one.by for one in change) == least
            quotas = changed(quotas, change)
            panels = all_panels(left.pool, quotas, left.size)
        chosen, chances = draw(left, quotas)
        assert frozenset(chosen) in panels
        assert chances == leximin(len(left.pool.ids), panels)
        assert excess(left, chosen) == least
        self.happened["drawn"] += 1
        self.join(tuple(self.pool.ids.index(left.pool.ids[i]) for i in chosen))
        return len(self.stayers) == self.case.size

    def of_left(self, left: Remaining, panels: list[Panel]) -> set[frozenset[int]]:
        """Panels of what is left, as people of the pool."""
        return {frozenset(self.pool.ids.index(left.pool.ids[i]) for i in p) for p in panels}

    def completions(self) -> set[frozenset[int]]:
        """Everybody new who makes a panel of the first pool with those who stay.

        Where a panel is beyond its quotas, what is left of them is another question.
        """
        if excess_of(self.pool, self.case.quotas, self.stayers, maxima=True):
            left = remaining(self.pool, self.case.quotas, self.case.size, self.seating)
            return self.of_left(left, all_panels(left.pool, left.quotas, left.size))
        never = self.gone | (self.members - self.stayers)
        return {
            panel - self.stayers
            for panel in self.panels
            if self.stayers <= panel and not (panel - self.stayers) & (never | self.members)
        }


def draw(left: Remaining, quotas: Quotas) -> tuple[tuple[int, ...], tuple[object, ...]]:
    """Who is drawn (places in what is left), and the chances of everybody."""
    space = build_space(left.pool, quotas, left.size)
    find_panel(space)
    lottery = fair_lottery(space, construction="A", units=20)
    return tuple(draw_panel(lottery, randomness="B").panel), by_person(lottery)


def excess(left: Remaining, chosen: tuple[int, ...]) -> int:
    """Seats outside the quotas that were left."""
    return excess_of(left.pool, left.quotas, set(chosen))


def excess_of(pool: Pool, quotas: Quotas, people: set[int], *, maxima: bool = False) -> int:
    total = 0
    for quota in quotas.rows:
        seats = seats_of(pool, people, quota)
        low = 0 if maxima else quota.minimum
        total += max(0, low - seats, seats - quota.maximum)
    return total


def possible_case(random: Random) -> tuple[Case, list[Panel]]:
    """A small case that has panels, and all of them."""
    while True:
        case = random_case(random)
        panels = all_panels(case.pool, case.quotas, case.size)
        if panels:
            return case, panels


@pytest.mark.parametrize("part", range(PARTS))
def test_panels_are_made_whole_again_as_well_as_can_be(part: int) -> None:
    happened: Counter[str] = Counter()
    for seed in range(part, SEQUENCES, PARTS):
        story = Story(seed)
        for _ in range(2):
            if not story.turn():
                break
        happened += story.happened
    assert all(happened[what] for what in ("called", "nobody called", "drawn", "short"))
