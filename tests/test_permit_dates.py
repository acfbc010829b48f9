"""When permits end and how long they take, counted once more from the raw rows of registers in which all happens."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from data import clock, db, queries, schema
from data.access import Who
from data.filter import Filter
from data.queries.permit_calendar import PermitMonth
from tests.small import KALISAT, TODAY, Small
from tests.test_permit_path import filled
from tests.test_response import by_hand
from tests.test_summary import Office

NOW = Filter(as_of=TODAY)


@pytest.fixture
def small(machine: Who) -> Small:
    return Small(machine)


def histories(who: Who, wanted: Filter) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """(actor, kind) -> its events, oldest first, of the actors a filter lets through; merged entries with the other."""
    known, base, event = wanted.known_at or clock.now(), schema.actor, schema.permit_event
    listed = set(queries.actor_list(who, wanted)["id"])
    with db.read(who) as conn:
        gone = {
            row.id: row.merged_into
            for row in conn.execute(sa.select(base.c.id, base.c.merged_into, base.c.merged_at))
            if row.merged_into and row.merged_at <= known
        }
        rows = [dict(row) for row in conn.execute(sa.select(event)).mappings()]
        entities = set(conn.scalars(sa.select(schema.legal_form.c.code).where(schema.legal_form.c.legal_entity)))
    found = defaultdict[tuple[str, str], list[dict[str, Any]]](list)
    for row in sorted(rows, key=lambda row: (row["on_date"], row["recorded_at"], row["id"])):
        actor = row["actor_id"]
        while actor in gone:
            actor = gone[actor]
        if actor in listed and row["on_date"] <= wanted.day and row["recorded_at"] <= known:
            row["no_entity"] = row["form"] is not None and row["form"] not in entities
            found[actor, row["kind"]].append(row)
    return found


def frames(office: Office) -> Iterator[Filter]:
    past = Filter(as_of=office.day(-600, 30))
    for when in (Filter(), past, past.with_(known_at=office.moment())):
        yield from (when, office.filter(when))


End = tuple[str, str, date]  # actor, kind, last day


def part_of(last: dict[str, Any], day: date) -> tuple[str, date | None]:
    """Where in the calendar the last event of a permit stands, and in which month of it."""
    until = last["expires_on"]
    over = until is not None and until < day
    if last["status"] != "terbit" or (last["no_entity"] and not over):
        return "nowhere", None
    if until is None:
        return "endless", None
    if over:
        return ("earlier", None) if months(day, until) < -12 else ("lapsed", until.replace(day=1))
    return ("later", None) if months(day, until) >= 24 else ("ahead", until.replace(day=1))


def months(since: date, to: date) -> int:
    return (to.year - since.year) * 12 + to.month - since.month


@pytest.mark.parametrize("seed", range(2))
def test_the_calendar_is_what_the_rows_say(small: Small, leader: Who, seed: int) -> None:
    office = filled(small, seed)
    for wanted in frames(office):
        ends, rows = defaultdict[str, Counter[Any]](Counter), defaultdict[tuple[str, date], list[End]](list)
        for (actor, kind), events in histories(leader, wanted).items():
            name, month = part_of(events[-1], wanted.day)
            ends[name][(month, kind) if month else kind] += 1
            if month:
                rows[name, month].append((actor, kind, events[-1]["expires_on"]))
        found = queries.permit_expiries(leader, wanted)
        for name in ("ahead", "lapsed", "later", "earlier", "endless"):
            assert Counter(getattr(found, name)) == ends[name], (name, wanted)
        for (name, month), each in rows.items():
            group = PermitMonth(month, name == "lapsed")
            listed = queries.permit_expiry_list(leader, wanted, group).to_dict("records")
            assert {(row["id"], row["kind"], row["until"]) for row in listed} == set(each)
            assert [row["until"] for row in listed] == sorted(one[2] for one in each)
            one = queries.permit_expiry_list(leader, wanted, replace(group, kind=each[0][1]))
            assert sorted(one["id"]) == sorted(actor for actor, kind, _ in each if kind == each[0][1])
            assert all(row["days"] == (row["until"] - wanted.day).days for row in listed)
        agree(leader, wanted, found)


def agree(who: Who, wanted: Filter, found: queries.PermitCalendar) -> None:
    """The calendar adds up to the numbers of the screen around it."""
    counted = {(row["kind"], row["status"]): row["actors"] for row in queries.permits(who, wanted).to_dict("records")}
    here, over = Counter(found.endless) + Counter(found.later), Counter(found.earlier)
    for part, months_of in ((here, found.ahead), (over, found.lapsed)):
        for (_, kind), actors in months_of.items():
            part[kind] += actors
    for kind in {kind for kind, _ in counted}:
        assert (here[kind], over[kind]) == (counted[kind, "terbit"], counted[kind, "kedaluwarsa"])


def spells(events: list[dict[str, Any]], day: date) -> Iterator[tuple[int | None, bool, bool]]:
    """Days (None: not known to the day), whether the paper came, whether it still runs."""
    begun = None
    for event in [*events, None]:
        if event is None or event["status"] != "diajukan":
            if begun is not None:
                exact = begun["on_precision"] == "day" and (event is None or event["on_precision"] == "day")
                end = day if event is None else event["on_date"]
                paper = event is not None and event["status"] == "terbit" and not event["no_entity"]
                yield ((end - begun["on_date"]).days if exact else None), paper, event is None
            begun = None
        elif begun is None:
            begun = event


@pytest.mark.parametrize("seed", range(2))
def test_the_funnel_is_what_the_rows_say(small: Small, leader: Who, seed: int) -> None:
    office, running = filled(small, seed + 5), 0
    for wanted in frames(office):
        each = defaultdict[str, list[tuple[int | None, bool, bool]]](list)
        for (_, kind), events in histories(leader, wanted).items():
            each[kind] += spells(events, wanted.day)
        permits = defaultdict[str, dict[str, int]](dict)
        for row in queries.permits(leader, wanted).to_dict("records"):
            permits[row["kind"]][row["status"]] = row["actors"]
        for found in queries.permit_times(leader, wanted):
            assert found.statuses == permits[found.kind]
            mine = each[found.kind]
            dated = [(days, paper) for days, paper, _ in mine if days is not None]
            assert (found.applied, found.issued) == (len(dated), sum(paper for _, paper in dated))
            assert found.undated == len(mine) - len(dated)
            left = by_hand(dated)
            half = [day for day, share in left.items() if share * 2 <= 1]
            assert found.median == (half[0] if half else None), found.kind
            assert sum(found.waiting.values()) == found.statuses["diajukan"]
            running += sum(found.waiting.values())
    assert running > 5


def test_who_waits_stays_in_the_median_and_days_known_by_the_year_are_left_out(small: Small, leader: Who) -> None:
    def applied(days: int, issued: int | None = None, **facts: Any) -> str:
        made = small.actor("Usaha", KALISAT)
        small.permit(made, "nib", "diajukan", TODAY - timedelta(days=days), **facts)
        if issued is not None:
            small.permit(made, "nib", "terbit", TODAY - timedelta(days=days - issued))
        return made

    for days, issued in ((100, 10), (100, 20), (300, 40), (29, None), (30, None), (89, None), (200, None)):
        applied(days, issued)
    applied(400, None, on_precision="year")
    applied(400, 5, on_precision="month")
    again = applied(50)
    small.permit(again, "nib", "diajukan", TODAY - timedelta(days=20))
    refused = applied(60)
    small.permit(refused, "nib", "belum", TODAY - timedelta(days=45))
    no_entity = small.actor("UD Jati")
    small.permit(no_entity, "badan_usaha", "diajukan", TODAY - timedelta(days=60))
    small.permit(no_entity, "badan_usaha", "terbit", TODAY - timedelta(days=30), form="ud")
    found = {one.kind: one for one in queries.permit_times(leader, NOW)}
    assert (found["badan_usaha"].applied, found["badan_usaha"].issued, found["badan_usaha"].waiting) == (1, 0, {})
    nib = found["nib"]
    assert (nib.applied, nib.issued, nib.undated) == (9, 3, 2)
    assert nib.waiting == {"under_30": 1, "days_30_90": 3, "over_180": 1, "undated": 1}
    waits = [(10, True), (20, True), (40, True), (29, False), (30, False), (89, False), (200, False)]
    left = by_hand([*waits, (50, False), (15, False)])
    assert nib.median == next((day for day, share in left.items() if share * 2 <= 1), None)
    assert (nib.usual, nib.overdue) == (1, 5)


def test_days_at_the_edges_of_the_calendar(small: Small, leader: Who) -> None:
    made = small.actor("Usaha")
    for kind, until in (
        ("pirt", TODAY),
        ("merek", TODAY - timedelta(days=1)),
        ("sni", date(2028, 10, 31)),
        ("svlk", date(2028, 11, 1)),
        ("bpom_md", date(2025, 11, 1)),
        ("tkdn_ik", date(2025, 10, 31)),
    ):
        small.permit(made, kind, "terbit", expires_on=until)
    renewed = small.actor("Lain")
    small.permit(renewed, "pirt", "terbit", date(2020, 1, 1), expires_on=TODAY - timedelta(days=3))
    small.permit(renewed, "pirt", "diajukan", TODAY - timedelta(days=2))
    found = queries.permit_expiries(leader, NOW)
    assert found.ahead == {(date(2026, 11, 1), "pirt"): 1, (date(2028, 10, 1), "sni"): 1}
    assert found.lapsed == {(date(2026, 11, 1), "merek"): 1, (date(2025, 11, 1), "bpom_md"): 1}
    assert (found.later, found.earlier) == ({"svlk": 1}, {"tkdn_ik": 1})
    row = queries.permit_expiry_list(leader, NOW, PermitMonth(date(2026, 11, 1), False)).to_dict("records")
    assert [(one["business_name"], one["kind"], one["days"], one["facilitator_id"]) for one in row] == [
        ("Usaha", "pirt", 0, None)
    ]
    assert "number" not in row[0]
