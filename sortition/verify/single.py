"""The verifier as one file that can be copied: its modules one after another, word for word.

Only what one file makes needless goes: imports of each other, and ``files.`` in ``files.sha256``.
A name that two modules use for different things gets the name of its module behind it. This file
reads the modules as text; it is no part of the verifier, and the one file does not hold it.
"""

from __future__ import annotations

import ast
import builtins
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from sortition.verify.scopes import Use, bound, uses

PACKAGE: Final = "sortition.verify"
_HERE: Final = Path(__file__).parent
_START: Final = "__main__"
_WIDTH: Final = 100

_HEADER: Final = '''\
#!/usr/bin/env python3
"""Check a draw of a citizens' panel: python verify.py DIR|BUNDLE

This one file is the verifier of sortition {version}. It needs Python 3.11 or newer and nothing
else: no installation, no network, no other file of the program that made the draw. It reads what
you name, and changes nothing. What the checks V01, V02, … mean, and the clauses in brackets, is in
docs/format.md of that program; how to go about it, in docs/auditor.md.

Exit code 0: everything holds. 1: a check failed. 2: it was called in another way.

Made by `sortition verifier` from the modules of sortition/verify, one after another; do not edit
it. To see that it is what it says, make it again and compare. The SHA-256 of each module:

{hashes}
"""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):
    sys.exit("verify.py needs Python 3.11 or newer; this is " + sys.version.split()[0])

{imports}
'''


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A piece of text that is replaced: from and to are places in the text of a module."""

    start: int
    end: int
    text: str


class Module:
    """One module of the verifier as text and as a tree."""

    def __init__(self, name: str) -> None:
        self.name = name
        content = (_HERE / f"{name}.py").read_bytes()
        self.sha256 = hashlib.sha256(content).hexdigest()
        self.text = content.decode("utf-8")
        self.tree = ast.parse(self.text)

    @cached_property
    def own(self) -> frozenset[str]:
        """The names that the module defines itself."""
        rest = [n for n in self.tree.body if not isinstance(n, ast.Import | ast.ImportFrom)]
        return bound(rest)

    @cached_property
    def borrowed(self) -> Mapping[str, tuple[str, str]]:
        """Names from other modules of the verifier: (module, name); name is empty for a module."""
        found: dict[str, tuple[str, str]] = {}
        for node in self.tree.body:
            if isinstance(node, ast.ImportFrom) and node.module == PACKAGE:
                found |= {alias.asname or alias.name: (alias.name, "") for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(PACKAGE):
                module = (node.module or "").rpartition(".")[2]
                found |= {a.asname or a.name: (module, a.name) for a in node.names}
        return found

    @cached_property
    def needs(self) -> tuple[str, ...]:
        """The modules that it imports, in the order of its import statements."""
        return tuple(dict.fromkeys(module for module, _ in self.borrowed.values()))

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each line begins."""
        places = [0]
        for line in self.text.splitlines(keepends=True):
            places.append(places[-1] + len(line))
        return tuple(places)

    def place(self, line: int, column: int) -> int:
        """The place in the text of a line and a column of the tree, which counts bytes."""
        start = self.starts[line - 1]
        before = self.text[start : self.starts[line]].encode("utf-8")[:column]
        return start + len(before.decode("utf-8"))


def single_file(version: str) -> str:
    """The verifier as the text of one file. ``version`` is that of the program that writes it."""
    modules = _in_order()
    names = _Names(modules)
    hashes = "\n".join(f"{m.sha256}  {m.name}.py" for m in modules.values())
    header = _HEADER.format(version=version, hashes=hashes, imports=_imports(modules))
    return header + "".join(_section(module, names) for module in modules.values())


def _in_order() -> dict[str, Module]:
    """Every module that the verifier loads, each after those that it needs."""
    found: dict[str, Module] = {}

    def visit(name: str) -> None:
        module = Module(name)
        for needed in module.needs:
            if needed not in found:
                visit(needed)
        found[name] = module

    visit(_START)
    return found


def _imports(modules: Mapping[str, Module]) -> str:
    """The imports of the standard library of all modules, each once."""
    whole: set[str] = set()
    parts: dict[str, set[str]] = {}
    for module in modules.values():
        for node in module.tree.body:
            if isinstance(node, ast.Import):
                whole |= {ast.unparse(node)}
            elif isinstance(node, ast.ImportFrom) and not _is_ours(node):
                names = {ast.unparse(alias) for alias in node.names}
                parts.setdefault(node.module or "", set()).update(names)
    parts.pop("__future__", None)
    lines = sorted(line for line in whole if line != "import sys")
    lines += [line for name in sorted(parts) for line in _from(name, sorted(parts[name]))]
    return "\n".join(lines)


