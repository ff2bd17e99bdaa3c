"""The certificate in words: why the people of a level cannot have more (docs/format.md 6.4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from sortition.errors import Text
from sortition.records.lottery import (
    Certificate,
    CutReason,
    Interval,
    Level,
    Lottery,
    Method,
    Multipliers,
    Reach,
)
from sortition.records.quotas import Quota
from sortition.records.space import Row, Space

_MOST_RULES = 4
_LONGEST_FRACTION = 15
_SHOWN = 10**5
"""The ends of an interval are shown in thousandths of a percent, rounded outwards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """What the multipliers of one level say.

    For every lottery, the seats of the profiles in ``weights`` (each > 0), counted with their
    weights, come to at most ``bound`` on average. ``own`` are the profiles of the level itself.
    """

    weights: dict[int, Fraction]
    bound: Fraction
    own: frozenset[int]

    @property
    def even_weight(self) -> Fraction | None:
        """The one weight that all profiles have, or None when they differ."""
        found = set(self.weights.values())
        return found.pop() if len(found) == 1 else None


def rows_of(lottery: Lottery) -> tuple[Row, ...]:
    """The numbered rows of docs/format.md 4.6: size, quotas, kinds of homes, cuts."""
    cuts = tuple(
        Row(
            profiles=tuple(profile for profile, _ in cut.weights),
            weights=tuple(weight for _, weight in cut.weights),
            lower=None,
            upper=cut.bound,
        )
        for cut in lottery.certificate.cuts
    )
    return (*lottery.space.rows(), *cuts)


def argument(rows: Sequence[Row], counts: Sequence[int], level: Level) -> Argument:
    """The weights and the bound of 6.4, exactly."""
    weights: defaultdict[int, Fraction] = defaultdict(Fraction)
    bound = Fraction(0)
    for r, multiplier in level.multipliers:
        row = rows[r]
        for profile, weight in zip(row.profiles, row.weights, strict=True):
            weights[profile] += multiplier * weight
        bound += multiplier * (row.upper if multiplier > 0 or row.lower is None else row.lower)
    bound += sum((counts[t] * -a for t, a in weights.items() if a < 0), Fraction(0))
    return Argument(
        weights={t: a for t, a in weights.items() if a > 0},
        bound=bound,
        own=frozenset(level.profiles),
    )


def slack(lottery: Lottery, level: Level) -> Fraction:
    """How much more chance the proof leaves open for the people of a level; 0 is a full proof."""
    if level.gap == 0:
        return Fraction(0)
    found = argument(rows_of(lottery), lottery.space.counts, level)
    own = sum((found.weights[t] * lottery.space.people_of(t) for t in level.profiles), Fraction(0))
    return level.gap / own


def largest_slack(lottery: Lottery) -> Fraction:
    """The most that the proof leaves open at any level."""
    return max((slack(lottery, level) for level in lottery.certificate.levels), default=Fraction(0))


def chance_text(chance: Fraction) -> Text:
    """The chance exactly, ``13 in 199``; rounded when the exact fraction is too long to read."""
    if chance.denominator == 1:
        return Text("always drawn") if chance else Text("never drawn")
    if len(str(chance)) > _LONGEST_FRACTION:
        return Text("{chance:.4%}", chance=chance)
    return Text("{part} in {whole}", part=chance.numerator, whole=chance.denominator)


def seats_text(seats: Fraction) -> Text:
    """A number of seats: whole, or with two decimals."""
    if seats.denominator == 1:
        return Text("1 seat") if seats == 1 else Text("{n} seats", n=seats.numerator)
    return Text("{seats:.2f} seats", seats=seats)


def people_text(people: int) -> Text:
    """A number of people."""
    return Text("1 person") if people == 1 else Text("{n} people", n=people)


def why(lottery: Lottery, level: Level) -> tuple[Text, ...]:
    """The sentences that say why nobody of this level can have more."""
    if level.chance == 1:
        return (Text("They are in every panel. Nobody can have more."),)
    found = argument(rows_of(lottery), lottery.space.counts, level)
    if level.gap > 0:
        return (rules_text(lottery.space, level.multipliers), _open(slack(lottery, level)))
    weight = found.even_weight
    if weight is None:
        return (rules_text(lottery.space, level.multipliers), _added_up(level))
    return (_ground(lottery.space, level, found, weight), *_shares(lottery, level, found, weight))


