"""Reports of wrong numbers: anybody sends one, the office answers in public, and who reported stays unsaid."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from data import clock, commands, db, queries, schema, tickets
from data.access import ALLOWS, Who
from data.people import anonymous, demo_person, system
from data.problem import Problem
from data.public import Answers, Cell, answers
from data.public.document import WITHHELD
from data.settings import ROOT, settings
from data.text import LANGUAGES, sentence, text
from pages._parts import visitor
from pages._parts.visitor import DEMO_ROLES
from tests.conftest import use
from tests.doors.number_reports import SLUG, report
from tests.doors.releases import publish
from tests.published import KALISAT
from tests.test_trail_screens import ThisMachine

WORDS = "Tidak pernah ada YQWORDS yang datang."
CONTACT = "0812 YQCONTACT"
ANSWER = "Sudah diperiksa: angkanya benar."


@pytest.fixture
def reader(register: str) -> Who:
    """Somebody without a name, and a release to read."""
    publish(system(register), "release-1")
    return anonymous(register)


def refused(code: str, change: Any, *given: Any, **facts: Any) -> None:
    with pytest.raises(Problem) as caught:
        change(*given, **facts)
    assert caught.value.code == code
    for language in LANGUAGES:
        assert sentence(caught.value, language)


def rows(who: Who, table: sa.Table) -> list[dict[str, Any]]:
    with db.read(who) as conn:
        return [dict(row) for row in conn.execute(sa.select(table)).mappings()]


def test_the_public_sees_the_answer_and_nothing_of_who_asked(reader: Who, clerk: Who) -> None:
    ticket = report(reader, words=WORDS, contact=CONTACT)
    assert tickets.normal(ticket) == ticket
    assert answers(reader.register) == Answers((), Cell(None, WITHHELD))
    commands.answer_number(clerk, "answer-1", "report-1", f"  {ANSWER}\n", True)
    found = answers(reader.register)
    (one,) = found.answered
    assert (one.release, one.table, one.row, one.column) == (SLUG, "cakupan", KALISAT, "terlayani")
    assert (one.answer, one.corrected, one.day) == (ANSWER, True, clock.today())
    assert found.waiting == Cell(0)
    assert "YQ" not in repr(found)
    assert ticket not in repr(found)


@pytest.mark.parametrize(("count", "said"), [(4, Cell(None, WITHHELD)), (5, Cell(5)), (7, Cell(5)), (8, Cell(10))])
def test_how_many_wait_is_said_as_every_public_count(reader: Who, count: int, said: Cell) -> None:
    for number in range(count):
        report(reader, f"report-{number}", address=f"203.0.113.{number}")
    assert answers(reader.register).waiting == said


def test_whole_tables_and_rows_may_be_meant(reader: Who, clerk: Who) -> None:
    report(reader, "report-1", row=None, column=None)
    report(reader, "report-2", column=None, contact=" ")
    first, second = queries.number_reports(clerk)
    assert (first.row, first.column, first.reachable) == (None, None, True)
    assert (second.row, second.column, second.reachable) == (KALISAT, None, False)


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("release_unknown", {"release": "2026-01-01"}),
        ("release_unknown", {"release": "terbaru"}),
        ("no_such_number", {"table": "pemilik"}),
        ("no_such_number", {"row": "35.09.99"}),
        ("no_such_number", {"column": "nib"}),
        ("report_words", {"words": " terlalu "}),
        ("report_words", {"words": "\u202e\x00\u200b" * 10}),
        ("report_words", {"words": "x" * 1001}),
        ("report_contact", {"contact": "x" * 201}),
    ],
)
def test_a_bad_report_gets_one_sentence_and_leaves_nothing(reader: Who, code: str, wrong: dict[str, str]) -> None:
    before = {table: rows(reader, table) for table in (schema.number_report, schema.form, schema.throttle)}
    refused(code, report, reader, **wrong)
    assert {table: rows(reader, table) for table in before} == before


def test_text_stays_text_without_what_cannot_be_seen(reader: Who, clerk: Who) -> None:
    told = "<script>alert(1)</script>\r\n=1+1\x00\u202e ' ; DROP TABLE release"
    report(reader, words=told)
    (one,) = queries.number_reports(clerk)
    assert one.words == "<script>alert(1)</script>\n=1+1 ' ; DROP TABLE release"


def test_a_form_sent_twice_is_one_report(reader: Who, clerk: Who) -> None:
    assert report(reader) == report(reader)
    assert len(queries.number_reports(clerk)) == 1
    (counted,) = rows(reader, schema.throttle)
    assert counted["count"] == 1


def test_an_address_sends_so_many_a_day(register: str, reader: Who, clerk: Who) -> None:
    commands.save_setting(demo_person(register, "admin"), "reports_per_day", "2", "SK 1")
    for number in range(2):
        report(reader, f"report-{number}")
    refused("too_many_today", report, reader, "report-2")
    report(reader, "report-3", address="203.0.113.8")
    for number in range(4, 8):
        report(clerk, f"report-{number}")
    assert len(queries.number_reports(clerk)) == 7, "the office enters what it is told by telephone"
    assert "203.0.113" not in repr(rows(reader, schema.throttle) + rows(reader, schema.number_report))


def test_waiting_reports_stand_first(reader: Who, clerk: Who) -> None:
    for number in range(4):
        report(reader, f"report-{number}")
    for number in (0, 2):
        commands.answer_number(clerk, f"answer-{number}", f"report-{number}", ANSWER, False)
    assert [one.id[-1] for one in queries.number_reports(clerk)] == ["1", "3", "2", "0"]
    assert queries.number_reports(clerk)[-1].answered_by == clerk.name


def test_a_report_is_answered_once(reader: Who, clerk: Who, register: str) -> None:
    report(reader)
    for code, told in (("answer_words", "benar"), ("answer_words", "x" * 1001)):
        refused(code, commands.answer_number, clerk, "answer-1", "report-1", told, False)
    refused("no_such_report", commands.answer_number, clerk, "answer-1", "report-9", ANSWER, False)
    commands.answer_number(clerk, "answer-1", "report-1", ANSWER, False)
    commands.answer_number(clerk, "answer-1", "report-1", "Jawaban kedua dari formulir yang sama.", True)
    admin = demo_person(register, "admin")
    refused("report_answered", commands.answer_number, admin, "answer-2", "report-1", "Jawaban yang lain.", True)
    assert [one.answer for one in answers(register).answered] == [ANSWER]


@pytest.mark.parametrize("role", [*DEMO_ROLES, "publik"])
def test_who_answers(register: str, reader: Who, role: str) -> None:
    report(reader)
    who = demo_person(register, role)
    if "number.answer" in ALLOWS[role]:
        assert queries.number_reports(who)
        return
    refused("not_allowed", queries.number_reports, who)
    refused("not_allowed", commands.open_reporter, who, "report-1")
    refused("not_allowed", commands.answer_number, who, "answer-1", "report-1", ANSWER, False)


def test_the_contact_is_opened_by_a_click_that_is_written_down(reader: Who, clerk: Who) -> None:
    report(reader, contact=CONTACT)
    assert "YQCONTACT" not in repr(queries.number_reports(clerk))
    assert commands.open_reporter(clerk, "report-1") == CONTACT
    last = max(rows(clerk, schema.audit), key=lambda row: (row["at"], row["id"]))
    assert (last["deed"], last["about_id"], last["by_person"]) == ("number.answer", "report-1", clerk.id)


def test_what_a_reader_wrote_can_be_erased(register: str, reader: Who, clerk: Who) -> None:
    report(reader, words=WORDS, contact=CONTACT)
    commands.answer_number(clerk, "answer-1", "report-1", ANSWER, False)
    commands.erase_report(demo_person(register, "admin"), "report-1")
    (one,) = queries.number_reports(clerk)
    assert (one.words, one.reachable, one.answer) == (None, False, ANSWER)
    with db.read(clerk) as conn:
        held = [conn.execute(sa.select(table)).all() for table in schema.metadata.sorted_tables]
    assert "YQWORDS" not in repr(held)
    assert "YQCONTACT" not in repr(held)


# --- the screen ------------------------------------------------------------------------------------------------------


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[AppTest]:
    """The requests of an office with one report, as a clerk opens them."""
    use(monkeypatch, tmp_path, f"sqlite:///{tmp_path / 'office.db'}")
    monkeypatch.setattr(visitor, "LOOPBACK", ThisMachine())
    commands.ensure_register("utama", "uji")
    publish(system("utama"), "release-1")
    report(anonymous("utama"), words="<b>YQWORDS</b> tidak benar", contact=CONTACT)
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    app.session_state[visitor._ROLE] = "petugas"
    app.run()
    app.query_params["tab"] = "koreksi"
    yield app.switch_page("pages/permintaan.py").run()
    db.close()
    settings.cache_clear()


def said(app: AppTest) -> str:
    assert not app.exception
    kinds = ("markdown", "text", "caption", "info", "warning")
    return "\n".join(str(one.value) for kind in kinds for one in app.get(kind))


def test_a_clerk_answers_on_the_screen(screen: AppTest) -> None:
    assert "<b>YQWORDS</b> tidak benar" in [one.value for one in screen.get("text")], "as text, never as HTML"
    assert CONTACT not in said(screen)
    screen.button(key="number_contact_report-1").click().run()
    assert text("number.contact_is", contact=CONTACT) in said(screen)
    screen.text_area(key="number_answer_report-1").input(ANSWER)
    send = next(one for one in screen.button if one.label == text("number.send"))
    send.click().run()
    assert text("problem.answer_verdict") in said(screen)
    assert not answers("utama").answered
    screen.radio(key="number_verdict_report-1").set_value("stands")
    next(one for one in screen.button if one.label == text("number.send")).click().run()
    assert [one.answer for one in answers("utama").answered] == [ANSWER]
    assert text("number.none_waiting") in said(screen)
