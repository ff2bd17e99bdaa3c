"""``sortition invite``: the letters with which it begins."""

from __future__ import annotations

import click

from sortition.commands.invite_chances import chances
from sortition.commands.invite_draw import draw
from sortition.commands.invite_export import export
from sortition.commands.invite_learn import learn
from sortition.commands.invite_plan import plan
from sortition.commands.invite_responses import responses
from sortition.commands.invite_weigh import weigh
from sortition.commands.options import speaking
from sortition.commands.spoken import SpokenGroup
from sortition.texts import N_


@click.group(
    "invite",
    cls=SpokenGroup,
    invoke_without_command=True,
    short_help=N_("The letters: how many, where, to whom."),
    help=N_(
        "Plan the letters that people are invited with, draw who gets one, and make the lists for "
        "the printer and the telephone. A panel can only be as mixed as the people who join."
    ),
    examples=("sortition invite plan --help",),
)
@speaking
@click.pass_context
def invite(ctx: click.Context) -> None:
    """Show the help when no command is given."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


for command in (plan, draw, export, responses, weigh, chances, learn):
    invite.add_command(command)
