"""The order of the steps: every step at every stage, and who has to sign."""

import pytest

from sortition.dossier import keys, process
from sortition.errors import UsageError
from sortition.records.journal import Stage, Step
from tests.journals import HASH, KEYS, PUBLIC, Maker, at_stage, moment, parties, sealed

ANY = {Step.TRIAL, Step.FAILED, Step.ERASED}
ALLOWED = {
    Stage.NOTHING: {Step.OPENED},
    Stage.OPENED: {Step.PLANNED, Step.LETTERS_PLANNED} | ANY,
    Stage.PLANNED: {Step.PLANNED, Step.SIGNED, Step.LETTERS_PLANNED} | ANY,
    Stage.SEALED: {Step.AMENDED, Step.POOL_CLOSED, Step.LETTERS_PLANNED} | ANY,
    Stage.POOL_CLOSED: {Step.AMENDED, Step.VALUE_A} | ANY,
    Stage.VALUE_A: {Step.AMENDED, Step.COMMITTED} | ANY,
    Stage.COMMITTED: {Step.SIGNED, Step.VALUE_B} | ANY,
    Stage.VALUE_B: {Step.SIGNED, Step.DRAWN} | ANY,
    Stage.DRAWN: {Step.SIGNED, Step.REPLACED, Step.STATUS, Step.ALTERNATES} | ANY,
    Stage.REPLACED: {Step.SIGNED, Step.REPLACED, Step.STATUS, Step.ALTERNATES} | ANY,
    Stage.ERASED: {Step.SIGNED},
}
LEADS_TO = {
    Step.OPENED: Stage.OPENED,
    Step.PLANNED: Stage.PLANNED,
    Step.AMENDED: Stage.PLANNED,
    Step.POOL_CLOSED: Stage.POOL_CLOSED,
    Step.VALUE_A: Stage.VALUE_A,
    Step.COMMITTED: Stage.COMMITTED,
    Step.VALUE_B: Stage.VALUE_B,
    Step.DRAWN: Stage.DRAWN,
    Step.REPLACED: Stage.REPLACED,
    Step.ERASED: Stage.ERASED,
}


@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("stage", Stage)
def test_a_step_is_allowed_just_at_its_stages(stage, step):
    maker = Maker() if stage is Stage.NOTHING else at_stage(stage)
    if step in ALLOWED[stage]:
        after = process.advance(maker.state, maker.entry(step))
        assert after.stage is LEADS_TO.get(step, stage)
        assert after.count == maker.state.count + 1
    else:
        with pytest.raises(UsageError):
            process.advance(maker.state, maker.entry(step))


def test_every_stage_is_in_the_table():
    assert set(ALLOWED) == set(Stage)


@pytest.mark.parametrize(
    ("stage", "step", "reason"),
    [
        (Stage.OPENED, Step.POOL_CLOSED, "fill in plan.toml"),
        (Stage.PLANNED, Step.POOL_CLOSED, "must sign: clerk, residents"),
        (Stage.SEALED, Step.COMMITTED, "sortition pool"),
        (Stage.POOL_CLOSED, Step.COMMITTED, "value A"),
        (Stage.COMMITTED, Step.DRAWN, "value B"),
        (Stage.DRAWN, Step.POOL_CLOSED, "never done twice"),
        (Stage.COMMITTED, Step.AMENDED, "sortition new NEWDIR --after DIR"),
        (Stage.DRAWN, Step.AMENDED, "sortition new NEWDIR --after DIR"),
        (Stage.PLANNED, Step.AMENDED, "not sealed yet"),
        (Stage.SEALED, Step.SIGNED, "signed this already"),
    ],
)
def test_a_refusal_says_why_and_what_to_do(stage, step, reason):
    maker = at_stage(stage)
    with pytest.raises(UsageError, match=reason):
        process.advance(maker.state, maker.entry(step))


def test_a_plan_is_sealed_by_its_last_party():
    maker = at_stage(Stage.PLANNED).sign("residents")
    assert (maker.state.stage, maker.state.missing) == (Stage.PLANNED, ("clerk",))
    assert maker.sign("clerk").state.stage is Stage.SEALED


