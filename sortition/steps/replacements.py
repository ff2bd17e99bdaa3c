"""What a dossier holds of its replacements: two bundles for each (docs/format.md 23.3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sortition.dossier import case, public_record
from sortition.dossier.files import PANEL
from sortition.dossier.public_record import PublicRecord
from sortition.tables import from_csv
from sortition.verify.archive import unpacked

AUDITOR: Final = "auditor.zip"
PUBLIC: Final = "public.zip"


def public_name(number: int) -> str:
    """Where the public bundle of a replacement is, by its number from 1."""
    return f"{case.PUBLIC_REPLACEMENT.format(number=number)}/{PUBLIC}"


def public_side(files: Mapping[str, bytes], number: int) -> PublicRecord:
    """What everybody may see of a replacement, from the public files around it."""
    return public_record.of_files(unpacked(files[public_name(number)]).files)


def drawn_in(dossier: case.Dossier, number: int) -> tuple[str, ...]:
    """Who was drawn in a replacement (ids)."""
    packed = dossier.content(f"{case.REPLACEMENTS}/{number}/{AUDITOR}")
    return ids_of(unpacked(packed).files[f"{case.DRAW}/{PANEL}"])


def ids_of(content: bytes) -> tuple[str, ...]:
    """The ids in the first column of a table of ours."""
    return tuple(row[0] for row in from_csv(content).rows)
