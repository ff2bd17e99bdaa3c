"""The program ``sortition``: its commands, and the one place where it ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from sortition import __version__
from sortition.commands.alternates import alternates
from sortition.commands.amend import amend
from sortition.commands.bundle import bundle
from sortition.commands.ceremony import ceremony
from sortition.commands.check import check
from sortition.commands.commit import commit
from sortition.commands.compare import compare
from sortition.commands.cost import cost
from sortition.commands.demo import demo
from sortition.commands.draw import draw
from sortition.commands.erase import erase
from sortition.commands.failures import guarded, speak_utf8
from sortition.commands.invite import invite
from sortition.commands.keygen import keygen
from sortition.commands.lists import lists
from sortition.commands.log import log
from sortition.commands.minutes import minutes
from sortition.commands.new import new
from sortition.commands.options import language, option
from sortition.commands.pool import pool
from sortition.commands.quotas import quotas
from sortition.commands.randomness import randomness
from sortition.commands.receipts import receipts
from sortition.commands.relax import relax
from sortition.commands.replace import replace
from sortition.commands.report import report
from sortition.commands.rerun import rerun
from sortition.commands.sign import sign
from sortition.commands.spoken import SpokenGroup
from sortition.commands.status import status
from sortition.commands.verifier import verifier
from sortition.commands.verify import verify
from sortition.commands.wishes import Wishes
from sortition.texts import N_


class Program(SpokenGroup):
    """The group of commands; ends the process with the exit codes of docs/format.md §9."""

    def main(  # type: ignore[override]  # click overloads this by standalone_mode; we have one way
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        **extra: Any,  # noqa: ANN401 - click's own
    ) -> NoReturn:
        """Run a command line (default: the process's own) and exit."""
        speak_utf8()
        arguments = list(sys.argv[1:] if args is None else args)
        wishes = Wishes.of(arguments, os.environ)
        settings = {**extra, "standalone_mode": False, "obj": wishes}

        def work() -> object:
            return super(Program, self).main(arguments, prog_name or "sortition", **settings)

        sys.exit(guarded(work, wishes))


def _show_version(ctx: click.Context, parameter: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - click's own
    del parameter
    if wanted and not ctx.resilient_parsing:
        click.echo(f"sortition {__version__}")
        ctx.exit()


@click.group(
    "sortition",
    cls=Program,
    invoke_without_command=True,
    help=N_(
        "Draw a citizens' panel by lot: as fair as the quotas allow, proved, and checkable by "
        "anyone. To see it work, type: sortition demo"
    ),
)
@language
@option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help=N_("Show the version."),
)
@click.pass_context
def main(ctx: click.Context) -> None:
    """Show the help when no command is given."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


for command in (quotas, invite, check, relax, cost, compare, draw, verify, verifier, rerun, demo):
    main.add_command(command)
for command in (
    *(new, keygen, sign, amend, pool, randomness, commit),
    *(ceremony, log, bundle, receipts, lists, status, alternates, replace, report, minutes, erase),
):
    main.add_command(command, section=N_("A draw that others can check, from plan to panel"))
