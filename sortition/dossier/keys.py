"""Keys and signatures: Ed25519 (RFC 8032), private keys in files that a password locks (§13)."""

from __future__ import annotations

from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from sortition.draw.tickets import encode
from sortition.errors import Text, UsageError

SHORTEST: Final = 10
"""Characters of a password."""
_DOMAIN: Final = "sortition/seal/1"


def new_key(password: str) -> tuple[bytes, str]:
    """A key file (PEM, PKCS #8, encrypted) and the public key, 64 hexadecimal digits.

    Raises UsageError when the password is too short.
    """
    if len(password) < SHORTEST:
        raise UsageError(
            Text("A password needs at least {n} characters, for instance four words.", n=SHORTEST)
        )
    private = Ed25519PrivateKey.generate()
    lock = BestAvailableEncryption(password.encode("utf-8"))
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock), _public(private)


def open_key(content: bytes, password: str) -> Ed25519PrivateKey:
    """The private key in a file. Raises UsageError when the password or the file is wrong."""
    try:
        found = load_pem_private_key(content, password.encode("utf-8"))
    except (ValueError, TypeError, UnsupportedAlgorithm):
        found = None
    if not isinstance(found, Ed25519PrivateKey):
        raise UsageError(
            Text("The key cannot be opened: the password or the file is not the right one.")
        )
    return found


def public_key(private: Ed25519PrivateKey) -> str:
    """The public key that belongs to a private one, 64 hexadecimal digits."""
    return _public(private)


def seal(private: Ed25519PrivateKey, *, party: str, subject: str) -> str:
    """The party's signature of an entry (its hash), 128 hexadecimal digits (13.2)."""
    return private.sign(message(party, subject)).hex()


def seal_is_right(*, key: str, party: str, subject: str, signature: str) -> bool:
    """Whether the signature is that of this key, for this party and this entry."""
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
        public.verify(bytes.fromhex(signature), message(party, subject))
    except (InvalidSignature, ValueError):
        return False
    return True


def message(party: str, subject: str) -> bytes:
    """The bytes that are signed (13.2)."""
    return encode(_DOMAIN, party, subject)


def _public(private: Ed25519PrivateKey) -> str:
    return private.public_key().public_bytes_raw().hex()
