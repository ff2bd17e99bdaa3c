"""The conductor: one function per command, each the library's counterpart of it.

read → core → write → journal. Nothing here prints, parses options or looks at a clock; the commands
do, and hand over the time that is to be stated.

A name is loaded when it is first asked for: who signs a plan does not wait for the solvers.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from sortition.dossier.commitment import Commitment
    from sortition.records.comparison import Outcome
    from sortition.records.lottery import Method
    from sortition.records.minutes import About, Occasion
    from sortition.report.journal import check_text, status_text
    from sortition.steps.alternates import (
        AlternatesCalled,
        AlternatesDrawn,
        AlternatesPlanned,
        call_alternates,
        draw_alternates,
        plan_alternates,
    )
    from sortition.steps.chances import Combined, letters_chances
    from sortition.steps.costs import cost
    from sortition.steps.draws import (
        PICKED,
        CheckResult,
        CompareResult,
        Difference,
        PublicValues,
        RerunResult,
        check,
        compare,
        demo,
        draw,
        public_values,
        rerun,
    )
    from sortition.steps.dropouts import (
        AlternatesCompared,
        DropoutsLearned,
        Overdrawn,
        compare_alternates,
        learn_from,
        overdraw_advice,
    )
    from sortition.steps.erasing import Erased, erase
    from sortition.steps.exports import Exported, Purpose, letters_export
    from sortition.steps.invitations import (
        LetterCosts,
        LettersDrawn,
        LettersPlanned,
        RegisterRules,
        Wish,
        letters_draw,
        letters_draw_dossier,
        letters_plan,
    )
    from sortition.steps.learning import Learned, letters_learn
    from sortition.steps.letters import receipts
    from sortition.steps.listing import ListsWritten, lists
    from sortition.steps.minuting import MinutesWritten, minutes
    from sortition.steps.outcomes import (
        Amended,
        Bundled,
        Committed,
        DossierDraw,
        DrawResult,
        Logged,
        Opened,
        PoolClosed,
        ReceiptShown,
        ReceiptsWritten,
        Signed,
        ValueRecorded,
    )
    from sortition.steps.pages import CEREMONY_PAGE, VERIFIER_PAGE, ceremony, verifier_page
    from sortition.steps.plans import amend, keygen, new, secret_of, sign
    from sortition.steps.process import close_pool, commit, draw_dossier, trial
    from sortition.steps.publish import Kind, bundle, receipt
    from sortition.steps.recording import Origin, Recording
    from sortition.steps.registers import EngineName, RegisterFiles
    from sortition.steps.relaxing import Agreed, Relaxed, relax
    from sortition.steps.replacing import (
        PanelNow,
        ReplacementBegun,
        ReplacementDone,
        close_pool_from,
        replace_begin,
        replace_done,
        status,
    )
    from sortition.steps.reporting import Reported, report
    from sortition.steps.responses import AnswerFiles, Followed, letters_responses
    from sortition.steps.shares import Figures, QuotasResult, quotas
    from sortition.steps.sheets import Sheets
    from sortition.steps.values import Typed, log, randomness
    from sortition.steps.verification import (
        VERIFIER,
        Finding,
        Message,
        Verification,
        verifier,
        verify,
    )
    from sortition.steps.weighing import WEIGHT, Weighed, letters_weigh

__all__ = [
    "CEREMONY_PAGE",
    "PICKED",
    "VERIFIER",
    "VERIFIER_PAGE",
    "WEIGHT",
    "About",
    "Agreed",
    "AlternatesCalled",
    "AlternatesCompared",
    "AlternatesDrawn",
    "AlternatesPlanned",
    "Amended",
    "AnswerFiles",
    "Bundled",
    "CheckResult",
    "Combined",
    "Commitment",
    "Committed",
    "CompareResult",
    "Difference",
    "DossierDraw",
    "DrawResult",
    "DropoutsLearned",
    "EngineName",
    "Erased",
    "Exported",
    "Figures",
    "Finding",
    "Followed",
    "Kind",
    "Learned",
    "LetterCosts",
    "LettersDrawn",
    "LettersPlanned",
    "ListsWritten",
    "Logged",
    "Message",
    "Method",
    "MinutesWritten",
    "Occasion",
    "Opened",
    "Origin",
    "Outcome",
    "Overdrawn",
    "PanelNow",
    "PoolClosed",
    "PublicValues",
    "Purpose",
    "QuotasResult",
    "ReceiptShown",
    "ReceiptsWritten",
    "Recording",
    "RegisterFiles",
    "RegisterRules",
    "Relaxed",
    "ReplacementBegun",
    "ReplacementDone",
    "Reported",
    "RerunResult",
    "Sheets",
    "Signed",
    "Typed",
    "ValueRecorded",
    "Verification",
    "Weighed",
    "Wish",
    "amend",
    "bundle",
    "call_alternates",
    "ceremony",
    "check",
    "check_text",
    "close_pool",
    "close_pool_from",
    "commit",
    "compare",
    "compare_alternates",
    "cost",
    "demo",
    "draw",
    "draw_alternates",
    "draw_dossier",
    "erase",
    "keygen",
    "learn_from",
    "letters_chances",
    "letters_draw",
    "letters_draw_dossier",
    "letters_export",
    "letters_learn",
    "letters_plan",
    "letters_responses",
    "letters_weigh",
    "lists",
    "log",
    "minutes",
    "new",
    "overdraw_advice",
    "plan_alternates",
    "public_values",
    "quotas",
    "randomness",
    "receipt",
    "receipts",
    "relax",
    "replace_begin",
    "replace_done",
    "report",
    "rerun",
    "secret_of",
    "sign",
    "status",
    "status_text",
    "trial",
    "verifier",
    "verifier_page",
    "verify",
]

_PLACES: Final[Mapping[str, tuple[str, ...]]] = {
    "sortition.dossier.commitment": ("Commitment",),
    "sortition.records.comparison": ("Outcome",),
    "sortition.records.lottery": ("Method",),
    "sortition.records.minutes": ("About", "Occasion"),
    "sortition.report.journal": ("check_text", "status_text"),
    "sortition.steps.alternates": (
        "AlternatesCalled",
        "AlternatesDrawn",
        "AlternatesPlanned",
        "call_alternates",
        "draw_alternates",
        "plan_alternates",
    ),
    "sortition.steps.chances": ("Combined", "letters_chances"),
    "sortition.steps.costs": ("cost",),
    "sortition.steps.draws": (
        "PICKED",
        "CheckResult",
        "CompareResult",
        "Difference",
        "PublicValues",
        "RerunResult",
        "check",
        "compare",
        "demo",
        "draw",
        "public_values",
        "rerun",
    ),
    "sortition.steps.dropouts": (
        "AlternatesCompared",
        "DropoutsLearned",
        "Overdrawn",
        "compare_alternates",
        "learn_from",
        "overdraw_advice",
    ),
    "sortition.steps.erasing": ("Erased", "erase"),
    "sortition.steps.exports": ("Exported", "Purpose", "letters_export"),
    "sortition.steps.invitations": (
        "LetterCosts",
        "LettersDrawn",
        "LettersPlanned",
        "RegisterRules",
        "Wish",
        "letters_draw",
        "letters_draw_dossier",
        "letters_plan",
    ),
    "sortition.steps.learning": ("Learned", "letters_learn"),
    "sortition.steps.letters": ("receipts",),
    "sortition.steps.listing": ("ListsWritten", "lists"),
    "sortition.steps.minuting": ("MinutesWritten", "minutes"),
    "sortition.steps.outcomes": (
        "Amended",
        "Bundled",
        "Committed",
        "DossierDraw",
        "DrawResult",
        "Logged",
        "Opened",
        "PoolClosed",
        "ReceiptShown",
        "ReceiptsWritten",
        "Signed",
        "ValueRecorded",
    ),
    "sortition.steps.pages": ("CEREMONY_PAGE", "VERIFIER_PAGE", "ceremony", "verifier_page"),
    "sortition.steps.plans": ("amend", "keygen", "new", "secret_of", "sign"),
    "sortition.steps.process": ("close_pool", "commit", "draw_dossier", "trial"),
    "sortition.steps.publish": ("Kind", "bundle", "receipt"),
    "sortition.steps.recording": ("Origin", "Recording"),
    "sortition.steps.registers": ("EngineName", "RegisterFiles"),
    "sortition.steps.relaxing": ("Agreed", "Relaxed", "relax"),
    "sortition.steps.replacing": (
        "PanelNow",
        "ReplacementBegun",
        "ReplacementDone",
        "close_pool_from",
        "replace_begin",
        "replace_done",
        "status",
    ),
    "sortition.steps.reporting": ("Reported", "report"),
    "sortition.steps.responses": ("AnswerFiles", "Followed", "letters_responses"),
    "sortition.steps.shares": ("Figures", "QuotasResult", "quotas"),
    "sortition.steps.sheets": ("Sheets",),
    "sortition.steps.values": ("Typed", "log", "randomness"),
    "sortition.steps.verification": (
        "VERIFIER",
        "Finding",
        "Message",
        "Verification",
        "verifier",
        "verify",
    ),
    "sortition.steps.weighing": ("WEIGHT", "Weighed", "letters_weigh"),
}
"""Where each name is; the imports above say so too, to whoever checks types."""
_MODULES: Final = {name: module for module, names in _PLACES.items() for name in names}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - any of the names above
    """The step or result of that name."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_MODULES[name]), name)
