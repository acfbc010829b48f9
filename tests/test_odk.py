"""Exports of our form by ODK Central and KoboToolbox come in as visits, through the same door as any other file."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from data import clock, commands, db, queries, schema
from data.access import Who
from data.offline.xlsform import GROUP
from data.problem import Problem
from tests.bringing import TRACES, bring_bytes, check_bytes, everything
from tests.small import GAMBIRAN, GLAGAHWERO, Small

DAY = timedelta(days=1)
MET = clock.today() - 5 * DAY
TOPICS = ("badan_usaha", "perizinan", "kemasan", "akses_pasar", "literasi_digital")


@dataclass
class Field:
    """Sari and Dewi, two actors, and the names that our form gives its fields."""

    clerk: Who
    sari: str
    dewi: str
    mebel: str
    batik: str
    names: list[str]

    def sent(self, number: int, **values: Any) -> dict[str, str]:
        """One submission as the form sends it: names of the form, codes of its choices."""
        usual = {"actor_id": self.mebel, "on": f"{MET:%Y-%m-%d}", "mode": "di_tempat", "outcome": "bertemu"}
        usual |= {
            "topics": "perizinan akses_pasar",
            "result": 'Baik, lalu\nlanjut; "segera"',
            "next_step": "Urus merek",
        }
        usual |= {
            "next_due": f"{MET + 30 * DAY:%Y-%m-%d}",
            "facilitator": "Sari Dewi",
            "id": f"0a1b2c3d-0000-4000-8000-{number:012}",
        }
        return usual | values

    def contacts(self) -> list[Any]:
        table = schema.contact
        with db.read(self.clerk) as conn:
            return list(conn.execute(sa.select(table).order_by(table.c.on_date, table.c.id)).mappings())


@pytest.fixture
def field(clerk: Who, machine: Who) -> Field:
    small = Small(machine)
    sari, dewi = small.facilitator("Sari Dewi"), small.facilitator("Dewi")
    mebel, batik = small.actor("Mebel Jati", GAMBIRAN), small.actor("Batik Tulis", GLAGAHWERO)
    survey = load_workbook(io.BytesIO(queries.visit_form(clerk)))["survey"]
    heads = [cell.value for cell in survey[1]]
    rows = [dict(zip(heads, row, strict=True)) for row in survey.iter_rows(min_row=2, values_only=True)]
    return Field(clerk, sari, dewi, mebel, batik, [row["name"] for row in rows if row["name"] not in (None, GROUP)])


def central(names: Sequence[str], *sent: dict[str, str], group: str = f"{GROUP}-", split: bool = False) -> bytes:
    """The CSV of ODK Central: commas, groups before a '-'; without groups or with split choices where asked for."""
    parts = [f"{group}topics/{code}" for code in TOPICS] if split else []
    heads = ["SubmissionDate", *(f"{group}{name}" for name in names), *parts, "meta-instanceID", "KEY", "SubmitterID"]
    heads += [
        "SubmitterName",
        "AttachmentsPresent",
        "AttachmentsExpected",
        "Status",
        "ReviewState",
        "DeviceID",
        "Edits",
    ]
    heads.append("FormVersion")
    rows = [
        [
            "2026-11-25T01:02:03.456Z",
            *(one[name] for name in names),
            *(str(int(code in one["topics"].split())) for code in TOPICS if split),
            *[f"uuid:{one['id']}"] * 2,
            *["115", "Tablet kantor", "0", "0", "", "", "collect:x1", "0", "20261101000000"],
        ]
        for one in sent
    ]
    return written(heads, rows, ",")


def kobo(names: Sequence[str], *sent: dict[str, str]) -> bytes:
    """The CSV of KoboToolbox with XML names: semicolons, all quoted, choices joined and split, groups before a '/'."""
    heads = ["start", "end", *(f"{GROUP}/{name}" for name in names)]
    at = heads.index(f"{GROUP}/topics") + 1
    heads[at:at] = [f"{GROUP}/topics/{code}" for code in TOPICS]
    heads += ["__version__", "_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status"]
    heads += ["_submitted_by", "_tags", "_index"]
    rows = []
    for index, one in enumerate(sent, 1):
        values = [one[name] for name in names]
        cut = list(names).index("topics") + 1
        chosen = [str(int(code in one["topics"].split())) if one["topics"] else "" for code in TOPICS]
        own = [
            "vXyZ",
            str(4_000_000 + index),
            one["id"],
            "2026-11-25T01:02:03",
            "",
            "",
            "submitted_via_web",
            "",
            "",
            str(index),
        ]
        times = ["2026-11-24T08:00:00.000+07:00", "2026-11-24T08:05:00.000+07:00"]
        rows.append([*times, *values[:cut], *chosen, *values[cut:], *own])
    return "﻿".encode() + written(heads, rows, ";", csv.QUOTE_ALL)


def written(heads: list[str], rows: list[list[str]], delimiter: str, quoting: Any = csv.QUOTE_MINIMAL) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator="\n").writerows([heads, *rows])
    return out.getvalue().encode()


EXPORTS = {
    "central": central,
    "central without groups": lambda *sent: central(*sent, group=""),
    "central with split choices": lambda *sent: central(*sent, split=True),
    "kobo": kobo,
}


@pytest.mark.parametrize("export", EXPORTS)
def test_an_export_comes_in_without_a_click_and_once_however_often_it_is_brought(field: Field, export: str) -> None:
    assert field.names == [
        "actor_id", "on", "mode", "outcome", "topics", "result", "next_step", "next_due", "facilitator"
    ]  # fmt: skip
    made, name = EXPORTS[export], "damping_kunjungan.csv"
    empty = {"result": "", "next_step": "", "next_due": ""}
    other = {"actor_id": field.batik, "on": f"{MET + DAY:%Y-%m-%d}", "topics": "", "facilitator": "Dewi"}
    sent = [field.sent(1), field.sent(2, outcome="tidak_bertemu", mode="telepon", **other, **empty)]
    batch_id = check_bytes(field.clerk, made(field.names, *sent), name)
    seen = queries.batch(field.clerk, batch_id)
    assert (seen.preset, seen.kind, seen.counts) == (
        "odk", "visits", {"rows": 2, "accepted": 2, "warned": 0, "rejected": 0}
    )  # fmt: skip
    commands.write_batch(field.clerk, batch_id)
    one, two = field.contacts()
    assert (one["id"], one["actor_id"], one["facilitator_id"]) == (sent[0]["id"], field.mebel, field.sari)
    assert (one["on_date"], one["mode"], one["outcome"], one["topics"]) == (
        MET, "di_tempat", "bertemu", "perizinan akses_pasar"
    )  # fmt: skip
    assert one["result"].split() == sent[0]["result"].split()
    assert (one["next_step"], one["next_due"]) == ("Urus merek", MET + 30 * DAY)
    assert (two["actor_id"], two["facilitator_id"], two["on_date"]) == (field.batik, field.dewi, MET + DAY)
    assert (two["mode"], two["outcome"], two["topics"], two["result"]) == ("telepon", "tidak_bertemu", "", None)

    before = everything(field.clerk, without=TRACES)
    again = queries.batch(field.clerk, bring_bytes(field.clerk, made(field.names, *sent), name))
    assert (again.added, again.actions["same"]) == (0, 2)
    assert everything(field.clerk, without=TRACES) == before
    later = [*sent, field.sent(3, on=f"{MET + 2 * DAY:%Y-%m-%d}", topics="kemasan")]
    third = queries.batch(field.clerk, bring_bytes(field.clerk, made(field.names, *later), name))
    assert (third.added, third.actions["same"]) == (1, 2)
    assert [contact["topics"] for contact in field.contacts()] == ["perizinan akses_pasar", "", "kemasan"]


@pytest.mark.parametrize("export", ["central", "kobo"])
def test_who_is_not_known_is_a_rejected_row_with_its_sentence(field: Field, export: str) -> None:
    sent = [
        field.sent(1, actor_id="3f0c9d5e-0000-4000-8000-000000000000"),
        field.sent(2, facilitator="Siapa Saja"),
        field.sent(3, on=f"{clock.today() + 2 * DAY:%Y-%m-%d}"),
        field.sent(4),
    ]
    batch_id = bring_bytes(field.clerk, EXPORTS[export](field.names, *sent), "ekspor.csv")
    seen = queries.batch(field.clerk, batch_id)
    assert (seen.counts["accepted"], seen.counts["rejected"], seen.added) == (1, 3, 1)
    problems, _ = queries.batch_problems(field.clerk, batch_id)
    assert problems["code"].tolist() == ["actor_unknown", "facilitator_unknown", "date_in_future"]
    book = load_workbook(io.BytesIO(commands.open_rejected(field.clerk, batch_id)))
    reasons = [row[-1] for row in book.active.iter_rows(min_row=2, values_only=True)]
    assert len(reasons) == 3
    assert "3f0c9d5e" in reasons[0]
    assert "Siapa Saja" in reasons[1]


def test_what_the_app_received_already_is_no_second_visit(field: Field, register: str) -> None:
    """The same visit typed into the app, whose id the form does not know."""
    new = commands.NewVisit(clock.new_id(), (field.mebel,), MET, "di_tempat", "bertemu", facilitator_id=field.sari)
    commands.log_visit(field.clerk, new)
    batch_id = bring_bytes(field.clerk, central(field.names, field.sent(1)), "ekspor.csv")
    assert queries.batch(field.clerk, batch_id).actions["same"] == 1
    assert len(field.contacts()) == 1


def test_a_form_corrected_at_its_server_is_the_same_visit(field: Field) -> None:
    """By its id: it differs from what was written in all by which a visit is known otherwise."""
    bring_bytes(field.clerk, central(field.names, field.sent(1)), "a.csv")
    corrected = field.sent(1) | {"actor_id": field.batik, "mode": "di_kantor", "on": f"{MET + DAY:%Y-%m-%d}"}
    again = queries.batch(field.clerk, bring_bytes(field.clerk, central(field.names, corrected), "a.csv"))
    assert (again.actions["same"], again.added, len(field.contacts())) == (1, 0, 1)


def test_an_export_is_taken_back_as_a_whole(field: Field) -> None:
    before = everything(field.clerk, without=TRACES)
    batch_id = bring_bytes(field.clerk, kobo(field.names, field.sent(1), field.sent(2, actor_id=field.batik)), "a.csv")
    assert commands.undo_batch(field.clerk, batch_id).removed == 2
    assert everything(field.clerk, without=TRACES) == before


# --- a list that people signed ----------------------------------------------------------------------------------------


def signed(*above: list[str]) -> bytes:
    rows = [["Nama", "Alamat", "TTD"], ["Mebel Jati", "Gambiran Kalisat", "1."], ["Batik Tulis", "Glagahwero", "2."]]
    return written(["DAFTAR HADIR"], [*above, *rows], ",")


def test_a_list_with_names_addresses_and_signatures_only_is_brought(field: Field) -> None:
    above = [["Tanggal : 25 Mei 2026"], ["Pendamping : Sari Dewi"]]
    batch_id = bring_bytes(field.clerk, signed(*above), "daftar hadir.csv")
    seen = queries.batch(field.clerk, batch_id)
    assert (seen.preset, seen.kind, seen.counts["rejected"]) == ("attendance", "visits", 0)
    assert {contact["actor_id"] for contact in field.contacts()} == {field.mebel, field.batik}
    assert {(one["on_date"], one["mode"], one["facilitator_id"]) for one in field.contacts()} == {
        (date(2026, 5, 25), "kelompok", field.sari)
    }


def test_what_such_a_list_does_not_say_is_asked_for(field: Field) -> None:
    batch_id = commands.bring_file(field.clerk, "daftar hadir.csv", signed())
    asked = []
    for options in ({}, {"on": "2026-05-25"}, {"facilitator": "Sari Dewi"}):
        commands.choose_columns(field.clerk, batch_id, options=options)
        try:
            commands.check_batch(field.clerk, batch_id)
        except Problem as problem:
            asked.append(problem.code)
    assert asked == ["column_missing_on", "column_missing_facilitator"]
    assert queries.batch(field.clerk, batch_id).counts["rows"] == 2
