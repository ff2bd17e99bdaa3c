"""The conductor: one function per command, each the library's counterpart of it.

read → core → write → journal. Nothing here prints, parses options or looks at a clock; the commands
do, and hand over the time that is to be stated.
"""

from sortition.dossier.commitment import Commitment
from sortition.report import check_text
from sortition.steps.draws import (
    CheckResult,
    CompareResult,
    Difference,
    DrawResult,
    Finding,
    Message,
    Method,
    Outcome,
    PublicValues,
    RerunResult,
    Verification,
    check,
    compare,
    demo,
    draw,
    public_values,
    rerun,
    verify,
)
from sortition.steps.outcomes import (
    Amended,
    Committed,
    DossierDraw,
    Logged,
    Opened,
    PoolClosed,
    Signed,
    ValueRecorded,
)
from sortition.steps.plans import amend, keygen, new, sign
from sortition.steps.process import (
    Sheets,
    Typed,
    close_pool,
    commit,
    draw_dossier,
    log,
    randomness,
    trial,
)

__all__ = [
    "Amended",
    "CheckResult",
    "Commitment",
    "Committed",
    "CompareResult",
    "Difference",
    "DossierDraw",
    "DrawResult",
    "Finding",
    "Logged",
    "Message",
    "Method",
    "Opened",
    "Outcome",
    "PoolClosed",
    "PublicValues",
    "RerunResult",
    "Sheets",
    "Signed",
    "Typed",
    "ValueRecorded",
    "Verification",
    "amend",
    "check",
    "check_text",
    "close_pool",
    "commit",
    "compare",
    "demo",
    "draw",
    "draw_dossier",
    "keygen",
    "log",
    "new",
    "public_values",
    "randomness",
    "rerun",
    "sign",
    "trial",
    "verify",
]
