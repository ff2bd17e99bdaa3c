"""Texts in letters: every line of one that has words is a text, with fields such as ``{title}``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import IO, Final

_FIELD: Final = re.compile(r"\{\w+\}")
_WORD: Final = re.compile(r"[^\W\d_]")


def templates(letter: str) -> Iterator[tuple[int, str]]:
    """The English templates in a letter, each with its line from 1."""
    for number, line in enumerate(letter.splitlines(), 1):
        if _WORD.search(_FIELD.sub("", line)):
            yield number, line


def extract(
    stream: IO[bytes], _keywords: object, _tags: object, options: object
) -> Iterable[tuple[int, str, str, list[str]]]:
    """What Babel asks of a method: line, keyword, template and comments of each text."""
    del options
    letter = stream.read().decode("utf-8")
    return [(number, "Text", template, []) for number, template in templates(letter)]
