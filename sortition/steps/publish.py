"""What becomes public of a dossier: bundles, and what a receipt shows. No solver is needed."""

from __future__ import annotations

from pathlib import Path

from sortition.dossier import case
from sortition.dossier.bundle import Kind
from sortition.dossier.bundle import bundle as bytes_of
from sortition.dossier.folder import ensure_no_file, write_file
from sortition.errors import Text, UsageError
from sortition.steps.outcomes import Bundled, ReceiptShown
from sortition.verify.receipts import ReceiptError, find_receipt

__all__ = ["Kind", "bundle", "receipt"]


def bundle(folder: Path, *, kind: Kind, out: Path) -> Bundled:
    """Write the bundle of a dossier, as it stands, to the new file ``out``.

    A public one has no personal data; an auditor's has everything that is recorded. Raises
    UsageError or InputError.
    """
    ensure_no_file(out)
    dossier = case.load(folder)
    content = bytes_of(dossier, kind)
    write_file(out, content, private=kind is Kind.AUDITOR)
    return Bundled(out=out, kind=kind, size=len(content), head=dossier.state.head)


def receipt(path: Path, code: str) -> ReceiptShown:
    """What a code shows in a bundle or a dossier: chance, count, whether drawn.

    Raises UsageError when it is mistyped, so that it can be nobody's.
    """
    try:
        return ReceiptShown(receipt=find_receipt(path, code), reason=None)
    except ReceiptError as error:
        reason = Text(error.reason.template, **error.reason.values)
        if error.mistyped:
            raise UsageError(reason) from None
        return ReceiptShown(receipt=None, reason=reason)
