"""Which areas count, and the places they make together: wijken, or zones of one's own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from sortition.errors import Text, UsageError
from sortition.population.areas import Area, Level
from sortition.population.zones import Zones
from sortition.records.names import key, natural

_NUMBERED: Final = re.compile(r"wijk \d+\s+(\S.*)", re.IGNORECASE)
_LISTED: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """``share`` (above 0, at most 1) of an area's people."""

    area: Area
    share: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One value of the category of places."""

    name: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The places of a panel. ``whole`` is the row of the municipality when all of it counts."""

    places: tuple[Place, ...]
    whole: Area | None
    notes: tuple[Text, ...] = ()


def in_zones(areas: Sequence[Area], zones: Zones) -> Chosen:
    """The places that a list of zones describes."""
    by_code = {area.code: area for area in areas}
    found: dict[str, tuple[str, list[Part]]] = {}
    for row in zones.rows:
        name, parts = found.setdefault(key(row.zone), (row.zone, []))
        parts.append(Part(area=by_code[row.code], share=row.share))
        del name
    places = tuple(Place(name=name, parts=tuple(parts)) for name, parts in found.values())
    return Chosen(places=places, whole=None, notes=tuple(_parts_note(places)))


def in_districts(
    areas: Sequence[Area], *, municipality: str | None, districts: Sequence[str]
) -> Chosen:
    """The wijken of one municipality, or those that are named by code or name.

    Raises UsageError when a name fits nothing, or when the municipality is not clear.
    """
    code = _municipality(areas, municipality)
    own = [area for area in areas if area.municipality == code]
    rows = [area for area in own if area.level is Level.DISTRICT]
    rows = rows or [area for area in own if area.level is Level.NEIGHBOURHOOD]
    grouped: dict[str, list[Area]] = {}
    for area in rows:
        grouped.setdefault(area.district, []).append(area)
    names = _names({code: parts[0] for code, parts in grouped.items()})
    wanted = _wanted(grouped, names, districts)
    row = next((area for area in own if area.level is Level.MUNICIPALITY), None)
    if not wanted and row is None:
        raise UsageError(Text("The figures have no wijken or buurten of {place}.", place=code))
    places = tuple(
        Place(name=names[each], parts=tuple(Part(area=area) for area in grouped[each]))
        for each in wanted
    )
    return Chosen(
        places=places,
        whole=None if districts else row,
        notes=tuple(_codes_note(names)),
    )


def _municipality(areas: Sequence[Area], wanted: str | None) -> str:
    found: dict[str, str] = {}
    for area in areas:
        if area.municipality:
            name = area.name if area.level is Level.MUNICIPALITY else area.municipality_name
            found[area.municipality] = found.get(area.municipality) or name
    fitting = [
        code
        for code, name in found.items()
        if wanted is None or key(wanted) in (key(code), key(name))
    ]
    if len(fitting) == 1:
        return fitting[0]
    known = _some(name or code for code, name in sorted(found.items()))
    if wanted is None:
        raise UsageError(
            Text(
                "The figures are about {n} municipalities. Choose one with --municipality: "
                "{known}.",
                n=len(found),
                known=known,
            )
        )
    raise UsageError(
        Text(
            'The figures have no single municipality "{name}". They have: {known}.',
            name=wanted,
            known=known,
        )
    )


def _names(firsts: dict[str, Area]) -> dict[str, str]:
    """The name of each wijk: without "Wijk 01" before it where that leaves them all different."""
    full = {
        code: (area.district_name or (area.name if area.level is Level.DISTRICT else "") or code)
        for code, area in firsts.items()
    }
    matches = {code: _NUMBERED.fullmatch(name) for code, name in full.items()}
    short = {code: match[1] if match else full[code] for code, match in matches.items()}
    names = short if len({key(name) for name in short.values()}) == len(short) else full
    double = [key(name) for name in names.values()]
    return {
        code: f"{name} ({code})" if double.count(key(name)) > 1 else name
        for code, name in names.items()
    }


def _wanted(
    grouped: dict[str, list[Area]], names: dict[str, str], districts: Sequence[str]
) -> list[str]:
    if not districts:
        return list(grouped)
    found = []
    for wish in districts:
        fitting = [code for code in grouped if key(wish) in _called(code, names, grouped[code][0])]
        if len(fitting) != 1:
            known = _some(sorted(names.values(), key=natural))
            raise UsageError(
                Text('There is no wijk "{name}". There are: {known}.', name=wish, known=known)
            )
        found += [code for code in fitting if code not in found]
    return found


def _called(code: str, names: dict[str, str], area: Area) -> tuple[str, ...]:
    full = area.district_name or (area.name if area.level is Level.DISTRICT else "")
    return tuple(key(name) for name in (code, names[code], full) if name)


def _some(names: Iterable[str]) -> tuple[str, ...]:
    found = tuple(names)
    return found if len(found) <= _LISTED else (*found[:_LISTED], "…")


def _codes_note(names: dict[str, str]) -> list[Text]:
    if any(code != name for code, name in names.items()) or not names:
        return []
    return [
        Text(
            "The figures have no names of wijken, so their codes are used. "
            "Give them names with a list of zones: --zones."
        )
    ]


def _parts_note(places: Sequence[Place]) -> list[Text]:
    parts = sorted({part.area.code for p in places for part in p.parts if part.share < 1})
    if not parts:
        return []
    return [
        Text(
            "Assumption: people live evenly over the areas that lie partly in a zone ({codes}), "
            "and are alike in both parts.",
            codes=_some(parts),
        )
    ]
