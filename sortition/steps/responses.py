"""Letters followed: who answered, against the plan, and whether a panel will be filled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Final

from sortition.dossier import case
from sortition.errors import InputError, Problem, Text, UsageError, Where
from sortition.invite.aiming import with_shares
from sortition.invite.evidence import read_evidence
from sortition.invite.forecasting import Forecast, forecast, letters_of, people_of
from sortition.invite.learning import Answered, learn
from sortition.invite.world import World, build_world
from sortition.records.letters import Attribute, Cell, LettersPlan
from sortition.records.names import key
from sortition.records.progress import Listener, Moment, silent
from sortition.records.quotas import Quotas
from sortition.records.responses import Evidence
from sortition.steps.answers import Answers, answers_in, sent
from sortition.steps.recording import Recording, waves_of
from sortition.steps.sheets import quotas_for
from sortition.tables import read_table

_USUAL_SPREAD: Final = Fraction(1, 4)
_ALL: Final = Fraction(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFiles:
    """Files with the reply codes (or ids) of who joined, who refused, and letters that came back.

    Who joined is a table of registrants: categories that the register does not have are read from
    it.
    """

    joined: tuple[Path, ...]
    refused: tuple[Path, ...] = ()
    undeliverable: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupResponse:
    """One value: its letters, who joined, how many had been expected, who refused, came back."""

    category: str
    value: str
    letters: int
    joined: int
    expected: Fraction
    refused: int
    undeliverable: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """How the letters were answered. ``unknown`` rows of who joined have no code of these waves.

    ``reasons`` for refusing, as written, with how many gave each, most first. ``arrived`` (0 to 1)
    is what part of the answers was taken to be in.
    """

    groups: tuple[GroupResponse, ...]
    letters: int
    joined: int
    refused: int
    undeliverable: int
    unknown: int
    reasons: tuple[tuple[str, int], ...]
    arrived: Fraction
    waves: int
    planned: int
    wanted: Fraction
    forecast: Forecast


def letters_responses(
    waves: tuple[Path, ...],
    files: AnswerFiles,
    *,
    quotas: Path,
    responses: Path,
    size: int,
    wanted: Fraction,
    arrived: Fraction = _ALL,
    time: str = "",
    listen: Listener = silent,
) -> Followed:
    """Follow the letters of the waves of one plan (folders, in order; or a dossier).

    In a dossier the answers are recorded, at the stated ``time``. ``arrived`` (0 to 1) is what part
    of the answers that will come is in by now. ``responses`` is the table that the plan was made
    with; what was seen is added to it before the forecast. Raises InputError or UsageError.
    """
    recording = Recording(folder=waves[0], time=time) if case.exists(waves[0]) else None
    waves = waves_of(waves)
    letters = [sent(wave) for wave in waves]
    plan = letters[0].plan
    if len(waves) > len(plan.waves):
        raise UsageError(Text("The plan has no more than {n} waves.", n=len(plan.waves)))
    believed = read_evidence(read_table(responses))
    agreed = quotas_for(quotas, size, tuple(one.category for one in plan.rules.attributes))
    unknown = _unknown(plan.rules.attributes, agreed)
    found = answers_in(letters, files.joined, files.refused, files.undeliverable)
    if recording is not None:
        recording.answered(found)
    strata = {
        cell: Answered(letters=max(ceil(n * arrived), joined), joined=joined)
        for cell, n in found.letters.items()
        for joined in (found.joined_in(cell),)
    }
    learned = learn(plan.rules.attributes, strata, believed)
    # Only who has no letter yet can get one.
    units = {
        cell: Fraction(max(n - found.letters.get(cell, 0), 1))
        for cell, n in letters[0].units.items()
    }

    def world_of(evidence: Evidence) -> World:
        return build_world(
            attributes=plan.rules.attributes,
            units=units,
            quotas=agreed,
            evidence=with_shares(evidence, agreed, unknown),
            size=size,
        )

    listen(Moment(stage=Text("Looking whether the quotas can be filled")))
    world = world_of(learned)
    _ensure_told(world, found, files.joined[0].name)
    coming = _coming(plan, len(waves))
    pending = {cell: n * (1 - arrived) for cell, n in found.letters.items()}
    return Followed(
        groups=tuple(_groups(plan.rules.attributes, found, world_of(believed))),
        letters=sum(found.letters.values()),
        joined=len(found.joined),
        refused=len(found.refused),
        undeliverable=len(found.undeliverable),
        unknown=found.unknown,
        reasons=found.reasons,
        arrived=arrived,
        waves=len(waves),
        planned=len(plan.waves),
        wanted=wanted,
        forecast=forecast(
            world,
            joined=people_of(world, found.joined.values()),
            pending=letters_of(world, pending),
            coming=letters_of(world, coming),
            shape=letters_of(world, coming or _coming(plan, 0)),
            wanted=wanted,
            spread=_USUAL_SPREAD,
            listen=listen,
        ),
    )


def _unknown(attributes: Sequence[Attribute], quotas: Quotas) -> tuple[str, ...]:
    """The categories that the register does not have."""
    known = {key(one.category) for one in attributes}
    derived = {key(one.category) for one in quotas.derived}
    return tuple(c for c in quotas.categories if key(c) not in known | derived)


def _coming(plan: LettersPlan, sent_waves: int) -> dict[Cell, Fraction]:
    """The letters of the next wave of the plan to each group; none after the last."""
    if sent_waves == len(plan.waves):
        return {}
    part = plan.waves[sent_waves] - (plan.waves[sent_waves - 1] if sent_waves else 0)
    return {stratum.values: stratum.letters * part for stratum in plan.strata}


def _ensure_told(world: World, found: Answers, file: str) -> None:
    """Raise InputError when who joined was not asked what the register does not know."""
    names = sorted(world.outside[0].values)
    for name in names:
        if any(name not in told for _, told in found.joined.values()):
            raise InputError(
                Text("The files cannot be used as they are."),
                (
                    Problem(
                        code="no-column",
                        where=Where(file=file, column=name),
                        text=Text("Who joined must say this: the register does not know it."),
                        advice=Text("Add the column to the list of who joined."),
                    ),
                ),
            )


def _groups(attributes: Sequence[Attribute], found: Answers, world: World) -> list[GroupResponse]:
    expected = {
        cell: world.expected(s) * found.letters.get(cell, 0) for s, cell in enumerate(world.cells)
    }
    rows = []
    for i, one in enumerate(attributes):
        for value in one.values:
            cells = {cell for cell in found.letters if cell[i] == value}
            if cells:
                rows.append(_group(one.category, value, cells, found, expected))
    return rows


def _group(
    category: str,
    value: str,
    cells: AbstractSet[Cell],
    found: Answers,
    expected: Mapping[Cell, Fraction],
) -> GroupResponse:
    return GroupResponse(
        category=category,
        value=value,
        letters=sum(found.letters[cell] for cell in cells),
        joined=sum(found.joined_in(cell) for cell in cells),
        expected=sum((expected.get(cell, Fraction(0)) for cell in cells), Fraction(0)),
        refused=sum(cell in cells for cell in found.refused.values()),
        undeliverable=sum(cell in cells for cell in found.undeliverable.values()),
    )
