"""The band of sessions: each factor and its bounds, who is outside for two months, and who is told when."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import clock, commands, queries, schema
from data.access import Who
from data.alert_words import alert_sentence
from data.office import SETTINGS
from data.people import demo_person
from data.problem import Problem
from data.queries import Hints
from data.targets import FACTORS, RULES, Band, Rules, Work, band
from data.text import LANGUAGES
from tests.small import AJUNG, GAMBIRAN, GLAGAHWERO, KALISAT, Small

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
PLAIN = Work(
    start=12, caseload=100, capacity=100, desa=10, area_km2=50.0, distance_km=4.0, contracts=((date(2019, 1, 1), None),)
)
USUAL, EXACT = Rules(), Rules(width=0)  # of the second the band is the product itself


def of(rules: Rules = USUAL, day: date = LAST, **work: Any) -> Band:
    return band(replace(PLAIN, **work), FIRST, LAST, day, rules)


def factor(name: str, **work: Any) -> float:
    return next(one.value for one in of(**work).factors if one.name == name)


# --- the formula -----------------------------------------------------------------------------------------------------


def test_what_is_usual_changes_nothing() -> None:
    found = of()
    assert [one.name for one in found.factors] == list(FACTORS)
    assert {one.value for one in found.factors} == {1.0}
    assert (found.low, found.high, found.middle) == (9, 15, 12.0)
    assert (of(EXACT).low, of(EXACT).high) == (12, 12)


@pytest.mark.parametrize(
    ("name", "work", "value"),
    [
        ("caseload", {"caseload": 80}, 0.8),
        ("caseload", {"caseload": 30}, 0.6),
        ("caseload", {"caseload": 110}, 1.1),
        ("caseload", {"caseload": 500}, 1.2),
        ("caseload", {"capacity": None}, 1.0),
        ("desa", {"desa": 15}, 0.95),
        ("desa", {"desa": 60}, 0.6),
        ("desa", {"desa": 4}, 1.06),
        ("desa", {"desa": None}, 1.0),
        ("area", {"area_km2": 150.0}, 0.9),  # 150 ha for each actor
        ("area", {"area_km2": 999.0}, 0.6),
        ("area", {"area_km2": 0.0}, 1.05),
        ("area", {"area_km2": None}, 1.0),
        ("distance", {"distance_km": 9.0}, 0.9),
        ("distance", {"distance_km": 30.0}, 0.6),
        ("distance", {"distance_km": 0.0}, 1.08),
        ("distance", {"distance_km": None}, 1.0),
        ("service", {"contracts": ((date(2026, 11, 1), None),)}, 0.5),
        ("service", {"contracts": ((date(2026, 9, 20), None),)}, 0.5 + 0.5 * 2 / 3),
        ("service", {"contracts": ((date(2026, 8, 31), None),)}, 1.0),
        ("service", {"contracts": ((date(2020, 1, 1), date(2020, 12, 31)), (date(2026, 11, 1), None))}, 1.0),
        ("service", {"contracts": ()}, 1.0),
        ("contract", {"contracts": ((date(2019, 1, 1), date(2026, 11, 15)),)}, 0.5),
        ("contract", {"contracts": ((date(2026, 11, 25), date(2027, 11, 24)),)}, 0.2),
        ("contract", {"contracts": ((date(2019, 1, 1), date(2026, 11, 10)), (date(2026, 11, 6), None))}, 1.0),
        ("contract", {"contracts": ()}, 1.0),
    ],
)
def test_each_factor_and_its_bounds(name: str, work: dict[str, Any], value: float) -> None:
    assert factor(name, **work) == pytest.approx(value)
    given_there = next(one.given for one in of(**work).factors if one.name == name)
    assert (given_there is None) == (next(iter(work.values())) in (None, ())), "what is not known is said"


def test_the_factors_are_multiplied() -> None:
    found = of(EXACT, caseload=80, distance_km=9.0, area_km2=40.0)  # 0.8 × 0.9, 50 ha for each actor
    assert found.middle == pytest.approx(8.64)
    assert (found.low, found.high) == (8, 9)
    wide = of(Rules(width=50), caseload=80, distance_km=9.0, area_km2=40.0)
    assert (wide.low, wide.high) == (4, 13)


def test_nobody_is_asked_for_more_than_the_caseload_needs() -> None:
    few = {"caseload": 3, "capacity": None, "area_km2": None}
    assert (of(**few).low, of(**few).high) == (3, 3)
    assert of(Rules(visits_each=4), **few).high == 12
    nobody = of(caseload=0)
    assert (nobody.low, nobody.high, nobody.asks, nobody.side(5), nobody.pace(0)) == (0, 0, False, None, None)
    assert {one.name: one.given for one in nobody.factors}["caseload"] is None


@pytest.mark.parametrize(
    ("day", "now", "told"),
    [
        (1, (0, 1), {0: "on_pace", 2: "on_pace", 9: "reached", 15: "reached", 16: "above"}),
        (24, (7, 12), {6: "behind", 7: "on_pace", 9: "reached", 16: "above"}),
        (30, (9, 15), {8: "short", 9: "reached", 15: "reached", 16: "above"}),
    ],
)
def test_while_the_month_runs_its_days_count(day: int, now: tuple[int, int], told: dict[int, str]) -> None:
    found = of(day=date(2026, 11, day))
    assert found.by_now == now
    assert {sessions: found.pace(sessions) for sessions in told} == told


def test_a_contract_that_began_late_counts_its_own_days() -> None:
    found = of(day=date(2026, 11, 23), contracts=((date(2020, 1, 1), date(2020, 2, 1)), (date(2026, 11, 16), None)))
    assert (found.low, found.high, found.days, found.gone) == (4, 8, 15, 8)
    assert found.by_now == (2, 5)
    assert [of().side(sessions) for sessions in (8, 9, 15, 16)] == ["short", None, None, "above"]


DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))
NUMBERS: dict[str, st.SearchStrategy[int]] = {
    name: st.integers(*between) for name in RULES if (between := SETTINGS[f"target_{name}"].between)
}
WORKS = st.builds(
    Work,
    start=st.integers(1, 200),
    caseload=st.integers(0, 6000),
    capacity=st.none() | st.integers(1, 3000),
    desa=st.none() | st.integers(1, 248),
    area_km2=st.none() | st.floats(0, 4000),
    distance_km=st.none() | st.floats(0, 300),
    contracts=st.lists(
        st.tuples(DAYS, st.none() | DAYS).filter(lambda piece: piece[1] is None or piece[1] >= piece[0]), max_size=3
    ).map(tuple),
)


@given(WORKS, st.builds(Rules, **NUMBERS), st.integers(1, 30), st.integers(0, 6000))
def test_whatever_is_recorded_the_band_is_sound(work: Work, rules: Rules, day: int, more: int) -> None:
    found = band(work, FIRST, LAST, date(2026, 11, day), rules)
    assert 0 <= found.low <= found.high <= work.caseload * rules.visits_each
    assert 0 <= found.by_now[0] <= found.by_now[1] <= found.high
    for one in found.factors[:4]:
        assert one.value == 1 if one.given is None else rules.least / 100 <= one.value <= rules.most / 100
    assert all(0 <= one.value <= 1 for one in found.factors[4:])
    larger = band(replace(work, caseload=work.caseload + more), FIRST, LAST, date(2026, 11, day), rules)
    assert found.low <= larger.low
    assert found.high <= larger.high
    states = [found.pace(sessions) for sessions in range(found.high + 2)]
    order = ["short", "behind", "on_pace", "reached", "above", None]
    assert all(order.index(one) <= order.index(other) for one, other in pairwise(states))


def test_the_defaults_are_the_offices() -> None:
    assert {name: str(getattr(Rules(), name)) for name in RULES} == {
        name: SETTINGS[f"target_{name}"].default for name in RULES
    }


# --- where it is shown -----------------------------------------------------------------------------------------------


def at(monkeypatch: pytest.MonkeyPatch, year: int, month: int, day: int) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(year, month, day, 5, tzinfo=UTC))


@pytest.fixture
def small(machine: Who, monkeypatch: pytest.MonkeyPatch) -> Small:
    at(monkeypatch, 2026, 11, 24)
    return Small(machine)


def office(small: Small) -> tuple[str, list[str]]:
    """Sari with twelve actors at twelve sessions a month; her band is 9–12 of them."""
    sari = small.facilitator("Sari", capacity=12)
    small.assign(sari, kecamatan_code=KALISAT)
    usual = {"desa_each": 0, "area_each": 0, "distance_each": 0}
    for name, value in usual.items():
        small.insert(schema.setting, name=f"target_{name}", value=str(value), source="rapat")
    return sari, [small.actor(f"Mebel {number}", GAMBIRAN) for number in range(12)]


def visits(small: Small, by: str, actors: list[str], month: date, sessions: int) -> None:
    for number in range(sessions):
        small.visit(actors[number % len(actors)], by, month.replace(day=1 + number % 20))


def own(register: str, machine: Who, facilitator: str) -> Who:
    return Who(register, machine.kab, "pendamping", "s", "Sari", facilitator)


def test_the_months_row_and_the_own_screen_have_one_band(register: str, machine: Who, small: Small) -> None:
    sari = small.facilitator("Sari", capacity=4)
    small.assign(sari, kecamatan_code=KALISAT)
    rini = small.facilitator("Rini")
    with small._writing() as writing:
        table = schema.facilitator
        writing.conn.execute(table.update().where(table.c.id == sari).values(home_desa=GLAGAHWERO, visit_target=3))
    for place in (GAMBIRAN, GAMBIRAN, KALISAT):
        small.actor("Mebel", place)
    small.assign(sari, actor_id=small.actor("Jauh", AJUNG))
    small.assign(rini, desa_code=f"{KALISAT}.2001")
    leader = demo_person(register, "pimpinan")
    row = next(one for one in queries.team_month(leader, FIRST).rows if one.name == "Sari")
    assert queries.caseload_today(own(register, machine, sari)).band == row.band
    assert row.band
    told = {one.name: one.given for one in row.band.factors}
    assert told["area"] == pytest.approx((row.area_km2 or 0) * 100 / 4)
    assert (told["caseload"], told["desa"], told["distance"]) == (4, row.desa, row.distance_km)
    assert (row.low, row.high, row.pace) == (row.band.low, row.band.high, "on_pace")


def test_a_past_month_has_the_band_of_its_own_caseload_and_contract(leader: Who, small: Small) -> None:
    sari, actors = office(small)
    small.insert(schema.facilitator_contract, facilitator_id=sari, from_on=date(2027, 1, 1), to_on=None)
    small.state(actors[0], "closed", date(2026, 11, 3))
    (before,) = queries.team_month(leader, date(2026, 10, 1)).rows
    (now,) = queries.team_month(leader, FIRST).rows
    assert [(row.caseload, row.high) for row in (before, now)] == [(12, 12), (11, 11)]
    small.insert(schema.setting, name="target_width", value="0", source="rapat")
    (anew,) = queries.team_month(leader, date(2026, 10, 1)).rows
    assert (anew.low, anew.high) == (12, 12), "settings are today's"


@pytest.mark.parametrize(
    ("september", "october", "side"),
    [
        (8, 8, "short"),
        (8, 9, None),
        (9, 8, None),
        (13, 13, "above"),
        (13, 8, None),
        (0, 12, None),
    ],
)
def test_a_hint_needs_two_finished_months_on_one_side(
    leader: Who, small: Small, september: int, october: int, side: str | None
) -> None:
    sari, actors = office(small)
    visits(small, sari, actors, date(2026, 9, 1), september)
    visits(small, sari, actors, date(2026, 10, 1), october)
    found = queries.outside_band(leader)
    assert found.judged == 1
    assert [one.side for one in found.shown] == ([side] if side else [])
    if side:
        assert [(one.sessions, one.low, one.high) for one in found.shown[0].months] == [
            (row.sessions, row.low, row.high)
            for month in (date(2026, 9, 1), date(2026, 10, 1))
            for row in queries.team_month(leader, month).rows
        ]


def test_a_group_is_one_session_of_the_band_and_a_call_none(leader: Who, small: Small) -> None:
    sari, actors = office(small)
    for month in (date(2026, 9, 1), date(2026, 10, 1)):
        session = clock.new_id()
        small.insert(schema.session, id=session, facilitator_id=sari, on_date=month)
        for actor in actors:
            met = {"actor_id": actor, "facilitator_id": sari, "session_id": session, "on_date": month}
            small.insert(schema.contact, **met, mode="kelompok", outcome="bertemu")
            small.visit(actor, sari, month, mode="telepon")
    (hint,) = queries.outside_band(leader).shown
    assert ([one.sessions for one in hint.months], hint.side) == ([1, 1], "short")


def test_the_facilitator_is_told_first(
    register: str, machine: Who, leader: Who, small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    sari, _ = office(small)
    her, clerk, admin = own(register, machine, sari), demo_person(register, "petugas"), demo_person(register, "admin")

    def told(day: int) -> list[bool]:
        at(monkeypatch, 2026, 11, day)
        others = [queries.band_hint(one, sari) is not None for one in (clerk, admin, replace(her, seen_by="admin"))]
        listed = [bool(queries.outside_band(one).shown) for one in (leader, clerk, admin)]
        return [queries.band_hint(her, sari) is not None, *others, *listed]

    at(monkeypatch, 2026, 10, 31)
    assert queries.band_hint(her, sari), "August and September"
    assert told(1) == [True] + [False] * 6
    assert told(7) == [True] + [False] * 6
    assert told(8) == [True] * 7
    hint = queries.band_hint(her, sari)
    assert hint
    assert hint.told_on == date(2026, 11, 8)
    commands.save_setting(admin, "target_hint_days", "20", "rapat")
    assert told(20) == [True] + [False] * 6
    assert told(21) == [True] * 7
    with pytest.raises(Problem):
        commands.save_setting(admin, "target_hint_days", "0", "rapat")  # nobody is told before the one concerned


def test_who_was_not_at_work_in_both_months_is_not_judged(leader: Who, small: Small) -> None:
    sari, _ = office(small)
    small.facilitator("Belum punya binaan")
    newcomer = small.facilitator("Baru")
    small.assign(newcomer, kecamatan_code=AJUNG)
    small.actor("Mebel", AJUNG)
    with small._writing() as writing:
        table = schema.facilitator_contract
        writing.conn.execute(table.update().where(table.c.facilitator_id == newcomer).values(from_on=date(2026, 10, 1)))
    assert [one.facilitator_id for one in queries.outside_band(leader).shown] == [sari]
    small.insert(schema.facilitator_state, facilitator_id=sari, on_date=date(2026, 11, 20), state="selesai")
    assert queries.outside_band(leader) == Hints((), 0)


def test_a_hint_follows_what_is_recorded_late(leader: Who, small: Small) -> None:
    sari, actors = office(small)
    assert queries.outside_band(leader).shown
    for number in range(9):
        small.visit(actors[number], sari, date(2026, 10, 2), recorded=clock.now())
    assert not queries.outside_band(leader).shown


def test_a_pendamping_asks_about_the_own_only(register: str, machine: Who, leader: Who, small: Small) -> None:
    sari, _ = office(small)
    rini = small.facilitator("Rini")
    her = own(register, machine, sari)
    with pytest.raises(Problem) as caught:
        queries.band_hint(her, rini)
    assert caught.value.code == "not_your_caseload"
    for ask in (lambda: queries.outside_band(her), lambda: queries.band_hint(leader, sari)):
        with pytest.raises(Problem) as caught:
            ask()
        assert caught.value.code == "not_allowed"


def test_hints_stand_by_name(leader: Who, small: Small) -> None:
    sari, actors = office(small)
    tono, ani = small.facilitator("Tono"), small.facilitator("ani")
    for one, place in ((tono, AJUNG), (ani, f"{AJUNG}.2001")):
        small.assign(one, **({"desa_code": place} if len(place) > 8 else {"kecamatan_code": place}))
        small.actor("Mebel", place)
    visits(small, sari, actors, date(2026, 10, 1), 3)
    assert [one.name for one in queries.outside_band(leader).shown] == ["ani", "Sari", "Tono"]
    assert [row.name for row in queries.team_month(leader, FIRST).rows] == ["ani", "Sari", "Tono"]


def test_the_alert_says_what_the_hints_say(
    register: str, leader: Who, small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    office(small)

    def alert() -> Any:
        return next((one for one in queries.alerts(leader) if one.kind == "targets"), None)

    at(monkeypatch, 2026, 11, 7)
    assert alert() is None
    at(monkeypatch, 2026, 11, 8)
    (hint,) = queries.outside_band(leader).shown
    assert (alert().count, alert().names) == (1, ((hint.facilitator_id, "Sari"),))
    for language in LANGUAGES:
        assert "Sari" in alert_sentence(alert(), {}, language)
    commands.save_setting(demo_person(register, "admin"), "alert_targets", "0", "rapat")
    assert alert() is None
