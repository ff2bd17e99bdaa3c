"""The JSON files of a draw as records: the members of docs/format.md 1.2, §§4, 6, 7, no others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from sortition.verify.findings import Text
from sortition.verify.typed import MalformedError, Node

_WEIGHT = re.compile("[1-9][0-9]{0,2}|1000")

Counts = tuple[tuple[int, int], ...]
"""Pairs of profile and its seats."""
Multipliers = tuple[tuple[int, Fraction], ...]
"""Pairs of row and multiplier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One entry of the manifest (1.2)."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """Seats for one value (4.2)."""

    category: str
    value: str
    minimum: int
    maximum: int
    flex: tuple[int | None, int | None]


Where = tuple[tuple[str, ...], ...]
"""For each name that a definition looks at, the values that will do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """A category that follows from others (4.7): its values, each with what it takes."""

    category: str
    of: tuple[str, ...]
    values: tuple[tuple[str, Where], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """People who cannot be told apart by the rules (4.3)."""

    values: tuple[str, ...]
    kind: int | None
    people: tuple[str, ...]
    chance: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Lottery:
    """``lottery.json`` (4.1). Each kind is a tuple of homes, each home a tuple of ids."""

    method: str
    size: int
    units: int
    construction: str
    categories: tuple[str, ...]
    quotas: tuple[Quota, ...]
    derived: tuple[Derived, ...]
    weights: str
    profiles: tuple[Profile, ...]
    kinds: tuple[tuple[tuple[str, ...], ...], ...]
    distinct: int
    together: Fraction | None
    seating_sha256: str
    certificate_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A statement about all panels that the first ``after`` levels leave (6.2)."""

    weights: Counts
    bound: int
    reason: str
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One chance and the proof for it (6.3)."""

    chance: Fraction
    profiles: tuple[int, ...]
    multipliers: Multipliers
    gap: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Welfare:
    """The proof of nash (6.7)."""

    multipliers: Multipliers
    gap: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """The proof of goldilocks (6.8)."""

    floor: Fraction
    cap: Fraction
    multipliers: Multipliers
    pull: Fraction
    bound: Fraction
    gap: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """What is proved of a computation that was ended (6.9)."""

    allowed: Fraction
    low: Fraction
    high: Fraction
    multipliers: Multipliers


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """``certificate.json`` (6.1). ``combination`` is None when the state is "rounded" (6.6)."""

    cuts: tuple[Cut, ...]
    levels: tuple[Level, ...]
    welfare: Welfare | None
    balance: Balance | None
    interval: Interval | None
    combination: tuple[tuple[Fraction, Counts], ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """``draw.json`` (7.1)."""

    seed: str | None
    randomness: str
    number: int
    of: int
    panel: tuple[str, ...]
    certificate_sha256: str
    lottery_sha256: str
    seating_sha256: str
    household_columns: tuple[str, ...]
    id_column: str
    language: str
    units: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedPool:
    """``pool.json`` (10.3)."""

    size: int
    id_column: str
    household_columns: tuple[str, ...]
    quotas: tuple[Quota, ...]
    derived: tuple[Derived, ...]
    weights: str

    @property
    def bounds(self) -> list[tuple[str, str, int, int]]:
        """Category, value, least and most seats of each quota, in the order of a plan's (11.4)."""
        return sorted((q.category, q.value, q.minimum, q.maximum) for q in self.quotas)


def closed_pool(node: Node) -> ClosedPool:
    """The rules of a closed pool (10.3)."""
    names = ("format", "size", "id_column", "household_columns", "quotas")
    m = node.members(*names, *optional(node, "derived"), *optional(node, "weights"))
    m["format"].exactly("sortition/pool/1")
    return ClosedPool(
        size=m["size"].whole(1),
        id_column=m["id_column"].text(),
        household_columns=texts(m["household_columns"]),
        quotas=m["quotas"].items(quota),
        derived=derived(m),
        weights=weights(m),
    )


def manifest(node: Node) -> tuple[Listed, ...]:
    """The entries of the manifest (1.2)."""
    m = node.members("files", "format")
    m["format"].exactly("sortition/manifest/3")
    return m["files"].items(listed)


def listed(node: Node) -> Listed:
    """A file by name, size and hash (1.2)."""
    m = node.members("bytes", "name", "sha256")
    return Listed(name=m["name"].text(), size=m["bytes"].whole(), sha256=m["sha256"].text())


def lottery(node: Node) -> Lottery:
    """The lottery (§4)."""
    m = node.members(
        *("format", "method", "size", "units", "construction", "categories", "quotas"),
        *("profiles", "kinds", "spread", "seating_sha256", "certificate_sha256"),
        *optional(node, "derived"),
        *optional(node, "weights"),
    )
    m["format"].exactly("sortition/lottery/3")
    spread = m["spread"].members("distinct", "together")
    return Lottery(
        method=m["method"].exactly("leximin", "maximin", "nash", "goldilocks"),
        size=m["size"].whole(1),
        units=m["units"].whole(1),
        construction=m["construction"].text(),
        categories=texts(m["categories"]),
        quotas=m["quotas"].items(quota),
        derived=derived(m),
        weights=weights(m),
        profiles=m["profiles"].items(_profile),
        kinds=m["kinds"].items(_kind),
        distinct=spread["distinct"].whole(),
        together=spread["together"].or_null(Node.fraction),
        seating_sha256=m["seating_sha256"].text(),
        certificate_sha256=m["certificate_sha256"].text(),
    )


def optional(node: Node, name: str) -> tuple[str, ...]:
    """The name of a member that need not be there, if it is."""
    return (name,) if isinstance(node.value, dict) and name in node.value else ()


def derived(members: dict[str, Node]) -> tuple[Derived, ...]:
    """The definitions (4.7): none when there is no such member, and else at least one."""
    if "derived" not in members:
        return ()
    found = members["derived"].items(_derived)
    if not found:
        raise MalformedError(Text("{place} does not belong here.", place=members["derived"].place))
    return found


def weights(members: dict[str, Node]) -> str:
    """The category that has weights (4.9), empty when there is no such member.

    Its values are whole numbers from 1 to 1000, and it has a quota at least.
    """
    if "weights" not in members:
        return ""
    name = members["weights"].text()
    values = [q.value for q in members["quotas"].items(quota) if q.category == name]
    right = members["method"].value in ("leximin", "maximin") if "method" in members else True
    if not right or not values or not all(map(_WEIGHT.fullmatch, values)):
        raise MalformedError(Text("{place} names no weights.", place=members["weights"].place))
    return name


def _derived(node: Node) -> Derived:
    m = node.members("category", "of", "values")
    return Derived(
        category=m["category"].text(),
        of=texts(m["of"]),
        values=m["values"].items(_derived_value),
    )


def _derived_value(node: Node) -> tuple[str, Where]:
    m = node.members("value", "where")
    return m["value"].text(), m["where"].items(texts)


def texts(node: Node) -> tuple[str, ...]:
    """A list of texts."""
    return node.items(Node.text)


def quota(node: Node) -> Quota:
    """A quota (4.2)."""
    m = node.members("category", "value", "min", "max", "min_flex", "max_flex")
    least = m["min"].whole()
    return Quota(
        category=m["category"].text(),
        value=m["value"].text(),
        minimum=least,
        maximum=m["max"].whole(least),
        flex=(m["min_flex"].or_null(Node.whole), m["max_flex"].or_null(Node.whole)),
    )


def _profile(node: Node) -> Profile:
    m = node.members("values", "kind", "people", "chance")
    return Profile(
        values=texts(m["values"]),
        kind=m["kind"].or_null(Node.whole),
        people=texts(m["people"]),
        chance=m["chance"].fraction(),
    )


def _kind(node: Node) -> tuple[tuple[str, ...], ...]:
    return node.members("homes")["homes"].items(texts)


def certificate(node: Node) -> Certificate:
    """The certificate (§6)."""
    names = ("format", "cuts", "levels", "welfare", "balance", "reach")
    m = node.members(*names, *optional(node, "interval"))
    m["format"].exactly("sortition/certificate/3")
    return Certificate(
        cuts=m["cuts"].items(_cut),
        levels=m["levels"].items(_level),
        welfare=m["welfare"].or_null(_welfare),
        balance=m["balance"].or_null(_balance),
        interval=_interval(m["interval"]) if "interval" in m else None,
        combination=_reach(m["reach"]),
    )


def _cut(node: Node) -> Cut:
    m = node.members("weights", "bound", "reason", "after")
    return Cut(
        weights=m["weights"].items(lambda pair: _whole_pair(pair, None)),
        bound=m["bound"].whole(None),
        reason=m["reason"].exactly("unseatable", "cut"),
        after=m["after"].whole(0),
    )


def _level(node: Node) -> Level:
    m = node.members("chance", "profiles", "multipliers", "gap")
    return Level(
        chance=m["chance"].fraction(),
        profiles=m["profiles"].items(Node.whole),
        multipliers=m["multipliers"].items(_multiplier),
        gap=m["gap"].fraction(),
    )


def _welfare(node: Node) -> Welfare:
    m = node.members("multipliers", "gap")
    return Welfare(multipliers=m["multipliers"].items(_multiplier), gap=m["gap"].fraction())


def _balance(node: Node) -> Balance:
    m = node.members("floor", "cap", "multipliers", "pull", "bound", "gap")
    return Balance(
        floor=m["floor"].fraction(),
        cap=m["cap"].fraction(),
        multipliers=m["multipliers"].items(_multiplier),
        pull=m["pull"].fraction(),
        bound=m["bound"].fraction(),
        gap=m["gap"].fraction(),
    )


def _interval(node: Node) -> Interval:
    m = node.members("allowed", "low", "high", "multipliers", "moments")
    m["moments"].whole(1)
    return Interval(
        allowed=m["allowed"].fraction(),
        low=m["low"].fraction(),
        high=m["high"].fraction(),
        multipliers=m["multipliers"].items(_multiplier),
    )


def _multiplier(node: Node) -> tuple[int, Fraction]:
    row, value = node.pair()
    return row.whole(), value.fraction()


def _reach(node: Node) -> tuple[tuple[Fraction, Counts], ...] | None:
    state = node.value.get("state") if isinstance(node.value, dict) else None
    if state == "rounded":
        node.members("state")
        return None
    m = node.members("state", "combination")
    m["state"].exactly("exact", "rounded")
    return m["combination"].items(_weighted_panel)


def _weighted_panel(node: Node) -> tuple[Fraction, Counts]:
    weight, panel = node.pair()
    return weight.fraction(), panel.items(lambda pair: _whole_pair(pair, 1))


def _whole_pair(node: Node, least: int | None) -> tuple[int, int]:
    profile, seats = node.pair()
    return profile.whole(), seats.whole(least)


def draw(node: Node) -> Draw:
    """The draw (§7)."""
    m = node.members(
        *("format", "seed", "randomness", "number", "of", "panel", "settings"),
        *("certificate_sha256", "lottery_sha256", "seating_sha256"),
    )
    m["format"].exactly("sortition/draw/3")
    s = m["settings"].members("household_columns", "id_column", "language", "units", "version")
    s["version"].text()
    return Draw(
        seed=m["seed"].or_null(Node.text),
        randomness=m["randomness"].text(),
        number=m["number"].whole(),
        of=m["of"].whole(1),
        panel=texts(m["panel"]),
        certificate_sha256=m["certificate_sha256"].text(),
        lottery_sha256=m["lottery_sha256"].text(),
        seating_sha256=m["seating_sha256"].text(),
        household_columns=texts(s["household_columns"]),
        id_column=s["id_column"].text(),
        language=s["language"].text(),
        units=s["units"].or_null(lambda node: node.whole(1)),
    )
