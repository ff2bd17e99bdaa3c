"""What is said after a draw: ids only, no other column of anyone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import click

from sortition.commands.output import print_columns, print_json, print_texts
from sortition.commands.wishes import current, said
from sortition.errors import Text
from sortition.records.lottery import Lottery

if TYPE_CHECKING:
    from sortition.steps import DossierDraw, DrawResult

_PLAIN: Final = re.compile(r"[\w./\\:+-]+")
_READABLE: Final = 21
"""Signs of a fraction that still tells somebody something."""

_NAMED: Final = 40
"""People named on the terminal; the report and --json name all."""


def tell(result: DrawResult) -> None:
    """Print the result for people, or as one JSON object."""
    if current().json:
        print_json(as_json(result))
        return
    print_texts(_headline(result))
    print_columns(result.panel_ids)
    for part in (_chances(result), _warnings(result), _next(result)):
        click.echo()
        print_texts(part)


def tell_dossier(result: DossierDraw) -> None:
    """Print a draw from a dossier: as any draw, with what the process proves, or as a trial."""
    level = result.assurance
    if current().json:
        extra: dict[str, object] = {"trial": level is None}
        if level is not None:
            extra["assurance"] = {
                "level": level.level.value,
                "text": said(level.meaning),
                "unmet": [said(reason.text) for reason in level.reasons if not reason.met],
            }
        print_json({**as_json(result.result), **extra})
        return
    if level is None:
        print_texts([_TRIAL])
    print_texts(_headline(result.result))
    print_columns(result.result.panel_ids)
    after = [_TRIAL, Text("Files: {folder}", folder=str(result.result.out))]
    if level is not None:
        unmet = [reason.text for reason in level.reasons if not reason.met]
        after = [level.meaning, *(Text("Not met: {what}", what=text) for text in unmet)]
        after.append(Text("The account of the process: {file}", file=str(result.page)))
        after += _next(result.result)
    for part in (_chances(result.result), after):
        click.echo()
        print_texts(part)


_TRIAL: Final = Text("PROEF / TRIAL: this is no draw. Its panel does not count.")


def _headline(result: DrawResult) -> list[Text]:
    lottery, drawn = result.lottery, result.draw
    digits = len(str(lottery.units - 1))
    return [
        Text(
            "Panel {number} of {units} numbered panels was drawn ({first} to {last}).",
            number=f"{drawn.number:0{digits}d}",
            units=lottery.units,
            first="0" * digits,
            last=str(lottery.units - 1),
        ),
        Text("The {n} people in it:", n=len(drawn.panel)),
    ]


def _chances(result: DrawResult) -> list[Text]:
    lottery = result.lottery
    return [
        Text("People who registered: {n}", n=len(lottery.space.labels)),
        Text("Smallest chance: {chance}", chance=_chance(result, smallest=True)),
        Text("Largest chance: {chance}", chance=_chance(result, smallest=False)),
        *left_out(lottery),
        Text("Method: {method}", method=lottery.method.value),
        Text("Proof: {state}. {words}", state=result.proof.name, words=result.proof.words),
        *([result.cuts] if result.cuts else []),
        _spread(lottery),
    ]


def left_out(lottery: Lottery) -> list[Text]:
    """How many people no panel can hold, and how many the list has no panel for."""
    found = []
    if lottery.unseatable:
        found.append(
            Text(
                "Without a chance: {n} people, for no panel that meets the quotas can hold them.",
                n=len(lottery.unseatable),
            )
        )
    if lottery.unlisted:
        found.append(
            Text(
                "In none of the {units} panels: {n} people more, whose chance is smaller than one "
                "panel. Agree on more panels (panels in the plan, --panels) to give them theirs.",
                units=lottery.units,
                n=lottery.unlisted,
            )
        )
    return found


def _spread(lottery: Lottery) -> Text:
    distinct, together, units = lottery.spread.distinct, lottery.spread.together, lottery.units
    if together is None:
        return Text(
            "Different panels in the list: {distinct} or more of {units}.",
            distinct=distinct,
            units=units,
        )
    return Text(
        "Different panels in the list: {distinct} of {units}. Two people share at most "
        "{together:.1%} more of the panels than their chances imply.",
        distinct=distinct,
        units=units,
        together=together,
    )


def _chance(result: DrawResult, *, smallest: bool) -> Text:
    chance = result.lottery.smallest_chance if smallest else result.largest_chance
    if len(str(chance)) > _READABLE:
        return Text("about {percent:.4%} (exactly: see lottery.json)", percent=chance)
    return Text("{chance} ({percent:.2%})", chance=chance, percent=chance)


def _warnings(result: DrawResult) -> list[Text]:
    lottery = result.lottery
    texts = [Text("Note: {note}", note=note) for note in result.notes]
    if result.unseatable_ids:
        texts.append(_unseatable(result.unseatable_ids))
    if result.draw.seed is not None:
        texts.append(
            Text(
                "Careful: a seed that you chose yourself proves nothing to others, for you could "
                "have tried several. For a real draw use two public values, announced beforehand: "
                "--construction and --randomness."
            )
        )
    elif lottery.construction == result.draw.randomness:
        texts.append(
            Text(
                "Careful: the two public values are the same. The second one must become known "
                "only after the list of panels is fixed."
            )
        )
    return texts


def _unseatable(ids: tuple[str, ...]) -> Text:
    """People with chance 0, by id; the report shows which of their values are the reason."""
    shown: tuple[object, ...] = ids[:_NAMED]
    if len(ids) > _NAMED:
        shown = (*shown, Text("and {n} more", n=len(ids) - _NAMED))
    return Text(
        "These people have no chance, for no panel that meets the quotas can hold anyone with "
        "their combination of values: {ids}. Wider quotas would help; report.html shows more.",
        ids=shown,
    )


def _next(result: DrawResult) -> list[Text]:
    out = str(result.out)
    return [
        Text("Everything is in the folder: {folder}", folder=out),
        Text("To read it, open: {file}", file=str(result.out / "report.html")),
        Text("To check it, type: {command}", command=f"sortition verify {_quoted(out)}"),
    ]


def _quoted(path: str) -> str:
    """The path as it can be typed: in quotation marks when it holds anything unusual."""
    return path if _PLAIN.fullmatch(path) else f'"{path}"'


def as_json(result: DrawResult) -> dict[str, object]:
    """The result for machines. Fractions are exact, as in docs/format.md 2.5."""
    lottery = result.lottery
    return {
        "out": str(result.out),
        "files": list(result.files),
        "panel": list(result.panel_ids),
        "number": result.draw.number,
        "of": lottery.units,
        "method": lottery.method.value,
        "people": len(lottery.space.labels),
        "smallest_chance": str(lottery.smallest_chance),
        "largest_chance": str(result.largest_chance),
        "proof": {
            "gap": str(lottery.certificate.gap),
            "reach": lottery.certificate.reach.value,
            "cuts": len(lottery.certificate.cuts),
            "text": said(result.proof.words),
        },
        "distinct_panels": lottery.spread.distinct,
        "together": None if lottery.spread.together is None else str(lottery.spread.together),
        "unseatable": list(result.unseatable_ids),
        "seed_chosen": result.draw.seed is not None,
        "notes": [said(note) for note in result.notes],
    }