def test_signatures_of_an_earlier_text_fall_away():
    maker = at_stage(Stage.PLANNED).sign("clerk").add(Step.PLANNED)
    assert maker.state.missing == ("clerk", "residents")


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"party": "stranger"}, "does not name"),
        ({"key": PUBLIC["stranger"]}, "does not name"),
        ({"subject": HASH}, "another entry"),
        ({"signature": "00" * 64}, "is not right"),
    ],
)
def test_a_signature_that_does_not_fit_is_refused(facts, reason):
    maker = at_stage(Stage.PLANNED)
    with pytest.raises(UsageError, match=reason):
        process.advance(maker.state, maker.entry(Step.SIGNED, **facts))


def test_a_signature_by_the_right_name_with_another_key_is_refused():
    maker = at_stage(Stage.PLANNED)
    subject = maker.state.subject
    forged = keys.seal(KEYS["stranger"], party="clerk", subject=subject)
    with pytest.raises(UsageError, match="is not right"):
        process.advance(maker.state, maker.entry(Step.SIGNED, signature=forged))


def test_an_amendment_needs_the_old_parties_and_the_new_ones():
    maker = at_stage(Stage.SEALED).add(Step.AMENDED, parties=parties("clerk", "stranger"))
    assert maker.state.missing == ("clerk", "residents", "stranger")
    sealed(maker)
    assert maker.state.stage is Stage.PLANNED
    assert maker.sign("stranger").state.stage is Stage.SEALED
    # From now on the plan is theirs.
    maker.add(Step.AMENDED, parties=parties("stranger"))
    assert maker.state.missing == ("clerk", "stranger")


def test_an_amendment_that_waits_may_be_changed_again_and_still_needs_the_old_parties():
    maker = at_stage(Stage.SEALED).add(Step.AMENDED, parties=parties("stranger"))
    maker.add(Step.AMENDED, parties=parties("stranger"))
    assert maker.state.missing == ("clerk", "residents", "stranger")


def test_after_an_amendment_the_pool_is_closed_again_and_value_a_is_a_new_one():
    maker = at_stage(Stage.VALUE_A)
    old = maker.entries[-1].facts
    sealed(maker.add(Step.AMENDED)).add(Step.POOL_CLOSED)
    with pytest.raises(UsageError, match="before 2027"):  # known before the pool was closed again
        process.advance(maker.state, maker.entry(Step.VALUE_A, parts=old["parts"]))
    with pytest.raises(UsageError, match="used before"):
        process.advance(maker.state, maker.entry(Step.VALUE_A, value=old["value"]))
    assert maker.add(Step.VALUE_A).state.stage is Stage.VALUE_A


@pytest.mark.parametrize("stage", [Stage.POOL_CLOSED, Stage.COMMITTED])
def test_a_value_known_too_early_or_later_than_now_is_refused(stage):
    maker = at_stage(stage)
    step = Step.VALUE_A if stage is Stage.POOL_CLOSED else Step.VALUE_B
    part = maker.entry(step).facts["parts"][0]
    now = len(maker.entries)
    for known, reason in ((now - 2, "before"), (now + 1, "later than now")):
        early = {**part, "known": moment(known)}
        with pytest.raises(UsageError, match=reason):
            process.advance(maker.state, maker.entry(step, parts=[early]))
    at_once = {**part, "known": moment(now - 1)}
    assert process.advance(maker.state, maker.entry(step, parts=[at_once])).stage > stage


def test_value_b_may_not_be_value_a():
    maker = at_stage(Stage.COMMITTED)
    value_a = next(entry for entry in maker.entries if entry.step is Step.VALUE_A)
    with pytest.raises(UsageError, match="used once"):
        process.advance(maker.state, maker.entry(Step.VALUE_B, value=value_a.facts["value"]))


def test_stated_times_do_not_go_back():
    maker = at_stage(Stage.SEALED)
    with pytest.raises(UsageError, match="is before that of the last entry"):
        process.advance(maker.state, maker.entry(Step.POOL_CLOSED, time=moment(0)))


