"""Who stands beside whom: assigning, ending, contracts, those left behind; on both databases."""

import threading
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from data import clock, commands, db, queries, schema
from data.access import Who
from data.filter import Filter
from data.people import demo_person
from data.problem import Problem
from data.queries import handover
from pages._parts.team.handover import sheet
from tests.small import AJUNG, GAMBIRAN, GLAGAHWERO, KALISAT, LONG_AGO, Small

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def founded(register: str, machine: Who) -> None:
    """The register was made long ago, so that assignments may begin before today."""
    table = schema.register
    with db.write(machine, "register.fill", db.About("register", "test")) as writing:
        writing.conn.execute(table.update().values(made_at=LONG_AGO))


@pytest.fixture
def small(machine: Who) -> Small:
    return Small(machine)


@pytest.fixture
def admin(register: str) -> Who:
    return demo_person(register, "admin")


def today() -> date:
    return clock.today()


def form() -> str:
    return clock.new_id()


def rows(who: Who, table: sa.Table = schema.assignment, **where: Any) -> list[dict[str, Any]]:
    asked = sa.select(table).where(*(table.c[name] == value for name, value in where.items()))
    order = table.c.from_on if "from_on" in table.c else table.c.recorded_at
    with db.read(who) as conn:
        return [dict(row) for row in conn.execute(asked.order_by(order)).mappings()]


def spans(who: Who, **where: Any) -> list[tuple[str, date, date | None]]:
    return [(row["facilitator_id"], row["from_on"], row["to_on"]) for row in rows(who, **where)]


def whose(who: Who, actor_id: str, day: date | None = None) -> str | None:
    """The facilitator of an actor, as every figure counts it."""
    found = queries.actor_list(who, Filter(as_of=day))
    value: str | None = found.set_index("id")["facilitator_id"][actor_id]
    return value


def refused(code: str, do: Any, *given: Any) -> Problem:
    with pytest.raises(Problem) as caught:
        do(*given)
    assert caught.value.code == code
    return caught.value


def audits(who: Who, deed: str) -> list[tuple[str, str, Any, Any]]:
    table, detail = schema.audit, schema.audit_detail
    asked = (
        sa.select(table.c.about_kind, table.c.about_id, detail.c.before, detail.c.after)
        .outerjoin(detail, detail.c.audit_id == table.c.id)
        .where(table.c.deed == deed)
        .order_by(table.c.at, table.c.about_id)
    )
    with db.read(who) as conn:
        return [tuple(row) for row in conn.execute(asked)]


# --- assigning -------------------------------------------------------------------------------------------------------


def test_the_most_specific_assignment_wins_from_its_day_on(clerk: Who, small: Small) -> None:
    area, desa, own = (small.facilitator(name) for name in ("Area", "Desa", "Sendiri"))
    actor, neighbour = small.actor("A", GAMBIRAN), small.actor("B", GLAGAHWERO)
    begun = today() - 10 * DAY
    assert commands.assign(clerk, form(), area, [("kecamatan", KALISAT)], begun) == 1
    assert (whose(clerk, actor), whose(clerk, neighbour)) == (area, area)
    commands.assign(clerk, form(), desa, [("desa", GAMBIRAN)], begun + DAY)
    assert (whose(clerk, actor), whose(clerk, neighbour)) == (desa, area)
    commands.assign(clerk, form(), own, [("actor", actor)], today())
    assert (whose(clerk, actor), whose(clerk, neighbour)) == (own, area)
    assert whose(clerk, actor, today() - DAY) == desa
    assert whose(clerk, actor, begun) == area


def test_what_ran_before_ends_the_day_before(clerk: Who, small: Small) -> None:
    sari, rini = small.facilitator("Sari"), small.facilitator("Rini")
    small.assign(sari, desa_code=GAMBIRAN)
    commands.assign(clerk, form(), rini, [("desa", GAMBIRAN)], today(), today() + 30 * DAY)
    assert spans(clerk) == [
        (sari, date(2019, 1, 1), today() - DAY),
        (rini, today(), today() + 30 * DAY),
    ]
    assert all(row["end_recorded_at"] for row in rows(clerk))


