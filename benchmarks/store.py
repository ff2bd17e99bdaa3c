"""Finished measurements, one JSON line each, so that a run that was interrupted goes on.

A line tells the recipe of the pool, the tool, M where it was asked for, the revision of the tool's
code, the time limit, and what was measured. The last line about the same thing counts.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from benchmarks.records import (
    Measurement,
    Pool,
    Recipe,
    measurement_from_data,
    recipe_from_data,
)

Key = tuple[Recipe, str, int | None]
"""What was run: pool, tool, M (None: the tool's choice)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a report says about a pool without making it again.

    ``profiles``: kinds of people by their values, shared addresses left out of account.
    ``selection``: the strength of self-selection after ``attempt`` easings.
    """

    quotas: int
    profiles: int
    attempt: int
    selection: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the file. ``load``: how many others wanted a processor when it started."""

    recipe: Recipe
    tool: str
    units: int | None
    revision: str
    limit: float
    commit: str
    machine: str
    load: float
    facts: Facts
    measurement: Measurement

    @property
    def key(self) -> Key:
        """What was run, whatever the revision and the limit."""
        return (self.recipe, self.tool, self.units)

    @property
    def seconds(self) -> float | None:
        """The seconds of a run that finished; None of any other."""
        done = self.measurement.status == "finished"
        return self.measurement.seconds if done else None


def facts_of(pool: Pool) -> Facts:
    """Return the facts of a pool."""
    names = [name for name, _ in pool.categories]
    return Facts(
        quotas=len(pool.quotas),
        profiles=len({tuple(person[name] for name in names) for person in pool.registrants}),
        attempt=pool.attempt,
        selection=pool.selection,
    )


class Store:
    """The file of results: what is in it, and adding to it."""

    def __init__(self, path: Path) -> None:
        """Read what is there; a last line that was cut off is left out of account."""
        self.path = path
        self._entries: dict[Key, dict[str, Entry]] = {}
        for entry in _entries(path):
            self._keep(entry)

    def _keep(self, entry: Entry) -> None:
        by_revision = self._entries.setdefault(entry.key, {})
        by_revision.pop(entry.revision, None)  # the newest comes last
        by_revision[entry.revision] = entry

    def find(self, key: Key, revision: str, limit: float) -> Entry | None:
        """Return what this revision did, unless a longer limit could tell more now."""
        entry = self._entries.get(key, {}).get(revision)
        if entry is None:
            return None
        return None if _could_tell_more(entry, limit) else entry

    def latest(self, key: Key) -> Entry | None:
        """Return the last measurement, of whatever revision."""
        return next(reversed(self._entries.get(key, {}).values()), None)

    def add(self, entry: Entry) -> None:
        """Write one measurement to the end of the file, and make sure that it is there."""
        self._keep(entry)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        line = json.dumps(asdict(entry), ensure_ascii=False) + "\n"
        with self.path.open("a+b") as stream:
            if stream.tell() and not _ends_a_line(stream):
                line = "\n" + line
            stream.write(line.encode())
            stream.flush()
            os.fsync(stream.fileno())


def _could_tell_more(entry: Entry, limit: float) -> bool:
    """Return whether to run again: stopped earlier than now allowed, or perhaps installed since."""
    measurement = entry.measurement
    if measurement.status == "unavailable":
        return True
    drawing = measurement.outcome is not None and measurement.outcome.draws is not None
    return (measurement.status == "timed out" or drawing) and entry.limit < limit


def _ends_a_line(stream: BinaryIO) -> bool:
    stream.seek(-1, os.SEEK_END)
    return bool(stream.read(1) == b"\n")


def _entries(path: Path) -> Iterator[Entry]:
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8", errors="replace").split("\n"):
        try:
            data = json.loads(line)
        except ValueError:
            continue  # empty, or cut off when a run was ended
        yield Entry(
            **{
                **data,
                "recipe": recipe_from_data(data["recipe"]),
                "facts": Facts(**data["facts"]),
                "measurement": measurement_from_data(data["measurement"]),
            }
        )
