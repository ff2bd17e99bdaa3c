"""Texts in the sources of pages: JavaScript and HTML.

In JavaScript a text is ``Text("…")``, or the first argument of ``blocked``, ``unreadable``,
``withheld`` or ``wrong``; in HTML it stands in an element with ``data-say`` or is the value of
``data-say-label``.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from typing import IO, Final

_IN_SCRIPT: Final = re.compile(
    r'\b(?:Text|blocked|unreadable|withheld|wrong)\(\s*("(?:[^"\\\n]|\\.)*"|\'[^\'\\\n]*\')'
)
_IN_PAGE: Final = re.compile(r'data-say>([^<]+)<|data-say-label="([^"]+)"')


def templates(source: str) -> Iterator[tuple[int, str]]:
    """The English templates in a source of either kind, each with its line from 1."""
    for found in _IN_SCRIPT.finditer(source):
        yield _line(source, found), _plain(found[1])
    for found in _IN_PAGE.finditer(source):
        yield _line(source, found), html.unescape(found[1] or found[2])


def _plain(literal: str) -> str:
    return str(json.loads(literal)) if literal.startswith('"') else literal[1:-1]


def _line(source: str, found: re.Match[str]) -> int:
    return source.count("\n", 0, found.start()) + 1


def extract(
    stream: IO[bytes], _keywords: object, _tags: object, options: object
) -> Iterable[tuple[int, str, str, list[str]]]:
    """What Babel asks of a method: line, keyword, template and comments of each text."""
    del options
    source = stream.read().decode("utf-8")
    return [(line, "Text", template, []) for line, template in templates(source)]
