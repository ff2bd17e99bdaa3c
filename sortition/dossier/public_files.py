"""The committed panels and the draw without the people: what anybody may see (format.md §18).

Everything follows from the lottery, the secret of the dossier and the threshold of its plan, so it
is written when the panels are committed, and the commitment fixes it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sortition.dossier.canonical import Json, canonical, fraction
from sortition.dossier.disclosure import Disclosure, bands, disclose
from sortition.dossier.files import (
    CERTIFICATE,
    LOTTERY,
    PANEL,
    PANELS,
    certificate_json,
    more_json,
    quota_json,
)
from sortition.dossier.receipts import Receipt, notes, receipt
from sortition.records.lottery import Lottery
from sortition.records.panels import People
from sortition.tables.csv_out import to_csv

PEOPLE: Final = "people.csv"
FORMAT: Final = "sortition/public/1"
WITHHELD: Final = "x"
_HEADER: Final = ("panel", "groups", "rest", "seats")


@dataclass(frozen=True, slots=True, kw_only=True)
class Public:
    """A lottery as it may be shown: what is told of whom, and everybody's receipt, by index."""

    lottery: Lottery
    threshold: int
    disclosure: Disclosure
    receipts: tuple[Receipt, ...]

    @classmethod
    def of(cls, lottery: Lottery, *, secret: bytes, threshold: int) -> Public:
        """The public side of a lottery."""
        return cls(
            lottery=lottery,
            threshold=threshold,
            disclosure=disclose(lottery.space, threshold),
            receipts=tuple(receipt(secret, label) for label in lottery.space.labels),
        )

    def panels_files(self) -> dict[str, bytes]:
        """Name and bytes of what is committed with the panels."""
        lottery = self.lottery
        listed = lottery.panels.is_listed
        complete = not self.disclosure.rest
        return {
            LOTTERY: self._terms(),
            PEOPLE: self._people(),
            **({PANELS: self._rows(dict(enumerate(lottery.panels)))} if listed else {}),
            **({CERTIFICATE: certificate_json(lottery.certificate)} if complete else {}),
        }

    def draw_files(self, number: int) -> dict[str, bytes]:
        """Name and bytes of what is published of the draw of panel ``number``."""
        return {PANEL: self._rows({number: self.lottery.panels[number]})}

    def _terms(self) -> bytes:
        lottery, space, shown = self.lottery, self.lottery.space, self.disclosure
        counts = [lottery.counts[i] for i in shown.rest]
        return canonical(
            {
                "format": FORMAT,
                "method": lottery.method.value,
                "size": space.size,
                "units": lottery.units,
                "construction": lottery.construction,
                "categories": space.quotas.categories,
                "quotas": [quota_json(row) for row in space.quotas.rows],
                **more_json(space.quotas),
                "people": len(space.labels),
                "threshold": self.threshold,
                "listed": lottery.panels.is_listed,
                "groups": [self._group(t) for t in shown.groups],
                "kinds": [] if shown.rest else [len(kind.homes) for kind in space.kinds],
                "rest": {
                    "people": len(shown.rest),
                    "values": shown.values,
                    "bands": [
                        {"from": band.first, "to": band.last, "people": band.people}
                        for band in bands(counts, self.threshold)
                    ],
                },
            }
        )

    def _group(self, t: int) -> dict[str, Json]:
        profile = self.lottery.space.profiles[t]
        return {
            "values": profile.values,
            "kind": profile.kind,
            "people": len(profile.people),
            "chance": fraction(self.lottery.chances[t]),
        }

    def _people(self) -> bytes:
        lottery, profile_of = self.lottery, _profiles(self.lottery)
        chances = [lottery.chances[t] for t in profile_of]
        sealed = zip(self.receipts, notes(lottery.counts, chances), strict=True)
        rows = sorted((person.tag, person.sealed(note)) for person, note in sealed)
        return to_csv(("tag", "note"), rows)

    def _rows(self, panels: Mapping[int, People]) -> bytes:
        width = len(str(self.lottery.units - 1))
        table = _Makeup.of(self.lottery, self.disclosure)
        rows = []
        for number, people in panels.items():
            groups, rest = table.counts(people)
            seats = sorted(self.receipts[i].seat(number) for i in people)
            rows.append((f"{number:0{width}d}", groups, rest, " ".join(seats)))
        return to_csv(_HEADER, rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Makeup:
    """For each person the group, or for people of the rest the quotas that they count for."""

    group_of: Mapping[int, int]
    quotas_of: Sequence[tuple[int, ...]]
    groups: int
    shown: tuple[bool, ...]

    @classmethod
    def of(cls, lottery: Lottery, shown: Disclosure) -> _Makeup:
        space = lottery.space
        place = {name: c for c, name in enumerate(space.quotas.categories)}
        rows = [(place[row.category], row.value) for row in space.quotas.rows]
        meets = [
            tuple(q for q, (c, value) in enumerate(rows) if profile.values[c] == value)
            for profile in space.profiles
        ]
        return cls(
            group_of={i: g for g, t in enumerate(shown.groups) for i in space.profiles[t].people},
            quotas_of=[meets[t] for t in _profiles(lottery)],
            groups=len(shown.groups),
            shown=tuple(value is not None for value in shown.values),
        )

    def counts(self, people: People) -> tuple[str, str]:
        """Seats of each group, and of the rest by quota, as texts (18.7)."""
        groups, rest = [0] * self.groups, [0] * len(self.shown)
        for i in people:
            if i in self.group_of:
                groups[self.group_of[i]] += 1
            else:
                for q in self.quotas_of[i]:
                    rest[q] += 1
        told = (str(n) if shown else WITHHELD for n, shown in zip(rest, self.shown, strict=True))
        return " ".join(map(str, groups)), " ".join(told)


def _profiles(lottery: Lottery) -> list[int]:
    """The profile of each person."""
    space = lottery.space
    found = {i: t for t, profile in enumerate(space.profiles) for i in profile.people}
    return [found[i] for i in range(len(space.labels))]
