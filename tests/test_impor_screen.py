"""The import screen as a clerk's browser opens it: each state of a file, from brought to undone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data import commands, db, queries
from data.access import Who
from data.commands.imports import jobs
from data.importing import CODES
from data.people import demo_person, system
from data.problem import Problem
from data.queries import Progress
from data.settings import ROOT, settings
from data.text import LANGUAGES, text
from pages._parts import visitor
from pages._parts.intake import differences, notes, work
from tests.bringing import bring, check
from tests.conftest import use
from tests.small import Small
from tests.test_trail_screens import ThisMachine, shown

HEAD = "Nama Usaha,Pemilik,Desa,Kecamatan,Telepon"
TWO = (HEAD, "Mebel Jati,Slamet,Gambiran,Kalisat,081234567890", "UD *Maju* <b>,Siti,Gambiran,Kalisat,")
FILE = "\n".join(TWO).encode()


@pytest.fixture
def clerk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Who]:
    """A clerk in an empty office."""
    use(monkeypatch, tmp_path, f"sqlite:///{tmp_path / 'office.db'}")
    monkeypatch.setattr(visitor, "LOOPBACK", ThisMachine())
    commands.ensure_register("utama", "uji")
    yield demo_person("utama", "petugas")
    db.close()
    settings.cache_clear()


def opened(**params: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    app.session_state[visitor._ROLE] = "petugas"
    app.run()
    for key, value in params.items():
        app.query_params[key] = value
    app.switch_page("pages/impor.py").run()
    assert not app.exception
    return app


def batch_of(app: AppTest) -> str:
    """The id in the URL."""
    found = app.query_params["berkas"]
    return found if isinstance(found, str) else found[0]


def click(app: AppTest, key: str) -> None:
    next(button for button in app.button if button.key == key).click()
    app.run()
    assert not app.exception


def keys(app: AppTest) -> set[str]:
    return {str(button.key) for button in app.button}


def label(app: AppTest, key: str) -> str:
    return next(button.label for button in app.button if button.key == key)


def words(app: AppTest) -> str:
    return "\n".join([shown(app), *(one.value for one in app.success), *(one.label for one in app.button)])


def give(app: AppTest, content: bytes, name: str = "berkas.csv") -> None:
    app.file_uploader[0].upload(name, content)
    app.run()
    assert not app.exception


# --- from brought to undone ------------------------------------------------------------------------------------------


def test_a_file_is_checked_written_and_undone(clerk: Who) -> None:
    app = opened()
    assert text("intake.none_yet") in words(app)
    give(app, FILE)
    batch_id = batch_of(app)
    assert queries.batch(clerk, batch_id).state == "checked", "nothing was missing: no click was needed"
    assert label(app, "confirm") == text("intake.confirm.actors_add", add="2")
    click(app, "confirm")
    assert text("intake.done.actors_add", add="2") in words(app)
    assert queries.batch(clerk, batch_id).state == "written"
    click(app, "intake_undo")
    assert text("intake.undo_of.actors_remove", count="2") in words(app)
    assert queries.batch(clerk, batch_id).state == "written", "only asked"
    click(app, "intake_undo_yes")
    assert queries.batch(clerk, batch_id).state == "undone"
    assert "confirm" not in keys(app)


def test_a_link_opens_the_same_file_for_a_colleague(clerk: Who) -> None:
    batch_id = check(clerk, *TWO, name="dari *kantor* <b>.csv")
    app = opened(berkas=batch_id)
    assert label(app, "confirm") == text("intake.confirm.actors_add", add="2")
    assert "dari *kantor* &lt;b&gt;.csv" in words(app), "a name of a file is text"


def test_a_link_to_a_file_that_is_gone_says_so_and_asks_for_another(clerk: Who) -> None:
    app = opened(berkas="no-such")
    assert text("problem.no_such_batch") in words(app)
    assert len(app.file_uploader) == 1
    assert "berkas" not in app.query_params


def test_a_file_that_cannot_be_used_leaves_an_empty_uploader(clerk: Who) -> None:
    app = opened()
    give(app, b"PK\x03\x04 bukan buku kerja", "rusak.xlsx")
    assert text("problem.file_broken") in words(app)
    assert app.file_uploader[0].value is None
    assert queries.batches(clerk).empty
    give(app, FILE)
    assert text("problem.file_broken") not in words(app)
    assert "confirm" in keys(app)


def test_unfinished_files_come_first_and_can_be_thrown_away(clerk: Who) -> None:
    bring(clerk, *TWO, name="lama.csv")
    waiting = check(clerk, HEAD, "Mebel Baru,Ana,Gambiran,Kalisat,", name="baru.csv")
    app = opened()
    assert {f"go_on_{waiting}", f"drop_{waiting}"} <= keys(app)
    assert list(app.dataframe[0].value[text("intake.file_name")]) == ["lama.csv"]
    click(app, f"go_on_{waiting}")
    assert batch_of(app) == waiting
    click(app, "intake_drop")
    assert "berkas" not in app.query_params
    assert list(queries.batches(clerk)["file_name"]) == ["lama.csv"]


def test_the_same_file_again_changes_nothing_and_says_so(clerk: Who) -> None:
    bring(clerk, *TWO, name="pertama.csv")
    app = opened()
    give(app, FILE + b"\n")
    assert text("intake.changes_nothing") in words(app)
    assert "pertama\\.csv" in words(app)
    assert "confirm" not in keys(app)


# --- what is missing, and columns ------------------------------------------------------------------------------------


def test_only_what_is_missing_is_asked(clerk: Who) -> None:
    app = opened()
    give(app, b"Nama Usaha,Pemilik,Wilayahnya\nMebel Jati,Slamet,Kalisat\nUD Maju,Siti,entah\n")
    assert queries.batch(clerk, batch_of(app)).state == "checking"
    assert text("problem.column_missing_place") in words(app)
    asked = [box for box in app.selectbox if str(box.key).startswith("intake_ask")]
    assert {str(box.key).rsplit("-", 1)[1] for box in asked} == {"kecamatan", "desa"}
    next(box for box in asked if str(box.key).endswith("kecamatan")).set_value("C")
    click(app, "intake_ask_send")
    batch = queries.batch(clerk, batch_of(app))
    assert (batch.state, batch.mapping["kecamatan"]) == ("checked", "C")


def test_a_correction_of_the_columns_checks_again(clerk: Who) -> None:
    batch_id = check(clerk, *TWO)
    app = opened(berkas=batch_id)
    box = next(one for one in app.selectbox if str(one.key).endswith("-owner") and "mapping" in str(one.key))
    assert text("import.because.title") in box.label
    box.select_index(0)
    click(app, "intake_mapping_send")
    batch = queries.batch(clerk, batch_id)
    assert batch.state == "checked"
    assert "owner" not in batch.mapping
    assert "B · Pemilik" in words(app), "a column that is not used is named"


def test_another_kind_is_looked_at_anew(clerk: Who) -> None:
    batch_id = check(clerk, *TWO)
    app = opened(berkas=batch_id)
    next(one for one in app.radio if str(one.key).startswith("intake_kind")).set_value("visits")
    app.run()
    assert not app.exception
    batch = queries.batch(clerk, batch_id)
    assert (batch.kind, batch.state, batch.mapping["business_name"]) == ("visits", "checking", "A")
    assert text("problem.column_missing_on") in words(app)


def test_a_silent_list_of_visits_is_asked_how_and_whether_they_met(clerk: Who) -> None:
    small = Small(system(clerk.register))
    small.actor("Mebel Jati")
    small.facilitator("Rini")
    app = opened()
    give(app, b"Nama Usaha,Kecamatan,Tanggal,Pendamping\nMebel Jati,Kalisat,2/3/2026,Rini\n")
    assert queries.batch(clerk, batch_of(app)).state == "checking"
    for field, value in {"mode": "di_tempat", "outcome": "bertemu"}.items():
        box = next(one for one in app.selectbox if str(one.key).endswith(f"-whole-{field}") and "ask" in str(one.key))
        box.set_value(value)
    click(app, "intake_ask_send")
    assert label(app, "confirm") == text("intake.confirm.visits_add", add="1")


# --- changes and problems --------------------------------------------------------------------------------------------


def test_old_and_new_stand_beside_each_other_and_the_choice_counts(clerk: Who) -> None:
    bring(clerk, HEAD + ",Produk,Alamat", "Mebel Jati,Slamet,Gambiran,Kalisat,,kursi,")
    batch_id = check(clerk, HEAD + ",Produk,Alamat", "Mebel Jati,Slamet,Gambiran,Kalisat,,meja,")
    app = opened(berkas=batch_id)
    table = next(one.value for one in app.dataframe if text("intake.old") in one.value)
    row = table.iloc[0]
    assert (row[text("intake.old")], row[text("intake.new")]) == ("kursi", "meja")
    assert row[text("intake.effect")] == text("intake.effect_of.stays")
    assert "confirm" not in keys(app), "filling only would change nothing"
    next(one for one in app.radio if str(one.key).startswith("intake_updates")).set_value("replace")
    app.run()
    assert label(app, "confirm") == text("intake.confirm.actors_change", change="1")
    click(app, "confirm")
    assert text("intake.done.actors_change", change="1") in words(app)


@pytest.mark.parametrize(
    ("fills", "updates", "effect"),
    [
        (True, "fill", "fills"),
        (False, "fill", "stays"),
        (True, "replace", "fills"),
        (False, "replace", "replaces"),
        (True, "none", "stays"),
    ],
)
def test_what_becomes_of_a_difference(fills: bool, updates: str, effect: str) -> None:
    assert differences.effect_of(fills, updates) == effect


def test_an_unknown_place_can_be_taught_and_is_known_from_then_on(clerk: Who) -> None:
    batch_id = check(clerk, HEAD, "Mebel Jati,Slamet,,Kulon Kali Gede,", "UD Maju,Siti,,Kulon Kali Gede,")
    app = opened(berkas=batch_id)
    assert "confirm" not in keys(app)
    box = next(one for one in app.selectbox if str(one.key).startswith("intake_teach-kecamatan"))
    assert "Kulon Kali Gede" in box.label
    box.set_value("35.09.27")
    click(app, "intake_teach_kecamatan_send")
    assert label(app, "confirm") == text("intake.confirm.actors_add", add="2")
    assert queries.batch(clerk, check(clerk, HEAD, "Lain,Budi,,Kulon Kali Gede,")).actions["add"] == 1


def test_unknown_facilitators_are_added_with_one_click(clerk: Who) -> None:
    Small(system(clerk.register)).actor("Mebel Jati")
    batch_id = check(
        clerk,
        "Nama Usaha,Kecamatan,Tanggal,Pendamping,Cara,Hasil Kontak",
        "Mebel Jati,Kalisat,2/3/2026,Rini <b>,di tempat usaha,bertemu",
    )
    app = opened(berkas=batch_id)
    click(app, "add_facilitators")
    assert list(queries.facilitators(clerk)["name"]) == ["Rini <b>"]
    assert label(app, "confirm") == text("intake.confirm.visits_add", add="1")


def test_the_url_says_which_problem_is_looked_at(clerk: Who) -> None:
    batch_id = check(clerk, HEAD, "Mebel Jati,Slamet,,Entah Berantah,", ",Siti,Gambiran,Kalisat,")
    everything, some = opened(berkas=batch_id), opened(berkas=batch_id, masalah="business_name_missing")
    assert text("intake.problems") in words(everything)
    rows = [list(app.dataframe[-1].value[text("intake.row")]) for app in (everything, some)]
    assert rows == [[2, 3], [3]]
    click(some, "intake_all_problems")
    assert "masalah" not in some.query_params


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_can_be_said_without_the_values_of_a_row(language: str) -> None:
    for code in CODES:
        said = notes.about(code, language)
        assert said
        assert not set("{}") & set(said)
        assert len(said.split()) > 2


# --- work ------------------------------------------------------------------------------------------------------------


def test_long_work_shows_how_far_it_is_and_can_be_stopped(clerk: Who, monkeypatch: pytest.MonkeyPatch) -> None:
    batch_id = commands.bring_file(clerk, "besar.csv", FILE)
    going = Progress("check", 1_000, 4_000, datetime.now(UTC) - timedelta(seconds=10), True)
    monkeypatch.setattr(queries, "progress", lambda *_: going)
    stopped: list[str] = []
    monkeypatch.setattr(commands, "stop_job", lambda _, batch: stopped.append(batch))
    app = opened(berkas=batch_id)
    assert keys(app) >= {"intake_stop", "all_files"}
    assert "confirm" not in keys(app)
    bar = app.get("progress")[0].proto
    assert bar.value == 25
    assert text("intake.rows_done", done="1.000", total="4.000") in bar.text
    assert text("intake.seconds_left", count="30") in bar.text
    click(app, "intake_stop")
    assert stopped == [batch_id]
    assert "berkas" not in app.query_params


def test_the_time_left_is_the_pace_so_far() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    begun = Progress("write", 500, 2_000, now - timedelta(seconds=20), True)
    assert work.seconds_left(begun, now) == 60
    assert work.seconds_left(Progress("write", 0, 2_000, now - timedelta(seconds=20), True), now) is None
    assert work.seconds_left(Progress("write", 500, None, now - timedelta(seconds=20), True), now) is None
    assert work.seconds_left(Progress("write", 500, 2_000, now - timedelta(seconds=1), True), now) is None


@pytest.mark.parametrize("silent", [True, False])
def test_work_that_died_says_so_and_can_be_done_again(
    clerk: Who, monkeypatch: pytest.MonkeyPatch, silent: bool
) -> None:
    """A process that was killed says nothing, one that failed says why."""
    batch_id = commands.bring_file(clerk, "besar.csv", FILE)
    dead = Progress("check", 1_000, 4_000, datetime.now(UTC), False)
    with monkeypatch.context() as patch:
        patch.setattr(queries, "progress", lambda *_: dead if silent else None)
        patch.setattr(queries, "job_problem", lambda *_: None if silent else Problem("job_broke"))
        app = opened(berkas=batch_id)
        assert text("problem.job_broke") in words(app)
        assert queries.batch(clerk, batch_id).state == "checking", "it is not begun again by itself"
        click(app, "intake_again")
    assert queries.batch(clerk, batch_id).state == "checked"


def test_a_wish_to_stop_that_comes_before_the_process_begins_is_heard(
    clerk: Who, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "LONG_FILE", 0)
    monkeypatch.setattr(jobs.subprocess, "Popen", _NotYet)
    batch_id = commands.bring_file(clerk, "besar.csv", FILE)
    commands.start_check(clerk, batch_id)
    commands.stop_job(clerk, batch_id)
    jobs.work(system(clerk.register), _NotYet.job)
    assert queries.batches(clerk).empty


class _NotYet:
    """A process that begins later."""

    job = ""

    def __init__(self, command: list[str], **_: object) -> None:
        _NotYet.job = command[-1]

    def wait(self) -> int:
        return 0

    def kill(self) -> None:
        """There is nothing to end."""


def test_somebody_who_may_not_import_sees_no_file(clerk: Who) -> None:
    batch_id = check(clerk, *TWO)
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    app.session_state[visitor._ROLE] = "pendamping"
    app.run()
    app.query_params["berkas"] = batch_id
    app.switch_page("pages/impor.py").run()
    assert not app.file_uploader
    assert "berkas.csv" not in words(app)


def test_the_workbook_of_a_caseload_goes_its_own_way(clerk: Who) -> None:
    small = Small(system(clerk.register))
    sari = small.facilitator("Sari")
    small.assign(sari, actor_id=small.actor("Mebel Jati"))
    workbook = commands.caseload_workbook(clerk, sari)
    app = opened()
    give(app, workbook, "binaan.xlsx")
    assert text("intake.caseload") in words(app)
    assert queries.batches(clerk).empty, "nothing is written before somebody says so"
    click(app, "intake_caseload")
    assert text("offline.nothing") in words(app)
