"""``sortition invite draw``: who gets a letter."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sortition.commands import register as registers
from sortition.commands import values
from sortition.commands.clock import moment, time
from sortition.commands.options import argument, option, speaking, time_limit
from sortition.commands.output import print_json, print_texts
from sortition.commands.spoken import SpokenCommand
from sortition.commands.watch import Watch
from sortition.commands.wishes import current
from sortition.errors import Text, UsageError
from sortition.texts import N_

if TYPE_CHECKING:
    from sortition.steps import LettersDrawn


@click.command(
    cls=SpokenCommand,
    short_help=N_("Draw who gets a letter, by a public value."),
    help=N_(
        "Read the register again, leave out who must be left out, and draw the letters of the plan "
        "by lot. Anyone with the register, the plan and the value gets the same letters, however "
        "the register is sorted."
    ),
    examples=(
        'sortition invite draw letters.json --register register.csv --value "12 44 7" \\',
        "    --out letters-1",
        'sortition invite draw harbour --register register.csv --value "12 44 7" \\',
        '    --source "Lotto, 1 May 2027"',
    ),
)
@argument(
    "plan",
    explained=N_("The plan of the letters, or a dossier with one."),
    metavar="PLAN|DIR",
    callback=values.existing_path,
)
@registers.files
@option(
    "--value",
    required=True,
    metavar=N_("TEXT"),
    help=N_("A public value that nobody could know when the plan and the register were fixed."),
)
@option(
    "--out",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help=N_("A new folder for the letters. It holds personal data. A dossier keeps them itself."),
)
@option(
    "--after",
    multiple=True,
    metavar="DIR",
    callback=values.existing_folders,
    help=N_("The folder of each wave before this one, in order."),
)
@option(
    "--secret",
    metavar=N_("FILE"),
    callback=values.existing_file,
    help=N_("Take the reply codes from this secret, such as a dossier's; without it a new one."),
)
@option(
    "--source",
    metavar=N_("TEXT"),
    help=N_("For a dossier: where the value came from: what, when, where, who saw it."),
)
@option(
    "--known",
    metavar=N_("MOMENT"),
    callback=moment,
    help=N_("When it became known. Without it: now."),
)
@time_limit
@time
@speaking
def draw(
    *,
    plan: Path,
    register: tuple[Path, ...],
    lists: tuple[Path, ...],
    invited: tuple[Path, ...],
    engine: str,
    value: str,
    out: Path | None,
    after: tuple[Path, ...],
    secret: Path | None,
    source: str | None,
    known: str | None,
    time_limit: float | None,
    time: str,
) -> None:
    """Draw them and say how many."""
    from sortition import steps  # noqa: PLC0415 - help does not need it

    sheet = registers.sheet(register, lists, invited, engine)
    with Watch(current(), limit=time_limit) as listen:
        if plan.is_dir():
            if out or after or secret:
                raise UsageError(Text("A dossier has its own folders, waves and secret."))
            result = steps.letters_draw_dossier(
                plan,
                sheet,
                value=value,
                origin=steps.Origin(source=source or "", known=known),
                time=time,
                listen=listen,
            )
        else:
            if out is None:
                raise UsageError(Text("Name a new folder for the letters: --out letters-1"))
            result = steps.letters_draw(
                plan,
                sheet,
                value=value,
                secret=secrets.token_bytes(32) if secret is None else steps.secret_of(secret),
                out=out,
                after=after,
                listen=listen,
            )
    if current().json:
        print_json(_json(result))
        return
    counted = result.drawn.counted
    print_texts(
        [
            Text("People in the register: {n}", n=counted.rows),
            *(Text("  left out, {name}: {n}", name=n, n=t) for n, t in result.left_out),
            Text("People who may be written to: {n}", n=counted.remaining),
            Text(
                "Letters drawn: {n} (wave {wave} of {waves})",
                n=len(result.drawn.letters),
                wave=result.wave.number,
                waves=len(result.plan.waves),
            ),
            result.equality,
            Text("They are in: {folder}. It holds personal data.", folder=str(result.out)),
            Text(
                "Next: sortition invite export {folder} --for printer --name surname --out "
                "printer.csv",
                folder=str(result.out),
            ),
        ]
    )


def _json(result: LettersDrawn) -> dict[str, object]:
    counted = result.drawn.counted
    return {
        "rows": counted.rows,
        "left_out": dict(zip(result.plan.rules.filters, counted.left_out, strict=True)),
        "remaining": counted.remaining,
        "letters": len(result.drawn.letters),
        "wave": result.wave.number,
        "out": str(result.out),
        "files": list(result.files),
    }
