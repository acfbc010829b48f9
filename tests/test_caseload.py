"""Binaan saya on both databases: what the caseload holds, what counts, and whose it is."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from data import clock, commands, db, queries, schema
from data.access import Who
from data.people import demo_person
from data.problem import Problem
from data.queries import Caseload
from data.turns import Turn
from tests.small import AJUNG, GAMBIRAN, KALISAT, TODAY, Small

NOON = datetime(2026, 11, 24, 5, tzinfo=clock.UTC)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """The 24th of November 2026, whenever the tests run."""
    monkeypatch.setattr(clock, "now", lambda: NOON)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@dataclass
class Field:
    """Sari in Kalisat with Rini beside her in Ajung."""

    small: Small
    sari: str
    rini: str
    who: Who

    def load(self) -> Caseload:
        return queries.caseload_today(self.who)

    def names(self) -> list[str]:
        return [turn.case.business_name for turn in self.load().turns]

    def turn(self, actor_id: str) -> Turn:
        return next(turn for turn in self.load().turns if turn.case.actor_id == actor_id)


@pytest.fixture
def field(register: str, machine: Who) -> Field:
    small = Small(machine)
    sari, rini = small.facilitator("Sari", capacity=3), small.facilitator("Rini")
    small.assign(sari, kecamatan_code=KALISAT)
    small.assign(rini, kecamatan_code=AJUNG)
    return Field(small, sari, rini, Who(register, machine.kab, "pendamping", "demo-pendamping", "Sari", sari))


def code_of(ask: Any) -> str:
    with pytest.raises(Problem) as caught:
        ask()
    return caught.value.code


# --- the order, from rows to reasons ----------------------------------------------------------------------------------


def test_the_list_stands_in_order_with_its_reasons(field: Field) -> None:
    small, sari = field.small, field.sari
    fresh = small.actor("Baru Ditemui", KALISAT)
    small.visit(fresh, sari, ago(10))
    never = small.actor("Belum Pernah", GAMBIRAN, known_since=date(2019, 1, 1), known_since_precision="year")
    long_ago = small.actor("Lama", KALISAT)
    small.visit(long_ago, sari, date(2024, 8, 20))
    asked = small.actor("Minta", KALISAT)
    small.visit(asked, sari, ago(40))
    small.insert(schema.request, actor_id=asked, on_date=ago(4), channel="desa", topics="kemasan")
    promised = small.actor("Janji", KALISAT)
    small.visit(promised, sari, ago(20), next_step="bawa formulir NIB", next_due=ago(3))
    permit = small.actor("Izin", KALISAT)
    small.visit(permit, sari, ago(11))
    small.permit(permit, "pirt", "terbit", expires_on=TODAY + timedelta(days=12))
    small.actor("Bukan Sari", AJUNG)

    found = field.load()
    assert field.names() == ["Janji", "Minta", "Belum Pernah", "Lama", "Izin", "Baru Ditemui"]
    kinds = [(turn.reasons[0].kind, turn.reasons[0].days) for turn in found.turns]
    since = (TODAY - date(2019, 1, 1)).days
    waited = (TODAY - date(2024, 8, 20)).days
    assert kinds == [
        ("promise_overdue", 3),
        ("request", 4),
        ("never", since),
        ("waiting", waited),
        ("permit_soon", 12),
        ("visited", 10),
    ]
    assert field.turn(never).case.known_since_precision == "year"
    assert field.turn(permit).reasons[0].of == "pirt"
    promise = field.turn(promised).case.promise
    assert promise
    assert promise.step is None
    assert queries.promise_words(field.who, [promise]) == {promise.contact_id: "bawa formulir NIB"}
    assert (found.overdue, found.promised, found.never, found.capacity, found.name) == (1, 1, 1, 3, "Sari")
    assert found.median_days == 20  # of 10, 11, 20, 40 and many


def test_a_postponed_promise_says_how_often(field: Field) -> None:
    actor = field.small.actor("Janji", KALISAT)
    field.small.visit(actor, field.sari, ago(60), next_step="bawa formulir NIB", next_due=ago(50))
    with db.read(field.who) as conn:
        contact = conn.scalar(sa.select(schema.contact.c.id))
    for made, due in ((ago(49), ago(20)), (ago(19), ago(3))):
        moved = {"actor_id": actor, "contact_id": contact, "change": "postponed", "on_date": made, "due": due}
        field.small.insert(schema.promise_event, **moved, recorded_at=datetime(2026, 11, 23, tzinfo=clock.UTC))
    reason = field.turn(actor).reasons[0]
    assert (reason.kind, reason.days, reason.count) == ("promise_overdue", 3, 2)


def test_the_offices_settings_decide_what_is_soon(field: Field) -> None:
    actor = field.small.actor("Janji", KALISAT)
    field.small.visit(actor, field.sari, ago(5), next_step="telepon", next_due=TODAY + timedelta(days=9))
    assert [reason.kind for reason in field.turn(actor).reasons] == ["visited"]
    field.small.insert(schema.setting, name="promise_soon_days", value="10", source="rapat")
    assert [reason.kind for reason in field.turn(actor).reasons] == ["promise_soon"]


def test_a_permit_that_was_renewed_or_revoked_is_no_reason(field: Field) -> None:
    small = field.small
    for name, status, until in (("Baru", "terbit", date(2031, 1, 1)), ("Dicabut", "dicabut", TODAY)):
        actor = small.actor(name, KALISAT)
        small.visit(actor, field.sari, ago(1))
        small.permit(actor, "pirt", "terbit", on=date(2021, 1, 1), expires_on=ago(-5))
        small.permit(actor, "pirt", status, on=date(2026, 10, 1), expires_on=until)
        assert [reason.kind for reason in field.turn(actor).reasons] == ["visited"], name


def test_where_visits_are_not_recorded_nobody_counts_as_never_visited(field: Field) -> None:
    field.small.actor("A", KALISAT)
    assert (field.load().never, field.load().turns[0].case.observed) == (0, False)
    seen = field.small.actor("B", KALISAT)
    field.small.visit(seen, field.sari, ago(3))
    assert field.load().never == 1


def test_what_a_record_lacks(field: Field) -> None:
    whole = field.small.actor("Lengkap", GAMBIRAN, lon=113.8, lat=-8.1, phone="0811 222 333")
    bare = field.small.actor("Kosong", KALISAT, phone="")
    assert field.turn(whole).case.missing == ()
    assert field.turn(bare).case.missing == ("desa", "point", "phone")
    assert "0811 222 333" not in repr(field.load())
    assert "113.8" not in repr(field.load())


# --- what counts ------------------------------------------------------------------------------------------------------


def test_the_month_counts_sessions_and_nothing_else(field: Field) -> None:
    small, sari = field.small, field.sari
    actors = [small.actor(f"A{number}", KALISAT) for number in range(3)]
    for actor in actors:
        small.visit(actor, sari, ago(2), mode="kelompok")
    with db.read(field.who) as conn:
        made = list(conn.scalars(sa.select(schema.session.c.id).order_by(schema.session.c.id)))
    assert len(made) == 3, "each was written down alone"
    one = actors[0]
    small.visit(one, sari, date(2026, 11, 1))
    small.visit(one, sari, date(2026, 10, 31))
    small.visit(one, field.rini, ago(1))
    small.visit(one, sari, ago(1), mode="telepon")
    small.visit(one, sari, ago(1), outcome="tidak_bertemu")
    small.visit(one, sari, ago(1), mode="telepon", outcome="batal")
    small.visit(one, sari, TODAY + timedelta(days=1))
    month = field.load().month
    assert (month.sessions, month.phone, month.attempts) == (4, 1, 2)
    # The other clock is the actor's: the group, the 1st, and another facilitator's visit.
    assert field.turn(one).case.visits == 3
    assert field.turn(one).case.last_visit == ago(1)


def test_a_group_session_counts_once(field: Field) -> None:
    actors = [field.small.actor(f"A{number}", KALISAT) for number in range(3)]
    plain = {"facilitator_id": field.sari, "on_date": ago(2), "mode": "kelompok", "outcome": "bertemu"}
    with field.small._writing() as writing:
        commands.contacts.insert_contacts(writing, [plain | {"actor_id": actor} for actor in actors])
    assert field.load().month.sessions == 1
    assert [turn.case.visits for turn in field.load().turns] == [1, 1, 1]


def start(load: Caseload) -> int:
    assert load.band
    return load.band.start


def test_the_band_starts_from_the_facilitators_number_else_the_offices(field: Field) -> None:
    field.small.actor("A", KALISAT)
    assert start(field.load()) == 12
    field.small.insert(schema.setting, name="visit_target", value="15", source="rapat")
    assert start(field.load()) == 15
    own = field.small.facilitator("Tono")
    with db.engine(db.url_of(field.who.register), writable=True).begin() as conn:
        conn.execute(schema.facilitator.update().where(schema.facilitator.c.id == own).values(visit_target=20))
    assert start(queries.caseload_today(demo_person(field.who.register, "petugas"), own)) == 20


# --- whose it is ------------------------------------------------------------------------------------------------------


def test_only_the_own_caseload(field: Field) -> None:
    field.small.actor("Milik Sari", KALISAT)
    field.small.actor("Milik Rini", AJUNG)
    assert field.names() == ["Milik Sari"]
    assert queries.caseload_today(field.who, field.sari).facilitator_id == field.sari
    assert code_of(lambda: queries.caseload_today(field.who, field.rini)) == "not_your_caseload"
    assert code_of(lambda: queries.caseload_today(field.who, "no-such")) == "not_your_caseload"
    assert code_of(lambda: queries.caseload_today(field.who, "")) == "not_your_caseload"


def test_a_pendamping_to_whom_nobody_is_linked_has_no_caseload(field: Field) -> None:
    field.small.actor("Milik Sari", KALISAT)
    nobody = Who(field.who.register, field.who.kab, "pendamping", "new", "Baru")
    found = queries.caseload_today(nobody)
    assert (found.facilitator_id, found.turns) == (None, ())
    assert code_of(lambda: queries.caseload_today(nobody, field.sari)) == "not_your_caseload"


@pytest.mark.parametrize("role", ["petugas", "admin"])
def test_supervisors_look_at_any(field: Field, role: str) -> None:
    field.small.actor("Milik Rini", AJUNG)
    who = demo_person(field.who.register, role)
    assert queries.caseload_today(who).turns == ()
    found = queries.caseload_today(who, field.rini)
    assert [turn.case.business_name for turn in found.turns] == ["Milik Rini"]
    assert code_of(lambda: queries.caseload_today(who, "no-such")) == "no_such_caseload"


@pytest.mark.parametrize("role", ["pimpinan", "publik", "system"])
def test_nobody_else_does(field: Field, role: str) -> None:
    who = Who(field.who.register, field.who.kab, role, "x", "x", field.sari)
    assert code_of(lambda: queries.caseload_today(who, field.sari)) == "not_allowed"
    assert code_of(lambda: queries.caseload_today(who)) == "not_allowed"


def test_a_caseload_is_of_today(field: Field) -> None:
    """Neither closed nor merged nor handed over; and none once the contract has ended."""
    small = field.small
    closed = small.actor("Tutup", KALISAT)
    small.state(closed, "closed", ago(10))
    passed = small.actor("Diserahkan", KALISAT)
    small.assign(field.rini, actor_id=passed)
    small.actor("Tetap", KALISAT)
    assert field.names() == ["Tetap"]
    gone = small.facilitator("Tono", until=ago(1))
    small.assign(gone, desa_code=GAMBIRAN)
    small.actor("Yatim", GAMBIRAN)
    clerk = demo_person(field.who.register, "petugas")
    assert queries.caseload_today(clerk, gone).turns == ()
    assert field.names() == ["Tetap"]


# --- the points of the day --------------------------------------------------------------------------------------------


def trail(who: Who) -> list[tuple[str, str, str]]:
    table = schema.audit
    asked = sa.select(table.c.by_person, table.c.deed, table.c.about_id).where(table.c.deed == "actor.personal")
    with db.read(who) as conn:
        return sorted(tuple(row) for row in conn.execute(asked))


def test_opening_a_route_is_written_down_for_each_actor(field: Field) -> None:
    near = field.small.actor("Dekat", KALISAT, lon=113.8, lat=-8.1)
    bare = field.small.actor("Tanpa Titik", KALISAT)
    with db.read(field.who) as conn:
        before = db.version(conn, field.who.kab)
    found = commands.open_route(field.who, [bare, near, bare])
    assert [(stop.actor_id, stop.point) for stop in found] == [(bare, None), (near, (113.8, -8.1))]
    assert "113.8" not in repr(found)
    assert trail(field.who) == sorted(("demo-pendamping", "actor.personal", one) for one in (bare, near))
    with db.read(field.who) as conn:
        assert db.version(conn, field.who.kab) == before


def test_a_route_stays_inside_the_own_caseload(field: Field) -> None:
    mine = field.small.actor("Milik Sari", KALISAT, lon=113.8, lat=-8.1)
    other = field.small.actor("Milik Rini", AJUNG, lon=113.7, lat=-8.2)
    assert code_of(lambda: commands.open_route(field.who, [mine, other])) == "not_your_actor"
    assert code_of(lambda: commands.open_route(field.who, ["no-such"])) == "not_your_actor"
    clerk = demo_person(field.who.register, "petugas")
    assert code_of(lambda: commands.open_route(clerk, ["no-such"])) == "no_such_actor"
    assert code_of(lambda: commands.open_route(clerk, [str(one) for one in range(21)])) == "route_too_long"
    leader = demo_person(field.who.register, "pimpinan")
    assert code_of(lambda: commands.open_route(leader, [mine])) == "not_allowed"
    assert code_of(lambda: commands.open_route(leader, [])) == "not_allowed"
    watched = Who(field.who.register, field.who.kab, "pendamping", "p", "Sari", field.sari, seen_by="admin")
    assert code_of(lambda: commands.open_route(watched, [mine])) == "only_looking"
    assert commands.open_route(field.who, []) == []
    assert trail(field.who) == []
