"""A register of people of any size: who may be written to, counted and drawn, by SQL.

same questions and get the same answers, row for row.
"""

from sortition.register.asked import Question, ask
from sortition.register.counting import count
from sortition.register.duck import open_duckdb
from sortition.register.engine import Engine, Register
from sortition.register.files import look, unchanged
from sortition.register.selecting import select

__all__ = [
    "Engine",
    "Question",
    "Register",
    "ask",
    "count",
    "look",
    "open_duckdb",
    "select",
    "unchanged",
]
