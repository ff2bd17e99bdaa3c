"""``sortition relax``: a smallest change of the quotas, as a new quota file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sortition.commands.amended import amended_json, amended_texts
from sortition.commands.changes import alternative_json
from sortition.commands.changes import choice as change_chosen
from sortition.commands.clock import time
from sortition.commands.options import option, speaking, tables, time_limit
from sortition.commands.output import print_json, print_texts
from sortition.commands.spoken import SpokenCommand
from sortition.commands.watch import Watch
from sortition.commands.wishes import current
from sortition.errors import Text, UsageError
from sortition.records.diagnosis import Aim, Opinion
from sortition.texts import N_

if TYPE_CHECKING:
    from sortition.steps import Relaxed


@click.command(
    cls=SpokenCommand,
    short_help=N_("No panel possible? Change the quotas as little as possible."),
    help=N_(
        "Show the smallest changes of the quotas after which a panel is possible, or everybody has "
        "a chance. With --choose one of them is written as a new quota file, in which each row "
        "that changed says from what; the old file stays. Who decides on quotas decides on this."
    ),
    examples=(
        "sortition relax registrants.csv quotas.csv --size 40",
        "sortition relax registrants.csv quotas.csv --size 40 --choose 1 --out quotas-2.csv",
        "sortition relax registrants.csv quotas.csv --size 40 --choose 1 --out quotas-2.csv "  # noqa: ISC004 - one example
        '--dossier harbour --by "project leader" --why "too few tenants registered"',
    ),
)
@tables
@option(
    "--choose",
    "choice",
    metavar=N_("NUMBER"),
    callback=change_chosen,
    help=N_(
        "Which change: its number in the list, or what it makes smallest: seats, quotas, "
        "small-groups or everybody."
    ),
)
@option(
    "--out",
    type=click.Path(path_type=Path),
    metavar=N_("FILE"),
    help=N_("The new quota file."),
)
@option(
    "--dossier",
    "folder",
    type=click.Path(path_type=Path),
    metavar=N_("FOLDER"),
    help=N_("Put the change up as a change of this dossier's plan, to be signed."),
)
@option("--by", metavar=N_("NAME"), help=N_("Who wants the change."))
@option("--why", metavar=N_("TEXT"), help=N_("The reason."))
@option(
    "--resolve",
    "solver",
    metavar=N_("SOLVER"),
    help=N_("Have another solver look for smaller changes: CBC, HiGHS, or what PuLP knows."),
)
@time
@time_limit
@speaking
def relax(
    *,
    registrants: Path,
    quotas: Path,
    size: int,
    id_column: str | None,
    household_columns: tuple[str, ...],
    choice: int | Aim | None,
    out: Path | None,
    folder: Path | None,
    by: str | None,
    why: str | None,
    solver: str | None,
    time: str,
    time_limit: float | None,
) -> None:
    """Show the changes, or write the quotas after one of them."""
    from sortition import steps  # noqa: PLC0415 - help does not need it

    agreed = None
    if folder is None and (by is not None or why is not None):
        raise UsageError(Text("--by and --why belong to a change of a plan: give --dossier too."))
    if folder is not None:
        if by is None or why is None:
            raise UsageError(Text("A change of a plan needs --by and --why."))
        agreed = steps.Agreed(dossier=folder, by=by, why=why, time=time)
    with Watch(current(), limit=time_limit) as listen:
        result = steps.relax(
            registrants,
            quotas,
            size=size,
            choice=choice,
            out=out,
            id_column=id_column,
            household_columns=household_columns,
            language=current().language,
            agreed=agreed,
            solver=solver,
            listen=listen,
        )
    if current().json:
        print_json(_json(result))
    else:
        print_texts(_texts(result))


def _texts(result: Relaxed) -> list[Text]:
    if result.chosen is None:
        last = Text("To use one of them, add: --choose NUMBER --out FILE")
        return [*result.explained, last]
    return [
        Text("Written to {path}:", path=str(result.out)),
        *(Text("  {change}", change=one) for one in result.made),
        *(amended_texts(result.amended) if result.amended else ()),
        Text("To see what it comes to: sortition check, with the new file."),
    ]


def _json(result: Relaxed) -> dict[str, object]:
    return {
        "alternatives": [alternative_json(one) for one in result.diagnosis.alternatives],
        "chosen": None if result.chosen is None else alternative_json(result.chosen),
        "out": None if result.out is None else str(result.out),
        **({"opinions": [*map(_opinion, result.opinions)]} if result.opinions else {}),
        **({"amended": amended_json(result.amended)} if result.amended else {}),
    }


def _opinion(one: Opinion) -> dict[str, object]:
    return {
        "solver": one.solver,
        "change": one.number,
        "aim": one.aim.value,
        "verdict": one.verdict.value,
    }
