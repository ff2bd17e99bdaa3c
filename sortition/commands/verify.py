"""``sortition verify``: check a draw, a dossier or a bundle from its files alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from sortition.commands.options import checkable, option, speaking
from sortition.commands.output import print_json, print_texts
from sortition.commands.spoken import SpokenCommand
from sortition.commands.spoken_receipt import holds, receipt_json, receipt_texts
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
@speaking
def verify(path: Path, code: str | None) -> int:
    """Run every check and say what each found."""
    from sortition import steps  # noqa: PLC0415 - loads the solvers, which help does not need

    shown = None if code is None else steps.receipt(path, code)
    result = steps.verify(path)
    if current().json:
        print_json(_json(result) | ({} if shown is None else receipt_json(shown)))
    else:
        print_texts([*_texts(result), *([] if shown is None else receipt_texts(shown))])
    held = shown is None or holds(shown)
    return ExitCode.OK if result.ok and held else ExitCode.VERIFICATION_FAILED


def _texts(result: Verification) -> Iterator[Text]:
    for first, last in _runs(result.findings):
        if first is not last:
            yield Text(
                "{first} to {last}: {state}",
                first=first.number,
                last=last.number,
                state=_STATES[first.status],
            )
            yield from (Text("    {what}", what=_ours(what)) for what in first.what)
            continue
        finding = first
        yield Text(
            "{number} {name}: {state}",
            number=finding.number,
            name=_ours(finding.name),
            state=_STATES[finding.status],
        )
        yield from (Text("    {what}", what=_ours(what)) for what in finding.what)
        if finding.more:
            yield Text("    … and more of the same kind.")
    yield from map(_ours, result.summary)
    if result.ok and any(finding.withheld for finding in result.findings):
        yield Text("Everything that can be checked in public is in order.")
    elif result.ok:
        yield Text("This draw is in order.")
    else:
        yield Text("This draw is NOT in order.")


def _runs(findings: Sequence[Finding]) -> Iterator[tuple[Finding, Finding]]:
    """First and last of successive findings that are withheld for one reason; else one by one."""
    for withheld, run in groupby(findings, key=lambda finding: finding.withheld and finding.what):
        same = list(run)
        yield from [(same[0], same[-1])] if withheld else zip(same, same, strict=True)


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
