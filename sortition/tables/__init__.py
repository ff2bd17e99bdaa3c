"""Spreadsheets in and out: registrants and quotas in every usual dialect, formula-safe CSV out.

In: ``read`` makes rows of text out of any file, ``quotas_table`` and ``registrants_table`` say what
they mean, ``load`` does both files and reports every problem at once. Out: ``csv_out``.
"""

from sortition.tables.csv_out import from_csv, to_csv
from sortition.tables.load import Loaded, load, pool_from_table
from sortition.tables.raw import RawTable
from sortition.tables.read import read_table

__all__ = [
    "Loaded",
    "RawTable",
    "from_csv",
    "load",
    "pool_from_table",
    "read_table",
    "to_csv",
]
