"""What everybody may see of a process, from its dossier or from a bundle of it (§18, §20)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

from sortition.dossier import case
from sortition.dossier.canonical import sha256
from sortition.dossier.getters import Node, broken, parse
from sortition.dossier.journal import JOURNAL, read_journal
from sortition.dossier.plan_in import PLAN, read_plan
from sortition.dossier.process import replay
from sortition.dossier.public_in import LOTTERY, PLACE, read_shown, seats_in
from sortition.dossier.secret import is_public
from sortition.errors import Text, UsageError
from sortition.records.figures import ChanceFigures, PublicFigures, QuotaFigures
from sortition.records.journal import Entry, State, Step
from sortition.records.plan import Plan

DRAWN: Final = f"{case.PUBLIC_DRAW}/panel.csv"
PROOF: Final = f"{PLACE}/certificate.json"
"""Only where it names nobody (20.6)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicRecord:
    """The journal and the public files, by name."""

    entries: tuple[Entry, ...]
    state: State
    files: Mapping[str, bytes]

    def plan(self, version: int | None = None) -> Plan:
        """A plan that was put up; the last when no version is named."""
        number = self.state.version if version is None else version
        name = f"{case.PLANS}/{number}/{PLAN}"
        if name not in self.files:
            raise UsageError(Text("There is no plan yet that was put up for signature."))
        return read_plan(self.files[name])

    def steps(self, step: Step) -> tuple[Entry, ...]:
        """All entries of a step, in order."""
        return tuple(entry for entry in self.entries if entry.step is step)


def of_dossier(folder: Path) -> PublicRecord:
    """The public side of a dossier on disk. Raises UsageError or InputError."""
    dossier = case.load(folder)
    files = {name: dossier.content(name) for _, name, _ in dossier.kept if is_public(name)}
    return PublicRecord(entries=dossier.entries, state=dossier.state, files=files)


def of_files(files: Mapping[str, bytes]) -> PublicRecord:
    """The public side of a bundle's files, each compared with the journal.

    Raises InputError when one was changed, or is not there.
    """
    if JOURNAL not in files:
        raise broken(JOURNAL, Text("The file is missing."))
    entries = read_journal(files[JOURNAL])
    held = {}
    for entry in entries:
        for name, stated in entry.outputs.items():
            if is_public(name):
                if name not in files:
                    raise broken(name, Text("The file is missing."))
                if sha256(files[name]) != stated:
                    raise broken(name, Text("The file was changed after it was recorded."))
                held[name] = files[name]
    return PublicRecord(entries=entries, state=replay(entries), files=held)


def figures(record: PublicRecord) -> PublicFigures:
    """The figures of a draw whose panels are committed. Raises UsageError before that."""
    name = f"{PLACE}/{LOTTERY}"
    if name not in record.files:
        raise UsageError(Text("The panels are not committed yet, so there is nothing to report."))
    terms = parse(LOTTERY, record.files[name])
    try:
        return _figures(record, terms)
    except (ValueError, IndexError, ZeroDivisionError):
        raise broken(LOTTERY, Text("It is not a list of panels.")) from None


def _figures(record: PublicRecord, terms: Node) -> PublicFigures:
    groups = [
        (group.texts("values"), group.whole("people"), Fraction(group.text("chance")))
        for group in terms.nodes("groups")
    ]
    rest = terms.node("rest")
    categories, units = terms.texts("categories"), terms.whole("units", least=1)
    drawn = record.steps(Step.DRAWN)
    chances = [
        ChanceFigures(people=people, low=chance, high=chance, values=values)
        for values, people, chance in groups
    ]
    chances += [
        ChanceFigures(
            people=band.whole("people"),
            low=Fraction(band.whole("from"), units),
            high=Fraction(band.whole("to"), units),
        )
        for band in rest.nodes("bands")
    ]
    if any(not 0 <= one.low <= one.high <= 1 for one in chances):
        raise ValueError(chances)
    return PublicFigures(
        people=terms.whole("people", least=1),
        size=terms.whole("size", least=1),
        units=units,
        method=terms.text("method"),
        threshold=terms.whole("threshold"),
        categories=categories,
        number=int(str(drawn[-1].facts["number"])) if drawn else None,
        quotas=tuple(_quotas(record, terms, categories)),
        chances=tuple(sorted(chances, key=lambda one: (one.low, one.high, one.values))),
        unknown=terms.whole("people", least=1) - sum(one.people for one in chances),
    )


def _quotas(
    record: PublicRecord, terms: Node, categories: tuple[str, ...]
) -> Iterator[QuotaFigures]:
    groups = [(group.texts("values"), group.whole("people")) for group in terms.nodes("groups")]
    rest = terms.node("rest").members["values"]
    drawn = None
    if DRAWN in record.files:
        (drawn,) = seats_in(terms, record.files[DRAWN])
    means = _mean_seats(record)
    for q, quota in enumerate(terms.nodes("quotas")):
        category, value, mean = quota.text("category"), quota.text("value"), means[q]
        at = categories.index(category)
        holding = [g for g, (values, _) in enumerate(groups) if values[at] == value]
        of_rest = rest[q] if isinstance(rest, list) else None
        pool = None
        if isinstance(of_rest, int):
            pool = of_rest + sum(groups[g][1] for g in holding)
        yield QuotaFigures(
            category=category,
            value=value,
            minimum=quota.whole("min"),
            maximum=quota.whole("max"),
            pool=pool,
            panel=None if drawn is None else drawn[q],
            chance=None if mean is None or not pool else mean / pool,
        )


def _mean_seats(record: PublicRecord) -> list[Fraction | None]:
    """For each quota the seats that it has in a numbered panel on average; None where unknown."""
    place = f"{PLACE}/"
    files = {n.removeprefix(place): c for n, c in record.files.items() if n.startswith(place)}
    shown = read_shown(files)
    if not shown.panels:
        return [None] * len(shown.quotas)
    return [
        None if None in column else Fraction(sum(n or 0 for n in column), shown.units)
        for column in zip(*shown.panels, strict=True)
    ]
