"""Everything that is wrong with a register, each with file, row, column, value and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from sortition.errors import InputError, Problem, Text, Where
from sortition.register.asked import Question
from sortition.register.engine import Broken, Engine, Row
from sortition.register.meanings import Age
from sortition.register.people import Fault, People
from sortition.tables.shown import listed, nearest, shown

_MOST: Final = 1000
"""Problems that are listed; of a large register with a wrong column there would be millions."""


def find_faults(
    engine: Engine, people: People, *, broken: Sequence[Broken], doubled: bool
) -> InputError:
    """Look for the rows, where a count has shown that there are faults."""
    question = people.question
    found = [*_not_rows(question, broken)]
    extra = "r.f, r.row, " + "".join(f"r.c{j}, " for j in _read(question))
    source = people.sql(engine.located(), extra)
    wanted = f"SELECT * FROM ({source}) z WHERE faults <> 0 ORDER BY f, row, id LIMIT {_MOST + 1}"
    for row in engine.rows(wanted):
        found += _of_row(question, row)
    if doubled:
        twice = (
            f"SELECT f, row, id FROM ({source}) z WHERE id IN "
            f"(SELECT id FROM people WHERE id <> '' GROUP BY id HAVING count(*) > 1) "
            f"ORDER BY id, f, row LIMIT {_MOST + 1}"
        )
        found += _twice(question, engine.rows(twice))
    found.sort(key=lambda problem: (problem.where.file, problem.where.row or 0))
    more = len(found) > _MOST
    text = Text("The register cannot be used as it is. Nobody was drawn.")
    if more:
        text = Text(
            "The register cannot be used as it is. Nobody was drawn. These are the first {n} "
            "problems.",
            n=_MOST,
        )
    return InputError(text, tuple(found[:_MOST]))


def _read(question: Question) -> list[int]:
    """The columns that a message may show."""
    places = [question.id_column, *question.address]
    places += [place for place in question.attributes if place is not None]
    places += [question.birth] if question.birth is not None else []
    return list(dict.fromkeys(places))


def _not_rows(question: Question, broken: Sequence[Broken]) -> Iterator[Problem]:
    for one in broken[:_MOST]:
        yield Problem(
            code="not-a-row",
            where=Where(file=question.register.files[one.file].name, row=one.row),
            text=Text(
                "This line is no row of the table: it has too few or too many cells, or a "
                "quotation mark that is not closed."
            ),
            advice=Text(
                "Give it {n} cells. A text with a separator in it needs quotation marks.",
                n=len(question.register.columns),
            ),
        )


def _of_row(question: Question, row: Row) -> Iterator[Problem]:
    places = _read(question)
    file, number, *rest = row
    cells = dict(zip(places, rest, strict=False))
    *_, born, _out, bits = rest

    def at(column: int | None) -> Where:
        return Where(
            file=question.register.files[file].name,
            row=number,
            column=None if column is None else shown(question.register.columns[column]),
        )

    faults = Fault(bits & (Fault.VALUE - 1))
    if Fault.NO_ID in faults:
        yield Problem(
            code="no-id",
            where=at(question.id_column),
            text=Text("The cell is empty, so this person cannot be told apart."),
            advice=Text("Give everybody in the register an id of their own."),
        )
    if Fault.ODD_ID in faults:
        yield Problem(
            code="odd-id",
            where=at(question.id_column),
            text=Text(
                'The id "{value}" has letters with accents or signs from elsewhere.',
                value=shown(cells[question.id_column]),
            ),
            advice=Text("Use ids of plain letters, digits and signs, as on a keyboard."),
        )
    if Fault.NO_ADDRESS in faults:
        yield Problem(
            code="no-address",
            where=at(question.address[0]),
            text=Text("This person has no address, so no letter can arrive."),
            advice=Text("Add the address, or leave these people out by a column that marks them."),
        )
    if Fault.BIRTH in faults and question.birth is not None:
        yield _birth(at(question.birth), shown(cells[question.birth]), born)
    for i, place in enumerate(question.attributes):
        if place is not None and bits & (int(Fault.VALUE) << i):
            yield _value(at(place), cells[place], question.rules.attributes[i].values)


def _birth(where: Where, value: str, code: int) -> Problem:
    texts = {
        Age.NO_DATE: Text('"{value}" is no date.', value=value),
        Age.IMPOSSIBLE: Text("Nobody can have been born on {value}.", value=value),
        Age.UNCLEAR: Text(
            "{value}: the day is not complete, and it decides in which group this person is.",
            value=value,
        ),
    }
    return Problem(
        code="birth-date",
        where=where,
        text=texts[Age(code)],
        advice=Text("Write dates like 1980-05-31, or leave out who has none by a column."),
    )


def _value(where: Where, cell: str, values: Sequence[str]) -> Problem:
    close = nearest(cell, values)
    text = Text('"{value}" is not one of: {values}.', value=shown(cell), values=listed(values))
    if not cell.strip():
        text = Text("The cell is empty. It can be: {values}.", values=listed(values))
    return Problem(
        code="unknown-value",
        where=where,
        text=text,
        advice=Text("Did you mean {name}?", name=shown(close))
        if close
        else Text("Correct the cell, or add the value to the quotas."),
    )


def _twice(question: Question, rows: Sequence[Row]) -> Iterator[Problem]:
    for file, number, person in rows:
        yield Problem(
            code="id-twice",
            where=Where(
                file=question.register.files[file].name,
                row=number,
                column=shown(question.register.columns[question.id_column]),
            ),
            text=Text('More than one person has the id "{value}".', value=shown(person)),
            advice=Text("Everybody is in the register once. Remove the double row."),
        )
