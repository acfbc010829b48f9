"""An upload of the workbook is taken back as a whole; what people did since with what it brought stays, listed."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from data import clock, commands, db, queries, schema
from data.access import Who
from data.commands.imports import undo
from data.commands.offline import bring as uploading
from data.problem import Problem
from tests.bringing import TRACES, everything
from tests.small import GLAGAHWERO
from tests.test_offline import VISITS, Office, Sheet, bring, office, state, taken

__all__ = ["office"]
DAY = timedelta(days=1)


@dataclass
class Uploaded:
    """What Sari brought in one workbook: the batch, and the business it made."""

    batch_id: str
    new_id: str
    sheet: Sheet


def without_versions(register: dict[str, list[tuple[Any, ...]]]) -> dict[str, list[tuple[Any, ...]]]:
    """The register but for how often its actors were written."""
    at = list(schema.actor.c.keys()).index("row_version")
    return register | {"actor": [row[:at] + row[at + 1 :] for row in register["actor"]]}


def facts(office: Office) -> dict[str, list[tuple[Any, ...]]]:
    return without_versions(everything(office.clerk, without=TRACES))


def filled(office: Office) -> Sheet:
    """A changed phone, another desa, a new NIB, a legal form and more workers; a visit; a new business."""
    sheet = taken(office)
    line, new = sheet.line(office.mebel), sheet.new_line()
    sheet.set(line, phone="081200000000", desa="Glagahwero", nib_number="9120001112224", legal_form="CV", workers_f=2)
    sheet.set(sheet.line(office.batik), npwp_status="terbit", npwp_number="3509010101010001")
    sheet.visit(actor=sheet.label(office.batik), on=clock.today(), mode="di tempat usaha", outcome="bertemu",
                next_step="Bawa label", next_due=clock.today() + 7 * DAY)  # fmt: skip
    sheet.set(new, business_name="Keripik Baru", kecamatan="Kalisat", desa="Glagahwero", owner="Tini",
              nib_status="belum")  # fmt: skip
    return sheet


def uploaded(office: Office, sheet: Sheet) -> Uploaded:
    brought = bring(office, sheet)
    assert {row.state for row in brought.rows} == {"saved", "same"}, [row.told for row in brought.rows]
    assert brought.batch_id
    return Uploaded(
        brought.batch_id, next(row.actor_id or "" for row in brought.rows if row.name == "Keripik Baru"), sheet
    )


def answer(office: Office, change: str = "kept", **visit: Any) -> None:
    """Sari visits the batik again and says what became of the promise."""
    new = {"form_id": clock.new_id(), "actor_ids": (office.batik,), "on": clock.today(), "mode": "di_tempat"}
    promise = commands.PromiseChange(change)
    commands.log_visit(office.sari, commands.NewVisit(**new | {"outcome": "bertemu", "promise": promise} | visit))


def why(office: Office, batch_id: str) -> dict[str, list[str]]:
    kept = queries.kept_rows(office.clerk, batch_id)
    return dict(zip(kept["business_name"], kept["why"], strict=True))


def test_an_upload_is_taken_back_as_a_whole(office: Office) -> None:
    before = facts(office)
    made = uploaded(office, filled(office))
    with db.read(office.clerk) as conn:
        rows = conn.execute(sa.select(schema.import_row).order_by(schema.import_row.c.row)).mappings().all()
        of_batch = {
            table.name: conn.scalar(sa.select(sa.func.count()).where(table.c.batch_id == made.batch_id))
            for table in schema.metadata.sorted_tables
            if "batch_id" in table.c
        }
    assert of_batch == {
        "import_row": 5, "actor": 1, "actor_place": 2, "actor_state": 1, "actor_sector": 1, "actor_figures": 1,
        "permit_event": 4, "contact": 1, "session": 0,
    }  # fmt: skip
    changed = next(row for row in rows if row["actor_id"] == office.mebel)
    permits = changed["changes"].pop("permits")
    assert changed["changes"] == {
        "phone": ["081234567890", "081200000000"], "desa_code": ["35.09.27.2010", GLAGAHWERO],
        "legal_form": [None, "cv"], "workers_f": [None, 2],
    }  # fmt: skip
    assert permits == [None, [{
        "kind": "nib", "status": "terbit", "on_date": clock.today().isoformat(), "on_precision": "day",
        "expires_on": None, "number": "9120001112224", "raw": None,
    }]]  # fmt: skip
    assert queries.undo_preview(office.clerk, made.batch_id) == {"remove": 2, "restore": 2, "keep": 0}
    done = commands.undo_batch(office.clerk, made.batch_id)
    assert (done.removed, done.restored, done.kept) == (2, 2, 0)
    assert facts(office) == before, "also the day since which visits are recorded, and the forms received"
    with db.read(office.clerk) as conn:
        left = conn.execute(sa.select(*(schema.import_row.c[name] for name in undo.EMPTIED["import_row"]))).all()
    assert set(left) == {(None, None, None, None)}


def test_what_was_taken_back_may_be_brought_again(office: Office) -> None:
    made = uploaded(office, filled(office))
    once = facts(office)
    commands.undo_batch(office.clerk, made.batch_id)
    again = uploaded(office, made.sheet)
    assert again.new_id == made.new_id
    counted = {name: len(rows) for name, rows in facts(office).items()}
    assert counted == {name: len(rows) for name, rows in once.items()}


def test_a_phone_somebody_wrote_since_stays_and_is_listed(office: Office) -> None:
    made = uploaded(office, filled(office))
    commands.edit_actor(office.clerk, office.mebel, 2, {"phone": "081300000000"})
    commands.edit_actor(office.clerk, made.new_id, 1, {"product": "keripik"})
    assert queries.undo_preview(office.clerk, made.batch_id)["keep"] == 1
    done = commands.undo_batch(office.clerk, made.batch_id)
    assert (done.removed, done.restored, done.kept) == (1, 1, 2)
    listed = why(office, made.batch_id)
    assert listed["Mebel Jati"] == ["changed:phone"]
    assert "edited" in listed["Keripik Baru"]
    assert office.value(office.mebel, "phone") == "081300000000"
    seen = queries.actor(office.clerk, office.mebel)
    assert seen["today"]["desa_code"] == "35.09.27.2010", "what nobody wrote since becomes what it was"
    assert [one["number"] for one in seen["permits"] if one["kind"] == "nib"] == ["9120001112223"]


def test_a_visit_goes_though_its_actor_was_visited_again(office: Office) -> None:
    sheet = filled(office)
    sheet.set(sheet.head(VISITS) + 1, VISITS, next_step=None, next_due=None)
    made = uploaded(office, sheet)
    answer(office, promise=None)
    done = commands.undo_batch(office.clerk, made.batch_id)
    assert (done.removed, done.kept) == (2, 0)
    assert len(office.contacts(office.batik)) == 1
    assert office.contacts(office.batik)[0]["batch_id"] is None


def test_a_visit_whose_promise_somebody_answered_stays_and_is_listed(office: Office) -> None:
    made = uploaded(office, filled(office))
    answer(office)
    assert queries.undo_preview(office.clerk, made.batch_id) == {"remove": 1, "restore": 2, "keep": 1}
    done = commands.undo_batch(office.clerk, made.batch_id)
    assert (done.removed, done.restored, done.kept) == (1, 2, 1)
    assert why(office, made.batch_id) == {"Batik Tulis": ["promise_event"]}
    assert len(office.contacts(office.batik)) == 2


def test_a_visit_is_kept_also_after_its_actors_erasure(office: Office, register: str, machine: Who) -> None:
    made = uploaded(office, filled(office))
    answer(office)
    admin = Who(register, machine.kab, "admin", "demo-admin", "Admin")
    commands.erase_subject(admin, office.batik, "diminta")
    commands.erase_subject(admin, office.mebel, "diminta")
    rows = schema.import_row.c
    with db.read(office.clerk) as conn:
        about = rows.actor_id.in_([office.batik, office.mebel])
        assert set(conn.scalars(sa.select(rows.raw).where(about))) == {None}
        assert "081200000000" not in str(conn.execute(sa.select(schema.import_row)).all())
    done = commands.undo_batch(office.clerk, made.batch_id)
    assert (done.removed, done.kept) == (1, 3), "the visit, and the two of which nobody knows any more what was"
    assert why(office, made.batch_id) == {"Mebel Jati": ["erased"], "Batik Tulis": ["promise_event"]}


def two_visits(office: Office, actor: Any) -> Sheet:
    """Two visits in one workbook; the second answers what the first promised."""
    sheet, met = filled(office), {"mode": "di tempat usaha", "outcome": "bertemu"}
    sheet.visit(
        1, actor=actor(sheet), on=clock.today() - 3 * DAY, next_step="Foto", next_due=clock.today() - DAY, **met
    )
    sheet.visit(2, actor=actor(sheet), on=clock.today() - 2 * DAY, promise="ditepati", next_step="Cetak",
                next_due=clock.today() + DAY, **met)  # fmt: skip
    return sheet


@pytest.mark.parametrize("answered", [False, True])
def test_an_answer_goes_with_the_visit_that_gave_it(office: Office, answered: bool) -> None:
    before = facts(office)
    made = uploaded(office, two_visits(office, lambda sheet: sheet.label(office.mebel)))
    assert office.count(schema.promise_event) == 1
    if answered:
        answer(office, actor_ids=(office.mebel,))
    kept = 2 if answered else 0
    assert queries.undo_preview(office.clerk, made.batch_id) == {"remove": 4 - kept, "restore": 2, "keep": kept}
    done = commands.undo_batch(office.clerk, made.batch_id)
    assert (done.removed, done.kept) == (4 - kept, kept)
    if answered:
        assert len(office.contacts(office.mebel)) == 3, "who answered a visit that stays keeps the one before it, too"
        assert office.count(schema.promise_event) == 2
    else:
        assert facts(office) == before


@pytest.mark.parametrize("answered", [False, True])
def test_a_new_business_goes_with_its_visits_or_stays_with_them(office: Office, answered: bool) -> None:
    before = facts(office)
    made = uploaded(office, two_visits(office, lambda sheet: "Keripik Baru"))
    if answered:
        answer(office, actor_ids=(made.new_id,))
    kept = 3 if answered else 0
    assert queries.undo_preview(office.clerk, made.batch_id) == {"remove": 4 - kept, "restore": 2, "keep": kept}
    done = commands.undo_batch(office.clerk, made.batch_id)
    assert (done.removed, done.kept) == (4 - kept, kept)
    if answered:
        assert len(office.contacts(made.new_id)) == 3
    else:
        assert facts(office) == before


def test_an_old_promise_is_open_again_when_its_answer_is_taken_back(office: Office) -> None:
    old = {"next_step": "Bawa KTP", "next_due": clock.today() - 3 * DAY}
    office.small.visit(office.batik, office.sari.facilitator or "", clock.today() - 30 * DAY, **old)
    before, sheet = facts(office), filled(office)
    sheet.set(sheet.head(VISITS) + 1, VISITS, promise="ditepati")
    made = uploaded(office, sheet)
    assert office.count(schema.promise_event) == 1
    commands.undo_batch(office.clerk, made.batch_id)
    assert facts(office) == before


def test_rejected_rows_of_an_upload_are_a_workbook_too(office: Office) -> None:
    sheet = filled(office)
    sheet.visit(1, actor="Siapa", on=clock.today(), mode="di tempat usaha", outcome="bertemu")
    brought = bring(office, sheet)
    assert state(brought, sheet.head(VISITS) + 2, "visits") == "refused"
    assert commands.open_rejected(office.clerk, brought.batch_id or "")
    problems, rows = queries.batch_problems(office.clerk, brought.batch_id or "")
    assert (rows, problems["code"].tolist()) == (1, ["offline_row_refused"])


@pytest.mark.parametrize("after", ["actor_rows", "visit_rows"])
def test_an_upload_that_was_killed_half_way_is_taken_back(
    office: Office, monkeypatch: pytest.MonkeyPatch, after: str
) -> None:
    before, sheet = facts(office), filled(office)
    real = getattr(uploading, after)

    def killed(work: Any) -> None:
        real(work)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(uploading, after, killed)
        with pytest.raises(KeyboardInterrupt):
            bring(office, sheet)
    assert facts(office) != before
    batch_id = queries.batches(office.clerk)["id"].iloc[0]
    done = commands.undo_batch(office.clerk, batch_id)
    assert (done.removed, done.restored, done.kept) == (1 if after == "actor_rows" else 2, 2, 0)
    assert facts(office) == before


def test_a_visit_of_a_killed_upload_is_listed_where_it_stays(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch, pytest.raises(ZeroDivisionError):
        patch.setattr(uploading, "_tell", lambda *_: 1 / 0)
        bring(office, filled(office))
    answer(office)
    batch_id = queries.batches(office.clerk)["id"].iloc[0]
    assert commands.undo_batch(office.clerk, batch_id).kept == 1
    assert why(office, batch_id) == {"Batik Tulis": ["promise_event"]}


def test_a_facilitator_takes_nothing_back(office: Office) -> None:
    made = uploaded(office, filled(office))
    with pytest.raises(Problem) as caught:
        commands.undo_batch(office.sari, made.batch_id)
    assert caught.value.code == "not_allowed"
