"""A placement plan applied and taken back, on both databases: every actor gets whom it says, then all is as before."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from data import clock, commands, db, queries, schema, settings
from data.access import Who
from data.filter import Filter
from data.people import demo_person, system
from data.placement.comparing import shares
from data.placement.costs import table
from data.placement.model import Wish
from data.placement.plan import plan_of
from data.placement.solving import solve
from data.problem import Problem
from data.samples import fill
from tests.conftest import use
from tests.small import AJUNG, GAMBIRAN, GLAGAHWERO, JELBUK, KALISAT, LONG_AGO, Small

DAY = timedelta(days=1)
WRITTEN = (schema.assignment, schema.facilitator_state, schema.facilitator_contract, schema.actor_day, schema.summary)


class Office:
    """A register with three facilitators: kecamatan and desa of one's own, one who is new, and somebody who left."""

    def __init__(self, machine: Who) -> None:
        table = schema.register
        with db.write(machine, "register.fill", db.About("register", "test")) as writing:
            writing.conn.execute(table.update().values(made_at=LONG_AGO))
        self.small = small = Small(machine)
        self.admin, self.clerk = (demo_person(machine.register, role) for role in ("admin", "petugas"))
        self.sari, self.rini = small.facilitator("Sari"), small.facilitator("Rini")
        self.gone = small.facilitator("Pergi", until=clock.today() - DAY)
        self.new = commands.save_facilitator(self.admin, clock.new_id(), None, "Tutik", GAMBIRAN, 40, None)
        commands.save_contract(self.admin, clock.new_id(), self.new, clock.today(), None)
        small.assign(self.sari, kecamatan_code=KALISAT)
        small.assign(self.rini, desa_code=GAMBIRAN)
        small.assign(self.gone, kecamatan_code=AJUNG)
        places = (KALISAT, GAMBIRAN, GLAGAHWERO, AJUNG, JELBUK)
        self.actors = {place: [small.actor(f"{place} {number}", place) for number in range(2)] for place in places}
        self.own = small.actor("Sendiri", GAMBIRAN)
        small.assign(self.sari, actor_id=self.own)

    def apply(self, of: Mapping[str, str | None], day: date | None = None, form: str = "plan", mark: str = "") -> int:
        mark = mark or queries.areas_mark(self.clerk)
        return commands.apply_placement(self.clerk, form, of, day or clock.today(), mark)

    def whose(self, place: str, day: date | None = None) -> str | None:
        """The facilitator of the actors of a place, as every figure counts it."""
        found = queries.actor_list(self.clerk, Filter(as_of=day)).set_index("id")["facilitator_id"]
        (one,) = {found[actor] for actor in self.actors[place]}
        value: str | None = one
        return value

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """All that the figures are counted from, row by row."""
        with db.read(self.clerk) as conn:
            return {
                table.name: sorted((tuple(row) for row in conn.execute(_lasting(table))), key=str) for table in WRITTEN
            }


def _lasting(table: sa.Table) -> sa.Select[Any]:
    """Its rows without the version of the data, which every write raises; groups that nobody is in say nothing."""
    asked = sa.select(*(column for column in table.c if column.name != "version"))
    return asked.where(table.c.actors != 0) if table is schema.summary else asked


@pytest.fixture
def office(register: str, machine: Who) -> Office:
    return Office(machine)


def refused(code: str, do: Any, *given: Any) -> Problem:
    with pytest.raises(Problem) as caught:
        do(*given)
    assert caught.value.code == code
    return caught.value


def plan(office: Office) -> dict[str, str | None]:
    """Every way in which a place can change, and two that stay."""
    kalisat = [row for row in queries.territories(office.clerk)["code"] if row and row.startswith(KALISAT)]
    of: dict[str, str | None] = dict.fromkeys(kalisat, office.sari)
    return of | {GAMBIRAN: office.new, GLAGAHWERO: None, AJUNG: office.rini, JELBUK: None}


