"""V62–V65: who stands by, how well that was chosen, and who came in (docs/format.md §24)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from sortition.verify import files
from sortition.verify.dossier import Dossier, Entry
from sortition.verify.findings import BlockedError, Text
from sortition.verify.on_replaced import left_of
from sortition.verify.plan import Chances, dropouts_of
from sortition.verify.rules import key, number, ticket
from sortition.verify.standby import Best, Rows, stays, wrong

_PLACE: Final = "alternates"
_SETS: Final = 1000
_ONE: Final = 1 << 20
"""A price of 1 (24.5)."""
_WHOLE: Final = re.compile("0|-?[1-9][0-9]{0,3999}")


def v62_drawn(dossier: Dossier) -> Iterator[Text]:
    """V62 (11.6, 24.4): as many stand by as the plan says, the set with the number of value B."""
    agreed: Mapping[str, Any] | None = dossier.last_plan.get("alternates")
    if agreed is None:
        yield Text("The plan says nothing of alternates.")
        return
    entry = _entry(dossier)
    facts = entry.facts
    names = {f"{_PLACE}/{name}.csv" for name in ("alternates", "chances", "prices", "sets")}
    if set(entry.outputs) != names:
        yield Text("Line {n} does not name the files it should.", n=entry.number + 1)
    if facts["people"] > agreed["count"] or facts["sets"] != _SETS:
        yield Text("Line {n}: the plan has other alternates.", n=entry.number + 1)
    if facts["number"] != number(_value_b(dossier), "alternates", _SETS):
        yield Text("Line {n}: value B gives another number.", n=entry.number + 1)
    if not facts["bound"] <= facts["shortfall"] <= facts["without"]:
        yield Text("Line {n}: the seats that are wrong are out of order.", n=entry.number + 1)


def v63_sets(dossier: Dossier) -> Iterator[Text]:
    """V63 (24.1, 24.4): every set has people who can stand by, and the one drawn is the list."""
    facts, bench = _entry(dossier).facts, _Bench(dossier)
    wanted = min(dossier.last_plan.get("alternates", {}).get("count", 0), bench.most)
    if facts["people"] != wanted:
        yield Text("The number of alternates should be {n}.", n=wanted)
    header, *rows = dossier.table(f"{_PLACE}/sets.csv")
    size = len(header) - 1
    expected = ("number", *map(str, range(1, size + 1)))
    if size != facts["people"] or header != expected or len(rows) != _SETS:
        yield Text("{file} is not a table of sets.", file="sets.csv")
        return
    counts: Counter[str] = Counter()
    for n, (name, *ids) in enumerate(rows):
        counts.update(ids)
        people = set(ids)
        if name != f"{n:03d}" or len(people) != size or not people <= bench.able:
            yield Text("Set {number} does not have the people it should.", number=name)
        homes = [bench.homes[person] for person in ids if person in bench.homes]
        if len(set(homes)) != len(homes):
            yield Text("Set {number} has two people of one home.", number=name)
        if ids != bench.in_order(ids):
            yield Text("Set {number} is not in the order of tickets.", number=name)
    ids = [one for row in rows[facts["number"] :][:1] for one in row[1:]]
    drawn = [(person, str(i)) for i, person in enumerate(ids, 1)]
    if dossier.table(f"{_PLACE}/alternates.csv") != (("id", "place"), *drawn):
        yield Text("{file} is not the set that was drawn.", file="alternates.csv")
    chances = [(person, str(counts[person])) for person in sorted(bench.able)]
    if dossier.table(f"{_PLACE}/chances.csv") != (("id", "sets"), *chances):
        yield Text("{file} does not count the sets.", file="chances.csv")


def v64_shortfall(dossier: Dossier) -> Iterator[Text]:
    """V64 (24.3, 24.5): seats wrong without and with alternates, and the bound, are right."""
    facts, bench = _entry(dossier).facts, _Bench(dossier)
    drawn = [row[0] for row in dossier.table(f"{_PLACE}/alternates.csv")[1:]]
    if not set(drawn) <= bench.able:
        raise BlockedError(Text("The alternates cannot be found: see {check}.", check="V63"))
    scenarios = _Scenarios(bench, facts["people"])
    if scenarios.without() != facts["without"]:
        yield Text("Without alternates {n} seats are wrong.", n=scenarios.without())
    found = scenarios.with_alternates(drawn)
    if found != facts["shortfall"]:
        yield Text("With the alternates {n} seats are wrong.", n=found)
    prices = _prices(dossier, len(bench.bounds), scenarios.number)
    if prices is None:
        yield Text("{file} is not a table of prices.", file="prices.csv")
    elif (bound := scenarios.bound(prices)) != facts["bound"]:
        yield Text("The prices prove a bound of {n}.", n=bound)


def v65_called(dossier: Dossier) -> Iterator[Text]:
    """V65 (24.6): who came in is who the rule says, of the alternates who were left."""
    order = [row[0] for row in dossier.table(f"{_PLACE}/alternates.csv")[1:]]
    for count, entry in enumerate(dossier.of("alternates called"), 1):
        name = f"called/{count}/panel.csv"
        left = left_of(dossier, dossier.entries[: entry.number], 0)
        able = {row[0] for row in left.people[1:]}
        waiting = [person for person in order if person in able]
        bounds = [(left.free, left.free), *((low, high) for *_, low, high in left.quotas)]
        place = {(key(c), key(v)): r for r, (c, v, *_) in enumerate(left.quotas, 1)}
        rows = [_rows_of(dossier, person, place) for person in waiting]
        group = Best(rows, bounds, [0] * len(bounds)).group(max(0, left.free))
        expected = (("id",), *((waiting[i],) for i in group))
        if dossier.table(name) != expected:
            yield Text("{file}: by the rule others come in.", file=name)
        if (entry.facts["people"], entry.facts["free"]) != (len(group), left.free):
            yield Text("Line {n} and {file} differ.", n=entry.number + 1, file=name)


# --- parts ----------------------------------------------------------------------------------------


def _entry(dossier: Dossier) -> Entry:
    found = dossier.of("alternates drawn")
    if not found:
        raise BlockedError(Text("No alternates were drawn: see {check}.", check="V34"))
    return found[0]


def _value_b(dossier: Dossier) -> str:
    found = dossier.of("value B")
    if not found:
        raise BlockedError(Text("There is no value B: see {check}.", check="V34"))
    return str(found[-1].facts["value"])


def _rows_of(dossier: Dossier, person: str, place: Mapping[tuple[str, str], int]) -> Rows:
    case = dossier.case
    i = case.people.index.get(person)
    if i is None:
        raise BlockedError(Text("The people cannot be put together: see {check}.", check="V07"))
    names = (
        (key(category), column[i])
        for category, column in zip(case.lottery.categories, case.values, strict=True)
    )
    return (0, *sorted(place[name] for name in names if name in place))


class _Bench:
    """Who can stand by for the panel that was drawn (24.1)."""

    def __init__(self, dossier: Dossier) -> None:
        case = dossier.case
        self.dossier = dossier
        ids = case.people.ids
        self.panel = {row[0] for row in case.table(files.PANEL)[1:]}
        shared = [[ids[i] for i in home] for home in case.homes]
        near = {person for home in shared if self.panel & set(home) for person in home}
        self.able = set(ids) - self.panel - near
        self.homes = {person: home[0] for home in shared for person in home if person in self.able}
        self.most = len(self.able) - len(self.homes) + len(set(self.homes.values()))
        quotas = dossier.rules.quotas
        size = dossier.rules.size
        self.bounds = [(size, size), *((quota.minimum, quota.maximum) for quota in quotas)]
        self._place = {(key(q.category), key(q.value)): r for r, q in enumerate(quotas, 1)}

    def in_order(self, people: Iterable[str]) -> list[str]:
        value = _value_b(self.dossier)
        return sorted(people, key=lambda person: (ticket(value, "alternate", person), person))

    def rows_of(self, person: str) -> Rows:
        return _rows_of(self.dossier, person, self._place)

    def values_of(self, person: str) -> tuple[str, ...]:
        case = self.dossier.case
        return tuple(column[case.people.index[person]] for column in case.values)


class _Scenarios:
    """Who drops out (24.3)."""

    def __init__(self, bench: _Bench, size: int) -> None:
        self._bench = bench
        self._size = size
        plan = bench.dossier.last_plan.get("alternates")
        if plan is None:
            raise BlockedError(Text("The plan says nothing of alternates."))
        self._chances: Chances = dropouts_of(plan)
        self.number: int = plan["scenarios"]
        self._value = _value_b(bench.dossier)
        self._categories = [key(c) for c in bench.dossier.case.lottery.categories]
        self.counts = [[0] * len(bench.bounds) for _ in range(self.number)]
        for person in sorted(bench.panel):
            there = self._stays("dropout member", person, self._chance(bench.values_of(person)))
            rows = bench.rows_of(person)
            for s in range(self.number):
                for row in rows if there[s] else ():
                    self.counts[s][row] += 1

    def _chance(self, values: tuple[str, ...]) -> Fraction:
        return self._chances.of(zip(self._categories, values, strict=True))

    def _stays(self, purpose: str, subject: str, chance: Fraction) -> list[bool]:
        return stays(self._value, purpose, subject, chance, self.number)

    def _slot(self, values: tuple[str, ...], j: int) -> list[bool]:
        subject = "\n".join((str(j), *values))
        return self._stays("dropout alternate", subject, self._chance(values))

    def without(self) -> int:
        """Seats wrong in all scenarios together when nobody stands by."""
        return sum(wrong(self._bench.bounds, counts) for counts in self.counts)

    def with_alternates(self, drawn: Iterable[str]) -> int:
        """The same when the best of these come in, in each scenario."""
        so_far: Counter[tuple[str, ...]] = Counter()
        slots = []
        for person in drawn:
            values = self._bench.values_of(person)
            slots.append((self._bench.rows_of(person), self._slot(values, so_far[values])))
            so_far[values] += 1
        known: dict[tuple[tuple[int, ...], tuple[Rows, ...]], int] = {}
        total = 0
        for s, counts in enumerate(self.counts):
            here = tuple(rows for rows, there in slots if there[s])
            case = tuple(counts), here
            if case not in known:
                best = Best(here, self._bench.bounds, list(counts))
                known[case] = best.fewest(self._free(counts))
            total += known[case]
        return total

    def _free(self, counts: list[int]) -> int:
        return max(0, self._bench.bounds[0][0] - counts[0])

    def bound(self, prices: list[tuple[list[int], int]]) -> int:
        """What the prices prove (24.5)."""
        total = 0
        for counts, (of_rows, seat) in zip(self.counts, prices, strict=True):
            total -= seat * self._free(counts)
            for price, (low, high), n in zip(of_rows, self._bench.bounds, counts, strict=True):
                total += price * ((low if price >= 0 else high) - n)
        worth = sorted(self._worth(prices), reverse=True)
        least = total - sum(worth[: self._size])
        return max(0, -(-least // _ONE))

    def _worth(self, prices: list[tuple[list[int], int]]) -> Iterator[int]:
        """What each slot could mend at most."""
        people = Counter(self._bench.values_of(person) for person in self._bench.able)
        one = {self._bench.values_of(person): person for person in self._bench.able}
        for values, held in people.items():
            rows = self._bench.rows_of(one[values])
            mends = [sum(of_rows[r] for r in rows) - seat for of_rows, seat in prices]
            for j in range(min(held, self._size)):
                there = self._slot(values, j)
                yield sum(
                    more
                    for more, is_there in zip(mends, there, strict=True)
                    if is_there and more > 0
                )


def _prices(dossier: Dossier, rows: int, scenarios: int) -> list[tuple[list[int], int]] | None:
    """The prices of rows from -1 to 1 and of a seat from 0, in parts of 2^20; None: not so."""
    header, *lines = dossier.table(f"{_PLACE}/prices.csv")
    if header != ("scenario", *(f"row {r}" for r in range(rows)), "seat"):
        return None
    if [line[0] for line in lines] != [str(s) for s in range(scenarios)]:
        return None
    found = []
    for line in lines:
        if len(line) != len(header) or not all(map(_WHOLE.fullmatch, line[1:])):
            return None
        *of_rows, seat = map(int, line[1:])
        if seat < 0 or any(abs(price) > _ONE for price in of_rows):
            return None
        found.append((of_rows, seat))
    return found
