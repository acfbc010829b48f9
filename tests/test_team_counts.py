"""What Pendamping counts from memory and in few questions is what the rows say, one actor after the other."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from data import clock, queries, schema
from data.access import Who
from data.clock import months_before
from data.db import read
from data.filter import Filter
from data.months import month_of
from data.population import Frame, actors, standing
from data.promises import open_promises
from data.queries.targets import finished
from data.route import distance
from geo import regions
from tests.small import AJUNG, GAMBIRAN, GLAGAHWERO, KALISAT, Small
from tests.test_summary import Office

KINDS = {"actor": "id", "desa": "desa_code", "kecamatan": "kecamatan_code"}


class Team(Office):
    """An office in which also promises are made, kept and postponed, and points and phone numbers come and go."""

    def __init__(self, small: Small, seed: int) -> None:
        super().__init__(small, seed)
        self.team.append(small.facilitator("Rini"))
        self.deeds["work"] = lambda: small.insert(
            schema.facilitator_state,
            facilitator_id=self.team[1],
            on_date=self.day(-100, 0),
            state=self.dice.choice(("aktif", "selesai")),
        )
        self.often = (self.promise, self.became, self.postponed, self.came, self.visit, self.assign, self.personal)

    def anything(self) -> None:
        deed = self.often if self.dice.random() < 0.7 else list(self.deeds.values())
        self.dice.choice(deed)()

    def promise(self) -> None:
        made, due = self.day(-150, 0), self.day(-100, 30)
        facts = {"next_step": "contoh", "next_due": max(due, made), "mode": self.dice.choice(schema.MODES[:2])}
        self.small.visit(self.one(), self.dice.choice(self.team), made, **facts)

    def became(self) -> None:
        """Of a promise of anybody's, long ago or just now."""
        table, change = schema.contact, self.dice.choice(("kept", "dropped", "postponed", "postponed", "postponed"))
        asked = sa.select(table.c.id, table.c.actor_id).where(table.c.next_due.is_not(None)).order_by(table.c.id)
        with read(self.small.who) as conn:
            made = conn.execute(asked).all()
        if made:
            contact = self.dice.choice(made)
            row: dict[str, Any] = {"contact_id": contact.id, "actor_id": contact.actor_id, "change": change}
            row |= {"due": self.day(-60, 60)} if change == "postponed" else {}
            told = {"recorded_at": clock.now()} if self.dice.random() < 0.5 else {}
            self.small.insert(schema.promise_event, **row, **told, on_date=self.day(-100, 0))

    def postponed(self) -> None:
        """Somebody new, who was visited again since the promise; told of before that visit or only now."""
        self.add()
        actor, by = self.actors[-1], self.dice.choice(self.team)
        self.small.visit(actor, by, self.day(-90, -50), next_step="contoh", next_due=self.day(-40, -10))
        if self.dice.random() < 0.7:
            self.small.visit(actor, by, self.day(-45, -5))
        table = schema.contact
        with read(self.small.who) as conn:
            found = sa.select(table.c.id).where(table.c.actor_id == actor, table.c.next_due.is_not(None))
            event = {"contact_id": conn.scalar(found), "actor_id": actor, "change": "postponed"}
        told = {"recorded_at": clock.now()} if self.dice.random() < 0.7 else {}
        self.small.insert(schema.promise_event, **event, **told, on_date=clock.today(), due=self.day(-30, 30))

    def came(self) -> None:
        """A need met and a permit issued in these weeks, mostly of somebody who was visited before."""
        if self.dice.random() < 0.5:
            self.add()
        actor, day = self.actors[-1], self.day(-40, 0)
        if self.dice.random() < 0.8:
            self.small.visit(
                actor, self.dice.choice(self.team), day - timedelta(days=self.dice.choice((0, 200, 364, 365, 366, 400)))
            )
        self.small.insert(schema.need_event, actor_id=actor, kind="modal", change="met", on_date=day)
        self.small.permit(actor, "badan_usaha", "terbit", day, form=self.dice.choice(("cv", "ud")))

    def personal(self) -> None:
        table, point = schema.actor_personal, self.dice.choice(((113.7, -8.1), (None, None)))
        values = {"phone": self.dice.choice(("0811", "", None)), "lon": point[0], "lat": point[1]}
        with self.small._writing() as writing:
            writing.conn.execute(table.update().where(table.c.actor_id == self.one()).values(**values))


