"""Arguments and options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any, TypeVar

import click

from sortition.commands import values
from sortition.commands.spoken import SpokenArgument, SpokenOption
from sortition.commands.wishes import VARIABLE
from sortition.texts import LANGUAGES, N_

F = TypeVar("F", bound=Callable[..., Any])
Decorator = Callable[[F], F]


def option(*names: str, **settings: Any) -> Decorator[Any]:  # noqa: ANN401 - click's own
    """An option with translated help."""
    return click.option(*names, cls=SpokenOption, **settings)


def argument(name: str, **settings: Any) -> Decorator[Any]:  # noqa: ANN401 - click's own
    """An argument with translated help."""
    return click.argument(name, cls=SpokenArgument, **settings)


def together(*decorators: Decorator[Any]) -> Decorator[Any]:
    """Several decorators as one, in the order in which help lists them."""
    return lambda function: reduce(lambda f, d: d(f), reversed(decorators), function)


language = option(
    "--language",
    metavar="|".join(LANGUAGES),
    callback=values.known_language,
    envvar=VARIABLE,
    expose_value=False,
    help=N_("Language of all texts; or set SORTITION_LANGUAGE."),
)

# Read by Wishes, before the options are parsed; here for the help and to be allowed.
speaking = together(
    language,
    option(
        "--json",
        is_flag=True,
        expose_value=False,
        help=N_("Print one JSON object, for other programs."),
    ),
    option("--quiet", is_flag=True, expose_value=False, help=N_("Show no progress.")),
)

people_and_quotas = together(
    argument(
        "registrants",
        explained=N_("The people who registered: CSV or XLSX."),
        callback=values.existing_file,
    ),
    argument(
        "quotas",
        explained=N_("The seats for each value: CSV or XLSX."),
        callback=values.existing_file,
    ),
)

id_column = option(
    "--id",
    "id_column",
    metavar=N_("COLUMN"),
    help=N_("The column that identifies people. Found by itself if it has a usual name."),
)

household = option(
    "--household",
    "household_columns",
    metavar=N_("COLUMNS"),
    callback=values.columns,
    help=N_("Columns of the address, with commas between. Housemates never sit together."),
)


def size(*, required: bool = True) -> Decorator[Any]:
    """The option ``--size``; a draw from a dossier has its size from the plan."""
    return option(
        "--size",
        "-n",
        required=required,
        metavar=N_("NUMBER"),
        callback=values.whole_number,
        help=N_("Seats in the panel."),
    )


tables = together(people_and_quotas, size(), id_column, household)

time_limit = option(
    "--time-limit",
    metavar=N_("SECONDS"),
    callback=values.seconds,
    help=N_("Stop after this time if there is no proved result, and say how far it is."),
)

allow_gap = option(
    "--allow-gap",
    "allowed_gap",
    metavar=N_("PART"),
    callback=values.part_of_all,
    help=N_(
        "When the time limit ends the search, draw all the same if no lottery can have a smallest "
        "chance that is larger by more than this: 0.5%. Say so before you draw. Without this "
        "option nothing is drawn then."
    ),
)

secret = option(
    "--secret",
    metavar=N_("FILE"),
    callback=values.existing_file,
    help=N_("A secret of your own: 64 hexadecimal digits, made by chance. Without it: a new one."),
)

without = option(
    "--without",
    multiple=True,
    metavar=N_("FILE"),
    callback=values.existing_files,
    help=N_("A list of people, by id, who cannot take part, such as an earlier panel."),
)

folder = argument(
    "folder",
    explained=N_("The folder of a draw, or of a dossier."),
    metavar="DIR",
    callback=values.existing_folder,
)

checkable = argument(
    "path",
    explained=N_("A bundle, or the folder of a draw or of a dossier."),
    metavar="BUNDLE|DIR",
    callback=values.existing_path,
)

dossier = argument(
    "folder",
    explained=N_("The folder of the dossier."),
    metavar="DIR",
    callback=values.existing_folder,
)


def several_folders(explained: str) -> Decorator[Any]:
    """The argument ``folders``: one folder or more."""
    return argument(
        "folders",
        explained=explained,
        metavar="DIR...",
        nargs=-1,
        required=True,
        callback=values.existing_folders,
    )


sent_letters = several_folders(N_("The folders of the letters, one for each wave; or one dossier."))
