"""What is wrong with the engine's answer about a pool, compared with the exact method's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from math import floor, lcm

from sortition.errors import NoPanelError
from sortition.records.lottery import CutReason, Lottery, Method, Reach
from sortition.records.quotas import Quotas
from tests.oracle.clashes import advised, named_bounds
from tests.oracle.columns import Answer
from tests.oracle.levels import face_of, level_is_proved, rows_of
from tests.oracle.panels import Branching, Line, any_panel, least_change, question_of
from tests.small_pools import Case

_CLOSE = Fraction(1, 10**6)
_FINE = 10**12


def faults_of_lottery(case: Case, lottery: Lottery, answer: Answer | None) -> list[str]:
    """Everything about a lottery that is not as the exact method and docs/format.md have it."""
    if answer is None:
        return ["a lottery where no panel exists"]
    return [
        *_chances(lottery, answer),
        *_levels(lottery),
        *_cuts(lottery, answer),
        *_reach(lottery, answer),
        *_list(case, lottery),
    ]


def faults_of_method(case: Case, lottery: Lottery, answer: Answer) -> list[str]:
    """What is wrong with a lottery by another method than leximin, whose answer is given."""
    return [
        *_seated(lottery, answer),
        *_best(lottery, answer),
        *_cuts(lottery, answer),
        *_reach(lottery, answer),
        *_list(case, lottery),
    ]


def faults_of_clash(case: Case, error: NoPanelError, answer: Answer | None) -> list[str]:
    """Everything that an error about an impossible pool says and that is not so."""
    if answer is not None:
        return ["no lottery where panels exist"]
    return [*_clash(case, error)]


def by_person(lottery: Lottery) -> tuple[Fraction, ...]:
    """The exact chance of each person."""
    pairs = zip(lottery.chances, lottery.space.profiles, strict=True)
    chance = {i: value for value, profile in pairs for i in profile.people}
    return tuple(chance[i] for i in range(len(lottery.space.labels)))


def _chances(lottery: Lottery, answer: Answer) -> Iterator[str]:
    expected = answer.by_person()
    for i, (ours, exact) in enumerate(zip(by_person(lottery), expected, strict=True)):
        if ours != exact:
            yield f"person {i} has chance {ours}, not {exact}"
    if lottery.smallest_chance != min(chance for chance in expected if chance):
        yield "the smallest chance is not what it says"
    yield from _seated(lottery, answer)


def _seated(lottery: Lottery, answer: Answer) -> Iterator[str]:
    nobody = tuple(i for g in answer.unseatable for i in answer.question.groups[g])
    if lottery.unseatable != tuple(sorted(nobody)):
        yield "not the people whom no panel can hold"


def _best(lottery: Lottery, answer: Answer) -> Iterator[str]:
    """What the method promises, against all panels by branch and bound."""
    chances, certificate = by_person(lottery), lottery.certificate
    if not 0 <= certificate.gap <= _CLOSE:
        yield "the gap is too large"
    seated = [chance for chance in chances if chance]
    if lottery.method is Method.MAXIMIN:
        best = min(chance for chance in answer.chances if chance)
        if min(seated) != best:
            yield f"the smallest chance is {min(seated)}, not {best}"
    elif certificate.welfare is not None:
        weights = [int(_FINE / c) if c else 0 for c in _by_group(answer, chances)]
        most = int((len(seated) + certificate.welfare.gap) * _FINE)
        if Branching(answer.question).above(weights, most, enough=1):
            yield "a panel raises the product of chances"
    elif certificate.balance is not None:
        yield from _line(lottery, answer)


def _line(lottery: Lottery, answer: Answer) -> Iterator[str]:
    """No panel passes the line on which floor and cap lie."""
    balance = lottery.certificate.balance
    if balance is None or balance.floor == balance.cap:
        return
    place = {i: g for g, members in enumerate(answer.question.groups) for i in members}
    below = lcm(*(value.denominator for _, value in balance.multipliers))
    weights, push, pull = [0] * len(answer.question.groups), 0, 0
    rows = rows_of(lottery)
    for t, profile in enumerate(lottery.space.profiles):
        pairs = (
            (value, dict(zip(rows[r].profiles, rows[r].weights, strict=True)))
            for r, value in balance.multipliers
        )
        a = sum(int(value * below) * held.get(t, 0) for value, held in pairs)
        weights[place[profile.people[0]]] = a
        if lottery.chances[t]:
            push += max(0, a) * len(profile.people)
            pull += max(0, -a) * len(profile.people)
    reached = push * balance.floor - pull * balance.cap
    if Branching(answer.question).above(weights, floor(reached), enough=1):
        yield "a panel passes the line of floor and cap"


def _by_group(answer: Answer, chances: Sequence[Fraction]) -> list[Fraction]:
    return [chances[members[0]] for members in answer.question.groups]


def _levels(lottery: Lottery) -> Iterator[str]:
    levels = lottery.certificate.levels
    chances = [level.chance for level in levels]
    if chances != sorted(chances) or {*chances} != {*lottery.chances}:
        yield "the levels are not the chances"
    for j, level in enumerate(levels):
        if {lottery.chances[t] for t in level.profiles} != {level.chance}:
            yield f"level {j} holds others than those with its chance"
        if level.gap or not level_is_proved(lottery, j):
            yield f"level {j} is not proved"
    held = sorted(t for level in levels for t in level.profiles)
    if held != [*range(len(lottery.chances))]:
        yield "not everybody is at one level"
    if lottery.certificate.gap:
        yield "a gap is left"


def _cuts(lottery: Lottery, answer: Answer) -> Iterator[str]:
    place = {i: g for g, members in enumerate(answer.question.groups) for i in members}
    group = [place[profile.people[0]] for profile in lottery.space.profiles]
    for number, cut in enumerate(lottery.certificate.cuts):
        weights = [0] * len(answer.question.groups)
        for t, w in cut.weights:
            weights[group[t]] = w
        lines = (_face(lottery, j, group) for j in range(cut.after))
        left = replace(answer.question, lines=(*answer.question.lines, *lines))
        if Branching(left).above(weights, cut.bound, enough=1):
            yield f"cut {number} cuts off a panel"
        one = [w for _, w in cut.weights] == [1] and cut.bound == 0
        if cut.reason is CutReason.UNSEATABLE and not one:
            yield f"cut {number} is not about people whom no panel can hold"


def _face(lottery: Lottery, j: int, group: list[int]) -> Line:
    """The panels that level j leaves."""
    weights, bound = face_of(lottery, j)
    pairs = tuple((group[t], w) for t, w in enumerate(weights) if w)
    return Line(groups=(), lower=bound, upper=bound, weights=pairs)


def _reach(lottery: Lottery, answer: Answer) -> Iterator[str]:
    certificate = lottery.certificate
    if certificate.reach is Reach.ROUNDED:
        if certificate.combination:
            yield "said to be rounded, and yet a combination"
        return
    profiles = lottery.space.profiles
    place = {i: g for g, members in enumerate(answer.question.groups) for i in members}
    mean = [Fraction(0)] * len(profiles)
    for weight, panel in certificate.combination:
        seats = [0] * len(answer.question.groups)
        for t, n in panel:
            seats[place[profiles[t].people[0]]] = n
            mean[t] += weight * n
        if weight <= 0 or not answer.question.allows(tuple(seats)):
            yield "the combination holds what is no panel"
    if sum(weight for weight, _ in certificate.combination) != 1:
        yield "the combination does not add up to 1"
    for y, profile, chance in zip(mean, profiles, lottery.chances, strict=True):
        if y != len(profile.people) * chance:
            yield "the combination does not give the chances"


def faults_of_list(case: Case, lottery: Lottery) -> list[str]:
    """What is wrong with the numbered panels."""
    return [*_list(case, lottery)]


def _list(case: Case, lottery: Lottery) -> Iterator[str]:
    people = case.pool.registrants
    seats = [0] * len(people)
    for panel in sorted(set(lottery.panels)):
        if not _is_panel(case, panel):
            yield f"the list holds {panel}, which is no panel"
    for panel in lottery.panels:
        for i in panel:
            seats[i] += 1
    if lottery.counts != tuple(seats):
        yield "the counts are not those of the list"
    for i, (count, chance) in enumerate(zip(seats, by_person(lottery), strict=True)):
        if abs(count - lottery.units * chance) >= 1:
            yield f"person {i} is in {count} of {lottery.units} panels with chance {chance}"


def _is_panel(case: Case, panel: tuple[int, ...]) -> bool:
    people = [case.pool.registrants[i] for i in panel]
    homes = [person.household for person in people if person.household is not None]
    places = {category: place for place, category in enumerate(case.pool.categories)}
    return (
        list(panel) == sorted(set(panel))
        and len(panel) == case.size
        and len(homes) == len(set(homes))
        and all(
            q.minimum <= sum(p.values[places[q.category]] == q.value for p in people) <= q.maximum
            for q in case.quotas.rows
        )
    )


def _clash(case: Case, error: NoPanelError) -> Iterator[str]:
    question = question_of(case.pool, case.quotas, case.size)
    sides = [(q.category, q.value, side) for q in case.quotas.rows for side in (-1, 1)]
    if any_panel(question.without(sides)) is None:
        if error.problems:
            yield "quotas are blamed where homes leave too few people"
        return
    named = named_bounds(error, case.quotas)
    others = [side for side in sides if side not in named]
    if any_panel(question.without(others)) is not None:
        yield "the bounds that are named do not clash"
    for dropped in named:
        if any_panel(question.without([*others, dropped])) is None:
            yield f"{dropped} is named, and the others clash without it"
    wider, seats = advised(error.text, case.quotas)
    if not _possible(case, wider):
        yield "the change that is advised does not help"
    if least_change(question, seats) != seats:
        yield f"a change of fewer than {seats} seats is enough"


def _possible(case: Case, quotas: Quotas) -> bool:
    return any_panel(question_of(case.pool, quotas, case.size)) is not None
