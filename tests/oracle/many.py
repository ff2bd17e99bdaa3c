"""Compare the engine with the exact method on many hard pools; see ``--help``.

Each pool leaves one line in a file, under the engine's revision; a run that was ended goes on where
it was. The engine works in a process of its own, which is ended when a pool takes too long.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from statistics import median

from benchmarks.revision import revision
from sortition.errors import NoPanelError
from sortition.lottery import build_space, fair_lottery
from sortition.records.lottery import CutReason, Lottery, Reach
from sortition.records.progress import Moment
from tests.hard_pools import hard_case
from tests.oracle.agreement import faults_of_clash, faults_of_lottery
from tests.oracle.columns import Answer, leximin
from tests.oracle.panels import OracleError
from tests.small_pools import Case

Interval = tuple[Fraction, Fraction]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What became of one pool.

    ``state``: equal, wrong, crash (an error that is none of the pool's), stall (no end within the
    limit) or undecided (the exact method did not come to an end). ``deep_cuts``: cuts that are
    about more than people whom no panel can hold. Seconds are of the processor, the limit is by
    the clock.
    """

    pool: int
    digest: str
    revision: str
    state: str
    faults: tuple[str, ...]
    people: int
    size: int
    groups: int
    levels: int
    cuts: int
    deep_cuts: int
    unseatable: int
    reach: str
    seconds: float
    exact_seconds: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is not in the file yet, then print the summary; 1 when anything is not equal."""
    options = _options(arguments)
    known = {(line.pool, line.digest, line.revision): line for line in _read(options.results)}
    lines = []
    engine = Engine(options.limit)
    ours = revision("ours-leximin")
    for number in range(options.first, options.first + options.pools):
        case = hard_case(number)
        key = (number, _digest(case), ours)
        line = known.get(key)
        if line is None or (options.retry and line.state != "equal"):
            line = _compare(case, key, engine)
            with options.results.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(line)) + "\n")
            if line.state != "equal":
                print(_told(line), flush=True)
        lines.append(line)
    engine.end()
    print("\n".join(summary(lines)))
    return int(any(line.state != "equal" for line in lines))


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.oracle.many",
        description=__doc__.partition(";")[0] + ".",
        epilog="Example: python -m tests.oracle.many --pools 2000",
    )
    parser.add_argument("--pools", type=int, default=2000, help="how many (2000)")
    parser.add_argument("--first", type=int, default=0, help="the number of the first pool (0)")
    parser.add_argument("--limit", type=float, default=60, help="seconds per pool (60)")
    parser.add_argument("--retry", action="store_true", help="repeat those that were not equal")
    parser.add_argument("--results", type=Path, default=Path("hard-pools.jsonl"))
    return parser.parse_args(arguments)


def summary(lines: Sequence[Line]) -> Iterator[str]:
    """What there is to say about these pools."""
    states = Counter(line.state for line in lines)
    yield f"{len(lines)} pools: " + ", ".join(f"{n} {state}" for state, n in sorted(states.items()))
    possible = [line for line in lines if line.levels]
    yield (
        f"with a panel {len(possible)}; relaxation not tight {sum(1 for p in possible if p.cuts)}, "
        f"and not only for people without a panel {sum(1 for p in possible if p.deep_cuts)}; "
        f"more than one level {sum(1 for p in possible if p.levels > 1)}; "
        f"rounded {sum(1 for p in possible if p.reach == Reach.ROUNDED)}"
    )
    if lines:
        seconds = sorted(line.seconds for line in lines)
        yield (
            f"engine: median {median(seconds):.3f} s, 9 in 10 below "
            f"{seconds[len(seconds) * 9 // 10]:.2f} s, longest {seconds[-1]:.1f} s, "
            f"all {sum(seconds):.0f} s; exact method: all "
            f"{sum(line.exact_seconds for line in lines):.0f} s"
        )
    for line in sorted(lines, key=lambda line: -line.seconds)[:10]:
        yield f"  pool {line.pool}: {line.seconds:.1f} s, {line.groups} groups of {line.people}"
    yield from (_told(line) for line in lines if line.state != "equal")


def _told(line: Line) -> str:
    return f"  pool {line.pool}: {line.state}: {'; '.join(line.faults[:3])}"


class Engine:
    """The engine in its own process, started again after it had to be ended."""

    def __init__(self, limit: float) -> None:
        self._limit = limit
        self._process: SpawnProcess | None = None

    def _start(self) -> None:
        context = get_context("spawn")
        self._ours, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()
        self._ours.recv()  # it is ready

    def ask(self, number: int) -> tuple[object, tuple[Interval, ...], float]:
        """The lottery or error, what was said to be proved on the way, and the seconds."""
        if self._process is None:
            self._start()
        self._ours.send(number)
        if self._ours.poll(self._limit):
            try:
                found, said, seconds = self._ours.recv()
            except EOFError:
                self._process = None
                return "the process died", (), self._limit
            return found, said, seconds
        self._process.kill()
        self._process.join()
        self._process = None
        return "no end", (), self._limit

    def end(self) -> None:
        """End the process."""
        if self._process is not None:
            self._ours.send(None)
            self._process.join()


def _serve(connection: Connection) -> None:
    connection.send("ready")
    while (number := connection.recv()) is not None:
        case = hard_case(number)
        said: dict[Interval, None] = {}

        def listen(moment: Moment, said: dict[Interval, None] = said) -> None:
            low, high = moment.stage.values.get("low"), moment.stage.values.get("high")
            if isinstance(low, Fraction) and isinstance(high, Fraction):
                said[low, high] = None

        start = time.process_time()
        found: object
        try:
            space = build_space(case.pool, case.quotas, case.size)
            found = fair_lottery(space, construction=f"A {number}", listen=listen)
        except NoPanelError as error:
            found = error
        except Exception as error:  # noqa: BLE001 - whatever it is, it is to be reported
            found = f"{type(error).__name__}: {error}"
        connection.send((found, tuple(said), time.process_time() - start))


def _compare(case: Case, key: tuple[int, str, str], engine: Engine) -> Line:
    found, said, seconds = engine.ask(key[0])
    start = time.process_time()
    answer: Answer | None = None
    try:
        answer = leximin(case.pool, case.quotas, case.size)
        state, faults = _judge(case, found, said, answer)
    except OracleError as error:
        state, faults = "undecided", [str(error)]
    lottery = found if isinstance(found, Lottery) else None
    certificate = lottery.certificate if lottery else None
    return Line(
        pool=key[0],
        digest=key[1],
        revision=key[2],
        state=state,
        faults=tuple(faults),
        people=len(case.pool.registrants),
        size=case.size,
        groups=len(answer.chances) if answer else 0,
        levels=len(certificate.levels) if certificate else 0,
        cuts=len(certificate.cuts) if certificate else 0,
        deep_cuts=sum(cut.reason is CutReason.CUT for cut in certificate.cuts)
        if certificate
        else 0,
        unseatable=len(answer.unseatable) if answer else 0,
        reach=str(certificate.reach) if certificate else "",
        seconds=round(seconds, 3),
        exact_seconds=round(time.process_time() - start, 3),
    )


def _judge(
    case: Case, found: object, said: Iterable[Interval], answer: Answer | None
) -> tuple[str, list[str]]:
    if isinstance(found, str):
        return ("stall" if found == "no end" else "crash"), [found]
    if isinstance(found, Lottery):
        faults = faults_of_lottery(case, found, answer)
    elif isinstance(found, NoPanelError):
        faults = faults_of_clash(case, found, answer)
    else:
        raise TypeError(found)
    if answer is not None:
        best = min(chance for chance in answer.chances if chance)
        faults += [
            f"on the way {low} to {high} was said to be proved, and {best} is the best"
            for low, high in said
            if not low <= best <= high
        ]
    return ("wrong" if faults else "equal"), faults


def _read(path: Path) -> list[Line]:
    """The lines of the file; a last one that was not written to its end is taken away."""
    if not path.exists():
        return []
    text = path.read_text(encoding="utf-8")
    whole = text[: text.rfind("\n") + 1]
    if whole != text:
        path.write_text(whole, encoding="utf-8")
    data = [json.loads(line) for line in whole.splitlines()]
    return [Line(**{**one, "faults": tuple(one["faults"])}) for one in data]


def _digest(case: Case) -> str:
    return hashlib.sha256(repr(case).encode()).hexdigest()[:12]


if __name__ == "__main__":
    sys.exit(main())
