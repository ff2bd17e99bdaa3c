"""An entry of the journal in words: what happened, and what it says besides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from sortition.errors import Text
from sortition.records.journal import Entry, Step

Facts = Mapping[str, Any]
"""What an entry says; its shape was checked when the journal was read (docs/format.md 12.4)."""

_MARK: Final = Text("PROEF / TRIAL")

_NAMES: Final[Mapping[Step, Text]] = {
    Step.OPENED: Text("Dossier opened"),
    Step.PLANNED: Text("Plan put up for signature"),
    Step.SIGNED: Text("Signed"),
    Step.AMENDED: Text("Change of the plan put up for signature"),
    Step.POOL_CLOSED: Text("Pool closed"),
    Step.VALUE_A: Text("Value A known"),
    Step.COMMITTED: Text("Panels made and committed"),
    Step.VALUE_B: Text("Value B known"),
    Step.DRAWN: Text("Panel drawn"),
    Step.REPLACED: Text("Somebody replaced"),
    Step.TRIAL: Text("Trial draw (does not count)"),
    Step.FAILED: Text("Run failed"),
}

_CHECKS: Final[Mapping[str, Text]] = {
    "checked": Text("signature checked"),
    "not checked": Text("signature not checked"),
    "witnessed": Text("seen by witnesses"),
}


def check_text(check: str) -> Text:
    """What was checked about the origin of a value, in words."""
    return _CHECKS.get(check, Text("{check}", check=check))


def describe(entry: Entry) -> tuple[Text, ...]:
    """What happened, then one text for each thing to know about it."""
    details = _DETAILS.get(entry.step)
    return (_NAMES[entry.step], *(details(entry.facts) if details else ()))


def _opened(facts: Facts) -> tuple[Text, ...]:
    lineage = facts["lineage"]
    if lineage is None:
        return ()
    return (
        Text("It follows an earlier draw, because: {why}", why=lineage["why"]),
        Text("Last line of that journal: {head}", head=lineage["head"]),
    )


def _planned(facts: Facts) -> tuple[Text, ...]:
    names = tuple(party["name"] for party in facts["parties"])
    return (
        Text("Plan {version:d}, to be signed by: {names}", version=facts["version"], names=names),
    )


def _signed(facts: Facts) -> tuple[Text, ...]:
    return (Text("By: {party}", party=facts["party"]),)


def _amended(facts: Facts) -> tuple[Text, ...]:
    return (
        Text("By: {party}", party=facts["by"]),
        Text("Reason: {why}", why=facts["why"]),
        *(_change_text(change) for change in facts["changes"]),
        *_planned(facts),
    )


def _change_text(change: Facts) -> Text:
    """One field of the plan, before and after."""
    nothing = Text("nothing")
    return Text(
        "{field}: {before} became {after}",
        field=change["field"],
        before=nothing if change["before"] is None else change["before"],
        after=nothing if change["after"] is None else change["after"],
    )


def _pool(facts: Facts) -> tuple[Text, ...]:
    return (Text("People: {n}", n=facts["people"]),)


def _value(facts: Facts) -> tuple[Text, ...]:
    return (
        Text("Value: {value}", value=facts["value"]),
        *(
            Text(
                "From: {source}; known since {known}; {check}",
                source=part["source"],
                known=part["known"],
                check=check_text(part["check"]),
            )
            for part in facts["parts"]
        ),
    )


def _committed(facts: Facts) -> tuple[Text, ...]:
    return (Text("Numbered panels: {n}", n=facts["units"]),)


def _drawn(facts: Facts) -> tuple[Text, ...]:
    digits = len(str(max(facts["of"] - 1, 0)))
    return (
        Text("Number {number} of {of}", number=f"{facts['number']:0{digits}d}", of=facts["of"]),
    )


def _trial(facts: Facts) -> tuple[Text, ...]:
    return (_MARK, Text("Seed: {seed}", seed=facts["seed"]), *_pool(facts), *_drawn(facts))


def _failed(facts: Facts) -> tuple[Text, ...]:
    known = {step.value: name for step, name in _NAMES.items()}
    found = (Text("Problems: {codes}", codes=tuple(facts["codes"])),) if facts["codes"] else ()
    return (
        Text(
            "It was to be: {step}; exit code {code:d}",
            step=known.get(facts["step"], facts["step"]),
            code=facts["exit_code"],
        ),
        *found,
    )


_DETAILS: Final[Mapping[Step, Callable[[Facts], tuple[Text, ...]]]] = {
    Step.OPENED: _opened,
    Step.PLANNED: _planned,
    Step.SIGNED: _signed,
    Step.AMENDED: _amended,
    Step.POOL_CLOSED: _pool,
    Step.VALUE_A: _value,
    Step.COMMITTED: _committed,
    Step.VALUE_B: _value,
    Step.DRAWN: _drawn,
    Step.TRIAL: _trial,
    Step.FAILED: _failed,
}
