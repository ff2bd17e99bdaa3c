"""What can go wrong, as values: texts to translate, problems with a place, exit codes.

Nothing here prints or translates: a :class:`Text` carries its English message and the values to
fill
in, and the command layer renders it in the reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of every command (docs/format.md §9)."""

    OK = 0
    VERIFICATION_FAILED = 1
    USAGE = 2
    BAD_INPUT = 3
    NO_PANEL = 4
    SOLVER = 5


@dataclass(frozen=True, slots=True, init=False)
class Text:
    """A message for people: an English template (the gettext message id) and the values it shows.

    >>> str(Text("{n} people registered", n=3))
    '3 people registered'
    """

    template: str
    values: Mapping[str, object]

    def __init__(self, template: str, /, **values: object) -> None:
        object.__setattr__(self, "template", template)
        object.__setattr__(self, "values", values)

    def __str__(self) -> str:
        try:
            return self.template.format(**{name: _plain(v) for name, v in self.values.items()})
        except (
            TypeError,
            ValueError,
        ):  # a format of the translator's, such as a fraction's percent
            return self.template


def _plain(value: object) -> object:
    """A value as English text shows it: several texts are joined with commas."""
    return ", ".join(map(str, value)) if isinstance(value, tuple) else value


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """A place in an input file. ``row`` counts as a spreadsheet does: the header is row 1."""

    file: str
    row: int | None = None
    column: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong with the input: what (``code`` is for machines), where, what to do."""

    code: str
    where: Where
    text: Text
    advice: Text


@dataclass(eq=False)
class SortitionError(Exception):
    """The one family of errors: ``text`` says what stopped, ``problems`` every cause found."""

    text: Text
    problems: Sequence[Problem] = field(default=())
    exit_code: ExitCode = field(default=ExitCode.BAD_INPUT, init=False)

    def __str__(self) -> str:
        return str(self.text)


@dataclass(eq=False)
class UsageError(SortitionError):
    """The command was called in a way that cannot be carried out (exit 2)."""

    exit_code: ExitCode = field(default=ExitCode.USAGE, init=False)


@dataclass(eq=False)
class InputError(SortitionError):
    """The registrants or quotas cannot be used as they are (exit 3)."""

    exit_code: ExitCode = field(default=ExitCode.BAD_INPUT, init=False)


@dataclass(eq=False)
class NoPanelError(SortitionError):
    """No panel of this pool meets the quotas (exit 4)."""

    exit_code: ExitCode = field(default=ExitCode.NO_PANEL, init=False)


@dataclass(eq=False)
class SolverError(SortitionError):
    """The computation stopped before its result was proved: solver, time or memory (exit 5)."""

    exit_code: ExitCode = field(default=ExitCode.SOLVER, init=False)


@dataclass(eq=False)
class StoppedError(SolverError):
    """A listener ended the computation. ``best`` says what had been found by then, if anything."""

    best: tuple[Text, ...] = ()
