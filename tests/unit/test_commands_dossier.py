"""The commands of a dossier: what they refuse, record and say."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from sortition import steps
from sortition.commands import main
from sortition.dossier.canonical import canonical
from sortition.errors import InputError, UsageError
from sortition.verify.checks import verify_folder
from tests.journals import moment

FIXTURE = Path(__file__).parents[2] / "fixtures" / "harbour"
PASSWORD = "open for this fixture only"
DICE = ("4 1 6 6 2 5 3 1 2 3 4 5", "4 23 1 8 12 45")


@pytest.fixture
def say(monkeypatch, tmp_path):
    """Run a command in a folder with the files of the fixture; each is a minute later."""
    for path in filter(Path.is_file, FIXTURE.iterdir()):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.chdir(tmp_path)
    minutes = iter(range(1000))

    def run(*line, code=0, typed=PASSWORD):
        environment = {"SORTITION_TIME": moment(next(minutes)), "SORTITION_PASSWORD": typed}
        done = CliRunner().invoke(main, [*line], env=environment)
        assert done.exit_code == code, done.output
        return done.output

    return run


def sign(say, *parties, **options):
    for party in parties or ("clerk", "residents"):
        said = say("sign", "d", "--as", party, "--key", f"{party}.key", **options)
    return said


@pytest.fixture
def new(say):
    say("new", "d", "--template", "plan.toml")
    return say


@pytest.fixture
def sealed(new):
    sign(new)
    return new


@pytest.fixture
def closed(sealed):
    sealed("pool", "d", "registrants.csv", "quotas.csv")
    return sealed


def value_a(say, **options):
    values = [part for value in DICE for part in ("--value", value, "--source", "seen by all")]
    return say("randomness", "d", *values, **options)


def value_b(say, **options):
    return say("randomness", "d", "--value", "472", "--source", "balls", **options)


def journal():
    return [json.loads(line) for line in Path("d/journal.jsonl").read_text("utf-8").splitlines()]


def test_a_new_dossier_has_a_plan_to_fill_in_in_the_language_asked_for(say):
    said = say("new", "leeg", "--language", "nl")
    assert "plan.toml" in said
    assert "Het plan van een loting" in Path("leeg/plan.toml").read_text("utf-8")
    refused = say("sign", "leeg", "--as", "clerk", "--key", "clerk.key", code=3)
    assert "plan.toml, column title: This is not filled in." in refused


def test_the_plan_of_another_dossier_can_be_the_template(sealed):
    sealed("new", "west", "--template", "d")
    assert Path("west/plan.toml").read_bytes() == Path("plan.toml").read_bytes()


def test_a_dossier_is_never_overwritten(new):
    before = Path("d/journal.jsonl").read_bytes()
    assert "not empty" in new("new", "d", code=2)
    assert Path("d/journal.jsonl").read_bytes() == before


def test_a_key_is_never_overwritten_and_only_its_owner_can_read_it(say):
    say("keygen", "mine")
    assert Path("mine.key").stat().st_mode & 0o077 == 0
    assert "is not overwritten" in say("keygen", "mine", code=2)


def test_a_short_password_makes_no_key(say):
    say("keygen", "mine", code=2, typed="short")
    assert not Path("mine.key").exists()


@pytest.mark.parametrize(
    ("party", "key", "password", "reason"),
    [
        ("mayor", "clerk", PASSWORD, "It names: clerk, residents"),
        ("clerk", "residents", PASSWORD, "not the key that the plan gives"),
        ("clerk", "clerk", "another password", "cannot be opened"),
        (" ", "clerk", PASSWORD, "cannot be empty"),
    ],
)
def test_a_signature_that_cannot_be_right_is_refused_and_leaves_nothing(
    new, party, key, password, reason
):
    said = new("sign", "d", "--as", party, "--key", f"{key}.key", code=2, typed=password)
    assert reason in said
    assert len(journal()) == 1


def test_a_plan_that_was_edited_between_two_signatures_is_signed_anew(new):
    sign(new, "clerk")
    path = Path("d/plan.toml")
    path.write_text(path.read_text("utf-8").replace("old harbour", "new harbour"), "utf-8")
    said = sign(new, "residents")
    assert "Not signed yet by: clerk" in said
    assert "edited after it was signed by clerk. Those signatures do not count any more" in said
    said = sign(new, "clerk")
    assert "All parties have signed." in said
    assert "Note:" not in said


def test_moments_of_values_that_are_past_are_told(new):
    path = Path("d/plan.toml")
    path.write_text(path.read_text("utf-8").replace("when = 2027", "when = 2025", 1), "utf-8")
    said = sign(new, "clerk")
    assert "The moment of value A in the plan lies in the past." in said
    assert "value B in the plan" not in said


def test_a_plan_that_was_edited_is_kept_beside_the_first(new):
    sign(new, "clerk")
    path = Path("d/plan.toml")
    path.write_text(path.read_text("utf-8").replace("old harbour", "new harbour"), "utf-8")
    sign(new, "residents")
    assert Path("d/plans/1/plan.toml").exists()
    assert Path("d/plans/2/plan.toml").read_bytes() == path.read_bytes()


def test_steps_out_of_order_are_refused_with_what_comes_first(new):
    assert "every party signs" in new("pool", "d", "registrants.csv", "quotas.csv", code=2)
    assert "every party signs" in new("commit", "d", code=2)
    assert "every party signs" in value_a(new, code=2)
    assert "every party signs" in new("draw", "d", code=2)
    assert "every party signs" in new("amend", "d", "--by", "x", "--why", "y", code=2)
    assert len(journal()) == 1


def test_a_sealed_plan_that_was_edited_stops_everything_until_it_is_amended_or_put_back(sealed):
    path = Path("d/plan.toml")
    good = path.read_bytes()
    path.write_bytes(good.replace(b"size = 5", b"size = 6"))
    said = sealed("pool", "d", "registrants.csv", "quotas.csv", code=3)
    assert "plan.toml: The plan was changed" in said
    path.write_bytes(good)
    assert "The pool is closed." in sealed("pool", "d", "registrants.csv", "quotas.csv")


def test_an_amendment_shows_the_difference_and_needs_all_again(closed):
    path = Path("d/plan.toml")
    path.write_bytes(Path("amended.toml").read_bytes())
    said = closed("amend", "d", "--by", "leader", "--why", "a reason")
    assert "Columns of the address: nothing became street, house_number, postcode" in said
    assert "Not signed yet by: clerk, residents" in said
    assert "must sign: clerk, residents" in closed(
        "pool", "d", "registrants.csv", "quotas.csv", code=2
    )
    sign(closed)
    log = closed("log", "d")
    assert "Columns of the address: nothing became street, house_number, postcode" in log
    assert "The pool is closed." in closed("pool", "d", "registrants.csv", "quotas.csv")
    assert Path("d/pools/1").is_dir()
    assert Path("d/pools/2").is_dir()


def test_an_amendment_without_a_difference_is_refused(sealed):
    said = sealed("amend", "d", "--by", "leader", "--why", "a reason", code=2)
    assert "the same as the plan" in said
    path = Path("d/plan.toml")
    path.write_bytes(path.read_bytes() + b"# a remark\n")
    said = sealed("amend", "d", "--by", "leader", "--why", "a reason", code=2)
    assert "Only remarks" in said


def test_after_the_panels_are_committed_there_is_only_a_new_draw_with_lineage(closed):
    value_a(closed)
    closed("commit", "d")
    Path("d/plan.toml").write_bytes(Path("amended.toml").read_bytes())
    said = closed("amend", "d", "--by", "leader", "--why", "a reason", code=2)
    assert "sortition new NEWDIR --after DIR" in said
    head = json.loads(closed("log", "d", "--json"))["head"]
    closed("new", "again", "--template", "amended.toml", "--after", "d", "--why", "quotas wrong")
    assert head in closed("log", "again")
    assert "both --after and --why" in closed("new", "third", "--after", "d", code=2)


def test_a_run_that_fails_is_recorded_without_a_cell_of_anybody(sealed):
    # The young people of this file live in the north, and no seat is left there for them.
    people = Path("registrants.csv").read_text("utf-8").splitlines(keepends=True)
    Path("north.csv").write_text("".join(people[:3] + people[5:]), "utf-8")
    narrow = "age,16-39,1,1\nage,40+,4,4\narea,north,0,0\narea,south,5,5\n"
    Path("narrow.csv").write_text(f"category,value,min,max\n{narrow}", "utf-8")
    sealed("pool", "d", "north.csv", "narrow.csv", code=4)
    Path("wrong.csv").write_text("".join(people).replace("16-39", "Sixteen"), "utf-8")
    sealed("pool", "d", "wrong.csv", "quotas.csv", code=3)
    assert [entry["step"] for entry in journal()[-2:]] == ["failed", "failed"]
    first, second = (entry["facts"] for entry in journal()[-2:])
    assert first == {"step": "pool closed", "exit_code": 4, "codes": first["codes"]}
    assert (second["exit_code"], bool(second["codes"])) == (3, True)
    assert "Sixteen" not in Path("d/journal.jsonl").read_text("utf-8")
    assert "Run failed" in sealed("log", "d")


def test_quotas_of_other_categories_than_the_plan_are_refused(sealed):
    Path("other.csv").write_text("category,value,min,max\nage,16-39,1,1\nage,40+,4,4\n", "utf-8")
    said = sealed("pool", "d", "registrants.csv", "other.csv", code=3)
    assert "The quotas are about" in said


def test_the_commitment_follows_the_process(closed):
    pool = closed("commit", "d")
    assert "to the plan and the pool" in pool
    assert json.loads(closed("commit", "d", "--json"))["made"] is False
    value_a(closed)
    panels = json.loads(closed("commit", "d", "--json"))
    assert (panels["made"], panels["panels"], len(panels["words"])) == (True, 1000, 16)
    again = json.loads(closed("commit", "d", "--json"))
    assert (again["made"], again["commitment"]) == (False, panels["commitment"])


def test_each_announced_value_is_asked_for(closed):
    said = closed("randomness", "d", "--value", DICE[0], "--source", "one", code=2)
    assert "announces 2 values" in said
    said = closed("randomness", "d", "--value", "1", "--value", "2", "--source", "one", code=2)
    assert "one --source for each" in said


def test_value_b_cannot_be_known_before_the_panels_are_committed(closed):
    value_a(closed)
    closed("commit", "d")
    said = value_b(lambda *line, **o: closed(*line, "--known", moment(0), **o), code=2)
    assert "Another value is needed" in said
    value_b(closed)


@pytest.fixture
def drawn(closed):
    value_a(closed)
    closed("commit", "d")
    value_b(closed)
    closed("draw", "d")
    return closed


def test_a_draw_comes_from_the_committed_panels_and_is_made_once(drawn):
    row = Path("d/panels/panels.csv").read_text("utf-8").splitlines()[1 + 472]
    found = json.loads(Path("d/draw/draw.json").read_bytes())
    assert (found["number"], ",".join(found["panel"])) == (472, row.partition(",")[2])
    assert "never done twice" in drawn("draw", "d", code=2)
    assert "never done twice" in value_b(drawn, code=2)
    assert verify_folder("d").ok
    assert "all 10 files are the same" in drawn("rerun", "d")


def test_a_long_list_is_committed_and_drawn_from_without_the_people_of_each_panel(say):
    plan = Path("plan.toml")
    text = plan.read_text("utf-8").replace("panels = 1000\n", "panels = 1000000\n")
    plan.write_text(text.replace("count = 3\n", "count = 6\n"), "utf-8")
    say("new", "d", "--template", "plan.toml")
    sign(say)
    say("pool", "d", "registrants.csv", "quotas.csv")
    value_a(say)
    say("commit", "d")
    say("randomness", "d", "--value", "123456", "--source", "balls")
    say("draw", "d")
    assert not Path("d/panels/panels.csv").exists()
    assert sorted(journal()[-1]["inputs"]) == [
        f"panels/{name}" for name in ("certificate.json", "lottery.json", "seating.csv")
    ]
    assert json.loads(Path("d/draw/draw.json").read_bytes())["number"] == 123_456
    assert verify_folder("d").ok
    assert "all 9 files are the same" in say("rerun", "d")


def test_a_journal_cannot_give_orders_to_a_terminal(say):
    steps.new(Path("d"), time=moment(0), secret=b"s" * 32)
    entry = journal()[0] | {"tool": "x"}
    entry["facts"]["lineage"] = {"head": "ab" * 32, "why": "\u001b[2Jgone"}
    Path("d/journal.jsonl").write_bytes(canonical(entry))
    assert "�[2Jgone" in say("log", "d")


def test_the_result_can_be_signed_and_the_account_says_so(drawn):
    before = Path("d/account.html").read_bytes()
    sign(drawn)
    assert Path("d/account.html").read_bytes() != before
    assert "signed this already" in drawn(
        "sign", "d", "--as", "clerk", "--key", "clerk.key", code=2
    )


def test_a_dossier_is_verified_also_before_the_draw(closed):
    said = closed("verify", "d")
    assert "Nothing was drawn yet" in said


@pytest.mark.parametrize(
    "name",
    ["pools/1/registrants.csv", "pools/1/pool.json", "panels/seating.csv", "plans/1/plan.toml"],
)
def test_a_changed_file_stops_everything_and_is_named(closed, name):
    value_a(closed)
    closed("commit", "d")
    path = Path("d") / name
    path.write_bytes(path.read_bytes() + b"\n")
    said = value_b(closed, code=3)
    assert f"{name}: The file is not the one that line" in said
    path.unlink()
    assert f"{name}: The file is missing." in value_b(closed, code=3)
    assert not verify_folder("d").ok


def test_a_journal_without_its_first_lines_is_no_dossier(sealed):
    path = Path("d/journal.jsonl")
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[1:]))
    assert "journal.jsonl, row 1" in sealed("log", "d", code=3)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (("draw", "d", "--size", "4"), "--size cannot be given here"),
        (("draw", "d", "--seed", "x"), "--seed cannot be given here"),
        (("draw", "d", "registrants.csv", "--trial"), "also two files"),
        (("draw", "registrants.csv"), "QUOTAS is missing"),
        (("draw", "registrants.csv", "quotas.csv", "--out", "x"), "--size is missing"),
        (("draw", "registrants.csv", "quotas.csv", "--size", "5"), "--out is missing"),
        (("draw", "d", "registrants.csv", "quotas.csv"), "Name two files"),
        (("draw", "nowhere"), "no folder"),
        (("draw", "."), "is not a dossier"),
        (("log", "."), "is not a dossier"),
        (("log", "d", "--time", "now"), "no option"),
        (("commit", "d", "--time", "now"), "needs a moment"),
    ],
)
def test_a_command_that_cannot_be_meant_so_is_refused(new, line, reason):
    assert reason in new(*line, code=2)


def test_a_trial_needs_a_pool_or_two_files(sealed):
    assert "not closed yet" in sealed("draw", "d", "--trial", code=2)
    said = sealed("draw", "d", "registrants.csv", "quotas.csv", "--trial", "--seed", "mine")
    assert said.startswith("PROEF / TRIAL")
    assert journal()[-1]["facts"]["seed"] == "mine"
    sealed("pool", "d", "registrants.csv", "quotas.csv")
    assert json.loads(sealed("draw", "d", "--trial", "--json"))["trial"] is True
    assert [path.name for path in sorted(Path("d/trials").iterdir())] == ["1", "2"]


def test_two_commands_at_once_do_not_lose_an_entry(sealed, monkeypatch):
    from sortition.dossier import case  # noqa: PLC0415 - its inner step is disturbed

    put = case._put

    def disturbed(place, files):
        put(place, files)
        monkeypatch.setattr(case, "_put", put)
        sealed("draw", "d", "registrants.csv", "quotas.csv", "--trial")

    monkeypatch.setattr(case, "_put", disturbed)
    said = sealed("pool", "d", "registrants.csv", "quotas.csv", code=2)
    assert "Another command has just written" in said
    assert [entry["step"] for entry in journal()][-1] == "trial"
    # The files that were written already are found as they should be.
    assert "The pool is closed." in sealed("pool", "d", "registrants.csv", "quotas.csv")


def test_a_password_is_asked_for_or_missed(new, monkeypatch):
    monkeypatch.delenv("SORTITION_PASSWORD", raising=False)
    done = CliRunner().invoke(main, ["sign", "d", "--as", "clerk", "--key", "clerk.key"])
    assert (done.exit_code, "SORTITION_PASSWORD" in done.output) == (2, True)


@pytest.mark.parametrize("line", [("log", "d"), ("commit", "d")])
def test_a_machine_gets_one_json_object(closed, line):
    assert isinstance(json.loads(closed(*line, "--json")), dict)


def test_all_is_said_in_dutch(closed):
    assert "De pool is gesloten" not in closed("log", "d")
    said = closed("log", "d", "--language", "nl")
    assert "Het logboek klopt" in said


def test_the_library_does_what_the_commands_do(tmp_path):
    """Without a clock, a terminal or the environment."""
    (tmp_path / "clerk.key").write_bytes(b"")
    with pytest.raises(UsageError, match="cannot be opened"):
        steps.sign(
            tmp_path, party="x", key_file=tmp_path / "clerk.key", password=PASSWORD, time=moment(0)
        )
    steps.new(tmp_path / "d", time=moment(0), secret=b"s" * 32)
    with pytest.raises(InputError):
        steps.trial(tmp_path / "d", time=moment(1))
    assert steps.log(tmp_path / "d").entries[-1].step.value == "failed"
