"""From files to a population: what kind of table each is, and all their problems at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sortition.errors import InputError, Problem, Text, UsageError, Where
from sortition.population.ages import Band
from sortition.population.areas import Area, read_areas, years
from sortition.population.asked import Ages, Words
from sortition.population.cbs import CbsFile
from sortition.population.own import (
    Read,
    header_problem,
    not_own_problem,
    own_columns,
    read_own,
)
from sortition.population.places import in_districts, in_zones
from sortition.population.shapes import Shape, shape_of
from sortition.population.zones import read_zones
from sortition.records.names import key
from sortition.records.population import Figure, Population
from sortition.tables.fatal import cannot_be_used
from sortition.tables.raw import RawTable, in_order
from sortition.tables.read import read_table
from sortition.tables.shown import shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked of the files: which areas, which ages, which words.

    ``min_age`` (years) is needed where a file has ages; ``bands`` empty: those of the file.
    ``year`` is used where a file does not tell it.
    """

    municipality: str | None = None
    districts: tuple[str, ...] = ()
    zones: Path | None = None
    min_age: int | None = None
    bands: tuple[Band, ...] = ()
    age_on: str = ""
    year: str = ""
    words: Words = field(default_factory=Words)

    @property
    def of_areas(self) -> bool:
        """Whether anything is asked that only figures of areas can answer."""
        asked = (self.municipality, self.districts, self.zones, self.bands, self.age_on)
        return any(asked) or self.min_age is not None


def read_population(files: Sequence[Path], request: Request) -> Population:
    """The population in one or more files.

    Raises InputError with every problem of all files, and UsageError when what is asked does not
    fit them.
    """
    reads = [_read(path, request) for path in files]
    problems = [problem for found, _ in reads for problem in found.problems]
    if problems:
        raise cannot_be_used(tuple(problems))
    if request.of_areas and not any(areas for _, areas in reads):
        raise UsageError(
            Text(
                "--municipality, --districts, --zones, --min-age, --ages and --age-on are about "
                "figures of CBS. A table of your own is taken as it is; leave them out."
            )
        )
    figures = tuple(figure for found, _ in reads for figure in found.figures)
    double = tuple(_double([found for found, _ in reads]))
    if double:
        raise cannot_be_used(double)
    return Population.of(figures, tuple(note for found, _ in reads for note in found.notes))


def read_own_tables(files: Sequence[Path]) -> Population:
    """The population in tables of one's own. Raises InputError with every problem of all files."""
    found = [_read_own(path) for path in files]
    problems = [problem for read in found for problem in read.problems] or [*_double(found)]
    if problems:
        raise cannot_be_used(tuple(problems))
    figures = tuple(figure for read in found for figure in read.figures)
    return Population.of(figures, tuple(note for read in found for note in read.notes))


def _read_own(path: Path) -> Read:
    try:
        table = read_table(path)
    except InputError as error:
        return Read(figures=(), problems=tuple(error.problems))
    columns = own_columns(table)
    if columns is None:
        return Read(figures=(), problems=(*table.problems, not_own_problem(table)))
    return _ordered(table, read_own(table, columns, year=""))


def _read(path: Path, request: Request) -> tuple[Read, bool]:
    """What a file says, and whether it is about areas."""
    try:
        table = read_table(path)
    except InputError as error:
        return Read(figures=(), problems=tuple(error.problems)), False
    shape = shape_of(table)
    if shape is not None:
        return _ordered(table, _read_areas(table, shape, request)), True
    columns = own_columns(table)
    if columns is None:
        return Read(figures=(), problems=(*table.problems, header_problem(table))), False
    return _ordered(table, read_own(table, columns, year=request.year)), False


def _ordered(table: RawTable, found: Read) -> Read:
    return replace(found, problems=in_order(table, found.problems))


def _read_areas(table: RawTable, shape: Shape, request: Request) -> Read:
    areas, problems = read_areas(table, shape)
    if problems:
        return Read(figures=(), problems=(*table.problems, *problems))
    if shape.ages and request.min_age is None:
        raise UsageError(
            Text(
                "From what age can people take part? {file} counts everybody, children too. "
                "Say it with --min-age, for instance --min-age 16.",
                file=table.file,
            )
        )
    ages = Ages(least=request.min_age or 0, bands=request.bands, on=request.age_on)
    year = years(table, shape) or request.year
    if request.zones is not None:
        return _read_zones(table, shape, areas, request, (ages, year))
    chosen = in_districts(areas, municipality=request.municipality, districts=request.districts)
    file = CbsFile(table=table, shape=shape, year=year, words=request.words, ages=ages)
    return file.read(chosen)


def _read_zones(
    table: RawTable,
    shape: Shape,
    areas: Sequence[Area],
    request: Request,
    asked: tuple[Ages, str],
) -> Read:
    if request.zones is None or request.districts or request.municipality:
        raise UsageError(
            Text("--zones says which areas count: leave out --municipality and --districts.")
        )
    listed = read_table(request.zones)
    zones = read_zones(listed, areas)
    if zones.problems:
        return Read(figures=(), problems=in_order(listed, zones.problems))
    ages, year = asked
    words = replace(request.words, place=zones.category)
    file = CbsFile(table=table, shape=shape, year=year, words=words, ages=ages)
    return file.read(in_zones(areas, zones))


def _double(reads: Sequence[Read]) -> Iterator[Problem]:
    """Categories that two files have."""
    first: dict[str, Figure] = {}
    for found in reads:
        for figure in found.figures:
            earlier = first.setdefault(key(figure.category), figure)
            if earlier.sources[0].file != figure.sources[0].file and earlier is not figure:
                yield Problem(
                    code="category-twice",
                    where=Where(file=figure.sources[0].file, row=figure.sources[0].rows[0]),
                    text=Text(
                        '"{category}" is also in {file}.',
                        category=shown(figure.category),
                        file=earlier.sources[0].file,
                    ),
                    advice=Text("Keep the figures of a category in one file."),
                )
