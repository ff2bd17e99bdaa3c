"""``sortition check``: what is wrong with the files, and whether a panel exists."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from sortition.commands.changes import alternative_json
from sortition.commands.failures import problem_json
from sortition.commands.options import option, speaking, tables, time_limit, without
from sortition.commands.output import print_json, print_table, print_texts
from sortition.commands.spoken import SpokenCommand
from sortition.commands.values import existing_files
from sortition.commands.watch import Watch
from sortition.commands.wishes import current, said, words
from sortition.errors import ExitCode, Text
from sortition.records.advice import Advice, Same
from sortition.texts import N_

if TYPE_CHECKING:
    from sortition.steps import CheckResult

_DOUBLES: Final = 20
"""Groups that are shown to a person; a machine gets all of them."""


@click.command(
    cls=SpokenCommand,
    short_help=N_("Look for mistakes in the files; is a panel possible?"),
    help=N_(
        "Read the people who registered and the quotas, report every mistake in them, and say "
        "whether a panel of this size exists. It also says what to think about: too few people, "
        "a pool unlike the population, people who may have registered twice. Nothing is drawn "
        "and nothing is written."
    ),
    examples=(
        "sortition check registrants.csv quotas.csv --size 40",
        "sortition check registrants.csv quotas.csv --size 40 --population education.csv",
    ),
)
@tables
@without
@option(
    "--population",
    "population",
    multiple=True,
    metavar=N_("FILE"),
    callback=existing_files,
    help=N_(
        "Compare the pool with the population, where there are no quotas: a table with columns "
        "category, value, population. May be given more than once."
    ),
)
@time_limit
@speaking
def check(
    *,
    registrants: Path,
    quotas: Path,
    size: int,
    id_column: str | None,
    household_columns: tuple[str, ...],
    without: tuple[Path, ...],
    population: tuple[Path, ...],
    time_limit: float | None,
) -> int:
    """Check and say what came of it."""
    from sortition import steps  # noqa: PLC0415 - help does not need it

    with Watch(current(), limit=time_limit) as listen:
        result = steps.check(
            registrants,
            quotas,
            size=size,
            without=without,
            population=population,
            id_column=id_column,
            household_columns=household_columns,
            listen=listen,
        )
    if current().json:
        print_json(_json(result))
    else:
        _tell(result)
    return ExitCode.NO_PANEL if result.clash else ExitCode.OK


def _tell(result: CheckResult) -> None:
    print_texts(
        [
            Text("People in the pool: {n}", n=len(result.pool.registrants)),
            Text("Different profiles: {n}", n=len(result.space.profiles)),
            Text("Seats in the panel: {n}", n=result.space.size),
        ]
    )
    number = current().speaker.number
    rows = [
        (row.label, number(row.minimum), number(row.maximum), number(result.people_of(row)))
        for row in result.space.quotas.told(result.space.size)
    ]
    header = (N_("quota"), N_("at least"), N_("at most"), N_("in the pool"))
    print_table([words(name) for name in header], rows)
    print_texts(Text("Note: {note}", note=note) for note in result.notes)
    print_texts(Text("Think about this: {text}", text=r.text) for r in result.advice.remarks)
    print_texts(_doubles(result.advice))
    if result.clash is None:
        print_texts([Text("The files are in order, and a panel that meets the quotas exists.")])
        print_texts(result.explained)
        return
    if not result.explained:
        click.echo(said(result.clash.text), err=True)
    for text in result.explained:
        click.echo(said(text), err=True)


def _doubles(advice: Advice) -> Iterator[Text]:
    """Who may have registered twice, by id: whoever may see the people can look them up."""
    shared = {
        Same.EMAIL: Text("the same e-mail address"),
        Same.PHONE: Text("the same telephone number"),
        Same.NAME_AND_BIRTH: Text("the same name and year of birth"),
    }
    for double in advice.doubles[:_DOUBLES]:
        yield Text(
            "Perhaps one person registered twice ({same}), look them up: {ids}",
            same=shared[double.same],
            ids=double.ids,
        )
    hidden = len(advice.doubles) - _DOUBLES
    if hidden > 0:
        yield Text("… and {n} more.", n=hidden)


def _json(result: CheckResult) -> dict[str, object]:
    clash = result.clash
    return {
        "panel_exists": clash is None,
        "people": len(result.pool.registrants),
        "profiles": len(result.space.profiles),
        "size": result.space.size,
        "quotas": [
            {
                "category": row.category,
                "value": row.value,
                "min": row.minimum,
                "max": row.maximum,
                "people": result.people_of(row),
            }
            for row in result.space.quotas.rows
        ],
        "notes": [said(note) for note in result.notes],
        "remarks": [
            {"concern": remark.concern.value, "text": said(remark.text)}
            for remark in result.advice.remarks
        ],
        "doubles": [
            {"same": double.same.value, "ids": list(double.ids)} for double in result.advice.doubles
        ],
        "explained": [said(text) for text in result.explained],
        "alternatives": [alternative_json(one) for one in result.diagnosis.alternatives],
        "error": None if clash is None else said(clash.text),
        "problems": [
            problem_json(problem, current().speaker)
            for problem in (clash.problems if clash else ())
        ],
    }
