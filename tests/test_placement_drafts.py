"""Drafts of a placement: what is kept comes back as it was, is recounted for another day, compared, and applied."""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from data import clock, commands, db, queries, schema
from data.access import Who
from data.people import demo_person
from data.placement.beside import beside
from data.placement.book import to_book
from data.placement.costs import table
from data.placement.kept import as_words, from_words
from data.placement.model import GOALS, URGENT, Case, Facilitator, Group, Wish, kecamatan_of
from data.placement.plan import Counted, Plan, lost, plan_of, recounted
from data.placement.solving import solve
from data.problem import Problem
from data.queries import Names
from tests.placing import a_plan, small_case
from tests.small import GAMBIRAN, JELBUK
from tests.test_placing_applied import Office, refused

COUNTED = Counted(date(2026, 11, 24), datetime(2026, 11, 24, 5, tzinfo=UTC), 7, "mark")
FORMULA = '=HYPERLINK("http://x";"klik")'


@pytest.fixture
def office(register: str, machine: Who) -> Office:
    return Office(machine)


# --- pure: kept, recounted, compared ----------------------------------------------------------------------------------


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(GOALS), st.booleans(), st.floats(0, 9), st.none() | st.integers(1, 99))
def test_what_is_kept_comes_back_as_it_was(
    seed: int, goal: str, tight: bool, change: float, assumed: int | None
) -> None:
    wish = Wish(goal, change=change, capacity_if_unset=assumed)
    plan = plan_of(solve(table(small_case(seed, tight=tight), wish), gap=0.5, seconds=0.5))
    assert from_words(json.loads(json.dumps(as_words(plan, COUNTED)))) == (plan, COUNTED)


def spoilt() -> list[Any]:
    """What somebody, or another form of this program, may have left in the column."""

    def without(*path: str, put: Any = None) -> Any:
        words = json.loads(json.dumps(as_words(a_plan(), COUNTED)))
        inside = words
        for one in path[:-1]:
            inside = inside[one]
        if put is None:
            del inside[path[-1]]
        else:
            inside[path[-1]] = put
        return words

    return [
        *(None, [], {}, "plan", {"a": [2, None]}),
        without("form", put=2),
        without("plan"),
        without("plan", "wish"),
        without("plan", "compared", "of"),
        without("plan", "compared", "of", put=[1]),
        without("plan", "compared", "of", put={"35.09.01.2001": 7}),
        without("plan", "compared", "plan", "placed", put="banyak"),
        without("plan", "compared", "plan", "loads", put=[{}]),
        without("plan", "moves", put={"a": 1}),
        without("plan", "personally", put=1.5),
        without("counted", "as_of", put="kemarin"),
        without("counted", "known_at", put=5),
    ]


def test_what_cannot_be_read_is_one_sentence() -> None:
    for words in spoilt():
        with pytest.raises(Problem) as caught:
            from_words(words)
        assert caught.value.code == "placement_draft_unreadable", words


@pytest.mark.parametrize("goal", GOALS)
def test_recounted_for_the_same_case_it_is_what_was_counted(goal: str) -> None:
    for seed in range(6):
        case = small_case(seed)
        plan = plan_of(solve(table(case, Wish(goal, touch=4.0)), gap=0.2))
        again = recounted(case, plan)
        same = replace(
            plan.compared, bound=again.compared.bound, gap=again.compared.gap, seconds=0.0, ended="recounted"
        )
        assert again == replace(plan, compared=same), seed
        assert again.compared.bound <= plan.compared.plan.cost + 1e-6


def recounted_by_hand(case: Case, plan: Plan) -> dict[str, float]:
    """Group by group, as somebody would with a list of actors before them."""
    of = plan.compared.of
    people = {one.id for one in case.people}
    emptied = {kecamatan_of(code) for code, who in of.items() if who not in people}
    found = dict.fromkeys(("placed", "nobody", "urgent", "changes", "losing"), 0.0)
    for group in case.groups:
        now = group.facilitator if group.facilitator in people else None
        if group.personally:
            then = now
        elif group.unit in of:
            then = of[group.unit] if of[group.unit] in people else None
        else:
            then = None if group.kecamatan in emptied else now
        found["placed"] += group.actors * (then is not None)
        found["nobody"] += group.actors * (then is None and not group.personally)
        found["urgent"] += group.actors * (then is None and not group.personally and group.waiting in URGENT)
        found["changes"] += group.actors * (None not in (now, then) and now != then)
        found["losing"] += group.actors * (now is not None and then is None)
    return found


