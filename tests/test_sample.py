"""The invented data: always the same, never real, and uneven in the way the news story tells."""

import csv
import itertools
import json
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import shapely
import sqlalchemy as sa

from data import commands, db, samples, schema, settings
from data.clock import months_before
from data.filter import Filter
from data.normal import plain
from data.people import demo_person, system
from data.population import Frame, caseload
from data.problem import Problem
from data.promises import open_promises
from data.queries import figures, known_places
from data.requests import open_requests
from data.samples.rows import TABLES
from geo.regions import load

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
THEN = Filter(as_of=TODAY, known_at=NOW)
KALISAT = "35.09.27"
FURNITURE = THEN.with_(kecamatan=(KALISAT,), sector=("furniture",))
# Firms and groups that the press names; none may be made up again.
REAL = ("bin cigar", "rolla", "ketakasi", "mitratani", "karimata", "pritis", "cv sumbersari", "rumah batik")
IN_PERSON = sa.and_(schema.contact.c.mode != "telepon", schema.contact.c.outcome == "bertemu")


def point_at(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("DAMPING_VAR", str(folder))
    settings.settings.cache_clear()


@pytest.fixture
def empty_contoh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """An empty register of kind `contoh`."""
    point_at(monkeypatch, tmp_path)
    commands.ensure_register("contoh", "contoh")
    yield "contoh"
    db.close()
    settings.settings.cache_clear()


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the register of 4,000 actors is kept between the tests of this file."""
    return tmp_path_factory.mktemp("sample")


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch, kept: Path) -> Iterator[str]:
    """The register of 4,000 actors as `make run` fills it, made once; tests only read it."""
    point_at(monkeypatch, kept)
    if commands.ensure_register("contoh", "contoh"):
        samples.fill(system("contoh"), today=TODAY)
    yield "contoh"
    db.close()
    settings.settings.cache_clear()


def ask(register: str, statement: sa.Select[Any]) -> list[Any]:
    with db.read(system(register)) as conn:
        return list(conn.execute(statement).all())


def is_latest(place: sa.Table) -> sa.ColumnElement[bool]:
    """Where an actor is now."""
    other = place.alias()
    latest = sa.select(sa.func.max(other.c.on_date)).where(other.c.actor_id == place.c.actor_id)
    return place.c.on_date == latest.scalar_subquery()


def everything(register: str) -> dict[str, list[Any]]:
    tables = (*TABLES, schema.kecamatan)
    return {table.name: ask(register, sa.select(table).order_by(*table.primary_key)) for table in tables}


# --- the machinery, on 600 actors -----------------------------------------------------------------------------------


def test_the_same_seed_and_day_give_equal_rows(
    empty_contoh: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first_counts = samples.fill(system(empty_contoh), 600, 7, TODAY)
    first = everything(empty_contoh)
    db.close()
    point_at(monkeypatch, tmp_path / "again")
    commands.ensure_register("contoh", "contoh")
    assert samples.fill(system("contoh"), 600, 7, TODAY) == first_counts
    assert everything("contoh") == first
    assert first_counts["actor"] == len(first["actor"]) == 600


def test_another_seed_gives_other_rows(empty_contoh: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    samples.fill(system(empty_contoh), 600, 7, TODAY)
    names = {row.business_name for row in everything(empty_contoh)["actor"]}
    db.close()
    point_at(monkeypatch, tmp_path / "again")
    commands.ensure_register("contoh", "contoh")
    samples.fill(system("contoh"), 600, 8, TODAY)
    assert names != {row.business_name for row in everything("contoh")["actor"]}


def test_a_small_register_has_its_shape_too(empty_contoh: str) -> None:
    samples.fill(system(empty_contoh), 600, 7, TODAY)
    total = figures(system(empty_contoh), THEN).total
    assert 0.35 < total["coverage"] < 0.6
    assert figures(system(empty_contoh), FURNITURE).total["actors"] > 8


def test_on_any_day_nothing_is_recorded_after_yesterday(empty_contoh: str) -> None:
    leap_day = date(2028, 2, 29)
    samples.fill(system(empty_contoh), 600, 7, leap_day)
    for table in TABLES:
        if "recorded_at" in table.c:
            latest = ask(empty_contoh, sa.select(sa.func.max(table.c.recorded_at)))[0][0]
            assert latest is None or latest < datetime(2028, 2, 29, tzinfo=UTC), table.name


def test_a_register_is_filled_once(empty_contoh: str) -> None:
    samples.fill(system(empty_contoh), 600, 7, TODAY)
    with pytest.raises(Problem) as refused:
        samples.fill(system(empty_contoh), 600, 8, TODAY)
    assert refused.value.code == "register_not_empty"
    assert len(ask(empty_contoh, sa.select(schema.actor.c.id))) == 600


def test_only_contoh_is_filled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    point_at(monkeypatch, tmp_path)
    commands.ensure_register("uji", "uji")
    with pytest.raises(Problem) as refused:
        samples.fill(system("uji"), 600, 7, TODAY)
    assert refused.value.code == "sample_only_in_contoh"
    assert ask("uji", sa.select(schema.actor.c.id)) == []
    db.close()
    settings.settings.cache_clear()


def test_only_the_system_fills(empty_contoh: str) -> None:
    with pytest.raises(Problem) as refused:
        samples.fill(demo_person(empty_contoh, "admin"), 600, 7, TODAY)
    assert refused.value.code == "not_allowed"


# --- the register of 4,000: what a first look shows ------------------------------------------------------------------


def test_4000_overall(full: str) -> None:
    total = figures(demo_person(full, "pimpinan"), THEN).total
    assert 3700 < total["actors"] < 4000
    assert 0.40 <= total["coverage"] <= 0.50
    assert 0.08 <= total["over_24"] / total["observed"] <= 0.14
    assert 0.25 <= total["never"] / total["observed"] <= 0.35
    assert total["orphaned"] > 100
    assert 15 <= total["assigned_personally"] <= 40


def test_4000_is_uneven_and_has_places_without_data(full: str) -> None:
    rows = figures(system(full), THEN).rows.set_index("code")
    answered = rows["coverage"].dropna()
    assert answered.min() < 0.10
    assert answered.max() > 0.85
    assert 0.25 < rows.loc[KALISAT, "coverage"] < 0.35
    assert (rows["actors"] == 0).sum() == 1
    assert ((rows["actors"] > 0) & (rows["actors"] < 10)).sum() == 1
    unobserved = rows[(rows["actors"] > 10) & (rows["observed"] == 0)]
    assert list(unobserved.index) == ["35.09.24", "35.09.25"]
    assert unobserved["coverage"].isna().all()
    assert ((rows["assigned"] == 0) & (rows["actors"] > 0)).sum() == 4


def test_4000_places_stand_in_every_way_and_others_have_counted_some_of_them(full: str) -> None:
    desa, kecamatan = (known_places(system(full), THEN, by) for by in ("desa", "kecamatan"))
    assert set(desa.tally) == {"served", "untouched", "unseen", "blank", "empty"}
    assert kecamatan.tally["blank"] == 1
    shares = kecamatan.rows["listed"].dropna()
    assert shares.min() < 0.7
    assert shares.max() > 1
    assert kecamatan.rows["outside"].isna().any()
    assert len(kecamatan.sources) == 2


def test_4000_two_years_of_almost_nothing_then_a_recovery(full: str) -> None:
    visits = [row.on_date for row in ask(full, sa.select(schema.contact.c.on_date).where(IN_PERSON))]
    hole = [on for on in visits if months_before(TODAY, 36) <= on < months_before(TODAY, 14)]
    assert len(hole) < 0.03 * len(visits)
    assert sum(on < months_before(TODAY, 36) for on in visits) > 1000
    back_then = [months_before(TODAY, months) for months in (36, 15, 12, 9, 6, 3, 0)]
    ordinary, *since = [figures(system(full), THEN.with_(as_of=day)).total["coverage"] for day in back_then]
    assert 0.2 < ordinary < 0.4
    assert since[0] < 0.05
    assert all(earlier < later for earlier, later in itertools.pairwise(since))


def test_4000_no_visit_where_none_is_recorded_and_none_on_a_day_nobody_worked(full: str) -> None:
    place, visited = schema.actor_place, sa.select(schema.contact.c.actor_id)
    where = sa.select(place.c.kecamatan_code).where(place.c.actor_id.in_(visited), is_latest(place))
    assert not {row.kecamatan_code for row in ask(full, where)} & {"35.09.07", "35.09.24", "35.09.25"}
    contact, contract = schema.contact, schema.facilitator_contract
    covered = sa.exists().where(
        contract.c.facilitator_id == contact.c.facilitator_id,
        contract.c.from_on <= contact.c.on_date,
        contract.c.to_on >= contact.c.on_date,
    )
    assert ask(full, sa.select(contact.c.id).where(~covered)) == []


def test_4000_furniture_of_kalisat(full: str) -> None:
    who = system(full)
    assert 90 <= figures(who, FURNITURE).total["actors"] <= 110
    assert figures(who, FURNITURE.with_(lacks=("nib",))).total["actors"] >= 25
    assert figures(who, FURNITURE.with_(has=("nib",))).total["actors"] >= 25
    by_desa = figures(who, FURNITURE, by="desa").rows
    assert (by_desa["actors"] >= 5).sum() >= 4


@pytest.mark.parametrize(
    ("kecamatan", "desa", "sector", "least"),
    [
        (KALISAT, "35.09.27.2009", "food", 30),
        ("35.09.10", "35.09.10.2003", "craft", 120),
        ("35.09.29", "35.09.29.2011", "wood", 70),
        ("35.09.31", "35.09.31.2002", "textile", 30),
        ("35.09.11", "35.09.11.2003", "clay", 40),
        ("35.09.30", "35.09.30.2009", "food", 45),
        ("35.09.25", "35.09.25.2006", "metal", 12),
    ],
)
def test_4000_sentra_where_the_press_has_them(full: str, kecamatan: str, desa: str, sector: str, least: int) -> None:
    wanted = THEN.with_(kecamatan=(kecamatan,), desa=(desa,), sector=(sector,))
    assert figures(system(full), wanted).total["actors"] >= least


def test_4000_sectors(full: str) -> None:
    rows = figures(system(full), THEN, by="sector").rows.set_index("code")
    assert rows["actors"].idxmax() == "food"
    assert rows.loc["other", "actors"] == 0
    assert (rows["actors"] > 0).sum() >= 14


def test_4000_contacts(full: str) -> None:
    rows = ask(full, sa.select(schema.contact))
    modes, outcomes = Counter(row.mode for row in rows), Counter(row.outcome for row in rows)
    for mode, share in {"di_tempat": 0.70, "di_kantor": 0.10, "kelompok": 0.12, "telepon": 0.08}.items():
        assert modes[mode] / len(rows) == pytest.approx(share, abs=0.03), mode
    assert outcomes["bertemu"] / len(rows) == pytest.approx(0.85, abs=0.03)
    late = [row for row in rows if row.recorded_at.date() - row.on_date > timedelta(days=7)]
    assert 0.01 < len(late) / len(rows) < 0.05
    present = Counter(row.session_id for row in rows if row.session_id)
    assert min(present.values()) >= 5
    assert max(present.values()) <= 18
    promises = [row.next_due for row in rows if row.next_due]
    assert sum(due < TODAY for due in promises) > 50
    assert sum(TODAY <= due <= TODAY + timedelta(days=21) for due in promises) > 50
    assert all(row.result and row.topics for row in rows if row.outcome == "bertemu")


def test_4000_permits_follow_facilitation(full: str) -> None:
    total = figures(system(full), THEN).total["actors"]
    for kind in ("nib", "npwp"):
        assert figures(system(full), THEN.with_(has=(kind,))).total["actors"] / total == pytest.approx(0.45, abs=0.05)
    assert figures(system(full), THEN.with_(expired=("pirt",))).total["actors"] > 10
    served = THEN.with_(waiting=("under_6", "6_12"))
    never = THEN.with_(waiting=("never",))
    share = [
        figures(system(full), wanted.with_(has=("nib",))).total["actors"]
        / figures(system(full), wanted).total["actors"]
        for wanted in (served, never)
    ]
    assert share[0] > share[1] + 0.15


def test_4000_needs_met_come_after_their_visit(full: str) -> None:
    need, contact = schema.need_event, schema.contact
    met = sa.select(need.c.kind, need.c.on_date, contact.c.on_date.label("visited"), contact.c.topics)
    joined = met.join(contact, contact.c.id == need.c.contact_id).where(need.c.change == "met")
    rows = ask(full, joined)
    assert len(rows) > 500
    assert all(row.on_date >= row.visited and row.kind in row.topics.split() for row in rows)


def test_4000_exits_moves_and_merges(full: str) -> None:
    states = ask(full, sa.select(schema.actor_state))
    closed = [row for row in states if row.state == "closed"]
    assert 0.03 < len(closed) / 4000 < 0.05
    assert all(row.reason and row.second_person and row.second_person != row.by_person for row in closed)
    assert all(row.recorded_at.date() - row.on_date <= timedelta(days=30) for row in closed)
    assert 10 < len(ask(full, sa.select(schema.actor_place))) - 4000 < 80
    merged = ask(full, sa.select(schema.actor).where(schema.actor.c.merged_into.is_not(None)))
    assert 5 < len(merged) < 40
    after_end = sa.select(schema.contact.c.id).join(
        schema.actor_state, schema.actor_state.c.actor_id == schema.contact.c.actor_id
    )
    left = sa.and_(schema.actor_state.c.state != "active", schema.contact.c.on_date > schema.actor_state.c.on_date)
    assert ask(full, after_end.where(left)) == []


def test_4000_exits_wait_for_a_second_person(full: str) -> None:
    waiting = ask(full, sa.select(schema.exit_proposal))
    assert 4 <= len(waiting) <= 10
    assert {row.by_person for row in waiting} == {"demo-petugas", "demo-pendamping"}
    assert all(row.decision is None and TODAY - timedelta(days=30) <= row.on_date < TODAY for row in waiting)


def test_4000_promises_are_kept_dropped_and_postponed(full: str) -> None:
    event, contact = schema.promise_event, schema.contact
    asked = sa.select(event, contact.c.on_date.label("made"), contact.c.recorded_at.label("known"), contact.c.next_due)
    rows = ask(full, asked.join(contact, contact.c.id == event.c.contact_id))
    counted = Counter(row.change for row in rows)
    assert counted["kept"] > counted["dropped"] > 5
    assert counted["postponed"] > 10
    assert all(row.next_due and row.made <= row.on_date and row.known <= row.recorded_at for row in rows)
    assert all(row.due > row.on_date for row in rows if row.due)


def test_4000_the_demo_facilitators_list_has_every_reason(full: str) -> None:
    frame = Frame(demo_person(full, "pendamping").kab, TODAY, NOW)
    with db.read(system(full)) as conn:
        mine = list(conn.scalars(caseload(frame, demo_person(full, "pendamping").facilitator or "")))
        promises = open_promises(conn, frame, mine)
        asked = open_requests(conn, frame, mine)
    late = [one.postponed for one in promises.values() if one.due < TODAY]
    assert len(late) >= 3
    assert 2 in late, "postponed twice and overdue again"
    assert any(one.postponed and one.due >= TODAY for one in promises.values())
    assert any(TODAY <= one.due <= TODAY + timedelta(days=7) for one in promises.values())
    assert sorted((TODAY - one.on).days for one in asked.values()) == [1, 4, 4]
    permit, exit_ = schema.permit_event, schema.exit_proposal
    soon = permit.c.expires_on.between(TODAY + timedelta(days=12), TODAY + timedelta(days=60))
    lapsing = ask(full, sa.select(permit.c.actor_id).where(permit.c.kind == "pirt", soon))
    assert len({row.actor_id for row in lapsing} & set(mine)) >= 2
    proposed = ask(full, sa.select(exit_.c.actor_id).where(exit_.c.by_person == "demo-pendamping"))
    assert [row.actor_id in mine for row in proposed] == [True]


def test_4000_facilitators(full: str) -> None:
    rows = ask(full, sa.select(schema.facilitator))
    assert len(rows) == 22
    assert [row.capacity for row in rows].count(None) == 2
    assert all(120 <= row.capacity <= 220 for row in rows if row.capacity)
    states = Counter(row.state for row in ask(full, sa.select(schema.facilitator_state)))
    assert states["belum_ditugaskan"] == 1
    helper = demo_person(full, "pendamping")
    home = next(row.home_desa for row in rows if row.id == helper.facilitator)
    assert home.startswith(KALISAT)
    mine = figures(helper, THEN.with_(facilitator=(helper.facilitator or "",)))
    assert mine.rows.set_index("code").loc[KALISAT, "actors"] == mine.total["actors"] > 150


def test_4000_sizes(full: str) -> None:
    rows = ask(full, sa.select(schema.actor_figures))
    workers = [row.workers_m + row.workers_f for row in rows]
    assert sum(number <= 8 for number in workers) / len(rows) > 0.8
    assert max(workers) <= 60
    assert min(workers) >= 1
    assert 0 < sum(row.investment > 1_000_000_000 for row in rows) < 0.02 * len(rows)


# --- nobody real ----------------------------------------------------------------------------------------------------


def test_4000_numbers_belong_to_nobody(full: str) -> None:
    for row in ask(full, sa.select(schema.permit_event).where(schema.permit_event.c.number.is_not(None))):
        if row.kind in ("nib", "npwp"):
            assert row.number.startswith("0000")
            assert len(row.number) == {"nib": 13, "npwp": 16}[row.kind]
        if row.kind == "pirt":
            assert row.number.startswith("0003509")
            assert row.number.endswith(f"-{row.expires_on:%y}")
            assert len(row.number) == 16
    phones = [row.phone for row in ask(full, sa.select(schema.actor_personal.c.phone)) if row.phone]
    assert phones
    assert all(phone.startswith("0800-0000-") for phone in phones)


def test_4000_no_name_of_a_real_firm(full: str) -> None:
    names = {plain(row.business_name) for row in ask(full, sa.select(schema.actor.c.business_name))}
    assert not [name for name in names for real in REAL if real in name]
    assert len(names) > 2500


def test_no_list_holds_the_name_of_a_real_firm() -> None:
    found = tomllib.loads((settings.region().folder / "sample.toml").read_text(encoding="utf-8"))
    words = [word for list_ in found["names"].values() for word in list_]
    words += [word for product in found["product"].values() for word in (*product["word"], *product["product"])]
    assert not [word for word in words for real in REAL if real in plain(word)]


def test_4000_points_lie_in_their_desa(full: str) -> None:
    personal, place = schema.actor_personal, schema.actor_place
    asked = sa.select(personal.c.lon, personal.c.lat, place.c.desa_code)
    known = asked.join(place, place.c.actor_id == personal.c.actor_id).where(personal.c.lon.is_not(None))
    rows = ask(full, known.where(is_latest(place)))
    assert 0.5 < len(rows) / 4000 < 0.65
    shapes = {code: _shape(code) for code in {row.desa_code for row in rows}}
    inside = sum(shapes[row.desa_code].covers(shapely.Point(row.lon, row.lat)) for row in rows)
    assert inside / len(rows) > 0.99


def _shape(desa: str) -> shapely.Geometry:
    return shapely.from_geojson(json.dumps(load().feature(desa)["geometry"]))


# --- the file behind it ---------------------------------------------------------------------------------------------


def test_every_code_of_the_file_is_known() -> None:
    folder = settings.region().folder
    found = tomllib.loads((folder / "sample.toml").read_text(encoding="utf-8"))
    with (folder / "kbli.csv").open(encoding="utf-8", newline="") as file:
        kbli = {(row["version"], row["code"]) for row in csv.DictReader(file)}
    for product in found["product"].values():
        assert ("2020", product["kbli"]) in kbli
        assert product.get("kbli_2025") is None or ("2025", product["kbli_2025"]) in kbli
    regions = load()
    assert set(found["kecamatan"]) == set(regions.kecamatan)
    for sentra in found["sentra"]:
        assert {regions.desa[code].parent for code in sentra["desa"]} == {sentra["desa"][0][:8]}
    with (folder / "needs.csv").open(encoding="utf-8", newline="") as file:
        assert set(found["topic"]) == {row["code"] for row in csv.DictReader(file)}
