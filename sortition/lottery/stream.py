"""A long stream of public bytes from value A, for the many small choices of construction.

SHAKE-256 over the ticket encoding (FIPS 202 §6.2; docs/format.md §3): whole numbers only, the same
on every machine.
"""

from __future__ import annotations

import hashlib
from math import prod

import numpy as np

from sortition.draw.tickets import encode
from sortition.lottery.linear import Integers


class Stream:
    """Numbers that depend on the public value, the purpose and how many were taken before."""

    def __init__(self, value: str, purpose: str) -> None:
        self._key = (value, purpose)
        self._taken = 0

    def below(self, bound: int, *shape: int) -> Integers:
        """Whole numbers ``0 <= x < bound <= 2**32``, an array of this shape.

        A bound that is no power of two favours some numbers by at most bound/2**32: fine for the
        choices of construction,
        which leave everyone's chance as it is; never used for the draw.
        """
        value, purpose = self._key
        text = encode("sortition/1", "stream", value, purpose, str(self._taken))
        self._taken += 1
        words = np.frombuffer(hashlib.shake_256(text).digest(4 * prod(shape)), dtype="<u4")
        return (
            ((words.astype(np.uint64) * np.uint64(bound)) >> np.uint64(32))
            .astype(np.int64)
            .reshape(shape)
        )

    def order(self, length: int) -> Integers:
        """A random order of ``range(length)``."""
        return np.argsort(self.below(2**32, length), kind="stable")
