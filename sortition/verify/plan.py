"""A plan in TOML: members, forms and who is named twice (docs/format.md §11)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Any, Final

from sortition.verify.findings import Text
from sortition.verify.moments import seconds
from sortition.verify.rules import clean, key
from sortition.verify.typed import MalformedError, Node

_KEY: Final = re.compile("(?:ed25519:)?[0-9a-f]{64}")
_LANGUAGE: Final = re.compile("[a-z]{2,3}")
_GAP: Final = re.compile(r"0(?:\.[0-9]{1,18})?")
_DAY: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NEWER: Final = "threshold"
"""What plans of the older format do not have."""
_SMALLEST_THRESHOLD: Final = 3
_MOST_SCENARIOS: Final = 1000
"""Scenarios that a plan can ask for (11.6)."""
_MOST_NUMBERS: Final = 200
"""Numbers that are thrown or drawn at a time (11.3)."""
_NEEDS: Final[Mapping[str, tuple[str, ...]]] = {
    "digits": ("count",),
    "dice": ("count", "of"),
    "balls": ("count", "of"),
    "lottery": ("count", "of"),
    "drand": ("chain", "round"),
    "nist": ("round",),
    "text": (),
}
"""What is announced of each kind of source (14.2)."""

Reader = Callable[[Node], object]


def read_plan(plan: Mapping[str, Any]) -> None:
    """Raises MalformedError at the first thing that is not as §11 has it; dates are text."""
    older = plan.get("format") == "sortition/plan/1"
    reads = {name: read for name, read in _MEMBERS.items() if not (older and name == _NEWER)}
    reads |= {name: read for name, read in _MAY_HOLD.items() if name in plan}
    members = Node(value=dict(plan), path="").members("format", *reads)
    members["format"].exactly("sortition/plan/1", "sortition/plan/2")
    for name, read in reads.items():
        read(members[name])
    if plan.get("allowed_gap", "0").strip("0.") and plan["method"] not in ("leximin", "maximin"):
        raise MalformedError(
            Text("{place} should be 0 for this method.", place=members["allowed_gap"].place)
        )
    if "weights" in plan and (
        plan["method"] not in ("leximin", "maximin")
        or clean(plan["weights"]) not in map(clean, plan["categories"])
    ):
        raise MalformedError(Text("{place} names no weights.", place=members["weights"].place))
    drop = plan.get("alternates", {}).get("dropouts", {})
    if not set(map(clean, drop)) <= set(map(clean, plan["categories"])):
        raise MalformedError(Text("The chances to drop out are about other categories."))
    about = {category for category, *_ in quotas_of(plan) or ()}
    if about and about != set(map(clean, plan["categories"])):
        raise MalformedError(Text("The quotas are about other categories than the plan."))


def _line(node: Node) -> str:
    text = clean(node.text())
    if not text:
        raise MalformedError(Text("{place} should not be empty.", place=node.place))
    return text


def _names(node: Node) -> tuple[str, ...]:
    names = node.items(Node.text)
    if not all(names):
        raise MalformedError(Text("{place} should not be empty.", place=node.place))
    return names


def _some(node: Node) -> None:
    if not _names(node):
        raise MalformedError(Text("{place} should not be empty.", place=node.place))


def as_text(value: object) -> Any:  # noqa: ANN401 - TOML
    """A value with TOML's own dates and times as text, at any depth."""
    if isinstance(value, dict):
        return {name: as_text(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [as_text(inner) for inner in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def _moment_of_plan(node: Node) -> None:
    _ensure_moment(node, node.text())


def _day(node: Node) -> None:
    text = node.text()
    if not _DAY.fullmatch(text):
        raise MalformedError(Text("{place} should be a day.", place=node.place))
    _ensure_moment(node, f"{text}T00:00:00Z")


def _ensure_moment(node: Node, text: str) -> None:
    try:
        seconds(text)
    except ValueError:
        raise MalformedError(Text("{place} should be a moment.", place=node.place)) from None


def _party(node: Node) -> tuple[str, str]:
    members = node.members("name", "key")
    key = members["key"].text()
    if not _KEY.fullmatch(key):
        raise MalformedError(Text("{place} should be a key.", place=members["key"].place))
    return _line(members["name"]), key.removeprefix("ed25519:")


def _parties(node: Node) -> None:
    parties = node.items(_party)
    for found in zip(*parties, strict=True):
        if len(set(found)) != len(found):
            raise MalformedError(Text("{place} name somebody twice.", place=node.place))
    if not parties:
        raise MalformedError(Text("{place} should not be empty.", place=node.place))


def _source(node: Node) -> None:
    kind = node.value.get("kind") if isinstance(node.value, dict) else None
    needs = _NEEDS.get(kind, ()) if isinstance(kind, str) else ()
    members = node.members("kind", "source", "when", *needs)
    members["kind"].exactly(*_NEEDS)
    _line(members["source"])
    _moment_of_plan(members["when"])
    if "chain" in needs:
        members["chain"].exactly("quicknet", "default")
    least = {"count": 1, "of": 2, "round": 1}
    numbers = {name: members[name].whole(least[name]) for name in needs if name in least}
    most = numbers.get("of", _MOST_NUMBERS) if kind in ("balls", "lottery") else _MOST_NUMBERS
    if numbers.get("count", 0) > min(most, _MOST_NUMBERS):
        raise MalformedError(Text("{place} is too large.", place=members["count"].place))


def _sources(node: Node) -> None:
    node.items(_source)
    if not node.value:
        raise MalformedError(Text("{place} should not be empty.", place=node.place))


def _quotas(node: Node) -> None:
    for values in node.table().values():
        for bounds in values.table().values():
            least, most = bounds.pair()
            most.whole(least.whole())
    rows = quotas_of({"quotas": node.value}) or []
    if not all(category and value for category, value, _, _ in rows):
        raise MalformedError(Text("{place} should not be empty.", place=node.place))
    if len({(key(category), key(value)) for category, value, _, _ in rows}) != len(rows):
        raise MalformedError(Text("{place} name a value twice.", place=node.place))


def quotas_of(plan: Mapping[str, Any]) -> list[tuple[str, str, int, int]] | None:
    """Category, value, least and most seats of each quota of a plan (11.4), in order; or None."""
    if "quotas" not in plan:
        return None
    return sorted(
        (clean(category), clean(value), least, most)
        for category, values in plan["quotas"].items()
        for value, (least, most) in values.items()
    )


def _alternates(node: Node) -> None:
    held = node.value if isinstance(node.value, dict) else {}
    may = ("dropouts",) if "dropouts" in held else ()
    m = node.members("count", "scenarios", "worse", "dropout", *may)
    m["count"].whole(1)
    if m["scenarios"].whole(1) > _MOST_SCENARIOS:
        raise MalformedError(Text("{place} is too large.", place=m["scenarios"].place))
    _gap(m["worse"])
    _gap(m["dropout"])
    for values in m["dropouts"].table().values() if may else ():
        for chance in values.table().values():
            _gap(chance)
    chances = dropouts_of(held)
    if not all(category and value for category, value in chances.groups):
        raise MalformedError(Text("{place} should not be empty.", place=node.place))
    if len(chances.groups) != sum(map(len, held.get("dropouts", {}).values())):
        raise MalformedError(Text("{place} name a value twice.", place=node.place))
    if (chances.groups and not chances.everybody) or chances.highest > 1:
        raise MalformedError(Text("{place} has a chance over 1.", place=node.place))


@dataclass(frozen=True, slots=True, kw_only=True)
class Chances:
    """How likely people are to drop out (24.2); groups by the keys of category and value."""

    everybody: Fraction
    groups: Mapping[tuple[str, str], Fraction]

    @property
    def highest(self) -> Fraction:
        """Nobody's is larger, whatever groups they are in."""
        most: dict[str, Fraction] = {}
        for (category, _), chance in self.groups.items():
            most[category] = max(most.get(category, Fraction(1)), chance / self.everybody)
        return self.everybody * prod(most.values(), start=Fraction(1))

    def of(self, values: Iterable[tuple[str, str]]) -> Fraction:
        """The chance of somebody with these values, as keys of category and value."""
        factors = (self.groups[one] / self.everybody for one in values if one in self.groups)
        return self.everybody * prod(factors, start=Fraction(1))


def dropouts_of(alternates: Mapping[str, Any]) -> Chances:
    """The chances in what a plan says of alternates (11.6)."""
    return Chances(
        everybody=Fraction(alternates["dropout"]),
        groups={
            (key(category), key(value)): Fraction(chance)
            for category, values in alternates.get("dropouts", {}).items()
            for value, chance in values.items()
        },
    )


def _language(node: Node) -> None:
    if not _LANGUAGE.fullmatch(node.text()):
        raise MalformedError(
            Text("{place} should be the short name of a language.", place=node.place)
        )


def _gap(node: Node) -> None:
    if not _GAP.fullmatch(node.text()):
        raise MalformedError(Text("{place} should be a number below 1.", place=node.place))


_MEMBERS: Final[Mapping[str, Reader]] = {
    "language": _language,
    "title": _line,
    "purpose": _line,
    "mandate": _line,
    "initiator": lambda node: node.exactly("government", "residents", "organisation"),
    "initiator_name": _line,
    "organiser": _line,
    "contact": _line,
    "population": _line,
    "eligibility": _line,
    "categories": _some,
    "quotas_set_by": _line,
    "size": lambda node: node.whole(1),
    "household": _names,
    "method": lambda node: node.exactly("leximin", "maximin", "nash", "goldilocks"),
    "panels": Node.whole,
    _NEWER: lambda node: node.whole(_SMALLEST_THRESHOLD),
    "retention": _day,
    "parties": _parties,
    "construction": _sources,
    "randomness": _sources,
}
_MAY_HOLD: Final[Mapping[str, Reader]] = {
    "allowed_gap": _gap,
    "alternates": _alternates,
    "quotas": _quotas,
    "weights": _line,
}
