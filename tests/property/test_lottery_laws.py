"""Laws of a fair lottery, whoever the people are."""

from __future__ import annotations

from fractions import Fraction
from random import Random

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sortition.errors import NoPanelError
from sortition.lottery import build_space, fair_lottery
from sortition.records.lottery import Lottery
from sortition.records.pool import Pool, Table
from sortition.records.quotas import Quotas
from sortition.tables import pool_from_table
from tests.small_pools import Case, pool_of, quotas_of, random_case

CASES = st.randoms(use_true_random=False).map(random_case)
FEW = settings(max_examples=25)
UNITS = 60


def drawn(pool: Pool, quotas: Quotas, size: int, units: int = UNITS) -> Lottery:
    """The lottery; a pool without a panel is not what these laws are about."""
    try:
        return fair_lottery(build_space(pool, quotas, size), construction="A", units=units)
    except NoPanelError:
        assume(condition=False)
        raise


def chances(lottery: Lottery) -> dict[str, Fraction]:
    return {
        lottery.space.labels[i]: chance
        for chance, profile in zip(lottery.chances, lottery.space.profiles, strict=True)
        for i in profile.people
    }


@FEW
@given(CASES, st.randoms(use_true_random=False))
def test_other_names_for_people_and_homes_change_nobodys_chance(case: Case, random: Random):
    people = case.pool.registrants
    renamed = random.sample([f"q{i}" for i in range(len(people))], len(people))
    pool = pool_of(
        [person.values for person in people],
        [person.household and f"at {person.household[::-1]}" for person in people],
        case.pool.categories,
        renamed,
    )
    before = chances(drawn(case.pool, case.quotas, case.size))
    after = chances(drawn(pool, case.quotas, case.size))
    new_name = dict(zip(case.pool.ids, renamed, strict=True))
    assert after == {new_name[name]: chance for name, chance in before.items()}


@FEW
@given(CASES, st.randoms(use_true_random=False))
def test_other_names_for_values_change_nobodys_chance(case: Case, random: Random):
    old = sorted({row.value for row in case.quotas.rows})
    new = dict(zip(old, random.sample(["x", "2", "Z", "11"], len(old)), strict=True))
    quotas = quotas_of((q.category, new[q.value], q.minimum, q.maximum) for q in case.quotas.rows)
    people = case.pool.registrants
    pool = pool_of(
        [[new[value] for value in person.values] for person in people],
        [person.household for person in people],
        case.pool.categories,
    )
    before = chances(drawn(case.pool, case.quotas, case.size))
    assert chances(drawn(pool, quotas, case.size)) == before


@FEW
@given(CASES, st.randoms(use_true_random=False))
def test_the_order_of_rows_columns_and_quotas_leaves_no_trace(case: Case, random: Random):
    columns = ["id", *case.pool.categories, "home"]
    rows = [[person.id, *person.values, person.household or ""] for person in case.pool.registrants]
    plain = drawn(_read(columns, rows, case.quotas), case.quotas, case.size)
    order = random.sample(range(len(columns)), len(columns))
    mixed = [[row[c] for c in order] for row in random.sample(rows, len(rows))]
    quotas = Quotas.of(tuple(random.sample(case.quotas.rows, len(case.quotas.rows))))
    pool = _read([columns[c] for c in order], mixed, quotas)
    assert drawn(pool, quotas, case.size) == plain


def _read(columns: list[str], rows: list[list[str]], quotas: Quotas) -> Pool:
    table = Table(columns=tuple(columns), rows=tuple(map(tuple, rows)))
    return pool_from_table(table, quotas, id_column="id", household_columns=("home",))


@FEW
@given(CASES, st.integers(1, 300))
def test_equal_people_have_equal_chances_and_counts_within_one(case: Case, units: int):
    lottery = drawn(case.pool, case.quotas, case.size, units)
    assert lottery.units >= units
    for chance, profile in zip(lottery.chances, lottery.space.profiles, strict=True):
        counts = [lottery.counts[i] for i in profile.people]
        assert max(counts) - min(counts) <= 1
        assert all(abs(count - lottery.units * chance) < 1 for count in counts)


@FEW
@given(CASES)
def test_chances_add_up_to_the_seats(case: Case):
    lottery = drawn(case.pool, case.quotas, case.size)
    assert sum(chances(lottery).values()) == case.size
    assert sum(lottery.counts) == case.size * lottery.units


@FEW
@given(CASES, st.data())
def test_a_wider_quota_never_makes_the_lottery_less_fair(case: Case, data: st.DataObject):
    """Every lottery of before is still there, so the best one is as good, in leximin order.

    With nobody unseatable the first entry of that order is the smallest chance.
    """
    before = drawn(case.pool, case.quotas, case.size)
    widened = data.draw(st.sampled_from(case.quotas.rows))
    quotas = quotas_of(
        (q.category, q.value, max(0, q.minimum - (q == widened)), q.maximum + (q == widened))
        for q in case.quotas.rows
    )
    after = drawn(case.pool, quotas, case.size)
    assert sorted(chances(after).values()) >= sorted(chances(before).values())
    if not before.unseatable:
        assert after.smallest_chance >= before.smallest_chance


@FEW
@given(CASES)
def test_someone_who_fits_no_quota_changes_nobodys_chance(case: Case):
    """A person with a value of which there are no seats is unseatable, and harms nobody."""
    first = case.pool.categories[0]
    rows = [(q.category, q.value, q.minimum, q.maximum) for q in case.quotas.rows]
    quotas = quotas_of([*rows, (first, "nowhere", 0, 0)])
    people = case.pool.registrants
    newcomer = ("nowhere", *people[0].values[1:])
    pool = pool_of(
        [*(person.values for person in people), newcomer],
        [*(person.household for person in people), None],
        case.pool.categories,
    )
    before = drawn(case.pool, case.quotas, case.size)
    after = drawn(pool, quotas, case.size)
    assert after.unseatable == (*before.unseatable, len(people))
    assert chances(after) == {**chances(before), f"p{len(people):03}": Fraction(0)}


@FEW
@given(CASES, st.text(st.characters(exclude_categories=["Cs"]), max_size=4))
def test_the_public_value_changes_nobodys_chance(case: Case, value: str):
    plain = drawn(case.pool, case.quotas, case.size)
    other = fair_lottery(plain.space, construction=value, units=UNITS)
    assert other.chances == plain.chances