def _people(space: Space, profiles: Sequence[int] | frozenset[int]) -> int:
    return sum(map(space.people_of, profiles))


def _ground(space: Space, level: Level, found: Argument, weight: Fraction) -> Text:
    """What limits the seats of the group: one quota where that is the reason, else more rules."""
    seats = seats_text(found.bound / weight)
    people = people_text(_people(space, [*found.weights]))
    match [(r, multiplier > 0) for r, multiplier in sorted(level.multipliers)]:
        case [(0, True)]:
            return Text("The panel has {seats} for these {people}.", seats=seats, people=people)
        case [(r, True)] if (quota := _quota(space, r)) is not None:
            return Text(
                "The quota leaves at most {seats} for the {people} with {label}.",
                seats=seats,
                people=people,
                label=quota.label,
            )
        case [(0, True), (r, False)] if (quota := _quota(space, r)) is not None:
            return Text(
                "Of the {size} seats, at least {minimum} are for people with {label}. That leaves"
                " at most {seats} for the other {people}.",
                size=space.size,
                minimum=quota.minimum,
                label=quota.label,
                seats=seats,
                people=people,
            )
    return Text(
        "{rules} Together these rules leave at most {seats} for a group of {people}.",
        rules=rules_text(space, level.multipliers),
        seats=seats,
        people=people,
    )


def _quota(space: Space, row: int) -> Quota | None:
    """The quota behind a row of 4.6, or None when the row is something else."""
    return space.quotas.rows[row - 1] if 1 <= row <= len(space.quotas.rows) else None


def _shares(lottery: Lottery, level: Level, found: Argument, weight: Fraction) -> tuple[Text, ...]:
    """From the seats of the group to the chance of each person at this level."""
    space = lottery.space
    own = people_text(_people(space, level.profiles))
    last = Text(
        "That is {chance} for each. If one of them had more, another would have less.",
        chance=chance_text(level.chance),
    )
    earlier = found.weights.keys() - found.own
    if not earlier:
        return (last,)
    taken = sum((space.people_of(t) * lottery.chances[t] for t in earlier), Fraction(0))
    return (
        Text(
            "Part of this group has no larger chance: {others}, with {taken} together. That leaves"
            " {rest} for the {own} of this level.",
            others=people_text(_people(space, [*earlier])),
            taken=seats_text(taken),
            rest=seats_text(found.bound / weight - taken),
            own=own,
        ),
        last,
    )


def _added_up(level: Level) -> Text:
    return Text(
        "Counted together, with the weights in certificate.json, these rules leave no room for"
        " more than {chance} without giving less to somebody who has as little or less.",
        chance=chance_text(level.chance),
    )


def _open(left: Fraction) -> Text:
    return Text(
        "Counted together, these rules leave room for at most {left} more.", left=left_text(left)
    )


