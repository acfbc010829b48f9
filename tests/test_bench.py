"""The pure parts of the bench: the goals it computes, the percentiles, the registers it invents."""

from datetime import date

import pytest

from data import schema
from data.samples.facts import load_facts
from data.sectors import SectorOf
from data.settings import region
from tests.bench.columns import Invented
from tests.bench.results import Goal, Measured, Report, Writes, as_markdown, as_text, goals, measured, percentile
from tests.bench.sessions import Rerun

TODAY = date(2026, 11, 24)


def _at(scenario: str, app: str, p50: float, actors: int = 0, sessions: int = 1, **more: float) -> Measured:
    whole = {"p95": p50, "cpu": p50, "rate": 1000 / p50, "wire": 10_000.0, "payload": 30_000.0} | more
    return Measured(scenario, app, actors, sessions, 10, p50, **whole)


def _report() -> Report:
    found = [
        _at("empty", "empty", 5.0),
        _at("filter", "app", 10.0, 10_000),
        _at("filter", "app", 25.0, 1_000_000, wire=25_000.0),
        _at("screen senin", "app", 30.0, 1_000_000),
        _at("closed loop", "app", 20.0, 1_000_000, 100, rate=100.0),
        _at("closed loop", "empty", 5.0, 0, 100),
        _at("closed loop", "naive", 900.0, 10_000, 100, rate=4.0),
    ]
    return Report({}, found, writes=Writes(1_000_000, 50, [4.0, 6.0, 9.0], [3.0], 3, 3))


@pytest.mark.parametrize(
    ("words", "value", "met", "missed"),
    [
        ("fast filter at 1,000,000 actors ÷ empty script", 5.0, False, "missed by 25%"),
        ("fast filter at 1,000,000 actors ÷ at 10,000", 2.5, False, "missed by 67%"),
        ("screen senin at 1,000,000 ÷ empty script", 6.0, True, "met"),
        ("one filter change on the wire (95 %)", 25.0, False, "missed by 25%"),
        ("closed loop of 100: reruns/s ÷ the naive page's", 25.0, True, "met"),
        ("closed loop of 100: processor time ÷ the empty script's", 4.0, True, "met"),
        ("the same ÷ the bare insert of its rows", 2.0, True, "met"),
        ("shown at another session's next click", 100.0, True, "met"),
    ],
)
def test_a_goal_is_a_ratio_of_this_run(words: str, value: float, met: bool, missed: str) -> None:
    goal = next(one for one in goals(_report()) if one.words == words)
    assert (goal.value, goal.met) == (pytest.approx(value), met)
    assert str(goal).endswith(missed)


def test_at_least_is_missed_from_below() -> None:
    goal = Goal("3", "reruns/s", 5.0, 20, least=True)
    assert not goal.met
    assert goal.missed == pytest.approx(3.0)


def test_what_was_not_tried_has_no_goal() -> None:
    assert goals(Report({})) == []
    assert {one.number for one in goals(_report())} == {"1", "2", "3", "4"}


def test_the_percentile_is_one_of_the_values() -> None:
    assert [percentile([3.0, 1.0, 2.0, 4.0], per_cent) for per_cent in (0, 50, 75, 95, 100)] == [
        1.0,
        2.0,
        3.0,
        4.0,
        4.0,
    ]


def test_reruns_become_figures() -> None:
    reruns = [Rerun(ms, 1000, 4000, 70, None, 0.0) for ms in (10.0, 20.0, 30.0)]
    found = measured("filter", "app", 10, 1, reruns, seconds=2.0, cpu=0.06)
    assert (found.p50, found.cpu, found.rate, found.wire, found.skeleton) == (
        20.0,
        pytest.approx(20.0),
        1.5,
        1000,
        None,
    )


def test_both_tables_name_every_scenario() -> None:
    for written in (as_text(_report()), as_markdown(_report())):
        assert written.count("closed loop") >= 3
        assert "1,000,000" in written


def _invented(count: int = 300) -> list[tuple[str, dict[str, list[object]]]]:
    facts = load_facts(region().folder / "sample.toml")
    made = Invented(count, facts, SectorOf({("2020", "3"): "furniture"}), region().kab_code, TODAY)
    return [(rows.table.name, dict(rows.columns)) for rows in (*made.first(), *made.blocks())]


def test_an_invented_register_is_whole_and_the_same_again() -> None:
    tables = _invented()
    assert tables == _invented()
    assert sum(len(columns["id"]) for name, columns in tables if name == "actor") == 300
    for name, columns in tables:
        table = schema.metadata.tables[name]
        needed = {one.name for one in table.c if not one.nullable and one.server_default is None}
        assert needed <= set(columns) <= set(table.c.keys()), name
        assert len({len(values) for values in columns.values()}) == 1, name


def test_nothing_invented_lies_in_the_future() -> None:
    for name, columns in _invented():
        for column in ("on_date", "recorded_at"):
            days = [str(value)[:10] for value in columns.get(column, ())]
            assert max(days, default="") < TODAY.isoformat(), (name, column)
