"""Double entries: found, told apart, merged field by field, parted again; and every figure counts the business once."""

import json
import random
import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from data import clock, commands, db, linking, queries, schema
from data.access import Who
from data.clock import today
from data.filter import Filter
from data.linking import Pair
from data.monthly import team as month_of_team
from data.months import month_of
from data.people import demo_person
from data.problem import Problem
from tests.small import AJUNG, GAMBIRAN, GLAGAHWERO, KALISAT, Small

DAY = timedelta(days=1)


@pytest.fixture
def small(machine: Who) -> Small:
    return Small(machine)


@pytest.fixture
def sari(small: Small) -> str:
    return small.facilitator("Sari")


def rows(who: Who, table: sa.Table, *where: Any) -> list[dict[str, Any]]:
    with db.read(who) as conn:
        return [dict(row) for row in conn.execute(sa.select(table).where(*where)).mappings()]


def row_of(who: Who, actor_id: str) -> dict[str, Any]:
    return rows(who, schema.actor, schema.actor.c.id == actor_id)[0]


def merge(who: Who, kept: str, gone: str, **fields: str) -> str:
    versions = [row_of(who, one)["row_version"] for one in (kept, gone)]
    return commands.merge_actors(who, kept, gone, fields, versions[0], versions[1], clock.new_id())


def undo(who: Who, merge_id: str) -> list[str]:
    return commands.undo_merge(who, merge_id, clock.new_id())


def refused(code: str, deed: Any, *args: Any) -> None:
    with pytest.raises(Problem) as caught:
        deed(*args)
    assert caught.value.code == code


def pairs_are(monkeypatch: pytest.MonkeyPatch, *pairs: tuple[str, str, float]) -> None:
    """What the comparison finds."""
    found = [Pair(*sorted((one, other)), chance, {"name": "same"}, False) for one, other, chance in pairs]

    def likely(_records: Any, *, among: Any = None, distinct: Any = ()) -> list[Pair]:
        asked = [pair for pair in found if (pair.left, pair.right) not in set(distinct)]
        return [pair for pair in asked if among is None or {pair.left, pair.right} & set(among)]

    monkeypatch.setattr(linking, "likely_pairs", likely)


def told(who: Who) -> list[tuple[str, str, float]]:
    return [(one.left_id, one.right_id, one.probability) for one in queries.doubles(who)[0]]


# --- finding and telling apart ---------------------------------------------------------------------------------------


def test_the_register_is_compared_with_itself(small: Small, clerk: Who) -> None:
    """The real comparison, on the real rows: a closed entry is found, too, and another business is not."""
    facts = {"owner": "Budi Santoso", "phone": "0812-3456-7890", "product": "kursi"}
    one = small.actor("UD. Jati Makmur", GAMBIRAN, **facts)
    closed = small.actor("Mebel Jati Makmur", GAMBIRAN, **facts | {"phone": "+62 812 3456 7890"})
    small.state(closed, "closed", date(2025, 1, 1))
    small.actor("Batik Sekar", AJUNG, owner="Rini Astuti", phone="0899 1111 2222", product="batik")
    for actor in (one, closed):
        small.permit(actor, "nib", "terbit", number="9120001112223")
    assert commands.find_doubles(clerk) == 1
    found, total = queries.doubles(clerk)
    assert (total, {found[0].left_id, found[0].right_id}) == (1, {one, closed})
    assert found[0].evidence["nib"] == "same"
    assert found[0].probability >= linking.SURE
    assert "Budi" not in json.dumps(dict(found[0].evidence))
    assert commands.find_doubles(clerk) == 1
    assert commands.find_doubles(clerk, [one]) == 1


def test_a_renamed_business_is_found_by_its_permit_number(small: Small, clerk: Who) -> None:
    facts = {"owner": "Budi Santoso", "product": "kursi"}
    one, other = (small.actor(name, GAMBIRAN, **facts) for name in ("UD. Jati Makmur", "Mebel Sinar Pagi"))
    assert commands.find_doubles(clerk) == 0
    for actor, number in ((one, "503/412-TDI/BPPT-VI/2014"), (other, "503/412 TDI BPPT VI 2014")):
        small.permit(actor, "pirt", "terbit", number=number)
    assert commands.find_doubles(clerk) == 1
    assert queries.doubles(clerk)[0][0].evidence["permit"] == "same"


