"""V38–V43: public values, and the draw as it was prepared (docs/format.md §10 and §14)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from sortition.verify import files, shapes
from sortition.verify.dossier import Dossier, Entry
from sortition.verify.findings import BlockedError, Text
from sortition.verify.moments import seconds
from sortition.verify.plan import quotas_of
from sortition.verify.rules import clean, key, panel_number
from sortition.verify.typed import MalformedError, Node

_MARK: Final = "PROEF / TRIAL"
_CHAINS: Final = {"quicknet": (1_692_803_367, 3), "default": (1_595_431_050, 30)}
"""Genesis and period of the drand chains, in seconds (14.6)."""
_SIGNATURES: Final = {"quicknet": (96,), "default": (192, 192)}
"""Digits of the signature of a round, and of the one before it when that is signed too (14.5)."""
_PULSE: Final = 128
_HEX_DIGITS: Final = frozenset("0123456789abcdef")
_COMMITTED: Final = (files.SEATING, files.PANELS, files.LOTTERY, files.CERTIFICATE)
"""What was committed before the draw; of a long list there is no panels.csv (5.5)."""


def v38_values(dossier: Dossier) -> Iterator[Text]:
    """V38 (14.2-14.5): each value is made of the announced sources, in the one form."""
    for entry, name in _values(dossier):
        sources, parts = _plan_at(dossier, entry)[name], entry.facts["parts"]
        at = entry.number + 1
        if entry.facts["value"] != " | ".join(part["value"] for part in parts):
            yield Text("Line {n}: the value is not made of its parts.", n=at)
        if clean(entry.facts["value"]) != entry.facts["value"]:
            yield Text("Line {n}: the value is not clean text.", n=at)
        if len(parts) != len(sources):
            yield Text("Line {n}: the plan announces another number of sources.", n=at)
            continue
        for source, part in zip(sources, parts, strict=True):
            if not _announced(source, part):
                yield Text(
                    "Line {n}: {value} is not what the plan announces.", n=at, value=part["value"]
                )


def _values(dossier: Dossier) -> Iterator[tuple[Entry, str]]:
    for entry in dossier.of("value A", "value B"):
        yield entry, "construction" if entry.step == "value A" else "randomness"


def _plan_at(dossier: Dossier, entry: Entry) -> Mapping[str, Any]:
    """The plan that held when the entry was written."""
    plans = [e for e in dossier.of("planned", "amended") if e.number < entry.number]
    if not plans:
        raise BlockedError(Text("There was no plan yet: see {check}.", check="V34"))
    return dossier.plan(plans[-1].facts["version"])


def _announced(source: Mapping[str, Any], part: Mapping[str, Any]) -> bool:
    """Whether a part has the kind of its source, the form of the kind, and a check that fits."""
    kind = source.get("kind")
    word, _, rest = part["value"].partition(" ")
    if not (kind == part["kind"] == word and kind in _FORMS):
        return False
    beacon = kind in ("drand", "nist")
    checks = ("checked", "not checked") if beacon else ("witnessed",)
    evidence = kind == "drand" or not part["evidence"]
    return part["check"] in checks and evidence and _FORMS[kind](source, rest, part)


Form = Callable[[Mapping[str, Any], str, Mapping[str, Any]], bool]


def _numbers(source: Mapping[str, Any], rest: str) -> list[int] | None:
    """As many numbers as announced, each from 1 to ``of``, written plainly; or None."""
    words = rest.split(" ")
    plain = all(w.isascii() and w.isdecimal() and len(w) < 10 for w in words)  # noqa: PLR2004 - no ball has ten digits
    if not plain or any(str(int(word)) != word for word in words):
        return None
    found = [int(word) for word in words]
    right = len(found) == source.get("count") and all(1 <= n <= source.get("of", 0) for n in found)
    return found if right else None


def _is_digits(source: Mapping[str, Any], rest: str, _: object) -> bool:
    return rest.isascii() and rest.isdecimal() and len(rest) == source.get("count")


def _is_dice(source: Mapping[str, Any], rest: str, _: object) -> bool:
    return _numbers(source, rest) is not None


def _is_balls(source: Mapping[str, Any], rest: str, _: object) -> bool:
    found = _numbers(source, rest)
    return found is not None and len(set(found)) == len(found)


def _is_lottery(source: Mapping[str, Any], rest: str, _: object) -> bool:
    found = _numbers(source, rest)
    return found is not None and sorted(set(found)) == found


def _is_drand(source: Mapping[str, Any], rest: str, part: Mapping[str, Any]) -> bool:
    chain = source.get("chain")
    signatures = part["evidence"].split(" ")
    form = _SIGNATURES.get(str(chain), ())
    if tuple(map(len, signatures)) != form or not set("".join(signatures)) <= _HEX_DIGITS:
        return False
    value = hashlib.sha256(bytes.fromhex(signatures[0])).hexdigest()
    return rest == f"{chain} {source.get('round')} {value}"


def _is_nist(source: Mapping[str, Any], rest: str, _: object) -> bool:
    pulse, _space, value = rest.partition(" ")
    digits = len(value) == _PULSE and set(value) <= _HEX_DIGITS
    return pulse == str(source.get("round")) and digits


def _is_text(_: object, rest: str, __: object) -> bool:
    return bool(rest) and "|" not in rest


_FORMS: Final[Mapping[str, Form]] = {
    "digits": _is_digits,
    "dice": _is_dice,
    "balls": _is_balls,
    "lottery": _is_lottery,
    "drand": _is_drand,
    "nist": _is_nist,
    "text": _is_text,
}


def v39_known(dossier: Dossier) -> Iterator[Text]:
    """V39 (14.1, 14.6): no value was known too early by stated times; none is used twice."""
    used: set[str] = set()
    letters = ""
    for entry in dossier.of("value A", "value B", "letters drawn"):
        value = entry.facts["value"]
        again = entry.step == "letters drawn" and letters
        if value != letters if again else value in used:
            yield Text("Line {n}: this value was used before.", n=entry.number + 1)
        used.add(value)
        if entry.step == "letters drawn":
            letters = letters or value
        if not again:
            yield from _in_time(dossier, entry)
    for entry, name in _values(dossier):
        for source, part in zip(_plan_at(dossier, entry)[name], entry.facts["parts"], strict=False):
            if source.get("kind") == "drand" and seconds(part["known"]) != _round_time(source):
                yield Text(
                    "Line {n}: the round of drand comes out at another time.", n=entry.number + 1
                )


_FIXED: Final = {
    "value A": "pool closed",
    "value B": "panels committed",
    "letters drawn": "letters planned",
}
"""What a value must not influence."""


def _in_time(dossier: Dossier, entry: Entry) -> Iterator[Text]:
    """The value came after what it decides on, and before it was recorded."""
    before = [e for e in dossier.of(_FIXED[entry.step]) if e.number < entry.number]
    if not before:
        raise BlockedError(Text("Nothing was fixed before the value: see {check}.", check="V34"))
    for part in entry.facts.get("parts", (entry.facts,)):
        known = seconds(part["known"])
        if known < seconds(before[-1].time):
            yield Text(
                "Line {n}: the value was known before what it decides on was fixed.",
                n=entry.number + 1,
            )
        if known > seconds(entry.time):
            yield Text("Line {n}: the value was recorded before it was known.", n=entry.number + 1)


def _round_time(source: Mapping[str, Any]) -> int:
    genesis, period = _CHAINS[source["chain"]]
    return int(genesis + (source["round"] - 1) * period)


def v40_beacons(dossier: Dossier) -> Iterator[Text]:
    """V40 (14.7): the signatures of drand rounds; that takes a library for BLS."""
    for entry, _ in _values(dossier):
        if any(part["kind"] == "drand" for part in entry.facts["parts"]):
            raise BlockedError(
                Text("The signature of a drand round is not checked here: that takes a library.")
            )
    yield from ()


def v41_pool(dossier: Dossier) -> Iterator[Text]:
    """V41 (10.3, 10.4, 11.4, 11.5): people and quotas are of the closed pool, by the plan."""
    yield from _pool_files(dossier)
    closed, plan, people = dossier.rules, dossier.last_plan, dossier.registrants
    if dossier.last("pool closed").facts["people"] != len(people) - 1:
        yield Text("The journal states another number of people.")
    household = [clean(name) for name in plan["household"]]
    if closed.size != plan["size"] or not _same(closed.household_columns, household):
        yield Text("Size or household columns of the pool are not those of the plan.")
    categories = list(dict.fromkeys(quota.category for quota in closed.quotas))
    if sorted(categories) != sorted(map(clean, plan["categories"])):
        yield Text("The quotas are about other categories than the plan.")
    if quotas_of(plan) not in (None, closed.bounds):
        yield Text("The quotas are not those of the plan.")
    if closed.weights != clean(plan.get("weights", "")):
        yield Text("The weights are not those of the plan.")
    case = dossier.case
    lottery = case.lottery
    if (closed.quotas, closed.derived, closed.weights) != (
        lottery.quotas,
        lottery.derived,
        lottery.weights,
    ):
        yield Text("The draw has other quotas than the closed pool.")
    if closed.id_column != case.draw.id_column:
        yield Text("The draw has another {member} than the closed pool.", member="id_column")
    if closed.household_columns != case.draw.household_columns:
        yield Text(
            "The draw has another {member} than the closed pool.", member="household_columns"
        )
    panel, others = (case.table(name) for name in (files.PANEL, files.NOT_DRAWN))
    everybody = sorted((*panel[1:], *others[1:]), key=lambda row: row[0])
    if panel[0] != people[0] or tuple(everybody) != people[1:]:
        yield Text("The draw has other people than the closed pool.")


def _pool_files(dossier: Dossier) -> Iterator[Text]:
    """The two files of the closed pool are written in the one way (2.4, 2.5, 10.3)."""
    rules, people = (f"{dossier.pool_place}/{name}" for name in ("pool.json", "registrants.csv"))
    try:
        value = files.parse_json(dossier.file(rules))
        if files.canonical_json(value) != dossier.file(rules):
            yield Text("{file} is not written in the canonical way.", file=rules)
        shapes.closed_pool(Node(value=value, path=""))
    except (files.UnreadableError, MalformedError) as error:
        yield Text("{file} is not what it should be:", file=rules)
        yield error.reason
    try:
        if files.canonical_csv(files.parse_csv(dossier.file(people))) != dossier.file(people):
            yield Text("{file} is not written in the canonical way.", file=people)
    except files.UnreadableError as error:
        yield Text("{file} cannot be read.", file=people)
        yield error.reason


def _same(found: tuple[str, ...], announced: list[str]) -> bool:
    return list(map(key, found)) == list(map(key, announced))


def v42_draw(dossier: Dossier) -> Iterator[Text]:
    """V42 (7.2, 10.4): drawn from the committed panels, by the recorded values and the plan."""
    held = dossier.content.files
    for name in _COMMITTED:
        if held.get(f"panels/{name}") != held.get(f"draw/{name}"):
            yield Text("{file}: not the one that was committed.", file=name)
    plan, entry = dossier.last_plan, dossier.last("drawn")
    terms, drawn = dossier.case.lottery, dossier.case.draw
    value_a = dossier.last("value A").facts["value"]
    value_b = dossier.last("value B").facts["value"]
    units = dossier.last("panels committed").facts["units"]
    stated = (
        (terms.construction, value_a),
        (drawn.randomness, value_b),
        (drawn.seed, None),
        (terms.method, plan["method"]),
        (terms.size, plan["size"]),
        (drawn.units, plan["panels"] or None),
        (drawn.language, plan["language"]),
        (terms.units, units),
        (entry.facts["of"], units),
        (entry.facts["number"], drawn.number),
        (entry.facts["number"], panel_number(value_b, units)),
    )
    yield from _ended(dossier)
    for found, expected in stated:
        if found != expected:
            yield Text(
                "The draw has {found}, and the journal or the plan {expected}.",
                found=found,
                expected=expected,
            )


def _ended(dossier: Dossier) -> Iterator[Text]:
    """A computation that was ended is drawn from only as the plan allowed beforehand."""
    proof: Any = files.parse_json(dossier.file(f"draw/{files.CERTIFICATE}"))
    interval = proof.get("interval")
    allowed = Fraction(str(dossier.last_plan.get("allowed_gap", "0")))
    if interval is not None and (not allowed or Fraction(interval["allowed"]) != allowed):
        yield Text("The computation was ended with a gap that the plan does not allow.")


def v43_trials(dossier: Dossier) -> Iterator[Text]:
    """V43 (10.5): every file of a trial says that it is one, and is what the journal says."""
    for count, entry in enumerate(dossier.of("trial"), 1):
        for name in entry.outputs:
            content = dossier.content.files.get(name, b"")
            inside = content if name.endswith(".html") else content.partition(b"\n")[0]
            if not name.startswith("trials/") or _MARK.encode() not in inside:
                yield Text("{file} does not say that it is a trial.", file=name)
        if entry.facts["trial"] != count or not _as_told(dossier, entry):
            yield Text("Line {n} tells another trial.", n=entry.number + 1)


def _as_told(dossier: Dossier, entry: Entry) -> bool:
    """Whether the files of a trial hold what the journal says of it."""
    place = f"trials/{entry.facts['trial']}/trial-"
    try:
        drawn: Any = files.parse_json(dossier.file(f"{place}{files.DRAW}"))
        counts = files.parse_csv(dossier.file(f"{place}{files.CHANCES}"))
        told = {name: drawn[name] for name in ("seed", "number", "of")}
    except (files.UnreadableError, KeyError, TypeError):
        return False
    told |= {"people": len(counts) - 1, "trial": entry.facts["trial"]}
    return told == entry.facts
