"""Ed25519 signatures checked by hand, with the standard library alone (RFC 8032, 5.1).

Only checking: nothing here is secret, so nothing has to take the same time for every input.
"""

from __future__ import annotations

import hashlib
from typing import Final

P: Final = 2**255 - 19
ORDER: Final = 2**252 + 27742317777372353535851937790883648493
D: Final = -121665 * pow(121666, -1, P) % P
ROOT: Final = pow(2, (P - 1) // 4, P)
"""A square root of -1."""

_KEY, _SIGNATURE = 32, 64

Point = tuple[int, int, int, int]
"""X, Y, Z, T with x = X/Z, y = Y/Z, x·y = T/Z (5.1.4)."""

NEUTRAL: Final[Point] = (0, 1, 1, 0)


def signature_is_right(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature (64 bytes) of the message is that of the key (32 bytes), 5.1.7."""
    if len(key) != _KEY or len(signature) != _SIGNATURE:
        return False
    public = _decode(key)
    s = int.from_bytes(signature[_KEY:], "little")
    if public is None or s >= ORDER:
        return False
    hashed = hashlib.sha512(signature[:_KEY] + key + message).digest()
    k = int.from_bytes(hashed, "little") % ORDER
    # [s]B = R + [k]A, so R = [s]B + [k](-A); compared in the one form that a point has.
    x, y, z, t = public
    expected = _sum_of(s, BASE, k, (-x % P, y, z, -t % P))
    return _encode(expected) == signature[:_KEY]


def _add(a: Point, b: Point) -> Point:
    """The sum of two points (5.1.4)."""
    (ax, ay, az, at), (bx, by, bz, bt) = a, b
    left = (ay - ax) * (by - bx) % P
    right = (ay + ax) * (by + bx) % P
    both = 2 * at * bt * D % P
    scale = 2 * az * bz % P
    e, f, g, h = right - left, scale - both, scale + both, right + left
    return e * f % P, g * h % P, f * g % P, e * h % P


def _sum_of(m: int, a: Point, n: int, b: Point) -> Point:
    """[m]a + [n]b, bit by bit from the highest, both at once."""
    to_add = (None, a, b, _add(a, b))
    found = NEUTRAL
    for bit in range(max(m.bit_length(), n.bit_length()) - 1, -1, -1):
        found = _add(found, found)
        term = to_add[(m >> bit & 1) + 2 * (n >> bit & 1)]
        if term:
            found = _add(found, term)
    return found


def _encode(point: Point) -> bytes:
    """A point as 32 bytes: y, and the parity of x in the highest bit (5.1.2)."""
    x, y, z, _ = point
    inverse = pow(z, -1, P)
    x, y = x * inverse % P, y * inverse % P
    return (y | (x & 1) << 255).to_bytes(_KEY, "little")


def _decode(content: bytes) -> Point | None:
    """The point in 32 bytes, or None (5.1.3)."""
    y = int.from_bytes(content, "little")
    odd, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (x == 0 and odd):
        return None
    if x & 1 != odd:
        x = P - x
    return x, y, 1, x * y % P


def _base() -> Point:
    found = _decode((4 * pow(5, -1, P) % P).to_bytes(_KEY, "little"))
    if found is None:
        raise AssertionError("the base point is a point")
    return found


BASE: Final = _base()
