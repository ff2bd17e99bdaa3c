"""``sortition invite plan``: how many letters go where."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sortition.commands import register as registers
from sortition.commands import shares, values
from sortition.commands.clock import time
from sortition.commands.options import option, size, speaking, time_limit, together
from sortition.commands.output import print_json, print_table, print_texts
from sortition.commands.spoken import SpokenCommand
from sortition.commands.watch import Watch
from sortition.commands.wishes import current, words
from sortition.errors import Text, UsageError
from sortition.records.letters import Birth, LeaveOut, Outlook, Per
from sortition.texts import N_

if TYPE_CHECKING:
    from sortition.steps import LettersPlanned

_sheets = together(
    registers.files,
    registers.quotas,
    option(
        "--responses",
        required=True,
        metavar=N_("FILE"),
        callback=values.existing_file,
        help=N_(
            "How people answer: a table with columns category, value, rate (4.5%), letters (as "
            "sure as after so many). The row without category is about everybody."
        ),
    ),
    size(),
)

_people = together(
    option(
        "--id", "id_column", metavar=N_("COLUMN"), default="id", help=N_("The column with ids.")
    ),
    option(
        "--address",
        metavar=N_("COLUMNS"),
        callback=values.columns,
        help=N_("The columns of the address, with commas between. Who has none gets no letter."),
    ),
    option(
        "--per-address",
        is_flag=True,
        help=N_("Draw addresses, and then one person of each; at most one letter per home."),
    ),
    option("--birth-date", metavar=N_("COLUMN"), help=N_("The column with the date of birth.")),
    option(
        "--age-on",
        metavar=N_("DATE"),
        callback=shares.date,
        help=N_("The day on which age counts, such as 2027-05-01."),
    ),
    option(
        "--min-age",
        metavar=N_("AGE"),
        callback=shares.number_or_none,
        help=N_("From what age people can take part."),
    ),
    option(
        "--leave-out",
        multiple=True,
        metavar=N_("RULE"),
        callback=registers.leave_out,
        help=N_("Who gets no letter: secret=yes, or died for whoever has anything in that column."),
    ),
    option(
        "--cooldown",
        metavar=N_("MONTHS"),
        callback=shares.number_or_none,
        help=N_("Leave out who was invited in so many months before (24)."),
    ),
)

_wish = together(
    registers.probability,
    option(
        "--cap",
        metavar=N_("TIMES"),
        callback=registers.amount,
        help=N_("How many times the smallest chance of a letter the largest may be (3)."),
    ),
    option(
        "--letters",
        metavar=N_("NUMBER"),
        callback=values.whole_number,
        help=N_("So many letters, instead of as many as are needed."),
    ),
    option("--price", metavar=N_("AMOUNT"), callback=registers.amount, help=N_("Of one letter.")),
    option(
        "--budget", metavar=N_("AMOUNT"), callback=registers.amount, help=N_("For all letters.")
    ),
    option(
        "--waves",
        metavar=N_("PARTS"),
        callback=registers.waves,
        help=N_("Send them in turns, in percentages: 70,30."),
    ),
    option(
        "--spread",
        metavar=N_("PERCENT"),
        callback=registers.part,
        help=N_("How much small groups differ from what is known of their kind (25%)."),
    ),
)


recorded = option(
    "--dossier",
    "recorded",
    metavar="DIR",
    callback=values.existing_folder,
    help=N_("Keep the plan in this dossier, as a line of its journal."),
)


@click.command(
    cls=SpokenCommand,
    short_help=N_("How many letters go where, so that the quotas can be filled?"),
    help=N_(
        "Find the fewest letters with which a panel can be filled, as surely as you wish, and "
        "divide them over the groups. Shows what can go wrong and what other choices would do."
    ),
    examples=(
        "sortition invite plan --register register.csv --quotas quotas.csv --size 50 \\",
        "    --responses responses.csv --out letters.json --page letters.html",
    ),
)
@_sheets
@_people
@_wish
@option(
    "--out", metavar=N_("FILE"), type=click.Path(path_type=Path), help=N_("The plan, to draw by.")
)
@option("--page", metavar="FILE", type=click.Path(path_type=Path), help=N_("A page with pictures."))
@recorded
@time_limit
@time
@speaking
def plan(
    *,
    register: tuple[Path, ...],
    lists: tuple[Path, ...],
    invited: tuple[Path, ...],
    engine: str,
    quotas: Path,
    responses: Path,
    size: int,
    id_column: str,
    address: tuple[str, ...],
    per_address: bool,
    birth_date: str | None,
    age_on: str,
    min_age: int | None,
    leave_out: tuple[LeaveOut, ...],
    cooldown: int | None,
    probability: Fraction | None,
    cap: Fraction | None,
    letters: int | None,
    price: Fraction | None,
    budget: Fraction | None,
    waves: tuple[Fraction, ...],
    spread: Fraction | None,
    out: Path | None,
    page: Path | None,
    recorded: Path | None,
    time_limit: float | None,
    time: str,
) -> None:
    """Plan them and say what to expect."""
    from sortition import steps  # noqa: PLC0415 - help does not need it

    if birth_date and not age_on:
        raise UsageError(Text("Say on which day age counts: --age-on 2027-05-01"))
    if per_address and not address:
        raise UsageError(Text("Say in which columns the address is: --address street,number"))
    if cap is not None and cap < 1:
        raise UsageError(Text("The largest chance is at least as large as the smallest: --cap 3"))
    rules = steps.RegisterRules(
        id_column=id_column,
        address=address,
        per=Per.ADDRESS if per_address else Per.PERSON,
        birth=Birth(column=birth_date, on=age_on, least=min_age or 0) if birth_date else None,
        leave_out=leave_out,
    )
    wish = steps.Wish(
        probability=probability or Fraction(95, 100),
        cap=cap or Fraction(3),
        spread=spread or Fraction(1, 4),
        letters=letters,
    )
    with Watch(current(), limit=time_limit) as listen:
        result = steps.letters_plan(
            registers.sheet(register, lists, invited, engine, cooldown),
            rules,
            quotas=quotas,
            responses=responses,
            size=size,
            wish=wish,
            costs=steps.LetterCosts(price=price, budget=budget, waves=waves),
            out=out,
            page=page,
            recording=steps.Recording(folder=recorded, time=time) if recorded else None,
            language=current().language,
            listen=listen,
        )
    if current().json:
        print_json(_json(result))
    else:
        _tell(result)


def _tell(result: LettersPlanned) -> None:
    counted = result.counted
    print_texts([Text("People in the register: {n}", n=counted.rows)])
    print_texts(Text("  left out, {name}: {n}", name=n, n=t) for n, t in result.left_out)
    print_texts([Text("People who may be written to: {n}", n=counted.remaining)])
    for name, others in counted.others:
        told = [Text("{value} ({n})", value=value or "–", n=n) for value, n in others[:6]]
        if told:
            print_texts([Text("  not left out by {name}: {others}", name=name, others=tuple(told))])
    click.echo()
    print_texts(result.summary)
    click.echo()
    header = (N_("category"), N_("value"), N_("people"), N_("letters"), N_("chance"))
    speaker = current().speaker
    rows = [
        (
            *(row.category, row.value, speaker.number(row.people), speaker.number(row.letters)),
            speaker.percent(row.chance, 2),
        )
        for row in result.groups
    ]
    print_table([words(name) for name in header], rows, left=(0, 1))
    click.echo()
    print_texts(result.compared)
    print_texts(result.next)


def _json(result: LettersPlanned) -> dict[str, object]:
    """The figures for machines. Fractions are exact, as in docs/format.md 2.5."""
    advice, counted = result.advice, result.counted
    return {
        "rows": counted.rows,
        "left_out": dict(zip(result.filters, counted.left_out, strict=True)),
        "remaining": counted.remaining,
        "letters": round(advice.plan.letters),
        "enough": advice.enough,
        "wanted": str(advice.wanted),
        "outlook": _outlook(advice.outlook),
        "equal": _outlook(advice.equal),
        "habit": None if advice.habit is None else _outlook(advice.habit),
        "areas": list(advice.areas),
        "by_probability": [[str(part), letters] for part, letters in advice.by_probability],
        "by_cap": [[str(cap), letters] for cap, letters in advice.by_cap],
        "out": None if result.out is None else str(result.out),
        "page": None if result.page is None else str(result.page),
    }


def _outlook(outlook: Outlook) -> dict[str, object]:
    return {
        "filled": str(outlook.filled),
        "rounds": outlook.rounds,
        "people": str(outlook.people),
        "lacking": {quota.label: str(part) for quota, part, _ in outlook.lacking},
    }
