"""What a process proves, and why: from its journal and its plan alone (docs/format.md §16)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import Any, Final

from sortition.errors import Text
from sortition.records.assurance import Assurance, Level, Reason
from sortition.records.journal import Entry, Step
from sortition.records.plan import LOOKED_UP, Plan, Source, SourceKind

PER_PANEL: Final = 1000
"""Ways in which value B can come out, for each panel, so that all are as likely as they should."""
CONSTRUCTIONS: Final = 10**6
"""Ways in which value A can come out, so that nobody can try them all beforehand and choose."""
_TWO: Final = 2
_VALUES: Final = (Step.VALUE_A, Step.VALUE_B)

_MEANINGS: Final[Mapping[Level, Text]] = {
    Level.WEAK: Text(
        "Weak: anyone can repeat the draw, but somebody could have steered it. What is missing is "
        "listed below."
    ),
    Level.WITNESSED: Text(
        "Witnessed: plan, list and panel were fixed in the right order, provided that the people "
        "who saw the public values say so too."
    ),
    Level.PUBLIC: Text(
        "Public: plan, list and panel were fixed in the right order, and anybody can look up the "
        "public values without asking the organiser."
    ),
    Level.CHECKED: Text(
        "Checked: as public, and the public values carry signatures that were checked; these also "
        "prove when the values came out."
    ),
}


def assurance(entries: Sequence[Entry], plan: Plan) -> Assurance:
    """The level that a process has reached; ``entries`` hold the draw, ``plan`` is the last one."""
    values = _current(entries)
    sound = (
        _signed(plan),
        _in_order(values),
        _ways_of_a(plan.construction),
        _ways_of_b(plan.randomness, _units(entries)),
    )
    public = Reason(
        met=all(
            any(source.kind in LOOKED_UP for source in sources)
            for sources in (plan.construction, plan.randomness)
        ),
        text=Text("Both values come at least in part from a source that anybody can look up."),
    )
    checked = Reason(
        met=len(values) == len(_VALUES) and all(map(_checked, values.values())),
        text=Text("Both values carry a signature that was checked when they were recorded."),
    )
    level = _level(
        sound=all(reason.met for reason in sound), public=public.met, checked=checked.met
    )
    return Assurance(
        level=level,
        meaning=_MEANINGS[level],
        reasons=(*sound, public, checked, *_record(entries)),
    )


def _level(*, sound: bool, public: bool, checked: bool) -> Level:
    if not sound:
        return Level.WEAK
    if checked and public:
        return Level.CHECKED
    return Level.PUBLIC if public else Level.WITNESSED


def _current(entries: Sequence[Entry]) -> dict[Step, Entry]:
    """The values that were used: those recorded last."""
    return {entry.step: entry for entry in entries if entry.step in _VALUES}


def _units(entries: Sequence[Entry]) -> int:
    facts: Mapping[str, Any] = next(
        (entry.facts for entry in reversed(entries) if entry.step is Step.COMMITTED), {"units": 1}
    )
    return int(facts["units"])


def _signed(plan: Plan) -> Reason:
    names = tuple(party.name for party in plan.parties)
    if len(names) < _TWO:
        return Reason(
            met=False,
            text=Text(
                "Two parties or more stand behind the plan. Here it is one: {names}.", names=names
            ),
        )
    return Reason(
        met=True,
        text=Text("The plan was signed before the pool was closed, by: {names}.", names=names),
    )


def _in_order(values: Mapping[Step, Entry]) -> Reason:
    return Reason(
        met=len(values) == len(_VALUES),
        text=Text(
            "By the stated times value A became known after the pool was closed, and value B after "
            "the panels were committed."
        ),
    )


def _outcomes(sources: Sequence[Source]) -> int | None:
    """In how many ways the sources can come out together; None when it is not known of any."""
    known = [ways for source in sources if (ways := source.outcomes) is not None]
    return prod(known) if known else None


def _ways_of_a(sources: Sequence[Source]) -> Reason:
    ways = _outcomes(sources)
    return Reason(
        met=ways is not None and ways >= CONSTRUCTIONS,
        text=Text(
            "Value A can come out in {ways} ways; {n} are enough.", **_told(ways), n=CONSTRUCTIONS
        ),
    )


def _ways_of_b(sources: Sequence[Source], units: int) -> Reason:
    ways = _outcomes(sources)
    if [source.kind for source in sources] == [SourceKind.DIGITS] and ways == units:
        return Reason(
            met=True,
            text=Text("The digits of value B are the number of the panel, each equally likely."),
        )
    enough = units * PER_PANEL
    return Reason(
        met=ways is not None and ways >= enough,
        text=Text("Value B can come out in {ways} ways; {n} are enough.", **_told(ways), n=enough),
    )


_MANY: Final = 10**15


def _told(ways: int | None) -> dict[str, object]:
    if ways is None:
        return {"ways": Text("an unknown number of")}
    return {"ways": Text("very many") if ways > _MANY else ways}


def _checked(entry: Entry) -> bool:
    facts: Mapping[str, Any] = entry.facts
    return any(part["check"] == "checked" for part in facts["parts"])


def _record(entries: Sequence[Entry]) -> tuple[Reason, ...]:
    """What a reader wants to know besides; neither for nor against."""
    counts = {
        Step.AMENDED: Text("Changes of the plan after it was sealed: {n}."),
        Step.TRIAL: Text("Trial draws in the journal: {n}."),
        Step.FAILED: Text("Failed runs in the journal: {n}."),
    }
    return tuple(
        Reason(
            met=True,
            text=Text(text.template, n=sum(entry.step is step for entry in entries)),
        )
        for step, text in counts.items()
    )