def left_text(left: Fraction) -> Text:
    """What a proof leaves open, rounded up to one in a whole number."""
    return Text("1 in {n}", n=max(1, left.denominator // left.numerator))


def rules_text(space: Space, multipliers: Multipliers) -> Text:
    """The rules that the multipliers use, the first few by name."""
    named = [_rule(space, r, positive=m > 0) for r, m in multipliers]
    if len(named) <= _MOST_RULES:
        return Text("The rules that matter here: {names}.", names=tuple(named))
    return Text(
        "The rules that matter here: {names}, and {n} more.",
        names=tuple(named[:_MOST_RULES]),
        n=len(named) - _MOST_RULES,
    )


def _rule(space: Space, row: int, *, positive: bool) -> Text:
    if row == 0:
        return Text("the {n} seats of the panel", n=space.size)
    if (quota := _quota(space, row)) is not None:
        if positive:
            return Text("at most {n} with {label}", n=quota.maximum, label=quota.label)
        return Text("at least {n} with {label}", n=quota.minimum, label=quota.label)
    if row <= len(space.quotas.rows) + len(space.kinds):
        return Text("one person per address")
    return Text("an extra condition that every panel meets")


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How far the proof goes: a short name, and one sentence or two."""

    complete: bool
    name: Text
    words: Text


def state(lottery: Lottery) -> State:
    """The state of the proof (docs/format.md 6.4, 6.6 to 6.8)."""
    certificate = lottery.certificate
    if certificate.interval is not None:
        return _state_of_ended(certificate.interval)
    if lottery.method in (Method.NASH, Method.GOLDILOCKS):
        return _state_of_method(lottery)
    if certificate.gap > 0:
        return State(
            complete=False,
            name=Text("Within a margin"),
            words=Text(
                "The proof is not complete: another lottery might give the people of some level up"
                " to {left} more, but no more than that.",
                left=left_text(largest_slack(lottery)),
            ),
        )
    if lottery.method is Method.MAXIMIN:
        return _state_of_method(lottery)
    return _state_of_leximin(lottery)


def _state_of_ended(interval: Interval) -> State:
    """The computation was ended: what is claimed, and no more."""
    gap = Fraction(ceil(interval.gap * _SHOWN), _SHOWN)
    return State(
        complete=False,
        name=Text("Not proved optimal: gap at most {gap:.3%}", gap=gap),
        words=Text(
            "The computation was ended by a time limit before the best lottery was found. It was"
            " agreed before that this may happen as long as the gap is at most {allowed:.3%}. The"
            " smallest chance is {low:.3%}; that no lottery has a smallest chance above {high:.3%}"
            " is proved in exact fractions. Nothing is claimed of larger chances.",
            allowed=interval.allowed,
            low=Fraction(floor(interval.low * _SHOWN), _SHOWN),
            high=Fraction(ceil(interval.high * _SHOWN), _SHOWN),
        ),
    )


def _state_of_leximin(lottery: Lottery) -> State:
    if lottery.certificate.reach is Reach.EXACT:
        return State(
            complete=True,
            name=Text("Proved exactly"),
            words=Text(
                "No lottery that keeps to these quotas is fairer. That is proved in exact"
                " fractions, and so is it that real panels reach these chances."
            ),
        )
    return State(
        complete=True,
        name=Text("Proved to within 1/{units}", units=lottery.units),
        words=Text(
            "No lottery that keeps to these quotas is fairer than these chances. The list of panels"
            " comes within 1 in {units} of them for everyone. That real panels can reach them to"
            " the last decimal is not proved.",
            units=lottery.units,
        ),
    )


def _state_of_method(lottery: Lottery) -> State:
    """What the method claims, then what is known of reaching these chances."""
    if lottery.certificate.reach is Reach.EXACT:
        exact = lottery.certificate.gap == 0
        name = Text("Proved exactly") if exact else Text("Proved to one in a million")
        reach = Text("It is proved too that real panels reach these chances.")
    else:
        name = Text("Proved to within 1/{units}", units=lottery.units)
        reach = Text(
            "The list of panels comes within 1 in {units} of these chances for everyone. That real"
            " panels can reach them to the last decimal is not proved.",
            units=lottery.units,
        )
    words = Text("{claim} {reach}", claim=_claim(lottery), reach=reach)
    return State(complete=True, name=name, words=words)


def _claim(lottery: Lottery) -> Text:
    exact = lottery.certificate.gap == 0
    match lottery.method, exact:
        case (Method.NASH, True):
            return Text(
                "No lottery that keeps to these quotas has a larger product of all chances. That is"
                " proved in exact fractions."
            )
        case (Method.NASH, False):
            return Text(
                "No lottery that keeps to these quotas has a product of all chances that is larger"
                " by more than one part in a million. That is proved in exact fractions."
            )
        case (Method.GOLDILOCKS, True):
            return Text(
                "No lottery that keeps to these quotas has a better balance between the smallest"
                " and the largest chance. That is proved in exact fractions."
            )
        case (Method.GOLDILOCKS, False):
            return Text(
                "No lottery that keeps to these quotas has a better balance between the smallest"
                " and the largest chance, but for one part in a million. That is proved in exact"
                " fractions."
            )
    return Text(
        "No lottery that keeps to these quotas has a larger smallest chance. That is proved in"
        " exact fractions."
    )


def cuts_text(certificate: Certificate) -> Text | None:
    """What the cuts mean for someone who checks; None when there are none."""
    found = sum(cut.reason is CutReason.CUT for cut in certificate.cuts)
    people = len(certificate.cuts) - found
    if not certificate.cuts:
        return None
    return Text(
        "The proof uses extra conditions that every panel in use meets ({n} in all: {people}"
        " that say that no panel can hold a certain kind of person, {found} about several kinds"
        " together)."
        " Fractions alone do not show that these conditions hold. To check them again you need a"
        " program that solves puzzles in whole numbers (an integer solver).",
        n=len(certificate.cuts),
        people=people,
        found=found,
    )
