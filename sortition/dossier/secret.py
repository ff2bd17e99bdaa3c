"""The secret of a dossier, and the digests by which the journal names files (docs/format.md §17).

A plain hash of a list of people can be tried out: whoever suspects what the list says hashes that.
With a secret key nobody can, and the digest binds just as well.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import Final

from sortition.dossier.canonical import sha256
from sortition.draw.tickets import encode
from sortition.errors import Text, UsageError

SECRET: Final = "secret.txt"
BYTES: Final = 32
_FILE: Final = "sortition/file/1"
_FORM: Final = re.compile(rb"[0-9a-f]{64}\n?")
_PUBLIC: Final = re.compile(r"plan\.toml|plans/.+|public/.+|pools/[0-9]+/pool\.json", re.ASCII)


def secret_file(secret: bytes) -> bytes:
    """The file that holds the secret (32 bytes)."""
    if len(secret) != BYTES:
        raise ValueError("a secret has 32 bytes")
    return secret.hex().encode("ascii") + b"\n"


def read_secret(content: bytes) -> bytes:
    """The 32 bytes in a file. Raises UsageError when it is not 64 hexadecimal digits."""
    if not _FORM.fullmatch(content):
        raise UsageError(Text("A secret is a file of 64 hexadecimal digits, 0-9 and a-f."))
    return bytes.fromhex(content.decode("ascii"))


def is_public(name: str) -> bool:
    """Whether anybody may see the file (a path inside the dossier); its digest is a plain hash."""
    return _PUBLIC.fullmatch(name) is not None


def digest(name: str, content: bytes, secret: bytes) -> str:
    """What the journal says of a file (17.2)."""
    if name == SECRET or is_public(name):
        return sha256(content)
    return hmac.digest(secret, encode(_FILE, name) + content, hashlib.sha256).hex()


def keyed(key: bytes, *texts: str) -> bytes:
    """The h of 17.3: HMAC-SHA-256 over the texts, 32 bytes."""
    return hmac.digest(key, encode(*texts), hashlib.sha256)
