"""From letter to seat: the chance of a letter times that of a seat, for everybody who joined."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from sortition import __version__
from sortition.dossier import folder as folders
from sortition.dossier.files import CHANCES
from sortition.errors import InputError, Problem, Text, UsageError, Where
from sortition.invite.evidence import read_evidence
from sortition.records.letters import Cell, GroupChances, LettersPlan, Per
from sortition.records.responses import Evidence
from sortition.report.chances import chances_html
from sortition.steps.answers import CODE, Sent, cell_of, read_answers, sent
from sortition.steps.recording import waves_of
from sortition.tables import read_table, to_csv

_COLUMNS = ("id", "letter", "seat", "both", "answer", "all")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """One registrant: group, chance of a letter, of a seat once registered, and of both."""

    person: str
    cell: Cell
    letter: Fraction
    seat: Fraction
    answer: Fraction | None = None
    """How often people like this one join when invited, where that is estimated."""

    @property
    def all(self) -> Fraction:
        """The chance of a seat beforehand, for anybody like this person in the register."""
        return self.both * (self.answer if self.answer is not None else 1)

    @property
    def both(self) -> Fraction:
        """The chance of a seat beforehand, for somebody who joins when invited."""
        return self.letter * self.seat


@dataclass(frozen=True, slots=True, kw_only=True)
class Combined:
    """Everybody's chances; ``per`` says whether that of a letter is a person's or a home's."""

    people: tuple[Chance, ...]
    groups: tuple[GroupChances, ...]
    unknown: int
    per: Per
    out: Path | None
    page: Path | None = None

    @property
    def sentences(self) -> tuple[Text, ...]:
        """What was unequal on purpose, and what these chances are, in words."""
        letters = [one.letter for one in self.people]
        address = Text(
            "Letters went to addresses: the chance of a letter is that of the address, and smaller "
            "for each of several people who live there."
        )
        return (
            Text(
                "The largest chance of letter and seat together is {times:.1f} times the smallest "
                "above 0. Letters were unequal on purpose, for groups that answer less or are few: "
                "there the largest chance is {letters:.2f} times the smallest.",
                times=self.spread,
                letters=max(letters) / min(letters),
            ),
            Text("Both is the chance beforehand of somebody who joins when invited."),
            *self._answers,
            *((address,) if self.per is Per.ADDRESS else ()),
        )

    @property
    def _answers(self) -> tuple[Text, ...]:
        """The same with how often people answer, where that is known."""
        if any(one.answer is None for one in self.people):
            return ()
        found = [one.all for one in self.people if one.all]
        return (
            Text(
                "Counted with how often people of each group answer, the chance of anybody in the "
                "register like those who joined was from {low:.3%} to {high:.3%}, {times:.1f} "
                "times as large.",
                low=min(found),
                high=max(found),
                times=max(found) / min(found),
            ),
        )

    @property
    def spread(self) -> Fraction:
        """The largest combined chance over the smallest above 0."""
        found = [one.both for one in self.people if one.both]
        return max(found) / min(found)


def letters_chances(
    waves: tuple[Path, ...],
    draw: Path,
    *,
    out: Path | None = None,
    responses: Path | None = None,
    page: Path | None = None,
    language: str = "en",
) -> Combined:
    """The chances in a draw, joined with those of letters (folders of waves, or a dossier).

    ``out`` is a new CSV file with everybody's three chances, exactly; ``page`` a new page that
    shows how they are spread; ``responses`` a table of how people answer. Raises InputError, or
    UsageError when nobody of the draw had one of these letters.
    """
    for path in (out, page):
        if path is not None:
            folders.ensure_no_file(path)
    waves = waves_of(waves)
    letters = [sent(wave) for wave in waves]
    people, unknown = _joined(letters, _chances_file(draw), len(waves))
    if responses is not None:
        evidence = read_evidence(read_table(responses))
        people = [_answering(one, letters[0].plan, evidence) for one in people]
    if not any(one.both for one in people):
        raise UsageError(Text("Nobody in this draw had one of these letters."))
    if out is not None:
        rows = [
            (one.person, *map(str, (one.letter, one.seat, one.both, one.answer or "", one.all)))
            for one in people
        ]
        folders.write_file(out, to_csv(_COLUMNS, rows), private=True)
    found = Combined(
        people=tuple(people),
        groups=tuple(_groups(letters[0], people)),
        unknown=unknown,
        per=letters[0].plan.rules.per,
        out=out,
        page=page,
    )
    if page is not None:
        chances = [one.both for one in people]
        html = chances_html(
            found.groups,
            chances,
            sentences=found.sentences,
            language=language,
            version=__version__,
        )
        folders.write_file(page, html)
    return found


def _chances_file(draw: Path) -> Path:
    """In the folder of a draw, or of a dossier."""
    found = next((p for p in (draw / CHANCES, draw / "draw" / CHANCES) if p.is_file()), None)
    if found is None:
        raise UsageError(
            Text(
                'There is no draw in "{folder}": it has no {file}.', folder=str(draw), file=CHANCES
            )
        )
    return found


def _joined(letters: Sequence[Sent], file: Path, waves: int) -> tuple[list[Chance], int]:
    cells = {row[CODE]: cell_of(row) for one in letters for row in one.table.rows}
    plan = letters[0].plan.after(waves)
    chances = plan.by_cell()
    people, unknown = [], 0
    for answer in read_answers(file, letters):
        if answer.code is None:
            unknown += 1
            continue
        try:
            seat = Fraction(int(answer.told["count"]), int(answer.told["of"]))
        except (KeyError, ValueError, ZeroDivisionError):
            raise _not_chances(file) from None
        cell = cells[answer.code]
        people.append(
            Chance(
                person=answer.told["id"],
                cell=cell,
                letter=chances.get(cell, plan.otherwise),
                seat=seat,
            )
        )
    return people, unknown


def _answering(one: Chance, plan: LettersPlan, evidence: Evidence) -> Chance:
    """The person with how often their group answers, by the attributes that letters went by."""
    rate = evidence.base.share
    for attribute, value in zip(plan.rules.attributes, one.cell, strict=True):
        rate *= evidence.factor(attribute.category, value)
    return replace(one, answer=min(rate, Fraction(1)))


def _groups(letters: Sent, people: Sequence[Chance]) -> Iterator[GroupChances]:
    for i, one in enumerate(letters.plan.rules.attributes):
        for value in one.values:
            own = [person for person in people if person.cell[i] == value]
            if own:
                yield GroupChances(
                    category=one.category,
                    value=value,
                    people=len(own),
                    letter=_mean([person.letter for person in own]),
                    seat=_mean([person.seat for person in own]),
                    smallest=min(person.both for person in own),
                    mean=_mean([person.both for person in own]),
                    largest=max(person.both for person in own),
                )


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def _not_chances(file: Path) -> InputError:
    problem = Problem(
        code="not-chances",
        where=Where(file=file.name),
        text=Text("This is not the file with everybody's chance that a draw writes."),
        advice=Text("Take the whole folder from an untouched copy."),
    )
    return InputError(Text("The files cannot be used as they are."), (problem,))
