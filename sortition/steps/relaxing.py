"""A change of the quotas that helps, chosen and written as a new quota file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sortition.diagnosis import diagnose
from sortition.diagnosis.costs import with_chances
from sortition.dossier import folder
from sortition.errors import SortitionError, Text, UsageError
from sortition.lottery import build_space
from sortition.records.diagnosis import Aim, Alternative, Diagnosis, Opinion, changed
from sortition.records.progress import Listener, silent
from sortition.records.space import Space
from sortition.report.diagnosis import alternatives_texts, change_text, clash_texts, opinion_texts
from sortition.report.quotas import relaxed_table
from sortition.steps.outcomes import Amended
from sortition.steps.plans import amend_quotas, plan_to_amend
from sortition.steps.sheets import Sheets
from sortition.tables.sheet_out import separator, to_sheet
from sortition.tables.written import quota_cells
from sortition.texts import ENGLISH, Language, translator


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """The dossier whose plan is to have the changed quotas; who wants it, and why."""

    dossier: Path
    by: str
    why: str
    time: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxed:
    """The changes that help. ``chosen`` and ``out`` are None while nothing was chosen.

    ``amended``: the change of a plan, when there is one. ``opinions``: another solver's, for each
    change and aim, when they were asked for.
    """

    size: int
    diagnosis: Diagnosis
    chosen: Alternative | None
    out: Path | None
    amended: Amended | None = None
    opinions: tuple[Opinion, ...] = ()

    @property
    def explained(self) -> tuple[Text, ...]:
        """Why a change is needed, the changes, numbered from 1, and what another solver says."""
        clash = self.diagnosis.clash
        why = () if clash is None else tuple(clash_texts(clash, self.size))
        again = opinion_texts(self.opinions)
        return (*why, *alternatives_texts(self.diagnosis), *again)

    @property
    def made(self) -> tuple[Text, ...]:
        """The changes that were made, in words."""
        return tuple(map(change_text, self.chosen.changes)) if self.chosen else ()


def relax(
    registrants: Path,
    quotas: Path,
    *,
    size: int,
    choice: int | Aim | None = None,
    out: Path | None = None,
    id_column: str | None = None,
    household_columns: tuple[str, ...] = (),
    language: Language = ENGLISH,
    agreed: Agreed | None = None,
    solver: str | None = None,
    listen: Listener = silent,
) -> Relaxed:
    """The smallest changes that help for a panel of ``size`` (>= 1), one of them as a new file.

    ``choice`` is the number of a change (from 1, as in :attr:`Relaxed.explained`), or what it makes
    smallest; ``out`` is the new quota file, both or neither. ``solver`` (a name that PuLP
    knows) looks for smaller changes again. With ``agreed`` the quotas after the change are put up
    as a change of the plan of a dossier, for all parties to sign. Raises
    UsageError when no change is needed or there is none of that choice, or when the dossier takes
    no change of its plan, InputError with every problem of the files.
    """
    if (choice is None) != (out is None):
        raise UsageError(Text("Give both --choose and --out, or neither to see the changes."))
    if agreed is not None and choice is None:
        raise UsageError(Text("Give --choose and --out too: a plan changes by one of the changes."))
    if out is not None:
        folder.ensure_no_file(out)
    if agreed is not None:
        _ensure_the_plan(agreed, size, household_columns)
    asked = None if solver is None else _another(solver)
    sheets = Sheets(registrants=registrants, quotas=quotas, id_column=id_column)
    loaded = sheets.load(size=size, household_columns=household_columns, listen=listen)
    space = build_space(loaded.pool, loaded.quotas, size)
    diagnosis = diagnose(space, listen)
    if not diagnosis.alternatives:
        raise UsageError(_nothing(diagnosis))
    opinions = () if asked is None else asked(space, diagnosis.alternatives, listen)
    if choice is None or out is None:
        return Relaxed(
            size=size,
            diagnosis=with_chances(space, diagnosis, listen),
            chosen=None,
            out=None,
            opinions=opinions,
        )
    chosen = _chosen(diagnosis.alternatives, choice)
    cells = quota_cells(loaded.quotas, loaded.pool)
    columns, rows = relaxed_table(loaded.quotas, cells, chosen, language=language)
    decimal = translator(language).numerals.decimal
    folder.write_file(out, to_sheet(columns, rows, separator=separator(decimal)))
    amended = None
    if agreed is not None:
        after = changed(loaded.quotas, chosen.changes)
        try:
            amended = amend_quotas(
                agreed.dossier, after.rows, by=agreed.by, why=agreed.why, time=agreed.time
            )
        except SortitionError:
            out.unlink()  # both or neither
            raise
    return Relaxed(
        size=size,
        diagnosis=diagnosis,
        chosen=chosen,
        out=out,
        amended=amended,
        opinions=opinions,
    )


def _another(
    solver: str,
) -> Callable[[Space, tuple[Alternative, ...], Listener], tuple[Opinion, ...]]:
    """How a solver is asked, which is an extra. Raises UsageError when it is not there."""
    try:
        from sortition.resolve.changes import asked_again  # noqa: PLC0415 - an extra
        from sortition.resolve.solvers import named  # noqa: PLC0415 - the same
    except ImportError:
        raise UsageError(
            Text(
                "To look for changes again takes another solver. Install it with: {command}",
                command="pip install 'sortition[resolve]'",
            )
        ) from None
    name = named(solver)
    return lambda space, alternatives, listen: asked_again(space, alternatives, name, listen)


def _ensure_the_plan(agreed: Agreed, size: int, household: tuple[str, ...]) -> None:
    """What is looked for must be a panel of the plan."""
    plan = plan_to_amend(agreed.dossier)
    if (plan.size, plan.household) != (size, household):
        raise UsageError(
            Text(
                "The plan has {size} seats and these columns of the address: {columns}. "
                "Give the same.",
                size=plan.size,
                columns=plan.household or Text("none"),
            )
        )


def _chosen(alternatives: tuple[Alternative, ...], choice: int | Aim) -> Alternative:
    for number, one in enumerate(alternatives, 1):
        if choice == number or choice in one.aims:
            return one
    raise UsageError(
        Text("There is no such change. The changes have the numbers 1 to {n}.", n=len(alternatives))
    )


def _nothing(diagnosis: Diagnosis) -> Text:
    if diagnosis.clash is not None:
        return Text("No change of the quotas helps: too few people registered for the panel.")
    return Text("No change is needed: a panel is possible, and everybody has a chance.")
