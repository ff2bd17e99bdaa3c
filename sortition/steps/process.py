"""A dossier after its plan is sealed: pool, value A, panels, value B, draw; trials; the log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from sortition import __version__, tables
from sortition import lottery as engine
from sortition.dossier import case, files, plan_in, pool_files, process
from sortition.dossier.assurance import assurance
from sortition.dossier.canonical import sha256
from sortition.dossier.commitment import commitment
from sortition.dossier.lottery_in import lottery_files, read_lottery
from sortition.dossier.public_files import Public
from sortition.dossier.settings import Settings
from sortition.dossier.trial import as_trial
from sortition.draw.drawing import draw_panel
from sortition.draw.tickets import from_seed, public_value
from sortition.errors import ExitCode, InputError, Problem, SortitionError, Text, UsageError, Where
from sortition.records.journal import Fact, Stage, Step
from sortition.records.lottery import Draw, Lottery
from sortition.records.names import key
from sortition.records.plan import Plan
from sortition.records.pool import Pool
from sortition.records.progress import Listener, Moment, silent
from sortition.records.quotas import Quota, Quotas, label
from sortition.records.space import Space
from sortition.report import report_html
from sortition.steps.account import refresh
from sortition.steps.outcomes import Committed, DossierDraw, DrawResult, PoolClosed
from sortition.steps.plans import TOOL
from sortition.steps.sheets import Sheets
from sortition.steps.speaking import language_of


def close_pool(
    folder: Path,
    sheets: Sheets,
    *,
    time: str,
    listen: Listener = silent,
) -> PoolClosed:
    """Fix the people and the quotas; size and household rule are those of the plan.

    Raises UsageError, InputError, or NoPanelError when no panel of these people exists.
    """
    dossier = case.load(folder)
    process.require(dossier.state, Step.POOL_CLOSED)
    with failures_recorded(dossier, Step.POOL_CLOSED, time):
        plan, content = dossier.plan, sheets.content()
        loaded = _load(plan, sheets, listen)
        listen(Moment(stage=Text("Looking for a panel that meets the quotas")))
        engine.find_panel(engine.build_space(loaded.pool, loaded.quotas, plan.size), listen)
        # What is recorded as the input must be what was read.
        if sheets.content() != content:
            raise UsageError(Text("A file was changed while it was read. Close the pool again."))
    dossier = case.record(
        dossier,
        Step.POOL_CLOSED,
        time=time,
        tool=TOOL,
        facts={"people": len(loaded.pool.registrants)},
        inputs=content,
        files={_pool_place(dossier): pool_files.pool_files(loaded.pool, loaded.quotas, plan.size)},
    )
    return PoolClosed(
        people=len(loaded.pool.registrants),
        notes=loaded.notes,
        commitment=commitment(dossier.state.head, plan.language),
    )


def commit(folder: Path, *, time: str, listen: Listener = silent) -> Committed:
    """The commitment to publish now: to the plan, to the pool, or to the panels.

    When value A is known, this makes the numbered panels and writes them. Raises UsageError,
    InputError, NoPanelError or SolverError.
    """
    dossier = case.load(folder)
    if dossier.state.stage < Stage.SEALED:
        process.require(dossier.state, Step.COMMITTED)
    lottery = None
    if dossier.state.stage is Stage.VALUE_A:
        dossier, lottery = _make_panels(dossier, time, listen)
    entry = dossier.last(Step.PLANNED, Step.AMENDED, Step.POOL_CLOSED, Step.COMMITTED)
    facts: Mapping[str, Any] = entry.facts
    return Committed(
        step=entry.step,
        commitment=commitment(entry.hash, dossier.plan.language),
        units=facts.get("units", 0),
        lottery=lottery,
    )


def draw_dossier(folder: Path, *, time: str, listen: Listener = silent) -> DossierDraw:
    """Draw the panel from the committed list, by value B; nothing is computed anew.

    Raises UsageError or InputError.
    """
    dossier = case.load(folder)
    process.require(dossier.state, Step.DRAWN)
    plan, (pool, lottery) = dossier.plan, committed_lottery(dossier)
    committed = _committed_files(dossier)
    if lottery.construction != value_of(dossier, Step.VALUE_A):
        raise UsageError(Text("The committed panels were not made with value A."))
    drawn = draw_panel(lottery, randomness=value_of(dossier, Step.VALUE_B))
    settings = _settings(pool, plan)
    listen(Moment(stage=Text("Writing the report")))
    content = _draw_files(pool, lottery, drawn, settings)
    dossier = case.record(
        dossier,
        Step.DRAWN,
        time=time,
        tool=TOOL,
        facts={"number": drawn.number, "of": lottery.units},
        inputs={f"{case.PANELS}/{name}": held for name, held in committed.items()},
        files={
            case.DRAW: content,
            case.PUBLIC_DRAW: public_side(dossier, lottery).draw_files(drawn.number),
        },
    )
    page = refresh(dossier)
    return DossierDraw(
        result=_result(
            pool, (lottery, drawn), settings, folder / case.DRAW, tuple(sorted(content))
        ),
        assurance=assurance(dossier.entries, plan),
        page=page,
    )


def trial(
    folder: Path,
    *,
    time: str,
    sheets: Sheets | None = None,
    seed: str | None = None,
    listen: Listener = silent,
) -> DossierDraw:
    """A trial draw by the plan as it stands, from two files or from the closed pool.

    It is recorded, and every file of it says that it is a trial. ``seed`` None: the trial's number.
    Raises UsageError, InputError, NoPanelError or SolverError.
    """
    dossier = case.load(folder, edited_plan=True)
    process.require(dossier.state, Step.TRIAL)
    number = 1 + sum(entry.step is Step.TRIAL for entry in dossier.entries)
    chosen = public_value(f"trial {number}" if seed is None else seed)
    with failures_recorded(dossier, Step.TRIAL, time):
        plan = plan_in.read_plan(dossier.content(plan_in.PLAN))
        pool, space = _trial_pool(dossier, plan, sheets, listen)
        a, b = from_seed(chosen)
        lottery = _lottery(space, plan, f"trial {a}", listen)
        drawn = draw_panel(lottery, randomness=f"trial {b}", seed=chosen)
        settings = _settings(pool, plan)
        content = as_trial(_draw_files(pool, lottery, drawn, settings))
    place = f"{case.TRIALS}/{number}"
    case.record(
        dossier,
        Step.TRIAL,
        time=time,
        tool=TOOL,
        facts={
            "trial": number,
            "seed": chosen,
            "people": len(pool.registrants),
            "number": drawn.number,
            "of": lottery.units,
        },
        inputs={plan_in.PLAN: dossier.content(plan_in.PLAN)},
        files={place: content},
    )
    result = _result(pool, (lottery, drawn), settings, folder / place, tuple(sorted(content)))
    return DossierDraw(result=result, assurance=None, page=None)


# --- parts ----------------------------------------------------------------------------------------


@contextmanager
def failures_recorded(dossier: case.Dossier, step: Step, time: str) -> Iterator[None]:
    """A run that fails leaves an entry too: codes only, for a message can hold personal data."""
    try:
        yield
    except UsageError:
        raise  # nothing was run
    except BaseException as error:
        code = error.exit_code if isinstance(error, SortitionError) else ExitCode.SOLVER
        problems = error.problems if isinstance(error, SortitionError) else ()
        codes: list[Fact] = [*sorted({problem.code for problem in problems})]
        facts: dict[str, Fact] = {"step": step.value, "exit_code": int(code), "codes": codes}
        case.record(dossier, Step.FAILED, time=time, tool=TOOL, facts=facts)
        raise


def _load(plan: Plan, sheets: Sheets, listen: Listener) -> tables.Loaded:
    sheets = replace(sheets, weights=plan.weights)
    loaded = sheets.load(size=plan.size, household_columns=plan.household, listen=listen)
    _ensure_categories(plan, loaded.quotas, sheets.quotas.name)
    _ensure_quotas(plan, loaded.quotas, sheets.quotas.name)
    _ensure_dropouts(plan, loaded.quotas, sheets.quotas.name)
    return loaded


def _ensure_categories(plan: Plan, quotas: Quotas, file: str) -> None:
    if sorted(plan.categories) == sorted(quotas.categories):
        return
    problem = Problem(
        code="plan_categories",
        where=Where(file=file),
        text=Text(
            "The quotas are about {found}, and the plan about {planned}.",
            found=quotas.categories,
            planned=plan.categories,
        ),
        advice=Text("Correct the file of quotas, or have a change of the plan signed."),
    )
    raise InputError(Text("The quotas are not those of the plan."), problems=(problem,))


def _ensure_quotas(plan: Plan, quotas: Quotas, file: str) -> None:
    """When the plan has quotas, those of the file must be the same; flex bounds may differ."""
    if not plan.quotas:
        return
    planned, found = (
        {(q.category, q.value): q for q in rows} for rows in (plan.quotas, quotas.rows)
    )
    problems = tuple(
        Problem(
            code="plan_quotas",
            where=Where(file=file, column=label(*name)),
            text=Text(
                "{quota} has {found}, and in the plan {planned}.",
                quota=label(*name),
                found=_seats(found.get(name)),
                planned=_seats(planned.get(name)),
            ),
            advice=Text("Correct the file of quotas, or have a change of the plan signed."),
        )
        for name in dict.fromkeys((*planned, *found))
        if _seats(planned.get(name)) != _seats(found.get(name))
    )
    if problems:
        raise InputError(Text("The quotas are not those of the plan."), problems=problems)


def _ensure_dropouts(plan: Plan, quotas: Quotas, file: str) -> None:
    """Chances to drop out must be of groups that there are."""
    known = {(key(quota.category), key(quota.value)) for quota in quotas.rows}
    groups = () if plan.standby is None else plan.standby.dropouts.groups
    problems = tuple(
        Problem(
            code="plan_dropouts",
            where=Where(file=file, column=label(category, value)),
            text=Text(
                "The plan has a chance to drop out for {group}, and there is no such quota.",
                group=label(category, value),
            ),
            advice=Text("Correct [alternates] in the plan, or the file of quotas."),
        )
        for category, value, _ in groups
        if (key(category), key(value)) not in known
    )
    if problems:
        raise InputError(Text("The quotas are not those of the plan."), problems=problems)


def _seats(quota: Quota | None) -> Text:
    if quota is None:
        return Text("no quota")
    return Text("{low:d} to {high:d} seats", low=quota.minimum, high=quota.maximum)


def _pool_place(dossier: case.Dossier) -> str:
    return f"{case.POOLS}/{dossier.state.version}"


def closed_pool(dossier: case.Dossier) -> tuple[Pool, Quotas, int]:
    """The people, quotas and seats of the closed pool."""
    closed = pool_files.read_pool(dossier.files(_pool_place(dossier), pool_files.NAMES))
    pool = tables.pool_from_table(
        closed.people,
        closed.quotas,
        id_column=closed.id_column,
        household_columns=closed.household_columns,
        file=pool_files.REGISTRANTS,
    )
    return pool, closed.quotas, closed.size


def _closed_pool(dossier: case.Dossier) -> tuple[Pool, Space]:
    pool, quotas, size = closed_pool(dossier)
    return pool, engine.build_space(pool, quotas, size)


def committed_lottery(dossier: case.Dossier) -> tuple[Pool, Lottery]:
    """The pool and the committed panels, read back from their files."""
    pool, space = _closed_pool(dossier)
    return pool, read_lottery(space, _committed_files(dossier))


def _trial_pool(
    dossier: case.Dossier, plan: Plan, sheets: Sheets | None, listen: Listener
) -> tuple[Pool, Space]:
    if sheets is not None:
        loaded = _load(plan, sheets, listen)
        return loaded.pool, engine.build_space(loaded.pool, loaded.quotas, plan.size)
    if dossier.state.stage < Stage.POOL_CLOSED:
        raise UsageError(
            Text("The pool is not closed yet. Name the files of registrants and quotas too.")
        )
    return _closed_pool(dossier)


def _committed_files(dossier: case.Dossier) -> dict[str, bytes]:
    recorded = dossier.last(Step.COMMITTED).outputs
    start = f"{case.PANELS}/"
    names = tuple(path.removeprefix(start) for path in recorded if path.startswith(start))
    return dossier.files(case.PANELS, names)


def value_of(dossier: case.Dossier, step: Step) -> str:
    """The public value that an entry of this step records last."""
    facts: Mapping[str, Any] = dossier.last(step).facts
    return str(facts["value"])


def _make_panels(
    dossier: case.Dossier, time: str, listen: Listener
) -> tuple[case.Dossier, Lottery]:
    with failures_recorded(dossier, Step.COMMITTED, time):
        _, space = _closed_pool(dossier)
        construction = value_of(dossier, Step.VALUE_A)
        lottery = _lottery(space, dossier.plan, construction, listen)
    place = _pool_place(dossier)
    recorded = case.record(
        dossier,
        Step.COMMITTED,
        time=time,
        tool=TOOL,
        facts={"units": lottery.units},
        inputs={f"{place}/{name}": dossier.content(f"{place}/{name}") for name in pool_files.NAMES},
        files={
            case.PANELS: lottery_files(lottery),
            case.PUBLIC_PANELS: public_side(dossier, lottery).panels_files(),
        },
    )
    return recorded, lottery


def public_side(dossier: case.Dossier, lottery: Lottery) -> Public:
    """The committed lottery of a dossier as anybody may see it."""
    return Public.of(lottery, secret=dossier.secret, threshold=dossier.plan.threshold)


def _lottery(space: Space, plan: Plan, construction: str, listen: Listener) -> Lottery:
    return engine.fair_lottery(
        space,
        construction=construction,
        units=plan.panels or None,
        method=plan.method,
        allowed=plan.allowed_gap or None,
        listen=listen,
    )


def _settings(pool: Pool, plan: Plan) -> Settings:
    """How a draw by the plan is made. Raises UsageError when there are no texts in its language."""
    return Settings(
        id_column=pool.id_column,
        household_columns=pool.household_columns,
        language=language_of(plan.language),
        units=plan.panels or None,
        version=__version__,
    )


def _draw_files(pool: Pool, lottery: Lottery, drawn: Draw, settings: Settings) -> dict[str, bytes]:
    content = files.data_files(pool, lottery, drawn, settings)
    hashes = {name: sha256(content[name]) for name in files.HASHED}
    content[files.REPORT] = report_html(
        pool=pool, lottery=lottery, draw=drawn, settings=settings, hashes=hashes
    )
    return files.with_manifest(content)


def _result(
    pool: Pool,
    made: tuple[Lottery, Draw],
    settings: Settings,
    out: Path,
    names: tuple[str, ...],
) -> DrawResult:
    lottery, drawn = made
    return DrawResult(
        pool=pool,
        lottery=lottery,
        draw=drawn,
        settings=settings,
        notes=(),
        out=out,
        files=names,
    )
