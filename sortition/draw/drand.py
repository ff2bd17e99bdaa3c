"""The drand beacon: when a round comes out, whether its signature is right (docs/format.md 14.6).

Signatures are checked offline (``bls``) when the library for it is installed, which a draw does not
need.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final


class Scheme(Enum):
    """Which message is signed, and on which of the two groups the signature lies."""

    CHAINED = b"BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_"
    """The key on G1, the signature on G2; each message holds the signature before it."""
    UNCHAINED = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"
    """The signature on G1, the key on G2; the message is the number of the round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """A network of the League of Entropy, named by its hash; times are in seconds."""

    hash: str
    key: str
    genesis: int
    period: int
    scheme: Scheme

    def moment(self, number: int) -> int:
        """When round ``number`` (>= 1) comes out, in seconds since 1970."""
        return self.genesis + (number - 1) * self.period


CHAINS: Final[Mapping[str, Chain]] = {
    "quicknet": Chain(
        hash="52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
        key="83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c"
        "8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb"
        "5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a",
        genesis=1_692_803_367,
        period=3,
        scheme=Scheme.UNCHAINED,
    ),
    "default": Chain(
        hash="8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce",
        key="868f005eb8e6e4ca0a47c8a77ceaa5309a47978a7c71bc5cce96366b5d7a5699"
        "37c529eeda66c7293784a9402801af31",
        genesis=1_595_431_050,
        period=30,
        scheme=Scheme.CHAINED,
    ),
}
"""The networks that are known, by the names that drand gives them."""


def randomness(signature: bytes) -> str:
    """A round's value: the SHA-256 of its signature, in hexadecimal."""
    return hashlib.sha256(signature).hexdigest()


def message(chain: Chain, number: int, previous: bytes) -> bytes:
    """What is signed: the SHA-256 of the signature before it (chained only) and the number."""
    before = previous if chain.scheme is Scheme.CHAINED else b""
    return hashlib.sha256(before + number.to_bytes(8, "big")).digest()


def signature_is_right(chain: Chain, number: int, signature: bytes, previous: bytes) -> bool | None:
    """Whether the chain signed this round; None when the library for it is not installed."""
    try:
        from sortition.draw import bls  # noqa: PLC0415 - an extra; only signed values need it
    except ImportError:
        return None
    signed = message(chain, number, previous)
    right = bls.signed_on_g1 if chain.scheme is Scheme.UNCHAINED else bls.signed_on_g2
    return right(
        key=bytes.fromhex(chain.key),
        message=signed,
        signature=signature,
        domain=chain.scheme.value,
    )
