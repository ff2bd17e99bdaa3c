"""Letters as lines of the journal of a dossier: planned, drawn, answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sortition.dossier import case, process
from sortition.dossier.letters_files import PLAN
from sortition.errors import Text, UsageError
from sortition.records.journal import Fact, Step
from sortition.records.letters import Drawn, LettersPlan
from sortition.steps.answers import Answers
from sortition.steps.plans import TOOL, filled
from sortition.tables.csv_out import to_csv

ANSWERS = "answers.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """The dossier in which letters are recorded, and the stated time."""

    folder: Path
    time: str

    def opened(self, step: Step) -> case.Dossier:
        """The dossier. Raises UsageError when the step cannot be taken now."""
        dossier = case.load(self.folder, edited_plan=step is Step.LETTERS_PLANNED)
        process.require(dossier.state, step)
        return dossier

    def planned(
        self, plan: LettersPlan, content: bytes, register: Sequence[tuple[str, str]]
    ) -> Path:
        """Record a plan of letters; gives where it is kept.

        ``register`` has the name and the SHA-256 of each of its files.
        """
        dossier = self.opened(Step.LETTERS_PLANNED)
        place = f"{case.LETTER_PLANS}/{dossier.number_of(Step.LETTERS_PLANNED) + 1}"
        case.record(
            dossier,
            Step.LETTERS_PLANNED,
            time=self.time,
            tool=TOOL,
            facts={
                "letters": round(plan.letters),
                "waves": len(plan.waves),
                "register": [{"name": name, "sha256": digest} for name, digest in register],
            },
            files={place: {PLAN: content}},
        )
        return self.folder / place / PLAN

    def answered(self, found: Answers) -> None:
        """Record who answered letters, by the code of the letter."""
        dossier = self.opened(Step.ANSWERS)
        place = f"{case.ANSWERS}/{dossier.number_of(Step.ANSWERS) + 1}"
        kinds: tuple[tuple[str, Mapping[str, object]], ...] = (
            ("joined", found.joined),
            ("refused", found.refused),
            ("undeliverable", found.undeliverable),
        )
        rows = sorted((code, name) for name, codes in kinds for code in codes)
        counts: dict[str, Fact] = {name: len(codes) for name, codes in kinds}
        case.record(
            dossier,
            Step.ANSWERS,
            time=self.time,
            tool=TOOL,
            facts={"letters": sum(found.letters.values()), **counts},
            files={place: {ANSWERS: to_csv(("letter_code", "answer"), rows)}},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LettersCase:
    """Where the letters of a dossier are: the plan that holds, and the waves that were drawn."""

    dossier: case.Dossier
    plan: Path
    waves: tuple[Path, ...]

    @property
    def out(self) -> Path:
        """Where the next wave goes."""
        return self.dossier.folder / case.LETTERS / str(len(self.waves) + 1)


def letters_case(dossier: case.Dossier) -> LettersCase:
    """The letters of a dossier. Raises UsageError before they were planned."""
    plans = dossier.number_of(Step.LETTERS_PLANNED)
    if not plans:
        raise UsageError(Text("First plan the letters: sortition invite plan --dossier DIR"))
    letters = dossier.folder / case.LETTERS
    return LettersCase(
        dossier=dossier,
        plan=dossier.folder / case.LETTER_PLANS / str(plans) / PLAN,
        waves=tuple(letters / str(w + 1) for w in range(dossier.state.waves)),
    )


def waves_of(folders: Sequence[Path]) -> tuple[Path, ...]:
    """The folders of waves: those named, or those of the one dossier that is named."""
    if len(folders) == 1 and case.exists(folders[0]):
        return letters_case(case.load(folders[0], edited_plan=True)).waves
    return tuple(folders)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a public value came from, and when it became known (None: just now)."""

    source: str
    known: str | None = None


def wave_facts(plan: LettersPlan, drawn: Drawn, value: str, wave: int) -> dict[str, Fact]:
    """What the journal says of a wave, but for the origin of its value."""
    counted = drawn.counted
    return {
        "wave": wave,
        "letters": len(drawn.letters),
        "value": value,
        "rows": counted.rows,
        "remaining": counted.remaining,
        "left_out": [
            {"name": name, "people": people}
            for name, people in zip(plan.rules.filters, counted.left_out, strict=True)
        ],
    }


def origin_facts(origin: Origin, time: str) -> dict[str, Fact]:
    """Where a value came from, as the journal says it."""
    return {"source": filled(origin.source, "source"), "known": origin.known or time}
