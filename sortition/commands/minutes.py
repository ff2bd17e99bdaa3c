"""``sortition minutes``: the minutes (proces-verbaal) of what was done, to sign on paper."""

from __future__ import annotations

from pathlib import Path

import click

from sortition.commands.options import dossier, option, speaking
from sortition.commands.output import print_json, print_texts
from sortition.commands.spoken import SpokenCommand
from sortition.commands.values import whole_number
from sortition.commands.wishes import current
from sortition.errors import Text, UsageError
from sortition.texts import N_


@click.command(
    cls=SpokenCommand,
    short_help=N_("Write minutes of the draw or a change, to sign on paper."),
    help=N_(
        "Write the minutes (proces-verbaal) of the draw, of a change of the plan, of a replacement "
        "or of alternates who came in: what was fixed when, the public values, the commitments in "
        "words, the number drawn, and room for signatures. They name nobody of the pool."
    ),
    examples=(
        'sortition minutes harbour --out minutes.html --place "town hall" --present "N. Bos"',
        "sortition minutes harbour --about replacement --out minutes-friday.html",
        "sortition minutes harbour --about amendment --number 2 --out minutes-change.html",
    ),
)
@dossier
@option(
    "--about",
    metavar="draw|amendment|replacement|alternates",
    help=N_("What the minutes are about; the draw when this is not given."),
)
@option(
    "--number",
    metavar=N_("WHICH"),
    callback=whole_number,
    help=N_("Which change, replacement or call: 1 for the first."),
)
@option("--place", metavar=N_("TEXT"), help=N_("Where it was done."))
@option(
    "--present",
    multiple=True,
    metavar=N_("TEXT"),
    help=N_("Somebody who was there, and in what role: NAME: ROLE. May be repeated."),
)
@option(
    "--out",
    required=True,
    metavar=N_("FILE"),
    type=click.Path(path_type=Path),
    help=N_("The new page."),
)
@speaking
def minutes(
    folder: Path,
    *,
    about: str | None,
    number: int | None,
    place: str | None,
    present: tuple[str, ...],
    out: Path,
) -> None:
    """Write them and say where."""
    from sortition import steps  # noqa: PLC0415 - help does not need it

    known = tuple(one.value for one in steps.About)
    if about is not None and about not in known:
        raise UsageError(
            Text("{option} must be one of: {options}.", option="--about", options=known)
        )
    result = steps.minutes(
        folder,
        out,
        about=steps.About(about) if about else steps.About.DRAW,
        number=number or 1,
        occasion=steps.Occasion(place=place or "", present=tuple(map(_person, present))),
        language=current().language,
    )
    if current().json:
        print_json({"page": str(result.page), "head": result.minutes.head})
        return
    print_texts([Text("The minutes are in: {file}", file=str(result.page))])


def _person(text: str) -> tuple[str, str]:
    name, _, role = text.partition(":")
    return name.strip(), role.strip()
