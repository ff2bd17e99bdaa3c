"""``sortition verify``: check a draw from its files alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from sortition.commands.options import folder, option, speaking, time_limit
from sortition.commands.output import print_json, print_texts
from sortition.commands.spoken import SpokenCommand
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
        "Check everything in the folder of a draw: every numbered panel against every quota and "
        "address, everyone's chance, the proof in exact fractions, and the draw itself."
    ),
    examples=("sortition verify draw", "sortition verify draw --resolve"),
)
@folder
@option(
    "--resolve",
    is_flag=True,
    help=N_("Have another solver look for panels that break the extra conditions of the proof."),
)
@time_limit
@speaking
def verify(folder: Path, resolve: bool, time_limit: float | None) -> int:  # noqa: FBT001 - click's own
    """Run every check and say what each found."""
    from sortition import steps  # noqa: PLC0415 - not needed for help

    with Watch(current(), limit=time_limit) as listen:
        result = steps.verify(folder, resolve=resolve, listen=listen)
    if current().json:
        print_json(_json(result))
    else:
        print_texts(_texts(result))
    return ExitCode.OK if result.ok else ExitCode.VERIFICATION_FAILED


def _texts(result: Verification) -> Iterator[Text]:
    for finding in result.findings:
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
    if result.ok:
        yield Text("This draw is in order.")
    else:
        yield Text("This draw is NOT in order.")


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
