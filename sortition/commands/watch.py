"""A listener with a clock: shows progress of long computations, and keeps the time limit."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from sortition.commands.wishes import Wishes
from sortition.errors import StoppedError, Text
from sortition.records.progress import Moment

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE: Final = 1.5
"""Seconds before anything is shown: what is quicker needs no display."""


class Watch:
    """Used as ``with Watch(...) as listen:``; ``listen`` is a Listener.

    Raises StoppedError when the limit (seconds, or None) has passed, at the next sign of life.
    """

    def __init__(
        self,
        wishes: Wishes,
        *,
        limit: float | None = None,
        shown: bool | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``shown`` None: only when errors go to a terminal and nobody asked for silence."""
        self._speaker = wishes.speaker
        self._limit = limit
        self._clock = clock
        self._start = clock()
        self._moment: Moment | None = None
        self._display: tuple[Progress, TaskID] | None = None
        self._lock = threading.Lock()
        quiet = wishes.quiet or wishes.json
        visible = (sys.stderr.isatty() and not quiet) if shown is None else shown
        self._timer = threading.Timer(PATIENCE, self._open) if visible else None

    def __enter__(self) -> Self:
        if self._timer:
            self._timer.daemon = True
            self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._timer:
            self._timer.cancel()
        with self._lock:
            self._timer = None
            if self._display:
                self._display[0].stop()

    def __call__(self, moment: Moment) -> None:
        """Note where the computation is."""
        if self._limit is not None and self._clock() - self._start > self._limit:
            raise StoppedError(_too_late(self._limit, moment))
        with self._lock:
            self._moment = moment
            self._refresh()

    def _open(self) -> None:
        """Start the display; called by the timer, from its own thread."""
        from rich.console import Console  # noqa: PLC0415 - costs time, and only long runs need it
        from rich.progress import (  # noqa: PLC0415
            BarColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
        )

        progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TextColumn("{task.fields[counted]}", markup=False),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        with self._lock:
            if self._timer is None:  # already over
                return
            task = progress.add_task(self._speaker.plain("…"), total=None, counted="")
            self._display = (progress, task)
            self._refresh()
            progress.start()

    def _refresh(self) -> None:
        if self._display is None or self._moment is None:
            return
        progress, task = self._display
        moment = self._moment
        done = self._speaker.number(moment.done)
        total = "" if moment.total is None else f" / {self._speaker.number(moment.total)}"
        progress.update(
            task,
            description=self._speaker.text(moment.stage),
            completed=moment.done,
            total=moment.total,
            counted=f"{done}{total}" if moment.done or moment.total else "",
        )


def _too_late(limit: float, moment: Moment) -> Text:
    reached = Text("{done} of {total}", done=moment.done, total=moment.total)
    return Text(
        "The time limit of {limit} seconds has passed. It had got to: {stage} ({reached}). "
        "Nothing was drawn. Allow more time, or make the quotas wider.",
        limit=f"{limit:g}",
        stage=moment.stage,
        reached=moment.done if moment.total is None else reached,
    )
