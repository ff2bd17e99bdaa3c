"""The year of figures, where a file's name or a cell tells it."""

from __future__ import annotations

import re
from typing import Final

_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def year_in(text: str) -> str:
    """The only year that a text names; empty when there is none, or more than one.

    >>> year_in("kwb-2023.csv"), year_in("2020JJ00"), year_in("2019 and 2020"), year_in("84799")
    ('2023', '2020', '', '')
    """
    found = set(_YEAR.findall(text))
    return found.pop() if len(found) == 1 else ""
