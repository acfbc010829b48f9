"""A release made from a register: its numbers are those of the screens, rounded; what is small is withheld."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from data import clock, commands, db, queries
from data.access import Who
from data.filter import Filter
from data.people import anonymous, demo_person, system
from data.problem import Problem
from data.public import making
from data.public.counting import count, money
from data.public.document import NO_DATA, NOT_MEANT, WITHHELD, Cell, Document, from_text
from data.public.facts import Facts
from data.public.model import Model
from data.public.protect import Known, withhold
from data.public.tables import groups, layouts
from data.samples import fill
from data.settings import settings
from tests.conftest import use
from tests.small import GAMBIRAN, KALISAT, Small

KAB = "35.09"


@pytest.fixture(scope="module", autouse=True)
def protected_once() -> Iterator[None]:
    """The same model is protected once: on the second engine nothing is left to do if it counts what the first did."""
    answers: dict[str, frozenset[int]] = {}

    def remembered(model: Model, known: Sequence[Known] = (), complementary: bool = True) -> frozenset[int]:
        asked = repr((model, known, complementary))
        if asked not in answers:
            answers[asked] = withhold(model, known, complementary)
        return answers[asked]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(making, "withhold", remembered)
        yield


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A filled `contoh` of 600 actors, read only."""
    with pytest.MonkeyPatch.context() as patch:
        use(patch, tmp_path_factory.mktemp("sample"))
        commands.ensure_register("contoh", "contoh")
        fill(system("contoh"), actors=600, seed=3)
        yield "contoh"
        db.close()
    settings.cache_clear()


@pytest.fixture(scope="module")
def made(sample: str) -> Document:
    return making.make(demo_person(sample, "pimpinan")).document