def test_finding_again_changes_nothing_and_forgets_what_is_no_longer_likely(
    small: Small, clerk: Who, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b, c, d = (small.actor(name, id=f"id-{name}") for name in "abcd")
    pairs_are(monkeypatch, (a, b, 0.85), (c, d, 0.95), (a, c, linking.REVIEW / 2))
    assert commands.find_doubles(clerk) == 2
    assert told(clerk) == [(c, d, 0.95), (a, b, 0.85)]
    before = rows(clerk, schema.possible_double)
    commands.find_doubles(clerk)
    assert rows(clerk, schema.possible_double) == before
    pairs_are(monkeypatch, (a, b, 0.8))
    commands.find_doubles(clerk, [a])
    assert told(clerk) == [(c, d, 0.95), (a, b, 0.8)], "only what is about a was compared anew"
    commands.find_doubles(clerk)
    assert told(clerk) == [(a, b, 0.8)]


def test_among_some_only_theirs_are_looked_for(small: Small, clerk: Who, monkeypatch: pytest.MonkeyPatch) -> None:
    a, b = small.actor("a", id="id-a"), small.actor("b", id="id-b")
    pairs_are(monkeypatch, (a, b, 0.9))
    assert commands.find_doubles(clerk, [a]) == 1
    assert told(clerk) == [(a, b, 0.9)]


def test_not_the_same_is_remembered_and_can_be_taken_back(
    small: Small, clerk: Who, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b = small.actor("a", id="id-a"), small.actor("b", id="id-b")
    pairs_are(monkeypatch, (a, b, 0.9))
    commands.find_doubles(clerk)
    commands.keep_both(clerk, b, a, "f")
    commands.keep_both(clerk, b, a, "f")
    refused("double_decided", commands.keep_both, clerk, a, b, "g")
    assert commands.find_doubles(clerk) == 0
    assert told(clerk) == []
    assert [one.left_id for one in queries.doubles(clerk, decision="distinct")[0]] == [a]
    commands.ask_again(clerk, a, b, "h")
    assert told(clerk) == [(a, b, 0.9)]
    refused("no_such_double", commands.keep_both, clerk, a, "no-such", "i")


def test_pages_are_cut_in_the_database(small: Small, clerk: Who, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [small.actor(f"U{number}", id=f"id-{number:02}") for number in range(8)]
    pairs = [(one, other, 0.85 + int(one[-2:]) / 100) for one in ids for other in ids if one < other]
    pairs_are(monkeypatch, *pairs)
    commands.find_doubles(clerk)
    first, total = queries.doubles(clerk, 0)
    second, _ = queries.doubles(clerk, 1)
    assert (len(first), len(second), total) == (20, 8, 28)
    assert [one.probability for one in first + second] == sorted((one[2] for one in pairs), reverse=True)


# --- side by side ----------------------------------------------------------------------------------------------------


def test_two_entries_side_by_side_hold_no_personal_value_until_opened(small: Small, clerk: Who, sari: str) -> None:
    one = small.actor("Mebel Jati", owner="Budi", phone="0811", workers_m=3)
    other = small.actor("Mebel Jaty", owner="Budi S", address="Jl. Mawar", lon=113.8, lat=-8.1)
    small.visit(one, sari, today() - 9 * DAY)
    small.permit(one, "nib", "terbit", number="1" * 13)
    small.permit(other, "nib", "terbit", number="2" * 13)
    small.assign(sari, actor_id=other)
    found = queries.double(clerk, other, one)
    sides = {side.id: side for side in (found.left, found.right)}
    assert found.left.id < found.right.id
    assert found.other_nib
    assert (sides[one].counts["contacts"], sides[one].fields["workers_m"], sides[other].assigned_to) == (1, 3, sari)
    assert not [word for word in ("Budi", "0811", "Mawar", "113.8") if word in repr(found)]
    opened = commands.open_double(clerk, one, other)
    assert (opened[one]["owner"], opened[other]["address"]) == ("Budi", "Jl. Mawar")
    looks = rows(clerk, schema.audit, schema.audit.c.deed == "actor.personal")
    assert {row["about_id"] for row in looks} == {one, other}
    refused("merge_same", queries.double, clerk, one, one)


# --- merging ---------------------------------------------------------------------------------------------------------


def test_field_by_field(small: Small, clerk: Who) -> None:
    kept = small.actor("Mebel Jati", KALISAT, owner="Budi", phone="0811", product="kursi", workers_m=3)
    gone = small.actor("Mebel Jati Makmur", GAMBIRAN, owner="Budi S", address="Jl. Mawar", product="meja",
                       workers_m=5, known_since=date(2015, 3, 1))  # fmt: skip
    merged = merge(clerk, kept, gone, business_name="gone", workers_m="kept", owner="gone")
    found, personal = queries.actor(clerk, kept), commands.open_personal(clerk, kept)
    assert found["business_name"] == "Mebel Jati Makmur"
    assert found["search_name"] == "mebel jati makmur"
    assert found["known_since"] == date(2015, 3, 1)
    assert found["place"]["desa_code"] == GAMBIRAN, "what only one of them says comes along"
    assert found["figures"]["workers_m"] == 3
    assert found["sector"]["product"] == "kursi"
    assert (personal["owner"], personal["phone"], personal["address"]) == ("Budi S", "0811", "Jl. Mawar")
    left = row_of(clerk, gone)
    assert (left["merged_into"], left["merged_at"]) == (kept, rows(clerk, schema.merge)[0]["recorded_at"])
    assert [one.id for one in queries.merges(clerk)] == [merged]
    audits = rows(clerk, schema.audit, schema.audit.c.deed == "actor.merge")
    assert {row["about_id"] for row in audits} == {kept, gone}
    held = json.dumps(rows(clerk, schema.audit_detail), default=str)
    assert not [word for word in ("Budi", "Mawar", "0811") if word in held], "values stand in the merge alone"
    with pytest.raises(ValueError, match="no such choice"):
        commands.merge_actors(clerk, kept, gone, {"search_name": "gone"}, 1, 1, "f")


def test_undone_both_are_as_they_were(small: Small, clerk: Who, sari: str) -> None:
    kept = small.actor("Mebel Jati", KALISAT, owner="Budi", known_since=date(2019, 1, 1))
    gone = small.actor("Mebel Jaty", GAMBIRAN, owner="Budi S", phone="0811", workers_m=5, known_since=date(2015, 1, 1))
    small.assign(sari, actor_id=gone)
    days = [today(), date(2020, 1, 1), date(2016, 1, 1)]

    def everything() -> Any:
        facts = [queries.actor(clerk, one) for one in (kept, gone)]
        plain = ("business_name", "known_since", "merged_into", "needs", "permits", "today")
        dated = {"place": ("kecamatan_code", "desa_code"), "figures": ("workers_m",), "sector": ("product",)}
        told = [{name: one[name] for name in plain} for one in facts]
        told += [{name: one[table].get(name) for name in names} for one in facts for table, names in dated.items()]
        totals = [queries.figures(clerk, Filter(as_of=day)).total for day in days]
        return told, totals, [commands.open_personal(clerk, one) for one in (kept, gone)]

    before = everything()
    merged = merge(clerk, kept, gone, owner="gone", business_name="gone")
    assert queries.actor(clerk, kept)["today"]["facilitator_id"] == sari
    assert everything() != before
    assert undo(clerk, merged) == []
    assert everything() == before
    assert rows(clerk, schema.merge)[0]["changes"] is None
    assert queries.merges(clerk) == []
    refused("merge_undone", undo, clerk, merged)
    merge(clerk, kept, gone)  # and again


def test_what_was_edited_since_stays_and_is_told(small: Small, clerk: Who) -> None:
    kept = small.actor("Mebel Jati", owner="Budi", phone="0811", workers_m=3)
    gone = small.actor("Mebel Jaty", owner="Budi S", phone="0822", workers_m=5)
    merged = merge(clerk, kept, gone, owner="gone", phone="gone", workers_m="gone")
    edits = {"owner": "Budi Santoso", "phone": "0811"}
    commands.edit_actor(clerk, kept, row_of(clerk, kept)["row_version"], edits)
    assert undo(clerk, merged) == ["owner"], "the phone is back already, which is no conflict"
    personal = commands.open_personal(clerk, kept)
    assert (personal["owner"], personal["phone"]) == ("Budi Santoso", "0811")
    assert queries.actor(clerk, kept)["figures"]["workers_m"] == 3


def test_an_own_facilitator_stands_and_one_changed_since_stays(small: Small, clerk: Who, sari: str) -> None:
    rini = small.facilitator("Rini")
    kept, gone, third = (small.actor(name) for name in ("A", "B", "C"))
    small.assign(sari, actor_id=kept)
    small.assign(rini, actor_id=gone)
    merge(clerk, kept, gone)
    assert queries.actor(clerk, kept)["today"]["facilitator_id"] == sari
    assert queries.facilitator_card(clerk, rini)["personally"] == 0
    merged = merge(clerk, third, kept)
    assert queries.actor(clerk, third)["today"]["facilitator_id"] == sari
    table = schema.assignment
    with db.write(demo_person(clerk.register, "admin"), "assignment.edit", db.About("actor", third)) as writing:
        writing.conn.execute(table.update().where(table.c.actor_id == third).values(facilitator_id=rini))
    assert undo(clerk, merged) == ["assignment"]
    assert queries.actor(clerk, third)["today"]["facilitator_id"] == rini


def test_one_after_the_other(small: Small, clerk: Who, sari: str) -> None:
    """A into B, then B into C: all three are one, and parted from the last to the first."""
    a, b, c = (small.actor(name) for name in "ABC")
    on = today() - 30 * DAY
    small.visit(a, sari, on, result="catatan")
    small.permit(a, "nib", "terbit", number="1" * 13)
    first = merge(clerk, b, a)
    second = merge(clerk, c, b)
    for asked in (a, b, c):
        assert queries.actor(clerk, asked)["survivor"] == (None if asked == c else c)
    assert queries.actor(clerk, c)["today"]["last_visit"] == on
    assert queries.actor(clerk, c)["permits"][0]["kind"] == "nib"
    events = queries.timeline(clerk, c)
    assert [one["result"] for one in events if one["kind"] == "contact"] == ["catatan"]
    assert sorted(one["business_name"] for one in events if one["kind"] == "merge") == ["A", "B"]
    assert queries.figures(clerk, Filter()).total["actors"] == 1
    refused("merge_undo_order", undo, clerk, first)
    refused("merge_already", merge, clerk, c, a)
    undo(clerk, second)
    assert queries.actor(clerk, c)["today"]["last_visit"] is None
    assert queries.actor(clerk, b)["today"]["last_visit"] == on
    undo(clerk, first)
    assert queries.actor(clerk, a)["today"]["last_visit"] == on
    assert queries.figures(clerk, Filter()).total["actors"] == 3


def test_refusals(small: Small, clerk: Who, leader: Who) -> None:
    kept, gone, closed = (small.actor(name) for name in "ABC")
    small.state(closed, "closed", date(2025, 1, 1))
    ask = commands.merge_actors
    refused("merge_same", ask, clerk, kept, kept, {}, 1, 1, "a")
    refused("no_such_actor", ask, clerk, kept, "no-such", {}, 1, 1, "b")
    refused("not_allowed", ask, leader, kept, gone, {}, 1, 1, "c")
    refused("merge_kept_inactive", ask, clerk, closed, gone, {}, 1, 1, "d")
    commands.edit_actor(clerk, gone, 1, {"phone": "0811"})
    refused("changed_meanwhile", ask, clerk, kept, gone, {}, 1, 1, "e")
    ask(clerk, kept, gone, {}, 1, 2, "f")
    ask(clerk, kept, gone, {}, 1, 2, "f")
    refused("merge_already", ask, clerk, kept, gone, {}, 2, 3, "g")
    merge(clerk, kept, closed)
    assert len(rows(clerk, schema.merge)) == 2


def test_two_persons_at_once(small: Small, clerk: Who, register: str) -> None:
    """One wins, the other reads one sentence, whichever entry each of them keeps."""
    one, other = small.actor("A"), small.actor("B")
    people, gate = (clerk, demo_person(register, "admin")), threading.Barrier(2)
    said: list[str] = []

    def act(who: Who, kept: str, gone: str) -> None:
        gate.wait()
        try:
            commands.merge_actors(who, kept, gone, {}, 1, 1, clock.new_id())
            said.append("merged")
        except Problem as problem:
            said.append(problem.code)

    threads = [threading.Thread(target=act, args=args) for args in ((people[0], one, other), (people[1], other, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["merge_already", "merged"]
    assert len(rows(clerk, schema.merge)) == 1


def test_a_merge_counts_from_its_moment_on(small: Small, clerk: Who, sari: str) -> None:
    """What was known before it stays as it was known."""
    kept, gone = small.actor("A"), small.actor("B")
    small.visit(gone, sari, date(2026, 1, 5))
    before = clock.now()
    then = queries.figures(clerk, Filter()).total
    merge(clerk, kept, gone)
    now = queries.figures(clerk, Filter()).total
    assert (then["actors"], then["served"], now["actors"], now["served"]) == (2, 1, 1, 1)
    assert queries.figures(clerk, Filter(known_at=before)).total == then


def test_erasure_reaches_the_values_of_a_merge(small: Small, clerk: Who, register: str) -> None:
    kept = small.actor("A", owner="Bu Xyzzy", phone="0811 Xyzzy")
    gone = small.actor("B", owner="Bu Xyzzy S", address="Jl. Xyzzy")
    merged = merge(clerk, kept, gone, owner="gone")
    admin = demo_person(register, "admin")
    assert "Jl. Xyzzy" in commands.subject_file(admin, gone).decode()
    commands.erase_subject(admin, gone, "diminta pemilik")
    with db.read(clerk) as conn:
        held = [str(row) for table in schema.metadata.sorted_tables for row in conn.execute(sa.select(table))]
    assert not [row for row in held if "Xyzzy" in row]
    assert undo(clerk, merged) == []


# --- one business in every number ------------------------------------------------------------------------------------


def happen(small: Small, by: tuple[str, ...], dice: random.Random) -> list[tuple[str, dict[str, Any]]]:
    """What may happen to a business in a life, as rows without their actor."""
    made: list[tuple[str, dict[str, Any]]] = []
    for _ in range(dice.randrange(2, 9)):
        on = date(2024, 6, 1) + timedelta(days=dice.randrange((today() - date(2024, 6, 1)).days))
        what = dice.choice(["visit", "phone", "permit", "need", "request"])
        if what in ("visit", "phone"):
            mode = "telepon" if what == "phone" else dice.choice(["di_tempat", "di_kantor"])
            due = on + 20 * DAY if dice.random() < 0.5 else None
            fact = {"on": on, "by": dice.choice(by), "mode": mode, "topics": "npwp", "next_due": due}
            made.append(("visit", fact | {"outcome": dice.choice(["bertemu", "bertemu", "tidak_bertemu"])}))
        elif what == "permit":
            status = dice.choice(["terbit", "belum", "diajukan"])
            made.append(("permit", {"kind": dice.choice(["nib", "npwp", "pirt"]), "status": status, "on": on}))
        elif what == "need":
            made.append(("need", {"kind": "npwp", "change": dice.choice(["raised", "met"]), "on_date": on}))
        else:
            made.append(("request", {"channel": "desa", "on_date": on}))
    return made


def write_down(small: Small, actor: str, facts: list[tuple[str, dict[str, Any]]]) -> None:
    for what, fact in facts:
        row = dict(fact)
        if what == "visit":
            small.visit(actor, row.pop("by"), row.pop("on"), **row)
        elif what == "permit":
            small.permit(actor, row.pop("kind"), row.pop("status"), row.pop("on"))
        else:
            small.insert({"need": schema.need_event, "request": schema.request}[what], actor_id=actor, **row)


def counted(who: Who, desa: str, facilitators: tuple[str, ...]) -> dict[str, Any]:
    """Every number and list about the businesses of one desa."""
    found: dict[str, Any] = {}
    for day in (today(), today() - 200 * DAY, today() - 500 * DAY):
        wanted = Filter(desa=(desa,), as_of=day)
        found |= {
            f"figures {day}": {k: v for k, v in queries.figures(who, wanted, "desa").total.items() if "load" not in k},
            f"permits {day}": sorted(map(tuple, queries.permits(who, wanted).to_numpy().tolist())),
            f"needs {day}": sorted(map(tuple, queries.needs(who, wanted).to_numpy().tolist())),
            f"late {day}": queries.late_entries(who, wanted),
            f"list {day}": queries.actor_list(who, wanted)["last_visit"].tolist(),
        }
    for name in facilitators:
        turns = [turn for turn in queries.caseload_today(who, name).turns if turn.case.desa_code == desa]
        found[f"turns {name}"] = [
            (
                turn.reasons,
                turn.case.visits,
                turn.case.last_visit,
                turn.case.promise and (turn.case.promise.due, turn.case.promise.made_on),
                turn.case.request and turn.case.request.on,
            )
            for turn in turns
        ]
    return found


@pytest.mark.parametrize("seed", range(3))
def test_merged_entries_count_as_one_that_holds_both_histories(small: Small, clerk: Who, sari: str, seed: int) -> None:
    dice = random.Random(seed)
    rini = small.facilitator("Rini")
    starts = [date(2018, 1, 1) + timedelta(days=dice.randrange(2600)) for _ in range(2)]
    kept, gone = (small.actor(f"U{number}", GAMBIRAN, known_since=on) for number, on in enumerate(starts))
    whole = small.actor("U", GLAGAHWERO, known_since=min(starts))
    small.assign(rini, actor_id=gone)
    small.assign(rini, actor_id=whole)
    histories = [happen(small, (sari, rini), dice) for _ in range(2)]
    for actor, facts in zip((kept, gone), histories, strict=True):
        for fact in facts:
            write_down(small, actor, [fact])
            write_down(small, whole, [fact])
    apart = counted(clerk, GAMBIRAN, (sari, rini))
    merge(clerk, kept, gone)
    assert counted(clerk, GAMBIRAN, (sari, rini)) == counted(clerk, GLAGAHWERO, (sari, rini))
    assert counted(clerk, GAMBIRAN, (sari, rini)) != apart


def test_needs_met_and_permits_of_a_month_count_once(small: Small, clerk: Who, sari: str) -> None:
    """A visit on one entry and what it led to on the other are one business's."""
    kept, gone = small.actor("A"), small.actor("B")
    small.assign(sari, actor_id=kept)
    month = month_of(today() - 60 * DAY)
    on = month.first + 3 * DAY
    small.visit(kept, sari, on - 40 * DAY, topics="npwp")
    for actor in (kept, gone):
        small.permit(actor, "npwp", "terbit", on)
    small.insert(schema.need_event, actor_id=gone, kind="npwp", change="met", on_date=on)

    def outcomes() -> tuple[int, int]:
        with db.read(clerk) as conn:
            row = next(row for row in month_of_team(conn, clerk.kab, month).rows if row.facilitator_id == sari)
        return row.needs_met, row.permits_issued

    assert outcomes() == (0, 1)
    merge(clerk, kept, gone)
    assert outcomes() == (1, 1)


def test_what_passes_to_another_facilitator_holds_both_histories(small: Small, clerk: Who, sari: str) -> None:
    rini = small.facilitator("Rini")
    kept, gone = small.actor("A"), small.actor("B")
    small.assign(sari, actor_id=kept)
    small.visit(gone, sari, today() - 20 * DAY, result="catatan", next_step="kirim contoh", next_due=today() + 5 * DAY)
    small.insert(schema.need_event, actor_id=gone, kind="modal", change="raised", on_date=date(2026, 1, 1))
    small.permit(gone, "pirt", "terbit", date(2022, 1, 1), expires_on=today() + 30 * DAY)
    merge(clerk, kept, gone)
    (told,) = commands.open_handover(clerk, sari, rini).actors
    assert (told.promise, told.needs, told.note) == ("kirim contoh", ("modal",), "catatan")
    assert told.permits == (("pirt", today() + 30 * DAY),)


def test_the_promise_of_a_merged_entry_is_answered_at_the_kept_one(small: Small, clerk: Who, sari: str) -> None:
    kept, gone = small.actor("A"), small.actor("B")
    at = datetime(2026, 1, 2, tzinfo=UTC)
    small.visit(gone, sari, today() - 20 * DAY, next_step="kirim", next_due=today() - DAY, recorded=at)
    merged = merge(clerk, kept, gone)
    found = queries.promise(clerk, kept)
    assert found is not None
    assert found.actor_id == kept
    visit = commands.NewVisit("v", (kept,), today(), "di_tempat", "bertemu", facilitator_id=sari)
    refused("promise_unanswered", commands.log_visit, clerk, visit)
    answer = commands.PromiseChange("kept")
    commands.log_visit(clerk, commands.NewVisit(**vars(visit) | {"promise": answer}))
    assert queries.promise(clerk, kept) is None
    undo(clerk, merged)
    assert queries.promise(clerk, gone) is None
