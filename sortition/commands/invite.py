"""``sortition invite``: the letters with which it begins."""

from __future__ import annotations

import click

from sortition.commands.invite_draw import draw
from sortition.commands.invite_export import export
from sortition.commands.invite_plan import plan
from sortition.commands.options import speaking
from sortition.commands.spoken import SpokenGroup
from sortition.texts import N_


@click.group(
    "invite",
    cls=SpokenGroup,
    invoke_without_command=True,
    short_help=N_("Letters: how many go where, who gets one, lists for the printer."),
    help=N_(
        "Plan the letters that people are invited with, draw who gets one, and make the lists for "
        "the printer and the telephone. A panel can only be as mixed as the people who join."
    ),
)
@speaking
@click.pass_context
def invite(ctx: click.Context) -> None:
    """Show the help when no command is given."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


for command in (plan, draw, export):
    invite.add_command(command)