def test_in_bulk_only_what_changes_is_written_and_each_has_its_audit_row(clerk: Who, small: Small) -> None:
    sari, rini = small.facilitator("Sari"), small.facilitator("Rini")
    small.assign(sari, desa_code=GAMBIRAN)
    small.assign(rini, kecamatan_code=AJUNG)
    targets = [("desa", GAMBIRAN), ("desa", GLAGAHWERO), ("kecamatan", AJUNG), ("desa", GAMBIRAN)]
    assert commands.assign(clerk, form(), rini, targets, today()) == 2
    after = {"facilitator_id": rini, "from_on": today().isoformat(), "to_on": None}
    assert audits(clerk, "assignment.edit") == [
        ("desa", GLAGAHWERO, {"facilitator_id": None}, after),
        ("desa", GAMBIRAN, {"facilitator_id": sari}, after),
    ]
    assert spans(clerk, kecamatan_code=AJUNG) == [(rini, date(2019, 1, 1), None)]
    refused("assignment_nothing_new", commands.assign, clerk, form(), rini, targets, today())
    refused("nothing_chosen", commands.assign, clerk, form(), rini, [], today())


def test_targets_of_every_kind_pass_in_one_deed(clerk: Who, small: Small) -> None:
    sari, actor = small.facilitator("Sari"), small.actor("A")
    targets = [("actor", actor), ("desa", GAMBIRAN), ("kecamatan", AJUNG)]
    assert commands.assign(clerk, form(), sari, targets, today()) == 3
    found = {(row["actor_id"], row["desa_code"], row["kecamatan_code"]) for row in rows(clerk)}
    assert found == {(actor, None, None), (None, GAMBIRAN, None), (None, None, AJUNG)}
    assert commands.unassign(clerk, form(), targets, today()) == 3


def test_a_choice_corrected_on_its_own_day_is_replaced(clerk: Who, small: Small) -> None:
    sari, rini = small.facilitator("Sari"), small.facilitator("Rini")
    commands.assign(clerk, form(), sari, [("desa", GAMBIRAN)], today())
    commands.assign(clerk, form(), rini, [("desa", GAMBIRAN)], today())
    assert spans(clerk) == [(rini, today(), None)]
    assert audits(clerk, "assignment.edit")[-1][2:] == (
        {"facilitator_id": sari},
        {"facilitator_id": rini, "from_on": today().isoformat(), "to_on": None},
    )


def test_a_later_assignment_is_not_overrun(clerk: Who, small: Small) -> None:
    sari, rini = small.facilitator("Sari"), small.facilitator("Rini")
    commands.assign(clerk, form(), sari, [("desa", GAMBIRAN)], today() + 5 * DAY)
    problem = refused(
        "assignment_later", commands.assign, clerk, form(), rini, [("desa", GAMBIRAN), ("desa", GLAGAHWERO)], today()
    )
    assert problem.details == {"count": 1}
    assert spans(clerk) == [(sari, today() + 5 * DAY, None)], "all or nothing"


def test_dates_are_bounded(clerk: Who, machine: Who, small: Small) -> None:
    sari = small.facilitator("Sari")
    refused("dates_reversed", commands.assign, clerk, form(), sari, [("desa", GAMBIRAN)], today(), today() - DAY)
    refused("before_register", commands.assign, clerk, form(), sari, [("desa", GAMBIRAN)], date(2018, 12, 31))
    refused("before_register", commands.unassign, clerk, form(), [("desa", GAMBIRAN)], date(2018, 12, 30))
    assert rows(clerk) == []


def test_the_same_form_twice_is_one_deed(clerk: Who, small: Small) -> None:
    sari, rini = small.facilitator("Sari"), small.facilitator("Rini")
    once = form()
    assert commands.assign(clerk, once, sari, [("desa", GAMBIRAN)], today()) == 1
    commands.assign(clerk, once, rini, [("desa", GAMBIRAN)], today())
    assert spans(clerk) == [(sari, today(), None)]
    assert len(audits(clerk, "assignment.edit")) == 1


