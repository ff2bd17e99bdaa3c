"""``sortition alternates``: who stands by, agreed on beforehand and drawn by lot."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sortition.commands import values
from sortition.commands.clock import time
from sortition.commands.options import option, several_folders, speaking
from sortition.commands.output import print_json, print_table, print_texts
from sortition.commands.spoken import SpokenCommand
from sortition.commands.watch import Watch
from sortition.commands.wishes import current, words
from sortition.errors import Text, UsageError
from sortition.texts import N_

if TYPE_CHECKING:
    from sortition.steps import (
        AlternatesCompared,
        AlternatesDrawn,
        AlternatesPlanned,
        DropoutsLearned,
        Overdrawn,
    )


@click.command(
    cls=SpokenCommand,
    short_help=N_("Who stands by when people drop out: plan and draw them."),
    help=N_(
        "Before the panels are committed: write into the plan how many people stand by (--count) "
        "and how likely people are to drop out. After the draw, without options: draw them, with "
        "value B of the panel. Of all sets of alternates, those are drawn from that leave nearly "
        "the fewest seats wrong when people drop out. To see how much they help: --show. How many "
        "more to draw instead: --overdraw. Chances to drop out from earlier panels: --learn."
    ),
    examples=(
        "sortition alternates harbour --count 8 --dropouts dropouts.csv",
        "sortition alternates harbour",
        "sortition alternates harbour --show alternates.html --dropout 15%",
        "sortition alternates harbour --overdraw 95% --dropout 15% --out quotas-larger.csv",
        "sortition alternates spring-panel autumn-panel --learn dropouts.csv",
    ),
)
@several_folders(N_("The folder of the dossier; with --learn, of several."))
@option(
    "--count",
    metavar=N_("NUMBER"),
    callback=values.whole_number,
    help=N_("How many people stand by; with --show, how many at most."),
)
@option(
    "--dropout",
    metavar=N_("PART"),
    callback=values.part_of_all,
    help=N_("How likely everybody is to drop out: 10%."),
)
@option(
    "--dropouts",
    metavar=N_("FILE"),
    callback=values.existing_file,
    help=N_("The same by group: a table with the columns category, value and chance."),
)
@option(
    "--worse",
    metavar=N_("PART"),
    callback=values.part_of_all,
    help=N_("How much worse than the best a set may be, so that chances are spread: 10%."),
)
@option(
    "--scenarios",
    metavar=N_("NUMBER"),
    callback=values.whole_number,
    help=N_("How often dropping out is imagined; 200 when this is not given."),
)
@option("--by", metavar=N_("NAME"), help=N_("Who changes a plan that is sealed."))
@option("--why", metavar=N_("TEXT"), help=N_("Why a plan that is sealed changes."))
@option(
    "--show",
    metavar=N_("FILE"),
    type=click.Path(path_type=Path),
    help=N_("A new page with a picture: how much alternates help."),
)
@option(
    "--overdraw",
    metavar=N_("PART"),
    callback=values.part_of_all,
    help=N_("How many to draw so that enough stay with this chance: 95%."),
)
@option(
    "--out",
    metavar=N_("FILE"),
    type=click.Path(path_type=Path),
    help=N_("With --overdraw: a new file of quotas for the larger panel."),
)
@option(
    "--learn",
    metavar=N_("FILE"),
    type=click.Path(path_type=Path),
    help=N_("A new table of chances, from who dropped out of these panels."),
)
@time
@speaking
def alternates(
    *,
    folders: tuple[Path, ...],
    count: int | None,
    dropout: Fraction | None,
    dropouts: Path | None,
    worse: Fraction | None,
    scenarios: int | None,
    by: str | None,
    why: str | None,
    show: Path | None,
    overdraw: Fraction | None,
    out: Path | None,
    learn: Path | None,
    time: str,
) -> None:
    """Do the one thing that was asked for."""
    from sortition import steps  # noqa: PLC0415 - help does not need it

    _ensure_one_source(dropout, dropouts)
    _ensure_one_use(learn, show, overdraw, out)
    if learn is not None:
        _tell_learned(steps.learn_from(folders, out=learn))
        return
    if len(folders) != 1:
        raise UsageError(Text("Name one dossier."))
    (folder,) = folders
    chances = dropouts or dropout
    if overdraw is not None:
        _tell_overdrawn(steps.overdraw_advice(folder, overdraw, dropouts=chances, out=out))
        return
    with Watch(current()) as listen:
        if show is not None:
            _tell_compared(
                steps.compare_alternates(
                    folder,
                    dropouts=chances,
                    count=count,
                    page=show,
                    language=current().language,
                    listen=listen,
                )
            )
        elif count is not None:
            if chances is None:
                raise UsageError(_NO_CHANCE)
            _tell_planned(
                steps.plan_alternates(
                    folder,
                    count,
                    dropouts=chances,
                    time=time,
                    worse=worse,
                    scenarios=scenarios,
                    by=by,
                    why=why,
                ),
                folder,
            )
        elif any(given is not None for given in (chances, worse, scenarios, by, why)):
            raise UsageError(Text("Say how many people stand by: --count NUMBER"))
        else:
            _tell_drawn(steps.draw_alternates(folder, time=time, listen=listen), folder)


def _ensure_one_source(dropout: Fraction | None, dropouts: Path | None) -> None:
    if dropout is not None and dropouts is not None:
        raise UsageError(Text("Give one of --dropout and --dropouts."))


def _ensure_one_use(
    learn: Path | None, show: Path | None, overdraw: Fraction | None, out: Path | None
) -> None:
    if [learn, show, overdraw].count(None) < 2:  # noqa: PLR2004 - at most one of them
        raise UsageError(Text("Give one of --learn, --show and --overdraw at a time."))
    if out is not None and overdraw is None:
        raise UsageError(Text("--out goes with --overdraw."))


_NO_CHANCE = Text(
    "How likely are people to drop out? Give a chance for everybody, --dropout 10%, or a table of "
    "chances, --dropouts FILE"
)


def _tell_planned(result: AlternatesPlanned, folder: Path) -> None:
    if current().json:
        amended = None if result.amended is None else list(result.amended.missing)
        print_json({"count": result.standby.count, "to_sign": amended})
        return
    print_texts([Text("The plan has {n} alternates now.", n=result.standby.count)])
    if result.amended is not None:
        print_texts(
            [
                *result.amended.explained,
                Text("These parties must sign: {names}.", names=result.amended.missing),
            ]
        )
    print_texts(
        [
            Text(
                "After the draw of the panel, type: sortition alternates {folder}",
                folder=str(folder),
            )
        ]
    )


def _tell_drawn(result: AlternatesDrawn, folder: Path) -> None:
    found = result.found
    counts = found.counts
    if current().json:
        print_json(
            {
                "alternates": list(result.people),
                "number": result.number,
                "sets": len(found.sets),
                "scenarios": found.scenarios,
                "without": found.without,
                "shortfall": result.shortfall,
                "bound": found.bound,
            }
        )
        return
    rows = [
        (str(place), person, current().speaker.percent(Fraction(counts[person], len(found.sets))))
        for place, person in enumerate(result.people, 1)
    ]
    print_table([words(N_("place")), words(N_("id")), words(N_("chance"))], rows, left=(1,))
    n = found.scenarios
    print_texts(
        [
            Text("Set {number} of {sets}.", number=result.number, sets=len(found.sets)),
            Text(
                "Seats wrong on average after people drop out: {without:.1f} without alternates, "
                "{with_:.1f} with these. No set can do better than {bound:.1f}: proved for these "
                "{n} scenarios.",
                without=Fraction(found.without, n),
                with_=Fraction(result.shortfall, n),
                bound=Fraction(found.bound, n),
                n=n,
            ),
            Text(
                "Of {able} people who could stand by, {some} are in at least one set.",
                able=result.able,
                some=len(counts),
            ),
            Text(
                "When people drop out: sortition status {folder} STATUSES, and then sortition "
                "replace {folder} --from-alternates",
                folder=str(folder),
            ),
        ]
    )


def _tell_compared(result: AlternatesCompared) -> None:
    found, speaker = result.comparison, current().speaker

    def mean(seats: int) -> str:
        return speaker.decimal(Fraction(seats, found.scenarios), 1)

    if current().json:
        print_json(
            {
                "scenarios": found.scenarios,
                "without": found.without,
                "pool": found.pool,
                "by_count": [
                    {
                        "count": one.count,
                        "blind": one.blind,
                        "greedy": one.greedy,
                        "chosen": one.chosen,
                        "overdrawn": one.overdrawn,
                    }
                    for one in found.by_count
                ],
                "page": None if result.page is None else str(result.page),
            }
        )
        return
    header = (
        *(N_("alternates"), N_("by lot"), N_("one by one"), N_("all together")),
        *(N_("from the start"), N_("everybody")),
    )
    rows = [("0", *(mean(found.without) for _ in range(4)), mean(found.pool))]
    rows += [
        (
            str(one.count),
            *map(mean, (one.blind, one.greedy, one.chosen, one.overdrawn, found.pool)),
        )
        for one in found.by_count
    ]
    print_texts([Text("Seats wrong on average, after people have dropped out:")])
    print_table([words(name) for name in header], rows)
    if result.page is not None:
        print_texts([Text("Pictures: {file}", file=str(result.page))])


def _tell_overdrawn(result: Overdrawn) -> None:
    advice, speaker = result.advice, current().speaker
    if current().json:
        print_json(
            {
                "size": advice.size,
                "enough": str(advice.enough),
                "groups": [
                    [one.quota.category, one.quota.value, one.quota.minimum, one.drawn]
                    for one in advice.groups
                ],
                "out": None if result.out is None else str(result.out),
            }
        )
        return
    header = (N_("category"), N_("value"), N_("needed"), N_("to draw"), N_("enough stay"))
    rows = [
        (
            *(one.quota.category, one.quota.value),
            *(str(one.quota.minimum), str(one.drawn), speaker.percent(one.enough)),
        )
        for one in advice.groups
    ]
    print_table([words(name) for name in header], rows, left=(0, 1))
    print_texts(
        [
            Text(
                "Draw {drawn} people for {size} seats: then enough of every group stay with a "
                "chance of at least {enough:.1%}.",
                drawn=advice.size,
                size=result.size,
                enough=advice.enough,
            )
        ]
    )
    if result.out is not None:
        print_texts([Text("The quotas of the larger panel are in: {file}", file=str(result.out))])


def _tell_learned(result: DropoutsLearned) -> None:
    speaker, chances = current().speaker, result.dropouts
    if current().json:
        print_json(
            {
                "people": result.people,
                "dropped": result.dropped,
                "everybody": str(chances.everybody),
                "groups": [[c, v, str(chance)] for c, v, chance in chances.groups],
            }
        )
        return
    print_texts(
        [
            Text(
                "{dropped} of {people} people dropped out.",
                dropped=result.dropped,
                people=result.people,
            )
        ]
    )
    rows = [
        (category, value, speaker.percent(chance))
        for category, value, chance in (("", "", chances.everybody), *chances.groups)
    ]
    print_table([words(n) for n in (N_("category"), N_("value"), N_("chance"))], rows, left=(0, 1))
    print_texts([Text("The chances are in: {file}", file=str(result.out))])
