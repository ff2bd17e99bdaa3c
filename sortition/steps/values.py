"""Public values as they become known, and the journal in words; no solver is loaded for these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sortition.dossier import case, process
from sortition.draw.values import combine, read_value
from sortition.errors import Text, UsageError
from sortition.records.journal import Fact, Stage, Step
from sortition.records.plan import Source
from sortition.report.journal import describe
from sortition.steps.outcomes import Logged, ValueRecorded
from sortition.steps.plans import TOOL, filled


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A value as somebody typed it, where it came from, and when it became known (None: now)."""

    value: str
    source: str
    known: str | None = None


def randomness(folder: Path, typed: Sequence[Typed], *, time: str) -> ValueRecorded:
    """Record the public value that is due, A or B, from every source that the plan announces.

    ``typed`` has one entry for each source, in the order of the plan. Raises UsageError when no
    value is due, or a value is not of the announced kind, or was known too early.
    """
    dossier = case.load(folder)
    first = dossier.state.stage < Stage.COMMITTED
    step = Step.VALUE_A if first else Step.VALUE_B
    process.require(dossier.state, step)
    plan = dossier.plan
    sources = plan.construction if first else plan.randomness
    if len(typed) != len(sources):
        raise UsageError(
            Text(
                "The plan announces {n} values here: {sources}. Give --value and --source for "
                "each, in this order.",
                n=len(sources),
                sources=tuple(source.source for source in sources),
            )
        )
    parts = [_part(source, said, time) for source, said in zip(sources, typed, strict=True)]
    value = combine([str(part["value"]) for part in parts])
    facts: dict[str, Fact] = {"value": value, "parts": parts}
    dossier = case.record(dossier, step, time=time, tool=TOOL, facts=facts)
    return ValueRecorded(
        letter="A" if first else "B",
        value=value,
        checks=tuple(str(part["check"]) for part in parts),
        next=process.what_next(dossier.state),
    )


def log(folder: Path) -> Logged:
    """Everything that was done, in words. Raises UsageError or InputError."""
    dossier = case.load(folder, edited_plan=True)
    return Logged(
        entries=dossier.entries,
        words=tuple(map(describe, dossier.entries)),
        state=dossier.state,
        next=process.what_next(dossier.state),
    )


def _part(source: Source, said: Typed, time: str) -> dict[str, Fact]:
    reading = read_value(source, said.value)
    return {
        "kind": source.kind.value,
        "source": filled(said.source, "source"),
        "value": reading.value,
        "known": reading.moment or said.known or time,
        "check": reading.check,
        "evidence": reading.evidence,
    }
