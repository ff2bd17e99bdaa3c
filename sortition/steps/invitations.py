"""Letters: how many go where, and who gets one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

from sortition import __version__
from sortition.dossier import case, letters_files
from sortition.dossier import folder as folders
from sortition.dossier.canonical import sha256
from sortition.dossier.letters_files import Wave
from sortition.dossier.reply_codes import reply_codes
from sortition.dossier.secret import SECRET, read_secret, secret_file
from sortition.draw.tickets import public_value
from sortition.errors import Text, UsageError
from sortition.invite.aiming import Aims, aims, with_shares
from sortition.invite.evidence import read_evidence
from sortition.invite.planning import Wish, advise
from sortition.invite.world import build_world
from sortition.records.journal import Step
from sortition.records.letters import (
    Birth,
    Counted,
    Drawn,
    LeaveOut,
    LettersAdvice,
    LettersPlan,
    Per,
    Rules,
)
from sortition.records.progress import Listener, Moment, silent
from sortition.register import count, select
from sortition.register.births import day_in
from sortition.report import letters as pages
from sortition.steps.plans import TOOL
from sortition.steps.recording import (
    Origin,
    Recording,
    letters_case,
    origin_facts,
    wave_facts,
)
from sortition.steps.registers import RegisterFiles, kind_of_equality, opened, question
from sortition.steps.sheets import quotas_for
from sortition.tables import read_table

__all__ = ["Wish", "letters_draw", "letters_draw_dossier", "letters_plan"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRules:
    """How to read a register; see ``records.letters.Rules``. ``leave_out`` as ``column=a|b``."""

    id_column: str
    address: tuple[str, ...] = ()
    per: Per = Per.PERSON
    birth: Birth | None = None
    leave_out: tuple[LeaveOut, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LettersPlanned:
    """The letters for a wish. ``unknown`` categories are known only when people sign up.

    ``price`` is that of one letter, None when it is not known.
    """

    advice: LettersAdvice
    counted: Counted
    filters: tuple[str, ...]
    unknown: tuple[str, ...]
    price: Fraction | None
    equality: Text
    out: Path | None
    page: Path | None
    dossier: Path | None = None
    fingerprints: tuple[tuple[str, str], ...] = ()
    """Name and SHA-256 of the plan and of each file of the register."""

    @property
    def left_out(self) -> tuple[tuple[Text, int], ...]:
        """Each filter in words, and how many it leaves out."""
        return pages.left_out(self.counted, self.filters)

    @property
    def groups(self) -> tuple[pages.GroupRow, ...]:
        """The letters by each value of each category."""
        return pages.group_rows(self.advice, self.counted)

    @property
    def summary(self) -> tuple[Text, ...]:
        """How many letters, what they give, what is unequal on purpose."""
        return tuple(pages.summary(self.advice, self.unknown, self.price))

    @property
    def compared(self) -> tuple[Text, ...]:
        """What goes wrong most often, and what the same letters do if divided by habit."""
        return tuple(pages.compared(self.advice))

    @property
    def next(self) -> tuple[Text, ...]:
        """What was written, and what to do now."""
        if self.out is None:
            return (Text("Nothing was written. Add --out letters.json to draw by this plan."),)
        shown = () if self.page is None else (Text("Pictures: {file}", file=str(self.page)),)
        return (
            self.equality,
            Text("The plan is in: {file}", file=str(self.out)),
            *shown,
            Text("Publish these fingerprints (SHA-256) before the value becomes known:"),
            *(Text("  {digest}  {file}", digest=d, file=name) for name, d in self.fingerprints),
            self._draw,
        )

    @property
    def _draw(self) -> Text:
        if self.dossier is not None:
            return Text(
                "Next, when the plan is signed and a public value is known: sortition invite draw "
                '{folder} --register register.csv --value "12 44 7" --source "Lotto of 1 May"',
                folder=str(self.dossier),
            )
        return Text(
            "Next, when a public value is known: sortition invite draw {file} --register "
            'register.csv --value "12 44 7" --out letters-1',
            file=str(self.out),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LettersDrawn:
    """The letters of a wave."""

    plan: LettersPlan
    drawn: Drawn
    wave: Wave
    out: Path
    files: tuple[str, ...]
    equality: Text

    @property
    def left_out(self) -> tuple[tuple[Text, int], ...]:
        """Each filter in words, and how many it leaves out."""
        return pages.left_out(self.drawn.counted, self.plan.rules.filters)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterCosts:
    """What a letter costs, and what there is to spend; None where it is not known."""

    price: Fraction | None = None
    budget: Fraction | None = None
    waves: tuple[Fraction, ...] = field(default=(Fraction(1),))

    def most(self) -> int | None:
        """How many letters can be paid for. Raises UsageError for a budget without a price."""
        if self.budget is None:
            return None
        if not self.price:
            raise UsageError(Text("A budget needs the price of a letter: --price 1.20"))
        return int(self.budget / self.price)


def letters_plan(
    register: RegisterFiles,
    rules: RegisterRules,
    *,
    quotas: Path,
    responses: Path,
    size: int,
    wish: Wish,
    costs: LetterCosts | None = None,
    out: Path | None = None,
    page: Path | None = None,
    recording: Recording | None = None,
    language: str = "en",
    listen: Listener = silent,
) -> LettersPlanned:
    """Plan the letters for a panel of ``size`` people, and write the plan and a page.

    With ``recording`` the plan becomes part of a dossier. Raises InputError with every fault of
    the files, UsageError, or SolverError.
    """
    costs = costs or LetterCosts()
    if recording is not None:
        recording.opened(Step.LETTERS_PLANNED)
    for path in (out, page):
        if path is not None:
            folders.ensure_no_file(path)
    wish = replace(wish, most=costs.most())
    if rules.birth is not None and day_in(rules.birth.on) is None:
        raise UsageError(Text("There is no such day: {day}.", day=rules.birth.on))
    evidence = read_evidence(read_table(responses))
    with opened(register) as now:
        agreed = quotas_for(quotas, size, now.register.columns, now.register.files[0].name)
        found = aims(agreed, now.register.columns, with_birth=rules.birth is not None)
        whole = _rules(rules, found, register)
        asked = question(register, whole, now.register)
        counted = count(now.engine, asked, listen)
        files = tuple((file.name, file.digest) for file in now.register.files)
    if not counted.remaining:
        raise UsageError(Text("Nobody is left who may be written to."))
    world = build_world(
        attributes=found.attributes,
        units=counted.units,
        quotas=agreed,
        evidence=with_shares(evidence, agreed, found.unknown),
        size=size,
    )
    advice = advise(world, whole, wish, listen)
    advice = replace(advice, plan=replace(advice.plan, waves=costs.waves))
    content = letters_files.letters_json(advice.plan)
    planned = LettersPlanned(
        advice=advice,
        counted=counted,
        filters=whole.filters,
        unknown=found.unknown,
        price=costs.price,
        equality=kind_of_equality(rules.per),
        out=out,
        page=page,
        fingerprints=((out.name if out else "", sha256(content)), *files),
    )
    listen(Moment(stage=Text("Writing the plan")))
    if out is not None:
        folders.write_file(out, content, private=True)
    if page is not None:
        folders.write_file(page, _page(planned, language))
    if recording is None:
        return planned
    kept = recording.planned(advice.plan, content, files)
    return replace(planned, out=kept, dossier=recording.folder)


def letters_draw(
    plan: Path,
    register: RegisterFiles,
    *,
    value: str,
    secret: bytes,
    out: Path,
    after: tuple[Path, ...] = (),
    listen: Listener = silent,
) -> LettersDrawn:
    """Draw the letters of a wave, and write them to a new folder.

    ``value`` is a public value, the same for all waves; ``secret`` 32 bytes made by chance, from
    which the reply codes come (a later wave has those of the first); ``after`` the folders of the
    waves before this one, in order. Raises InputError with every fault of the register, or
    UsageError; nothing is written then.
    """
    folders.ensure_free(out)
    earlier = [folders.read(path) for path in after]
    if earlier:
        secret = read_secret(earlier[0].get(SECRET, b""))
    result, content = _wave(plan, register, earlier, value=value, secret=secret, listen=listen)
    content |= {SECRET: secret_file(secret)}
    folders.write(out, content)
    return replace(result, out=out, files=tuple(sorted(content)))


def letters_draw_dossier(
    folder: Path,
    register: RegisterFiles,
    *,
    value: str,
    origin: Origin,
    time: str,
    listen: Listener = silent,
) -> LettersDrawn:
    """Draw the next wave of the letters of a dossier, and record it there.

    Plan, earlier waves and the secret are those of the dossier. Raises as ``letters_draw``.
    """
    recording = Recording(folder=folder, time=time)
    found = letters_case(recording.opened(Step.LETTERS_DRAWN))
    earlier = [folders.read(path) for path in found.waves]
    result, content = _wave(
        found.plan, register, earlier, value=value, secret=found.dossier.secret, listen=listen
    )
    wave = result.wave.number
    case.record(
        found.dossier,
        Step.LETTERS_DRAWN,
        time=time,
        tool=TOOL,
        facts=wave_facts(result.plan, result.drawn, result.wave.value, wave)
        | origin_facts(origin, time),
        files={f"{case.LETTERS}/{wave}": content},
    )
    return replace(result, out=found.out, files=tuple(sorted(content)))


def _wave(
    plan: Path,
    register: RegisterFiles,
    earlier: Sequence[Mapping[str, bytes]],
    *,
    value: str,
    secret: bytes,
    listen: Listener,
) -> tuple[LettersDrawn, dict[str, bytes]]:
    """The next wave after those whose files are given, and its own files."""
    chosen = public_value(value)
    agreed = letters_files.read_letters(_read(plan), plan.name)
    wave = len(earlier) + 1
    if wave > len(agreed.waves):
        raise UsageError(
            Text(
                "The plan has {n} waves, and this would be number {wave}, after {done} others. "
                "Name the folder of each wave before it with --after.",
                n=len(agreed.waves),
                wave=wave,
                done=len(earlier),
            )
        )
    before = letters_files.read_before(earlier, letters_files.letters_json(agreed), chosen)
    with opened(register) as now:
        asked = question(register, agreed.rules, now.register)
        drawn = select(
            now.engine,
            asked,
            agreed.after(wave),
            value=chosen,
            before=before,
            listen=listen,
        )
        files = tuple((file.name, file.digest) for file in now.register.files)
    first = len(before.people) + 1
    done = Wave(
        number=wave,
        value=chosen,
        files=files,
        codes=tuple(reply_codes(secret, first, len(drawn.letters))),
        first=first,
    )
    result = LettersDrawn(
        plan=agreed,
        drawn=drawn,
        wave=done,
        out=plan.parent,
        files=(),
        equality=kind_of_equality(agreed.rules.per),
    )
    return result, letters_files.drawn_files(agreed, drawn, done)


def _rules(rules: RegisterRules, found: Aims, register: RegisterFiles) -> Rules:
    return Rules(
        id_column=rules.id_column,
        address=rules.address,
        per=rules.per,
        attributes=found.attributes,
        birth=rules.birth,
        leave_out=rules.leave_out,
        lists=register.listed(rules.birth.on if rules.birth else ""),
    )


def _page(planned: LettersPlanned, language: str) -> bytes:
    return pages.letters_html(
        planned.advice,
        planned.counted,
        filters=planned.filters,
        unknown=planned.unknown,
        price=planned.price,
        language=language,
        version=__version__,
    )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise UsageError(
            Text('There is no file "{file}". Check the name and the folder.', file=str(path))
        ) from None
