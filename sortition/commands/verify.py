"""``sortition verify``: check a draw, a dossier or a bundle from its files alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from sortition.commands.options import checkable, option, speaking, time_limit
from sortition.commands.output import print_json, print_texts
from sortition.commands.spoken import SpokenCommand
from sortition.commands.spoken_receipt import holds, receipt_json, receipt_texts
from sortition.commands.watch import Watch
from sortition.commands.wishes import current, said
from sortition.errors import ExitCode, Text
from sortition.texts import N_

if TYPE_CHECKING:
    from sortition.steps import Finding, Message, Verification

_STATES: Final[Mapping[str, Text]] = {
    "pass": Text("passed"),
    "fail": Text("FAILED"),
    "not checkable": Text("not checkable"),
}


@click.command(
    cls=SpokenCommand,
    short_help=N_("Check a draw from its files alone."),
    help=N_(
        "Check everything in a bundle, or in the folder of a draw or of a dossier: every numbered "
        "panel against every quota and address, everyone's chance, the proof in exact fractions, "
        "and the draw itself. A public bundle holds no people; what that leaves open is said.\n\n"
        "With the code of a receipt it also shows what the draw was for that person."
    ),
    examples=(
        "sortition verify draw",
        "sortition verify draw --resolve",
        "sortition verify harbour-public.zip",
        "sortition verify harbour-public.zip --receipt 4NT9-MX36-7XRM-2HD7-CKCT",
    ),
)
@checkable
@option(
    "--receipt",
    "code",
    metavar=N_("CODE"),
    help=N_("The code on a person's letter: shows their chance, and whether they were drawn."),
)
@option(
    "--resolve",
    is_flag=True,
    help=N_("Have another solver look for panels that break the extra conditions of the proof."),
)
@time_limit
@speaking
def verify(*, path: Path, code: str | None, resolve: bool, time_limit: float | None) -> int:
    """Run every check and say what each found."""
    from sortition import steps  # noqa: PLC0415 - not needed for help

    shown = None if code is None else steps.receipt(path, code)
    with Watch(current(), limit=time_limit) as listen:
        result = steps.verify(path, resolve=resolve, listen=listen)
    if current().json:
        print_json(_json(result) | ({} if shown is None else receipt_json(shown)))
    else:
        print_texts([*_texts(result), *([] if shown is None else receipt_texts(shown))])
    held = shown is None or holds(shown)
    return ExitCode.OK if result.ok and held else ExitCode.VERIFICATION_FAILED


def _texts(result: Verification) -> Iterator[Text]:
    for finding, last in result.runs:
        if finding is not last:
            yield Text(
                "{first} to {last}: {state}",
                first=finding.number,
                last=last.number,
                state=_STATES[finding.status],
            )
        else:
            yield Text(
                "{number} {name} ({clauses}): {state}",
                number=finding.number,
                name=_ours(finding.name),
                clauses=finding.clauses,
                state=_STATES[finding.status],
            )
        yield from (Text("    {what}", what=_ours(what)) for what in finding.what)
        if finding.more:
            yield Text("    … and more of the same kind.")
    yield from map(_ours, result.summary)
    yield _ours(result.verdict)


def _ours(message: Message) -> Text:
    """The verifier has a Text of its own, for it imports nothing of ours."""
    return Text(message.template, **message.values)


def _json(result: Verification) -> dict[str, object]:
    return {
        "ok": result.ok,
        "summary": [said(_ours(line)) for line in result.summary],
        "checks": [_finding(finding) for finding in result.findings],
    }


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "number": finding.number,
        "name": said(_ours(finding.name)),
        "clauses": finding.clauses,
        "status": finding.status.value,
        "what": [said(_ours(what)) for what in finding.what],
        "more": finding.more,
    }