@pytest.mark.parametrize("ahead", [0, 5])
def test_every_actor_gets_whom_the_plan_says_and_undone_all_is_as_before(office: Office, ahead: int) -> None:
    before, day = office.rows(), clock.today() + ahead * DAY
    changed = office.apply(plan(office), day)
    told = {place: office.whose(place, day) for place in office.actors}
    assert told == {KALISAT: None, GAMBIRAN: office.new, GLAGAHWERO: None, AJUNG: office.rini, JELBUK: None}
    kalisat = [row for row in queries.territories(office.clerk)["code"] if row and row.startswith(KALISAT)]
    assert changed == len(kalisat) - 1 + 2, "each desa but the one with nobody, the kecamatan that ends, and Ajung"
    assert office.whose(GAMBIRAN, day - DAY) == office.rini, "until the day before it is as it was"
    others = queries.actor_list(office.clerk, Filter(as_of=day)).set_index("id")["facilitator_id"]
    assert others[office.own] == office.sari, "a personal assignment stays"

    applied = queries.applied_placement(office.clerk)
    assert applied is not None
    assert (applied.id, applied.from_on, applied.places, applied.intact) == ("plan", day, changed, True)
    assert commands.undo_placement(office.clerk, "undo", "plan") == changed
    assert office.rows() == before
    assert queries.applied_placement(office.clerk) is None
    refused("placement_gone", commands.undo_placement, office.clerk, "undo-2", "plan")


def test_what_began_that_very_day_or_has_an_end_comes_back_too(office: Office) -> None:
    today = clock.today()
    commands.assign(office.clerk, "b", office.rini, [("kecamatan", JELBUK)], today - 3 * DAY, today + 30 * DAY)
    commands.assign(office.clerk, "a", office.rini, [("desa", GLAGAHWERO), ("desa", GAMBIRAN)], today, today + 30 * DAY)
    before = office.rows()
    office.apply({GLAGAHWERO: office.sari, GAMBIRAN: None, JELBUK: office.rini})
    assert [office.whose(place) for place in (GLAGAHWERO, GAMBIRAN, JELBUK)] == [office.sari, None, office.rini]
    commands.undo_placement(office.clerk, "undo", "plan")
    assert office.rows() == before


def test_only_what_differs_is_written(office: Office) -> None:
    assert office.apply({KALISAT: office.sari, GLAGAHWERO: office.sari, GAMBIRAN: office.sari}) == 1
    with db.read(office.clerk) as conn:
        found = conn.execute(sa.select(schema.assignment).where(schema.assignment.c.from_on == clock.today())).all()
    assert [(row.desa_code, row.facilitator_id) for row in found] == [(GAMBIRAN, office.sari)]
    refused("assignment_nothing_new", office.apply, {GLAGAHWERO: office.sari}, None, "next")
    refused("nothing_chosen", office.apply, {}, None, "none")


def test_a_double_click_applies_once_and_undoes_once(office: Office) -> None:
    office.apply({GLAGAHWERO: office.rini})
    after, mark = office.rows(), queries.areas_mark(office.clerk)
    office.apply({GLAGAHWERO: None}, mark=mark)
    assert office.rows() == after
    commands.undo_placement(office.clerk, "undo", "plan")
    undone = office.rows()
    commands.undo_placement(office.clerk, "undo", "plan")
    assert office.rows() == undone


def test_what_was_touched_meanwhile_is_not_overrun(office: Office) -> None:
    mark = queries.areas_mark(office.clerk)
    commands.assign(office.admin, "a", office.rini, [("desa", GLAGAHWERO)], clock.today())
    refused("placement_outdated", office.apply, {GLAGAHWERO: office.sari}, None, "plan", mark)

    office.apply({GLAGAHWERO: office.sari, AJUNG: None})
    commands.assign(office.admin, "b", office.rini, [("desa", GLAGAHWERO)], clock.today())
    applied, before = queries.applied_placement(office.clerk), office.rows()
    assert applied is not None
    assert not applied.intact
    refused("placement_touched", commands.undo_placement, office.clerk, "undo", "plan")
    assert office.rows() == before


def test_a_place_left_with_nobody_and_given_since_is_not_taken_back(office: Office) -> None:
    office.apply({AJUNG: None})
    commands.assign(office.admin, "b", office.rini, [("kecamatan", AJUNG)], clock.today() + DAY)
    refused("placement_touched", commands.undo_placement, office.clerk, "undo", "plan")


def test_the_latest_that_was_not_taken_back_is_offered(office: Office) -> None:
    office.apply({GLAGAHWERO: office.rini}, form="first")
    between = office.rows()
    office.apply({GLAGAHWERO: office.new}, form="second")
    refused("placement_touched", commands.undo_placement, office.clerk, "undo-1", "first")
    commands.undo_placement(office.clerk, "undo-2", "second")
    assert office.rows() == between
    applied = queries.applied_placement(office.clerk)
    assert applied is not None
    assert (applied.id, applied.intact) == ("first", True)
    commands.undo_placement(office.clerk, "undo-3", "first")