def test_only_who_is_under_contract_gets_actors_and_work_begins_with_them(clerk: Who, admin: Who, small: Small) -> None:
    gone = small.facilitator("Pergi", until=today() - DAY)
    refused("facilitator_without_contract", commands.assign, clerk, form(), gone, [("desa", GAMBIRAN)], today())
    new = commands.save_facilitator(admin, form(), None, " Tutik ", GAMBIRAN, 40, None)
    refused("facilitator_without_contract", commands.assign, clerk, form(), new, [("desa", GAMBIRAN)], today())
    commands.save_contract(admin, form(), new, today(), today() + 364 * DAY)
    member = next(one for one in queries.team(clerk) if one.id == new)
    assert (member.name, member.state, member.assignable, member.current) == ("Tutik", "belum_ditugaskan", True, False)
    commands.assign(clerk, form(), new, [("desa", GAMBIRAN)], today())
    actor = small.actor("A", GAMBIRAN)
    assert whose(clerk, actor) == new
    assert [row["state"] for row in rows(clerk, schema.facilitator_state, facilitator_id=new)] == [
        "direkrut",
        "belum_ditugaskan",
        "aktif",
    ]
    refused(
        "facilitator_without_contract", commands.assign, clerk, form(), new, [("desa", GLAGAHWERO)], today() + 365 * DAY
    )


def test_ending_leaves_nobody(clerk: Who, small: Small) -> None:
    sari = small.facilitator("Sari")
    small.assign(sari, desa_code=GAMBIRAN)
    actor = small.actor("A", GAMBIRAN)
    assert commands.unassign(clerk, form(), [("desa", GAMBIRAN), ("desa", GLAGAHWERO)], today() - DAY) == 1
    assert whose(clerk, actor) is None
    assert whose(clerk, actor, today() - DAY) == sari
    assert [row[1] for row in audits(clerk, "assignment.edit")] == [GAMBIRAN]
    refused("assignment_not_running", commands.unassign, clerk, form(), [("desa", GAMBIRAN)], today())


def at_once(*deeds: Any) -> list[Exception]:
    """Do all of them at the same moment; what went wrong."""
    gate, faults = threading.Barrier(len(deeds)), []

    def run(deed: Any) -> None:
        gate.wait()
        try:
            deed()
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


def test_two_people_assign_one_target_at_once_and_one_row_runs(clerk: Who, admin: Who, small: Small) -> None:
    helpers = [small.facilitator(name) for name in "ABCD"]
    for offset in range(6):
        day = today() + offset * DAY
        deeds: Iterable[Any] = [
            lambda who=who, one=one, day=day: commands.assign(who, form(), one, [("desa", GAMBIRAN)], day)
            for who, one in zip((clerk, admin, clerk, admin), helpers, strict=True)
        ]
        faults = at_once(*deeds)
        # The second of two that name the same facilitator finds nothing to do; nothing else may go wrong.
        assert {getattr(fault, "code", fault) for fault in faults} <= {"assignment_nothing_new"}
        found = rows(clerk, desa_code=GAMBIRAN)
        assert len([row for row in found if row["to_on"] is None]) == 1
        assert [row["from_on"] for row in found] == [today() + number * DAY for number in range(offset + 1)]


@pytest.mark.parametrize("kind", ["actor", "desa", "kecamatan"])
def test_what_will_change_is_said_before(clerk: Who, small: Small, kind: str) -> None:
    sari, rini = small.facilitator("Sari"), small.facilitator("Rini")
    gone = small.facilitator("Pergi", until=today() - DAY)
    small.assign(sari, desa_code=GAMBIRAN)
    small.assign(gone, desa_code=GLAGAHWERO)
    in_gambiran = [small.actor(name, GAMBIRAN) for name in "ABC"]
    small.actor("D", GLAGAHWERO), small.actor("E", KALISAT), small.actor("F", AJUNG)
    small.assign(sari, actor_id=in_gambiran[0])
    small.assign(rini, actor_id=in_gambiran[1])
    targets = {
        "actor": [("actor", one) for one in in_gambiran],
        "desa": [("desa", GAMBIRAN), ("desa", GLAGAHWERO)],
        "kecamatan": [("kecamatan", KALISAT)],
    }[kind]
    told = queries.effect(clerk, rini, targets, today())
    expected: dict[str, tuple[dict[str | None, int], int, int]] = {
        "actor": ({sari: 2}, 0, 1),
        "desa": ({sari: 1, gone: 1}, 2, 0),
        "kecamatan": ({None: 1}, 4, 0),
    }
    assert (dict(told.moves), told.staying, told.already) == expected[kind]
    commands.assign(clerk, form(), rini, targets, today())
    assert told.caseload == next(one.caseload for one in queries.team(clerk) if one.id == rini)


