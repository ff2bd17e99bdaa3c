"""How the core says how far it is, without printing and without a clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sortition.errors import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Where a computation is: the stage in words, what is done (``total`` None: unknown)."""

    stage: Text
    done: int = 0
    total: int | None = None


Listener = Callable[[Moment], None]
"""Called often by the core. It may raise to stop the computation (a time limit, an interrupt)."""


def silent(moment: Moment) -> None:
    """A listener that ignores everything."""
