"""``python -m sortition.verify BUNDLE``: the checks with nothing installed, in English.

It says just what ``sortition verify`` says. BUNDLE is a bundle, or the folder of a draw or of a
dossier; ``--receipt CODE`` after it shows what the draw was for one person. Exit code 0 when all
holds, 1 when a check fails or nobody has the code, 2 when it was called in another way.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from sortition.verify.checks import Status, Verification, verify_path
from sortition.verify.receipts import ReceiptError, find_receipt, texts_of

_STATES: Final[Mapping[Status, str]] = {
    Status.PASS: "passed",
    Status.FAIL: "FAILED",
    Status.NOT_CHECKABLE: "not checkable",
}


def lines_of(result: Verification) -> Iterator[str]:
    """The result as lines of plain English."""
    for finding, last in result.runs:
        state = _STATES[finding.status]
        if finding is not last:
            yield f"{finding.number} to {last.number}: {state}"
        else:
            yield f"{finding.number} {finding.name} ({finding.clauses}): {state}"
        yield from (f"    {fault}" for fault in finding.what)
        if finding.more:
            yield "    … and more of the same kind."
    yield from map(str, result.summary)
    yield str(result.verdict)


def main(arguments: Sequence[str]) -> int:
    """Check one bundle or folder and print what was found."""
    path, *more = arguments or ("",)
    if not path or (more and (more[0] != "--receipt" or len(more) > 2)):  # noqa: PLR2004 - name, value
        sys.stderr.write("usage: python verify.py DIR|BUNDLE [--receipt CODE]\n")
        return 2
    result = verify_path(path)
    lines, held = list(lines_of(result)), result.ok
    if more:
        try:
            found = find_receipt(path, more[-1] if len(more) > 1 else "")
            lines += map(str, texts_of(found))
            held = held and not found.faults
        except ReceiptError as error:
            lines.append(str(error.reason))
            held = False
    text = "\n".join(lines) + "\n"
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
