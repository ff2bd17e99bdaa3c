"""The engine: profiles, exactly fair chances, their proof, and the numbered panels."""

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
