"""A facilitator's month: what is counted and what is not, as of when, for whom, beside which area."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from data import clock, queries, schema
from data.access import Who
from data.months import MonthRow, TeamMonth, month_named
from data.people import demo_person
from data.problem import Problem
from data.route import distance
from geo import regions
from tests.small import AJUNG, GAMBIRAN, GLAGAHWERO, JELBUK, KALISAT, TODAY, Small

NOVEMBER, OCTOBER = date(2026, 11, 1), date(2026, 10, 1)


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 24, 5, tzinfo=UTC))


@pytest.fixture
def small(machine: Who) -> Small:
    return Small(machine)


def row_of(found: TeamMonth, facilitator: str) -> MonthRow:
    return next(row for row in found.rows if row.facilitator_id == facilitator)


def group(small: Small, by: str, on: date, *actors: str) -> None:
    session = clock.new_id()
    small.insert(schema.session, id=session, facilitator_id=by, on_date=on)
    for actor in actors:
        contact = {"actor_id": actor, "facilitator_id": by, "session_id": session, "on_date": on}
        small.insert(schema.contact, **contact, mode="kelompok", outcome="bertemu")


# --- what counts -----------------------------------------------------------------------------------------------------


def test_a_group_is_one_session_and_a_phone_call_none(small: Small, leader: Who) -> None:
    sari, rini = small.facilitator("Sari"), small.facilitator("Rini")
    one, two, three = (small.actor(name) for name in "ABC")
    small.visit(one, sari, date(2026, 11, 2))
    small.visit(one, sari, date(2026, 11, 20), mode="di_kantor")
    group(small, sari, date(2026, 11, 10), one, two, three)
    small.visit(two, sari, date(2026, 11, 3), mode="telepon")
    small.visit(two, sari, date(2026, 11, 4), outcome="tidak_bertemu")
    small.visit(two, sari, date(2026, 11, 5), outcome="batal")
    small.visit(two, sari, date(2026, 10, 31))
    small.visit(two, sari, date(2026, 11, 1), on_precision="year")
    small.visit(three, rini, date(2026, 11, 24))
    found = queries.team_month(leader, NOVEMBER)
    told = [(row.name, row.visits, row.sessions, row.phone, row.attempts) for row in found.rows]
    assert told == [("Rini", 1, 1, 0, 0), ("Sari", 5, 3, 1, 2)]
    assert found.month.day == TODAY


def test_the_target_is_ones_own_else_the_offices(small: Small, leader: Who) -> None:
    own, other = small.facilitator("A"), small.facilitator("B")
    table = schema.facilitator
    with small._writing() as writing:
        writing.conn.execute(table.update().where(table.c.id == own).values(visit_target=20))
    found = queries.team_month(leader, NOVEMBER)
    assert [row_of(found, one).target for one in (own, other)] == [20, 12]
    small.insert(schema.setting, name="visit_target", value="9", source="rapat")
    found = queries.team_month(leader, NOVEMBER)
    assert [row_of(found, one).target for one in (own, other)] == [20, 9]


def test_a_past_month_is_as_of_its_last_day(small: Small, leader: Who) -> None:
    sari = small.facilitator("Sari", until=date(2026, 11, 10))
    small.assign(sari, kecamatan_code=KALISAT)
    old = small.actor("Lama", GAMBIRAN)
    small.visit(old, sari, date(2026, 10, 5), next_step="membawa contoh", next_due=date(2026, 10, 20))
    before = row_of(queries.team_month(leader, OCTOBER), sari)
    assert (before.caseload, before.sessions, before.overdue, before.current) == (1, 1, 1, True)
    assert before.contract_days == 10
    small.actor("Baru", GAMBIRAN, recorded=datetime(2026, 11, 5, tzinfo=UTC), known_since=date(2026, 11, 5))
    small.visit(old, sari, date(2026, 11, 3))
    small.state(old, "closed", date(2026, 11, 9))
    found = queries.team_month(leader, OCTOBER)
    assert found.month.day == date(2026, 10, 31)
    assert row_of(found, sari) == before
    now = row_of(queries.team_month(leader, NOVEMBER), sari)
    assert (now.current, now.caseload, now.load, now.pace) == (False, 0, None, None)
    assert now.sessions == 1


def test_overdue_is_an_open_promise_whose_day_has_gone_by(small: Small, leader: Who) -> None:
    sari = small.facilitator("Sari")
    small.assign(sari, kecamatan_code=KALISAT)
    for days, name in ((-1, "lewat"), (0, "hari ini"), (1, "besok")):
        actor = small.actor(name)
        small.visit(actor, sari, date(2026, 11, 2), next_step="x", next_due=TODAY + timedelta(days=days))
    kept = small.actor("ditepati")
    small.visit(kept, sari, date(2026, 11, 2), next_step="x", next_due=date(2026, 11, 10))
    small.visit(kept, sari, date(2026, 11, 9))
    assert row_of(queries.team_month(leader, NOVEMBER), sari).overdue == 1


def test_what_is_missing_and_who_waits(small: Small, leader: Who) -> None:
    sari = small.facilitator("Sari")
    small.assign(sari, kecamatan_code=KALISAT)
    small.assign(sari, kecamatan_code=JELBUK)
    whole = small.actor("Lengkap", GAMBIRAN, phone="0811", lon=113.8, lat=-8.1)
    small.actor("Tanpa titik", GAMBIRAN, phone="0811")
    small.actor("Tanpa desa", KALISAT, phone="  ".strip(), lon=113.8, lat=-8.1)
    small.actor("Belum dicatat", JELBUK, phone="0811", lon=113.8, lat=-8.1)
    small.visit(whole, sari, date(2024, 1, 1))
    row = row_of(queries.team_month(leader, NOVEMBER), sari)
    assert (row.no_desa, row.no_point, row.no_phone, row.to_repair) == (2, 1, 1, 4)
    assert (row.over_24, row.never) == (1, 2), "Jelbuk's visits are not recorded: no answer there"


def test_after_facilitation_needs_a_visit_in_the_twelve_months_before(small: Small, leader: Who) -> None:
    sari = small.facilitator("Sari")
    small.assign(sari, kecamatan_code=KALISAT)
    issued = date(2026, 11, 10)
    visited = {"dikunjungi": date(2026, 6, 1), "terlalu lama": date(2025, 11, 10), "sesudahnya": date(2026, 11, 11)}
    for name, on in visited.items():
        actor = small.actor(name)
        small.visit(actor, sari, on)
        small.permit(actor, "nib", "terbit", issued, number="1" * 13)
        small.permit(actor, "npwp", "diajukan", issued)
        small.permit(actor, "badan_usaha", "terbit", issued, form="ud")
        small.permit(actor, "halal", "terbit", date(2026, 10, 31))
        small.insert(schema.need_event, actor_id=actor, kind="modal", change="met", on_date=issued)
        small.insert(schema.need_event, actor_id=actor, kind="npwp", change="raised", on_date=issued)
    row = row_of(queries.team_month(leader, NOVEMBER), sari)
    assert (row.permits_issued, row.needs_met) == (1, 1)


# --- load, pace, area ------------------------------------------------------------------------------------------------


def plain(**changed: Any) -> MonthRow:
    numbers = dict.fromkeys(MonthRow.__dataclass_fields__, 0)
    return MonthRow(**(numbers | {"current": True, "band": None} | changed))


@pytest.mark.parametrize(
    ("load", "band"), [(None, None), (0.0, "light"), (0.79, "light"), (0.8, "full"), (1.0, "full"), (1.01, "over")]
)
def test_bands_of_load(load: float | None, band: str | None) -> None:
    assert plain(load=load).load_band == band


def test_load_needs_a_capacity(small: Small, leader: Who) -> None:
    sari, rini = small.facilitator("Sari", capacity=4), small.facilitator("Rini", capacity=None)
    small.assign(sari, kecamatan_code=KALISAT)
    small.assign(rini, kecamatan_code=AJUNG)
    for place in (KALISAT, KALISAT, KALISAT, AJUNG):
        small.actor("Mebel", place)
    found = queries.team_month(leader, NOVEMBER)
    assert [(row.caseload, row.load) for row in found.rows] == [(1, None), (3, 0.75)]


def test_the_area_is_what_is_assigned_and_the_desa_wins(small: Small, leader: Who) -> None:
    sari, rini = small.facilitator("Sari"), small.facilitator("Rini")
    small.assign(sari, kecamatan_code=KALISAT)
    small.assign(rini, desa_code=GAMBIRAN)
    own = small.actor("Milik sendiri", AJUNG)
    small.assign(rini, actor_id=own)
    small.actor("Di Gambiran", GAMBIRAN)
    table = schema.facilitator
    with small._writing() as writing:
        writing.conn.execute(table.update().where(table.c.id == rini).values(home_desa=GLAGAHWERO))
    found = queries.team_month(leader, NOVEMBER)
    places = regions.load()
    whole, part = places.kecamatan[KALISAT].area_km2, places.desa[GAMBIRAN].area_km2
    hers, theirs = row_of(found, rini), row_of(found, sari)
    assert (hers.desa, theirs.desa) == (1, len(places.desa_of(KALISAT)) - 1)
    assert hers.area_km2 == part
    assert theirs.area_km2 == pytest.approx(whole - part, abs=0.01)
    assert hers.density == pytest.approx(1 / part), "an actor of her own lives elsewhere"
    assert hers.distance_km == distance(places.desa[GLAGAHWERO].label, places.desa[GAMBIRAN].label)
    assert theirs.distance_km is None, "her home is not known"
    assert len(found.unreached) == len(places.kecamatan) - 1
    assert KALISAT not in found.unreached


def test_who_left_long_ago_is_not_in_the_list_but_an_area_left_behind_is(small: Small, leader: Who) -> None:
    gone, behind = (small.facilitator(name, until=date(2025, 1, 1)) for name in ("Pergi", "Wilayahnya masih ada"))
    for one in (gone, behind):
        small.insert(schema.facilitator_state, facilitator_id=one, on_date=date(2025, 1, 2), state="selesai")
    small.assign(behind, kecamatan_code=AJUNG)
    found = queries.team_month(leader, NOVEMBER)
    assert [row.name for row in found.rows] == ["Wilayahnya masih ada"]
    assert AJUNG in found.unreached
    assert row_of(queries.team_month(leader, date(2024, 12, 1)), gone).current


def test_a_contract_that_ends_soon_is_marked(small: Small, leader: Who) -> None:
    ends = {"hari ini": TODAY, "segera": TODAY + timedelta(days=60), "nanti": TODAY + timedelta(days=61)}
    made = {name: small.facilitator(name, until=until) for name, until in ends.items()}
    made["terbuka"] = small.facilitator("terbuka")
    small.insert(
        schema.facilitator_contract, facilitator_id=made["hari ini"], from_on=TODAY + timedelta(days=1), to_on=None
    )
    found = queries.team_month(leader, NOVEMBER)
    told = {name: row_of(found, one).contract_soon for name, one in made.items()}
    assert told == {"hari ini": False, "segera": True, "nanti": False, "terbuka": False}


# --- for whom, and which month ---------------------------------------------------------------------------------------


def test_a_pendamping_sees_the_own_month_only(register: str, small: Small, machine: Who) -> None:
    sari, rini = small.facilitator("Sari"), small.facilitator("Rini")
    her = Who(register, machine.kab, "pendamping", "s", "Sari", sari)
    assert [row.name for row in queries.team_month(her, NOVEMBER, sari).rows] == ["Sari"]
    for asked, code in ((rini, "not_your_caseload"), (None, "not_allowed")):
        with pytest.raises(Problem) as caught:
            queries.team_month(her, NOVEMBER, asked)
        assert caught.value.code == code
    unlinked = Who(register, machine.kab, "pendamping", "x", "X")
    with pytest.raises(Problem) as caught:
        queries.team_month(unlinked, NOVEMBER, rini)
    assert caught.value.code == "not_your_caseload"


def test_one_facilitator_reads_like_the_row_among_all(register: str, small: Small, leader: Who) -> None:
    sari, rini = small.facilitator("Sari"), small.facilitator("Rini")
    small.assign(sari, kecamatan_code=KALISAT)
    small.assign(rini, kecamatan_code=AJUNG)
    for place, by in ((KALISAT, sari), (AJUNG, rini)):
        small.visit(small.actor("Mebel", place), by, date(2026, 11, 2), next_step="x", next_due=date(2026, 11, 3))
    everyone = queries.team_month(leader, NOVEMBER)
    for one in (sari, rini):
        alone = queries.team_month(demo_person(register, "petugas"), NOVEMBER, one)
        assert alone.rows == (row_of(everyone, one),)
    with pytest.raises(Problem) as caught:
        queries.team_month(leader, NOVEMBER, "no-such")
    assert caught.value.code == "no_such_caseload"


def test_a_month_of_the_url() -> None:
    assert month_named(None).first == NOVEMBER
    assert month_named("2026-02").last == date(2026, 2, 28)
    for words, code in (("2026-12", "month_ahead"), ("2026-13", "month_unreadable"), ("<b>", "month_unreadable")):
        with pytest.raises(Problem) as caught:
            month_named(words)
        assert caught.value.code == code


def test_the_month_turns_at_midnight_of_the_office(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 30, 17, 30, tzinfo=UTC))
    assert month_named(None).day == date(2026, 12, 1)
