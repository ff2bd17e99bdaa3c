"""Crosses, conditions and zones, written again from docs/format.md 4.7 and 4.8."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from sortition.verify.findings import BlockedError, Text
from sortition.verify.rules import key, natural
from sortition.verify.shapes import Derived, Quota

INSIDE: Final = "✓"
OTHERS: Final = "–"
_SIGN: Final = re.compile(r'["×&|=:]|\s[xX*]\s')


def columns_of(
    definitions: Sequence[Derived], held: Mapping[str, Sequence[str]]
) -> dict[str, tuple[str, ...]]:
    """For each derived category (by its key), the key of each person's value.

    ``held`` has the keys of everybody's cells for every column that is looked at, by its key.
    """
    known: dict[str, Sequence[str]] = dict(held)
    found = {}
    for definition in definitions:
        looked_at = [key(name) for name in definition.of]
        if not looked_at or any(name not in known for name in looked_at):
            raise BlockedError(
                Text("A definition looks at what is not there: see {check}.", check="V08")
            )
        tests = [
            (key(value), [frozenset(map(key, some)) for some in where])
            for value, where in definition.values
        ]
        rows = zip(*(known[name] for name in looked_at), strict=True)
        column = tuple(_value(row, tests) for row in rows)
        known[key(definition.category)] = found[key(definition.category)] = column
    return found


def _value(row: tuple[str, ...], tests: list[tuple[str, list[frozenset[str]]]]) -> str:
    for value, where in tests:
        if len(where) == len(row) and all(map(frozenset.__contains__, where, row)):
            return value
    return key(OTHERS)


def faults(
    definitions: Sequence[Derived], quotas: Sequence[Quota], columns: Iterable[str]
) -> Iterator[Text]:
    """What is wrong with the definitions; ``columns`` are those of the people, () if unknown."""
    taken = set(map(key, columns))
    derived = {key(definition.category) for definition in definitions}
    depth: dict[str, int] = {}
    places = []
    for definition in definitions:
        name = key(definition.category)
        looked_at = [key(one) for one in definition.of]
        below = [depth.get(one, 0) for one in looked_at]
        known = taken | depth.keys() if taken else set(looked_at) - (derived - depth.keys())
        unknown = not known.issuperset(looked_at)
        if not looked_at or len(set(looked_at)) != len(looked_at) or unknown or name in taken:
            yield Text(
                "{category}: it looks at what is no column and no category before it.",
                category=definition.category,
            )
        depth[name] = 1 + max(below, default=0)
        places.append((depth[name], natural(definition.category)))
        yield from _values(definition, derived)
        yield from _quotas(definition, quotas, depth)
    if places != sorted(places) or len(depth) != len(definitions):
        yield Text("The definitions are not in order, or one is there twice.")


def _values(definition: Derived, derived: set[str]) -> Iterator[Text]:
    """The form of a cross or of a condition (4.7)."""
    sides = [where for _, where in definition.values]
    whole = all(len(where) == len(definition.of) and all(where) for where in sides)
    if not sides or not whole:
        yield Text("{category}: a value without a rule.", category=definition.category)
        return
    named = [value for value, _ in definition.values]
    if named == [INSIDE]:
        ordered = [natural(name) for name in definition.of]
        lists = [[natural(value) for value in some] for some in sides[0]]
        if any(one != sorted(set(one)) for one in (ordered, *lists)):
            yield Text("{category}: the rule is not in order.", category=definition.category)
        if _SIGN.search(definition.category) and definition.category != _rule(definition, derived):
            yield Text("{category}: the names do not say the rule.", category=definition.category)
        return
    single = all(len(some) == 1 for where in sides for some in where)
    spelled = [_joined(some[0] for some in where) for where in sides]
    if not single or named != spelled or definition.category != _joined(definition.of):
        yield Text("{category}: the names do not say the rule.", category=definition.category)
    if [natural(value) for value in named] != sorted({natural(value) for value in named}):
        yield Text("{category}: the values are not in order.", category=definition.category)


def _quotas(
    definition: Derived, quotas: Sequence[Quota], depth: Mapping[str, int]
) -> Iterator[Text]:
    """A quota for each value and for everybody else; rules about values that there are."""
    own = {q.value for q in quotas if q.category == definition.category}
    if own != {OTHERS, *(value for value, _ in definition.values)}:
        yield Text("{category}: not one quota for each value.", category=definition.category)
    for at, name in enumerate(definition.of):
        known = {key(q.value) for q in quotas if key(q.category) == key(name)}
        some = [where[at] for _, where in definition.values if at < len(where)]
        used = {key(one) for values in some for one in values}
        if (known or key(name) in depth) and not used <= known:
            yield Text("{category}: a value without a quota.", category=definition.category)


def _rule(definition: Derived, derived: set[str]) -> str:
    """A condition as it is written (4.8)."""
    ((_, where),) = definition.values
    terms = []
    for name, some in zip(definition.of, where, strict=True):
        inside = some == (INSIDE,) and key(name) in derived
        terms.append(_joined([name]) if inside else f"{_joined([name])}={_joined(some, '|')}")
    return " & ".join(terms)


def _joined(names: Iterable[str], sign: str = " × ") -> str:
    return sign.join(
        '"' + name.replace('"', '""') + '"' if _SIGN.search(name) else name for name in names
    )
