"""Passwords: typed unseen, or taken from the environment; never an option, which others can see."""

from __future__ import annotations

import os
import sys

import click

from sortition.commands.wishes import words
from sortition.errors import Text, UsageError
from sortition.texts import N_

VARIABLE = "SORTITION_PASSWORD"


def password(*, twice: bool = False) -> str:
    """The password of a key. Raises UsageError when there is nobody to ask."""
    given = os.environ.get(VARIABLE)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise UsageError(
            Text(
                "A password is needed, and there is nobody to ask. Set the variable {variable}.",
                variable=VARIABLE,
            )
        )
    typed: str = click.prompt(
        words(N_("Password of the key")),
        hide_input=True,
        confirmation_prompt=words(N_("The same again")) if twice else False,
        err=True,
    )
    return typed
