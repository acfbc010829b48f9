"""How places stand and how complete the register is: recounted from the raw rows, on registers in which anything
happens, and case by case."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from data import clock, commands, db, queries, schema
from data.access import Who
from data.clock import months_before
from data.filter import Filter
from data.outside import NewSource, PlaceCount
from data.problem import Problem
from data.ranking import records
from geo.regions import load
from tests.small import AJUNG, GAMBIRAN, GLAGAHWERO, JELBUK, KALISAT, Small
from tests.test_summary import Office

Row = Any
TABLES = ("actor", "actor_place", "actor_state", "actor_sector", "contact", "kecamatan", "enumeration")
NOW = Filter()
CENSUS = NewSource("Sensus", date(2016, 1, 1), "year", "usaha kecil", "buku 1")


@pytest.fixture
def small(machine: Who) -> Small:
    return Small(machine)


# --- against the raw rows --------------------------------------------------------------------------------------------


class Raw:
    """All rows of a register as they stand, and what they say on a day as known at a moment, one row at a time."""

    def __init__(self, who: Who, day: date, known: datetime) -> None:
        self.day, self.known = day, known
        with db.read(who) as conn:
            for name in (*TABLES, "outside_source", "outside_count"):
                table = schema.metadata.tables[name]
                rows = conn.execute(sa.select(table).where(table.c.kab_code == who.kab)).mappings().all()
                setattr(self, name, [row for row in rows if row.get("recorded_at", known) <= known])
            since = schema.replaced_number
            asked = sa.select(since).where(since.c.name == "visits_since", since.c.recorded_at > known)
            replaced = conn.execute(asked.order_by(since.c.recorded_at.desc(), since.c.id.desc())).mappings().all()
        self.since = {row["code"]: row["visits_since"] for row in self.kecamatan}
        self.since |= {row["about"]: row["day"] for row in replaced}
        self.newest: dict[tuple[str, str, str | None], int] = {}
        for row in sorted(self.outside_count, key=lambda row: (row["recorded_at"], row["id"])):
            code = row["desa_code"] or row["kecamatan_code"]
            self.newest[row["source_id"], code, row["sector"]] = row["businesses"]

    def kept(self, rows: Iterable[Row], day: date) -> Row | None:
        found = [row for row in rows if row["on_date"] <= day]
        return max(found, key=lambda row: (row["on_date"], row["recorded_at"], row["id"]), default=None)

    def of(self, name: str, actor_id: str) -> list[Row]:
        return [row for row in getattr(self, name) if row["actor_id"] == actor_id]

    def merged(self) -> dict[str, str]:
        return {
            row["id"]: row["merged_into"] for row in self.actor if row["merged_into"] and row["merged_at"] <= self.known
        }

    def present(self) -> list[tuple[str, Row, str]]:
        """Active actors: id, place, sector."""
        found = []
        for one in self.actor:
            state, place = (self.kept(self.of(name, one["id"]), self.day) for name in ("actor_state", "actor_place"))
            if one["id"] not in self.merged() and state and state["state"] == "active" and place:
                sector = self.kept(self.of("actor_sector", one["id"]), self.day)
                found.append((one["id"], place, sector["sector"] if sector else "other"))
        return found

    def served(self, actor_id: str) -> bool:
        into, since = self.merged(), months_before(self.day, 12)
        for row in self.contact:
            whose = row["actor_id"]
            while whose in into:
                whose = into[whose]
            in_person = row["mode"] in schema.MODES_IN_PERSON and row["outcome"] == "bertemu"
            if whose == actor_id and in_person and since < row["on_date"] <= self.day:
                return True
        return False

    def ever(self) -> set[str]:
        """Day by day: where each entry stood."""
        found: set[str] = set()
        for one in self.actor:
            if one["id"] in self.merged():
                continue
            places, states = self.of("actor_place", one["id"]), self.of("actor_state", one["id"])
            for day in {row["on_date"] for row in (*places, *states)}:
                place = self.kept(places, day) if day <= self.day and self.kept(states, day) else None
                if place:
                    found |= {place["kecamatan_code"], place["desa_code"]}
        return found - {None}

    def sources(self) -> list[Row]:
        alive = [one for one in self.outside_source if not (one["withdrawn_at"] and one["withdrawn_at"] <= self.known)]
        alive = [one for one in alive if one["on_date"] <= self.day]
        return sorted(alive, key=lambda one: (one["on_date"], one["recorded_at"], one["id"]), reverse=True)

    def number(self, source: str, code: str, sectors: tuple[str, ...]) -> int | None:
        each = [self._number(source, code, sector) for sector in sectors or (None,)]
        return None if None in each else sum(each)

    def _number(self, source: str, code: str, sector: str | None) -> int | None:
        own = self.newest.get((source, code, sector))
        if own is not None or len(code) > 8:
            return own
        below = [self._number(source, place.code, sector) for place in load().desa_of(code)]
        return None if None in below else sum(below)

    def somebodys(self, code: str) -> int | None:
        """The number of the newest source that has one of this place."""
        return next((n for one in self.sources() if (n := self.number(one["id"], code, ())) is not None), None)

    def looked(self) -> set[str]:
        found = self.ever()
        for row in self.enumeration:
            if row["on_date"] <= self.day and not (row["withdrawn_at"] and row["withdrawn_at"] <= self.known):
                found.add(row["desa_code"])
        for code in load().kecamatan:
            whole = self.somebodys(code)
            for place in load().desa_of(code):
                own = self.somebodys(place.code)
                if (whole if own is None else own) == 0:
                    found.add(place.code)
            if whole == 0:
                found.add(code)
        return found | {code for code in load().kecamatan if all(place.code in found for place in load().desa_of(code))}

    def states(self, by: str) -> dict[str, str]:
        looked, places = self.looked(), load().desa if by == "desa" else load().kecamatan
        seen = {code for code, since in self.since.items() if since and since <= self.day}
        column, found, present = f"{by}_code", {}, self.present()
        for code in places:
            here = [actor_id for actor_id, place, _ in present if place[column] == code]
            if not here:
                found[code] = "empty" if code in looked else "blank"
            elif code[:8] not in seen:
                found[code] = "unseen"
            else:
                found[code] = "served" if any(map(self.served, here)) else "untouched"
        return found

    def listed(self, by: str, sectors: tuple[str, ...], chosen: str | None) -> tuple[str | None, dict[str, int | None]]:
        """The source taken, and the number of each place."""
        places = load().desa if by == "desa" else load().kecamatan
        for one in sorted(self.sources(), key=lambda one: one["id"] != chosen):
            numbers = {code: self.number(one["id"], code, sectors) for code in places}
            if any(number is not None for number in numbers.values()):
                return one["id"], numbers
        return None, dict.fromkeys(places)


class Counting(Office):
    """The same office, in which sources and listings come, are corrected and withdrawn."""

    def __init__(self, small: Small, seed: int) -> None:
        super().__init__(small, seed)
        self.sources: list[str] = []
        self.all_of_kalisat = [place.code for place in load().desa_of(KALISAT)]

    def source(self) -> None:
        self.sources.append(clock.new_id())
        said = {"title": "A", "counts": "B", "reference": "C", "on_precision": "day", "recorded_at": self.moment()}
        withdrawn = {"withdrawn_at": self.moment() if self.dice.random() < 0.3 else None}
        self.small.insert(schema.outside_source, id=self.sources[-1], on_date=self.day(-1500, 20), **said, **withdrawn)

    def numbers(self) -> None:
        """Of one place several times, or of all desa of one kecamatan."""
        source, sector = self.dice.choice(self.sources), self.dice.choice((None, None, "food", "furniture"))
        some = (KALISAT, AJUNG, JELBUK, GAMBIRAN, GLAGAHWERO)
        codes = self.all_of_kalisat if self.dice.random() < 0.3 else [self.dice.choice(some)]
        for code in codes:
            place = {"kecamatan_code": code[:8], "desa_code": code if len(code) > 8 else None, "sector": sector}
            number = {"businesses": self.dice.choice((0, 0, 1, 5)), "recorded_at": self.moment()}
            self.small.insert(schema.outside_count, source_id=source, **place, **number)

    def listing(self) -> None:
        desa = self.dice.choice((*self.all_of_kalisat, *(place.code for place in load().desa_of(JELBUK))))
        withdrawn = {"withdrawn_at": self.moment() if self.dice.random() < 0.3 else None}
        when = {"on_date": self.day(-1500, 20), "recorded_at": self.moment()}
        self.small.insert(schema.enumeration, desa_code=desa, businesses=self.dice.randint(0, 2), **when, **withdrawn)

    def correct(self) -> None:
        """A place that was wrong from its first day on."""
        facts = {"on_date": date(2018, 1, 1), "recorded_at": self.moment()}
        self.small.insert(schema.actor_place, actor_id=self.one(), **facts, **self.place())

    def unseen(self) -> None:
        table, since = schema.kecamatan, self.dice.choice((None, self.day(-1200, 0)))
        with self.small._writing() as writing:
            writing.conn.execute(table.update().where(table.c.code == AJUNG).values(visits_since=since))


def same(who: Who, office: Counting) -> Counter[str]:
    """One question, answered and recounted; the states that were met."""
    known = office.moment() if office.dice.random() < 0.4 else None
    day, by = office.day(-900, 20), office.dice.choice(("kecamatan", "desa"))
    sectors = office.dice.choice(((), (), ("food",), ("food", "furniture")))
    chosen = office.dice.choice((None, *office.sources))
    wanted = Filter(as_of=day, known_at=known, sector=sectors)
    raw = Raw(who, day, known or clock.now())
    answer = queries.known_places(who, wanted, by, chosen)
    rows = {row["code"]: row for row in records(answer.rows) if row["code"]}
    source, numbers = raw.listed(by, sectors, chosen)
    assert (answer.source.id if answer.source else None) == source
    assert {code: row["outside"] for code, row in rows.items()} == numbers
    inside = Counter(place[f"{by}_code"] for _, place, sector in raw.present() if not sectors or sector in sectors)
    shares = {code: inside[code] / number if number else None for code, number in numbers.items()}
    assert {code: row["listed"] for code, row in rows.items()} == shares
    both = [code for code, number in numbers.items() if number is not None]
    found = (answer.inside, answer.outside, answer.both)
    assert found == (sum(inside[code] for code in both), sum(numbers[code] or 0 for code in both), len(both))
    states = {code: row["state"] for code, row in rows.items()}
    assert states == (dict.fromkeys(rows) if sectors else raw.states(by))
    if by == "kecamatan" and not sectors:
        below = Counter((code[:8], state) for code, state in raw.states("desa").items())
        assert {(code, state): n for code, row in rows.items() for state, n in row["desa"].items()} == below
    return Counter(state for state in states.values() if state)


@pytest.mark.parametrize("seed", [3, 4])
def test_every_state_and_every_share_is_what_the_raw_rows_say(small: Small, leader: Who, seed: int) -> None:
    office, met = Counting(small, seed), Counter[str]()
    for _ in range(5):
        office.add()
    office.source()
    own = [office.source, office.numbers, office.numbers, office.listing, office.unseen]
    happens = [office.deeds[name] for name in ("add", "visit", "visit", "move", "sector", "state", "merge")]
    happens += [office.correct, office.correct]
    for step in range(36):
        office.dice.choice(own if step % 2 else happens)()
        if step % 6 == 5:
            met += same(leader, office) + same(leader, office)
    assert len(met) > 2


# --- case by case ----------------------------------------------------------------------------------------------------


def at(who: Who, wanted: Filter = NOW, by: str = "kecamatan", source: str | None = None) -> dict[str, Row]:
    rows = records(queries.known_places(who, wanted, by, source).rows)
    return {row["code"]: row for row in rows if row["code"]}


def source(who: Who, new: NewSource = CENSUS, **numbers: int) -> str:
    """A source with numbers, by its commands; names are those of the places below."""
    made = clock.new_id()
    commands.add_source(who, new, made)
    places = {"kalisat": KALISAT, "ajung": AJUNG, "jelbuk": JELBUK, "gambiran": GAMBIRAN}
    counts = [
        PlaceCount(code[:8], code if len(code) > 8 else None, numbers[name])
        for name, code in places.items()
        if name in numbers
    ]
    commands.save_counts(who, made, counts, clock.new_id())
    return made


def refused(code: str, do: Callable[[], Any]) -> None:
    with pytest.raises(Problem) as caught:
        do()
    assert caught.value.code == code


def test_a_share_above_one_a_zero_and_a_blank_are_three_things(small: Small, clerk: Who) -> None:
    for name in ("A", "B", "C"):
        small.actor(name, AJUNG)
    source(clerk, kalisat=10, ajung=2, jelbuk=0)
    found = queries.known_places(clerk, Filter())
    rows = at(clerk)
    assert [rows[code]["listed"] for code in (KALISAT, AJUNG, JELBUK)] == [0, 1.5, None]
    assert [rows[code]["outside"] for code in (JELBUK, "35.09.01")] == [0, None]
    assert (found.inside, found.outside, found.both) == (3, 12, 3)
    assert [rows[code]["state"] for code in (KALISAT, AJUNG, JELBUK)] == ["blank", "unseen", "empty"]
    assert {row["state"] for row in at(clerk, Filter(kecamatan=(JELBUK,)), "desa").values()} == {"empty"}


def test_somebody_was_there_where_an_entry_stood_on_some_day_as_known_then(small: Small, clerk: Who) -> None:
    wrong, late, double, before, after = (place.code for place in load().desa_of(KALISAT)[:5])
    corrected, moved, gone = small.actor("A", wrong), small.actor("B", before), small.actor("C", double)
    early, begun, place = clock.now() - timedelta(days=30), date(2018, 1, 1), schema.actor_place
    right = {"kecamatan_code": KALISAT, "desa_code": after, "recorded_at": clock.now() - timedelta(days=9)}
    small.insert(place, actor_id=corrected, on_date=begun, **right)
    small.insert(place, actor_id=moved, on_date=date(2024, 1, 1), **right)
    small.state(corrected, "active", date(2017, 6, 1))
    closed = small.actor("D", late, recorded=clock.now() - timedelta(days=9))
    small.state(closed, "closed", date(2019, 1, 1), recorded_at=clock.now() - timedelta(days=9))
    merged = {"merged_into": moved, "merged_at": clock.now() - timedelta(days=9)}
    with small._writing() as writing:
        writing.conn.execute(schema.actor.update().where(schema.actor.c.id == gone).values(**merged))
    codes = (wrong, late, double, before, after)
    for wanted, states in (
        (NOW, ("blank", "empty", "blank", "empty", "unseen")),
        (Filter(as_of=date(2023, 1, 1)), ("blank", "empty", "blank", "unseen", "unseen")),
        (Filter(as_of=date(2017, 1, 1)), ("blank",) * 5),
        (Filter(known_at=early), ("unseen", "blank", "unseen", "unseen", "blank")),
    ):
        rows = at(clerk, wanted, "desa")
        assert tuple(rows[code]["state"] for code in codes) == states, wanted


def test_all_desa_together_are_the_kecamatan_unless_it_has_a_number_of_its_own(clerk: Who) -> None:
    made, desa = source(clerk), [place.code for place in load().desa_of(KALISAT)]
    commands.save_counts(clerk, made, [PlaceCount(KALISAT, code, 2) for code in desa[1:]], "f1")
    assert queries.known_places(clerk, NOW).source is None
    commands.save_counts(clerk, made, [PlaceCount(KALISAT, desa[0], 3)], "f2")
    assert at(clerk)[KALISAT]["outside"] == 2 * len(desa) + 1
    commands.save_counts(clerk, made, [PlaceCount(KALISAT, None, 99)], "f3")
    assert at(clerk)[KALISAT]["outside"] == 99


def test_the_newest_source_is_taken_another_may_be_chosen_and_none_are_mixed(small: Small, clerk: Who) -> None:
    small.actor("A")
    old = source(clerk, kalisat=4, ajung=9)
    new = source(clerk, NewSource("Direktori", date(2023, 1, 1), "year", "pabrik", "laman"), kalisat=2)
    found = queries.known_places(clerk, Filter())
    assert [one.id for one in found.sources] == [new, old]
    assert (found.source, at(clerk)[AJUNG]["outside"]) == (found.sources[0], None)
    assert at(clerk, source=old)[KALISAT]["listed"] == 0.25
    assert at(clerk, Filter(as_of=date(2020, 1, 1)))[KALISAT]["outside"] == 4
    assert queries.known_places(clerk, Filter(kecamatan=(AJUNG,))).source == found.sources[1]
    before = clock.now()
    commands.withdraw_source(clerk, new)
    assert at(clerk)[KALISAT]["outside"] == 4
    assert at(clerk, Filter(known_at=before))[KALISAT]["outside"] == 2
    assert [bool(one.withdrawn_at) for one in queries.outside_sources(clerk)] == [True, False]
    numbers = queries.outside_numbers(clerk, new)
    assert numbers.set_index("code").loc[KALISAT, "businesses"] == 2, "what was withdrawn can still be read"
    refused("outside_gone", lambda: commands.withdraw_source(clerk, new))
    refused("outside_gone", lambda: commands.save_counts(clerk, new, [PlaceCount(AJUNG, None, 1)], "f"))


def test_a_corrected_number_is_a_newer_one_and_the_same_form_twice_is_one(small: Small, clerk: Who) -> None:
    small.actor("A")
    made, before = source(clerk, kalisat=4), clock.now()
    assert commands.save_counts(clerk, made, [PlaceCount(KALISAT, None, 4)], "f1") == 0
    assert commands.save_counts(clerk, made, [PlaceCount(KALISAT, None, 5)], "f2") == 1
    assert commands.save_counts(clerk, made, [PlaceCount(KALISAT, None, 6)], "f2") == 0
    assert at(clerk)[KALISAT]["outside"] == 5
    assert at(clerk, Filter(known_at=before))[KALISAT]["outside"] == 4
    commands.add_source(clerk, CENSUS, made)
    assert len(queries.outside_sources(clerk)) == 1
    for code, new in (
        ("outside_title", NewSource(" ", date(2016, 1, 1), "year", "a", "b")),
        ("outside_counts", NewSource("A", date(2016, 1, 1), "year", "", "b")),
        ("outside_reference", NewSource("A", date(2016, 1, 1), "year", "a", "")),
        ("outside_day", NewSource("A", clock.today() + timedelta(days=1), "day", "a", "b")),
    ):
        refused(code, lambda new=new: commands.add_source(clerk, new, clock.new_id()))
    for code, count in (
        ("counts_place", PlaceCount(AJUNG, GAMBIRAN, 1)),
        ("counts_sector", PlaceCount(AJUNG, None, 1, "no-such")),
        ("counts_number", PlaceCount(AJUNG, None, -1)),
    ):
        refused(code, lambda count=count: commands.save_counts(clerk, made, [count], clock.new_id()))


def test_by_sector_only_where_somebody_counted_it_and_by_nothing_else(small: Small, clerk: Who) -> None:
    small.actor("A")
    made = source(clerk, kalisat=4)
    food = Filter(sector=("food",))
    assert queries.known_places(clerk, food).source is None
    commands.save_counts(clerk, made, [PlaceCount(KALISAT, None, 3, "food")], "f")
    assert (at(clerk, food)[KALISAT]["listed"], at(clerk, food)[KALISAT]["state"]) == (0, None)
    assert queries.known_places(clerk, Filter(sector=("food", "furniture"))).source is None
    for field in ({"scale": ("bps_micro",)}, {"lacks": ("nib",)}, {"waiting": ("never",)}, {"desa": (GAMBIRAN,)}):
        found = queries.known_places(clerk, Filter(**field))
        assert (found.narrowed, found.source, found.tally) == (tuple(field), None, {})
    assert at(clerk, Filter(desa=(GAMBIRAN,)), "desa")[GAMBIRAN]["state"] == "blank"


def test_a_desa_is_listed_by_whom_it_belongs_to_and_leaves_the_list(small: Small, clerk: Who) -> None:
    sari, rini = small.facilitator("Sari"), small.facilitator("Rini")
    small.assign(sari, kecamatan_code=KALISAT)
    small.assign(rini, desa_code=GLAGAHWERO)
    source(clerk, gambiran=7)
    first = queries.desa_to_list(clerk, Filter())
    assert (len(first), first["code"][0], first["outside"][0], first["facilitator"][0]) == (248, GAMBIRAN, 7, "Sari")
    areas = first["area_km2"].tolist()[1:]
    assert areas == sorted(areas, reverse=True)
    pendamping = Who(clerk.register, clerk.kab, "pendamping", "demo-pendamping", "Sari", sari)
    assert set(queries.desa_i_list(pendamping)) == {one.code for one in load().desa_of(KALISAT)} - {GLAGAHWERO}
    today, before = clock.today(), clock.now()
    refused(
        "not_your_desa",
        lambda: commands.record_enumeration(pendamping, GLAGAHWERO, today, 3, None, "f0"),
    )
    for _ in range(2):  # the same form twice is one listing, of the one who sent it whatever it says
        commands.record_enumeration(pendamping, GAMBIRAN, today, 0, rini, "f1")
    commands.record_enumeration(clerk, GLAGAHWERO, today - timedelta(days=40), 3, rini, "f2")
    rows = queries.enumerations(pendamping)
    assert rows[["id", "businesses", "by", "mine"]].to_numpy().tolist() == [
        ["f1", 0, "Sari", True],
        ["f2", 3, "Rini", False],
    ]
    here = at(clerk, Filter(kecamatan=(KALISAT,)), "desa")
    assert (here[GAMBIRAN]["state"], here[GAMBIRAN]["listing"].businesses) == ("empty", 0)
    assert GAMBIRAN not in set(queries.desa_to_list(clerk, Filter())["code"])
    assert at(clerk, Filter(as_of=today - timedelta(days=1)), "desa")[GAMBIRAN]["state"] == "blank"
    assert at(clerk, Filter(known_at=before), "desa")[GLAGAHWERO]["state"] == "blank"
    assert at(clerk)[KALISAT]["state"] == "blank", "two desa are not the whole kecamatan"
    refused("not_your_desa", lambda: commands.withdraw_enumeration(pendamping, "f2"))
    commands.withdraw_enumeration(pendamping, "f1")
    refused("enumeration_gone", lambda: commands.withdraw_enumeration(pendamping, "f1"))
    assert at(clerk, by="desa")[GAMBIRAN]["state"] == "blank"
    refused(
        "enumeration_day", lambda: commands.record_enumeration(clerk, GAMBIRAN, today + timedelta(1), 1, None, "f3")
    )
    refused("enumeration_desa", lambda: commands.record_enumeration(clerk, KALISAT, today, 1, None, "f4"))


def test_a_file_says_each_row_that_it_could_not_read(clerk: Who) -> None:
    lines = (
        "Kode;Kecamatan;Desa;Sektor;Jumlah usaha",
        ";Kalisat;Gambiran;;12",
        f"{GLAGAHWERO};;;;1.200",
        ";Ajung;;food;0",
        ";Kalisat;Tidak Ada;;4",
        ";Kalisat;;;dua",
        ";Kalisat;;Batu permata antariksa;4",
        ";Kalisat;Gambiran;;13",
        ";Kalisat;Gambiran;;12",
    )
    found, places = queries.counts_in(clerk, "hitungan.csv", "\n".join(lines).encode())
    assert list(found.counts.values()) == [
        PlaceCount(KALISAT, GAMBIRAN, 12),
        PlaceCount(KALISAT, GLAGAHWERO, 1200),
        PlaceCount(AJUNG, None, 0, "food"),
    ]
    assert places[GAMBIRAN] == "Gambiran (Kalisat)"
    assert [(one.row, one.why.code) for one in found.unread] == [
        (5, "counts_place"),
        (6, "counts_number"),
        (7, "counts_sector"),
        (8, "counts_twice"),
    ]
    assert "Tidak Ada" in found.unread[0].written
    refused("counts_columns", lambda: queries.counts_in(clerk, "a.csv", b"Kecamatan;Catatan\nKalisat;x\n"))


@pytest.mark.parametrize(
    ("lines", "number", "sector"),
    [
        (("Kecamatan;Jumlah Penduduk;Jumlah Usaha", "Kalisat;70000;120"), 120, None),
        (("Kecamatan;Jumlah Desa;Jumlah IKM", "Kalisat;12;120"), 120, None),
        (("Kecamatan;Sektor Usaha;Jumlah", "Kalisat;food;120"), 120, "food"),
        (("Nama Kecamatan;Kode Sektor;Banyaknya usaha", "Kalisat;food;120"), 120, "food"),
    ],
)
def test_the_number_of_a_file_is_that_of_businesses(
    clerk: Who, lines: tuple[str, ...], number: int, sector: str | None
) -> None:
    found, _ = queries.counts_in(clerk, "hitungan.csv", "\n".join(lines).encode())
    assert list(found.counts.values()) == [PlaceCount(KALISAT, None, number, sector)]
    assert not found.unread


def test_a_file_with_two_numbers_is_not_guessed_at(clerk: Who) -> None:
    lines = b"Kecamatan;Jumlah Usaha Mikro;Jumlah Usaha Kecil;Total\nKalisat;10;2;12\n"
    refused("counts_numbers", lambda: queries.counts_in(clerk, "hitungan.csv", lines))
    refused(
        "counts_columns", lambda: queries.counts_in(clerk, "a.csv", b"Kode;Kecamatan;Jumlah Penduduk\n1;Kalisat;70\n")
    )
