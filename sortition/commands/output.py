"""Printing: sentences and small tables for people, or one JSON object for machines."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence

import click

from sortition.commands.wishes import said
from sortition.errors import Text


def print_texts(texts: Iterable[Text]) -> None:
    """One line per text, on stdout, in the wished language."""
    for text in texts:
        click.echo(said(text))


def print_json(value: object) -> None:
    """One JSON object on stdout. ASCII only, so that no encoding can spoil it."""
    click.echo(json.dumps(value, sort_keys=True))


def print_table(
    header: Sequence[str], rows: Sequence[Sequence[str]], *, left: Collection[int] = (0,)
) -> None:
    """Columns side by side: those in ``left`` (from 0) to the left, the others to the right."""
    table = [header, *rows]
    widths = [max(len(row[j]) for row in table) for j in range(len(header))]
    for row in table:
        cells = [
            cell.ljust(width) if j in left else cell.rjust(width)
            for j, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        click.echo("  " + "  ".join(cells).rstrip())


def print_columns(items: Sequence[str], *, width: int = 76) -> None:
    """Short items side by side, read from left to right."""
    widest = max((len(item) for item in items), default=0) + 2
    across = max(1, width // widest)
    for start in range(0, len(items), across):
        line = "".join(item.ljust(widest) for item in items[start : start + across])
        click.echo(f"  {line.rstrip()}")
