"""The page docs/reference.md, made from the commands: ``python docs/site/make_reference.py``.

It says what ``--help`` says, for every command, in English; a test sees that it still does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import click

from sortition.commands import main
from sortition.commands.spoken import SpokenGroup

PAGE: Final = Path(__file__).resolve().parents[1] / "reference.md"
HEAD: Final = """# All commands

What `--help` says of every command. This page is made from the commands; do not edit it.

These options are the same everywhere: `--language nl` for Dutch, `--json` for one object that
other programs can read, `--quiet` for no progress display. What ends how (exit codes) is in the
[format](format.md), §9. New here? Begin with [a first draw](tutorial.md).
"""
SAME: Final = ("--language", "--json", "--quiet", "--help")


def page() -> str:
    """The whole page."""
    context = click.Context(main, info_name="sortition")
    return "\n".join((HEAD, *_contents(main, context), *_commands(main, context)))


def _contents(group: SpokenGroup, context: click.Context) -> Iterator[str]:
    for heading, names in group.sections.items():
        yield f"{heading}:\n"
        for name in names:
            path = f"{context.command_path} {name}"
            told = group.commands[name].get_short_help_str()
            yield f"- [`{path}`](#{path.replace(' ', '-')}): {_plain(told)}"
        yield ""


def _commands(group: SpokenGroup, context: click.Context) -> Iterator[str]:
    for command, inner in _in_order(group, context):
        yield f"## {inner.command_path}\n"
        yield f"{_plain(command.help or '')}\n"
        yield _usage(command, inner)
        if isinstance(command, SpokenGroup):
            yield from _contents(command, inner)
        yield from _parameters(command, inner)
        yield from _examples(command)


def _in_order(
    group: SpokenGroup, context: click.Context
) -> Iterator[tuple[click.Command, click.Context]]:
    """The commands of a group, each followed by its own, with a context that knows its name."""
    for name in group.list_commands(context):
        command = group.commands[name]
        inner = click.Context(command, info_name=name, parent=context)
        yield command, inner
        if isinstance(command, SpokenGroup):
            yield from _in_order(command, inner)


def _usage(command: click.Command, context: click.Context) -> str:
    pieces = " ".join(command.collect_usage_pieces(context))
    return f"```text\n{context.command_path} {pieces}\n```\n"


def _parameters(command: click.Command, context: click.Context) -> Iterator[str]:
    records = [parameter.get_help_record(context) for parameter in command.get_params(context)]
    rows = [record for record in records if record and not record[0].startswith(SAME)]
    if rows:
        yield "| option | meaning |\n|---|---|"
        yield from (f"| {_code(names)} | {_cell(told)} |" for names, told in rows)
        yield ""


def _examples(command: click.Command) -> Iterator[str]:
    examples: Sequence[str] = getattr(command, "examples", ())
    if examples:
        yield "```text\n{}\n```\n".format("\n".join(examples))


def _code(names: str) -> str:
    return f"`{names}`".replace("|", "\\|")


def _cell(text: str) -> str:
    return _plain(text).replace("|", "\\|").replace("\n\n", " ")


def _plain(text: str) -> str:
    """A text in which nothing means anything to Markdown.

    >>> _plain("a *b* <c>")
    'a \\\\*b\\\\* \\\\<c>'
    """
    for sign in "\\*_<[`":
        text = text.replace(sign, f"\\{sign}")
    return text


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(PAGE)
