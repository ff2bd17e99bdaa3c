"""The result for people: how many checks passed, and what is proved, in words."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from sortition.verify.case import Case
from sortition.verify.dossier import Dossier
from sortition.verify.findings import Finding, Status, Text
from sortition.verify.on_proof import largest_gain

_WEIGHED: Final = Text(
    "Chances count here divided by the weights in {name}; so does all that is proved of them."
)
_PROOF: Final = ("V04", "V05", "V10", "V11", "V12", "V13", "V15", "V19", "V20", "V21", "V22")
_PROOF_OF_METHOD: Final = ("V28", "V29", "V55")
"""The checks that everything said about the proof rests on."""
_FIXED: Final = (
    ("pool closed", Text("The commitment to plan and pool, for before value A: {hash}")),
    ("panels committed", Text("The commitment to the panels, for before value B: {hash}")),
)
_VALUES: Final[Mapping[str, Text]] = {
    "value A": Text("Value A: {value}"),
    "value B": Text("Value B: {value}"),
}


def summary_of(case: Case, findings: tuple[Finding, ...]) -> tuple[Text, ...]:
    """A few sentences: the count, the failures, the proof, where the public values come from."""
    lines = counted(findings)
    by_number = {finding.number: finding.status for finding in findings}
    held = all(by_number[number] is Status.PASS for number in (*_PROOF, *_PROOF_OF_METHOD))
    if held and by_number["V23"] is not Status.FAIL:
        lines += _proof(case, solved=by_number["V23"] is Status.PASS)
    else:
        lines.append(Text("Nothing is proved about the chances."))
    return (*lines, *_origin(by_number, case))


def public_summary(dossier: Dossier, findings: tuple[Finding, ...]) -> tuple[Text, ...]:
    """What a public bundle shows: the count, what is withheld, what to compare with."""
    lines = counted(findings)
    withheld = [finding.number for finding in findings if finding.withheld]
    checks = ", ".join(_runs(withheld))
    if withheld and dossier.erased:
        lines.append(
            Text("Erased with the people, so nobody can check it now: {checks}.", checks=checks)
        )
    elif withheld:
        lines.append(
            Text("Kept from the public, so for the auditor to check: {checks}.", checks=checks)
        )
    return (*lines, *published_of(dossier, findings))


def _runs(numbers: list[str]) -> list[str]:
    """Numbers of checks, successive ones as V01 to V29."""
    found: list[list[str]] = []
    for number in numbers:
        if found and int(found[-1][-1][1:]) + 1 == int(number[1:]):
            found[-1].append(number)
        else:
            found.append([number])
    return [run[0] if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in found]


def published_of(dossier: Dossier, findings: tuple[Finding, ...]) -> tuple[Text, ...]:
    """What to compare with what was published and seen (15.2, 12.6): no file can show that."""
    by_number = {finding.number: finding.status for finding in findings}
    if not all(by_number[number] is Status.PASS for number in ("V31", "V32")):
        return ()
    fixed = (
        Text(text.template, hash=dossier.of(step)[-1].hash)
        for step, text in _FIXED
        if dossier.of(step)
    )
    values = (
        Text(_VALUES[entry.step].template, value=part["value"])
        for entry in dossier.of("value A", "value B")
        for part in entry.facts["parts"]
    )
    letters = (
        Text("The value of the letters: {value}", value=entry.facts["value"])
        for entry in dossier.of("letters drawn")[:1]
    )
    drawn = (
        Text("Number drawn: {number:d} (of {of})", **entry.facts) for entry in dossier.of("drawn")
    )
    last = Text("The last line of the journal: {hash}", hash=dossier.entries[-1].hash)
    return (
        Text("Compare this with what was published and seen:"),
        *letters,
        *fixed,
        *values,
        *drawn,
        last,
    )


def counted(findings: tuple[Finding, ...]) -> list[Text]:
    """How many checks passed, and which failed."""
    passed = sum(finding.status is Status.PASS for finding in findings)
    failed = [finding.number for finding in findings if finding.status is Status.FAIL]
    lines = [Text("{passed} of {all} checks passed.", passed=passed, all=len(findings))]
    if failed:
        lines.append(Text("These failed: {checks}.", checks=", ".join(failed)))
    return lines


def _proof(case: Case, *, solved: bool) -> list[Text]:
    units = case.units
    lines = [_promise(case)]
    if case.lottery.weights:
        lines.insert(0, Text(_WEIGHED.template, name=case.lottery.weights))
    if case.certificate.combination is None:
        lines.append(
            Text(
                "The panels come within one in {units} of these chances for everybody.", units=units
            )
        )
    else:
        lines.append(
            Text(
                "These chances can be reached exactly; "
                "the panels come within one in {units} of them for everybody.",
                units=units,
            )
        )
    if case.certificate.cuts:
        lines.append(_cuts(len(case.certificate.cuts), solved=solved))
    return lines


def _cuts(n: int, *, solved: bool) -> Text:
    if solved:
        return Text(
            "Extra conditions that the proof rests on, each found true by an integer solver: {n}.",
            n=n,
        )
    return Text(
        "Extra conditions that the proof rests on and that were not checked here, "
        "for that takes an integer solver: {n}.",
        n=n,
    )


def _promise(case: Case) -> Text:
    """What is proved of the chances, by the method."""
    certificate = case.certificate
    if certificate.welfare is not None:
        return _product(certificate.welfare.gap)
    if certificate.balance is not None:
        return Text(
            "Proved in exact fractions: as long as nobody has more than the largest chance, the "
            "smallest cannot be larger; as long as nobody has less than the smallest chance, the "
            "largest cannot be smaller. And no lottery balances the two better, but for less than "
            "1 part in a million."
        )
    if certificate.interval is not None:
        gap = certificate.interval.high - certificate.interval.low
        return Text(
            "Not proved optimal, for the computation was ended by a time limit, as was allowed "
            "before. Proved in exact fractions: no lottery has a smallest chance that is larger by "
            "more than 1 in {n}.",
            n=max(1, gap.denominator // gap.numerator) if gap else 10**9,
        )
    gain = largest_gain(case)
    return _floor(gain) if case.lottery.method == "maximin" else _fairness(gain)


def _product(gap: Fraction) -> Text:
    if gap == 0:
        return Text("Proved in exact fractions: no lottery has a larger product of chances.")
    return Text(
        "Proved in exact fractions: no lottery has a product of chances that is larger by more "
        "than 1 part in {n}.",
        n=gap.denominator // gap.numerator - 1,  # e^gap - 1 < gap / (1 - gap)
    )


def _floor(gain: Fraction) -> Text:
    if gain == 0:
        return Text("Proved in exact fractions: no lottery has a larger smallest chance.")
    return Text(
        "Proved: no lottery has a smallest chance that is larger by more than 1 in {n}.",
        n=max(1, gain.denominator // gain.numerator),
    )


def _fairness(gain: Fraction) -> Text:
    if gain == 0:
        return Text(
            "Proved in exact fractions: nobody can have a better chance, "
            "unless somebody whose chance is no better gets less."
        )
    return Text(
        "Proved: nobody can have a chance that is better by more than 1 in {n}, "
        "unless somebody whose chance is no better gets less.",
        n=max(1, gain.denominator // gain.numerator),
    )


def _origin(by_number: dict[str, Status], case: Case) -> list[Text]:
    if by_number["V24"] is not Status.PASS or case.draw.seed is None:
        return []
    return [
        Text(
            "Both public values come from one seed: anybody can repeat this draw, "
            "but nothing is proved about who chose the seed."
        )
    ]
