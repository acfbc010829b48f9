"""Exits: a reason, a second person, not too far back; only a confirmed one takes the actor out of the figures."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from data import clock, commands, db, queries, schema
from data.access import Who
from data.filter import Filter
from data.people import demo_person
from data.problem import Problem
from data.schema import EXIT_REASONS
from data.text import LANGUAGES, catalogue
from tests.small import Small

TODAY = clock.today()


@pytest.fixture
def small(machine: Who) -> Small:
    return Small(machine)


@pytest.fixture
def admin(register: str) -> Who:
    return demo_person(register, "admin")


def propose(who: Who, actor: str, form: str = "form-1", **facts: Any) -> str:
    given = {"state": "closed", "reason": "modal_habis", "on": TODAY, "note": None} | facts
    return commands.propose_exit(who, form, actor, **given)


def refused(code: str, change: Any, *given: Any, **facts: Any) -> None:
    with pytest.raises(Problem) as caught:
        change(*given, **facts)
    assert caught.value.code == code


def table_rows(who: Who, table: sa.Table) -> list[dict[str, Any]]:
    with db.read(who) as conn:
        return [dict(row) for row in conn.execute(sa.select(table)).mappings()]


def active(who: Who) -> int:
    return int(queries.figures(who, Filter()).total["actors"])


def test_a_confirmed_exit_takes_the_actor_out_from_its_day_on(small: Small, clerk: Who, leader: Who) -> None:
    actor = small.actor("Mebel Jati")
    on = TODAY - timedelta(days=10)
    proposal = propose(clerk, actor, on=on)
    assert active(leader) == 1, "a proposal changes nothing"
    commands.decide_exit(leader, proposal, "confirmed")
    assert active(leader) == 0
    before = Filter(as_of=on - timedelta(days=1))
    assert queries.figures(leader, before).total["actors"] == 1
    state = table_rows(clerk, schema.actor_state)[-1]
    told = {name: state[name] for name in ("state", "reason", "by_person", "second_person", "on_date")}
    assert told == {
        "state": "closed",
        "reason": "modal_habis",
        "by_person": clerk.id,
        "second_person": leader.id,
        "on_date": on,
    }
    done = [row for row in table_rows(clerk, schema.audit) if row["deed"].startswith("exit.")]
    assert [(row["deed"], row["about_kind"], row["about_id"]) for row in done] == [
        ("exit.propose", "actor", actor),
        ("exit.confirm", "actor", actor),
    ]


def test_a_refused_exit_changes_nothing_and_another_may_follow(small: Small, clerk: Who, admin: Who) -> None:
    actor = small.actor("Mebel Jati")
    commands.decide_exit(admin, propose(clerk, actor), "refused", "masih buka")
    assert active(admin) == 1
    assert [row["state"] for row in table_rows(clerk, schema.actor_state)] == ["active"]
    propose(clerk, actor, "form-2")
    assert [one["id"] for one in queries.exit_proposals(admin)] == ["form-2"]


def test_what_a_proposal_must_say(small: Small, clerk: Who) -> None:
    actor = small.actor("Mebel Jati")
    for facts, code in (
        ({"state": "moved", "reason": "modal_habis"}, "exit_reason"),
        ({"state": "closed", "reason": "pindah_luar"}, "exit_reason"),
        ({"reason": "bosan"}, "exit_reason"),
        ({"state": "active"}, "exit_reason"),
        ({"reason": "lainnya"}, "exit_note_missing"),
        ({"reason": "lainnya", "note": "  "}, "exit_note_missing"),
        ({"on": TODAY + timedelta(days=1)}, "exit_in_future"),
        ({"on": TODAY - timedelta(days=31)}, "exit_too_far_back"),
    ):
        refused(code, propose, clerk, actor, **facts)
    refused("no_such_actor", propose, clerk, "no-such")
    assert table_rows(clerk, schema.exit_proposal) == []
    propose(clerk, actor, reason="lainnya", note="kebanjiran", on=TODAY - timedelta(days=30))
    propose(clerk, small.actor("Pindah"), "form-2", state="moved", reason="pindah_luar")


def test_the_office_may_allow_less_backdating(small: Small, clerk: Who) -> None:
    small.insert(schema.setting, name="exit_backdate_days", value="3", source="SK")
    assert queries.exit_backdate_days(clerk) == 3
    with pytest.raises(Problem) as caught:
        propose(clerk, small.actor("Mebel Jati"), on=TODAY - timedelta(days=4))
    assert (caught.value.code, caught.value.details) == ("exit_too_far_back", {"days": 3})


def test_only_an_active_actor_without_an_open_proposal(small: Small, clerk: Who, admin: Who) -> None:
    closed, merged, kept, new = (small.actor(name) for name in ("Tutup", "Ganda", "Asli", "Baru"))
    small.state(closed, "closed", date(2024, 1, 1))
    base = schema.actor
    with db.engine(db.url_of(clerk.register), writable=True).begin() as conn:
        conn.execute(base.update().where(base.c.id == merged).values(merged_into=kept, merged_at=clock.now()))
    small.state(new, "active", TODAY - timedelta(days=2))
    refused("exit_not_active", propose, clerk, closed)
    refused("exit_not_active", propose, clerk, merged)
    refused("exit_before_start", propose, clerk, new, on=TODAY - timedelta(days=3))
    propose(clerk, kept)
    refused("exit_open", propose, admin, kept, "form-2")


def test_a_double_click_is_one_proposal(small: Small, clerk: Who) -> None:
    actor = small.actor("Mebel Jati")
    assert propose(clerk, actor) == propose(clerk, actor) == "form-1"
    assert len(table_rows(clerk, schema.exit_proposal)) == 1
    assert len([row for row in table_rows(clerk, schema.audit) if row["deed"] == "exit.propose"]) == 1


def test_nobody_decides_the_own_proposal(small: Small, clerk: Who, admin: Who) -> None:
    proposal = propose(clerk, small.actor("Mebel Jati"))
    refused("exit_second_person", commands.decide_exit, clerk, proposal, "confirmed")
    refused("exit_second_person", commands.decide_exit, replace(clerk, role="admin"), proposal, "refused")
    refused("exit_decision", commands.decide_exit, admin, proposal, "later")
    refused("no_such_exit", commands.decide_exit, admin, "no-such", "confirmed")
    commands.decide_exit(admin, proposal, "confirmed")
    refused("exit_decided", commands.decide_exit, admin, proposal, "refused")


def test_an_actor_that_closed_meanwhile_is_not_closed_again(small: Small, clerk: Who, admin: Who) -> None:
    actor = small.actor("Mebel Jati")
    proposal = propose(clerk, actor)
    small.state(actor, "closed", TODAY - timedelta(days=1))
    refused("exit_not_active", commands.decide_exit, admin, proposal, "confirmed")
    commands.decide_exit(admin, proposal, "refused")
    assert queries.exit_proposals(admin) == []


def test_two_who_decide_at_once_are_one_decision(small: Small, clerk: Who, admin: Who, leader: Who) -> None:
    for turn in range(5):
        proposal = propose(clerk, small.actor(f"Mebel {turn}"), f"form-{turn}")

        def decide(who: Who, decision: str, asked: str = proposal) -> str:
            try:
                commands.decide_exit(who, asked, decision)
            except Problem as problem:
                return problem.code
            return "done"

        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(decide, (admin, leader), ("confirmed", "refused")))
        assert sorted(answers) == ["done", "exit_decided"]


def test_two_proposals_at_once_are_one(small: Small, clerk: Who, admin: Who) -> None:
    for turn in range(5):
        actor = small.actor(f"Mebel {turn}")

        def ask(who: Who, form: str, about: str = actor) -> str:
            try:
                return propose(who, about, form) and "done"
            except Problem as problem:
                return problem.code

        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(ask, (clerk, admin), (f"a{turn}", f"b{turn}")))
        assert sorted(answers) == ["done", "exit_open"]


def test_who_sees_what_waits(register: str, small: Small, clerk: Who, admin: Who, leader: Who) -> None:
    sari = small.facilitator("Sari")
    mine, others = small.actor("Milik Sari"), small.actor("Milik lain")
    small.assign(sari, actor_id=mine)
    pendamping = replace(demo_person(register, "pendamping"), facilitator=sari)
    refused("not_your_actor", propose, pendamping, others)
    propose(pendamping, mine, "by-sari", reason="lainnya", note="sakit")
    propose(clerk, others, "by-clerk", reason="lainnya", note="rahasia")

    seen = {one["id"]: one for one in queries.exit_proposals(pendamping)}
    assert set(seen) == {"by-sari"}
    assert (seen["by-sari"]["own"], seen["by-sari"]["may_decide"], seen["by-sari"]["note"]) == (True, False, "sakit")
    refused("not_allowed", commands.decide_exit, pendamping, "by-clerk", "confirmed")

    at_desk = {one["id"]: one for one in queries.exit_proposals(clerk)}
    assert {key: one["may_decide"] for key, one in at_desk.items()} == {"by-sari": True, "by-clerk": False}
    assert at_desk["by-clerk"]["by_name"] == clerk.name
    assert at_desk["by-sari"]["business_name"] == "Milik Sari"
    led = queries.exit_proposals(leader)
    assert {one["note"] for one in led} == {None}, "free text is personal"
    assert all(one["may_decide"] for one in led)


def test_a_proposal_leaves_the_own_list_with_its_actor(register: str, small: Small, clerk: Who) -> None:
    """Whose caseload it is today decides; a proposal by the office about another's actor stays out of sight."""
    sari, rini = small.facilitator("Sari"), small.facilitator("Rini")
    actor = small.actor("Milik Rini")
    small.assign(rini, actor_id=actor)
    propose(clerk, actor)
    pendamping = replace(demo_person(register, "pendamping"), facilitator=sari)
    assert queries.exit_proposals(pendamping) == []
    assert len(queries.exit_proposals(replace(pendamping, facilitator=rini))) == 1


def test_every_reason_has_words() -> None:
    for language in LANGUAGES:
        said = {key.removeprefix("exit.") for key in catalogue(language) if key.startswith("exit.")}
        assert said == set(EXIT_REASONS)
