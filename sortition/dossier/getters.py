"""Small typed getters over parsed JSON; their errors say which member of which file is wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NoReturn

from sortition.errors import InputError, Problem, Text, Where

_MOST: Final = 10**9


def broken(file: str, text: Text) -> InputError:
    """The error for a file of a draw that cannot be read as docs/format.md says."""
    advice = Text("Take the file from an untouched copy of the draw.")
    problem = Problem(code="broken_file", where=Where(file=file), text=text, advice=advice)
    return InputError(Text("These files cannot be read as a draw."), problems=(problem,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A JSON object, with the file and the path to it for messages."""

    file: str
    path: str
    members: Mapping[str, object]

    def text(self, name: str) -> str:
        """A member that is text."""
        value = self._member(name)
        return value if isinstance(value, str) and _writable(value) else self._refuse(name)

    def text_or_none(self, name: str) -> str | None:
        """A member that is text or null."""
        return None if self._member(name) is None else self.text(name)

    def whole(self, name: str, *, least: int = 0) -> int:
        """A member that is a whole number from ``least`` to 10^9."""
        value = self._member(name)
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= _MOST:
            return value
        return self._refuse(name)

    def whole_or_none(self, name: str, *, least: int = 0) -> int | None:
        """A member that is a whole number from ``least`` to 10^9, or null."""
        return None if self._member(name) is None else self.whole(name, least=least)

    def texts(self, name: str) -> tuple[str, ...]:
        """A member that is a list of texts."""
        values = self._list(name)
        found = tuple(value for value in values if isinstance(value, str) and _writable(value))
        return found if len(found) == len(values) else self._refuse(name)

    def lists(self, name: str) -> tuple[tuple[str, ...], ...]:
        """A member that is a list of lists of texts."""
        members = {str(i): row for i, row in enumerate(self._list(name))}
        rows = Node(file=self.file, path=f"{self.path}{name}.", members=members)
        return tuple(rows.texts(i) for i in rows.members)

    def node(self, name: str) -> Node:
        """A member that is an object."""
        return self._node(self._member(name), name)

    def nodes(self, name: str) -> tuple[Node, ...]:
        """A member that is a list of objects."""
        return tuple(self._node(item, f"{name}[{i}]") for i, item in enumerate(self._list(name)))

    def _list(self, name: str) -> list[object]:
        value = self._member(name)
        return value if isinstance(value, list) else self._refuse(name)

    def _node(self, value: object, name: str) -> Node:
        if not isinstance(value, dict):
            self._refuse(name)
        return Node(file=self.file, path=f"{self.path}{name}.", members=value)

    def _member(self, name: str) -> object:
        return self.members[name] if name in self.members else self._refuse(name)

    def _refuse(self, name: str) -> NoReturn:
        raise broken(
            self.file,
            Text("{member} is missing or is not what it should be.", member=self.path + name),
        )


def _writable(text: str) -> bool:
    """Whether UTF-8 can hold the text; JSON's escapes can name half a character."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def parse(file: str, content: bytes | None) -> Node:
    """The JSON object in a file of a draw; ``content`` None means that the file is not there."""
    if content is None:
        raise broken(file, Text("The file is missing."))
    try:
        value = json.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise broken(file, Text("The file is not JSON.")) from None
    if not isinstance(value, dict):
        raise broken(file, Text("The file is not a JSON object."))
    return Node(file=file, path="", members=value)
