"""BLS signatures on the curve BLS12-381 (draft-irtf-cfrg-bls-signature, RFC 9380 for hashing).

Importing this needs py_ecc, which the extra ``drand`` brings. A signature takes about a second.
"""

from __future__ import annotations

import hashlib
import sys
from typing import Any, Final

# The library raises this limit for the whole process; a deeply nested file could then crash us.
_LIMIT: Final = sys.getrecursionlimit()

from py_ecc.bls.hash_to_curve import hash_to_G1, hash_to_G2  # noqa: E402 - see above
from py_ecc.bls.point_compression import decompress_G1, decompress_G2  # noqa: E402
from py_ecc.optimized_bls12_381 import (  # noqa: E402
    FQ12,
    G1,
    G2,
    curve_order,
    final_exponentiate,
    is_inf,
    multiply,
    neg,
    pairing,
)

sys.setrecursionlimit(_LIMIT)

_SMALL: Final = 48
"""Bytes of a compressed point on G1; on G2 twice as many."""

Point = Any
"""Coordinates as the library holds them."""


def signed_on_g1(*, key: bytes, message: bytes, signature: bytes, domain: bytes) -> bool:
    """Whether the signature (48 bytes) is that of the key (96 bytes) under the message."""
    try:
        at, public = _on_g1(signature), _on_g2(key)
    except ValueError:
        return False
    target = hash_to_G1(message, domain, hashlib.sha256)
    return _in_group(at) and _balanced(((G2, at), (public, neg(target))))


def signed_on_g2(*, key: bytes, message: bytes, signature: bytes, domain: bytes) -> bool:
    """Whether the signature (96 bytes) is that of the key (48 bytes) under the message."""
    try:
        at, public = _on_g2(signature), _on_g1(key)
    except ValueError:
        return False
    target = hash_to_G2(message, domain, hashlib.sha256)
    return _in_group(at) and _balanced(((at, neg(G1)), (target, public)))


def _on_g1(point: bytes) -> Point:
    if len(point) != _SMALL:
        raise ValueError("not a point of G1")
    return decompress_G1(int.from_bytes(point, "big"))


def _on_g2(point: bytes) -> Point:
    if len(point) != 2 * _SMALL:
        raise ValueError("not a point of G2")
    first, second = point[:_SMALL], point[_SMALL:]
    return decompress_G2((int.from_bytes(first, "big"), int.from_bytes(second, "big")))


def _in_group(point: Point) -> bool:
    """Whether the point is of the right order, and not the neutral one, which signs anything."""
    return not is_inf(point) and is_inf(multiply(point, curve_order))


def _balanced(pairs: tuple[tuple[Point, Point], ...]) -> bool:
    """Whether the pairings of (point of G2, point of G1) multiply to one."""
    product = FQ12.one()
    for left, right in pairs:
        product *= pairing(left, right, final_exponentiate=False)
    return bool(final_exponentiate(product) == FQ12.one())
