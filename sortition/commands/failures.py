"""Every way to fail: a message on stderr (or JSON on stdout) and an exit code (format.md §9).

No traceback is shown: its lines could hold cells of the registrants. SORTITION_DEBUG=1 shows one,
without the values of variables.
"""

from __future__ import annotations

import os
import re
import sys
import traceback
from collections.abc import Callable
from typing import Final

import click

from sortition.commands.output import print_json
from sortition.commands.spoken import placeholders
from sortition.commands.wishes import Wishes
from sortition.errors import ExitCode, Problem, SortitionError, StoppedError, Text
from sortition.texts import Translator

INTERRUPTED: Final = 130
_EXTRA: Final = re.compile(r"unexpected extra arguments? \((.*)\)")
"""What click says of words that are too many; it has no error of its own for it."""
SHOWN: Final = 200
"""Problems shown to a person; a machine gets all of them."""


def guarded(work: Callable[[], object], wishes: Wishes) -> int:
    """Do the work and return an exit code, whatever happens."""
    try:
        code = work()
    except SortitionError as error:
        return _failed(error, wishes)
    except click.ClickException as error:
        return _refused(error, wishes)
    except (click.Abort, KeyboardInterrupt):
        return _tell(Text("Stopped. Nothing was saved."), INTERRUPTED, wishes)
    except MemoryError:
        text = Text("There is not enough memory for this. Nothing was drawn.")
        return _tell(text, ExitCode.SOLVER, wishes)
    except Exception as error:  # noqa: BLE001 - the last resort: a message without personal data
        return _unexpected(error, wishes)
    return code if isinstance(code, int) else ExitCode.OK


def problem_line(problem: Problem, speaker: Translator) -> str:
    """``registrants.csv, row 17, column age: what. advice``."""
    where = [problem.where.file]
    if problem.where.row is not None:
        where.append(speaker.text(Text("row {row:d}", row=problem.where.row)))
    if problem.where.column is not None:
        where.append(speaker.text(Text("column {column}", column=problem.where.column)))
    what = f"{speaker.text(problem.text)} {speaker.text(problem.advice)}".strip()
    return f"{', '.join(where)}: {what}"


def problem_json(problem: Problem, speaker: Translator) -> dict[str, object]:
    """A problem for machines; the texts are in the reader's language."""
    return {
        "code": problem.code,
        "file": problem.where.file,
        "row": problem.where.row,
        "column": problem.where.column,
        "text": speaker.text(problem.text),
        "advice": speaker.text(problem.advice),
    }


def _failed(error: SortitionError, wishes: Wishes) -> int:
    speaker = wishes.speaker
    if wishes.json:
        problems = [problem_json(problem, speaker) for problem in error.problems]
        code = int(error.exit_code)
        best = [speaker.text(text) for text in _best(error)]
        said = {"error": speaker.text(error.text), "exit_code": code, "problems": problems}
        print_json({**said, "best": best} if best else said)
        return error.exit_code
    for text in (error.text, *_best(error)):
        click.echo(speaker.text(text), err=True)
    for problem in error.problems[:SHOWN]:
        click.echo(problem_line(problem, speaker), err=True)
    hidden = len(error.problems) - SHOWN
    if hidden > 0:
        click.echo(speaker.text(Text("… and {n} more.", n=hidden)), err=True)
    return error.exit_code


def _best(error: SortitionError) -> tuple[Text, ...]:
    """What a computation that was ended had found."""
    return error.best if isinstance(error, StoppedError) else ()


def _refused(error: click.ClickException, wishes: Wishes) -> int:
    if not isinstance(error, click.UsageError):
        return _tell(Text("{message}", message=error.format_message()), ExitCode.USAGE, wishes)
    command = error.ctx.command_path if error.ctx else "sortition"
    what = _usage_text(error, wishes.speaker)
    text = Text("{what} For help, type: {command} --help", what=what, command=command)
    return _tell(text, ExitCode.USAGE, wishes)


def _usage_text(error: click.UsageError, speaker: Translator) -> Text:
    match error:
        case click.NoSuchOption():
            return Text("There is no option {option}.", option=error.option_name)
        case click.MissingParameter() if isinstance(error.param, click.Option):
            return Text("The option {option} is missing.", option=error.param.opts[0])
        case click.MissingParameter() if error.param is not None:
            name = placeholders(error.param.human_readable_name, speaker.plain)
            return Text("{argument} is missing.", argument=name)
        case click.BadOptionUsage():
            return Text("The option {option} cannot be used so.", option=error.option_name)
        case _:
            return _value_text(error)


def _value_text(error: click.UsageError) -> Text:
    if isinstance(error, click.BadParameter) and error.param and _choices(error.param):
        return Text(
            "{option} should be one of: {names}.",
            option=error.param.opts[0],
            names=_choices(error.param),
        )
    message = error.format_message()
    if extra := _EXTRA.search(message):
        return Text("This is more than the command takes: {words}.", words=extra[1])
    return Text("{message}", message=message)


def _choices(param: click.Parameter) -> tuple[str, ...]:
    """The words that a parameter takes; none when it takes anything."""
    return tuple(map(str, param.type.choices)) if isinstance(param.type, click.Choice) else ()


def _tell(text: Text, code: int, wishes: Wishes) -> int:
    """Say one thing that went wrong; the exit code is passed through."""
    if wishes.json:
        said = wishes.speaker.text(text)
        print_json({"error": said, "exit_code": int(code), "problems": []})
    else:
        click.echo(wishes.speaker.text(text), err=True)
    return code


def _unexpected(error: Exception, wishes: Wishes) -> int:
    text = Text(
        "This is a mistake in the program, not in your files: {kind} at {place}. "
        "Nothing was drawn. Please report it; SORTITION_DEBUG=1 shows more.",
        kind=type(error).__name__,
        place=_place(error),
    )
    _tell(text, ExitCode.SOLVER, wishes)
    if os.environ.get("SORTITION_DEBUG") == "1":
        # Asked for by hand, so with the message of the error; never with the values of variables.
        click.echo("".join(traceback.format_tb(error.__traceback__)), err=True)
        click.echo(str(error), err=True)
    return ExitCode.SOLVER


def _place(error: Exception) -> str:
    """Module and line of ours where it happened, as ``sortition.steps:42``."""
    frames = [
        (str(frame.f_globals.get("__name__")), line)
        for frame, line in traceback.walk_tb(error.__traceback__)
    ]
    ours = [(name, line) for name, line in frames if name.split(".")[0] == "sortition"]
    name, line = (ours or frames or [("?", 0)])[-1]
    return f"{name}:{line}"


def speak_utf8() -> None:
    """Write UTF-8 also where the system would not (Windows pipes), so that no name breaks a run."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace")
