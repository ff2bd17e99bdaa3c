"""Every file of a draw as bytes, from records alone: no clock, no path (docs/format.md 1.3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from sortition.dossier.canonical import Json, canonical, fraction, sha256
from sortition.dossier.settings import Settings
from sortition.records.lottery import (
    Balance,
    Certificate,
    Counts,
    Cut,
    Draw,
    Interval,
    Level,
    Lottery,
    Multipliers,
    Reach,
    Welfare,
)
from sortition.records.pool import Pool
from sortition.records.quotas import Quota, Quotas
from sortition.records.space import HomeKind, Profile
from sortition.tables.csv_out import to_csv

PANEL: Final = "panel.csv"
NOT_DRAWN: Final = "not_drawn.csv"
CHANCES: Final = "chances.csv"
SEATING: Final = "seating.csv"
PANELS: Final = "panels.csv"
LOTTERY: Final = "lottery.json"
CERTIFICATE: Final = "certificate.json"
DRAW: Final = "draw.json"
REPORT: Final = "report.html"
MANIFEST: Final = "manifest.json"

NAMES: Final = (
    *(PANEL, NOT_DRAWN, CHANCES, SEATING, PANELS),
    *(LOTTERY, CERTIFICATE, DRAW, REPORT, MANIFEST),
)
"""The files of a draw, and no others (1.1); of a long list there is no ``panels.csv`` (5.5)."""

HASHED: Final = (LOTTERY, CERTIFICATE, SEATING)
"""The files that the number is drawn from; the report shows their hashes (7.1)."""


def data_files(pool: Pool, lottery: Lottery, draw: Draw, settings: Settings) -> dict[str, bytes]:
    """Name and bytes of every file but the report and the manifest."""
    seating = seating_csv(lottery)
    certificate = certificate_json(lottery.certificate)
    terms = lottery_json(lottery, seating=seating, certificate=certificate)
    return {
        PANEL: people_csv(pool, draw.panel),
        NOT_DRAWN: people_csv(pool, not_drawn(pool, draw)),
        CHANCES: chances_csv(lottery),
        SEATING: seating,
        **({PANELS: panels_csv(lottery)} if lottery.panels.is_listed else {}),
        LOTTERY: terms,
        CERTIFICATE: certificate,
        DRAW: draw_json(
            lottery, draw, settings, seating=seating, certificate=certificate, terms=terms
        ),
    }


def with_manifest(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files and their manifest."""
    return {**files, MANIFEST: manifest_json(files)}


def not_drawn(pool: Pool, draw: Draw) -> tuple[int, ...]:
    """Everybody of the pool outside the panel, ascending."""
    drawn = frozenset(draw.panel)
    return tuple(i for i in range(len(pool.registrants)) if i not in drawn)


def people_csv(pool: Pool, people: Iterable[int]) -> bytes:
    """The people (indices, ascending) with all their columns (2.3)."""
    return to_csv(pool.columns, [pool.registrants[i].cells for i in people])


def chances_csv(lottery: Lottery) -> bytes:
    """One row per person, in order of id (5.3)."""
    units = lottery.units
    rows = [
        (label, str(count), str(units), _decimal(count, units))
        for label, count in zip(lottery.space.labels, lottery.counts, strict=True)
    ]
    return to_csv(("id", "count", "of", "chance"), rows)


def seating_csv(lottery: Lottery) -> bytes:
    """Which queues sit in which panels (5.1)."""
    width = len(str(lottery.units - 1))
    first, rows = 0, []
    for block in lottery.panels.blocks:
        rows.append((f"{first:0{width}d}", str(block.copies), " ".join(map(str, block.seats))))
        first += block.copies
    return to_csv(("first", "copies", "seats"), rows)


def panels_csv(lottery: Lottery) -> bytes:
    """The people of the numbered panels (5.5).

    People are in order of id, so ascending indices are sorted ids.
    """
    labels = lottery.space.labels
    width = len(str(lottery.units - 1))
    rows = [
        (f"{j:0{width}d}", *(labels[i] for i in panel)) for j, panel in enumerate(lottery.panels)
    ]
    return to_csv(("panel", *map(str, range(1, lottery.space.size + 1))), rows)


def lottery_json(lottery: Lottery, *, seating: bytes, certificate: bytes) -> bytes:
    """Quotas, profiles, exact chances and value A (§4)."""
    space, together = lottery.space, lottery.spread.together
    return canonical(
        {
            "format": "sortition/lottery/3",
            "method": lottery.method.value,
            "size": space.size,
            "units": lottery.units,
            "construction": lottery.construction,
            "categories": space.quotas.categories,
            "quotas": [quota_json(row) for row in space.quotas.rows],
            **more_json(space.quotas),
            "profiles": [
                {**_profile(profile, space.labels), "chance": fraction(chance)}
                for profile, chance in zip(space.profiles, lottery.chances, strict=True)
            ],
            "kinds": [_kind(kind, space.labels) for kind in space.kinds],
            "spread": {
                "distinct": lottery.spread.distinct,
                "together": None if together is None else fraction(together),
            },
            "seating_sha256": sha256(seating),
            "certificate_sha256": sha256(certificate),
        }
    )


