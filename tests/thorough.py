"""Whether tests look at everything: ``SORTITION_TESTS=all pytest``.

Some look at many random pools that each take seconds. By default they take a part of them, so that
the whole suite is done in minutes; before a release, and after a change of the engine, all count.
"""

from __future__ import annotations

import os
from typing import TypeVar

Item = TypeVar("Item")

ALL = os.environ.get("SORTITION_TESTS") == "all"


def also(few: tuple[Item, ...], slow: tuple[Item, ...]) -> tuple[Item, ...]:
    """The few, and when everything counts those that take long too."""
    return (*few, *slow) if ALL else few
