"""The shape of the code, as rules that a machine checks (docs/architecture.md tells the reasons).

Every rule is a function from a syntax tree to the lines that break it. Each is tried on the
package, and also on a snippet that breaks it, so that a rule which has gone blind is noticed.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median, quantiles

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "sortition"

# Who may import whom. A name stands for a module or a folder with all in it; everyone may import
# their own. The longest name that fits a module counts, so "draw.tickets" can differ from "draw".
MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "errors": (),
    "records": ("errors",),
    "texts": ("errors", "records"),
    "tables": ("errors", "records"),
    "population": ("errors", "records", "tables"),
    "advice": ("errors", "records"),
    "draw": ("errors", "records"),
    "lottery": ("errors", "records", "draw.tickets"),
    "diagnosis": ("errors", "records", "lottery"),
    "register": ("errors", "records", "draw.tickets", "tables"),
    "invite": ("errors", "records", "tables", "population", "lottery"),
    "replacement": ("errors", "records"),
    "alternates": ("errors", "records", "draw.tickets", "lottery"),
    "report": ("errors", "records", "texts"),
    "page": ("errors", "records", "texts"),
    "dossier": ("errors", "records", "draw.tickets", "tables.csv_out"),
    "verify": (),
    "resolve": ("errors", "records", "verify"),
    "steps": (
        *("errors", "records", "texts", "tables", "population", "draw", "lottery", "report"),
        *("page", "dossier", "verify", "resolve", "advice", "diagnosis", "register", "invite"),
        *("replacement", "alternates"),
    ),
    "commands": ("errors", "records", "texts", "steps"),
    # The version number, and nothing to import it with.
    "": (),
}

# Installed packages, and the only places that know them. What is not listed may not be imported.
SEAMS: dict[str, tuple[str, ...]] = {
    "numpy": ("lottery", "diagnosis", "invite", "alternates"),
    "duckdb": ("register.duck",),
    # An extra; whoever imports this module finds out whether it is there.
    "pyspark": ("register.spark",),
    "highspy": ("lottery.linear",),
    "flint": ("lottery.exact",),
    "numba": ("lottery.weave_kernel",),
    "ortools": ("lottery.integer",),
    "openpyxl": ("tables",),
    "jinja2": ("report",),
    "matplotlib": ("report.pictures",),
    "cryptography": ("dossier.keys",),
    # An extra; whoever imports this module finds out whether it is there.
    "py_ecc": ("draw.bls",),
    "click": ("commands",),
    "rich": ("commands",),
    # An extra, like it.
    "pulp": ("resolve.solvers",),
    # Maintains the catalogues; runs by hand, never with a command.
    "babel": ("texts.update",),
}

# Whatever differs between two runs, two machines or two people; only commands may ask.
OUTSIDE: tuple[str, ...] = (
    *("time", "datetime", "random", "secrets", "uuid", "os.environ", "os.getenv", "os.urandom"),
    *("socket", "urllib", "http", "ssl", "ftplib", "smtplib", "asyncio"),
    *("np.random", "numpy.random"),
    *("locale", "platform", "getpass", "subprocess", "multiprocessing"),
)
ALLOWED_OUTSIDE: dict[str, tuple[str, ...]] = {
    "commands": OUTSIDE,
    "texts.update": ("datetime",),  # a fixed date for the header of the catalogues
}

# Who may write to the terminal or end the process.
MAY_PRINT: tuple[str, ...] = (
    "commands",
    "verify.__main__",  # the checks without the rest of the package
    "texts.update",  # a tool for maintainers
)

LONGEST_MODULE, MEDIAN_MODULE = 500, 200
LONG_FUNCTION, SHARE_BELOW_LONG, MEDIAN_FUNCTION = 35, 0.9, 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """One file of the package; ``name`` is dotted and without the ``sortition.`` before it."""

    name: str
    tree: ast.Module
    lines: int


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def modules() -> tuple[Module, ...]:
    return tuple(
        Module(name=module_name(path), tree=ast.parse(source), lines=len(source.splitlines()))
        for path in sorted(PACKAGE.rglob("*.py"))
        for source in [path.read_text(encoding="utf-8")]
    )


def snippet(source: str, name: str = "lottery.example") -> Module:
    return Module(name=name, tree=ast.parse(source), lines=len(source.splitlines()))


def inside(name: str, group: str) -> bool:
    return name == group or (group != "" and name.startswith(f"{group}."))


def home(name: str, groups: Iterable[str]) -> str | None:
    """The longest of the groups that holds the module."""
    return max((group for group in groups if inside(name, group)), key=len, default=None)


# --- imports -------------------------------------------------------------------------------------


def imported(module: Module) -> Iterator[tuple[str, int]]:
    """Every dotted name that an import statement, or a table of them, asks for, and its line.

    ``from a import b`` asks for ``a.b``: whether b is a module or a thing in one, a is too wide.
    """
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = "." * node.level + (node.module or "")
            yield from ((f"{start}.{alias.name}", node.lineno) for alias in node.names)
    yield from listed_imports(module)


def wrong_layer(module: Module) -> Iterator[str]:
    here = home(module.name, MAY_IMPORT)
    if here is None:
        yield f"{module.name} is in no layer: give it a place in MAY_IMPORT"
        return
    for name, line in imported(module):
        if not inside(name, "sortition"):
            continue
        target = name.removeprefix("sortition").removeprefix(".")
        ours = here != "" and inside(target, here.partition(".")[0])
        public = target == "__version__" and here != "verify"
        if not (ours or public or any(inside(target, group) for group in MAY_IMPORT[here])):
            yield f"{module.name}, line {line}: may not import {name}"


def wrong_library(module: Module) -> Iterator[str]:
    for name, line in imported(module):
        root = name.partition(".")[0]
        if root in {"sortition", "", *sys.stdlib_module_names}:
            continue
        if not any(inside(module.name, place) for place in SEAMS.get(root, ())):
            yield f"{module.name}, line {line}: may not import {root}"


def hidden_import(module: Module) -> Iterator[str]:
    """Imports that the rules above cannot read."""
    for name, line in imported(module):
        if name.startswith("."):
            yield f"{module.name}, line {line}: write the whole name of {name}"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func).rpartition(".")[2]
            if loads_what_is_listed(module, node):
                continue
            if called in {"__import__", "import_module", "exec", "eval"}:
                yield f"{module.name}, line {node.lineno}: {called}"


def listed_imports(module: Module) -> list[tuple[str, int]]:
    """Modules that a package loads when a name of theirs is asked for, in its table of them."""
    return [
        (str(key.value), key.lineno)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "_PLACES"
        if isinstance(node.value, ast.Dict)
        for key in node.value.keys
        if isinstance(key, ast.Constant)
    ]


def loads_what_is_listed(module: Module, call: ast.Call) -> bool:
    return bool(listed_imports(module)) and ast.unparse(call) == "import_module(_MODULES[name])"


def outside_world(module: Module) -> Iterator[str]:
    place = home(module.name, ALLOWED_OUTSIDE)
    allowed = ALLOWED_OUTSIDE[place] if place else ()
    used = [
        *imported(module),
        *(
            (ast.unparse(node), node.lineno)
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Attribute)
        ),
    ]
    for name, line in used:
        found = home(name, OUTSIDE)
        if found and found not in allowed:
            yield f"{module.name}, line {line}: {name}"


def printing(module: Module) -> Iterator[str]:
    if home(module.name, MAY_PRINT):
        return
    streams = {"sys.stdout", "sys.stderr", "sys.stdin", "sys.exit"}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"print", "input", "exit"}:
            yield f"{module.name}, line {node.lineno}: {ast.unparse(node.func)}"
        elif isinstance(node, ast.Attribute) and ast.unparse(node) in streams:
            yield f"{module.name}, line {node.lineno}: {ast.unparse(node)}"


# --- state ---------------------------------------------------------------------------------------

MUTABLE = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
MAKERS = {"list", "dict", "set", "bytearray", "defaultdict", "Counter", "deque", "OrderedDict"}
CHANGERS = {"append", "extend", "insert", "add", "update", "pop", "popitem", "remove", "discard"}
CHANGERS |= {"clear", "setdefault", "sort", "reverse"}


def assigned(node: ast.stmt) -> tuple[list[str], ast.expr | None]:
    if isinstance(node, ast.Assign):
        return [ast.unparse(target) for target in node.targets], node.value
    if isinstance(node, ast.AnnAssign):
        return [ast.unparse(node.target)], node.value
    return [], None


def is_mutable(value: ast.expr | None) -> bool:
    return isinstance(value, MUTABLE) or (
        isinstance(value, ast.Call) and ast.unparse(value.func).rpartition(".")[2] in MAKERS
    )


def holders(module: Module) -> Iterator[tuple[str, int]]:
    """Names of a module or class that hold something which can change."""
    bodies = [module.tree.body]
    bodies += [node.body for node in ast.walk(module.tree) if isinstance(node, ast.ClassDef)]
    for body in bodies:
        for node in body:
            names, value = assigned(node)
            if is_mutable(value):
                yield from ((name, node.lineno) for name in names)


def module_state(module: Module) -> Iterator[str]:
    """Names that hold something changeable and are not constants, or constants that are changed."""
    constants = set()
    for name, line in holders(module):
        if name.isupper():
            constants.add(name)
        elif name != "__all__":
            yield f"{module.name}, line {line}: {name} can change; make it a tuple or a constant"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Global):
            yield f"{module.name}, line {node.lineno}: global"
        elif isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
            if ast.unparse(node.value) in constants:
                yield f"{module.name}, line {node.lineno}: a constant is changed"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            changed = node.func.attr in CHANGERS and ast.unparse(node.func.value) in constants
            yield from [f"{module.name}, line {node.lineno}: a constant is changed"] * changed


# --- size and docstrings -------------------------------------------------------------------------

Function = ast.FunctionDef | ast.AsyncFunctionDef


def body_lines(function: Function) -> int:
    """Lines of the body, the docstring left out; a body that is only a docstring has none."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def function_lengths(module: Module) -> list[int]:
    return [body_lines(node) for node in ast.walk(module.tree) if isinstance(node, Function)]


