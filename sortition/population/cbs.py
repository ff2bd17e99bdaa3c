"""From the areas in a CBS file to the figures of places, ages and sex.

People of an area who are old enough are those of its own bands of ages. Where CBS leaves out ages
or sex, the area is taken to be as the others together. Estimates are rounded to whole people, so
that all that follows can be recomputed from what is shown. What was assumed: ``assumed``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from sortition.errors import Problem, Text, UsageError
from sortition.population import counting
from sortition.population.ages import Band, follow, from_age
from sortition.population.areas import numbers_of
from sortition.population.asked import Ages, Words
from sortition.population.assumed import Used, assumptions
from sortition.population.counting import Group, Measure, count, known, of_ages
from sortition.population.own import Read
from sortition.population.places import Chosen, Part, Place
from sortition.population.shapes import Shape
from sortition.records.population import Figure, Source
from sortition.tables.raw import RawTable
from sortition.tables.shown import shown

UNKNOWN_AT_MOST: Final = Fraction(1, 20)
"""Share of the inhabitants whose ages or sex may be unknown; above it there is no figure."""
CBS: Final = "CBS"


@dataclass(frozen=True, slots=True, kw_only=True)
class CbsFile:
    """One file, its shape and year, and what is asked of it."""

    table: RawTable
    shape: Shape
    year: str
    words: Words
    ages: Ages

    def read(self, chosen: Chosen) -> Read:
        """The figures of the chosen places. Raises UsageError when the bands of ages cannot be."""
        bands = wanted_bands(self.shape.bands, self.ages)
        places, problems = self._groups(chosen.places)
        if chosen.whole is None:
            ground = Group(name="", parts=tuple(part for g in places for part in g.parts))
        else:
            (ground,), more = self._groups((Place(name="", parts=(Part(area=chosen.whole),)),))
            problems = (*problems, *more)
        problems = (*self.table.problems, *problems)
        # A cell that cannot be read is unknown too, but is told once.
        problems = problems or tuple(self._no_people((*places, ground)))
        problems = problems or tuple(self._mostly_unknown(ground))
        if problems:
            return Read(figures=(), problems=tuple(_once(problems)))
        figures = (
            *self._of_places(places, ground),
            *self._of_ages(ground, bands),
            *self._of_sex(ground),
        )
        used = Used(shape=self.shape, words=self.words, ages=self.ages, year=self.year, bands=bands)
        notes = (*chosen.notes, *assumptions(used, places, ground))
        return Read(figures=figures, problems=(), notes=notes)

    def _groups(self, places: Sequence[Place]) -> tuple[tuple[Group, ...], tuple[Problem, ...]]:
        problems: list[Problem] = []
        groups = []
        for place in places:
            parts = []
            for part in place.parts:
                numbers, wrong = numbers_of(self.table, self.shape, part.area)
                problems += wrong
                parts.append((part, numbers))
            groups.append(Group(name=place.name, parts=tuple(parts)))
        return tuple(groups), tuple(problems)

    # --- what is missing -----------------------------------------------------------------------

    def _no_people(self, groups: Sequence[Group]) -> Iterator[Problem]:
        for part, numbers in (pair for group in groups for pair in group.parts):
            if numbers.people is None:
                yield Problem(
                    code="figure-missing",
                    where=self.table.where(part.area.index, self.shape.people),
                    text=Text(
                        "The number of inhabitants of {area} is not given. Unknown is not zero.",
                        area=shown(part.area.name or part.area.code),
                    ),
                    advice=Text(
                        "Choose other areas (--districts or --zones), or fill in the number "
                        "if you know it from elsewhere."
                    ),
                )

    def _mostly_unknown(self, ground: Group) -> Iterator[Problem]:
        for column, measure in self._partly_known():
            share = known(ground, measure).unknown
            if share > UNKNOWN_AT_MOST:
                yield Problem(
                    code="figures-mostly-missing",
                    where=self.table.where(None, column),
                    text=Text(
                        "CBS leaves this out for {share:.0%} of the inhabitants here.", share=share
                    ),
                    advice=Text(
                        "Choose larger areas (whole wijken instead of buurten), or take these "
                        "figures from elsewhere in a table of your own."
                    ),
                )

    def _partly_known(self) -> Iterator[tuple[int, Measure]]:
        if self.shape.ages:
            yield self.shape.ages[0][1], of_ages((Fraction(1),) * len(self.shape.ages))
        if self.shape.men is not None and self.shape.women is not None:
            yield self.shape.men, counting.men

    # --- figures -------------------------------------------------------------------------------

    def _of_places(self, places: Sequence[Group], ground: Group) -> Iterator[Figure]:
        columns = [self.shape.people]
        measure: Measure = counting.everybody
        if self.shape.ages and self.ages.least:
            old_enough = Band(first=self.ages.least, last=None)
            columns = [c for band, c in self.shape.ages if band.part_in(old_enough) != 0]
            measure = of_ages(self._parts(old_enough))
        elsewhere = known(ground, measure).rate
        for group in places:
            people = count(group, measure, elsewhere)
            used = self._with_people(columns, group, measure)
            yield self._figure(self.words.place, group.name, people, group, used)

    def _with_people(self, columns: Sequence[int], group: Group, measure: Measure) -> Sequence[int]:
        """The columns used: inhabitants too, for percentages and where something is unknown."""
        estimated = self.shape.percent or known(group, measure).unknown
        mine = estimated and self.shape.people not in columns
        return [self.shape.people, *columns] if mine else columns

    def _parts(self, target: Band) -> tuple[Fraction, ...]:
        return tuple(band.part_in(target) or Fraction(0) for band in self.shape.bands)

    def _of_ages(self, ground: Group, bands: Sequence[Band]) -> Iterator[Figure]:
        for target in bands:
            columns = [c for band, c in self.shape.ages if band.part_in(target) != 0]
            measure = of_ages(self._parts(target))
            people = count(ground, measure, known(ground, measure).rate)
            used = self._with_people(columns, ground, measure)
            yield self._figure(self.words.age, target.label, people, ground, used)

    def _of_sex(self, ground: Group) -> Iterator[Figure]:
        men, women = self.shape.men, self.shape.women
        if men is None or women is None:
            return
        for value, column, measure in (
            (self.words.man, men, counting.men),
            (self.words.woman, women, counting.women),
        ):
            people = count(ground, measure, known(ground, measure).rate)
            yield self._figure(self.words.sex, value, people, ground, [column])

    def _figure(
        self, category: str, value: str, people: Fraction, group: Group, columns: Sequence[int]
    ) -> Figure:
        rows = sorted(self.table.numbers[part.area.index] for part, _ in group.parts)
        source = Source(
            file=self.table.file,
            rows=tuple(rows),
            columns=tuple(self.table.columns[j] for j in columns),
            year=self.year,
            named=CBS,
        )
        return Figure(category=category, value=value, people=people, sources=(source,))


def wanted_bands(own: Sequence[Band], ages: Ages) -> tuple[Band, ...]:
    """The bands of ages for quotas; empty when the file has none.

    Raises UsageError when they do not begin at the least age, or cut through a band without end.
    """
    if not own and ages.bands:
        raise UsageError(Text("These figures have no ages: leave out --ages."))
    if not own:
        return ()
    bands = ages.bands or from_age(own, ages.least)
    if not follow(bands) or bands[0].first != ages.least or bands[-1].last is not None:
        raise UsageError(
            Text(
                "The bands of --ages must begin at the age of --min-age ({age}), follow each "
                "other, and end with one such as 65+.",
                age=ages.least,
            )
        )
    endless = own[-1]
    if any(endless.part_in(band) is None for band in bands):
        raise UsageError(
            Text(
                "The figures do not tell the ages of people of {band} apart. Let the last band "
                "begin at {age} or earlier.",
                band=endless.label,
                age=endless.first,
            )
        )
    return bands


def _once(problems: Sequence[Problem]) -> Iterator[Problem]:
    """Each problem once: a row can be in a place and in the whole."""
    seen: set[tuple[str, object]] = set()
    for problem in problems:
        if (problem.code, problem.where) not in seen:
            seen.add((problem.code, problem.where))
            yield problem