# --- contracts and facilitators --------------------------------------------------------------------------------------


def test_contracts_do_not_overlap(admin: Who, small: Small) -> None:
    sari = small.facilitator("Sari", until=date(2027, 6, 30))
    refused("contract_overlaps", commands.save_contract, admin, form(), sari, date(2027, 6, 30), date(2027, 12, 31))
    refused("contract_overlaps", commands.save_contract, admin, form(), sari, date(2018, 1, 1), None)
    refused("dates_reversed", commands.save_contract, admin, form(), sari, date(2028, 1, 1), date(2027, 12, 31))
    commands.save_contract(admin, form(), sari, date(2027, 7, 1), None)
    first, second = rows(admin, schema.facilitator_contract, facilitator_id=sari)
    assert (first["to_on"], second["from_on"], second["to_on"]) == (date(2027, 6, 30), date(2027, 7, 1), None)
    refused("contract_overlaps", commands.end_contract, admin, form(), first["id"], date(2027, 7, 1))
    refused("dates_reversed", commands.end_contract, admin, form(), second["id"], date(2027, 6, 30))
    refused("no_such_contract", commands.end_contract, admin, form(), "no-such", date(2027, 6, 30))
    assert queries.facilitator_card(admin, sari)["member"].state == "aktif", "a renewal does not stop the work"


def test_a_facilitator_is_changed_and_the_audit_keeps_both(admin: Who, small: Small) -> None:
    sari = small.facilitator("Sari", capacity=10)
    commands.save_facilitator(admin, form(), sari, "Sari Dewi", GAMBIRAN, 25, 9)
    card = queries.facilitator_card(admin, sari)
    assert (card["member"].name, card["member"].capacity, card["member"].visit_target) == ("Sari Dewi", 25, 9)
    (told,) = audits(admin, "facilitator.edit")
    assert (told[2]["capacity"], told[3]["capacity"]) == (10, 25)
    refused("facilitator_name_missing", commands.save_facilitator, admin, form(), sari, " ", None, 1, None)
    refused("facilitator_numbers", commands.save_facilitator, admin, form(), sari, "S", None, 0, None)
    refused("no_facilitator_found", queries.facilitator_card, admin, "no-such")


def test_the_card_tells_contracts_states_and_areas(admin: Who, clerk: Who, small: Small) -> None:
    sari = small.facilitator("Sari")
    actor = small.actor("A")
    small.assign(sari, kecamatan_code=KALISAT)
    small.assign(sari, actor_id=actor)
    commands.set_facilitator_state(admin, form(), sari, "selesai", today())
    card = queries.facilitator_card(clerk, sari)
    assert [row["state"] for row in card["states"]] == ["selesai", "aktif"]
    assert [row["kecamatan_code"] for row in card["areas"]] == [KALISAT]
    assert card["personally"] == 1
    assert len(card["contracts"]) == 1
    assert card["member"].caseload == 0


# --- territories and those left behind -------------------------------------------------------------------------------


def test_territories_tell_area_from_person_and_left_from_never_had(clerk: Who, small: Small) -> None:
    sari = small.facilitator("Sari")
    gone = small.facilitator("Pergi", until=date(2026, 1, 31))
    small.assign(sari, kecamatan_code=KALISAT)
    small.assign(gone, desa_code=GLAGAHWERO)
    a, b, c = small.actor("A", GAMBIRAN), small.actor("B", GLAGAHWERO), small.actor("C", AJUNG)
    small.assign(sari, actor_id=b)
    found = queries.territories(clerk, date(2026, 2, 1))
    assert found["code"].notna().sum() == 248
    desa = found.set_index("code")
    numbers = ["actors", "assigned", "personally", "orphaned"]
    assert list(desa.loc[GAMBIRAN, ["facilitator_id", "by", "standing"]]) == [sari, "kecamatan", "current"]
    assert list(desa.loc[GAMBIRAN, numbers]) == [1, 1, 0, 0]
    assert list(desa.loc[GLAGAHWERO, ["facilitator_id", "by", "standing"]]) == [gone, "desa", "orphaned"]
    assert list(desa.loc[GLAGAHWERO, numbers]) == [1, 1, 1, 0]
    unplaced = found[found["code"].isna()].to_dict("records")
    assert [(row["kecamatan_code"], row["standing"], row["actors"], row["assigned"]) for row in unplaced] == [
        (AJUNG, "nobody", 1, 0)
    ]
    places = [code for code in desa.index if code and code.startswith(KALISAT)]
    assert (found["standing"] == "nobody").sum() == 248 - len(places) + len(unplaced)
    assert {a, b, c} == set(queries.actor_list(clerk, Filter())["id"])


