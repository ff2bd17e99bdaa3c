"""A draw from two files: check, compare, draw, rerun, and the demo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

from sortition import __version__, tables
from sortition.advice import advise
from sortition.diagnosis import diagnose
from sortition.dossier import case, decode, files, folder
from sortition.dossier.canonical import sha256
from sortition.dossier.settings import Settings
from sortition.draw.drawing import draw_panel
from sortition.draw.tickets import from_seed, public_value
from sortition.errors import NoPanelError, Text, UsageError
from sortition.lottery import build_space, compare_methods, fair_lottery, find_panel
from sortition.population.read import read_own_tables
from sortition.records.advice import Advice
from sortition.records.comparison import Comparison, Outcome
from sortition.records.diagnosis import Diagnosis
from sortition.records.lottery import Draw, Lottery, Method
from sortition.records.pool import Pool
from sortition.records.progress import Listener, Moment, silent
from sortition.records.quotas import Quota, Quotas
from sortition.records.space import Space
from sortition.report import comparison_html, report_html
from sortition.report.comparison import distinct_text, gap_text, name_of, picking_text
from sortition.report.diagnosis import alternatives_texts, clash_texts, exclusion_text
from sortition.steps.outcomes import DrawResult
from sortition.steps.sheets import Sheets
from sortition.steps.speaking import language_of

DEMO_SIZE: Final = 50
DEMO_HOUSEHOLD: Final = ("street", "house_number", "postcode")
DEMO_SEED: Final = "sortition demo"

PICKED: Final = 2000
"""Panels that are picked by hand, in a simulation, to compare with."""
COMPARISON: Final = "comparison.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicValues:
    """Value A (construction) and value B (randomness), and the seed they came from, if any."""

    seed: str | None
    construction: str
    randomness: str


_RELAX: Final = Text(
    "To have one of them written as a new quota file, type: sortition relax, and the same files."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """What can be said before a draw. ``clash`` is None when a panel exists."""

    pool: Pool
    space: Space
    notes: tuple[Text, ...]
    advice: Advice
    diagnosis: Diagnosis
    clash: NoPanelError | None

    @property
    def explained(self) -> tuple[Text, ...]:
        """What clashes or whom no panel can hold, and what would help, in words; or nothing."""
        labels = self.space.labels
        return (
            *(clash_texts(self.diagnosis.clash, self.space.size) if self.diagnosis.clash else ()),
            *(exclusion_text(one, labels) for one in self.diagnosis.exclusions),
            *alternatives_texts(self.diagnosis),
            *((_RELAX,) if self.diagnosis.alternatives else ()),
        )

    def people_of(self, quota: Quota) -> int:
        """How many people of the pool have the quota's value."""
        place = self.pool.categories.index(quota.category)
        return sum(person.values[place] == quota.value for person in self.pool.registrants)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareResult:
    """The methods side by side. ``out`` is the page that was written, None when none was wanted."""

    comparison: Comparison
    notes: tuple[Text, ...]
    out: Path | None

    def described(self, outcome: Outcome) -> tuple[Text, Text, Text]:
        """In words: the method, what its proof leaves open, how many different panels."""
        return name_of(outcome), gap_text(outcome), distinct_text(outcome)

    @property
    def explained(self) -> tuple[Text, ...]:
        """How plain picking was simulated."""
        return picking_text(self.comparison)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A file that came out differently. ``at`` is its first differing byte, from 0.

    ``at`` is None when the file is missing from the folder or does not belong in it.
    """

    name: str
    at: int | None
    missing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RerunResult:
    """What came of computing a draw again. ``version`` is that of the tool that made the draw."""

    differences: tuple[Difference, ...]
    files: tuple[str, ...]
    version: str

    @property
    def same(self) -> bool:
        """Whether every byte of every file came out the same."""
        return not self.differences

    @property
    def same_version(self) -> bool:
        """Whether the draw was made by this version of the tool."""
        return self.version == __version__


def public_values(
    *, seed: str | None = None, construction: str | None = None, randomness: str | None = None
) -> PublicValues:
    """The values of a draw from one seed, or from both public values (docs/format.md 3.4, 3.5).

    Raises UsageError for any other combination, or for an empty value.
    """
    if seed is not None and construction is None and randomness is None:
        text = _public(seed)
        a, b = from_seed(text)
        return PublicValues(seed=text, construction=a, randomness=b)
    if seed is None and construction is not None and randomness is not None:
        return PublicValues(
            seed=None, construction=_public(construction), randomness=_public(randomness)
        )
    raise UsageError(
        Text("Give either --seed, or both --construction and --randomness: the public values.")
    )


def check(
    registrants: Path,
    quotas: Path,
    *,
    size: int,
    population: tuple[Path, ...] = (),
    id_column: str | None = None,
    household_columns: tuple[str, ...] = (),
    without: tuple[Path, ...] = (),
    listen: Listener = silent,
) -> CheckResult:
    """Read both files and say whether a panel of ``size`` people (>= 1) exists; draw nothing.

    ``population`` are tables (category, value, population) to compare the pool with, where it has
    no quotas; ``without`` lists of people who cannot take part. Raises InputError with every
    problem found in the files.
    """
    sheets = Sheets(registrants=registrants, quotas=quotas, id_column=id_column, without=without)
    loaded = sheets.load(size=size, household_columns=household_columns, listen=listen)
    figures = read_own_tables(population) if population else None
    space = build_space(loaded.pool, loaded.quotas, size)
    advice = advise(loaded.pool, loaded.quotas, size=size, population=figures)
    listen(Moment(stage=Text("Looking for a panel that meets the quotas")))
    try:
        find_panel(space, listen)
    except NoPanelError as error:
        clash: NoPanelError | None = error
    else:
        clash = None
    diagnosis = diagnose(space, listen)
    notes = (*loaded.notes, *(figures.notes if figures else ()))
    return CheckResult(
        pool=loaded.pool,
        space=space,
        notes=notes,
        advice=advice,
        diagnosis=diagnosis,
        clash=clash,
    )


def compare(
    registrants: Path,
    quotas: Path,
    *,
    size: int,
    out: Path | None = None,
    id_column: str | None = None,
    household_columns: tuple[str, ...] = (),
    picked: int = PICKED,
    language: str = "en",
    clock: Callable[[], float] | None = None,
    listen: Listener = silent,
) -> CompareResult:
    """Everybody's chance by each method, for a panel of ``size`` people; draw nothing.

    ``out`` is a new file for the page, or an existing folder to write it in; ``picked`` is the
    number of panels picked by hand in a simulation (>= 1); ``clock`` tells seconds, to time each
    method. Raises UsageError, InputError, NoPanelError or SolverError.
    """
    speech = language_of(language)
    target = out / COMPARISON if out is not None and out.is_dir() else out
    if target is not None:
        folder.ensure_no_file(target)  # before a long computation, not after it
    sheets = Sheets(registrants=registrants, quotas=quotas, id_column=id_column)
    loaded = sheets.load(size=size, household_columns=household_columns, listen=listen)
    space = build_space(loaded.pool, loaded.quotas, size)
    comparison = compare_methods(space, picked=picked, listen=listen, clock=clock)
    if target is not None:
        page = comparison_html(comparison, language=speech, version=__version__)
        folder.write_file(target, page)
    return CompareResult(comparison=comparison, notes=loaded.notes, out=target)


def draw(
    registrants: Path,
    quotas: Path,
    *,
    size: int,
    out: Path,
    seed: str | None = None,
    construction: str | None = None,
    randomness: str | None = None,
    id_column: str | None = None,
    household_columns: tuple[str, ...] = (),
    units: int | None = None,
    method: Method = Method.LEXIMIN,
    weights: str = "",
    without: tuple[Path, ...] = (),
    allowed_gap: Fraction | None = None,
    language: str = "en",
    listen: Listener = silent,
) -> DrawResult:
    """Draw a panel of ``size`` people and write the whole draw to the new folder ``out``.

    ``method`` says which lottery is best; with ``weights``, a column of the registrants, of chances
    divided by these. ``without`` are lists of people who cannot take part. ``units`` is the number
    of panels in the lottery (None: chosen by the tool). With ``allowed_gap`` (0 to 1; leximin and
    maximin) a computation that ``listen`` ends by StoppedError is drawn from, if no lottery can
    have a smallest chance that is larger by more than this. Nothing is written unless everything
    succeeds. Raises UsageError, InputError, NoPanelError or SolverError.
    """
    values = public_values(seed=seed, construction=construction, randomness=randomness)
    ensure_gap_means_something(method, allowed_gap)
    speech = language_of(language)
    folder.ensure_free(out)  # before a long computation, not after it
    sheets = Sheets(
        registrants=registrants,
        quotas=quotas,
        id_column=id_column,
        weights=weights,
        without=without,
    )
    loaded = sheets.load(size=size, household_columns=household_columns, listen=listen)
    settings = Settings(
        id_column=loaded.pool.id_column,
        household_columns=loaded.pool.household_columns,
        language=speech,
        units=units,
        version=__version__,
    )
    lottery, drawn, content = _compute(
        loaded.pool,
        quotas=loaded.quotas,
        size=size,
        method=method,
        values=values,
        settings=settings,
        listen=listen,
        allowed=allowed_gap,
    )
    if lottery.certificate.interval is None:
        listen(Moment(stage=Text("Writing the files")))
    folder.write(out, content)
    return DrawResult(
        pool=loaded.pool,
        lottery=lottery,
        draw=drawn,
        settings=settings,
        notes=loaded.notes,
        out=out,
        files=tuple(sorted(content)),
    )


def ensure_gap_means_something(method: Method, allowed: Fraction | None) -> None:
    """An allowed gap is about the smallest chance. Raises UsageError for other methods."""
    if allowed and method not in (Method.LEXIMIN, Method.MAXIMIN):
        raise UsageError(
            Text(
                "A gap can be allowed for the methods leximin and maximin only: it is about the "
                "smallest chance."
            )
        )


def rerun(out: Path, *, listen: Listener = silent) -> RerunResult:
    """Compute a draw again from its own people, quotas and public values; compare every byte.

    ``out`` is the folder of a draw, or of a dossier. Raises UsageError or InputError when it cannot
    be read as a draw.
    """
    found = folder.read(out / case.DRAW if case.exists(out) else out)
    recipe = decode.recipe(found)
    pool = tables.pool_from_table(
        decode.people(found),
        recipe.quotas,
        id_column=recipe.settings.id_column,
        household_columns=recipe.settings.household_columns,
    )
    values = PublicValues(
        seed=recipe.seed, construction=recipe.construction, randomness=recipe.randomness
    )
    _, _, expected = _compute(
        pool,
        quotas=recipe.quotas,
        size=recipe.size,
        method=recipe.method,
        values=values,
        settings=recipe.settings,
        listen=listen,
        allowed=None if recipe.interval is None else recipe.interval.allowed,
        moments=None if recipe.interval is None else recipe.interval.moments,
    )
    return RerunResult(
        differences=_differences(found, expected),
        files=tuple(sorted(expected)),
        version=recipe.settings.version,
    )


def demo(out: Path, *, language: str = "en", listen: Listener = silent) -> DrawResult:
    """Draw the bundled, invented pool of Dordrecht: a panel of 50, at most one per address."""
    case = _demo_folder()
    return draw(
        case / "registrants.csv",
        case / "quotas.csv",
        size=DEMO_SIZE,
        out=out,
        seed=DEMO_SEED,
        household_columns=DEMO_HOUSEHOLD,
        language=language,
        listen=listen,
    )


def _compute(
    pool: Pool,
    *,
    quotas: Quotas,
    size: int,
    method: Method,
    values: PublicValues,
    settings: Settings,
    listen: Listener,
    allowed: Fraction | None,
    moments: int | None = None,
) -> tuple[Lottery, Draw, dict[str, bytes]]:
    """The lottery, the draw, and every file of the folder. The same in a draw and in a rerun.

    ``moments`` says where the computation that is repeated was ended.
    """
    space = build_space(pool, quotas, size)
    lottery = fair_lottery(
        space,
        construction=values.construction,
        units=settings.units,
        method=method,
        allowed=allowed,
        moments=moments,
        listen=listen,
    )
    if lottery.certificate.interval is not None:
        listen = silent  # the time is up already
    drawn = draw_panel(lottery, randomness=values.randomness, seed=values.seed)
    listen(Moment(stage=Text("Writing the report")))
    content = files.data_files(pool, lottery, drawn, settings)
    hashes = {name: sha256(content[name]) for name in files.HASHED}
    content[files.REPORT] = report_html(
        pool=pool, lottery=lottery, draw=drawn, settings=settings, hashes=hashes
    )
    return lottery, drawn, files.with_manifest(content)


def _differences(found: dict[str, bytes], expected: dict[str, bytes]) -> tuple[Difference, ...]:
    names = sorted(found.keys() | expected.keys())
    return tuple(
        _difference(name, found.get(name), expected.get(name))
        for name in names
        if found.get(name) != expected.get(name)
    )


def _difference(name: str, found: bytes | None, expected: bytes | None) -> Difference:
    if found is None or expected is None:
        return Difference(name=name, at=None, missing=found is None)
    pairs = zip(found, expected, strict=False)
    shorter = min(len(found), len(expected))
    return Difference(name=name, at=next((i for i, (a, b) in enumerate(pairs) if a != b), shorter))


def _public(text: str) -> str:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise UsageError(
            Text("A public value holds a character that cannot be written. Type it again.")
        ) from None
    return public_value(text)


def _demo_folder() -> Path:
    """The bundled case; in a checkout, the fixture it is bundled from."""
    package = Path(__file__).parents[1]
    places = (package / "demo", package.parent / "fixtures" / "dordrecht")
    return next((place for place in places if (place / "registrants.csv").is_file()), places[-1])
