"""JavaScript modules put together as one script, in the order in which they need each other.

A page that is opened from a disk cannot load modules, so each becomes a function of its own that
gives what it exports. They are written for this: imports stand first and name files beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

JS: Final = Path(__file__).parent / "js"

_IMPORT: Final = re.compile(
    r'^import (?:\{(?P<names>[^}]*)\}|\* as (?P<all>\w+)) from "\./(?P<file>\w+)\.js";\n',
    re.MULTILINE,
)
_EXPORT: Final = re.compile(
    r"^export (?=(?:async )?(?:function\*?|class|const) (?P<name>\w+))", re.MULTILINE
)


def script(start: str) -> str:
    """The whole script that begins with the module of that name. Raises ValueError for a circle."""
    order = tuple(needed(start))
    parts = "\n".join(_wrapped(name) for name in order)
    return f'"use strict";\nconst modules = {{}};\n{parts}'


def needed(start: str) -> Iterator[str]:
    """The modules that one needs, each after those that it needs itself; that one comes last."""
    seen: set[str] = set()

    def visit(name: str, above: tuple[str, ...]) -> Iterator[str]:
        if name in above:
            raise ValueError(f"modules need each other: {' → '.join((*above, name))}")
        if name in seen:
            return
        seen.add(name)
        for found in _IMPORT.finditer(source(name)):
            yield from visit(found["file"], (*above, name))
        yield name

    return visit(start, ())


def source(name: str) -> str:
    """A module as it was written."""
    return (JS / f"{name}.js").read_text(encoding="utf-8")


def _wrapped(name: str) -> str:
    text = source(name)
    exported = [found["name"] for found in _EXPORT.finditer(text)]
    body = _EXPORT.sub("", _IMPORT.sub(_taken, text))
    if re.search(r"^(?:im|ex)port\b", body, re.MULTILINE):
        raise ValueError(f"{name}.js imports or exports in a way that is not known here")
    return f"modules.{name} = (() => {{\n{body}return {{ {', '.join(exported)} }};\n}})();\n"


def _taken(found: re.Match[str]) -> str:
    names = found["all"] or "{" + found["names"].replace(" as ", ": ") + "}"
    return f"const {names} = modules.{found['file']};\n"
