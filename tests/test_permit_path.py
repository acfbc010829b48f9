"""The permit path in bulk is the checklist of every actor's page, on registers in which anything happens."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from data import clock, db, queries, schema
from data.access import Who
from data.asking import entries, values
from data.checklist import GOALS, all_of
from data.filter import Filter
from data.population import BASIC, Frame
from data.queries import actors
from data.queries.permit_path import PermitGroup, _alike
from tests.small import AJUNG, KALISAT, Small
from tests.test_summary import Office

KINDS = ("nib", "npwp", "badan_usaha", "pirt", "siinas", "halal", "merek", "tkdn_ik", "iumk")


@pytest.fixture
def small(machine: Who) -> Small:
    return Small(machine)


def filled(small: Small, seed: int) -> Office:
    """A register in which permits are recorded, applied for, lapse and are withdrawn, and entries merged."""
    office = Office(small, seed)
    for _ in range(24):
        office.add()
    deeds = ("sector", "permit", "move", "merge", "entity", "state", "visit", "remove", "learn of one late")
    for _ in range(25):
        office.deeds[office.dice.choice(deeds)]()
    kinds = schema.permit_kind
    with small._writing() as writing:
        writing.insert(schema.permit_event, *(event(office) for _ in range(110)))
        for code, days in (("nib", 400), ("npwp", 90), ("pirt", None), ("badan_usaha", 250)):
            writing.conn.execute(kinds.update().where(kinds.c.code == code).values(usual_days=days))
    return office


def event(office: Office) -> dict[str, Any]:
    dice = office.dice
    kind, status = dice.choice(KINDS), dice.choice(("terbit", "diajukan", "diajukan", *schema.PERMIT_STATUSES))
    row = {"actor_id": office.one(), "kind": kind, "status": status, "on_date": office.day(-500, 5)}
    row |= {"recorded_at": office.moment(), "on_precision": dice.choice(("day", "day", "day", "year"))}
    issued = status == "terbit"
    row["expires_on"] = office.day(-400, 900) if issued and dice.random() < 0.6 else None
    row["form"] = dice.choice(("cv", "ud")) if issued and kind == "badan_usaha" else None
    return row


def pages(who: Who, wanted: Filter) -> dict[str, Any]:
    """Actor -> its checklist, as its page makes it, on any date."""
    listed = queries.actor_list(who, wanted)["id"].tolist()
    frame, found = Frame(who.kab, wanted.day, wanted.known_at or clock.now()), {}
    with db.read(who) as conn:
        for one in listed:
            sector = actors._one(conn, actors._dated("sector"), values(frame) | {"id": one}) or {}
            permits = actors._permits(conn, frame, entries(conn, frame, one))
            found[one] = actors._checklist(conn, frame, {"sector": sector, "permits": permits})
    return found


def band(items: list[Any]) -> str:
    if all(item.settled for item in items):
        return "already"
    days = all_of(items).days
    if days is not None and any(item.status == "diajukan" and not item.ahead.days for item in items):
        return "overdue"
    return (
        next((f"days_{most}" for most in (30, 90) if days is not None and days <= most), "later")
        if (days is not None)
        else "unknown"
    )


def test_rows_are_alike_only_if_all_their_columns_are() -> None:
    dice = np.random.default_rng(7)
    for tops in ((3, 2, 4), (2, 70_000) * 5, (900_000,) * 7):
        columns = [np.where(dice.random(60) < 0.7, 1, dice.integers(0, top, 60)) for top in tops]
        rows = list(zip(*(column.tolist() for column in columns), strict=True))
        first, numbers = _alike(columns, 60)
        assert [rows[first[number]] for number in numbers.tolist()] == rows
        assert len(first) == len(set(rows))


@pytest.mark.parametrize("seed", range(2))
def test_bulk_is_the_checklist_of_every_page(small: Small, leader: Who, seed: int) -> None:
    office = filled(small, seed)
    past = Filter(as_of=office.day(-700, 30))
    met = Counter[str]()
    for when in (Filter(), past, past.with_(known_at=office.moment())):
        for wanted in (when, office.filter(when)):
            each = pages(leader, wanted)
            following, blocked = Counter[str](), Counter[tuple[str, str]]()
            ready = {goal: Counter[str]() for goal in GOALS}
            for items in each.values():
                needed = [item for item in items if not item.apart and not item.optional]
                done = "complete" if all(item.settled for item in needed) else "in_hand"
                following[next((item.kind for item in items if item.next), done)] += 1
                blocked.update((item.kind, by) for item in needed for by in item.blocked_by)
                ready["basic"][band([item for item in items if item.kind in BASIC])] += 1
                ready["whole"][band(needed)] += 1
            found = queries.permit_paths(leader, wanted)
            assert found.actors == len(each)
            assert +Counter(found.next) == following, wanted
            assert +Counter(found.blocked) == blocked
            assert {goal: +Counter(bands) for goal, bands in found.ready.items()} == ready
            compare_lists(leader, wanted, found, each)
            met.update(following)
            met.update(ready["whole"])
    assert {"npwp", "overdue", "later"} <= set(met), met


def compare_lists(who: Who, wanted: Filter, found: queries.PermitPaths, each: dict[str, Any]) -> None:
    """Behind each number stand as many actors, each with what its page says."""
    groups = [(PermitGroup("next", of), count) for of, count in found.next.items()]
    groups += [(PermitGroup("blocked", *pair), count) for pair, count in found.blocked.items()]
    groups += [(PermitGroup(goal, of), count) for goal in GOALS for of, count in found.ready[goal].items()]
    order = queries.actor_list(who, wanted)["id"].tolist()
    for group, count in groups:
        rows = queries.permit_path_list(who, wanted, group).to_dict("records")
        assert len(rows) == count, group
        assert len({row["id"] for row in rows}) == count
        for row in rows:
            items = [item for item in each[row["id"]] if not item.apart and not item.optional]
            ahead = all_of(items)
            undated = band(items) in ("already", "overdue") or ahead.days is None
            day = None if undated else wanted.day + timedelta(days=ahead.days or 0)
            assert (row["whole"], row["whole_unknown"]) == (day, ahead.unknown)
            assert set(row["waits_for"]) == {by for item in items for by in item.blocked_by}
            if group.about == "blocked":
                assert any(item.kind == group.of and group.by in item.blocked_by for item in items)
        assert {row["id"] for row in rows} <= set(order)


def test_the_page_of_today_has_the_same_lines(small: Small, leader: Who) -> None:
    filled(small, 11)
    for one, items in pages(leader, Filter()).items():
        assert queries.actor(leader, one)["checklist"] == items


def test_a_list_is_read_page_by_page(small: Small, leader: Who) -> None:
    sari = small.facilitator("Sari")
    made = [small.actor(f"Usaha {n}", KALISAT if n < 4 else AJUNG) for n in range(6)]
    small.visit(made[0], sari, clock.today() - timedelta(days=5))
    small.assign(sari, actor_id=made[1])
    group = PermitGroup("next", "npwp")
    whole = queries.permit_path_list(leader, Filter(), group)
    assert whole["id"].tolist()[-1] == made[0], "longest waiting first"
    parts = [queries.permit_path_list(leader, Filter(), group, 4, offset) for offset in (0, 4)]
    assert [len(part) for part in parts] == [4, 2]
    assert [one for part in parts for one in part["id"]] == whole["id"].tolist()
    row = next(row for row in whole.to_dict("records") if row["id"] == made[1])
    assert (row["business_name"], row["facilitator_id"], row["waits_for"]) == ("Usaha 1", sari, ("npwp", "nib"))
    assert len(queries.permit_path_list(leader, Filter(kecamatan=(AJUNG,)), group)) == 2
    assert queries.permit_path_list(leader, Filter(), replace(group, of="nib")).empty


def test_an_application_runs_as_far_as_was_known(small: Small, leader: Who) -> None:
    made, today, asked = small.actor("Kursi"), clock.today(), clock.now() - timedelta(days=1)
    small.permit(made, "npwp", "terbit")
    small.permit(made, "merek", "terbit")
    small.permit(made, "siinas", "terbit")
    small.permit(made, "badan_usaha", "terbit", form="cv")
    small.permit(made, "nib", "diajukan", today - timedelta(days=10))
    small.permit(made, "nib", "belum", today - timedelta(days=5), recorded_at=clock.now())
    kinds = schema.permit_kind
    with small._writing() as writing:
        writing.conn.execute(kinds.update().where(kinds.c.code == "nib").values(usual_days=40))
    for wanted, days in ((Filter(), 40), (Filter(as_of=today, known_at=asked), 30)):
        found = next(iter(queries.permit_paths(leader, wanted).next))
        (row,) = queries.permit_path_list(leader, wanted, PermitGroup("next", found)).to_dict("records")
        assert row["basic"] == today + timedelta(days=days)


def test_an_edited_usual_time_is_used_at_once_and_an_emptied_one_says_so(small: Small, leader: Who) -> None:
    made = small.actor("Kursi")
    for kind in ("npwp", "badan_usaha"):
        small.permit(made, kind, "terbit", **({"form": "cv"} if kind == "badan_usaha" else {}))
    kinds = schema.permit_kind
    for days, expected in ((40, "days_90"), (None, "unknown"), (0, "days_30")):
        with small._writing() as writing:
            writing.conn.execute(kinds.update().where(kinds.c.code == "nib").values(usual_days=days))
        found = queries.permit_paths(leader, Filter())
        assert +Counter(found.ready["basic"]) == {expected: 1}
        assert +Counter(found.unknown["basic"]) == ({"nib": 1} if days is None else {})


def test_an_empty_register_has_no_path(leader: Who) -> None:
    found = queries.permit_paths(leader, Filter())
    assert (found.actors, +Counter(found.next), +Counter(found.blocked)) == (0, Counter(), Counter())
    assert queries.permit_path_list(leader, Filter(), PermitGroup("next", "npwp")).empty
