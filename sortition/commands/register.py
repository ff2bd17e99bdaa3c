"""Options about a register of people, and reading them (as click callbacks)."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from sortition.commands import values
from sortition.commands.options import option, together
from sortition.errors import Text, UsageError
from sortition.records.letters import LeaveOut
from sortition.texts import N_

if TYPE_CHECKING:
    from sortition.steps import RegisterFiles

_NUMBER: Final = re.compile(r"\d{1,9}(?:[.,]\d{1,4})?", re.ASCII)
_HUNDRED: Final = 100
_USUAL_COOLDOWN: Final = 24

files = together(
    option(
        "--register",
        "register",
        required=True,
        multiple=True,
        metavar=N_("FILE"),
        callback=values.existing_files,
        help=N_("The register: CSV or Parquet. May be given more than once, for its parts."),
    ),
    option(
        "--list",
        "lists",
        multiple=True,
        metavar=N_("FILE"),
        callback=values.existing_files,
        help=N_(
            "A list of ids who get no letter: who objected, staff, elected people. May be given "
            "more than once."
        ),
    ),
    option(
        "--invited-before",
        "invited",
        multiple=True,
        metavar=N_("FILE"),
        callback=values.existing_files,
        help=N_("A list of ids with the date of an earlier letter; see --cooldown."),
    ),
    option(
        "--engine",
        type=click.Choice(["duckdb", "spark"]),
        default="duckdb",
        show_default=True,
        help=N_("What reads the register; spark is for one that no single computer can hold."),
    ),
)

quotas = option(
    "--quotas",
    required=True,
    metavar=N_("FILE"),
    callback=values.existing_file,
    help=N_("The seats for each value: CSV or XLSX."),
)


def sheet(
    register: tuple[Path, ...],
    lists: tuple[Path, ...],
    invited: tuple[Path, ...],
    engine: str,
    cooldown: int | None = None,
) -> RegisterFiles:
    """The register that the options name."""
    from sortition import steps  # noqa: PLC0415 - help does not need it

    return steps.RegisterFiles(
        files=register,
        lists=lists,
        invited=invited,
        engine=steps.EngineName(engine),
        cooldown=_USUAL_COOLDOWN if cooldown is None else cooldown,
    )


def leave_out(
    ctx: click.Context, param: click.Parameter, value: tuple[str, ...]
) -> tuple[LeaveOut, ...]:
    """``secret=yes|true`` leaves out who has one of these, ``died`` who has anything there."""
    del ctx
    found = []
    for text in value:
        column, equals, cells = text.partition("=")
        wanted = tuple(cell.strip() for cell in cells.split("|"))
        if not column.strip() or (equals and not all(wanted)):
            raise UsageError(
                Text(
                    "{option} needs a column, or a column and values, like secret=yes|true, not "
                    '"{value}".',
                    option=param.opts[0],
                    value=text,
                )
            )
        found.append(LeaveOut(column=column.strip(), values=wanted if equals else ()))
    return tuple(found)


def amount(ctx: click.Context, param: click.Parameter, value: str | None) -> Fraction | None:
    """An amount of money or another number above 0; a comma is a point."""
    del ctx
    if value is None:
        return None
    text = value.strip()
    if _NUMBER.fullmatch(text) and Fraction(text.replace(",", ".")) > 0:
        return Fraction(text.replace(",", "."))
    raise UsageError(
        Text(
            '{option} needs a number above 0, such as 1.20, not "{value}".',
            option=param.opts[0],
            value=value,
        )
    )


def part(ctx: click.Context, param: click.Parameter, value: str | None) -> Fraction | None:
    """A percentage above 0 and below 100."""
    del ctx
    if value is None:
        return None
    text = value.strip().removesuffix("%").strip()
    if _NUMBER.fullmatch(text):
        found = Fraction(text.replace(",", ".")) / _HUNDRED
        if 0 < found < 1:
            return found
    raise UsageError(
        Text(
            '{option} needs a percentage above 0% and below 100%, not "{value}".',
            option=param.opts[0],
            value=value,
        )
    )


def waves(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[Fraction, ...]:
    """Parts of the letters that add up to all: ``70,30``; as what has been sent after each."""
    if value is None:
        return (Fraction(1),)
    numbers = [values.whole_number(ctx, param, text) or 0 for text in value.split(",")]
    if sum(numbers) != _HUNDRED:
        raise UsageError(
            Text(
                '{option} needs percentages that add up to 100, like 70,30, not "{value}".',
                option=param.opts[0],
                value=value,
            )
        )
    sent = [Fraction(sum(numbers[: i + 1]), _HUNDRED) for i in range(len(numbers))]
    return tuple(sent)


probability = option(
    "--probability",
    metavar=N_("PERCENT"),
    callback=part,
    help=N_("How sure it must be that a panel can be filled (95%)."),
)
