"""Reading option values (as click callbacks), with refusals in the reader's language."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from pathlib import Path
from typing import Final

import click

from sortition.errors import Text, UsageError
from sortition.records.lottery import Method
from sortition.texts import LANGUAGES

# No number of people or panels is longer; a longer text would only make slow arithmetic.
_DIGITS: Final = 9
_DECIMAL: Final = re.compile(r"\d{1,3}(?:\.\d{1,9})?", re.ASCII)


def whole_number(ctx: click.Context, param: click.Parameter, value: str | None) -> int | None:
    """A whole number of 1 or more."""
    del ctx
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdecimal() and len(text) <= _DIGITS and int(text) >= 1:
        return int(text)
    raise UsageError(
        Text(
            '{option} needs a whole number of 1 or more, not "{value}".',
            option=param.opts[0],
            value=value,
        )
    )


def seconds(ctx: click.Context, param: click.Parameter, value: str | None) -> float | None:
    """A length of time above 0, in seconds."""
    del ctx
    if value is None:
        return None
    try:
        found = float(value.replace(",", "."))
    except ValueError:
        found = math.nan
    if 0 < found < math.inf:
        return found
    raise UsageError(
        Text(
            '{option} needs a number of seconds above 0, not "{value}".',
            option=param.opts[0],
            value=value,
        )
    )


def existing_file(ctx: click.Context, param: click.Parameter, value: str | None) -> Path | None:
    """The path of a file that is there; None when none was named."""
    del ctx, param
    if value is None or Path(value).is_file():
        return None if value is None else Path(value)
    raise UsageError(Text('There is no file "{file}". Check the name and the folder.', file=value))


def existing_folder(ctx: click.Context, param: click.Parameter, value: str | None) -> Path | None:
    """The path of a folder that is there; None when none was named."""
    del ctx, param
    if value is None or Path(value).is_dir():
        return None if value is None else Path(value)
    raise UsageError(Text('There is no folder "{folder}". Check the name.', folder=value))


def existing_path(ctx: click.Context, param: click.Parameter, value: str | None) -> Path | None:
    """The path of a file or folder that is there."""
    del ctx, param
    if value is None or Path(value).exists():
        return None if value is None else Path(value)
    raise UsageError(Text('There is no file "{file}". Check the name and the folder.', file=value))


def part_of_all(ctx: click.Context, param: click.Parameter, value: str | None) -> Fraction | None:
    """A part of the whole above 0 and below 1: ``0.5%`` or ``0.005``."""
    del ctx
    if value is None:
        return None
    text = value.strip().replace(",", ".")
    number = text.removesuffix("%").strip()
    plain = _DECIMAL.fullmatch(number)
    found = Fraction(number) / (100 if text.endswith("%") else 1) if plain else Fraction(0)
    if 0 < found < 1:
        return found
    raise UsageError(
        Text(
            '{option} needs a part of the whole, such as 0.5%, not "{value}".',
            option=param.opts[0],
            value=value,
        )
    )


def columns(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[str, ...]:
    """Names of columns, separated by commas."""
    del ctx
    if value is None:
        return ()
    names = tuple(name.strip() for name in value.split(",") if name.strip())
    if names:
        return names
    raise UsageError(
        Text("{option} needs the names of columns, with commas between.", option=param.opts[0])
    )


def known_method(ctx: click.Context, param: click.Parameter, value: str | None) -> Method:
    """A method by its name; leximin when none is named."""
    del ctx
    for method in Method:
        if value is None or value == method.value:
            return method
    raise UsageError(
        Text(
            '{option} should be one of: {names}, not "{value}".',
            option=param.opts[0],
            names=tuple(method.value for method in Method),
            value=value,
        )
    )


def known_language(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """A language that there are texts in."""
    del ctx, param
    if value is None or value in LANGUAGES:
        return value
    raise UsageError(
        Text(
            'There are no texts in the language "{language}". Choose one of: {languages}.',
            language=value,
            languages=LANGUAGES,
        )
    )


def existing_files(
    ctx: click.Context, param: click.Parameter, value: tuple[str, ...]
) -> tuple[Path, ...]:
    """Paths of files that are there."""
    found = (existing_file(ctx, param, each) for each in value)
    return tuple(path for path in found if path is not None)


def existing_folders(
    ctx: click.Context, param: click.Parameter, value: tuple[str, ...]
) -> tuple[Path, ...]:
    """Paths of folders that are there."""
    found = (existing_folder(ctx, param, each) for each in value)
    return tuple(path for path in found if path is not None)
