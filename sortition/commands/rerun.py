"""``sortition rerun``: compute a draw again and compare every byte."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sortition import __version__
from sortition.commands.options import folder, speaking, time_limit
from sortition.commands.output import print_json, print_texts
from sortition.commands.spoken import SpokenCommand
from sortition.commands.watch import Watch
from sortition.commands.wishes import current
from sortition.errors import ExitCode, Text
from sortition.texts import N_

if TYPE_CHECKING:
    from sortition.steps import Difference, RerunResult


@click.command(
    cls=SpokenCommand,
    short_help=N_("Compute a draw again and compare every byte."),
    help=N_(
        "Compute everything in the folder of a draw again, from its own people, quotas and public "
        "values, and compare the result with the files, byte by byte. Nothing is written."
    ),
    examples=("sortition rerun draw",),
)
@folder
@time_limit
@speaking
def rerun(folder: Path, time_limit: float | None) -> int:
    """Repeat the draw and say what differs."""
    from sortition import steps  # noqa: PLC0415 - help does not need it

    with Watch(current(), limit=time_limit) as listen:
        result = steps.rerun(folder, listen=listen)
    if current().json:
        print_json(_json(result))
    else:
        print_texts(_texts(result))
    return ExitCode.OK if result.same else ExitCode.VERIFICATION_FAILED


def _texts(result: RerunResult) -> list[Text]:
    if result.same:
        return [
            Text("The draw was computed again: all {n} files are the same.", n=len(result.files))
        ]
    texts = [Text("The draw was computed again, and it differs:")]
    texts += [_difference(difference) for difference in result.differences]
    if not result.same_version:
        texts.append(
            Text(
                "The draw was made by version {made} of this tool, and this is version {here}. "
                "Install that version and try again before you conclude anything.",
                made=result.version,
                here=__version__,
            )
        )
    return texts


def _difference(difference: Difference) -> Text:
    if difference.missing:
        return Text("{file} is missing.", file=difference.name)
    if difference.at is None:
        return Text("{file} does not belong in this folder.", file=difference.name)
    return Text("{file} differs from byte {at} on.", file=difference.name, at=difference.at + 1)


def _json(result: RerunResult) -> dict[str, object]:
    return {
        "same": result.same,
        "files": list(result.files),
        "made_by_version": result.version,
        "this_version": __version__,
        "differences": [
            {"file": item.name, "at": item.at, "missing": item.missing}
            for item in result.differences
        ],
    }