def certificate_json(certificate: Certificate) -> bytes:
    """The proof (§6)."""
    return canonical(
        {
            "format": "sortition/certificate/3",
            "cuts": [_cut(cut) for cut in certificate.cuts],
            "levels": [_level(level) for level in certificate.levels],
            "welfare": _welfare(certificate.welfare),
            "balance": _balance(certificate.balance),
            **_interval(certificate.interval),
            "reach": _reach(certificate),
        }
    )


def draw_json(
    lottery: Lottery,
    draw: Draw,
    settings: Settings,
    *,
    seating: bytes,
    certificate: bytes,
    terms: bytes,
) -> bytes:
    """Public values, number, settings, and the hashes of what they were drawn from (§7)."""
    return canonical(
        {
            "format": "sortition/draw/3",
            "seed": draw.seed,
            "randomness": draw.randomness,
            "number": draw.number,
            "of": lottery.units,
            "panel": [lottery.space.labels[i] for i in draw.panel],
            "settings": _settings(settings),
            "seating_sha256": sha256(seating),
            "lottery_sha256": sha256(terms),
            "certificate_sha256": sha256(certificate),
        }
    )


def manifest_json(files: Mapping[str, bytes]) -> bytes:
    """Name, size and hash of every other file, in order of their names (1.2)."""
    listed: list[Json] = [
        {"name": name, "bytes": len(files[name]), "sha256": sha256(files[name])}
        for name in sorted(files)
        if name != MANIFEST
    ]
    return canonical({"format": "sortition/manifest/3", "files": listed})


def _decimal(count: int, units: int) -> str:
    """The share count / units with six digits, rounded half up, in integers."""
    millionths = (2 * count * 10**6 + units) // (2 * units)
    whole, rest = divmod(millionths, 10**6)
    return f"{whole}.{rest:06d}"


def quota_json(row: Quota) -> dict[str, Json]:
    """One quota (4.2)."""
    return {
        "category": row.category,
        "value": row.value,
        "min": row.minimum,
        "max": row.maximum,
        "min_flex": row.min_flex,
        "max_flex": row.max_flex,
    }


def more_json(quotas: Quotas) -> dict[str, Json]:
    """Members that only quotas with derived categories (4.7) or weights (4.9) have."""
    return _derived(quotas) | ({"weights": quotas.weights} if quotas.weights else {})


def _derived(quotas: Quotas) -> dict[str, Json]:
    if not quotas.derived:
        return {}
    definitions: list[Json] = [
        {
            "category": one.category,
            "of": one.of,
            "values": [{"value": each.value, "where": each.where} for each in one.values],
        }
        for one in quotas.derived
    ]
    return {"derived": definitions}


def _profile(profile: Profile, labels: tuple[str, ...]) -> dict[str, Json]:
    return {
        "values": profile.values,
        "kind": profile.kind,
        "people": [labels[i] for i in profile.people],
    }


def _kind(kind: HomeKind, labels: tuple[str, ...]) -> dict[str, Json]:
    return {"homes": [[labels[i] for i in home] for home in kind.homes]}


def _cut(cut: Cut) -> dict[str, Json]:
    return {
        "weights": cut.weights,
        "bound": cut.bound,
        "reason": cut.reason.value,
        "after": cut.after,
    }


def _level(level: Level) -> dict[str, Json]:
    return {
        "chance": fraction(level.chance),
        "profiles": level.profiles,
        "multipliers": _multipliers(level.multipliers),
        "gap": fraction(level.gap),
    }


def _welfare(welfare: Welfare | None) -> Json:
    if welfare is None:
        return None
    return {"multipliers": _multipliers(welfare.multipliers), "gap": fraction(welfare.gap)}


def _balance(balance: Balance | None) -> Json:
    if balance is None:
        return None
    return {
        "floor": fraction(balance.floor),
        "cap": fraction(balance.cap),
        "multipliers": _multipliers(balance.multipliers),
        "pull": fraction(balance.pull),
        "bound": fraction(balance.bound),
        "gap": fraction(balance.gap),
    }


def _interval(interval: Interval | None) -> dict[str, Json]:
    """The member that only a computation that was ended has (6.9)."""
    if interval is None:
        return {}
    members: Json = {
        "allowed": fraction(interval.allowed),
        "low": fraction(interval.low),
        "high": fraction(interval.high),
        "multipliers": _multipliers(interval.multipliers),
        "moments": interval.moments,
    }
    return {"interval": members}


def _multipliers(multipliers: Multipliers) -> list[Json]:
    return [(row, fraction(value)) for row, value in multipliers]


def _reach(certificate: Certificate) -> dict[str, Json]:
    if certificate.reach is Reach.ROUNDED:
        return {"state": Reach.ROUNDED.value}
    combination: list[tuple[str, Counts]] = [
        (fraction(weight), panel) for weight, panel in certificate.combination
    ]
    return {"state": Reach.EXACT.value, "combination": combination}


def _settings(settings: Settings) -> dict[str, Json]:
    return {
        "household_columns": settings.household_columns,
        "id_column": settings.id_column,
        "language": settings.language,
        "units": settings.units,
        "version": settings.version,
    }
