"""The engine against the exact method on hard pools, a sample of those in tests/oracle/many.py.

The exact method itself is compared with brute force, and each check with an answer that is wrong.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest

from sortition.errors import NoPanelError, Problem, Text
from sortition.lottery import build_space, fair_lottery
from sortition.records.lottery import CutReason, Lottery, Method, Reach
from tests.hard_pools import hard_case
from tests.oracle import brute_force, many
from tests.oracle.agreement import faults_of_clash, faults_of_lottery, faults_of_method
from tests.oracle.columns import Answer, check, leximin, leximin_of
from tests.oracle.panels import Branching, Listed, OracleError, all_panels, question_of
from tests.small_pools import Case, random_case
from tests.thorough import also

SLOW = (0, 36, 46, 53)
"""Pools of the first 90 that take over two seconds; tests/oracle/many.py looks at them."""
CUTS = (13, 21, 24, 86, 109, 166, 222, 239, 250, 254, 259, 262, 289, 365, 386, 393, 400)
"""Quick pools in which the chances of the relaxation are out of reach."""
DEEP = also((314, 339), (277,))
"""Pools in which cuts of the relaxation did not end, or could not be proved."""
PLAIN = tuple(
    seed
    for seed in also(tuple(range(0, 90, 2)), tuple(range(1, 90, 2)))
    if seed not in {*SLOW, *CUTS}
)
NO_PANEL = 42
CHUNK = 10


def chunks(seeds: tuple[int, ...]) -> list[tuple[int, ...]]:
    return [seeds[i : i + CHUNK] for i in range(0, len(seeds), CHUNK)]


def exact(case: Case) -> Answer | None:
    return leximin(case.pool, case.quotas, case.size)


def engine(case: Case) -> Lottery:
    return fair_lottery(build_space(case.pool, case.quotas, case.size), construction="A")


def faults(seed: int) -> list[str]:
    case = hard_case(seed)
    try:
        lottery = engine(case)
    except NoPanelError as error:
        return faults_of_clash(case, error, exact(case))
    return faults_of_lottery(case, lottery, exact(case))


@pytest.mark.parametrize("seeds", chunks(PLAIN) + chunks(CUTS), ids=lambda seeds: f"{seeds[0]}…")
def test_a_sample_of_hard_pools_comes_out_as_the_exact_method_has_it(seeds):
    assert {seed: faults(seed) for seed in seeds} == {seed: [] for seed in seeds}


@pytest.mark.parametrize("seed", DEEP)
def test_every_method_is_proved_where_the_relaxation_promises_too_much(seed):
    case = hard_case(seed)
    answer = exact(case)
    assert answer is not None
    space = build_space(case.pool, case.quotas, case.size)
    for method in Method:
        lottery = fair_lottery(space, construction="A", method=method)
        compare = faults_of_lottery if method is Method.LEXIMIN else faults_of_method
        assert compare(case, lottery, answer) == [], method


@pytest.mark.parametrize("seed", range(4))
def test_the_exact_method_agrees_with_brute_force(seed):
    random = Random(f"exact {seed}")
    for _ in range(20):
        case = random_case(random)
        panels = brute_force.all_panels(case.pool, case.quotas, case.size)
        question = question_of(case.pool, case.quotas, case.size)
        found = leximin_of(question, Branching(question))
        assert (found is None) == (not panels), case
        if found is not None:
            people = len(case.pool.registrants)
            assert found.by_person() == brute_force.leximin(people, panels), case


def test_branching_agrees_with_looking_at_every_panel():
    random = Random("weights")
    asked = 0
    for seed in range(60):
        case = hard_case(seed)
        question = question_of(case.pool, case.quotas, case.size)
        panels = all_panels(question, 2000, 20_000)
        if panels is None:
            continue
        asked += 1
        for scale in (3, 10**6, 10**15):
            weights = [random.randint(-scale, scale) for _ in question.counts]
            best = Listed(panels).above(weights, -(10**20))
            found = Branching(question).above(weights, -(10**20))
            assert bool(best) == bool(found)
            if best:
                value, other = (
                    sum(w * s for w, s in zip(weights, p, strict=True))
                    for p in (best[-1], found[-1])
                )
                assert value == other, seed
                assert Branching(question).above(weights, value) == []
    assert asked > 20


def answered(seed: int = 86) -> tuple[Case, Answer, Lottery]:
    case = hard_case(seed)
    answer = exact(case)
    assert answer is not None
    return case, answer, engine(case)


def test_the_exact_method_does_not_accept_a_wrong_answer():
    _, answer, _ = answered()
    asked = Branching(answer.question)
    check(answer, asked)
    more = tuple(chance * Fraction(1001, 1000) for chance in answer.chances)
    stage = answer.stages[-1]
    wrong = [
        replace(answer, chances=more),
        replace(answer, lottery=answer.lottery[1:]),
        replace(answer, stages=answer.stages[:-1]),
        replace(answer, stages=(*answer.stages[:-1], replace(stage, bound=stage.bound - 1))),
        replace(answer, stages=answer.stages[::-1]),
    ]
    for other in wrong:
        with pytest.raises(OracleError):
            check(other, asked)


def test_the_comparison_notices_what_is_wrong_with_a_lottery():
    case, answer, lottery = answered()
    assert faults_of_lottery(case, lottery, answer) == []
    certificate = lottery.certificate
    cut = next(cut for cut in certificate.cuts if cut.reason is CutReason.CUT)
    at = certificate.cuts.index(cut)
    tighter = (
        *certificate.cuts[:at],
        replace(cut, bound=cut.bound - 1),
        *certificate.cuts[at + 1 :],
    )
    level = certificate.levels[0]
    wrong = [
        replace(lottery, chances=tuple(chance / 2 for chance in lottery.chances)),
        replace(lottery, panels=lottery.panels[:-1] + lottery.panels[:1]),
        replace(lottery, counts=lottery.counts[::-1]),
        replace(lottery, certificate=replace(certificate, cuts=tighter)),
        replace(lottery, certificate=replace(certificate, levels=certificate.levels[1:])),
        replace(
            lottery,
            certificate=replace(
                certificate,
                levels=(replace(level, gap=Fraction(1, 9)), *certificate.levels[1:]),
            ),
        ),
        replace(lottery, certificate=replace(certificate, combination=certificate.combination[1:])),
        replace(lottery, certificate=replace(certificate, reach=Reach.ROUNDED)),
    ]
    for other in wrong:
        assert faults_of_lottery(case, other, answer) != []
    assert faults_of_lottery(case, lottery, None) != []


def test_the_comparison_notices_what_is_wrong_with_a_clash():
    case = hard_case(NO_PANEL)
    with pytest.raises(NoPanelError) as caught:
        engine(case)
    error = caught.value
    problems: tuple[Problem, ...] = tuple(error.problems)
    assert problems
    assert faults_of_clash(case, error, None) == []
    quota = case.quotas.rows[0]
    needless = replace(
        problems[0],
        text=Text(
            "{bound}",
            bound=Text("{quota} at least {seats}", quota=quota.label, seats=quota.minimum),
        ),
    )
    for other in (problems[1:], (*problems, needless)):
        assert faults_of_clash(case, NoPanelError(error.text, other), None) != []


def test_the_command_keeps_what_it_did_and_goes_on_from_there(tmp_path, capsys, monkeypatch):
    results = tmp_path / "results.jsonl"
    asked = ["--pools", "3", "--first", "6", "--results", str(results)]
    assert many.main(asked) == 0
    assert "3 pools: 3 equal" in capsys.readouterr().out
    kept = results.read_text(encoding="utf-8")
    monkeypatch.setattr(many.Engine, "ask", None)  # nothing is asked again
    assert many.main(asked) == 0
    assert results.read_text(encoding="utf-8") == kept
    with results.open("a", encoding="utf-8") as file:
        file.write('{"pool": 8, "half a li')  # ended while writing
    assert many.main(asked) == 0
    assert results.read_text(encoding="utf-8") == kept
