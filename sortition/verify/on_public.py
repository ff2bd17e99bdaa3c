"""V47, V48, V50-V54: what the public files say, checked from them alone (docs/format.md §18)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, pairwise
from typing import Any, Final

from sortition.verify import files, on_interval, on_method, on_proof, shapes
from sortition.verify.case import Case
from sortition.verify.dossier import Dossier
from sortition.verify.findings import BlockedError, Text, WithheldError
from sortition.verify.plan import quotas_of
from sortition.verify.public import DRAWN, PEOPLE, PLACE, Public, Row, terms_of
from sortition.verify.rules import clean, panel_number
from sortition.verify.typed import MalformedError, Node

_TAG: Final = re.compile("[0-9a-f]{64}")
_NOTE: Final = re.compile("(?:[0-9a-f]{64})+")


def v47_form(public: Public) -> Iterator[Text]:
    """V47 (18.1, 18.5-18.9): the public files are those they should be, in the one form."""
    if not public.committed:
        return
    held = [name for name in public.dossier.content.files if name.startswith("public/")]
    names = [name for name in held if not name.endswith("/public.zip")]  # V60 looks at these
    for name in sorted(names):
        try:
            yield from _spelling(name, public.content(name))
        except (files.UnreadableError, MalformedError) as error:
            yield Text("{file} is not what it should be:", file=name)
            yield error.reason
    yield from _outputs(public)
    yield from _people(public)
    if public.terms.listed:
        yield from _list(public)
    if public.dossier.of("drawn"):
        yield from _row(public, f"{DRAWN}/{files.PANEL}", public.drawn)


def _outputs(public: Public) -> Iterator[Text]:
    """The public outputs of both entries (18.1)."""
    terms = public.terms
    expected = {f"{PLACE}/{files.LOTTERY}", f"{PLACE}/{PEOPLE}"}
    expected |= {f"{PLACE}/{files.PANELS}"} if terms.listed else set()
    expected |= set() if terms.rest else {f"{PLACE}/{files.CERTIFICATE}"}
    steps = {"panels committed": expected, "drawn": {f"{DRAWN}/{files.PANEL}"}}
    for entry in public.dossier.entries:
        named = {name for name in entry.outputs if name.startswith("public/")}
        if entry.step != "replaced" and named != steps.get(entry.step, set()):
            yield Text("Line {n} does not name the public files it should.", n=entry.number + 1)


def _spelling(name: str, content: bytes) -> Iterator[Text]:
    if name.endswith(".csv"):
        same = files.canonical_csv(files.parse_csv(content)) == content
    else:
        value = files.parse_json(content)
        shape = shapes.certificate if name.endswith(files.CERTIFICATE) else terms_of
        shape(Node(value=value, path=""))
        same = files.canonical_json(value) == content
    if not same:
        yield Text("{file} is not written in the canonical way.", file=name)


def _people(public: Public) -> Iterator[Text]:
    name = f"{PLACE}/{PEOPLE}"
    if public.rows(name)[0] != ("tag", "note"):
        yield Text("The header of {file} is not {header}.", file=name, header="tag, note")
        return
    rows = public.people
    if any(one[0] >= two[0] for one, two in pairwise(rows)):
        yield Text("{file} is not in order, or has somebody twice.", file=name)
    if not all(_TAG.fullmatch(tag) and _NOTE.fullmatch(note) for tag, note in rows):
        yield Text("{file} holds something that is no tag or no note.", file=name)
    if len({len(note) for _, note in rows}) > 1:
        yield Text("The notes in {file} are not all of one length.", file=name)
    if len(rows) != public.terms.people:
        yield Text("{file} does not have a row for each of {n} people.", file=name, n=len(rows))


def _list(public: Public) -> Iterator[Text]:
    name, units = f"{PLACE}/{files.PANELS}", public.terms.units
    digits = len(str(units - 1))
    if [row.number for row in public.panels] != [f"{p:0{digits}d}" for p in range(units)]:
        yield Text("{file} does not have panels numbered from 0 to {n}.", file=name, n=units - 1)
    for row in public.panels:
        yield from _row(public, name, row)


def _row(public: Public, name: str, row: Row) -> Iterator[Text]:
    if any(one >= two for one, two in pairwise(row.seats)):
        yield Text("{file}, panel {panel}: seats out of order.", file=name, panel=row.number)
    if any((a is None) != (b is None) for a, b in zip(row.rest, public.terms.values, strict=True)):
        yield Text("{file}, panel {panel}: what is withheld differs.", file=name, panel=row.number)


def v48_threshold(public: Public) -> Iterator[Text]:
    """V48 (18.2-18.6): no group in the public files has fewer people than the threshold."""
    if not public.committed:
        return
    terms, threshold = public.terms, public.terms.threshold
    if threshold != threshold_of(public.dossier.last_plan):
        yield Text("The threshold is not that of the plan.")
    if terms.rest + sum(group.people for group in terms.groups) != terms.people:
        yield Text("The groups and the rest are not all people of the pool.")
    small = [group.people for group in terms.groups if group.people < threshold]
    small += [value for value in terms.values if value is not None and 0 < value < threshold]
    small += [band.people for band in terms.bands if band.people < threshold]
    if 0 < terms.rest < threshold and terms.groups:
        small.append(terms.rest)
    for people in small:
        yield Text("A group of {n} people can be told apart.", n=people)
    if terms.rest and (terms.kinds or any(group.kind is not None for group in terms.groups)):
        yield Text("Homes can be told apart.")
    yield from _figures(public)
    yield from _bands(public)


def threshold_of(plan: Mapping[str, Any]) -> int:
    """The threshold of a plan (11.1)."""
    return int(plan.get("threshold", 10))


def _figures(public: Public) -> Iterator[Text]:
    """The figures of a category add up; two or more are withheld together, of enough people."""
    terms = public.terms
    if len(terms.values) != len(terms.quotas):
        yield Text("There is not one figure for each quota.")
        return
    derived = {one.category for one in terms.derived}
    for category in terms.categories:
        values = [
            value
            for quota, value in zip(terms.quotas, terms.values, strict=True)
            if quota.category == category
        ]
        hidden = terms.rest - sum(value for value in values if value is not None)
        withheld = values.count(None)
        if terms.rest and category in derived:
            if withheld != len(values):
                yield Text("What is told of {category} tells of small groups.", category=category)
            continue
        if hidden < 0 or (hidden and not withheld):
            yield Text("The figures of {category} do not add up.", category=category)
        # In a pool that is small itself, everything is withheld; its size is in the journal.
        if terms.rest >= terms.threshold and (
            withheld == 1 or (withheld and hidden < terms.threshold)
        ):
            yield Text("What is withheld of {category} can be worked out.", category=category)


def _bands(public: Public) -> Iterator[Text]:
    terms = public.terms
    expected = terms.rest if terms.rest >= terms.threshold else 0
    if sum(band.people for band in terms.bands) != expected:
        yield Text("The bands do not hold the rest.")
    ends = list(chain.from_iterable((band.first, band.last) for band in terms.bands))
    apart = all(one.last < two.first for one, two in pairwise(terms.bands))
    if ends != sorted(ends) or not apart or any(end > terms.units for end in ends):
        yield Text("The bands are not in order.")


def v50_panels(public: Public) -> Iterator[Text]:
    """V50 (18.7): every panel has k seats and meets the quotas, as far as they can be seen."""
    terms = public.terms
    rows = list(public.panels) if terms.listed else []
    if public.dossier.of("drawn"):
        rows.append(public.drawn)
    for row in rows:
        yield from _seats(public, row)
    if public.dossier.is_public and public.withheld:
        raise WithheldError(Text("Quotas about small groups are kept from the public."))
    if public.dossier.is_public and not terms.listed:
        raise WithheldError(Text("The list is too long to be written out."))


def _seats(public: Public, row: Row) -> Iterator[Text]:
    terms = public.terms
    if len(row.seats) != terms.size or len(set(row.seats)) != terms.size:
        yield Text("Panel {panel} does not have {n} seats.", panel=row.number, n=terms.size)
    if any(seats > group.people for seats, group in zip(row.groups, terms.groups, strict=True)):
        yield Text("Panel {panel} has more of a group than there are.", panel=row.number)
    left = terms.size - sum(row.groups)
    total: Counter[str] = Counter()
    hidden = {terms.quotas[q].category for q in public.withheld}
    for quota, holders, rest in zip(terms.quotas, public.holders, row.rest, strict=True):
        seats = sum(row.groups[g] for g in holders) + (rest or 0)
        total[quota.category] += rest or 0
        if seats > quota.maximum or (rest is not None and seats < quota.minimum):
            yield Text(
                "Panel {panel}: {seats} of {category} {value}, not {low} to {high}.",
                panel=row.number,
                seats=seats,
                category=quota.category,
                value=quota.value,
                low=quota.minimum,
                high=quota.maximum,
            )
    for category in terms.categories:
        seen = total[category]
        if left < 0 or seen > left or (seen < left and category not in hidden):
            yield Text(
                "Panel {panel}: the seats of {category} do not add up.",
                panel=row.number,
                category=category,
            )


def v51_chances(public: Public) -> Iterator[Text]:
    """V51 (5.4, 18.6): groups sit in as many panels as their chances say, the rest as bands say."""
    terms = public.terms
    if not terms.listed:
        if public.dossier.is_public:
            raise WithheldError(Text("The list is too long to be written out."))
        return
    seats = [sum(column) for column in zip(*(row.groups for row in public.panels), strict=True)]
    for g, (group, given) in enumerate(zip(terms.groups, seats, strict=False)):
        exact = group.chance * terms.units
        off = abs(given - exact * group.people)
        if off >= group.people or (exact.denominator == 1 and off):
            yield Text("Group {g:d} does not sit in as many panels as its chance says.", g=g)
    rest = terms.units * terms.size - sum(seats)
    fewest = sum(band.people * band.first for band in terms.bands)
    most = sum(band.people * band.last for band in terms.bands)
    if terms.bands and not fewest <= rest <= most:
        yield Text("The rest does not sit in as many panels as the bands say.")


class _Shown(Case):
    """A lottery in which nobody is of the rest, as the checks of the proof look at it."""

    def __init__(self, public: Public) -> None:
        super().__init__(files.Folder(files={}))
        self.public = public

    @cached_property
    def lottery(self) -> shapes.Lottery:
        """The public terms, with people who have no names."""
        terms = self.public.terms
        if sum(group.people for group in terms.groups) > len(self.public.people):
            raise BlockedError(Text("The groups are not of the pool: see {check}.", check="V48"))
        return shapes.Lottery(
            method=terms.method,
            size=terms.size,
            units=terms.units,
            construction=terms.construction,
            categories=terms.categories,
            quotas=terms.quotas,
            derived=terms.derived,
            weights=terms.weights,
            profiles=tuple(
                shapes.Profile(
                    values=group.values,
                    kind=group.kind,
                    people=("",) * group.people,
                    chance=group.chance,
                )
                for group in terms.groups
            ),
            kinds=tuple(((),) * homes for homes in terms.kinds),
            distinct=0,
            together=None,
            seating_sha256="",
            certificate_sha256="",
        )

    @cached_property
    def certificate(self) -> shapes.Certificate:
        """The proof as it is shown."""
        return self.public.certificate

    @cached_property
    def seats(self) -> tuple[Counter[int], ...]:
        """For each panel that is shown, the seats of each profile."""
        rows = self.public.panels if self.public.terms.listed else ()
        return tuple(Counter(dict(enumerate(row.groups))) for row in rows)


def v52_proof(public: Public) -> Iterator[Text]:
    """V52 (6.2-6.9): when nobody is of the rest, the proof holds in exact fractions."""
    terms = public.terms
    if terms.rest:
        if public.dossier.is_public:
            raise WithheldError(Text("The proof speaks of small groups; it is for the auditor."))
        return
    if any(homes > terms.people for homes in terms.kinds):
        yield Text("There are more homes than people.")
        return
    case = _Shown(public)
    for check in (
        *(on_proof.v19_levels, on_proof.v20_bound, on_proof.v21_reach, on_proof.v22_cuts_kept),
        *(on_method.v28_welfare, on_method.v29_balance, on_interval.v55_interval),
    ):
        yield from check(case)
    for t, group in enumerate(terms.groups):
        if not 0 <= group.chance <= 1:
            yield Text("The chance of group {g:d} is not between 0 and 1.", g=t)


def v53_terms(public: Public) -> Iterator[Text]:
    """V53 (10.4, 18.5): plan, pool, value A and the public list agree."""
    dossier, terms = public.dossier, public.terms
    plan = dossier.last_plan
    stated: Sequence[tuple[object, object]] = (
        (terms.construction, dossier.last("value A").facts["value"]),
        (terms.units, dossier.last("panels committed").facts["units"]),
        (terms.people, dossier.last("pool closed").facts["people"]),
        (terms.method, plan["method"]),
        (terms.size, plan["size"]),
        (terms.size, dossier.rules.size),
        (terms.listed, terms.units * terms.size <= files.LONGEST),
        (sorted(terms.categories), sorted(map(clean, plan["categories"]))),
        (dossier.rules.bounds, quotas_of(plan) or dossier.rules.bounds),
        (dossier.rules.weights, clean(plan.get("weights", ""))),
        (list(terms.categories), list(dict.fromkeys(q.category for q in terms.quotas))),
        (_quotas(dossier, f"{PLACE}/{files.LOTTERY}"), _quotas(dossier, _rules(dossier))),
    )
    if any(found != expected for found, expected in stated):
        yield Text("The public list is not that of the plan, the pool and value A.")
    if terms.units < plan["panels"]:
        yield Text(
            "The list has {n} panels; it should have {least} or more.",
            n=terms.units,
            least=plan["panels"],
        )


def _rules(dossier: Dossier) -> str:
    return f"{dossier.pool_place}/pool.json"


def _quotas(dossier: Dossier, name: str) -> object:
    """Quotas and definitions, as they are written."""
    document: Any = files.parse_json(dossier.file(name))
    return document["quotas"], document.get("derived"), document.get("weights")


def v54_drawn(public: Public) -> Iterator[Text]:
    """V54 (7.2, 18.9): the panel drawn is the committed one with the number that value B gives."""
    dossier, terms, row = public.dossier, public.terms, public.drawn
    facts = dossier.last("drawn").facts
    number = panel_number(dossier.last("value B").facts["value"], terms.units)
    if (facts["number"], facts["of"]) != (number, terms.units):
        yield Text("Public value B does not give number {number}.", number=facts["number"])
    if row.number != f"{number:0{len(str(terms.units - 1))}d}":
        yield Text("{file} has another number.", file=f"{DRAWN}/{files.PANEL}")
    if terms.listed and (number >= len(public.panels) or public.panels[number] != row):
        yield Text("The panel drawn is not the committed one with that number.")
