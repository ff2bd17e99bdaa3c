"""The ceremony page: the numbered panels on the projector, and the drawn one's make-up.

It holds what the public files hold and no more (docs/format.md §18): the seats of each value in
each panel, never who sits there. From both together anybody could work out who has which values.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sortition.page.assemble import assembled
from sortition.records.plan import Source
from sortition.texts import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A quota as it is shown: from ``min`` to ``max`` seats for a value of a category."""

    category: str
    value: str
    min: int
    max: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceremony:
    """What the page shows.

    ``panels`` are, for each numbered panel, the seats of each of ``quotas`` (None: kept from the
    public); None as a whole when the list is too long to be public. ``sources`` are those of value
    B. ``commitment`` is the hash of the entry that fixed the panels, ``words`` the same to read.
    """

    title: str
    language: Language
    size: int
    units: int
    quotas: tuple[Item, ...]
    panels: tuple[tuple[int | None, ...], ...] | None
    sources: tuple[Source, ...]
    commitment: str
    words: tuple[str, ...]


def ceremony_page(ceremony: Ceremony) -> bytes:
    """``ceremony.html``: one file, no network, the same bytes for the same ceremony."""
    makeups, panels = _indexed(ceremony.panels)
    data = {
        "title": ceremony.title,
        "language": ceremony.language,
        "size": ceremony.size,
        "units": ceremony.units,
        "quotas": [asdict(quota) for quota in ceremony.quotas],
        "makeups": makeups,
        "panels": panels,
        "sources": [{**asdict(source), "kind": source.kind.value} for source in ceremony.sources],
        "commitment": ceremony.commitment,
        "words": ceremony.words,
    }
    return assembled("ceremony", data=data)


def _indexed(
    panels: tuple[tuple[int | None, ...], ...] | None,
) -> tuple[list[str], list[int] | None]:
    """Each different make-up once, as text, and for each panel which one it has."""
    if panels is None:
        return [], None
    places: dict[str, int] = {}
    found = []
    for panel in panels:
        text = " ".join("x" if seats is None else str(seats) for seats in panel)
        found.append(places.setdefault(text, len(places)))
    return list(places), found
