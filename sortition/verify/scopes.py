"""Which names in a module are those of the module itself: where each stands, and what hides it.

Python's rules of scopes, as far as the verifier's own modules use them (no ``global``, no ``del``).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

_Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
_Named = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A name of the module that is read or bound; ``hidden`` are the local names around it.

    ``member`` is what is asked of it: ``sha256`` in ``files.sha256``; empty for the name alone.
    """

    name: str
    node: ast.Name | _Named
    hidden: frozenset[str]
    member: str = ""


def uses(tree: ast.Module) -> Iterator[Use]:
    """Every name that is not local where it stands: module's own, imported or built in."""
    yield from _block(tree.body, frozenset())


def bound(body: list[ast.stmt]) -> frozenset[str]:
    """The names that statements bind in their own scope."""
    return frozenset(name for statement in body for name in _bound(statement))


def _bound(node: ast.AST) -> Iterator[str]:
    if isinstance(node, _Named):
        yield node.name
        return
    if isinstance(node, ast.Lambda | _Comprehension):
        return
    if isinstance(node, ast.Import | ast.ImportFrom):
        for alias in node.names:
            yield (alias.asname or alias.name).partition(".")[0]
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
        yield node.name
    for child in ast.iter_child_nodes(node):
        yield from _bound(child)


def _block(body: list[ast.stmt], local: frozenset[str]) -> Iterator[Use]:
    for statement in body:
        yield from _inside(statement, local)


def _inside(node: ast.AST, local: frozenset[str]) -> Iterator[Use]:
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        if node.value.id not in local:
            yield Use(name=node.value.id, node=node.value, hidden=local, member=node.attr)
    elif isinstance(node, ast.Name):
        if node.id not in local:
            yield Use(name=node.id, node=node, hidden=local)
    elif isinstance(node, _Function):
        yield from _of_function(node, local)
    elif isinstance(node, ast.ClassDef):
        yield from _of_class(node, local)
    elif isinstance(node, _Comprehension):
        inner = local | {n.id for g in node.generators for n in _stored(g.target)}
        for child in ast.iter_child_nodes(node):
            yield from _inside(child, inner)
    else:
        for child in ast.iter_child_nodes(node):
            yield from _inside(child, local)


def _stored(target: ast.AST) -> Iterator[ast.Name]:
    return (node for node in ast.walk(target) if isinstance(node, ast.Name))


def _of_function(node: _Function, local: frozenset[str]) -> Iterator[Use]:
    arguments = node.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    every += [argument for argument in (arguments.vararg, arguments.kwarg) if argument]
    outside: list[ast.AST] = [*arguments.defaults, *(d for d in arguments.kw_defaults if d)]
    outside += [argument.annotation for argument in every if argument.annotation]
    inner = local | {argument.arg for argument in every}
    if isinstance(node, ast.Lambda):
        body: list[ast.stmt] = [ast.Expr(value=node.body)]
    else:
        if node.name not in local:
            yield Use(name=node.name, node=node, hidden=local)
        outside += [*node.decorator_list, *([node.returns] if node.returns else [])]
        body = node.body
        inner |= bound(body)
    for part in outside:
        yield from _inside(part, local)
    yield from _block(body, inner)


def _of_class(node: ast.ClassDef, local: frozenset[str]) -> Iterator[Use]:
    """A class body sees its own names, but the functions in it do not (hence ``local`` there)."""
    if node.name not in local:
        yield Use(name=node.name, node=node, hidden=local)
    for part in (*node.decorator_list, *node.bases, *(k.value for k in node.keywords)):
        yield from _inside(part, local)
    own = local | bound(node.body)
    for statement in node.body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            # Its own name belongs to the class; what it reads does not.
            yield from (use for use in _of_function(statement, local) if use.node is not statement)
        else:
            yield from _inside(statement, own)
