"""The conductor: one function per command, each the library's counterpart of it.

read → core → write → journal. Nothing here prints, parses options or looks at a clock; the commands
do, and hand over the time that is to be stated.

A name is loaded when it is first asked for: who signs a plan does not wait for the solvers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from sortition.dossier.commitment import Commitment
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
        DrawResult,
        Method,
        Outcome,
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

_WITHOUT_SOLVERS: Final = frozenset(
    (
        *(
            "new",
            "keygen",
            "secret_of",
            "sign",
            "amend",
            "randomness",
            "log",
            "Typed",
            "check_text",
            "status_text",
        ),
        *("bundle", "receipt", "Kind", "Bundled", "ReceiptShown", "ReceiptsWritten"),
        *("Amended", "Committed", "DossierDraw", "Logged", "Opened", "PoolClosed", "Signed"),
        *("ValueRecorded", "Commitment", "quotas", "Figures", "QuotasResult"),
        *("verify", "verifier", "VERIFIER", "Finding", "Message", "Verification"),
        *("ceremony", "verifier_page", "CEREMONY_PAGE", "VERIFIER_PAGE"),
        *("erase", "Erased", "Recording", "Origin"),
        *("minutes", "MinutesWritten", "About", "Occasion"),
    )
)


def __getattr__(name: str) -> Any:  # noqa: ANN401 - any of the names above
    """The step or result of that name."""
    if name in _WITHOUT_SOLVERS:
        return _light(name)
    if name in __all__:
        return _heavy(name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def _light(name: str) -> Any:  # noqa: ANN401
    from sortition.dossier import commitment  # noqa: PLC0415 - see above
    from sortition.report import journal  # noqa: PLC0415
    from sortition.steps import (  # noqa: PLC0415
        erasing,
        minuting,
        outcomes,
        pages,
        plans,
        publish,
        recording,
        shares,
        values,
        verification,
    )

    ours = (plans, values, publish, pages, verification, outcomes, erasing, recording, shares)
    places = (*ours, minuting, journal, commitment)
    return next(getattr(place, name) for place in places if hasattr(place, name))


def _heavy(name: str) -> Any:  # noqa: ANN401
    from sortition.steps import (  # noqa: PLC0415
        alternates,
        chances,
        costs,
        draws,
        dropouts,
        exports,
        invitations,
        learning,
        letters,
        listing,
        process,
        registers,
        relaxing,
        replacing,
        reporting,
        responses,
        weighing,
    )

    ours = (reporting, invitations, registers, exports, learning, responses, chances, weighing)
    after = (listing, replacing, alternates, dropouts)
    places = (draws, process, letters, relaxing, costs, *after, *ours)
    return next(getattr(place, name) for place in places if hasattr(place, name))