def test_the_day_a_contract_ends_the_actors_are_orphans_and_offered(clerk: Who, admin: Who, small: Small) -> None:
    gone = small.facilitator("Pergi")
    near, far, full = (small.facilitator(name, capacity=size) for name, size in (("N", 2), ("F", 9), ("P", 0 + 1)))
    for one, home in ((near, GAMBIRAN), (far, f"{AJUNG}.2001"), (full, GAMBIRAN)):
        commands.save_facilitator(admin, form(), one, one[-3:], home, {near: 2, far: 9, full: 1}[one], None)
    small.assign(gone, kecamatan_code=KALISAT)
    small.assign(full, actor_id=small.actor("Penuh"))
    own = small.actor("Sendiri", GLAGAHWERO)
    small.assign(gone, actor_id=own)
    area = {small.actor(name, GAMBIRAN) for name in "ABC"}
    last = today()
    contract = rows(clerk, schema.facilitator_contract, facilitator_id=gone)[0]["id"]
    commands.end_contract(admin, form(), contract, last)
    assert queries.orphans(clerk).groups == ()
    assert [one.id for one in queries.orphans(clerk).ending] == [gone]

    found = queries.orphans(clerk, last + DAY)
    assert found.ending == ()
    by_desa = {one.desa_code: one for one in found.groups}
    assert set(by_desa) == {GAMBIRAN, GLAGAHWERO}
    offered = queries.orphan_targets(clerk, found.groups, last + DAY)
    ids = [code for _, targets in offered[by_desa[GAMBIRAN].key] for _, code in targets]
    assert (ids, by_desa[GAMBIRAN].actors) == (sorted(area), 3)
    assert (by_desa[GAMBIRAN].personally, by_desa[GLAGAHWERO].personally) == (False, True)
    assert [(one.facilitator_id, one.count) for one in by_desa[GAMBIRAN].offers] == [(near, 2), (far, 1)]
    assert [one.facilitator_id for one in by_desa[GLAGAHWERO].offers] == [far]
    assert {one.facilitator_id for one in found.groups} == {gone}

    for group in found.groups:
        for facilitator, targets in offered[group.key]:
            commands.assign(clerk, form(), facilitator, targets, last + DAY)
    assert queries.orphans(clerk, last + DAY).groups == ()
    served = {one.id: one.caseload for one in queries.team(clerk, last + DAY)}
    assert (served[near], served[far], served[full]) == (2, 2, 1)


def test_a_desa_that_passes_whole_stays_an_area(clerk: Who, small: Small) -> None:
    gone, near = small.facilitator("Pergi", until=today() - DAY), small.facilitator("Dekat", capacity=5)
    small.assign(gone, kecamatan_code=KALISAT)
    small.actor("A", GAMBIRAN), small.actor("B", KALISAT)
    groups = queries.orphans(clerk).groups
    offered = queries.orphan_targets(clerk, groups)
    targets = {group.desa_code: offered[group.key] for group in groups}
    assert targets[GAMBIRAN] == [(near, [("desa", GAMBIRAN)])]
    ((_, unplaced),) = targets[None]
    assert [kind for kind, _ in unplaced] == ["actor"]


def test_nobody_with_room_is_said(clerk: Who, small: Small) -> None:
    gone = small.facilitator("Pergi", until=today() - DAY)
    small.facilitator("Tanpa angka", capacity=None)
    leaving = small.facilitator("Segera pergi", until=today() + 10 * DAY)
    small.assign(gone, desa_code=GAMBIRAN)
    small.actor("A", GAMBIRAN)
    (group,) = queries.orphans(clerk).groups
    assert (group.offers, group.left) == ((), 1)
    assert [one.id for one in queries.orphans(clerk).ending] == [leaving]


