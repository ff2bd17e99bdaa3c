"""The smallest changes of quotas looked for again, by another solver: is there a smaller one?

The question is put anew from the quotas, not taken from whoever found the change. A smaller change
is believed when it is one, in whole numbers; that there is none, only from a solver that does find
the change that is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sortition.errors import SolverError, Text
from sortition.records.diagnosis import Aim, Alternative, Change, Opinion, Side, Verdict
from sortition.records.progress import Listener, Moment
from sortition.records.quotas import Quota
from sortition.records.space import Space
from sortition.resolve import solvers
from sortition.resolve.question import Problem, Rule

PATIENCE: Final = 120
"""Seconds for one question."""
_STAGE: Final = Text("Looking for smaller changes with another solver")
_THOUSAND: Final = 1000


def asked_again(
    space: Space,
    alternatives: tuple[Alternative, ...],
    solver: str,
    listen: Listener,
    *,
    seconds: int = PATIENCE,
) -> tuple[Opinion, ...]:
    """What a solver says of each change and aim, with so many seconds for each question.

    A chance for everybody is not asked: that is a panel for each of hundreds of people. Raises
    UsageError for an unknown solver, SolverError when it has a smaller change.
    """
    name = solvers.named(solver)
    pairs = [(n, one, aim) for n, one in enumerate(alternatives, 1) for aim in one.aims]
    opinions = []
    for done, (number, one, aim) in enumerate(pairs):
        listen(Moment(stage=_STAGE, done=done, total=len(pairs)))
        verdict = Verdict.NOT_ASKED
        if aim is not Aim.EVERYBODY:
            verdict = _Question(space=space, aim=aim, known=one).asked(name, seconds)
        opinions.append(Opinion(solver=name, number=number, aim=aim, verdict=verdict))
    return tuple(opinions)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """Amounts: seats of each profile, then for each bound the seats it gives way by and whether."""

    space: Space
    aim: Aim
    known: Alternative

    def asked(self, solver: str, seconds: int) -> Verdict:
        cost = self._cost_of(self.known.changes)
        problem = Problem(people=self._people(), rules=tuple(self._rules()))
        if problem.largest > solvers.LARGEST:
            return Verdict.OPEN
        smaller = problem.also(self._at_most(cost - 1))
        answer = solvers.some_panel(smaller, seconds, solver)
        if isinstance(answer, solvers.Panel):
            if smaller.solved_by(answer.seats):
                raise SolverError(
                    Text("{solver} has a smaller change of the quotas than ours.", solver=solver)
                )
            return Verdict.OPEN
        if answer is solvers.Silent.NO_ANSWER:
            return Verdict.OPEN
        as_small = problem.also(self._at_most(cost))
        control = solvers.some_panel(as_small, seconds, solver)
        found = isinstance(control, solvers.Panel) and as_small.solved_by(control.seats)
        return Verdict.SMALLEST if found else Verdict.OPEN

    @property
    def _bounds(self) -> list[tuple[int, Quota, Side]]:
        """Where the two amounts of each bound are."""
        sides = [(quota, side) for quota in self.space.quotas.rows for side in Side]
        first = len(self.space.profiles)
        return [(first + 2 * n, quota, side) for n, (quota, side) in enumerate(sides)]

    def _room(self, quota: Quota, side: Side) -> int:
        """The most seats that a bound may give way by."""
        flex = self.known.within_flex
        if side is Side.MINIMUM:
            return max(0, quota.minimum - ((quota.min_flex or 0) if flex else 0))
        most = self.space.size if not flex or quota.max_flex is None else quota.max_flex
        return max(0, most - quota.maximum)

    def _people(self) -> tuple[int, ...]:
        rooms = [self._room(quota, side) for _, quota, side in self._bounds]
        return (*self.space.counts, *(n for room in rooms for n in (room, min(1, room))))

    def _rules(self) -> Iterator[Rule]:
        size, *rest = self.space.rows()
        quotas, homes = rest[: len(self.space.quotas.rows)], rest[len(self.space.quotas.rows) :]
        for row in (size, *homes):
            weights = dict(zip(row.profiles, row.weights, strict=True))
            yield Rule(weights=weights, least=row.lower, most=row.upper)
        for place, quota, side in self._bounds:
            row = quotas[self.space.quotas.rows.index(quota)]
            seats = dict(zip(row.profiles, row.weights, strict=True))
            if side is Side.MINIMUM:
                yield Rule(weights={**seats, place: 1}, least=quota.minimum, most=None)
            else:
                yield Rule(weights={**seats, place: -1}, least=None, most=quota.maximum)
            room = self._room(quota, side)
            yield Rule(weights={place: 1, place + 1: -room}, least=None, most=0)

    def _at_most(self, cost: int) -> Rule:
        weights: dict[int, int] = {}
        for place, quota, side in self._bounds:
            of_seat, of_bound = self._price(quota, side)
            weights |= {place: of_seat, place + 1: of_bound}
        return Rule(weights=weights, least=None, most=cost)

    def _price(self, quota: Quota, side: Side) -> tuple[int, int]:
        """What a seat costs by which a bound gives way, and that it gives way at all."""
        match self.aim:
            case Aim.QUOTAS:
                return 0, 1
            case Aim.SMALL_GROUPS:
                of = quota.minimum if side is Side.MINIMUM else self.space.size
                return -(-_THOUSAND // max(1, of)), 0
            case _:
                return 1, 0

    def _cost_of(self, changes: tuple[Change, ...]) -> int:
        prices = [(change.by, *self._price(change.quota, change.side)) for change in changes]
        return sum(by * of_seat + of_bound for by, of_seat, of_bound in prices)
