"""V49: the public files follow from the private ones (docs/format.md §§17-19), made here again.

Written from the clauses, without a look at the code that makes a bundle.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import groupby
from typing import Any, Final

from sortition.verify import files
from sortition.verify.case import Case, People
from sortition.verify.dossier import SECRET, Dossier
from sortition.verify.findings import BlockedError, Text
from sortition.verify.on_public import threshold_of
from sortition.verify.public import DRAWN, HEADER, PEOPLE, PLACE, WITHHELD
from sortition.verify.receipts import code_of, note_of, salt_of, seat_of, tag_of

_BLOCK: Final = 32


class Committed(Case):
    """The committed panels over the closed pool, whether anything is drawn yet or not."""

    def __init__(self, dossier: Dossier) -> None:
        start = "panels/"
        held = {
            name.removeprefix(start): content
            for name, content in dossier.content.files.items()
            if name.startswith(start)
        }
        super().__init__(files.Folder(files=held))
        self.dossier = dossier

    @cached_property
    def people(self) -> People:
        """Everybody of the closed pool."""
        name = f"{self.dossier.pool_place}/registrants.csv"
        try:
            header, *rows = files.parse_csv(self.dossier.file(name))
        except files.UnreadableError:
            raise BlockedError(
                Text("{file} cannot be read: see {check}.", file=name, check="V41")
            ) from None
        ids = tuple(row[0] for row in rows)
        if len(set(ids)) != len(ids) or list(ids) != sorted(ids):
            raise BlockedError(Text("{file} cannot be read: see {check}.", file=name, check="V41"))
        index = {person: i for i, person in enumerate(ids)}
        return People(columns=header, ids=ids, cells=tuple(rows), index=index)


def v49_follow(dossier: Dossier) -> Iterator[Text]:
    """V49 (18.1-18.9, 19.1-19.4): the public files are just those that the private ones give."""
    if dossier.is_public:
        dossier.file(SECRET)
    if not dossier.of("panels committed"):
        return
    expected = _Again(dossier).files()
    for name, content in expected.items():
        if dossier.content.files.get(name) != content:
            yield Text("{file} does not follow from the private files.", file=name)
    for name in sorted(dossier.content.files):
        own = name.startswith("public/") and not name.startswith("public/replacement-")  # V60
        if own and name not in expected:
            yield Text("{file}: there should be no such file.", file=name)


class _Again:
    """The public files made again."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self.case = Committed(dossier)
        self.least = threshold_of(dossier.last_plan)
        lottery = self.case.lottery
        place = {category: c for c, category in enumerate(lottery.categories)}
        self.derived = {one.category for one in lottery.derived}
        self.wanted = [(place[quota.category], quota.value) for quota in lottery.quotas]
        self.salts = [salt_of(code_of(dossier.secret, person)) for person in self.case.people.ids]

    def files(self) -> dict[str, bytes]:
        """Every public file by its path."""
        made = {f"{PLACE}/{files.LOTTERY}": self._terms(), f"{PLACE}/{PEOPLE}": self._people()}
        if self.case.is_listed:
            rows = [self._row(p, panel) for p, panel in enumerate(self.case.panels)]
            made[f"{PLACE}/{files.PANELS}"] = files.canonical_csv((HEADER, *rows))
        if not self.rest:
            made[f"{PLACE}/{files.CERTIFICATE}"] = self.case.content(files.CERTIFICATE)
        if self.dossier.of("drawn"):
            number = self.dossier.last("drawn").facts["number"]
            row = self._row(number, self.case.panel(number) or ())
            made[f"{DRAWN}/{files.PANEL}"] = files.canonical_csv((HEADER, row))
        return made

    # --- who is told apart (18.3, 18.4) ----------------------------------------------------------

    def _has(self, t: int, q: int) -> bool:
        place, value = self.wanted[q]
        return self.case.lottery.profiles[t].values[place] == value

    def _people_with(self, q: int, profiles: Sequence[int]) -> int:
        return sum(len(self.case.profiles[t]) for t in profiles if self._has(t, q))

    @cached_property
    def groups(self) -> list[int]:
        """The profiles that are shown."""
        profiles = self.case.lottery.profiles
        sizes = [len(profile.people) for profile in profiles]
        if all(size >= self.least for size in sizes):
            return list(range(len(sizes)))
        shown = [t for t, n in enumerate(sizes) if n >= self.least and profiles[t].kind is None]
        while shown:
            out = self._first_fault(shown, sizes)
            if not out:
                break
            fewest = min(sizes[t] for t in out)
            shown.remove(next(t for t in out if sizes[t] == fewest))
        return shown

    def _first_fault(self, shown: list[int], sizes: list[int]) -> list[int]:
        left = [t for t in range(len(sizes)) if t not in shown]
        if 1 <= sum(sizes[t] for t in left) < self.least:
            return shown
        for q, quota in enumerate(self.case.lottery.quotas):
            if quota.category in self.derived:
                continue
            of_pool = self._people_with(q, range(len(sizes)))
            if 1 <= self._people_with(q, left) < self.least <= of_pool:
                return [t for t in shown if self._has(t, q)]
        return []

    @cached_property
    def rest(self) -> frozenset[int]:
        """The people (indices) of no group."""
        shown = {i for t in self.groups for i in self.case.profiles[t]}
        return frozenset(range(len(self.case.people.ids))) - shown

    @cached_property
    def figures(self) -> list[int | None]:
        """For each quota the people of the rest, None when withheld."""
        quotas = self.case.lottery.quotas
        left = [t for t in range(len(self.case.profiles)) if t not in self.groups]
        counted = [self._people_with(q, left) for q in range(len(quotas))]
        told: list[int | None] = list(counted)
        for category, of_category in groupby(range(len(quotas)), lambda q: quotas[q].category):
            if self.rest and category in self.derived:
                for q in of_category:
                    told[q] = None
                continue
            for q in self._hidden([q for q in of_category if counted[q]], counted):
                told[q] = None
        return told

    def _hidden(self, some: list[int], counted: list[int]) -> list[int]:
        hidden = [q for q in some if counted[q] < self.least]
        while hidden and (len(hidden) < 2 or sum(counted[q] for q in hidden) < self.least):  # noqa: PLR2004 - 18.4
            others = [q for q in some if q not in hidden]
            if not others:
                break
            hidden.append(min(others, key=lambda q: (counted[q], q)))
        return hidden

    # --- the files (18.5-18.8) -------------------------------------------------------------------

    def _terms(self) -> bytes:
        lottery = self.case.lottery
        raw: Any = files.parse_json(self.case.content(files.LOTTERY))
        return files.canonical_json(
            {
                "format": "sortition/public/1",
                "method": lottery.method,
                "size": lottery.size,
                "units": lottery.units,
                "construction": lottery.construction,
                "categories": list(lottery.categories),
                "quotas": raw["quotas"],
                **{name: raw[name] for name in ("derived", "weights") if name in raw},
                "people": len(self.case.people.ids),
                "threshold": self.least,
                "listed": self.case.is_listed,
                "groups": [
                    {
                        "values": list(lottery.profiles[t].values),
                        "kind": lottery.profiles[t].kind,
                        "people": len(lottery.profiles[t].people),
                        "chance": str(lottery.profiles[t].chance),
                    }
                    for t in self.groups
                ],
                "kinds": [] if self.rest else [len(kind) for kind in lottery.kinds],
                "rest": {
                    "people": len(self.rest),
                    "values": self.figures,
                    "bands": self._bands(),
                },
            }
        )

    def _bands(self) -> list[dict[str, int]]:
        counts = sorted(self.case.counts[i] for i in self.rest)
        bands: list[list[int]] = []
        open_: list[int] = []
        for at, count in enumerate(counts):
            open_.append(count)
            last_of_its_kind = counts[at + 1 : at + 2] != [count]
            if last_of_its_kind and len(open_) >= self.least:
                bands.append(open_)
                open_ = []
        if open_ and bands:
            bands[-1] += open_
        return [{"from": band[0], "to": band[-1], "people": len(band)} for band in bands]

    def _people(self) -> bytes:
        case = self.case
        texts = [
            f"{count} {case.lottery.profiles[t].chance}"
            for count, t in zip(case.counts, case.profile_of, strict=True)
        ]
        width = _BLOCK * max(-(-len(text) // _BLOCK) for text in texts)
        rows = sorted(
            (tag_of(salt), note_of(salt, text.ljust(width).encode("ascii")).hex())
            for salt, text in zip(self.salts, texts, strict=True)
        )
        return files.canonical_csv((("tag", "note"), *rows))

    @cached_property
    def _counted_for(self) -> list[tuple[int, list[int]]]:
        """For each person the group (or -1), and the quotas whose value they have."""
        place = {t: g for g, t in enumerate(self.groups)}
        quotas = range(len(self.wanted))
        met = [[q for q in quotas if self._has(t, q)] for t in range(len(self.case.profiles))]
        return [(place.get(t, -1), met[t]) for t in self.case.profile_of]

    def _row(self, number: int, panel: Sequence[int]) -> tuple[str, ...]:
        groups, rest = [0] * len(self.groups), [0] * len(self.wanted)
        for i in panel:
            group, quotas = self._counted_for[i]
            if group >= 0:
                groups[group] += 1
            else:
                for q in quotas:
                    rest[q] += 1
        told = [
            WITHHELD if figure is None else str(n)
            for n, figure in zip(rest, self.figures, strict=True)
        ]
        digits = len(str(self.case.lottery.units - 1))
        seats = sorted(seat_of(self.salts[i], number) for i in panel)
        return (
            f"{number:0{digits}d}",
            " ".join(map(str, groups)),
            " ".join(told),
            " ".join(seats),
        )
