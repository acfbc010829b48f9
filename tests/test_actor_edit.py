"""Two people edit one actor: the later one sees both versions, and nothing of either is lost."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from data import clock, commands, db, queries, schema
from data.access import Who
from data.people import demo_person
from data.problem import Problem
from tests.small import GAMBIRAN, KALISAT, Small


@dataclass
class Desk:
    """One actor, its facilitator, a clerk, and a facilitator of others."""

    actor: str
    sari: Who
    clerk: Who
    stranger: Who

    def version(self) -> int:
        return int(queries.actor(self.clerk, self.actor)["row_version"])

    def personal(self) -> dict[str, Any]:
        return commands.open_personal(self.clerk, self.actor)


@pytest.fixture
def desk(register: str, machine: Who, clerk: Who) -> Desk:
    small = Small(machine)
    sari, rini = small.facilitator("Sari"), small.facilitator("Rini")
    actor = small.actor("Mebel Jati", product="Kursi", owner="Budi", phone="0811", workers_m=3)
    small.assign(sari, actor_id=actor)
    pendamping = demo_person(register, "pendamping")
    one = Who(register, machine.kab, "pendamping", pendamping.id, "Pendamping", sari)
    other = Who(register, machine.kab, "pendamping", "other", "Rini", rini)
    return Desk(actor, one, clerk, other)


def code_of(what: Any) -> str:
    with pytest.raises(Problem) as caught:
        what()
    return caught.value.code


def test_the_later_one_is_refused_and_then_both_changes_stand(desk: Desk) -> None:
    seen = desk.version()
    commands.edit_actor(desk.clerk, desk.actor, seen, {"product": "Meja"}, "form-a")
    late = {"phone": "0812 3456 7890"}
    assert code_of(lambda: commands.edit_actor(desk.sari, desk.actor, seen, late, "form-b")) == "changed_meanwhile"
    assert desk.personal()["phone"] == "0811", "nothing half written"
    now = queries.actor(desk.sari, desk.actor)
    assert (now["row_version"], now["sector"]["product"]) == (seen + 1, "Meja")
    # The same form goes on: its id was not used up by the refusal.
    commands.edit_actor(desk.sari, desk.actor, now["row_version"], late, "form-b")
    assert queries.actor(desk.sari, desk.actor)["sector"]["product"] == "Meja"
    assert (desk.personal()["phone"], desk.personal()["owner"]) == ("0812 3456 7890", "Budi")


def test_it_is_said_who_changed_which_field_last(desk: Desk) -> None:
    began = clock.now()
    assert queries.last_changes(desk.sari, desk.actor) == {}
    commands.edit_actor(desk.clerk, desk.actor, 1, {"product": "Meja", "phone": "0812 222 333"})
    commands.edit_actor(desk.sari, desk.actor, 2, {"phone": "0813 222 333"})
    changed = queries.last_changes(desk.clerk, desk.actor)
    assert {field: one.by for field, one in changed.items()} == {"product": "Petugas data", "phone": "Pendamping"}
    assert all(began - timedelta(seconds=1) < one.at <= clock.now() for one in changed.values())
    assert "222 333" not in repr(changed), "names of fields, never their values"


def test_who_changed_what_is_for_those_whose_work_it_is(desk: Desk, leader: Who) -> None:
    assert code_of(lambda: queries.last_changes(desk.stranger, desk.actor)) == "not_your_actor"
    assert code_of(lambda: queries.last_changes(leader, desk.actor)) == "not_allowed"


def test_a_second_click_is_no_change_by_somebody_else(desk: Desk) -> None:
    for _ in range(2):
        commands.edit_actor(desk.sari, desk.actor, 1, {"product": "Meja"}, "form-a")
    assert desk.version() == 2
    with db.read(desk.clerk) as conn:
        table = schema.audit
        edits = sa.select(sa.func.count()).where(table.c.deed == "actor.edit", table.c.about_id == desk.actor)
        assert conn.scalar(edits) == 1


def test_what_is_not_named_is_kept(desk: Desk) -> None:
    commands.edit_actor(desk.sari, desk.actor, 1, {"workers_f": 2})
    commands.edit_actor(desk.sari, desk.actor, 2, {"legal_form": "cv"})
    commands.edit_actor(desk.sari, desk.actor, 3, {"kecamatan_code": KALISAT, "desa_code": GAMBIRAN})
    commands.edit_actor(desk.sari, desk.actor, 4, {"kbli_code": "31001", "address": "Jl. Mawar"})
    found = queries.actor(desk.sari, desk.actor)
    assert (found["figures"]["workers_m"], found["figures"]["workers_f"]) == (3, 2)
    assert [(permit["kind"], permit["form"], permit["status"]) for permit in found["permits"]] == [
        ("badan_usaha", "cv", "terbit")
    ]
    assert found["place"]["desa_code"] == GAMBIRAN
    assert (found["sector"]["product"], found["sector"]["sector"]) == ("Kursi", "furniture")
    assert desk.personal() == {"owner": "Budi", "phone": "0811", "address": "Jl. Mawar", "lon": None, "lat": None}
    with db.read(desk.clerk) as conn:
        events = schema.permit_event
        forms = sa.select(sa.func.count()).where(events.c.actor_id == desk.actor)
        assert conn.scalar(forms) == 1, "an edit of something else writes no permit"


def test_a_value_can_be_emptied(desk: Desk) -> None:
    commands.edit_actor(desk.sari, desk.actor, 1, {"phone": None, "product": None})
    assert desk.personal()["phone"] is None
    assert queries.actor(desk.sari, desk.actor)["sector"]["product"] is None


def test_the_page_of_one_actor_looks_at_one_actor(desk: Desk, machine: Who) -> None:
    """Whatever stands beside it, the answer is the one of the whole register."""
    other = Small(machine).actor("Kerupuk", phone="0899")
    alone = queries.actor(desk.clerk, desk.actor)["today"]
    listed = queries.actor_list(desk.clerk, queries.actors.ANY_TIME)
    row = listed[listed["id"] == desk.actor].iloc[0]
    assert {name: alone[name] for name in ("id", "waiting", "facilitator_id", "last_visit", "permit_nib")} == {
        name: row[name] for name in ("id", "waiting", "facilitator_id", "last_visit", "permit_nib")
    }
    assert other in set(listed["id"])
