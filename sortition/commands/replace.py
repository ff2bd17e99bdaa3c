"""``sortition replace``: a lottery over the free seats, as fair and as checkable as the first."""

from __future__ import annotations

import secrets
from pathlib import Path

import click

from sortition.commands.clock import time
from sortition.commands.options import dossier, option, speaking
from sortition.commands.options import secret as secret_option
from sortition.commands.output import print_json, print_texts
from sortition.commands.spoken import SpokenCommand
from sortition.commands.values import existing_folder, whole_number
from sortition.commands.watch import Watch
from sortition.commands.wishes import current
from sortition.errors import Text, UsageError
from sortition.texts import N_


@click.command(
    cls=SpokenCommand,
    short_help=N_("People dropped out: draw others for the free seats."),
    help=N_(
        "Begin a replacement: a dossier of its own, whose plan has the free seats and the quotas "
        "that whoever stays leaves. Announce new public values in that plan, have it signed, close "
        "its pool (sortition pool NEWDIR --from DIR), and draw as before. Then make it part of "
        "the first dossier with --done. Where alternates were drawn, let them take the free seats "
        "first: by rule, the best for the quotas."
    ),
    examples=(
        'sortition replace harbour --out harbour-2 --why "two people withdrew"',
        'sortition replace harbour --out harbour-2 --add 5 --why "the council wants more voices"',
        "sortition replace harbour --done harbour-2",
        "sortition replace harbour --from-alternates",
    ),
)
@dossier
@option(
    "--out",
    metavar="NEWDIR",
    type=click.Path(path_type=Path),
    help=N_("The new folder for the replacement."),
)
@option("--why", metavar=N_("TEXT"), help=N_("Why seats are free."))
@option(
    "--add",
    metavar=N_("NUMBER"),
    callback=whole_number,
    help=N_("By how many seats the panel grows."),
)
@option(
    "--sheets",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help=N_("A new folder for who and what is left, as two tables: to check, compare or relax."),
)
@option(
    "--done",
    metavar="NEWDIR",
    callback=existing_folder,
    help=N_("A replacement that is drawn, to keep in the first dossier."),
)
@option(
    "--from-alternates",
    "alternates",
    is_flag=True,
    help=N_("Alternates take the free seats, by the rule of docs/format.md 24.6."),
)
@secret_option
@time
@speaking
def replace(
    folder: Path,
    *,
    out: Path | None,
    why: str | None,
    add: int | None,
    sheets: Path | None,
    done: Path | None,
    alternates: bool,
    secret: Path | None,
    time: str,
) -> None:
    """Begin it or record it, and say what to do next."""
    if [out is not None, done is not None, alternates].count(True) != 1:
        raise UsageError(
            Text(
                "Name a new folder with --out, or one that is drawn with --done, or call who "
                "stands by with --from-alternates."
            )
        )
    if alternates:
        _call(folder, time)
        return
    if done is not None:
        _done(folder, done, time)
        return
    if why is None or out is None:
        raise UsageError(Text("Say why: --why REASON"))
    from sortition import steps  # noqa: PLC0415 - help does not need it

    with Watch(current()) as listen:
        result = steps.replace_begin(
            folder,
            out,
            secret=secrets.token_bytes(32) if secret is None else steps.secret_of(secret),
            time=time,
            why=why,
            add=add or 0,
            sheets=sheets,
            listen=listen,
        )
    if current().json:
        print_json(
            {
                "folder": str(out),
                "plan": str(result.plan),
                "seats": result.seats,
                "staying": result.staying,
                "people": result.people,
                "possible": result.possible,
            }
        )
        return
    print_texts(
        [
            Text(
                "Seats to fill: {n}; people who stay: {staying}",
                n=result.seats,
                staying=result.staying,
            ),
            Text("People to draw from: {n}", n=result.people),
            *(() if result.possible else (_SHORT,)),
            Text("Announce new public values in the plan: {file}", file=str(result.plan)),
            Text("Then each party signs: sortition sign {folder} --as NAME", folder=str(out)),
            Text(
                "Then close the pool: sortition pool {folder} --from {first}",
                folder=str(out),
                first=str(folder),
            ),
        ]
    )


_SHORT = Text(
    "These people cannot meet the quotas that are left. What would help, as a change of the plan "
    "to be signed: begin with --sheets FOLDER, then sortition relax FOLDER/registrants.csv "
    "FOLDER/quotas.csv --dossier NEWDIR."
)


def _done(folder: Path, child: Path, time: str) -> None:
    from sortition import steps  # noqa: PLC0415 - help does not need it

    result = steps.replace_done(folder, child, time=time)
    if current().json:
        print_json({"number": result.number, "joined": list(result.joined)})
        return
    print_texts(
        [
            Text("Replacement {n} is part of the dossier.", n=result.number),
            Text("Who came in: {names}", names=result.joined),
            Text("To check everything: sortition verify {folder}", folder=str(folder)),
        ]
    )


def _call(folder: Path, time: str) -> None:
    from sortition import steps  # noqa: PLC0415 - help does not need it

    result = steps.call_alternates(folder, time=time)
    if current().json:
        print_json({"joined": list(result.people), "free": result.free, "waiting": result.waiting})
        return
    print_texts(
        [
            Text("Who came in: {names}", names=result.people),
            Text(
                "Seats that were free: {free}; alternates who still stand by: {n}",
                free=result.free,
                n=result.waiting,
            ),
        ]
    )
    if result.free > len(result.people):
        print_texts([_STILL_FREE])


_STILL_FREE = Text(
    "Some seats are still free: no other alternate makes the panel better. A new lottery for them: "
    "sortition replace DIR --out NEWDIR --why REASON"
)
