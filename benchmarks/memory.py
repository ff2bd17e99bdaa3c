"""The most memory that a process has held.

On Linux from ``/proc``: what ``getrusage`` tells there starts with the peak of the process that
started this one, which may hold a large pool.
"""

from __future__ import annotations

import re
import resource
import sys
from pathlib import Path

KIBIBYTE = 1024


def peak_mb(pid: int | None = None) -> float | None:
    """Return the peak resident memory in 10⁶ bytes, of this process or of another that runs.

    None where the system does not tell.
    """
    status = Path(f"/proc/{pid or 'self'}/status")
    if status.exists():
        text = status.read_text(encoding="ascii", errors="replace")
        peak = re.search(r"VmHWM:\s*(\d+) kB", text)
        return int(peak[1]) * KIBIBYTE / 1e6 if peak else None
    if pid is not None:
        return None
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used * (1 if sys.platform == "darwin" else KIBIBYTE) / 1e6