class Rows:
    """The active actors of a day, as the dated rows say, each with all that concerns whose it is."""

    def __init__(self, who: Who, day: date) -> None:
        self.frame = frame = Frame(who.kab, day, clock.now())
        rows = actors(frame, Filter(as_of=day))
        own, desa = standing(frame, "actor_id", rows.c.id), standing(frame, "desa_code", rows.c.desa_code)
        exact, met = schema.actor_personal, schema.contact
        visit = sa.and_(frame.happened(met), met.c.mode.in_(schema.MODES_IN_PERSON), met.c.outcome == "bertemu")
        with read(who) as conn:
            asked = sa.select(rows, own.label("own"), desa.label("of_desa")).order_by(rows.c.id)
            self.each = [dict(row) for row in conn.execute(asked).mappings()]
            self.personal = {row.actor_id: row for row in conn.execute(sa.select(exact))}
            self.into = {one: head for one, head in conn.execute(sa.select(frame.survivors()))}
            self.promises = open_promises(conn, frame, [one["id"] for one in self.each])
            self.visits = [
                (self.head(who), on) for who, on in conn.execute(sa.select(met.c.actor_id, met.c.on_date).where(visit))
            ]
            self.events = {
                table: conn.execute(sa.select(table).where(frame.happened(table))).all()
                for table in (schema.need_event, schema.permit_event)
            }
            form = schema.legal_form
            self.no_entity = set(conn.scalars(sa.select(form.c.code).where(sa.not_(form.c.legal_entity))))

    def head(self, entry: str) -> str:
        return self.into.get(entry, entry)

    def of(self, facilitator_id: str) -> list[dict[str, Any]]:
        return [one for one in self.each if one["facilitator_id"] == facilitator_id]

    def month(self, facilitator_id: str, first: date, home: str | None) -> dict[str, Any]:
        mine, places = self.of(facilitator_id), regions.load().desa
        ids = {one["id"] for one in mine}
        seen = [one["waiting"] for one in mine if one["observed"]]
        known = [one["desa_code"] for one in mine if one["desa_code"]]
        lengths = sorted(distance(places[home].label, places[code].label) for code in known) if home else []
        half = len(lengths) // 2
        needs, permits = (self._came(rows, first, ids) for rows in self.events.values())
        return {
            "caseload": len(mine),
            "never": seen.count("never"),
            "over_24": seen.count("over_24"),
            "no_desa": len(mine) - len(known),
            "no_point": sum(self.personal[one].lon is None for one in ids),
            "no_phone": sum(not self.personal[one].phone for one in ids),
            "overdue": sum(one in self.promises and self.promises[one].due < self.frame.day for one in ids),
            "needs_met": needs,
            "permits_issued": permits,
            "distance_km": (lengths[half] + lengths[~half]) / 2 if lengths else None,
        }

    def _came(self, rows: Any, first: date, ids: set[str]) -> int:
        def good(row: Any) -> bool:
            came = (
                row.change == "met"
                if "change" in row._fields
                else row.status == "terbit" and row.form not in self.no_entity
            )
            since = months_before(row.on_date, 12)
            visited = any(who == self.head(row.actor_id) and since < on <= row.on_date for who, on in self.visits)
            return came and row.on_date >= first and row.on_precision != "year" and visited

        return len(
            {(self.head(row.actor_id), row.kind) for row in rows if good(row)}
            & {(one, kind) for one in ids for kind in {row.kind for row in rows}}
        )


def same_months(who: Who, rows: Rows, day: date) -> int:
    """The month of a day, of everybody; how many promises are overdue in it."""
    first, found = month_of(day).first, queries.team_month(who, day).rows
    for row in found:
        told = rows.month(row.facilitator_id, first, homes(who).get(row.facilitator_id))
        assert {name: getattr(row, name) for name in told} == told, (day, row.name)
    if day < clock.today():
        asked = {row.facilitator_id: row for row in found if row.band and row.band.asks}
        light = {one: (it.sessions, it.low, it.high) for one, it in finished(who, day).items()}
        assert light == {one: (row.sessions, row.low, row.high) for one, row in asked.items()}
    else:
        assert all(queries.caseload_today(who, row.facilitator_id).band == row.band for row in found if row.current)
    listed = {row.facilitator_id for row in found}
    assert {one["facilitator_id"] for one in rows.each} - {None} <= listed
    return sum(row.overdue for row in found)


def homes(who: Who) -> dict[str, str | None]:
    return {one.id: one.home_desa for one in queries.team(who)}


