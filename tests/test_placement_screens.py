"""The screen of placement as a browser would open it: drafts by their links, those that are no more, and compared."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from data import clock, commands, db, queries, schema
from data.people import system
from data.placement.costs import table
from data.placement.model import Wish
from data.placement.plan import Plan, plan_of, recounted
from data.placement.solving import solve
from data.settings import settings
from data.text import text
from pages._parts import visitor
from pages._parts.placement import asking, counting
from pages._parts.placement.asking import CHANGES, GOALS, MIDDLE
from tests.conftest import use
from tests.small import GLAGAHWERO
from tests.test_placing_applied import Office
from tests.test_trail_screens import ThisMachine, opened, shown

NASTY = "<b>Dekat</b> **tebal** =1+1"


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Office]:
    """An office of its own with two drafts by the petugas."""
    use(monkeypatch, tmp_path, f"sqlite:///{tmp_path / 'office.db'}")
    monkeypatch.setattr(visitor, "LOOPBACK", ThisMachine())
    commands.ensure_register("utama", "uji")
    made = Office(system("utama"))
    for form, name, goal, change in (("d1", NASTY, "near", 0.0), ("d2", "Rata", "even", 8.0)):
        commands.keep_placement_draft(
            made.clerk, form, name, planned(made, goal, change), queries.placement_basis(made.clerk)
        )
    yield made
    counting._RUNS.clear()
    db.close()
    settings.cache_clear()


def planned(office: Office, goal: str, change: float) -> Plan:
    case = queries.placement_case(office.clerk)
    return plan_of(solve(table(case, Wish(goal, change=change, touch=0.0)), gap=0.0))


def buttons(app: AppTest) -> set[str]:
    return {str(one.key) for one in app.button if str(one.key).startswith("placing_")}


def test_a_draft_opens_by_its_link_for_whoever_sees_the_team(office: Office) -> None:
    clerk = opened("penempatan", "petugas", rancangan="d1")
    assert {"placing_rename", "placing_remove", "placing_apply", "placing_recount"} <= buttons(clerk)
    leader = opened("penempatan", "pimpinan", rancangan="d1")
    assert NASTY in [one.value for one in leader.text]
    assert not {"placing_rename", "placing_remove", "placing_apply"} & buttons(leader)
    assert text("placing.apply_not_yours") in shown(leader)
    frames = [[frame.value.to_csv() for frame in app.dataframe] for app in (clerk, leader)]
    assert frames[0] == frames[1]


def test_an_outdated_draft_is_shown_and_recounted_but_not_applied(office: Office) -> None:
    commands.assign(office.admin, "a", office.rini, [("desa", GLAGAHWERO)], clock.today())
    then = opened("penempatan", "petugas", rancangan="d1")
    assert text("draft.is_outdated") in shown(then)
    assert "placing_apply" not in buttons(then) and "placing_again" in buttons(then)
    now = opened("penempatan", "petugas", rancangan="d1", kini="1")
    plan = queries.placement_draft(office.clerk, "d1").plan
    assert plan is not None
    counted = recounted(queries.placement_case(office.clerk), plan).compared.plan
    assert f"**{counted.placed}**" in shown(now) and f"**{counted.changes}**" in shown(now)
    assert "placing_apply" not in buttons(now)
    now.text_input(key="placing_keep_name").set_value("Dekat, hari ini")
    now.button(key="placing_keep").click().run()
    newest = queries.placement_drafts(office.clerk)[0]
    assert (newest.name, newest.outdated, now.query_params["rancangan"]) == ("Dekat, hari ini", False, newest.id)
    assert "placing_apply" in buttons(now), "kept anew it is of today"


def test_the_same_wish_again_is_that_wish_and_none_from_before(office: Office) -> None:
    commands.assign(office.admin, "a", office.rini, [("desa", GLAGAHWERO)], clock.today())
    draft = queries.placement_draft(office.clerk, "d1")
    assert draft.plan is not None
    before = {"tujuan": "rata", "ganti": "jarang", "batas": "125", "kapasitas": "7"}
    app = opened("penempatan", "petugas", rancangan="d1", **before)
    app.button(key="placing_again").click().run()
    said = {name: app.query_params[name] for name in asking.PARAMS if name in app.query_params}
    assert GOALS[said.get("tujuan", "jangkau")] == draft.plan.wish.goal
    assert CHANGES[said.get("ganti", MIDDLE)] == draft.plan.wish.change
    assert "batas" not in said
    assert said.get("kapasitas") == str(draft.plan.wish.capacity_if_unset)


def test_a_draft_that_is_no_more_or_cannot_be_read_is_one_sentence(office: Office) -> None:
    commands.remove_placement_draft(office.clerk, "r", "d1")
    column = schema.placement_draft
    with db.write(office.clerk, "placement.keep", db.About("placement_draft", "d2")) as writing:
        writing.conn.execute(sa.update(column).where(column.c.id == "d2").values(plan={"form": 9}))
    for draft_id, code in (("d1", "gone"), ("no-such", "gone"), ("d2", "unreadable")):
        app = opened("penempatan", "petugas", rancangan=draft_id)
        assert [one.value for one in app.warning] == [text(f"problem.placement_draft_{code}")]
        assert not app.dataframe
        assert "placing_close" in buttons(app)
    assert "placing_remove" in buttons(opened("penempatan", "petugas", rancangan="d2"))
    compared = opened("penempatan", "petugas", banding="d1,d2")
    assert text("beside.gone", count="2") in shown(compared) and text("beside.few") in shown(compared)


def test_compared_each_number_is_the_recounted_one(office: Office) -> None:
    commands.assign(office.admin, "a", office.rini, [("desa", GLAGAHWERO)], clock.today())
    app = opened("penempatan", "pimpinan", banding="d1,d2", kecamatan="35.09.27")
    said, case = shown(app), queries.placement_case(office.clerk)
    assert "<b>Dekat</b> **tebal**" not in "".join(one.proto.body for one in app.get("html")), "escaped"
    for draft_id in ("d1", "d2"):
        draft = queries.placement_draft(office.clerk, draft_id)
        assert draft.plan is not None and draft.outdated
        then = recounted(case, draft.plan).compared.plan
        assert f"<td class=num>{then.placed}</td>" in said and f"<td class=num>{then.changes}</td>" in said
    assert said.count(text("draft.outdated")) == 2
    assert app.dataframe, "what they give differently"


def test_a_count_is_found_again_by_its_asker_alone_and_only_today(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def found(role: str) -> bool:
        return text("placing.title") in shown(opened("penempatan", role))

    clerk = opened("penempatan", "petugas")
    clerk.button(key="placing_count").click().run()
    run = counting.current(office.clerk)
    assert run is not None
    run.work.wait(60)
    assert run.work.fault is None
    assert found("petugas"), "another session"
    assert not found("pimpinan") and not found("admin")
    ahead = clock.today() + timedelta(days=1)
    monkeypatch.setattr(counting.clock, "today", lambda: ahead)
    assert counting.current(office.clerk) is None and not counting._RUNS
