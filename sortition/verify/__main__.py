"""``python -m sortition.verify DIR``: the checks with nothing installed, in English.

DIR is a draw or a dossier. Exit code 0 when it holds, 1 when a check fails, 2 when it was called in
another way.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from sortition.verify.checks import Verification, verify_folder


def lines_of(result: Verification) -> Iterator[str]:
    """The result as lines of plain English."""
    for finding in result.findings:
        yield f"{finding.number}  {finding.status:<13}  {finding.name} ({finding.clauses})"
        yield from (f"       {fault}" for fault in finding.what)
        if finding.more:
            yield "       …"
    yield ""
    yield from map(str, result.summary)


def main(arguments: Sequence[str]) -> int:
    """Check one folder and print what was found."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m sortition.verify DIR\n")
        return 2
    result = verify_folder(arguments[0])
    text = "\n".join(lines_of(result)) + "\n"
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
    return 0 if result.ok else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
