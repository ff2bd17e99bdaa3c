"""``sortition cost``: which quotas hold the smallest chance down."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sortition.commands.changes import change_json
from sortition.commands.options import speaking, tables, time_limit
from sortition.commands.output import print_json, print_texts
from sortition.commands.spoken import SpokenCommand
from sortition.commands.watch import Watch
from sortition.commands.wishes import current
from sortition.texts import N_

if TYPE_CHECKING:
    from sortition.records.diagnosis import Costs


@click.command(
    cls=SpokenCommand,
    short_help=N_("What do the quotas cost? Which one holds chances down."),
    help=N_(
        "Show the smallest chance that anybody has, and which quotas hold it down: by how much one "
        "seat more or less would raise it. Every line is computed anew. Nothing is drawn and "
        "nothing is written."
    ),
    examples=("sortition cost registrants.csv quotas.csv --size 50",),
)
@tables
@time_limit
@speaking
def cost(
    *,
    registrants: Path,
    quotas: Path,
    size: int,
    id_column: str | None,
    household_columns: tuple[str, ...],
    time_limit: float | None,
) -> None:
    """Compute and show it."""
    from sortition import steps  # noqa: PLC0415 - help does not need it

    with Watch(current(), limit=time_limit) as listen:
        result = steps.cost(
            registrants,
            quotas,
            size=size,
            id_column=id_column,
            household_columns=household_columns,
            listen=listen,
        )
    if current().json:
        print_json(_json(result.costs))
    else:
        print_texts(result.explained)


def _json(result: Costs) -> dict[str, object]:
    return {
        "smallest_chance": str(result.smallest_chance),
        "tried": result.tried,
        "better": [
            {**change_json(one.change), "smallest_chance": str(one.smallest_chance)}
            for one in result.better
        ],
    }
