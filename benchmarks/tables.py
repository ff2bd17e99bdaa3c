"""The benchmark's tables: what was measured, in cells of text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.records import Measurement, Pool

Cells = tuple[str, ...]
BESIDE: Cells = (
    *("pool", "people/seats/quotas", "seed", "ours s", "peer s", "faster", "ours MB", "peer MB"),
    *("memory", "ours smallest", "peer smallest", "ours panels", "peer panels", "notes"),
)
PROOF: Cells = (
    *("pool", "people/seats/quotas", "profiles", "width", "seed", "s", "MB", "smallest", "levels"),
    *("gap", "reached", "cuts", "no panel holds", "M", "distinct", "furthest off", "notes"),
)
CLOCKS: Cells = (
    *("pool", "seed", "ours s", "ours processor s", "ours whole process s"),
    *("peer s", "peer processor s", "peer whole process s", "faster by the processor"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Ours on one pool, and a peer beside it or None."""

    pool: Pool
    width: str
    seed: int
    ours: Measurement
    peer: Measurement | None


def beside(run: Run) -> Cells:
    """Return the line of one pool in the table of both tools, in the order of ``BESIDE``."""
    ours, peer = run.ours, run.peer
    if peer is None:
        raise ValueError(f"{run.pool.name}: no peer was run")
    return (
        *(run.pool.name, _shape(run.pool), str(run.seed)),
        *(_seconds(ours), _seconds(peer), _faster(run)),
        *(_peak(ours), _peak(peer), _memory(ours, peer)),
        *(_smallest(ours), _smallest(peer), _panels(ours), _panels(peer)),
        _notes(("ours", ours), ("peer", peer)),
    )


def proof(run: Run) -> Cells:
    """Return the line of one pool in the table of what we proved, in the order of ``PROOF``."""
    pool, ours, outcome = run.pool, run.ours, run.ours.outcome
    found = (
        ("",) * 8
        if outcome is None
        else (
            *(str(outcome.levels), _gap(outcome.gap), str(outcome.reach), str(outcome.cuts)),
            *(str(outcome.without_chance), str(outcome.units), _panels(ours), str(outcome.off)),
        )
    )
    return (
        *(pool.name, _shape(pool), str(_profiles(pool)), run.width, str(run.seed)),
        *(_seconds(ours), _peak(ours), _smallest(ours)),
        *found,
        _notes(("ours", ours)),
    )


def clocks(run: Run) -> Cells:
    """Return the line of one pool in the table of three clocks, in the order of ``CLOCKS``."""
    if run.peer is None:
        raise ValueError(f"{run.pool.name}: no peer was run")
    ratio = times_less_work(run)
    return (
        *(run.pool.name, str(run.seed), *_clocks(run.ours), *_clocks(run.peer)),
        "" if ratio is None else f"{_more(run.peer)}{ratio:.3g}×",
    )


def _clocks(measurement: Measurement) -> Cells:
    cpu, whole = measurement.cpu_seconds, measurement.process_seconds
    return (
        _seconds(measurement),
        "" if cpu is None else f"{_more(measurement)}{cpu:.3g}",
        "" if whole is None else f"{whole:.3g}",
    )


def _shape(pool: Pool) -> str:
    return f"{len(pool.registrants)}/{pool.size}/{len(pool.quotas)}"


def _profiles(pool: Pool) -> int:
    """Return how many kinds of people there are, shared addresses left out of account."""
    names = [name for name, _ in pool.categories]
    return len({tuple(person[name] for name in names) for person in pool.registrants})


def _seconds(measurement: Measurement) -> str:
    if measurement.status != "finished" or measurement.seconds is None:
        return measurement.status
    return f"{measurement.seconds:.3g}"


def _peak(measurement: Measurement) -> str:
    if measurement.peak_mb is None:
        return ""
    return f"{_more(measurement)}{measurement.peak_mb:.0f}"


def _more(measurement: Measurement) -> str:
    """Return the sign that stands before a bound, where a run was stopped."""
    return "> " if measurement.status == "timed out" else ""


def times_faster(run: Run) -> float | None:
    """Return how many times faster we are than the peer; None unless both finished."""
    ours, peer = run.ours, run.peer
    if peer is None or (ours.status, peer.status) != ("finished", "finished"):
        return None
    return peer.seconds / ours.seconds if peer.seconds and ours.seconds else None


def times_less_work(run: Run) -> float | None:
    """Return the peer's processor time over ours (a bound where the peer was stopped)."""
    if run.peer is None or run.ours.status != "finished":
        return None
    ours, peer = run.ours.cpu_seconds, run.peer.cpu_seconds
    return peer / ours if ours and peer else None


def _faster(run: Run) -> str:
    """Return how many times faster we are; where the peer was stopped, a lower bound."""
    ratio = times_faster(run)
    if ratio is not None:
        return f"{ratio:.3g}×"
    ours, peer = run.ours, run.peer
    if peer is None or (ours.status, peer.status) != ("finished", "timed out"):
        return ""
    return f"> {peer.seconds / ours.seconds:.3g}×" if peer.seconds and ours.seconds else ""


def _memory(ours: Measurement, peer: Measurement) -> str:
    if ours.status != "finished" or not ours.peak_mb or not peer.peak_mb:
        return ""
    return f"{_more(peer)}{peer.peak_mb / ours.peak_mb:.2g}×"


def _smallest(measurement: Measurement) -> str:
    """Return the smallest chance, and how many people have none."""
    outcome = measurement.outcome
    if outcome is None or outcome.smallest is None:
        return ""
    without = f" ({outcome.without_chance} have none)" if outcome.without_chance else ""
    return f"{outcome.smallest:.5f}{without}"


def _panels(measurement: Measurement) -> str:
    outcome = measurement.outcome
    return "" if outcome is None or outcome.panels is None else str(outcome.panels)


def _gap(gap: str | None) -> str:
    """Return an exact gap: 0 as it is, a fraction as a number of ordinary length."""
    if gap is None or "/" not in gap:
        return str(gap)
    above, below = map(int, gap.split("/"))
    return f"{above / below:.1e}"


def _notes(*measurements: tuple[str, Measurement]) -> str:
    """Return what failed and what a tool said of its own result; one line, safe in a table."""
    said = [
        f"{who}: {text}"
        for who, measurement in measurements
        for text in (measurement.message, measurement.outcome.note if measurement.outcome else "")
        if text
    ]
    return " ".join("; ".join(said).split()).replace("|", "/")


def line(cells: Iterable[str]) -> str:
    """Return cells as one line of a markdown table."""
    return "| " + " | ".join(cells) + " |"


def table(header: Cells, rows: Sequence[Cells]) -> str:
    """Return a whole markdown table."""
    return "\n".join([line(header), line("---" for _ in header), *map(line, rows)]) + "\n"