def test_plans_are_numbered():
    maker = at_stage(Stage.OPENED)
    for facts in ({"version": 2}, {"parties": []}):
        with pytest.raises(UsageError, match="numbered"):
            process.advance(maker.state, maker.entry(Step.PLANNED, **facts))


def lettered():
    return at_stage(Stage.SEALED).add(Step.LETTERS_PLANNED)


def test_letters_are_planned_then_drawn_in_waves_then_answered():
    maker = lettered().add(Step.LETTERS_DRAWN).add(Step.ANSWERS).add(Step.LETTERS_DRAWN)
    assert (maker.state.stage, maker.state.waves) == (Stage.SEALED, 2)
    maker.add(Step.POOL_CLOSED).add(Step.ANSWERS)
    assert maker.state.stage is Stage.POOL_CLOSED


@pytest.mark.parametrize(
    ("maker", "step", "facts", "reason"),
    [
        (lambda: at_stage(Stage.SEALED), Step.LETTERS_DRAWN, {}, "First plan the letters"),
        (lettered, Step.ANSWERS, {}, "First draw the letters"),
        (lettered, Step.LETTERS_DRAWN, {"wave": 2}, "numbered"),
        (lettered, Step.LETTERS_DRAWN, {"known": moment(0)}, "known at"),
        (lettered, Step.LETTERS_DRAWN, {"known": moment(900)}, "later than now"),
        (
            lambda: lettered().add(Step.LETTERS_DRAWN),
            Step.LETTERS_DRAWN,
            {"value": "another"},
            "drawn by one value",
        ),
        (lambda: lettered().add(Step.LETTERS_DRAWN), Step.LETTERS_PLANNED, {}, "does not change"),
        (lambda: at_stage(Stage.POOL_CLOSED), Step.LETTERS_PLANNED, {}, "letters come before it"),
        (lambda: at_stage(Stage.ERASED), Step.TRIAL, {}, "were erased"),
    ],
)
def test_letters_out_of_order_are_refused(maker, step, facts, reason):
    maker = maker()
    with pytest.raises(UsageError, match=reason):
        process.advance(maker.state, maker.entry(step, **facts))


def test_the_value_of_letters_is_used_for_nothing_else():
    maker = lettered().add(Step.LETTERS_DRAWN).add(Step.POOL_CLOSED)
    value = maker.state.letters_value
    with pytest.raises(UsageError, match="used before"):
        process.advance(maker.state, maker.entry(Step.VALUE_A, value=value))


def standing_by():
    return at_stage(Stage.DRAWN).add(Step.ALTERNATES)


def test_alternates_are_drawn_once_and_called_as_often_as_people_leave():
    maker = standing_by().add(Step.CALLED).add(Step.STATUS).add(Step.CALLED)
    assert (maker.state.stage, maker.state.alternates) == (Stage.DRAWN, True)
    maker.add(Step.REPLACED).add(Step.CALLED)
    assert maker.state.stage is Stage.REPLACED


@pytest.mark.parametrize(
    ("maker", "step", "reason"),
    [
        (lambda: at_stage(Stage.DRAWN), Step.CALLED, "First draw alternates"),
        (lambda: at_stage(Stage.VALUE_B), Step.ALTERNATES, "cannot be done yet"),
        (standing_by, Step.ALTERNATES, "never drawn twice"),
        (lambda: standing_by().add(Step.REPLACED), Step.ALTERNATES, "never drawn twice"),
        (lambda: standing_by().add(Step.ERASED), Step.CALLED, "were erased"),
    ],
)
def test_alternates_out_of_order_are_refused(maker, step, reason):
    maker = maker()
    with pytest.raises(UsageError, match=reason):
        process.advance(maker.state, maker.entry(step))


def test_parties_may_sign_who_came_in():
    maker = sealed(standing_by())
    assert maker.state.missing == ()
    maker.add(Step.CALLED)
    assert maker.state.missing == ("clerk", "residents")
    assert sealed(maker).state.missing == ()


def test_parties_may_sign_what_was_erased():
    maker = at_stage(Stage.ERASED)
    assert maker.state.missing == ("clerk", "residents")
    assert sealed(maker).state.missing == ()
