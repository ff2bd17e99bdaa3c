"""A file that is no table: one problem, and no rows to look for others in."""

from __future__ import annotations

from sortition.errors import InputError, Problem, Text, Where


def unusable(
    file: str, code: str, text: Text, advice: Text, *, row: int | None = None
) -> InputError:
    """The error for a file that cannot be read as a table."""
    problem = Problem(code=code, where=Where(file=file, row=row), text=text, advice=advice)
    return cannot_be_used((problem,))


def cannot_be_used(problems: tuple[Problem, ...]) -> InputError:
    """The error that carries every problem found."""
    return InputError(Text("The files cannot be used as they are."), problems)
