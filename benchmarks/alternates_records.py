"""What is measured about alternates, and the file in which it is kept, one JSON line each."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One thing to measure.

    ``kind``: a key of ``KINDS``. ``base``: how likely people are to drop out, in %. ``count``:
    people who stand by (0: everybody). ``scenarios``: in which sets are chosen, or the solver
    looks. ``limit``: seconds for the solver; 0 where none is used.
    """

    kind: str
    shape: str
    seed: int
    base: int
    count: int
    scenarios: int
    limit: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Sets of one size, each chosen in another way, over the ``judged`` scenarios together.

    Seats wrong: with ``nobody``; with sets ``blind`` to quotas and with small panels (``mini``),
    means of many; with those of ``greedy`` and our ``best`` set; with our numbered sets on average
    (``drawn``); seats that lack when the best set sits from the start (``overdrawn``). ``hurried``
    is that of the best set by the shorter search that the means are made with.
    """

    judged: int
    nobody: int
    blind: float
    mini: float
    greedy: int
    best: int
    drawn: float
    hurried: int
    overdrawn: int
    inside: Inside
    chances: Chances
    seconds: float
    """Of the processor, from the panel to the numbered sets and the proof."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """Seats wrong over the scenarios in which sets were chosen.

    With ``nobody``, the ``greedy`` set, the ``best`` one that is known, the ``worst`` of the
    numbered ones; none is below ``bound``.
    """

    nobody: int
    greedy: int
    best: int
    worst: int
    bound: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chances:
    """Of how many people who were ``able`` how many are ``reached`` by a set; the ``most`` sets."""

    able: int
    reached: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """Everybody stands by: nobody can leave fewer than ``limit`` seats wrong in all scenarios.

    In the first ``checked`` scenarios that limit is ``checked_limit``, and ``checked_found`` were
    found by whole numbers. ``members`` is the chance of the panel to drop out, on average.
    """

    judged: int
    limit: int
    checked: int
    checked_limit: int
    checked_found: int | None
    members: float
    seats: int
    people: int
    groups: int
    rows: int
    drawn: int | None
    """How many to draw instead, so that enough stay with the chance asked for; None: no number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """Our set beside what a solver found and proved, over the scenarios of the job."""

    nobody: int
    greedy: int
    ours: int
    bound: int
    optimum: int | None
    proved: int
    seconds: float

    @property
    def ended(self) -> bool:
        """Whether the solver proved that no set is better than its own."""
        return self.optimum == self.proved


Found = Compared | Whole | Solved
KINDS: dict[str, type[Compared | Whole | Solved]] = {
    "sets": Compared,
    "pool": Whole,
    "optimum": Solved,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the file; ``revision`` is that of the code, ``machine`` what it ran on."""

    job: Job
    revision: str
    machine: str
    found: Found


class Kept:
    """The file of measurements: what is in it, and adding to it. The last about a job counts."""

    def __init__(self, path: Path) -> None:
        """Read what is there; a last line that was cut off is left out of account."""
        self.path = path
        self._lines: dict[Job, Line] = {line.job: line for line in _lines(path)}

    def latest(self, job: Job) -> Line | None:
        """The last measurement, of whatever revision."""
        return self._lines.get(job)

    def find(self, job: Job, revision: str) -> Line | None:
        """The last measurement where it is of this revision."""
        line = self._lines.get(job)
        return line if line is not None and line.revision == revision else None

    def add(self, line: Line) -> None:
        """Write one measurement to the end of the file."""
        self._lines[line.job] = line
        self.path.parent.mkdir(parents=True, exist_ok=True)
        cut_off = self.path.exists() and not self.path.read_bytes().endswith(b"\n")
        text = json.dumps(asdict(line), ensure_ascii=False) + "\n"
        with self.path.open("a", encoding="utf-8") as stream:
            stream.write("\n" + text if cut_off else text)
            stream.flush()
            os.fsync(stream.fileno())


def _lines(path: Path) -> Iterator[Line]:
    if not path.exists():
        return
    for text in path.read_text(encoding="utf-8").split("\n"):
        try:
            data = json.loads(text)
        except ValueError:
            continue  # empty, or cut off when a run was ended
        yield Line(**{**data, "job": Job(**data["job"]), "found": _found(data)})


def _found(data: dict[str, Any]) -> Found:
    found = data["found"]
    kind = KINDS[data["job"]["kind"]]
    if kind is Compared:
        found |= {"inside": Inside(**found["inside"]), "chances": Chances(**found["chances"])}
    return kind(**found)