def test_a_renewed_contract_does_not_end(clerk: Who, admin: Who, small: Small) -> None:
    sari = small.facilitator("Sari", until=today() + 10 * DAY)
    assert [one.last_day for one in queries.orphans(clerk).ending] == [today() + 10 * DAY]
    commands.save_contract(admin, form(), sari, today() + 11 * DAY, today() + 400 * DAY)
    assert queries.orphans(clerk).ending == ()
    assert queries.team(clerk)[0].last_day == today() + 400 * DAY


# --- the record of a handover ----------------------------------------------------------------------------------------


def test_the_record_tells_what_passes_with_each_actor(clerk: Who, small: Small) -> None:
    gone, rini = small.facilitator("Pergi", until=today() - DAY), small.facilitator("Rini")
    small.assign(gone, kecamatan_code=KALISAT)
    small.assign(gone, kecamatan_code=AJUNG)
    actor, plain = small.actor("Mebel Jati", GAMBIRAN), small.actor("Anyaman", GLAGAHWERO)
    elsewhere, hers = small.actor("Batu", AJUNG), small.actor("Punya Rini", GAMBIRAN)
    small.assign(rini, actor_id=hers)
    due = today() + 6 * DAY
    small.visit(actor, gone, today() - 40 * DAY, result="lama")
    small.visit(actor, gone, today() - 20 * DAY, result="<b>baik</b>", next_step="Bawa contoh", next_due=due)
    small.permit(actor, "halal", "terbit", expires_on=today() + 30 * DAY)
    small.permit(actor, "pirt", "terbit", expires_on=today() + 300 * DAY)
    small.permit(actor, "merek", "terbit", expires_on=today() - DAY)
    for kind, change in (("kemasan", "raised"), ("modal", "raised"), ("modal", "met")):
        small.insert(schema.need_event, actor_id=actor, kind=kind, change=change, on_date=date(2026, 1, 1))
    record = commands.open_handover(clerk, gone, rini)
    assert (record.giver, record.taker, record.day) == ("Pergi", "Rini", today())
    assert [one.id for one in record.actors] == [elsewhere, plain, actor]
    told = record.actors[-1]
    assert (told.promise, told.due, told.postponed) == ("Bawa contoh", due, 0)
    assert (told.note, told.note_on) == ("<b>baik</b>", today() - 20 * DAY)
    assert told.permits == (("halal", today() + 30 * DAY),)
    assert told.needs == ("kemasan",)
    assert (record.actors[1].promise, record.actors[1].note, record.actors[1].needs) == (None, None, ())
    assert [one.id for one in commands.open_handover(clerk, gone, rini, AJUNG).actors] == [elsewhere]


def test_a_long_record_tells_the_first_and_says_so(clerk: Who, small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    gone, rini = small.facilitator("Pergi", until=today() - DAY), small.facilitator("Rini")
    small.assign(gone, kecamatan_code=KALISAT)
    small.actor("Anyaman", GAMBIRAN)
    last = small.actor("Mebel", GAMBIRAN)
    small.visit(last, gone, today() - DAY, next_step="Bawa contoh", next_due=today())
    words = "Tercantum 1 pelaku pertama dari 2."
    assert words not in sheet(commands.open_handover(clerk, gone, rini), queries.names(clerk), "id", None)
    monkeypatch.setattr(handover, "MOST", 1)
    record = commands.open_handover(clerk, gone, rini)
    assert ([one.business_name for one in record.actors], record.count, record.promised) == (["Anyaman"], 2, 1)
    assert words in sheet(record, queries.names(clerk), "id", None)


def test_the_record_is_for_those_who_assign_and_every_look_is_written_down(
    clerk: Who, leader: Who, small: Small
) -> None:
    sari, rini = small.facilitator("Sari"), small.facilitator("Rini")
    refused("not_allowed", commands.open_handover, leader, sari, rini)
    pendamping = Who(clerk.register, clerk.kab, "pendamping", "demo-pendamping", "Sari", sari)
    refused("not_allowed", commands.open_handover, pendamping, sari, rini)
    refused("handover_to_oneself", commands.open_handover, clerk, sari, sari)
    refused("no_facilitator_found", commands.open_handover, clerk, sari, "no-such")
    with db.read(clerk) as conn:
        before = db.version(conn, clerk.kab)
    assert commands.open_handover(clerk, sari, rini).actors == ()
    assert audits(clerk, "assignment.edit") == [("facilitator", sari, None, None)]
    with db.read(clerk) as conn:
        assert db.version(conn, clerk.kab) == before