def test_days_and_contracts_bound_a_plan(office: Office) -> None:
    today = clock.today()
    refused("placement_in_the_past", office.apply, {GLAGAHWERO: office.rini}, today - DAY)
    told = refused("placement_without_contract", office.apply, {GLAGAHWERO: office.gone, AJUNG: office.rini}, today)
    assert told.details == {"count": 1}
    commands.assign(office.admin, "b", office.rini, [("desa", GLAGAHWERO)], today + 5 * DAY)
    refused("assignment_later", office.apply, {GLAGAHWERO: office.new})


def test_those_who_may_not_assign_may_only_look(office: Office) -> None:
    leader, sari = (demo_person(office.clerk.register, role) for role in ("pimpinan", "pendamping"))
    mark = queries.areas_mark(leader)
    assert queries.applied_placement(leader) is None
    for who in (leader, sari):
        of = {GLAGAHWERO: office.rini}
        refused("not_allowed", commands.apply_placement, who, "plan", of, clock.today(), mark)
        refused("not_allowed", commands.undo_placement, who, "undo", "plan")
    refused("not_allowed", queries.areas_mark, sari)


def test_each_place_has_its_line_in_the_audit(office: Office) -> None:
    office.apply({GLAGAHWERO: office.rini, JELBUK: None, AJUNG: office.rini})
    commands.undo_placement(office.clerk, "undo", "plan")
    done, detail = schema.audit, schema.audit_detail
    asked = (
        sa.select(done.c.about_kind, done.c.about_id, detail.c.before, detail.c.after)
        .outerjoin(detail, detail.c.audit_id == done.c.id)
        .where(done.c.deed == "assignment.edit")
        .order_by(done.c.at, done.c.about_kind, done.c.about_id)
    )
    day = clock.today().isoformat()
    with db.read(office.clerk) as conn:
        told = [tuple(row) for row in conn.execute(asked)]
    assert [row for row in told if row[0] != "placement"] == [
        ("desa", GLAGAHWERO, {"facilitator_id": None}, {"facilitator_id": office.rini, "from_on": day}),
        ("kecamatan", AJUNG, {"facilitator_id": office.gone}, {"facilitator_id": office.rini, "from_on": day}),
        ("desa", GLAGAHWERO, {"facilitator_id": office.rini}, {"facilitator_id": None, "undone": True}),
        ("kecamatan", AJUNG, {"facilitator_id": office.rini}, {"facilitator_id": office.gone, "undone": True}),
    ]
    assert [row[1] for row in told if row[0] == "placement"] == ["plan", "plan"]


@pytest.fixture
def sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Who]:
    """The clerk of a small invented register."""
    use(monkeypatch, tmp_path)
    commands.ensure_register("contoh", "contoh")
    fill(system("contoh"), actors=300, seed=1)
    yield demo_person("contoh", "petugas")
    db.close()
    settings.settings.cache_clear()


def test_a_counted_plan_applied_is_the_plan_that_was_shown(sample: Who) -> None:
    """Each actor stands with whom the plan gave it, so that the next count finds nothing to move."""
    case, mark = queries.placement_case(sample), queries.areas_mark(sample)
    found = solve(table(case, Wish("near", change=0.0, ceiling=0.08)), gap=0.1, seconds=1.5)
    made = plan_of(found)
    shown = made.compared
    assert shown.plan.changes > 0
    assert shown.plan.nobody > 0, "some desa are left with nobody"
    passing = sum(one.actors for one in made.moves)
    assert passing == sum(one.come for one in shown.plan.loads) + shown.plan.losing
    commands.apply_placement(sample, "plan", shown.of, clock.today(), mark)

    after = table(queries.placement_case(sample), Wish("near", change=0.0, ceiling=0.08))
    assert after.units == found.costs.units
    assert (after.now == shares(found.costs, found.where)).all()
    loads = {one.id: one.caseload for one in queries.team(sample)}
    assert {one.facilitator_id: one.actors for one in shown.plan.loads}.items() <= loads.items()
    urgent = {one.code: one.urgent for one in made.reach}
    planned = {one.code: one.plan for one in made.reach}
    again = {one.code: one.today for one in plan_of(solve(after, gap=1.0)).reach}
    assert again == pytest.approx(planned)
    assert sum(urgent.values()) - sum(planned.values()) == pytest.approx(shown.plan.urgent_nobody, abs=0.5)
    commands.undo_placement(sample, "undo", "plan")
    assert queries.areas_mark(sample) == mark
