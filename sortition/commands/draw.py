"""``sortition draw``: the main job."""

from __future__ import annotations

from pathlib import Path

import click

from sortition.commands.drawn import tell
from sortition.commands.options import option, speaking, tables, time_limit
from sortition.commands.spoken import SpokenCommand
from sortition.commands.values import known_method, whole_number
from sortition.commands.watch import Watch
from sortition.commands.wishes import current
from sortition.records.lottery import Method
from sortition.texts import N_


@click.command(
    cls=SpokenCommand,
    short_help=N_("Draw a panel and write everything that proves it."),
    help=N_(
        "Draw a panel by lot: everyone gets the fairest chance the quotas allow. The folder DIR "
        "will hold the panel, everyone's chance, the proof and a report.\n\n"
        "Two public values decide the lot: the first orders the people, the second draws one of "
        "the numbered panels. Announce beforehand where they will come from. For a trial, one text "
        "of your own will do (--seed)."
    ),
    examples=(
        'sortition draw registrants.csv quotas.csv --size 40 --seed "trial 1" --out trial',
        "sortition draw registrants.csv quotas.csv --size 40 --out draw \\",
        '  --construction "lotto 1 May: 4 8 15 16 23 42" --randomness "dice 2 May: 3 6 1 1"',
    ),
)
@tables
@option("--seed", metavar=N_("TEXT"), help=N_("One text for both values. Proves nothing."))
@option("--construction", metavar=N_("TEXT"), help=N_("The first public value."))
@option("--randomness", metavar=N_("TEXT"), help=N_("The second public value, known later."))
@option(
    "--out",
    required=True,
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
    "--panels",
    "units",
    metavar=N_("NUMBER"),
    callback=whole_number,
    help=N_("How many numbered panels to draw from. Usually 1000, more if needed."),
)
@time_limit
@speaking
def draw(
    *,
    registrants: Path,
    quotas: Path,
    size: int,
    id_column: str | None,
    household_columns: tuple[str, ...],
    seed: str | None,
    construction: str | None,
    randomness: str | None,
    out: Path,
    method: Method,
    units: int | None,
    time_limit: float | None,
) -> None:
    """Draw, write, and say what came of it."""
    from sortition import steps  # noqa: PLC0415 - loads the solvers, which help does not need

    with Watch(current(), limit=time_limit) as listen:
        result = steps.draw(
            registrants,
            quotas,
            size=size,
            out=out,
            seed=seed,
            construction=construction,
            randomness=randomness,
            id_column=id_column,
            household_columns=household_columns,
            units=units,
            method=method,
            language=current().language,
            listen=listen,
        )
    tell(result)
