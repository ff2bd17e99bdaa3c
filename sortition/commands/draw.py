"""``sortition draw``: the main job, from two files or from a dossier."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import click

from sortition.commands.clock import time
from sortition.commands.drawn import tell, tell_dossier
from sortition.commands.options import (
    allow_gap,
    argument,
    household,
    id_column,
    option,
    size,
    speaking,
    time_limit,
    without,
)
from sortition.commands.spoken import SpokenCommand
from sortition.commands.values import existing_file, existing_folder, known_method, whole_number
from sortition.commands.watch import Watch
from sortition.commands.wishes import current
from sortition.errors import Text, UsageError
from sortition.texts import N_

_OBJECTIVES: Final = ("panel", "end-to-end")
_FROM_THE_PLAN: Final = (
    *("size", "household_columns", "construction", "randomness", "out", "method", "units"),
    *("allowed_gap", "objective", "without"),
)
"""What a dossier settles in its plan or its journal."""


def _objective(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """One of two words. Raises UsageError for another."""
    del ctx
    if value not in (None, *_OBJECTIVES):
        raise UsageError(
            Text(
                '{option} needs one of {options}, not "{value}".',
                option=param.opts[0],
                options=_OBJECTIVES,
                value=value,
            )
        )
    return value


@click.command(
    cls=SpokenCommand,
    short_help=N_("Draw a panel and write everything that proves it."),
    help=N_(
        "Draw a panel by lot: everyone gets the fairest chance the quotas allow. The folder DIR "
        "will hold the panel, everyone's chance, the proof and a report.\n\n"
        "Two public values decide the lot: the first orders the people, the second draws one of "
        "the numbered panels. Announce beforehand where they will come from. For a trial, one text "
        "of your own will do (--seed).\n\n"
        "In a dossier (sortition new) everything comes from its plan and its journal: name only "
        "the folder. With --trial, it is a trial, which may also name two files."
    ),
    examples=(
        'sortition draw registrants.csv quotas.csv --size 40 --seed "trial 1" --out trial',
        "sortition draw registrants.csv quotas.csv --size 40 --out draw \\",
        '  --construction "lotto 1 May: 4 8 15 16 23 42" --randomness "dice 2 May: 3 6 1 1"',
        "sortition draw registrants.csv quotas.csv --size 40 --out draw \\",
        '  --seed "trial 2" --time-limit 60 --allow-gap 0.5%',
        "sortition draw harbour",
        "sortition draw harbour registrants.csv quotas.csv --trial",
    ),
)
@argument(
    "places",
    nargs=-1,
    required=True,
    metavar="REGISTRANTS QUOTAS",
    explained=N_("The people and the quotas: CSV or XLSX. Or else the folder of a dossier."),
)
@size(required=False)
@id_column
@household
@without
@option("--seed", metavar=N_("TEXT"), help=N_("One text for both values. Proves nothing."))
@option("--construction", metavar=N_("TEXT"), help=N_("The first public value."))
@option("--randomness", metavar=N_("TEXT"), help=N_("The second public value, known later."))
@option(
    "--out",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help=N_("The new folder to write. A draw is never overwritten."),
)
@option(
    "--method",
    metavar="leximin|maximin|nash|goldilocks",
    callback=known_method,
    help=N_(
        "What is fair: the smallest chances as large as can be, one after another (leximin, "
        "without this option); only the smallest (maximin); the product of all chances (nash); "
        "smallest and largest in balance (goldilocks). See also: sortition compare."
    ),
)
@option(
    "--objective",
    metavar="panel|end-to-end",
    callback=_objective,
    help=N_(
        "Whose chances are equal: of everybody registered (panel, without this option), or from "
        "letter to seat (end-to-end), by the weights that sortition invite weigh adds."
    ),
)
@option(
    "--panels",
    "units",
    metavar=N_("NUMBER"),
    callback=whole_number,
    help=N_("How many numbered panels to draw from. Usually 1000, more if needed."),
)
@option("--trial", is_flag=True, help=N_("Only to try; in a dossier. All files will say so."))
@time_limit
@allow_gap
@time
@speaking
def draw(*, places: tuple[str, ...], trial: bool, time_limit: float | None, **asked: Any) -> None:  # noqa: ANN401 - click's own
    """Draw, write, and say what came of it."""
    if trial or len(places) == 1:
        _from_dossier(places, trial=trial, limit=time_limit, asked=asked)
    else:
        _from_files(places, limit=time_limit, asked=asked)


def _from_files(places: tuple[str, ...], *, limit: float | None, asked: dict[str, Any]) -> None:
    from sortition import steps  # noqa: PLC0415 - help does not need it

    if len(places) != len(_SHEETS):
        raise UsageError(Text("Name two files: the people, and the quotas."))
    registrants, quotas = _files(places)
    for name in ("size", "out"):
        if asked[name] is None:
            raise click.MissingParameter(ctx=click.get_current_context(), param=_parameter(name))
    del asked["time"]
    weights = steps.WEIGHT if asked.pop("objective") == _OBJECTIVES[1] else ""
    with Watch(current(), limit=limit) as listen:
        result = steps.draw(
            *(registrants, quotas),
            weights=weights,
            language=current().language,
            listen=listen,
            **asked,
        )
    tell(result)


def _from_dossier(
    places: tuple[str, ...], *, trial: bool, limit: float | None, asked: dict[str, Any]
) -> None:
    from sortition import steps  # noqa: PLC0415 - help does not need it

    folder, *named = places
    _refuse_what_is_settled(trial=trial)
    if named and len(named) != len(_SHEETS):
        raise UsageError(Text("Name the dossier; for a trial also two files, or none."))
    if Path(folder).is_file():
        raise click.MissingParameter(
            ctx=click.get_current_context(), param=_parameter("places"), param_hint="QUOTAS"
        )
    place = _folder(folder)
    with Watch(current(), limit=limit) as listen:
        if not trial:
            result = steps.draw_dossier(place, time=asked["time"], listen=listen)
        else:
            result = steps.trial(
                place,
                time=asked["time"],
                sheets=_sheets(tuple(named), asked["id_column"]),
                seed=asked["seed"],
                listen=listen,
            )
    tell_dossier(result)


_SHEETS: Final = ("REGISTRANTS", "QUOTAS")


def _sheets(named: tuple[str, ...], id_column: str | None) -> Any:  # noqa: ANN401 - of steps, loaded late
    from sortition import steps  # noqa: PLC0415 - help does not need it

    if not named:
        return None
    registrants, quotas = _files(named)
    return steps.Sheets(registrants=registrants, quotas=quotas, id_column=id_column)


def _files(named: tuple[str, ...]) -> tuple[Path, ...]:
    context, parameter = click.get_current_context(), _parameter("places")
    found = (existing_file(context, parameter, name) for name in named)
    return tuple(path for path in found if path is not None)


def _folder(name: str) -> Path:
    existing_folder(click.get_current_context(), _parameter("places"), name)
    return Path(name)


def _parameter(name: str) -> click.Parameter:
    command = click.get_current_context().command
    return next(parameter for parameter in command.params if parameter.name == name)


def _refuse_what_is_settled(*, trial: bool) -> None:
    """In a dossier nobody chooses again what was agreed, not even by accident."""
    context = click.get_current_context()
    typed = click.core.ParameterSource.COMMANDLINE
    for name in (*_FROM_THE_PLAN, *(() if trial else ("seed", "id_column"))):
        if context.get_parameter_source(name) is typed:
            raise UsageError(
                Text(
                    "{option} cannot be given here: the plan or the journal of the dossier "
                    "settles it.",
                    option=_parameter(name).opts[0],
                )
            )
