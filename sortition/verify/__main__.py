"""``python -m sortition.verify BUNDLE``: the checks with nothing installed, in English.

BUNDLE is a bundle, or the folder of a draw or of a dossier; ``--receipt CODE`` after it shows what
the draw was for one person. Exit code 0 when all holds, 1 when a check fails or nobody has the
code, 2 when it was called in another way.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from sortition.verify.checks import Verification, verify_path
from sortition.verify.receipts import Receipt, ReceiptError, find_receipt


def lines_of(result: Verification) -> Iterator[str]:
    """The result as lines of plain English."""
    for finding in result.findings:
        yield f"{finding.number}  {finding.status:<13}  {finding.name} ({finding.clauses})"
        yield from (f"       {fault}" for fault in finding.what)
        if finding.more:
            yield "       …"
    yield ""
    yield from map(str, result.summary)


def lines_of_receipt(found: Receipt) -> Iterator[str]:
    """What a receipt shows, as lines of plain English."""
    yield ""
    yield f"Number {found.number} of {found.people} in the public list."
    yield f"Chance {found.chance}: in {found.count} of {found.units} panels."
    if found.drawn is not None:
        yield "In the panel that was drawn." if found.drawn else "Not in the panel that was drawn."
    yield from map(str, found.faults)


def main(arguments: Sequence[str]) -> int:
    """Check one bundle or folder and print what was found."""
    path, *more = arguments or ("",)
    if not path or (more and (more[0] != "--receipt" or len(more) > 2)):  # noqa: PLR2004 - name, value
        sys.stderr.write("usage: python -m sortition.verify BUNDLE [--receipt CODE]\n")
        return 2
    result = verify_path(path)
    lines, held = list(lines_of(result)), result.ok
    if more:
        try:
            found = find_receipt(path, more[-1] if len(more) > 1 else "")
            lines += lines_of_receipt(found)
            held = held and not found.faults
        except ReceiptError as error:
            lines += ["", str(error.reason)]
            held = False
    text = "\n".join(lines) + "\n"
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
