"""Why quotas cannot be met, and what would help, in words for people who never saw a solver."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from sortition.errors import Text
from sortition.records.diagnosis import (
    Aim,
    Alternative,
    Bound,
    Change,
    Clash,
    Costs,
    Diagnosis,
    Exclusion,
    Opinion,
    Shortage,
    Side,
    Verdict,
)
from sortition.records.quotas import label

_VERDICTS: Final[Mapping[Verdict, Text]] = {
    Verdict.SMALLEST: Text("it finds nothing smaller"),
    Verdict.OPEN: Text("it has no answer"),
    Verdict.NOT_ASKED: Text("not asked: too large a question"),
}
_IDS: Final = 10
"""Ids that are shown for one group."""
_AIMS: Final[Mapping[Aim, Text]] = {
    Aim.SEATS: Text("the fewest seats"),
    Aim.QUOTAS: Text("the fewest quotas"),
    Aim.SMALL_GROUPS: Text("takes the least from small groups"),
    Aim.EVERYBODY: Text("everybody who registered has a chance"),
}


def clash_texts(clash: Clash, size: int) -> Iterator[Text]:
    """What cannot go together for a panel of ``size``, with the counts that show it.

    Nothing for a clash without bounds.
    """
    if not clash.bounds:  # too few people, which the error says
        return
    yield Text(
        "No panel of {size} can meet these quotas. These rules do not go together; without "
        "any one of them a panel is possible:",
        size=size,
    )
    for bound in clash.bounds:
        yield Text("  {rule}; registered: {people}", rule=bound_text(bound), people=bound.people)
    for shortage in clash.shortages:
        yield from _shortage(shortage)
    if clash.room is not None:
        yield Text(
            "Together they leave room for at most {room} people, and the panel has {size} seats.",
            room=clash.room,
            size=size,
        )
    if clash.homes:
        yield Text("It also counts that at most one person of each shared home can sit.")


def _shortage(shortage: Shortage) -> Iterator[Text]:
    needed = shortage.needed
    yield Text(
        "{quota}: at least {seats} are needed and {people} registered, but the other rules leave "
        "room for at most {room} of them.",
        quota=needed.quota.label,
        seats=needed.seats,
        people=needed.people,
        room=shortage.room,
    )
    for overlap in shortage.overlaps:
        yield Text(
            "  Of these {people}, {n} also have {quota}, where at most {seats} seats are free.",
            people=needed.people,
            n=overlap.people,
            quota=overlap.bound.quota.label,
            seats=overlap.bound.seats,
        )


def bound_text(bound: Bound) -> Text:
    """A bound in words."""
    if bound.side is Side.MAXIMUM:
        return Text("{quota} at most {seats}", quota=bound.quota.label, seats=bound.seats)
    return Text("{quota} at least {seats}", quota=bound.quota.label, seats=bound.seats)


def alternatives_texts(diagnosis: Diagnosis) -> Iterator[Text]:
    """What would help, numbered from 1."""
    if diagnosis.alternatives:
        yield Text("What would help (of each kind, no smaller change does):")
    for number, one in enumerate(diagnosis.alternatives, 1):
        yield Text(
            "  {n:d}. {changes}. This is: {aims}.",
            n=number,
            changes=tuple(change_text(change) for change in one.changes),
            aims=tuple(_AIMS[aim] for aim in one.aims),
        )
        yield from _drawbacks(one)


def _drawbacks(one: Alternative) -> Iterator[Text]:
    if one.smallest_chance is not None:
        yield Text("     The smallest chance is then {chance:.2%}.", chance=one.smallest_chance)
    if one.left_out:
        yield Text(
            "     {n} people who registered still have no chance after that.", n=len(one.left_out)
        )
    if not one.within_flex:
        yield Text("     It goes further than the flex columns of the quota file allow.")


def change_text(change: Change) -> Text:
    """A change in words."""
    if change.side is Side.MINIMUM:
        return Text(
            "{quota} at least {new} instead of {old}",
            quota=change.quota.label,
            new=change.seats,
            old=change.quota.minimum,
        )
    return Text(
        "{quota} at most {new} instead of {old}",
        quota=change.quota.label,
        new=change.seats,
        old=change.quota.maximum,
    )


def cost_texts(costs: Costs) -> Iterator[Text]:
    """Which quotas hold the smallest chance down, and what one seat more or less would give."""
    yield Text("The smallest chance is {chance:.2%}.", chance=costs.smallest_chance)
    if not costs.better:
        yield Text("One seat more or less for a single quota would not make it larger.")
        return
    yield Text("What one seat more or less would make of it (each computed anew):")
    for cost in costs.better:
        yield Text(
            "  {change}: {now:.2%} becomes {then:.2%}",
            change=change_text(cost.change),
            now=costs.smallest_chance,
            then=cost.smallest_chance,
        )


def exclusion_text(exclusion: Exclusion, labels: tuple[str, ...]) -> Text:
    """Who is in no panel, by values and ids, and why; ``labels`` are the ids of the pool."""
    ids = tuple(labels[i] for i in exclusion.people[:_IDS])
    more = ("…",) if len(exclusion.people) > _IDS else ()
    reasons: tuple[Text, ...] = tuple(map(bound_text, exclusion.bounds))
    if exclusion.homes:
        reasons = (*reasons, Text("who they live with"))
    return Text(
        "No panel can hold {n} people ({values}), because of: {reasons}. They are: {ids}.",
        n=len(exclusion.people),
        values=tuple(Text("{label}", label=label(c, v)) for c, v in exclusion.values),
        ids=(*ids, *more),
        reasons=reasons,
    )


def opinion_texts(opinions: Sequence[Opinion]) -> Iterator[Text]:
    """What another solver says of the changes; nothing when it was not asked."""
    if opinions:
        yield Text("Looked for again by {solver}:", solver=opinions[0].solver)
    for one in opinions:
        yield Text(
            "  {n}, {aim}: {verdict}",
            n=one.number,
            aim=_AIMS[one.aim],
            verdict=_VERDICTS[one.verdict],
        )
