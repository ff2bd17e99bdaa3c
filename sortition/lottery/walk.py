"""A list of panels while it is being made: which, how often, and what that gives everyone."""

from __future__ import annotations

from dataclasses import dataclass, field

from sortition.lottery.linear import Integers


@dataclass(slots=True)
class Walk:
    """Panels with their multiplicity, and what they add up to."""

    given: Integers
    left: int
    taken: list[tuple[Integers, int]] = field(default_factory=list)

    def take(self, panel: Integers, times: int) -> None:
        """Add a panel."""
        self.given = self.given + times * panel
        self.left -= times
        self.taken.append((panel, times))

    def replace(self, place: int, panel: Integers) -> None:
        """Put another panel in the place of one copy of a taken one."""
        old, times = self.taken[place]
        self.given = self.given - old + panel
        self.taken[place] = (panel, 1)
        if times > 1:
            self.taken.append((old, times - 1))

    def split(self, last: int) -> list[Integers]:
        """Take the last so many copies out of the list, without changing what was given."""
        copies: list[Integers] = []
        while self.taken and len(copies) < last:
            panel, times = self.taken.pop()
            out = min(times, last - len(copies))
            copies += [panel] * out
            if times > out:
                self.taken.append((panel, times - out))
        return copies

    def join(self) -> None:
        """Bring copies of the same panel together, in the order of their first."""
        times: dict[bytes, int] = {}
        panels: dict[bytes, Integers] = {}
        for panel, number in self.taken:
            name = panel.tobytes()
            panels.setdefault(name, panel)
            times[name] = times.get(name, 0) + number
        self.taken = [(panel, times[name]) for name, panel in panels.items()]