def _from(module: str, names: list[str]) -> list[str]:
    line = f"from {module} import {', '.join(names)}"
    if len(line) <= _WIDTH:
        return [line]
    return [f"from {module} import (", *(f"    {name}," for name in names), ")"]


def _is_ours(node: ast.ImportFrom) -> bool:
    return (node.module or "").startswith(PACKAGE)


class _Names:
    """What each name of each module is called in the one file."""

    def __init__(self, modules: Mapping[str, Module]) -> None:
        self.modules = modules
        self.uses = {name: list(uses(module.tree)) for name, module in modules.items()}
        taken = Counter(name for module in modules.values() for name in module.own)
        foreign = {
            name
            for module in modules.values()
            for name in bound([n for n in module.tree.body if isinstance(n, ast.Import)])
            | bound([n for n in module.tree.body if isinstance(n, ast.ImportFrom)])
            if name not in module.borrowed
        }
        self.unclear = {n for n, count in taken.items() if count > 1}
        self.unclear |= {n for n in taken if n in foreign or hasattr(builtins, n)}
        self.hidden = {pair for name in modules for pair in self._hidden(name)}

    def _hidden(self, module: str) -> Iterator[tuple[str, str]]:
        """Names of other modules that a local name would hide where they are used."""
        for use in self.uses[module]:
            target = self.origin(module, use)
            if target and target[1] in use.hidden:
                yield target

    def origin(self, module: str, use: Use) -> tuple[str, str] | None:
        """Where a name is defined: module and name. None for one that is not the verifier's."""
        here = self.modules[module]
        if use.name in here.own:
            return module, use.name
        if use.name not in here.borrowed:
            return None
        name, inner = here.borrowed[use.name]
        if inner:
            return self.defined(name, inner)
        return self.defined(name, use.member) if use.member else None

    def defined(self, module: str, name: str) -> tuple[str, str]:
        """The module that defines a name which another may have handed on."""
        while name not in self.modules[module].own:
            module, name = self.modules[module].borrowed[name]
        return module, name

    def called(self, origin: tuple[str, str]) -> str:
        """The name in the one file."""
        module, name = origin
        if name in self.unclear or origin in self.hidden:
            return f"{name}_in_{module.strip('_')}"
        return name


def _section(module: Module, names: _Names) -> str:
    """The text of one module under a heading, its docstring as a comment."""
    edits = [*_without_imports(module), *_renamed(module, names)]
    docstring = module.tree.body[0]
    edits.append(_cut(module, docstring))
    text = module.text
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    rule = "# " + "=" * (_WIDTH - 2)
    words = (ast.get_docstring(module.tree) or "").splitlines()
    told = "\n".join(f"# {line}".rstrip() for line in (f"{module.name}.py", "", *words))
    return f"\n\n{rule}\n{told}\n{rule}\n\n{text.strip()}\n"


def _without_imports(module: Module) -> Iterator[Edit]:
    for node in module.tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield _cut(module, node)


def _cut(module: Module, node: ast.stmt) -> Edit:
    start = module.place(node.lineno, node.col_offset)
    return Edit(start=start, end=module.starts[node.end_lineno or node.lineno], text="")


def _renamed(module: Module, names: _Names) -> Iterator[Edit]:
    for use in names.uses[module.name]:
        origin = names.origin(module.name, use)
        if origin is None:
            continue
        start, old = _written(module, use, whole=module.borrowed.get(use.name, ("", "x"))[1] == "")
        new = names.called(origin)
        if module.text[start : start + len(old)] != old:
            raise ValueError(f"{module.name}.py: {old} is not where it should be")
        if old != new:
            yield Edit(start=start, end=start + len(old), text=new)


def _written(module: Module, use: Use, *, whole: bool) -> tuple[int, str]:
    """Where a use stands in the text, and how it is written there; ``whole`` with its member."""
    node = use.node
    if isinstance(node, ast.Name):
        start = module.place(node.lineno, node.col_offset)
        return start, f"{use.name}.{use.member}" if whole else use.name
    line = module.starts[node.lineno - 1]
    word = "class " if isinstance(node, ast.ClassDef) else "def "
    return module.text.index(f"{word}{use.name}", line) + len(word), use.name
