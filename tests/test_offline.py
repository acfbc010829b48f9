"""The caseload as a workbook: what a person changes comes in once, a conflict overwrites nothing, others' rows stay."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook
from openpyxl.styles import Font

from data import clock, commands, db, queries, schema
from data.access import Who
from data.commands import Brought
from data.offline import is_offline_workbook
from data.offline.form import ACTOR_FIELDS, LISTS, ORIGIN, VISIT_FIELDS, title
from data.people import demo_person
from data.problem import Problem
from tests.small import AJUNG, GAMBIRAN, GLAGAHWERO, Small

ACTORS, VISITS = "Binaan", "Kunjungan"


@dataclass
class Office:
    """Sari with three actors, Rini with one; the clerk; and who Sari is."""

    sari: Who
    clerk: Who
    small: Small
    mebel: str
    batik: str
    formula: str
    other: str

    def value(self, actor_id: str, name: str) -> Any:
        """What the register holds about an actor now."""
        return commands.open_personal(self.clerk, actor_id)[name]

    def contacts(self, actor_id: str) -> list[Any]:
        table = schema.contact
        with db.read(self.clerk) as conn:
            return list(conn.execute(sa.select(table).where(table.c.actor_id == actor_id)).mappings())

    def count(self, table: sa.Table) -> int:
        with db.read(self.clerk) as conn:
            return conn.scalar(sa.select(sa.func.count()).select_from(table)) or 0


@pytest.fixture
def office(register: str, machine: Who) -> Office:
    small = Small(machine)
    sari, rini = small.facilitator("Sari"), small.facilitator("Rini")
    mebel = small.actor(
        "Mebel Jati",
        GAMBIRAN,
        owner="Budi",
        phone="081234567890",
        address="Jl. Mawar 1",
        workers_m=3,
        lon=113.8,
        lat=-8.1,
    )
    batik = small.actor("Batik Tulis", GLAGAHWERO, phone="081234567891")
    formula = small.actor("=HYPERLINK(1)", GAMBIRAN, owner="+62", address="@jalan")
    other = small.actor("Milik Rini", AJUNG, phone="081999")
    for actor_id in (mebel, batik, formula):
        small.assign(sari, actor_id=actor_id)
    small.assign(sari, desa_code=GLAGAHWERO)
    small.assign(rini, actor_id=other)
    small.permit(mebel, "nib", "terbit", number="9120001112223")
    who = Who(register, machine.kab, "pendamping", "demo-pendamping", "Sari", sari)
    return Office(who, demo_person(register, "petugas"), small, mebel, batik, formula, other)


class Sheet:
    """A downloaded workbook as a person works in it: cells by row and heading."""

    def __init__(self, content: bytes) -> None:
        self.book = load_workbook(io.BytesIO(content))

    def column(self, sheet: str, name: str) -> int:
        fields = ACTOR_FIELDS if sheet == ACTORS else VISIT_FIELDS
        assert name in [field.name for field in fields]
        head = self.head(sheet)
        return next(cell.column for cell in self.book[sheet][head] if cell.value == title(name, "id"))

    def head(self, sheet: str) -> int:
        words = title("actor_id" if sheet == ACTORS else "visit_id", "id")
        page = self.book[sheet]
        return next(line for line in range(1, 16) if words in [cell.value for cell in page[line]])

    def line(self, actor_id: str) -> int:
        page, at = self.book[ACTORS], self.column(ACTORS, "actor_id")
        return next(line for line in range(1, page.max_row + 1) if page.cell(line, at).value == actor_id)

    def cell(self, line: int, name: str, sheet: str = ACTORS) -> Any:
        return self.book[sheet].cell(line, self.column(sheet, name))

    def set(self, line: int, sheet: str = ACTORS, **values: Any) -> None:
        for name, value in values.items():
            self.cell(line, name, sheet).value = value

    def visit(self, number: int = 0, **values: Any) -> int:
        """Fill the nth empty row of the visits."""
        line = self.head(VISITS) + 1 + number
        self.set(line, VISITS, **values)
        return line

    def label(self, actor_id: str) -> str:
        page = self.book[LISTS]
        return next(
            str(page.cell(line, 10).value)
            for line in range(1, page.max_row + 1)
            if page.cell(line, 11).value == actor_id
        )

    def new_line(self) -> int:
        return self.head(ACTORS) + 1 + sum(1 for _ in self._ids())

    def _ids(self) -> Iterable[str]:
        page, at = self.book[ACTORS], self.column(ACTORS, "actor_id")
        return (v for line in range(self.head(ACTORS) + 1, page.max_row + 1) if (v := page.cell(line, at).value))

    def content(self) -> bytes:
        stream = io.BytesIO()
        self.book.save(stream)
        return stream.getvalue()


def taken(office: Office) -> Sheet:
    return Sheet(commands.caseload_workbook(office.sari))


def bring(office: Office, sheet: Sheet | bytes, who: Who | None = None) -> Brought:
    content = sheet if isinstance(sheet, bytes) else sheet.content()
    return commands.bring_caseload(who or office.sari, "binaan.xlsx", content)


def state(brought: Brought, line: int, sheet: str = "actors") -> str:
    return next(row.state for row in brought.rows if row.sheet == sheet and row.number == line)


def told(brought: Brought, line: int, sheet: str = "actors") -> str:
    return next(row.told for row in brought.rows if row.sheet == sheet and row.number == line)


# --- the workbook ----------------------------------------------------------------------------------------------------


def test_the_workbook_holds_the_own_caseload_and_guards_what_it_tells(office: Office) -> None:
    content = commands.caseload_workbook(office.sari)
    assert is_offline_workbook(content)
    sheet = Sheet(content)
    page = sheet.book[ACTORS]
    assert sheet.book.sheetnames == [ACTORS, VISITS, "Petunjuk", LISTS, ORIGIN]
    assert [sheet.book[name].sheet_state for name in (LISTS, ORIGIN)] == ["hidden", "hidden"]
    assert sorted(sheet._ids()) == sorted([office.mebel, office.batik, office.formula])
    line = sheet.line(office.mebel)
    assert sheet.cell(line, "phone").value == "081234567890"
    assert sheet.cell(line, "nib_number").value == "9120001112223"
    assert sheet.cell(line, "nib_number").number_format == "@"
    assert sheet.cell(line, "workers_m").value == 3
    assert sheet.cell(line, "point").value == "-8.100000, 113.800000"
    assert page.protection.sheet
    locked = {field.name: sheet.cell(line, field.name).protection.locked for field in ACTOR_FIELDS}
    assert {name for name, is_locked in locked.items() if is_locked} == {
        "actor_id", "outcome_of_upload", "kecamatan", "last_visit", "open_promise", "row_version"
    }  # fmt: skip
    assert page.freeze_panes == f"C{sheet.head(ACTORS) + 1}"
    rules = {str(rule.sqref).split(":")[0]: rule.formula1 for rule in page.data_validations.dataValidation}
    desa = sheet.cell(sheet.head(ACTORS) + 1, "desa").coordinate
    assert rules[desa].startswith("OFFSET(damping_desa,MATCH($G")
    assert "data" in str(page.cell(1, 1).value).lower(), "the banner of a register that is not real"
    others = " ".join(str(cell.value) for one in sheet.book for row in one.iter_rows() for cell in row)
    assert "Milik Rini" not in others
    assert "081999" not in others
    ids = [page.value for page in sheet.book[VISITS]["A"][sheet.head(VISITS) :]]
    assert len(set(ids)) == 100


def test_no_cell_runs(office: Office) -> None:
    sheet = taken(office)
    line = sheet.line(office.formula)
    for name, words in (("business_name", "=HYPERLINK(1)"), ("owner", "+62"), ("address", "@jalan")):
        cell = sheet.cell(line, name)
        assert (cell.value, cell.data_type, cell.quotePrefix) == (words, "s", True)
    runs = [cell for page in sheet.book for row in page.iter_rows() for cell in row if cell.data_type == "f"]
    assert runs == []


def test_the_download_is_written_down_for_each_actor(office: Office) -> None:
    commands.caseload_workbook(office.sari)
    table = schema.audit
    with db.read(office.clerk) as conn:
        rows = conn.execute(sa.select(table.c.deed, table.c.about_id).where(table.c.by_person == office.sari.id)).all()
    assert {row.deed for row in rows} == {"actor.personal"}
    assert {row.about_id for row in rows} == {office.mebel, office.batik, office.formula, office.sari.facilitator}


# --- what comes back -------------------------------------------------------------------------------------------------


def test_an_untouched_workbook_changes_nothing(office: Office) -> None:
    before = office.count(schema.import_batch)
    brought = bring(office, taken(office))
    assert {row.state for row in brought.rows} == {"same"}
    assert len(brought.rows) == 3
    assert brought.batch_id is None
    assert office.count(schema.import_batch) == before


def test_changed_cells_are_written_and_told_in_the_same_workbook(office: Office) -> None:
    sheet = taken(office)
    line = sheet.line(office.mebel)
    sheet.set(line, phone=8123456700, desa="Glagahwero", point="-8.1724, 113.7003", workers_f=2)
    sheet.set(line, npwp_status="terbit", npwp_number="3509-0101-0101-0001", legal_form="CV", owner=None)
    brought = bring(office, sheet)
    assert state(brought, line) == "saved", told(brought, line)
    after = commands.open_personal(office.sari, office.mebel)
    assert (after["phone"], after["owner"], after["address"]) == ("08123456700", None, "Jl. Mawar 1")
    assert (after["lon"], after["lat"]) == (113.7003, -8.1724)
    seen = queries.actor(office.sari, office.mebel)
    assert seen["today"]["desa_code"] == GLAGAHWERO
    assert {one["kind"]: one["number"] for one in seen["permits"]}["npwp"] == "3509010101010001"
    result = Sheet(brought.content)
    assert result.cell(line, "outcome_of_upload").value == told(brought, line)
    assert "Telepon" in told(brought, line)
    assert result.cell(line, "row_version").value == 2
    rules = [rule.formula1 for rule in result.book[ACTORS].data_validations.dataValidation]
    assert "damping_legal_form" in rules


def test_uploading_twice_writes_once(office: Office) -> None:
    sheet = taken(office)
    line = sheet.line(office.mebel)
    sheet.set(line, phone="8123456700", address="Jl. Melati 2", legal_form="CV", nib_number="9120001112224")
    visit = sheet.visit(actor=sheet.label(office.mebel), on=clock.today(), mode="di tempat usaha", outcome="bertemu")
    new = sheet.new_line()
    sheet.set(new, business_name="Keripik Baru", kecamatan="Kalisat", desa="Glagahwero", owner="Tini")
    first = bring(office, sheet)
    assert [state(first, line), state(first, new), state(first, visit, "visits")] == ["saved"] * 3
    tables = (schema.actor, schema.actor_personal, schema.contact, schema.permit_event, schema.import_batch)
    counts = [office.count(table) for table in tables]
    for again in (sheet.content(), first.content, bring(office, first.content).content):
        second = bring(office, again)
        assert {row.state for row in second.rows} == {"same"}, [row.told for row in second.rows]
        assert second.batch_id is None
        assert [office.count(table) for table in tables] == counts
    assert len(office.contacts(office.mebel)) == 1


def test_a_batch_of_the_imports_has_a_row_for_each_row(office: Office) -> None:
    sheet = taken(office)
    sheet.set(sheet.line(office.mebel), phone="081200000000")
    sheet.set(sheet.line(office.batik), nib_number="123", nib_status="terbit")
    brought = bring(office, sheet)
    with db.read(office.clerk) as conn:
        batch = conn.execute(sa.select(schema.import_batch)).mappings().one()
        rows = conn.execute(sa.select(schema.import_row).order_by(schema.import_row.c.row)).mappings().all()
    assert (batch["id"], batch["kind"], batch["preset"], batch["state"]) == (
        brought.batch_id,
        "actors",
        "offline",
        "written",
    )
    assert (batch["rows"], batch["accepted"], batch["warned"], batch["changed"]) == (3, 2, 1, 2)
    assert {row["actor_id"]: row["action"] for row in rows} == {
        office.mebel: "change", office.batik: "change", office.formula: "same"
    }  # fmt: skip
    changed = next(row for row in rows if row["actor_id"] == office.mebel)
    assert changed["changes"] == {"phone": ["081234567890", "081200000000"]}
    assert changed["raw"]["Telepon"] == "081200000000"


def test_a_conflict_is_told_and_overwrites_nothing(office: Office) -> None:
    sheet = taken(office)
    line = sheet.line(office.mebel)
    commands.edit_actor(office.clerk, office.mebel, 1, {"phone": "081300000000", "owner": "Budiman"})
    sheet.set(line, phone="081400000000", address="Jl. Melati 2", owner="Budiman")
    brought = bring(office, sheet)
    assert state(brought, line) == "partly"
    assert "081300000000" in told(brought, line)
    assert "081400000000" in told(brought, line)
    assert office.value(office.mebel, "phone") == "081300000000"
    assert office.value(office.mebel, "address") == "Jl. Melati 2"
    assert office.value(office.mebel, "owner") == "Budiman", "both wrote the same: no conflict"
    result = Sheet(brought.content)
    assert result.cell(line, "phone").fill.fgColor.rgb == "00FFD9A0"
    assert result.cell(line, "phone").value == "081400000000", "what the person wrote stays"
    again = bring(office, brought.content)
    assert state(again, line) == "conflict"
    assert again.batch_id is None
    result.set(line, phone="081300000000")
    assert state(settled := bring(office, result), line) == "same"
    assert Sheet(settled.content).cell(line, "phone").fill.fill_type is None
    assert office.value(office.mebel, "phone") == "081300000000"


def test_what_somebody_writes_at_this_very_moment_is_not_overwritten(office: Office, monkeypatch: Any) -> None:
    from data.commands.offline import actors

    sheet = taken(office)
    line = sheet.line(office.mebel)
    sheet.set(line, phone="081400000000", address="Jl. Melati 2")
    real, seen = actors.change_actor, []

    def meanwhile(writing: Any, actor_id: str, version: int, changes: dict[str, Any], batch_id: str) -> None:
        if not seen:
            seen.append(version)
            raise Problem("changed_meanwhile")
        real(writing, actor_id, version, changes, batch_id)

    def refresh(self: Any, actor_id: str) -> None:
        commands.edit_actor(office.clerk, office.mebel, 1, {"phone": "081300000000"})
        refreshed(self, actor_id)

    refreshed = actors.Work.refresh
    monkeypatch.setattr(actors, "change_actor", meanwhile)
    monkeypatch.setattr(actors.Work, "refresh", refresh)
    brought = bring(office, sheet)
    assert state(brought, line) == "partly"
    assert office.value(office.mebel, "phone") == "081300000000"
    assert office.value(office.mebel, "address") == "Jl. Melati 2"


def test_one_bad_cell_costs_no_other_its_work(office: Office) -> None:
    sheet = taken(office)
    line, whole = sheet.line(office.mebel), sheet.line(office.batik)
    sheet.set(line, nib_number="9.12E+12", desa="Antah", workers_m="tiga", legal_form=None, owner="Budiman", point="x")
    sheet.set(line, halal_number="ID350", kbli_code="3100", kecamatan="Ajung", business_name=None)
    sheet.set(whole, business_name=None, phone="=A1")
    brought = bring(office, sheet)
    assert state(brought, line) == "partly"
    assert office.value(office.mebel, "owner") == "Budiman"
    row = next(row for row in brought.rows if row.number == line)
    assert set(row.answer.marks) == {
        "nib_number", "desa", "workers_m", "point", "halal_number", "kbli_code", "kecamatan", "business_name"
    }  # fmt: skip
    assert state(brought, whole) == "refused"
    assert office.value(office.batik, "phone") == "081234567891"
    assert "rumus" in told(brought, whole)


def test_rows_that_moved_and_columns_of_ones_own_do_not_matter(office: Office) -> None:
    sheet = taken(office)
    page = sheet.book[ACTORS]
    page.protection.sheet = False
    head, wide = sheet.head(ACTORS), page.max_column
    first, last = sheet.line(office.mebel), sheet.line(office.batik)
    for at in range(1, wide + 1):
        one, other = page.cell(first, at), page.cell(last, at)
        one.value, other.value = other.value, one.value
    page.insert_cols(2)
    page.cell(head, 2).value = "Catatan saya"
    page.cell(last, 2).value = "besok"
    page.cell(last, 2).font = Font(italic=True)
    page.delete_cols(sheet.column(ACTORS, "address"))
    page.delete_rows(sheet.line(office.formula))
    line = sheet.line(office.mebel)
    sheet.set(line, phone="081200000000")
    brought = bring(office, sheet)
    assert [row.state for row in brought.rows].count("saved") == 1
    assert office.value(office.mebel, "phone") == "081200000000"
    assert office.value(office.mebel, "address") == "Jl. Mawar 1", "a column that is gone empties nothing"
    assert queries.actor(office.sari, office.formula)["today"] is not None
    result = Sheet(brought.content)
    note = next(cell for row in result.book[ACTORS].iter_rows() for cell in row if cell.value == "besok")
    assert note.font.italic


def test_a_row_of_somebody_else_is_refused(office: Office) -> None:
    sheet = taken(office)
    line = sheet.new_line()
    sheet.set(line, actor_id=office.other, business_name="Diambil", phone="081200000000")
    origin = sheet.book[ORIGIN]
    origin.cell(origin.max_row + 1, 1).value = office.other  # also when the hidden sheet was forged
    visit = sheet.visit(actor=office.other, on=clock.today(), mode="telepon", outcome="bertemu")
    brought = bring(office, sheet)
    assert [state(brought, line), state(brought, visit, "visits")] == ["refused", "refused"]
    assert office.value(office.other, "phone") == "081999"
    assert office.contacts(office.other) == []
    assert "Milik Rini" not in repr([(row.told, row.name) for row in brought.rows])
    assert b"081999" not in brought.content


def test_an_actor_that_left_the_caseload_is_refused_in_its_row(office: Office) -> None:
    sheet = taken(office)
    office.small.state(office.batik, "closed", clock.today())
    sheet.set(sheet.line(office.batik), phone="081200000000")
    sheet.set(sheet.line(office.mebel), phone="081200000001")
    brought = bring(office, sheet)
    assert state(brought, sheet.line(office.batik)) == "refused"
    assert state(brought, sheet.line(office.mebel)) == "saved"


def test_a_copied_row_is_refused_and_its_original_too(office: Office) -> None:
    sheet = taken(office)
    line, copy = sheet.line(office.mebel), sheet.new_line()
    for field in ACTOR_FIELDS:
        sheet.cell(copy, field.name).value = sheet.cell(line, field.name).value
    assert {row.state for row in bring(office, sheet).rows} == {"same"}, "an equal copy does no harm"
    sheet.set(line, business_name="Usaha lain")
    brought = bring(office, sheet)
    assert [state(brought, line), state(brought, copy)] == ["refused", "refused"]
    assert queries.actor(office.sari, office.mebel)["business_name"] == "Mebel Jati"


# --- new businesses --------------------------------------------------------------------------------------------------


def test_a_new_business_gets_its_id_and_can_be_worked_on(office: Office) -> None:
    sheet = taken(office)
    line, poor = sheet.new_line(), sheet.new_line() + 1
    sheet.set(
        line, business_name="Keripik Baru", kecamatan="Kalisat", desa="Glagahwero", phone="0812abc", nib_status="belum"
    )
    sheet.set(poor, business_name="Tanpa tempat")
    brought = bring(office, sheet)
    assert state(brought, line) == "saved", told(brought, line)
    assert state(brought, poor) == "refused"
    result = Sheet(brought.content)
    new_id = result.cell(line, "actor_id").value
    assert new_id in [row.actor_id for row in brought.rows]
    assert office.value(new_id, "phone") == "0812abc"
    result.set(line, phone="081200000000")
    result.visit(actor=result.label(new_id), on=clock.today(), mode="di tempat usaha", outcome="bertemu")
    later = bring(office, result)
    assert state(later, line) == "saved", told(later, line)
    assert office.value(new_id, "phone") == "081200000000"
    assert len(office.contacts(new_id)) == 1


def test_a_new_row_of_a_business_that_is_there_makes_no_second(office: Office) -> None:
    sheet = taken(office)
    line = sheet.new_line()
    office.small.actor("Sambal Ijo", GLAGAHWERO, owner="Tini")
    sheet.set(line, business_name="SAMBAL IJO", kecamatan="Kalisat", desa="Glagahwero", owner="Tini")
    sheet.set(sheet.line(office.batik), actor_id=None)
    before = office.count(schema.actor)
    brought = bring(office, sheet)
    assert state(brought, line) == "refused"
    lost = next(row for row in brought.rows if row.name == "Batik Tulis")
    assert lost.state == "refused", "a row that lost its id is no new business"
    assert office.count(schema.actor) == before


# --- visits ----------------------------------------------------------------------------------------------------------


def test_visits_come_in_as_they_are_logged_in_the_app(office: Office) -> None:
    sheet = taken(office)
    line = sheet.visit(
        actor=sheet.label(office.mebel),
        on="20/11/2026" if clock.today() >= date(2026, 11, 20) else clock.today(),
        mode="Di tempat usaha",
        outcome="bertemu",
        topic_1="Kemasan",
        topic_2="kemasan",
        said="=1+1",
        next_step="Kirim contoh",
        next_due=clock.today() + timedelta(days=7),
    )
    sheet.cell(line, "said", VISITS).data_type = "s"
    brought = bring(office, sheet)
    assert state(brought, line, "visits") == "saved", told(brought, line, "visits")
    made = office.contacts(office.mebel)[0]
    assert (made["mode"], made["outcome"], made["result"]) == ("di_tempat", "bertemu", "=1+1")
    assert made["facilitator_id"] == office.sari.facilitator
    assert made["next_due"] == clock.today() + timedelta(days=7)
    assert made["topics"] == "kemasan"
    assert made["id"] == sheet.cell(line, "visit_id", VISITS).value
    later = Sheet(brought.content)
    later.set(line, VISITS, said="lain")
    assert state(bring(office, later), line, "visits") == "refused", "what is saved is not written over"
    assert office.contacts(office.mebel)[0]["result"] == "=1+1"


def test_an_open_promise_is_answered_in_the_workbook(office: Office) -> None:
    day = clock.today()
    facts = {"next_step": "Bawa label", "next_due": day - timedelta(days=3)}
    office.small.visit(office.mebel, office.sari.facilitator or "", day - timedelta(days=30), **facts)
    sheet = taken(office)
    assert "Bawa label" in sheet.cell(sheet.line(office.mebel), "open_promise").value
    met = {"actor": sheet.label(office.mebel), "on": day, "mode": "di tempat usaha", "outcome": "bertemu"}
    line = sheet.visit(**met)
    assert state(bring(office, sheet), line, "visits") == "refused"
    sheet.set(line, VISITS, promise="ditepati")
    assert state(bring(office, sheet), line, "visits") == "saved"
    with db.read(office.clerk) as conn:
        assert conn.scalar(sa.select(schema.promise_event.c.change)) == "kept"


def test_what_is_wrong_with_a_visit_is_told_in_its_row(office: Office) -> None:
    sheet = taken(office)
    right = {
        "actor": sheet.label(office.mebel),
        "on": clock.today(),
        "mode": "telepon atau pesan",
        "outcome": "bertemu",
    }
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"actor": "Siapa"}, "actor"),
        ({"on": clock.today() + timedelta(days=1)}, "on"),
        ({"on": "kemarin"}, "on"),
        ({"mode": "kelompok"}, "mode"),
        ({"outcome": None}, "outcome"),
        ({"topic_1": "sulap"}, "topic_1"),
    ]
    for number, (change, _) in enumerate(wrong):
        sheet.visit(number, **(right | change))
    good = sheet.visit(len(wrong), **right)
    brought = bring(office, sheet)
    rows = [row for row in brought.rows if row.sheet == "visits"]
    assert [(row.state, list(row.answer.marks)) for row in rows[:-1]] == [("refused", [field]) for _, field in wrong]
    assert state(brought, good, "visits") == "saved"


def test_an_id_taken_by_somebody_elses_visit_tells_nothing_of_it(office: Office) -> None:
    sheet = taken(office)
    line = sheet.visit(actor=sheet.label(office.mebel), on=clock.today(), mode="telepon atau pesan", outcome="bertemu")
    taken_id = clock.new_id()
    commands.log_request(office.clerk, taken_id, office.mebel, clock.today(), "desa")
    sheet.set(line, VISITS, visit_id=taken_id)
    assert state(bring(office, sheet), line, "visits") == "refused", "never told as saved when it is not"
    assert office.contacts(office.mebel) == []


# --- workbooks that are not to be used -------------------------------------------------------------------------------


def refused(office: Office, content: bytes, who: Who | None = None) -> str:
    before = office.count(schema.audit)
    with pytest.raises(Problem) as caught:
        bring(office, content, who)
    assert office.count(schema.audit) == before
    return caught.value.code


def test_a_workbook_that_is_not_to_be_used_gets_one_sentence(office: Office, register: str, machine: Who) -> None:
    content = commands.caseload_workbook(office.sari)
    rini = Who(register, machine.kab, "pendamping", "rini", "Rini", "another")
    assert refused(office, content, rini) == "offline_other_person"
    sheet = Sheet(content)
    values = {str(row[0].value): row[1] for row in sheet.book[ORIGIN].iter_rows(max_row=7)}
    values["register"].value = "35.09 nyata 2026"
    assert refused(office, sheet.content()) == "offline_other_register"
    values["form"].value = "0"
    assert refused(office, sheet.content()) == "offline_old_form"
    sheet = Sheet(content)
    for line in range(sheet.head(ACTORS) + 1, sheet.book[ACTORS].max_row + 1):
        sheet.set(line, actor_id=None)
    assert refused(office, sheet.content()) == "offline_ids_gone"
    sheet.book[ACTORS].delete_cols(1)
    assert refused(office, sheet.content()) == "offline_ids_gone"
    sheet = Sheet(content)
    sheet.book[ACTORS].cell(sheet.head(ACTORS), 60).value = "telepon"
    assert refused(office, sheet.content()) == "offline_column_twice"
    del sheet.book[ORIGIN]
    assert not is_offline_workbook(sheet.content())
    assert refused(office, sheet.content()) == "offline_other_file"
    assert refused(office, b"PK\x03\x04 broken") == "file_broken"
    assert not is_offline_workbook(b"PK\x03\x04 broken")
    assert not is_offline_workbook(b"")


def test_a_clerk_brings_in_a_facilitators_workbook(office: Office) -> None:
    sheet = taken(office)
    sheet.set(sheet.line(office.mebel), phone="081200000000")
    line = sheet.visit(actor=sheet.label(office.mebel), on=clock.today(), mode="telepon atau pesan", outcome="bertemu")
    brought = bring(office, sheet, office.clerk)
    assert state(brought, line, "visits") == "saved"
    assert office.contacts(office.mebel)[0]["facilitator_id"] == office.sari.facilitator


def test_nothing_personal_stands_in_a_repr(office: Office) -> None:
    sheet = taken(office)
    sheet.set(sheet.line(office.mebel), phone="081200000000", nib_number="12")
    words = repr(bring(office, sheet))
    assert "081" not in words
    assert "Mebel" not in words


def test_230_actors_are_downloaded_and_brought_back_within_seconds(office: Office) -> None:
    made = [office.small.actor(f"Usaha {number}", GLAGAHWERO, phone="081200000000") for number in range(230)]
    began = clock.now()
    sheet = taken(office)
    took = (clock.now() - began).total_seconds()
    assert len(list(sheet._ids())) == 233
    for actor_id in made[:60]:
        sheet.set(sheet.line(actor_id), phone="081300000000")
    content = sheet.content()
    began = clock.now()
    brought = bring(office, content)
    back = (clock.now() - began).total_seconds()
    assert brought.counts()["saved"] == 60
    assert took < 10
    assert back < 20
