"""``python -m sortition.verify DIR``: the checks with nothing installed, in English.

It says just what ``sortition verify`` says. Exit code 0 when all holds, 1 when a check fails, 2
when it was called in another way.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from sortition.verify.checks import Status, Verification, verify_folder

_STATES: Final[Mapping[Status, str]] = {
    Status.PASS: "passed",
    Status.FAIL: "FAILED",
    Status.NOT_CHECKABLE: "not checkable",
}


def lines_of(result: Verification) -> Iterator[str]:
    """The result as lines of plain English."""
    for finding in result.findings:
        state = _STATES[finding.status]
        yield f"{finding.number} {finding.name} ({finding.clauses}): {state}"
        yield from (f"    {fault}" for fault in finding.what)
        if finding.more:
            yield "    … and more of the same kind."
    yield from map(str, result.summary)
    yield "This draw is in order." if result.ok else "This draw is NOT in order."


def main(arguments: Sequence[str]) -> int:
    """Check what is named and print what was found."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python verify.py DIR|BUNDLE\n")
        return 2
    result = verify_folder(arguments[0])
    text = "\n".join(lines_of(result)) + "\n"
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
    return 0 if result.ok else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
