"""Signs that nobody sees, and that no workbook can hold."""

from __future__ import annotations

import re
from typing import Final

_UNSEEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What XML 1.0 has no way to write (2.2)."""


def without_unseen(text: str) -> str:
    r"""The text without them; line feeds and tabs stay.

    >>> without_unseen("a\x07b")
    'ab'
    """
    return _UNSEEN.sub("", text)