@pytest.mark.parametrize("seed", range(8))
def test_recounted_for_another_day_the_numbers_are_those_of_a_list(seed: int) -> None:
    """Other actors, somebody has left, a desa that the plan does not know."""
    plan, later = a_plan(seed), small_case(seed + 100)
    left = replace(later, people=later.people[1:] + (Facilitator("new", "new", None, 50),))
    for case in (later, left):
        again = recounted(case, plan)
        by_hand, then = recounted_by_hand(case, plan), again.compared.plan
        counted = {"placed": then.placed, "nobody": then.nobody, "changes": then.changes, "losing": then.losing}
        assert counted == {name: by_hand[name] for name in counted}
        assert then.urgent_nobody == by_hand["urgent"]
        assert sum(one.actors for one in again.moves) == sum(one.come for one in then.loads) + then.losing
        assert again.compared.today == plan_of(solve(table(case, plan.wish), gap=1.0, seconds=0.0)).compared.today
    gone = lost(plan, {one.id for one in left.people}, set(left.at))
    theirs = [code for code, who in plan.compared.of.items() if who == "f0"]
    assert (gone.people, gone.theirs) == ((("f0",), len(theirs)) if theirs else ((), 0))
    assert all(recounted(left, plan).compared.of[code] is None for code in theirs)


def test_actors_of_whom_a_plan_does_not_speak_stay_with_whom_they_are() -> None:
    """Counted when every desa was known; now there are some whose desa is not."""
    for seed in range(1, 40, 2):
        later = small_case(seed, tight=False)
        known = replace(later, groups=tuple(one for one in later.groups if one.desa))
        plan = plan_of(solve(table(known, Wish("near", touch=0.0)), gap=0.2))
        then, by_hand = recounted(later, plan).compared.plan, recounted_by_hand(later, plan)
        told = {"placed": then.placed, "nobody": then.nobody, "changes": then.changes, "losing": then.losing}
        assert told == {name: by_hand[name] for name in told}, seed


def test_a_place_that_is_no_more_is_said_and_left_out() -> None:
    plan = a_plan()
    fewer = replace(small_case(1), at={code: at for code, at in small_case(1).at.items() if code != "35.09.01.2000"})
    fewer = replace(fewer, groups=tuple(one for one in fewer.groups if one.unit != "35.09.01.2000"))
    assert lost(plan, {"f0", "f1", "f2"}, set(fewer.at)).places == ("35.09.01.2000",)
    assert set(recounted(fewer, plan).compared.of) == set(plan.compared.of) - {"35.09.01.2000"}


def test_beside_each_other_each_is_what_it_is_alone() -> None:
    case = small_case(3)
    plans = [plan_of(solve(table(case, Wish(goal, touch=2.0)), gap=0.2)) for goal in GOALS]
    index = {one.unit: one.facilitator for one in case.groups if not one.personally}
    today = {code: index.get(code) for code in case.at}
    made = beside(case, plans, today)
    assert list(made.plans) == [recounted(case, one) for one in plans]
    of = [one.compared.of for one in plans]
    by_hand = {code for code in case.at if len({one.get(code, today[code]) for one in of}) > 1}
    assert {one.code for one in made.differences} == by_hand
    for one in made.differences:
        assert one.given == tuple(each.get(one.code, today[one.code]) for each in of)
        assert one.today == today[one.code]
        assert one.actors == sum(g.actors for g in case.groups if g.unit == one.code and not g.personally)
    assert beside(case, plans[:1] * 2, today).differences == ()


def test_the_workbook_holds_every_place_and_runs_nothing() -> None:
    plan = a_plan()
    known = {"desa": {"35.09.01.2000": FORMULA}, "facilitator": {"f0": FORMULA, "f1": "+62", "f2": "B"}}
    names = Names(**{field: {} for field in Names.__dataclass_fields__} | known)
    book = load_workbook(io.BytesIO(to_book(plan, [FORMULA, "baris"], names, "DATA CONTOH", "id")))
    cells = [cell for sheet in book for row in sheet for cell in row if cell.value is not None]
    risky = [cell for cell in cells if isinstance(cell.value, str) and cell.value[0] in "=+"]
    assert len(risky) > 3 and all(cell.data_type == "s" and cell.quotePrefix for cell in risky)
    sheet = book["Pembagian"]
    (found,) = sheet.tables.values()
    rows = [[cell.value for cell in row] for row in sheet[found.ref]][1:]
    assert [row[2] for row in rows] == sorted(plan.compared.of)
    assert sum(row[3] for row in rows) == sum(plan.sizes.values())
    assert [one.value for one in book["Beban"]["D"]][-len(plan.homes) :] == [
        one.actors for one in plan.compared.plan.loads
    ]
    assert sheet["A1"].value == "DATA CONTOH"


