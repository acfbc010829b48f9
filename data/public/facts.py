"""Counted numbers -> the model of what an outsider can compute: every published cell, and every complement of one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from data.metrics import BANDS
from data.public.counting import SERVED, Counted, Money, Place
from data.public.directory import Listed
from data.public.document import Rules
from data.public.model import Fact, Form, Model, minus, total
from data.public.tables import PERMITS, PERMITS_BY_SECTOR, groups
from data.queries.change import STEPS
from data.schema import EXIT_REASONS

Unknowns = Mapping[Place, int]
LONG_AGO = ("12_24", "over_24")
# What a step of the change can be by its meaning; the other numbers of its row do not apply.
ONLY = {"served_anew": ("terlayani_masuk",), "lapsed": ("terlayani_keluar",)}
# What withholding costs: a number of the whole regency more than one of a kecamatan, a head count more than its parts.
WHOLE, HEADS, PART = 200.0, 20.0, 5.0


@dataclass
class Facts:
    """The model under construction. `places_listed`: the listed businesses whose kecamatan the directory tells."""

    counted: Counted
    regency: str
    rules: Rules = field(default_factory=Rules)
    places_listed: frozenset[str] = frozenset()
    model: Model = field(default_factory=Model)
    _by_form: dict[tuple[tuple[int, float], ...], int] = field(default_factory=dict)

    def build(self) -> Model:
        """Everything that the tables publish."""
        people = self._people()
        self._coverage(people)
        self._permits(people)
        self._needs(people)
        self._trend()
        self._change()
        self._late()
        self._money(people)
        self._count(
            [("jangkauan", self.regency, "pendamping")],
            self._one(self.counted.facilitators, "petugas_pendamping"),
            WHOLE,
        )
        return self.model

    # --- the unknowns ------------------------------------------------------------------------------------------------

    def _people(self) -> dict[Place, int]:
        """The actors of each kecamatan and sector group."""
        found = {}
        for kecamatan in self.counted.kecamatan:
            for group in groups():
                place = (kecamatan, group.code)
                found[place] = self.model.unknown(
                    ("pelaku", *place), self.counted.actors[place], len(self._shown(place))
                )
        return found

    def _shown(self, place: Place) -> list[Listed]:
        """The listed businesses that everybody knows to be there."""
        return [one for one in self.counted.listed if one.place == place and one.id in self.places_listed]

    def _split(
        self, by: str, people: Unknowns, parts: Mapping[str, Mapping[Place, int]], rest: str = ""
    ) -> dict[str, dict[Place, int]]:
        """Each group of people once more by these parts, and the others as `rest` where one is named; of a permit the
        directory tells who has it."""
        names = (*parts, *([rest] if rest else []))
        found: dict[str, dict[Place, int]] = {name: {} for name in names}
        for place, everyone in people.items():
            numbers: dict[str, float] = {name: part.get(place, 0) for name, part in parts.items()}
            numbers |= {rest: self.model.true[everyone] - sum(numbers.values())} if rest else {}
            listed = self._shown(place) if by in PERMITS_BY_SECTOR else []
            having = sum(one.permits[by] for one in listed)
            for name, number in numbers.items():
                least = len(listed) - having if name == rest else having
                found[name][place] = self.model.unknown((by, name, *place), number, least)
            self.model.equal(minus({everyone: 1.0}, total(each[place] for each in found.values())))
        return found

    @property
    def _day(self) -> str:
        """What is counted over a year is another thing in every release."""
        return self.counted.day.isoformat()

    def _one(self, true: float, *name: str) -> Form:
        return {self.model.unknown(name, true): 1.0}

    # --- the facts ---------------------------------------------------------------------------------------------------

    def _count(self, cells: Iterable[tuple[str, str, str]], form: Form, cost: float = PART) -> None:
        """A published count; the same sum published twice is one fact."""
        key = tuple(sorted(form.items()))
        if key in self._by_form:
            before = self.model.facts[self._by_form[key]]
            self.model.facts[self._by_form[key]] = self._fact((*before.cells, *cells), form, max(cost, before.cost))
        else:
            self._by_form[key] = len(self.model.facts)
            self.model.facts.append(self._fact(tuple(cells), form, cost))

    def _rest(self, form: Form) -> None:
        """What is not published, yet is what remains of a published number beside others."""
        if form:
            self._count([], form, 0.0)

    def _elsewhere(self, everywhere: Mapping[Any, int], here: Form) -> None:
        """What remains of the number of the whole regency beside that of a row."""
        self._rest(minus(total(everywhere.values()), here))

    def _fact(self, cells: tuple[tuple[str, str, str], ...], form: Form, cost: float) -> Fact:
        true, listed = self.model.value(form), sum(times * self.model.least[one] for one, times in form.items())
        threshold, base = self.rules.threshold, self.rules.base
        high, small = listed + threshold - 1, true - listed < threshold
        return Fact(cells, form, true, listed, high, cost, small, base, (base - 1) // 2, threshold)

    def _coverage(self, people: Unknowns) -> None:
        seen = {place: one for place, one in people.items() if place[0] in self.counted.observed}
        bands = self._split("menunggu", seen, self.counted.bands)
        helped = self._split("pendamping", people, {"punya": self.counted.helped}, "tanpa")
        for code in (*self.counted.kecamatan, self.regency):
            cost = 1.0 if code != self.regency else WHOLE / HEADS
            everyone = self._within(people, code)
            self._count([("cakupan", code, "pelaku")], everyone, HEADS * cost)
            self._elsewhere(people, everyone)
            observed = self._within(seen, code)
            if observed:
                served = total(one for band in SERVED for one in self._within(bands[band], code))
                never = self._within(bands["never"], code)
                self._count([("cakupan", code, "teramati")], observed, HEADS * cost)
                self._count([("cakupan", code, "terlayani")], served, 2 * PART * cost)
                self._count([("cakupan", code, "belum_pernah")], never, PART * cost)
                long_ago = total(one for band in LONG_AGO for one in self._within(bands[band], code))
                self._elsewhere(seen, observed)
                self._elsewhere(bands["never"], never)
                self._elsewhere({(band, *place): one for band in SERVED for place, one in bands[band].items()}, served)
                self._rest({**long_ago, **never})
                self._rest({**served, **long_ago})
                self._rest(long_ago)
            for group in groups():
                here = self._within(people, code, group.code)
                self._count([("sektor", code, group.code)], here, PART * cost)
                self._rest(minus(everyone, here))
                self._rest(minus(self._within(people, self.regency, group.code), here))
        self._reach(people, total(seen.values()), bands, helped)

    def _within(self, unknowns: Unknowns, code: str, group: str | None = None) -> dict[int, float]:
        """The sum over a kecamatan or the whole regency, of all sector groups or one."""
        return total(
            one for place, one in unknowns.items() if code in (place[0], self.regency) and group in (None, place[1])
        )

    def _reach(
        self, people: Unknowns, seen: Form, bands: Mapping[str, Unknowns], helped: Mapping[str, Unknowns]
    ) -> None:
        everyone = total(people.values())
        for band in BANDS:
            if seen:
                self._count([("menunggu", band, "pelaku")], total(bands[band].values()), WHOLE / 2)
                self._rest(
                    minus(total(one for each in bands.values() for one in each.values()), total(bands[band].values()))
                )
        self._count([("izin_sektor", self.regency, "pelaku"), ("jangkauan", self.regency, "pelaku")], everyone, WHOLE)
        for group in groups():
            mine = total(one for place, one in people.items() if place[1] == group.code)
            self._count([("izin_sektor", group.code, "pelaku")], mine, HEADS)
            self._elsewhere(people, mine)
        self._count([("jangkauan", self.regency, "punya_pendamping")], total(helped["punya"].values()), WHOLE / 2)
        self._rest(total(helped["tanpa"].values()))

    def _permits(self, people: Unknowns) -> None:
        for kind in PERMITS_BY_SECTOR:
            holders = self._split(kind, people, {"punya": self.counted.permits[kind]}, "tanpa")
            for code in (*self.counted.kecamatan, self.regency) if kind in PERMITS else ():
                cost = PART if code != self.regency else WHOLE / 4
                self._count([("izin", code, kind)], self._within(holders["punya"], code), cost)
                self._rest(self._within(holders["tanpa"], code))
                self._elsewhere(holders["punya"], self._within(holders["punya"], code))
            for group in (*sorted(self.counted.applies.get(kind, ())), None):
                mine = self._within(holders["punya"], self.regency, group)
                cost = 2 * PART if group else WHOLE / 4
                self._count([("izin_sektor", group or self.regency, kind)], mine, cost)
                self._rest(self._within(holders["tanpa"], self.regency, group))
                self._elsewhere(holders["punya"], mine)

    def _needs(self, people: Unknowns) -> None:
        everyone = total(people.values())
        for kind in self.counted.needs_named:
            numbers = zip(self.counted.needs.get(kind, (0, 0)), ("terbuka", "terpenuhi"), strict=True)
            unmet, met = (self._one(number, "kebutuhan", kind, how) for number, how in numbers)
            left = self.model.value(everyone) - self.model.value(unmet) - self.model.value(met)
            rest = self._one(left, "kebutuhan", kind, "")
            self.model.equal(minus(everyone, unmet, met, rest))
            for column, form in (("terbuka", unmet), ("terpenuhi", met)):
                self._count([("kebutuhan", kind, column)], form, PART)
                self._rest(minus({**unmet, **met, **rest}, form))

    def _trend(self) -> None:
        for month in self.counted.months:
            numbers = (month.served, month.observed - month.served, month.actors - month.observed)
            served, unserved, unseen = (
                self._one(number, "tren", month.name, str(part)) for part, number in enumerate(numbers)
            )
            observed = {**served, **unserved}
            if month.observed:
                self._count([("tren", month.name, "terlayani")], served, PART)
                self._count([("tren", month.name, "teramati")], observed, HEADS)
                self._rest(unserved)
            self._count([("tren", month.name, "pelaku")], {**observed, **unseen}, HEADS)
            self._rest(unseen)

    # --- what changed ------------------------------------------------------------------------------------------------

    def _change(self) -> None:
        change = self.counted.change
        if not (change.actors_now or change.actors_then):
            return
        standing = {"served": change.served_then, "unserved": change.actors_then - change.served_then}
        then = {name: self._one(number, self._day, "awal", name) for name, number in standing.items()}
        flows = {step: self._flows(step) for step in STEPS}
        self._count([("perubahan", "awal", "pelaku")], {**then["served"], **then["unserved"]}, HEADS)
        self._count([("perubahan", "awal", "terlayani")], then["served"], HEADS)
        self._rest(then["unserved"])
        now_served = _sum(then["served"], *(minus(flow["served_in"], flow["served_out"]) for flow in flows.values()))
        now_rest = _sum(then["unserved"], *(minus(flow["rest_in"], flow["rest_out"]) for flow in flows.values()))
        for name, out in (("served", "served_out"), ("unserved", "rest_out")):
            self._stayed(name, then[name], [flow[out] for flow in flows.values()])
        self._now(now_served, now_rest)
        self._exits(flows)

    def _flows(self, step: str) -> dict[str, Form]:
        """What a step brings in and takes out, of the served and of the others; who is served anew was there before."""
        one = self.counted.change.step(step)
        names = ("served_in", "served_out", "rest_in", "rest_out")
        if step in ONLY:
            moved = self._one(one.served_in + one.served_out, self._day, step)
            served, rest = ("served_in", "rest_out") if step == "served_anew" else ("served_out", "rest_in")
            self._count([("perubahan", step, ONLY[step][0])], moved, PART)
            return {name: moved if name in (served, rest) else {} for name in names}
        numbers = (
            one.served_in,
            one.served_out,
            one.actors_in - one.served_in,
            one.actors_out - one.served_out,
        )
        flow = {name: self._one(number, self._day, step, name) for name, number in zip(names, numbers, strict=True)}
        for way, column in (("in", "masuk"), ("out", "keluar")):
            everyone = {**flow[f"served_{way}"], **flow[f"rest_{way}"]}
            self._count([("perubahan", step, f"pelaku_{column}")], everyone, PART)
            self._count([("perubahan", step, f"terlayani_{column}")], flow[f"served_{way}"], PART)
            self._rest(flow[f"rest_{way}"])
        return flow

    def _stayed(self, name: str, then: Form, left: Sequence[Form]) -> None:
        """Whoever left, or came to be otherwise, had been there."""
        stayed = self.model.value(then) - sum(map(self.model.value, left))
        self.model.equal(minus(then, self._one(stayed, self._day, "tetap", name), *left))

    def _now(self, served: Form, rest: Form) -> None:
        """The change ends in the numbers of the coverage table."""
        for column, form in (("terlayani", served), ("teramati", _sum(served, rest))):
            at = ("cakupan", self.regency, column)
            fact = next((index for index, one in enumerate(self.model.facts) if at in one.cells), None)
            here = ("perubahan", "akhir", "pelaku" if column == "teramati" else column)
            if fact is None:
                self.model.equal(form)
                continue
            known = self.model.facts[fact]
            self.model.equal(minus(known.form, form))
            self._count([here], known.form, known.cost)

    def _exits(self, flows: Mapping[str, Mapping[str, Form]]) -> None:
        gone = _by_reason(self.counted.change.exits)
        left = _sum(*(flows[step][name] for step in ("closed", "moved") for name in ("served_out", "rest_out")))
        reasons = {reason: self._one(gone[reason], self._day, "keluar", reason) for reason in EXIT_REASONS}
        elsewhere = self._one(self.model.value(left) - sum(gone.values()), self._day, "keluar", "")
        self.model.equal(minus(left, elsewhere, *reasons.values()))
        for reason, form in reasons.items():
            self._count([("keluar", reason, "pelaku")], form, PART)

    def _late(self) -> None:
        late = self._one(self.counted.late, self._day, "terlambat")
        in_time = self._one(self.counted.visits - self.counted.late, self._day, "tepat_waktu")
        self._count([("terlambat", self.regency, "kunjungan")], {**late, **in_time}, HEADS)
        self._count([("terlambat", self.regency, "terlambat")], late, PART)
        self._rest(in_time)

    # --- sums of money -----------------------------------------------------------------------------------------------

    def _money(self, people: Unknowns) -> None:
        reporting: dict[int, float] = {}
        silent: dict[int, float] = {}
        sums: dict[int, float] = {}
        counts: list[Form] = []
        for group in groups():
            here, mine = self.counted.money[group.code], self._within(people, self.regency, group.code)
            count = self._one(here.count, "melapor", group.code)
            rest = self._one(self.model.value(mine) - here.count, "tidak_melapor", group.code)
            amount = self._one(here.sum / self.rules.money_base, "nilai", group.code)
            self.model.equal(minus(mine, count, rest))
            self._count([("nilai", group.code, "melapor")], count, PART)
            self._rest(rest)
            silent |= rest
            self._sum_of(("nilai", group.code, "nilai_produksi"), amount, here, PART)
            reporting |= count
            counts.append(count)
            sums |= amount
        each = list(self.counted.money.values())
        self._count([("nilai", self.regency, "melapor")], reporting, HEADS)
        self._rest(silent)
        for count in counts:
            self._rest(minus(reporting, count))
        self._sum_of(("nilai", self.regency, "nilai_produksi"), sums, _together(each), HEADS)

    def _sum_of(self, cell: tuple[str, str, str], form: Form, money: Money, cost: float) -> None:
        """The second largest business must not be able to tell the largest one's value within `dominance` per cent."""
        wide = self.rules.dominance / 100
        base = self.rules.money_base
        needed = (money.largest * (1 + wide) + money.second) / base
        true = self.model.value(form)
        small = money.count < self.rules.threshold or true < needed
        least = max(0.0, min(true, money.largest * (1 - wide) / base))
        self.model.facts.append(Fact((cell,), form, true, least, max(needed, true), cost, small, 1.0, 0.5, 0.0))


def _sum(*forms: Form) -> dict[int, float]:
    found: dict[int, float] = {}
    for form in forms:
        for unknown, times in form.items():
            found[unknown] = found.get(unknown, 0.0) + times
    return {unknown: times for unknown, times in found.items() if times}


def _together(each: Iterable[Money]) -> Money:
    sums = list(each)
    largest = sorted((value for one in sums for value in (one.largest, one.second)), reverse=True)
    return Money(sum(one.count for one in sums), sum(one.sum for one in sums), *[*largest, 0, 0][:2])


def _by_reason(exits: Mapping[str, int]) -> dict[str, int]:
    """Exits by the reasons of the list; others, written before there was one, are `lainnya`."""
    found = dict.fromkeys(EXIT_REASONS, 0)
    for reason, number in exits.items():
        found[reason if reason in found else "lainnya"] += number
    return found
