"""click's commands and options with their help in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Final

import click
from click.shell_completion import CompletionItem

from sortition.commands.wishes import words
from sortition.errors import Text, UsageError
from sortition.texts import N_

_FOLDERS: Final = ("DIR", "NEWDIR", "FOLDER")
_FILES: Final = ("FILE", "PLAN")


_PLACEHOLDERS: Final = (
    *(N_("OPTIONS"), N_("COMMAND"), N_("ARGS"), N_("REGISTRANTS"), N_("QUOTAS")),
    *(N_("DIR"), N_("NEWDIR"), N_("FOLDER"), N_("BUNDLE"), N_("STATUSES")),
)
"""What stands for something to fill in, where it is not marked beside its option."""
_IN_CAPITALS: Final = re.compile(r"(?<![A-Z_])[A-Z]{2,}(?![A-Z_])")


def placeholders(line: str, say: Callable[[str], str] = words) -> str:
    """A piece of a command line, what is to be filled in named in the reader's language.

    ``say`` puts a word into that language; it is needed where no command runs.
    """
    return _IN_CAPITALS.sub(lambda found: say(found[0]), line)


class SpokenOption(click.Option):
    """An option whose help is a template, translated when it is shown."""

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """What can stand here: one of the words that the help names, a folder, or a file."""
        if "|" in (self.metavar or ""):
            choices = (self.metavar or "").split("|")
            return [CompletionItem(word) for word in choices if word.startswith(incomplete)]
        if self.metavar in _FOLDERS:
            return [CompletionItem(incomplete, type="dir")]
        if self.metavar in _FILES:
            return [CompletionItem(incomplete, type="file")]
        return super().shell_complete(ctx, incomplete)

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The names and the help, in the reader's language."""
        record = super().get_help_record(ctx)
        return record and (placeholders(record[0]), words(self.help or ""))


class SpokenArgument(click.Argument):
    """An argument that help explains; click's own arguments have no help in every version."""

    def __init__(self, *args: Any, explained: str, **kwargs: Any) -> None:  # noqa: ANN401 - click's own
        super().__init__(*args, **kwargs)
        self.explained = explained

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Files and folders: that is what nearly every argument names."""
        del ctx
        return [CompletionItem(incomplete, type="file")]

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        """The name and what it stands for, in the reader's language."""
        del ctx
        return placeholders(self.human_readable_name), words(self.explained)


class _Spoken(click.Command):
    """What a single command and the program have in common."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        del ctx
        return SpokenOption(
            ["--help"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            help=N_("Show this help."),
            callback=_show_help,
        )

    def get_short_help_str(self, limit: int = 45) -> str:
        del limit
        return words(self.short_help or "")

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = placeholders(" ".join(self.collect_usage_pieces(ctx)))
        formatter.write_usage(ctx.command_path, pieces, prefix=words(N_("Usage: ")))

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(words(self.help or ""))

    def _write_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        records = [parameter.get_help_record(ctx) for parameter in self.get_params(ctx)]
        with formatter.section(words(N_("Options"))):
            formatter.write_dl([record for record in records if record])

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        option = self.get_help_option(ctx)
        return [*self.params, option] if option else self.params


class SpokenCommand(_Spoken):
    """A command with an example, which is shown as it is typed."""

    def __init__(self, *args: Any, examples: Sequence[str] = (), **kwargs: Any) -> None:  # noqa: ANN401 - click's own
        super().__init__(*args, **kwargs)
        self.examples = tuple(examples)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, then the examples."""
        self._write_options(ctx, formatter)
        _write_examples(self.examples, formatter)


class SpokenGroup(_Spoken, click.Group):
    """The program: its commands in the order in which they are used, in sections."""

    def __init__(self, *args: Any, examples: Sequence[str] = (), **kwargs: Any) -> None:  # noqa: ANN401 - click's own
        super().__init__(*args, **kwargs)
        self.examples = tuple(examples)
        self.sections: dict[str, list[str]] = {}

    def add_command(
        self, cmd: click.Command, name: str | None = None, *, section: str = N_("Commands")
    ) -> None:
        """Add a command under the heading of a section."""
        super().add_command(cmd, name)
        self.sections.setdefault(section, []).append(name or cmd.name or "")

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands as they were added, not by alphabet."""
        del ctx
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first word names. Raises UsageError when there is none."""
        if args[0] not in self.commands and not args[0].startswith("-"):
            raise UsageError(
                Text(
                    'There is no command "{name}". Choose one of: {names}.',
                    name=args[0],
                    names=tuple(self.commands),
                )
            )
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands, then the options."""
        for section, names in self.sections.items():
            with formatter.section(words(section)):
                formatter.write_dl([(n, self.commands[n].get_short_help_str()) for n in names])
        self._write_options(ctx, formatter)
        if self.examples:
            _write_examples(self.examples, formatter)


def _write_examples(examples: Sequence[str], formatter: click.HelpFormatter) -> None:
    with formatter.section(words(N_("Example"))):
        for line in examples:
            formatter.write(f"{'':{formatter.current_indent}}{line}\n")


def _show_help(ctx: click.Context, parameter: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - click's own
    del parameter
    if wanted and not ctx.resilient_parsing:
        click.echo(ctx.get_help())
        ctx.exit()