# --- in a register, on both databases ---------------------------------------------------------------------------------


def counted(office: Office, goal: str = "near") -> tuple[Plan, Counted]:
    """What the screen counts: a plan for now."""
    basis = queries.placement_basis(office.clerk)
    case = queries.placement_case(office.clerk)
    return plan_of(solve(table(case, Wish(goal, change=0.0)), gap=0.0)), basis


def keep(office: Office, name: str = "Dekat", form: str = "d1", who: Who | None = None) -> Plan:
    plan, basis = counted(office)
    commands.keep_placement_draft(who or office.clerk, form, name, plan, basis)
    return plan


def names(office: Office) -> list[str]:
    return [one.name for one in queries.placement_drafts(office.clerk)]


def test_what_is_kept_is_there_for_everybody_who_sees_the_team(office: Office) -> None:
    plan, basis = counted(office)
    mark = '  <b>Dekat</b>\x00  "=1+1"  '
    assert commands.keep_placement_draft(office.clerk, "d1", mark, plan, basis) == "d1"
    keep(office, "Kedua", "d2", office.admin)
    leader = demo_person(office.clerk.register, "pimpinan")
    for who in (office.clerk, office.admin, leader):
        newest, first = queries.placement_drafts(who)
        assert (first.id, first.name, first.maker) == ("d1", '<b>Dekat</b> "=1+1"', office.clerk.name)
        assert (first.plan, first.counted, first.outdated) == (plan, basis, False)
        assert queries.placement_draft(who, "d1") == first
        assert newest.name == "Kedua"
        assert first.mine == (who.role in ("petugas", "admin"))
    assert basis.mark == queries.areas_mark(office.clerk) and basis.as_of == clock.today()
    refused("not_allowed", queries.placement_drafts, demo_person(office.clerk.register, "pendamping"))


def test_a_name_is_there_once(office: Office) -> None:
    plan, basis = counted(office)
    for name, code in (("", "missing"), (" \x00\n ", "missing"), ("x" * 81, "long")):
        wrong = f"placement_draft_name_{code}"
        refused(wrong, commands.keep_placement_draft, office.clerk, "no", name, plan, basis)
    keep(office, "Ümlaut Rata")
    refused("placement_draft_name_taken", keep, office, "ümlaut  RATA", "d2")
    keep(office, "x" * 80, "d3")
    refused("placement_draft_name_taken", commands.rename_placement_draft, office.clerk, "r", "d3", "Ümlaut Rata")
    commands.rename_placement_draft(office.clerk, "r1", "d1", "ümlaut rata")
    commands.remove_placement_draft(office.clerk, "r2", "d1")
    keep(office, "Ümlaut Rata", "d4")
    assert sorted(names(office)) == sorted(["x" * 80, "Ümlaut Rata"])


def test_a_double_click_keeps_renames_and_removes_once(office: Office) -> None:
    for _ in range(2):
        keep(office, "Dekat", "d1")
    for _ in range(2):
        commands.rename_placement_draft(office.clerk, "f", "d1", "Lain")
    assert names(office) == ["Lain"]
    for _ in range(2):
        commands.remove_placement_draft(office.clerk, "g", "d1")
    assert names(office) == []
    done, detail = schema.audit, schema.audit_detail
    same = sa.and_(detail.c.kab_code == done.c.kab_code, detail.c.audit_id == done.c.id)
    asked = sa.select(detail.c.before, detail.c.after).join_from(done, detail, same)
    with db.read(office.clerk) as conn:
        told = [tuple(row) for row in conn.execute(asked.where(done.c.deed == "placement.keep").order_by(done.c.at))]
        left = conn.execute(sa.select(schema.placement_draft)).one()
    assert told == [
        (None, {"name": "Dekat"}),
        ({"name": "Dekat"}, {"name": "Lain"}),
        ({"name": "Lain"}, {"removed": True}),
    ]
    assert left.removed_at is not None, "the row stays"


def test_only_its_maker_and_an_admin_change_a_draft(office: Office) -> None:
    keep(office)
    leader = demo_person(office.clerk.register, "pimpinan")
    change: Callable[..., Any]
    for change, more in ((commands.rename_placement_draft, ("Baru",)), (commands.remove_placement_draft, ())):
        refused("placement_draft_not_yours", change, leader, "f", "d1", *more)
        refused("placement_draft_gone", change, leader, "f", "no-such", *more)
    commands.rename_placement_draft(office.admin, "f", "d1", "Baru")
    commands.remove_placement_draft(office.admin, "g", "d1")
    refused("placement_draft_gone", commands.rename_placement_draft, office.admin, "h", "d1", "Lagi")
    refused("placement_draft_gone", queries.placement_draft, leader, "d1")