def same_territories(who: Who, rows: Rows, day: date) -> None:
    counted = Counter(
        {
            (row["code"], row["kecamatan_code"], name): row[name]
            for row in queries.territories(who, day).to_dict("records")
            for name in ("actors", "assigned", "personally", "orphaned")
        }
    )
    expected: Counter[Any] = Counter()
    for one in rows.each:
        values = {"actors": 1, "assigned": one["facilitator_id"] is not None} | {
            name: one[name] for name in ("personally", "orphaned")
        }
        expected.update({(one["desa_code"], one["kecamatan_code"], name): int(size) for name, size in values.items()})
    assert +counted == +expected
    assert {one.id: one.caseload for one in queries.team(who, day)} == {
        one.id: len(rows.of(one.id)) for one in queries.team(who, day)
    }


def same_orphans(who: Who, rows: Rows, day: date) -> int:
    """Groups, and the actors of their offers; how many orphans there are."""
    found, expected = queries.orphans(who, day).groups, {}
    for one in rows.each:
        if one["orphaned"]:
            key = (one["responsible_id"], one["kecamatan_code"], one["desa_code"], one["own"] is not None)
            expected.setdefault(key, []).append(one["id"])
    groups = {(one.facilitator_id, one.kecamatan_code, one.desa_code, one.personally): one for one in found}
    assert {key: group.actors for key, group in groups.items()} == {key: len(ids) for key, ids in expected.items()}
    passing = queries.orphan_targets(who, found, day)
    for key, group in groups.items():
        sizes = [(taker, len(targets)) for taker, targets in passing[group.key]]
        taken = [code for _, targets in passing[group.key] for _, code in targets]
        assert [taker for taker, _ in sizes] == [offer.facilitator_id for offer in group.offers]
        assert taken == [group.desa_code] if group.whole else taken == expected[key][: group.actors - group.left]
    return sum(map(len, expected.values()))


def same_effect(who: Who, rows: Rows, office: Team, day: date) -> None:
    kinds = office.dice.choice((["actor"], ["desa"], ["kecamatan"], list(KINDS)))
    codes = {"actor": office.actors, "desa": [GAMBIRAN, GLAGAHWERO], "kecamatan": [KALISAT, AJUNG]}
    targets = [(kind, code) for kind in kinds for code in office.dice.sample(codes[kind], 2)]
    taker, counted = office.dice.choice(office.team), Counter[Any]()
    for one in rows.each:
        chosen = [kind for kind, code in targets if one[KINDS[kind]] == code]
        area = one["own"] is None and ("desa" in chosen or ("kecamatan" in chosen and one["of_desa"] is None))
        if chosen:
            counted[one["responsible_id"], "actor" in chosen or area] += 1
    told = queries.effect(who, taker, targets, day)
    moves = {former: size for (former, moved), size in counted.items() if moved and former != taker}
    assert dict(told.moves) == moves, targets
    assert (told.already, told.staying) == (
        counted[taker, True],
        sum(size for (_, moved), size in counted.items() if not moved),
    )
    assert told.caseload == len(rows.of(taker)) + sum(moves.values())


@pytest.mark.parametrize("seed", range(2))
def test_every_number_is_what_the_rows_say(small: Small, clerk: Who, seed: int) -> None:
    office, met = Team(small, seed), Counter[str]()
    small.assign(office.team[0], desa_code=GAMBIRAN)
    small.assign(office.team[1], desa_code=GLAGAHWERO)
    small.assign(office.team[2], kecamatan_code=KALISAT)
    for _ in range(5):
        office.add()
    table = schema.facilitator
    with small._writing() as writing:
        writing.conn.execute(table.update().where(table.c.id == office.team[0]).values(home_desa=GLAGAHWERO))
    for step in range(70):
        office.anything()
        if step == 35:
            small.assign(office.team[1], actor_id=small.actor("Sendiri", GAMBIRAN))
            small.insert(
                schema.facilitator_state, facilitator_id=office.team[1], on_date=clock.today(), state="selesai"
            )
        if step % 10 == 9:
            today = clock.today()
            for day in (today, months_before(today.replace(day=1), office.dice.randint(0, 3)) - timedelta(days=1)):
                rows = Rows(clerk, day)
                met["overdue"] += same_months(clerk, rows, day)
            for day in (today, office.day(-400, 40)):
                rows = Rows(clerk, day)
                same_territories(clerk, rows, day)
                met["orphans"] += same_orphans(clerk, rows, day)
                same_effect(clerk, rows, office, day)
    assert min(met["overdue"], met["orphans"]) > 0


@pytest.fixture
def small(machine: Who) -> Small:
    return Small(machine)