def undocumented(module: Module) -> Iterator[str]:
    def look(node: ast.Module | ast.ClassDef | Function, name: str) -> Iterator[str]:
        if ast.get_docstring(node) is None:
            yield f"{name or 'sortition'} has no docstring"
        if isinstance(node, Function):
            return
        for inner in node.body:
            if isinstance(inner, ast.ClassDef | Function) and not inner.name.startswith("_"):
                yield from look(inner, f"{name}.{inner.name}")

    return look(module.tree, module.name)


# --- the rules on the package --------------------------------------------------------------------

Rule = Callable[[Module], Iterator[str]]
RULES: dict[str, Rule] = {
    "a module imports only from the layers below it": wrong_layer,
    "an installed package is known in its seam only": wrong_library,
    "every import is a plain import statement": hidden_import,
    "clock, chance, network and settings stay in commands": outside_world,
    "only commands print and end the process": printing,
    "no module and no class holds state that changes": module_state,
    "everything public has a docstring": undocumented,
}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_the_package_keeps_the_rule(rule: Rule) -> None:
    broken = [fault for module in modules() for fault in rule(module)]
    assert not broken, "\n" + "\n".join(broken)


def test_no_module_is_long() -> None:
    assert not [m.name for m in modules() if m.lines > LONGEST_MODULE]
    assert median(m.lines for m in modules()) < MEDIAN_MODULE