def test_applied_from_a_draft_it_remembers_the_name_and_undone_the_draft_is_of_today_again(office: Office) -> None:
    plan, before = keep(office), office.rows()
    draft = queries.placement_draft(office.clerk, "d1")
    assert draft.plan is not None and draft.counted is not None
    today, of, mark = clock.today(), draft.plan.compared.of, draft.counted.mark
    refused("placement_draft_gone", commands.apply_placement, office.clerk, "a", of, today, mark, "no-such")
    commands.apply_placement(office.clerk, "a", of, today, mark, "d1")
    applied = queries.applied_placement(office.clerk)
    assert applied is not None and applied.draft == "Dekat"
    then = recounted(queries.placement_case(office.clerk), plan)
    assert then.moves == (), "the register is now as the draft was"
    assert then.compared.today.placed == plan.compared.plan.placed
    assert queries.placement_draft(office.clerk, "d1").outdated
    refused("placement_outdated", commands.apply_placement, office.clerk, "b", of, today, mark, "d1")
    commands.undo_placement(office.clerk, "u", "a")
    assert office.rows() == before
    assert not queries.placement_draft(office.clerk, "d1").outdated
    assert queries.applied_placement(office.clerk) is None


def test_who_left_and_what_is_not_known_stop_nothing_but_the_applying(office: Office) -> None:
    plan = keep(office)
    leaves = max(who for who in plan.compared.of.values() if who)
    ended = clock.today() - timedelta(days=1)
    with db.write(office.admin, "facilitator.edit", db.About("facilitator", leaves)) as writing:
        contract, values = schema.facilitator_contract, {"to_on": ended, "end_recorded_at": writing.at}
        writing.conn.execute(contract.update().where(contract.c.facilitator_id == leaves).values(values))
    draft = queries.placement_draft(office.clerk, "d1")
    assert draft.plan == plan and not draft.outdated, "no assignment has changed"
    able = {one.id for one in queries.team(office.clerk) if one.assignable}
    assert lost(plan, able, set(plan.compared.of)).people == (leaves,)
    again = recounted(queries.placement_case(office.clerk), plan)
    assert leaves not in again.compared.of.values() and again.compared.plan.nobody > plan.compared.plan.nobody
    mark = queries.areas_mark(office.clerk)
    refused("placement_without_contract", office.apply, {JELBUK: leaves}, None, "a", mark)
    of = {"35.09.99.2001": min(able), JELBUK: None, "35.09.98": min(able)}
    told = refused("placement_place_unknown", office.apply, of, None, "b", mark)
    assert told.details == {"count": 2}


def test_a_row_that_cannot_be_read_is_listed_and_can_be_removed(office: Office) -> None:
    with db.write(office.clerk, "placement.keep", db.About("placement_draft", "x")) as writing:
        for number, words in enumerate(spoilt()[1:]):
            row = {"id": f"x{number}", "name": f"R{number}", "by_person": office.clerk.id, "plan": words}
            writing.insert(schema.placement_draft, row | {"removed_at": None})
    found = queries.placement_drafts(office.clerk)
    assert len(found) == len(spoilt()) - 1
    assert {(one.plan, one.counted, one.outdated) for one in found} == {(None, None, False)}
    commands.remove_placement_draft(office.clerk, "r", "x0")
    assert len(queries.placement_drafts(office.clerk)) == len(found) - 1


def test_whose_personal_data_are_kept(office: Office) -> None:
    """Ids and codes only: no name of a person or a business."""
    words = json.dumps(as_words(*counted(office)))
    assert office.sari in words
    assert not any(name in words for name in ("Sari", "Rini", "Tutik", "Sendiri"))


def test_groups_of_kecamatan_are_kept_too() -> None:
    case = Case(
        (Facilitator("a", "Ani", GAMBIRAN, 10),),
        (Group(kecamatan_of(GAMBIRAN), None, "never", None, False, 2),),
        {GAMBIRAN: (113.8, -8.1), kecamatan_of(GAMBIRAN): (113.8, -8.1)},
        {},
    )
    plan = plan_of(solve(table(case, Wish("near", touch=0.0)), gap=0.0))
    assert plan.compared.of[kecamatan_of(GAMBIRAN)] == "a"
    assert from_words(as_words(plan, COUNTED)) == (plan, COUNTED)
