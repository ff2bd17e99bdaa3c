"""The engine: profiles, exactly fair chances, their proof, and the numbered panels.

A name is loaded when it is first asked for: the solvers take a second to load, and reading what was
computed before needs none of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from sortition.lottery.comparison import compare_methods
    from sortition.lottery.engine import fair_chances, fair_lottery, find_panel, smallest_chance
    from sortition.lottery.spaces import build_space

__all__ = [
    "build_space",
    "compare_methods",
    "fair_chances",
    "fair_lottery",
    "find_panel",
    "smallest_chance",
]

_PLACES: Final[Mapping[str, tuple[str, ...]]] = {
    "sortition.lottery.comparison": ("compare_methods",),
    "sortition.lottery.engine": ("fair_chances", "fair_lottery", "find_panel", "smallest_chance"),
    "sortition.lottery.spaces": ("build_space",),
}
"""Where each name is; the imports above say so too, to whoever checks types."""
_MODULES: Final = {name: module for module, names in _PLACES.items() for name in names}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - any of the names above
    """The function of that name."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_MODULES[name]), name)