def rounded(true: int) -> Cell:
    """What may be told of a count that nothing else gives away."""
    return Cell((true + 2) // 5 * 5) if true >= 5 else Cell(None, WITHHELD)


def told(made: Document, table: str, row: str, column: str, true: int) -> None:
    """The cell is the true number rounded, or withheld."""
    cell = made.table(table).cell(row, column)
    assert cell in (rounded(true), Cell(None, WITHHELD)), (table, row, column, true)
    assert true >= 5 or cell.mark == WITHHELD


def test_coverage_and_sectors_are_those_of_the_map(sample: str, made: Document) -> None:
    who = demo_person(sample, "pimpinan")
    answer, cross = queries.figures(who, Filter()), queries.cross(who, Filter())
    rows = [*answer.rows.to_dict("records"), answer.total | {"code": KAB}]
    for row in rows:
        told(made, "cakupan", row["code"], "pelaku", row["actors"])
        if row["observed"]:
            told(made, "cakupan", row["code"], "teramati", row["observed"])
            told(made, "cakupan", row["code"], "terlayani", row["served"])
            told(made, "cakupan", row["code"], "belum_pernah", row["never"])
        for group in groups():
            mine = cross["sector"].isin(group.sectors) & cross["kecamatan_code"].isin([row["code"]])
            mine = mine if row["code"] != KAB else cross["sector"].isin(group.sectors)
            told(made, "sektor", row["code"], group.code, int(cross[mine]["actors"].sum()))
    for band in ("under_6", "6_12", "12_24", "over_24", "never"):
        told(made, "menunggu", band, "pelaku", answer.total[band])
    told(made, "jangkauan", KAB, "punya_pendamping", answer.total["assigned"])


def test_permits_and_needs_are_those_of_their_screens(sample: str, made: Document) -> None:
    who = demo_person(sample, "pimpinan")
    permits, needs = queries.permits(who, Filter()), queries.needs(who, Filter())
    valid = permits[permits["status"] == "terbit"].set_index("kind")["actors"]
    for kind in ("badan_usaha", "nib", "npwp"):
        told(made, "izin", KAB, kind, int(valid[kind]))
    for kind in ("nib", "pirt", "halal", "merek"):
        told(made, "izin_sektor", KAB, kind, int(valid[kind]))
    found = {(row.kind, row.change): row.actors for row in needs.itertuples()}
    for row in made.table("kebutuhan").rows:
        told(made, "kebutuhan", row.code, "terbuka", found.get((row.code, "raised"), 0))
        told(made, "kebutuhan", row.code, "terpenuhi", found.get((row.code, "met"), 0))


def test_the_trend_and_the_change_are_those_of_the_map(sample: str, made: Document) -> None:
    who, day = demo_person(sample, "pimpinan"), clock.today()
    last = made.table("tren").rows[-1].code
    end = day.replace(day=1) - timedelta(days=1)
    assert last == f"{end:%Y-%m}" and len(made.table("tren").rows) == 12
    then = queries.figures(who, Filter(as_of=end)).total
    told(made, "tren", last, "pelaku", then["actors"])
    told(made, "tren", last, "terlayani", then["served"])
    change = queries.change(who, Filter(), clock.months_before(day, 12))
    told(made, "perubahan", "awal", "terlayani", change.served_then)
    told(made, "perubahan", "akhir", "pelaku", change.actors_now)
    for step in ("recorded", "closed", "moved"):
        told(made, "perubahan", step, "pelaku_masuk", change.step(step).actors_in)
        told(made, "perubahan", step, "terlayani_keluar", change.step(step).served_out)
    told(made, "perubahan", "served_anew", "terlayani_masuk", change.step("served_anew").served_in)
    assert made.table("perubahan").cell("served_anew", "pelaku_masuk") == Cell(None, NOT_MEANT)
    told(made, "terlambat", KAB, "terlambat", queries.late_entries(who, Filter()))


def test_shares_are_made_of_told_numbers_only(made: Document) -> None:
    shares = 0
    for layout in layouts():
        for column in layout.columns:
            for row in made.table(layout.name).rows if column.unit == "share" else ():
                cell = made.table(layout.name).cell(row.code, column.name)
                part, whole = (made.table(layout.name).cell(row.code, name) for name in (column.part, column.whole))
                if part.mark or whole.mark:
                    assert cell.mark
                else:
                    assert cell.value == round(part.value / whole.value, 2)  # type: ignore[operator]
                    shares += 1
    assert shares > 10


def test_the_document_is_the_same_after_it_was_written_down(made: Document) -> None:
    assert from_text(made.to_text()) == made
    assert from_text(made.to_text()).sha256 == made.sha256
    assert made.kind == "contoh"
    withheld, all_of_them = made.withheld
    assert 0 < withheld < all_of_them


def test_what_everybody_knows_of_the_model_is_true(sample: str) -> None:
    """Each equality the outsider computes with holds for the true numbers, and no unknown is negative."""
    counted = count(system(sample), clock.today(), clock.now())
    model = Facts(counted, KAB).build()
    assert min(model.true) >= 0
    for equality in model.equalities:
        assert model.value(equality.form) == pytest.approx(equality.value, abs=1e-6)


def test_an_empty_register_makes_a_release_without_a_number(register: str, leader: Who) -> None:
    made = making.make(leader).document
    values = [
        cell.value
        for table in made.tables
        for line in table.cells
        for name, cell in zip(table.columns, line, strict=True)
        if name != "pendamping_wilayah"
    ]
    assert set(values) == {None}
    assert made.table("cakupan").cell(KALISAT, "pelaku") == Cell(None, WITHHELD)
    assert made.table("cakupan").cell(KALISAT, "terlayani") == Cell(None, NO_DATA)


def test_only_those_who_may_publish_make_one(register: str) -> None:
    for who in (anonymous(register), demo_person(register, "petugas"), demo_person(register, "pendamping")):
        with pytest.raises(Problem) as caught:
            making.make(who)
        assert caught.value.code == "not_allowed"


def test_a_small_place_is_counted_on_either_engine(register: str, machine: Who, leader: Who) -> None:
    small = Small(machine)
    dewi = small.facilitator("Dewi")
    small.assign(dewi, desa_code=GAMBIRAN)
    today = clock.today()
    for number in range(12):
        actor = small.actor(f"Mebel {number}", GAMBIRAN, kbli_code="31001", output_value=10_000_000 * (number + 1))
        if number < 9:
            small.visit(actor, dewi, today - timedelta(days=30))
        if number < 7:
            small.permit(actor, "nib", "terbit")
    made = making.make(leader).document
    cell = made.table("cakupan").cell
    assert cell(KALISAT, "pelaku") == Cell(10)
    assert made.table("sektor").cell(KALISAT, "kayu") == Cell(10)
    assert made.table("pendamping").cell(KALISAT, "pendamping_wilayah") == Cell("ada")
    assert made.table("pendamping").cell("35.09.01", "pendamping_wilayah") == Cell("belum_ada")
    assert (
        made.table("izin").cell(KALISAT, "nib").mark == "" or made.table("izin").cell(KALISAT, "nib").mark == WITHHELD
    )
    assert made.table("cakupan").cell(KALISAT, "sejak") == Cell((today - timedelta(days=30)).isoformat())
    assert made.table("jangkauan").cell(KAB, "pendamping") == Cell(None, WITHHELD)


def test_money_knows_its_largest_parts() -> None:
    assert money([3, 9, 5]) == money([9, 5, 3])
    assert (money([3, 9, 5]).largest, money([3, 9, 5]).second, money([3, 9, 5]).sum) == (9, 5, 17)
    assert (money([4]).second, money([]).largest) == (0, 0)


def test_a_sum_that_tells_its_largest_business_is_withheld(register: str, machine: Who, leader: Who) -> None:
    small = Small(machine)
    values: list[Any] = [5_000_000_000, 20_000_000, 20_000_000, 20_000_000, 20_000_000, 20_000_000]
    for number, value in enumerate(values):
        small.actor(f"Mebel {number}", kbli_code="31001", output_value=value)
        small.actor(f"Roti {number}", kbli_code="10710", output_value=900_000_000)
    made = making.make(leader).document
    assert made.table("nilai").cell("kayu", "nilai_produksi").mark == WITHHELD
    assert made.table("nilai").cell("pangan", "nilai_produksi").mark in ("", WITHHELD)


def test_as_of_another_day(register: str, machine: Who, leader: Who) -> None:
    made = making.make(leader, date(2026, 1, 31)).document
    assert made.as_of == date(2026, 1, 31)
    assert made.slug == clock.today().isoformat()


def test_an_erasure_since_the_last_release_stops_no_other(register: str, machine: Who, leader: Who) -> None:
    """What was told stays told: it is kept with the release, for the register itself forgets it."""
    small = Small(machine)
    made = [small.actor(f"Mebel {n}", kbli_code="31001", output_value=900_000_000 + n) for n in range(12)]
    commands.publish_release(leader, "form-1")
    (before,) = making.earlier(leader)
    assert before.counts["melapor", "kayu"] == 12
    commands.erase_subject(demo_person(register, "admin"), made[0], "diminta")
    assert making.earlier(leader) == [before]
    assert making.make(leader).counts["melapor", "kayu"] == 11