def test_functions_are_short() -> None:
    lengths = sorted(length for module in modules() for length in function_lengths(module))
    assert median(lengths) < MEDIAN_FUNCTION
    assert quantiles(lengths, n=10)[-1] < LONG_FUNCTION, "90 % are to be shorter than this"
    assert SHARE_BELOW_LONG == 0.9


def test_every_layer_and_every_seam_of_the_tables_exists() -> None:
    named = {*MAY_IMPORT, *(place for places in SEAMS.values() for place in places)}
    named |= {target for targets in MAY_IMPORT.values() for target in targets}
    there = {module.name for module in modules()}
    assert named <= there, sorted(named - there)


def test_the_verifier_loads_nothing_that_is_installed() -> None:
    code = (
        "import sys; before = set(sys.modules); import sortition.verify.checks; "
        "print(*sorted({name.partition('.')[0] for name in set(sys.modules) - before}))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=PACKAGE.parent,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert run.returncode == 0, run.stderr
    loaded = set(run.stdout.split())
    assert "sortition" in loaded
    assert loaded - {"sortition"} <= sys.stdlib_module_names
    assert not {name for name in loaded if name in SEAMS}


# --- the rules on snippets that break them, and on some that do not -------------------------------

FAULTS: dict[str, tuple[Rule, str, str]] = {
    "records ask the lottery": (wrong_layer, "records.x", "from sortition.lottery import leximin"),
    "a late import": (wrong_layer, "tables.x", "def f():\n    import sortition.steps"),
    "a relative import": (hidden_import, "lottery.x", "from ..tables import csv_out"),
    "all of the package": (wrong_layer, "tables.x", "import sortition"),
    "too wide an import": (wrong_layer, "lottery.x", "from sortition import draw"),
    "a draw for the lottery": (wrong_layer, "lottery.x", "from sortition.draw.drawing import draw"),
    "the verifier asks for errors": (wrong_layer, "verify.x", "from sortition.errors import Text"),
    "the verifier asks for the version": (
        wrong_layer,
        "verify.x",
        "from sortition import __version__",
    ),
    "commands pass the conductor by": (
        wrong_layer,
        "commands.x",
        "import sortition.lottery.linear",
    ),
    "a new folder": (wrong_layer, "surprise.x", ""),
    "a solver beside its seam": (wrong_library, "lottery.x", "import highspy"),
    "a solver deep in a statement": (wrong_library, "lottery.x", "from ortools.sat import python"),
    "a library nobody listed": (wrong_library, "tables.x", "import pandas as pd"),
    "numpy in the records": (wrong_library, "records.x", "import numpy as np"),
    "click in the conductor": (wrong_library, "steps", "import click"),
    "an import by name": (hidden_import, "x", "importlib.import_module('time')"),
    "an import by a name that is in no table": (
        hidden_import,
        "x",
        "import_module(_MODULES[name])",
    ),
    "a table of what is above": (
        *(wrong_layer, "lottery"),
        "_PLACES: Final[dict[str, tuple[str, ...]]] = {'sortition.steps.draws': ('draw',)}",
    ),
    "a clock": (outside_world, "lottery.x", "from time import monotonic"),
    "a clock by its module": (outside_world, "lottery.x", "import datetime"),
    "a random generator": (outside_world, "draw.x", "import random"),
    "the random generator of numpy": (outside_world, "lottery.x", "np.random.default_rng(1)"),
    "the noise of the computer": (outside_world, "lottery.x", "import os\nos.urandom(3)"),
    "a setting of the computer": (outside_world, "texts.x", "import os\nos.environ['LANG']"),
    "the network": (outside_world, "report.x", "from urllib.request import urlopen"),
    "a print": (printing, "lottery.x", "print(1)"),
    "a line on standard output": (printing, "steps", "sys.stdout.write('x')"),
    "an end of the process": (printing, "steps", "sys.exit(3)"),
    "a list": (module_state, "x", "seen = []"),
    "a store": (module_state, "x", "_cache: dict[str, int] = {}"),
    "a counter of a class": (module_state, "x", "class A:\n    made = Counter()"),
    "a constant that grows": (module_state, "x", "A = []\ndef f():\n    A.append(1)"),
    "a constant that is set": (module_state, "x", "A = {}\ndef f():\n    A['x'] = 1"),
    "a global": (module_state, "x", "def f():\n    global a\n    a = 1"),
    "a bare module": (undocumented, "x", "a = 1"),
    "a bare function": (undocumented, "x", '"""M."""\ndef f(): pass'),
    "a bare method": (undocumented, "x", '"""M."""\nclass A:\n    """A."""\n    def f(self): pass'),
}


@pytest.mark.parametrize(("rule", "name", "source"), FAULTS.values(), ids=FAULTS.keys())
def test_the_rule_notices(rule: Rule, name: str, source: str) -> None:
    assert list(rule(snippet(source, name)))


FINE: dict[str, tuple[Rule, str, str]] = {
    "the layer below": (wrong_layer, "tables.x", "from sortition.errors import Text"),
    "one's own layer": (wrong_layer, "verify.x", "from sortition.verify.checks import check"),
    "one's own layer, from beside": (wrong_layer, "draw.tickets", "from sortition.draw import x"),
    "one open module of a layer": (wrong_layer, "lottery.x", "import sortition.draw.tickets"),
    "the version": (wrong_layer, "dossier.x", "from sortition import __version__"),
    "a solver in its seam": (wrong_library, "lottery.linear", "import highspy"),
    "a clock for the progress display": (outside_world, "commands.x", "import time"),
    "a name that looks like a clock": (outside_world, "lottery.x", "import os.path\nself.time.x"),
    "a print in a command": (printing, "commands.x", "print(1)"),
    "a constant": (module_state, "x", 'A = {"a": 1}\n_B: Final = [1]\n__all__ = ["A"]'),
    "a list of a function": (module_state, "x", "def f():\n    seen = []\n    seen.append(1)"),
    "private and inner things": (undocumented, "x", '"""M."""\ndef _f(): pass'),
}


@pytest.mark.parametrize(("rule", "name", "source"), FINE.values(), ids=FINE.keys())
def test_the_rule_allows(rule: Rule, name: str, source: str) -> None:
    assert not list(rule(snippet(source, name)))


def test_a_docstring_is_not_counted_as_length() -> None:
    source = 'def f():\n    """One.\n\n    Two.\n    """\n    a = 1\n\n    return a\n'
    assert function_lengths(snippet(source)) == [3]
