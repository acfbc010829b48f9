"""The attacker finds what a missing protection leaves open, each attack alone, and claims nothing that is hidden.

Every folder is made by hand. That an attack finds a cell is checked twice: with it, and without the family of
relations it rests on, where the same cell is no longer found.
"""

import ast
import json
import random
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.attack import FAMILIES, Findings, attack, read, small_numbers

KAB, AJUNG, KALISAT, JELBUK = "35.09", "35.09.11", "35.09.27", "35.09.29"
Sheets = dict[str, str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def release(folder: Path, slug: str, sheets: Sheets, as_of: str = "2026-11-24") -> None:
    """Writes a release; a sheet is its lines, the columns `kode` and `nama` in one."""
    at = folder / "rilis" / slug
    at.mkdir(parents=True)
    for name, text in sheets.items():
        lines = [line.strip().partition(",") for line in text.strip().splitlines()]
        heading, *rows = lines
        texts = [f"{heading[0]},nama,{heading[2]},keterangan"]
        texts += [f"{code},Nama {code},{rest},contoh" for code, _, rest in rows]
        (at / f"{name}.csv").write_text("\n".join(texts) + "\n", "utf-8")
    rules = {"threshold": 5, "base": 5, "money_base": 100_000_000, "dominance": 20}
    about = {"created": f"{as_of}T08:00:00Z", "as_of": as_of, "protection": rules}
    (at / "datapackage.json").write_text(json.dumps(about), "utf-8")


def attacked(folder: Path, sheets: Sheets, without: tuple[str, ...] = ()) -> Findings:
    if not (folder / "rilis").exists():
        release(folder, "satu", sheets)
    return attack(read(folder), without=without)


def cells(found: Findings) -> set[tuple[str, str, str]]:
    return {(one.table, one.row, one.column) for one in found.recovered}


def rests(found: Findings) -> set[tuple[str, str, str, str]]:
    return {(one.table, one.row, one.column, one.other) for one in found.complements}


WHOLE = {
    "cakupan": f"""kode,pelaku,teramati,terlayani,cakupan,belum_pernah,sejak
        {AJUNG},50,50,20,0.4,10,2023-01-01
        {KALISAT},50,tanpa_data,tanpa_data,tanpa_data,tanpa_data,tanpa_data
        {JELBUK},40,40,ditahan,ditahan,ditahan,2023-01-01
        {KAB},140,90,20,0.2222222222222222,10,tidak_berlaku""",
    "menunggu": """kode,pelaku
        under_6,10
        6_12,10
        12_24,20
        over_24,40
        never,10""",
    "sektor": f"""kode,pangan,kayu
        {AJUNG},25,25
        {KALISAT},ditahan,ditahan
        {JELBUK},ditahan,ditahan
        {KAB},70,70""",
    "izin": f"""kode,nib
        {AJUNG},20
        {KALISAT},15
        {JELBUK},20
        {KAB},55""",
    "izin_sektor": f"""kode,pelaku,nib,pirt
        pangan,70,25,20
        kayu,70,30,ditahan
        {KAB},140,55,20""",
    "tren": """kode,pelaku,teramati,terlayani,cakupan
        2026-09,140,90,20,0.2222222222222222
        2026-10,140,90,ditahan,ditahan""",
}


def test_nothing_is_claimed_of_what_is_hidden(folder: Path) -> None:
    for exact in (False, True):
        release(folder, f"rilis-{exact}", WHOLE)
        found = attack(read(folder), earlier=True, exact=exact)
        assert found.feasible and not found.given_up
        assert sum(one.kind == "withheld" for one in found.cells) == 8
        assert not found.recovered and not found.complements


ROW = f"""kode,pangan,kayu,sandang
    {AJUNG},%s
    {KALISAT},20,20,20
    {KAB},%s"""


def test_a_small_count_that_stands_open_is_found(folder: Path) -> None:
    found = attacked(folder, {"sektor": ROW % ("3,20,10", "23,40,30")})
    one = found.found("sektor", AJUNG, "pangan")
    assert (one.kind, one.lo, one.hi) == ("published", 3, 3) and found.recovered == (one,)


def test_an_open_zero_is_found(folder: Path) -> None:
    found = attacked(folder, {"sektor": ROW % ("0,20,10", "20,40,30")})
    assert cells(found) == {("sektor", AJUNG, "pangan")} and found.feasible


def test_without_rounding_a_row_gives_its_one_withheld_cell(folder: Path) -> None:
    sheets = {"cakupan": f"kode,pelaku\n{AJUNG},33", "sektor": f"kode,pangan,kayu,sandang\n{AJUNG},ditahan,21,9"}
    one = attacked(folder, sheets).found("sektor", AJUNG, "pangan")
    assert (one.lo, one.hi) == pytest.approx((3, 3)) and one.open
    assert not attacked(folder, sheets, ("links",)).recovered


def test_rounding_hides_it_where_the_rest_could_be_anything_small(folder: Path) -> None:
    sheets = {"cakupan": f"kode,pelaku\n{AJUNG},30", "sektor": ROW % ("ditahan,20,10", "20,40,30")}
    found = attacked(folder, sheets)
    assert found.feasible and not found.recovered


def test_one_withheld_cell_of_a_row_is_found(folder: Path) -> None:
    sheets = {"cakupan": f"kode,pelaku\n{AJUNG},10", "sektor": f"kode,pangan,kayu\n{AJUNG},5,ditahan"}
    one = attacked(folder, sheets).found("sektor", AJUNG, "kayu")
    assert (one.lo, one.hi) == pytest.approx((1, 7)) and one.open
    assert not attacked(folder, sheets, ("links",)).recovered


def test_a_column_gives_its_one_withheld_cell(folder: Path) -> None:
    sheets = {"izin": f"kode,nib\n{AJUNG},ditahan\n{KALISAT},20\n{KAB},25"}
    assert cells(attacked(folder, sheets)) == {("izin", AJUNG, "nib")}
    assert not attacked(folder, sheets, ("totals",)).recovered


def test_a_complement_is_narrowed(folder: Path) -> None:
    sheets = {"cakupan": f"kode,pelaku\n{AJUNG},40\n{KALISAT},40", "izin": f"kode,nib\n{AJUNG},35\n{KALISAT},40"}
    found = attacked(folder, sheets)
    one = found.found("izin", AJUNG, "nib", "tanpa")
    assert (one.lo, one.hi) == pytest.approx((1, 9)) and rests(found) == {("izin", AJUNG, "nib", "tanpa")}
    assert not attacked(folder, sheets, ("links",)).complements


@pytest.mark.parametrize(
    ("sheets", "cell"),
    [
        (
            {"cakupan": f"kode,pelaku,teramati,terlayani,belum_pernah\n{AJUNG},5,5,ditahan,5"},
            "cakupan 35.09.11 terlayani",
        ),
        ({"cakupan": f"kode,pelaku\n{AJUNG},ditahan", "izin": f"kode,nib\n{AJUNG},10"}, "cakupan 35.09.11 pelaku"),
        ({"tren": "kode,pelaku,teramati,terlayani\n2026-10,40,ditahan,20"}, "tren 2026-10 teramati"),
        ({"izin_sektor": "kode,pelaku\nkayu,ditahan", "nilai": "kode,melapor\nkayu,10"}, "izin_sektor kayu pelaku"),
        ({"jangkauan": f"kode,pelaku,punya_pendamping\n{KAB},ditahan,20"}, f"jangkauan {KAB} pelaku"),
        ({"desa": f"kode,pelaku,nib\n{AJUNG}.2001,ditahan,10"}, f"desa {AJUNG}.2001 pelaku"),
    ],
)
def test_a_whole_is_not_less_than_its_parts(folder: Path, sheets: Sheets, cell: str) -> None:
    assert cells(attacked(folder, sheets)) == {tuple(cell.split())}
    assert not attacked(folder, sheets, ("parts",)).recovered


def test_those_visited_long_ago_are_a_complement_too(folder: Path) -> None:
    sheets = {"cakupan": f"kode,pelaku,teramati,terlayani,belum_pernah\n{AJUNG},40,40,20,10"}
    found = attacked(folder, sheets)
    assert ("cakupan", AJUNG, "belum_pernah", "lama") in rests(found)
    one = found.found("cakupan", AJUNG, "belum_pernah", "lama")
    assert one.columns == ("teramati", "terlayani", "belum_pernah") and one.lo == pytest.approx(4)


def test_bands_give_the_served_whose_number_is_withheld(folder: Path) -> None:
    sheets = {
        "cakupan": f"kode,pelaku,teramati,terlayani\n{AJUNG},40,40,20\n{KALISAT},40,40,ditahan\n{KAB},80,80,ditahan",
        "menunggu": "kode,pelaku\nunder_6,20\n6_12,10\n12_24,20\nover_24,15\nnever,15",
    }
    cell = ("cakupan", KALISAT, "terlayani")
    assert cell in cells(attacked(folder, sheets)) and cell not in cells(attacked(folder, sheets, ("links",)))


def test_two_releases_give_what_each_of_them_hides(folder: Path) -> None:
    izin = f"kode,nib\n{AJUNG},ditahan\n{KALISAT},%s\n{JELBUK},15\n{KAB},45"
    release(folder, "satu", {"izin": f"kode,nib\n{KALISAT},20"}, "2026-08-24")
    release(folder, "dua", {"izin": izin % "ditahan"})
    published, cell = read(folder), ("izin", AJUNG, "nib")
    asked: list[tuple[str, str, str, str]] = []

    def unchanged(*statement: str) -> bool:
        asked.append(statement)
        return True

    assert cell in cells(attack(published, earlier=True, still_true=unchanged))
    assert asked == [("satu", "izin", KALISAT, "nib")]
    assert cell in cells(attack(published, earlier=True))
    for less in ({"earlier": False}, {"earlier": True, "still_true": lambda *_: False}):
        assert not attack(published, **less).recovered
    assert not attack(published, earlier=True, without=("earlier",)).recovered


def test_a_later_release_opens_an_earlier_one(folder: Path) -> None:
    release(folder, "satu", {"izin": f"kode,nib\n{AJUNG},ditahan\n{KALISAT},ditahan\n{KAB},30"}, "2026-08-24")
    release(folder, "dua", {"izin": f"kode,nib\n{KALISAT},25"})
    assert not attack(read(folder), "satu", earlier=True).recovered
    assert ("izin", AJUNG, "nib") in cells(attack(read(folder), "satu", later=True))


def test_without_an_insider_what_contradicts_is_given_up(folder: Path) -> None:
    release(folder, "satu", {"izin": f"kode,nib\n{AJUNG},20\n{KALISAT},30"}, "2026-08-24")
    release(folder, "dua", {"izin": f"kode,nib\n{AJUNG},ditahan\n{KALISAT},ditahan\n{KAB},25"})
    found = attack(read(folder), earlier=True)
    assert found.feasible and len(found.given_up) == 1 and found.given_up[0].startswith("earlier: izin")
    found = attack(read(folder), earlier=True, still_true=lambda *_: True)
    assert not found.feasible  # an insider's word is not doubted


def test_without_an_insider_the_newer_number_holds(folder: Path) -> None:
    release(folder, "satu", {"izin": f"kode,nib\n{AJUNG},20", "keluar": "kode,pelaku\ntutup,10"}, "2026-08-24")
    release(folder, "dua", {"izin": f"kode,nib\n{AJUNG},30", "keluar": "kode,pelaku\ntutup,ditahan"})
    found = attack(read(folder), earlier=True)
    assert found.feasible and not found.given_up
    assert not found.recovered  # exits of another year


def test_the_same_day_in_two_releases(folder: Path) -> None:
    tren = "kode,pelaku,teramati,terlayani\n2026-08,60,60,%s\n2026-09,60,60,30"
    awal = "kode,pelaku,terlayani,pelaku_masuk,pelaku_keluar,terlayani_masuk,terlayani_keluar\nawal,ditahan,ditahan,,,,"
    release(folder, "lama", {"cakupan": f"kode,pelaku,teramati,terlayani\n{KAB},60,60,25"}, "2026-08-31")
    release(folder, "bulan", {"tren": tren % "ditahan"})
    assert cells(attack(read(folder), earlier=True)) == {("tren", "2026-08", "terlayani")}
    assert not attack(read(folder), earlier=True, without=("calendar",)).recovered
    release(folder, "tahun", {"perubahan": awal}, "2027-08-31")
    both = {("perubahan", "awal", "pelaku"), ("perubahan", "awal", "terlayani")}
    found = attack(read(folder), earlier=True)
    assert cells(found) == both and found.found("perubahan", "awal", "pelaku").lo == pytest.approx(58)
    release(folder, "tren", {"perubahan": awal, "tren": tren % "25"}, "2027-08-31")
    assert cells(attack(read(folder), "tren")) == both


def test_linked_sheets_are_joined_through_their_totals(folder: Path) -> None:
    izin = f"kode,nib\n{AJUNG},ditahan\n{KALISAT},20\n{KAB},ditahan"
    grouped = f"kode,pelaku,nib\npangan,50,15\nkayu,50,10\n{KAB},100,25"
    sheets, cell = {"izin": izin, "izin_sektor": grouped}, ("izin", AJUNG, "nib")
    assert cell in cells(attacked(folder, sheets)) and cell not in cells(attacked(folder, sheets, ("links",)))


def test_a_share_of_the_true_counts_gives_the_count(folder: Path) -> None:
    sheets = {"cakupan": f"kode,pelaku,teramati,terlayani,cakupan\n{AJUNG},50,50,ditahan,0.0625"}
    found = attacked(folder, sheets)
    one = found.found("cakupan", AJUNG, "terlayani")
    assert (one.lo, one.hi) == pytest.approx((3, 3.25), abs=0.01) and one.open
    assert attack(read(folder), exact=True).found("cakupan", AJUNG, "terlayani").lo == pytest.approx(3)
    assert not attacked(folder, sheets, ("shares",)).recovered


def test_a_share_of_the_rounded_counts_beside_a_withheld_one(folder: Path) -> None:
    sheets = {"terlambat": f"kode,kunjungan,terlambat,bagian\n{KAB},100,ditahan,0.05"}
    one = attacked(folder, sheets).found("terlambat", KAB, "terlambat")
    assert (one.lo, one.hi) == pytest.approx((5, 7))


def test_desa_add_up_to_their_kecamatan(folder: Path) -> None:
    sheets = {
        "cakupan": f"kode,pelaku\n{AJUNG},10\n{KALISAT},40",
        "desa": f"kode,pelaku\n{AJUNG}.2001,5\n{AJUNG}.2002,ditahan\n{KALISAT}.2001,ditahan\n{KALISAT}.2002,ditahan",
    }
    assert cells(attacked(folder, sheets)) == {("desa", f"{AJUNG}.2002", "pelaku")}
    assert not attacked(folder, sheets, ("levels",)).recovered


def test_that_all_desa_are_published_is_only_assumed(folder: Path) -> None:
    found = attacked(folder, {"cakupan": f"kode,pelaku\n{AJUNG},40", "desa": f"kode,pelaku\n{AJUNG}.2001,5"})
    assert found.feasible and found.given_up == (f"levels: {AJUNG} pelaku",)


def test_finer_classes_add_up_to_coarser_ones(folder: Path) -> None:
    sheets = {"kbli": "kode,pelaku\n31,35\n310,ditahan\n31001,15\n31002,ditahan\n31003,10\n16,ditahan"}
    assert cells(attacked(folder, sheets)) == {("kbli", "31002", "pelaku"), ("kbli", "310", "pelaku")}
    assert not attacked(folder, sheets, ("levels",)).recovered


NONE = "tidak_berlaku"
CHANGE = f"""kode,pelaku,terlayani,pelaku_masuk,pelaku_keluar,terlayani_masuk,terlayani_keluar
    awal,100,40,{NONE},{NONE},{NONE},{NONE}
    served_anew,{NONE},{NONE},{NONE},{NONE},10,{NONE}
    lapsed,{NONE},{NONE},{NONE},{NONE},{NONE},ditahan
    recorded,{NONE},{NONE},20,{NONE},10,{NONE}
    closed,{NONE},{NONE},{NONE},%s,{NONE},ditahan
    moved,{NONE},{NONE},ditahan,%s,ditahan,ditahan
    akhir,%s,60,{NONE},{NONE},{NONE},{NONE}"""


def test_the_steps_of_the_change_add_up(folder: Path) -> None:
    exits = {"keluar": "kode,pelaku\ntutup,ditahan\npindah,5"}
    release(folder, "satu", {"perubahan": CHANGE % ("10", "ditahan", "110")} | exits)
    release(folder, "dua", {"perubahan": CHANGE % ("10", "ditahan", "100")}, "2027-02-24")
    published, cell = read(folder), ("perubahan", "moved", "pelaku_keluar")
    found = attack(published, "satu")
    assert found.feasible and not found.recovered
    assert cell in cells(attack(published)) and not attack(published, without=("changes",)).recovered


def test_of_those_who_came_or_left_the_served_are_some(folder: Path) -> None:
    steps = {"perubahan": "kode,pelaku_masuk,pelaku_keluar,terlayani_masuk,terlayani_keluar\nrecorded,ditahan,,10,"}
    assert cells(attacked(folder, steps)) == {("perubahan", "recorded", "pelaku_masuk")}
    assert not attacked(folder, steps, ("changes",)).recovered


def test_exits_are_among_those_who_left(folder: Path) -> None:
    steps = "kode,pelaku_masuk,pelaku_keluar,terlayani_masuk,terlayani_keluar\nclosed,,5,,\nmoved,,5,,"
    sheets = {"perubahan": steps, "keluar": "kode,pelaku\ntutup,10\npindah,ditahan"}
    found = attacked(folder, sheets)
    assert found.found("keluar", "pindah", "pelaku").hi == pytest.approx(6)
    closer = {"perubahan": steps, "keluar": "kode,pelaku\ntutup,10\nlain,ditahan\nhabis,5"}
    release(folder, "dua", closer, "2027-02-24")
    assert cells(attack(read(folder))) == {("keluar", "lain", "pelaku")}
    assert not attack(read(folder), without=("changes",)).recovered


def test_listed_businesses_are_taken_out_of_what_is_hidden(folder: Path) -> None:
    sheets = {
        "cakupan": f"kode,pelaku,teramati,terlayani\n{AJUNG},10,10,10\n{KALISAT},45,45,ditahan",
        "sektor": f"kode,pangan,kayu\n{AJUNG},10,ditahan\n{KALISAT},45,ditahan",
        "izin": f"kode,nib\n{AJUNG},10\n{KALISAT},ditahan",
    }
    assert not attacked(folder, sheets).recovered
    listed = [
        f"{AJUNG},kayu,,ya,,,,",
        f"{AJUNG},kayu,,,,,,",
        f"{AJUNG},pangan,,belum,,,,",
        *[f"{AJUNG},pangan,,ya,,,,"] * 6,
    ]
    heading = "kode_kecamatan,kelompok,badan_usaha,nib,npwp,pirt,halal,merek"
    (folder / "siap-pasok.csv").write_text("\n".join([heading, *listed, f"{KALISAT},pangan,,ya,,,,"]), "utf-8")
    found = attacked(folder, sheets)
    assert cells(found) == {("sektor", AJUNG, "kayu")}
    for cell, interval in (
        (("sektor", AJUNG, "kayu", ""), (0, 2)),
        (("sektor", AJUNG, "pangan", "tak_terdaftar"), (1, 3)),
        (("izin", AJUNG, "nib", "tak_terdaftar"), (1, 4)),
        (("izin", AJUNG, "nib", "tanpa"), (0, 3)),  # one is listed as without, of another it is not said
    ):
        one = found.found(*cell)
        assert (one.lo, one.hi) == pytest.approx(interval) and one.open
    assert not found.found("cakupan", AJUNG, "terlayani", "tanpa").open  # of visits the directory says nothing
    assert found.found("izin", KALISAT, "nib").lo >= 0
    assert not attacked(folder, sheets, ("directory",)).recovered


def test_a_directory_that_cannot_be_of_this_release_is_given_up(folder: Path) -> None:
    heading = "kode_kecamatan,kelompok,badan_usaha,nib,npwp,pirt,halal,merek"
    (folder / "siap-pasok.csv").write_text("\n".join([heading, *[f"{AJUNG},kayu,,ya,,,,"] * 9]), "utf-8")
    found = attacked(folder, {"sektor": f"kode,pangan,kayu\n{AJUNG},ditahan,5"})
    assert found.feasible and found.given_up == (f"directory: listed in {AJUNG} kayu",)


def test_only_whole_numbers(folder: Path) -> None:
    """A share of 1/12 to two hundredths: between the whole numbers there is room, for them there is none."""
    sheets = {"cakupan": f"kode,pelaku,teramati,terlayani,cakupan\n{AJUNG},ditahan,ditahan,ditahan,0.25"}
    published = (release(folder, "satu", sheets), read(folder))[1]
    assert not attack(published).recovered
    found = attack(published, exact=True).found("cakupan", AJUNG, "pelaku")
    assert found.open and found.never == {1, 2, 3}


def test_money(folder: Path) -> None:
    sheets = {
        "nilai": f"""kode,melapor,nilai_produksi
            pangan,20,2500000000
            kayu,10,ditahan
            {KAB},30,3000000000"""
    }
    one = attacked(folder, sheets).found("nilai", "kayu", "nilai_produksi")
    assert (one.kind, one.lo, one.hi) == ("money", 400e6, 600e6)
    hidden = {"nilai": sheets["nilai"].replace("3000000000", "ditahan")}
    release(folder, "dua", hidden, "2027-02-24")
    assert attack(read(folder)).found("nilai", "kayu", "nilai_produksi").hi == float("inf")
    one = attack(read(folder), earlier=True).found("nilai", "kayu", "nilai_produksi")
    assert (one.lo, one.hi) == (400e6, 600e6)


def test_numbers_that_contradict_each_other_are_said(folder: Path) -> None:
    found = attacked(folder, {"cakupan": f"kode,pelaku\n{AJUNG},10\n{KALISAT},10\n{KAB},90"})
    assert not found.feasible and found.given_up


def test_small_numbers_on_tickets(folder: Path) -> None:
    (folder / "tiket").mkdir()
    queue = ["ke-3", "3 di depan", 2, True, "35.09.27", "1,5", "12 hari"]
    ticket = {"since": "2026-11-03", "place": "sekitar 10", "state": "menunggu", "queue": queue}
    (folder / "tiket" / "a.json").write_text(json.dumps(ticket), "utf-8")
    assert small_numbers(read(folder)) == [("a.json", ".queue[1]", "3 di depan"), ("a.json", ".queue[2]", "2")]


BANDS = ("under_6", "6_12", "12_24", "over_24", "never")
PERMITS = ("badan_usaha", "nib", "npwp", "pirt", "halal", "merek")
PLACES, GROUPS, UNSEEN = (AJUNG, KALISAT, JELBUK, "35.09.31"), ("pangan", "kayu", "sandang"), KALISAT
Truth = dict[str, dict[str, dict[str, int | str]]]  # sheet -> row -> column


@dataclass(frozen=True)
class Actor:
    """One of a random register; `told`, what the directory says of its permits, is None for who is not listed."""

    place: str
    group: str
    desa: str
    band: str
    held: frozenset[str]
    extra: frozenset[str]
    told: dict[str, str] | None


def random_register(chance: random.Random) -> list[Actor]:
    likely = {permit: chance.choice((0.1, 0.5, 0.9)) for permit in PERMITS}

    def one(place: str, group: str) -> Actor:
        held = frozenset(permit for permit in PERMITS if chance.random() < likely[permit])
        told = {permit: chance.choice(("", "ya" if permit in held else "belum")) for permit in PERMITS}
        extra = frozenset(name for name in ("punya_pendamping", "melapor") if chance.random() < 0.6)
        desa = f"{place}.{chance.choice((2001, 2002))}"
        return Actor(place, group, desa, chance.choice(BANDS), held, extra, told if chance.random() < 0.05 else None)

    sizes = {(place, group): chance.choice((0, 2, 6, 20)) for place in PLACES for group in GROUPS}
    return [one(*at) for at, size in sizes.items() for _ in range(size)]


def counted(actors: list[Actor], unlisted: bool = False) -> Truth:
    """All sheets, counted one actor at a time; `unlisted` without those of whom the directory tells it by name."""

    def count(row: str, column: str) -> int | str:
        if column in ("teramati", "terlayani", "belum_pernah") and row == UNSEEN:
            return "tanpa_data"
        return sum(_counts(one, row, column) and not (unlisted and _by_name(one, column)) for one in actors)

    places, groups, desa = (*PLACES, KAB), (*GROUPS, KAB), sorted({one.desa for one in actors})
    sheets = {
        "cakupan": (places, ("pelaku", "teramati", "terlayani", "belum_pernah")),
        "sektor": (places, GROUPS),
        "izin": (places, PERMITS[:3]),
        "izin_sektor": (groups, ("pelaku", *PERMITS)),
        "jangkauan": ((KAB,), ("pelaku", "punya_pendamping")),
        "nilai": (groups, ("melapor",)),
        "desa": (desa, ("pelaku", "nib")),
    }
    found: Truth = {
        name: {row: {column: count(row, column) for column in columns} for row in rows}
        for name, (rows, columns) in sheets.items()
    }
    seen = [one for one in actors if one.place != UNSEEN]
    return found | {"menunggu": {band: {"pelaku": sum(one.band == band for one in seen)} for band in BANDS}}


def _counts(one: Actor, row: str, column: str) -> bool:
    if row not in (KAB, one.place, one.group, one.desa):
        return False
    if column in ("teramati", "terlayani", "belum_pernah"):
        bands = {"terlayani": BANDS[:2], "belum_pernah": BANDS[4:]}.get(column, BANDS)
        return one.place != UNSEEN and one.band in bands
    return column in ("pelaku", one.group) or column in one.held | one.extra


def _by_name(one: Actor, column: str) -> bool:
    if one.told is None:
        return False
    return one.told[column] == "ya" if column in PERMITS else column in ("pelaku", "teramati", *GROUPS)


def published(truth: Truth, chance: random.Random, hidden: float) -> Sheets:
    """Rounded, the small ones withheld and others at random: no protection that could be trusted."""

    def text(value: int | str) -> str:
        if isinstance(value, str):
            return value
        return "ditahan" if value < 5 or chance.random() < hidden else str(5 * round(value / 5))

    return {
        sheet: "\n".join(
            [",".join(("kode", *next(iter(rows.values()))))]
            + [",".join((row, *(text(value) for value in values.values()))) for row, values in rows.items()]
        )
        for sheet, rows in truth.items()
    }


def directory(actors: list[Actor]) -> str:
    listed = [(one.place, one.group, *one.told.values()) for one in actors if one.told is not None]
    return "\n".join(",".join(line) for line in [("kode_kecamatan", "kelompok", *PERMITS), *listed])


def test_the_truth_is_never_outside(folder: Path) -> None:
    """Registers that are badly protected: much is found, and all that is claimed is so."""
    claims = 0
    for seed in range(8):
        chance, here = random.Random(seed), folder / str(seed)
        actors = random_register(chance)
        truth, hidden = counted(actors), counted(actors, unlisted=True)
        release(here, "satu", published(truth, chance, hidden=0), "2026-08-24")
        release(here, "dua", published(truth, chance, hidden=chance.choice((0.1, 0.4))))
        (here / "siap-pasok.csv").write_text(directory(actors), "utf-8")
        found = attack(read(here), earlier=seed % 2 == 1, still_true=lambda *_: True)
        assert found.feasible and not found.given_up
        for one in found.recovered:
            count = (truth if one.table == "desa" else hidden)[one.table][one.row][one.column]
            assert one.lo - 1e-6 <= count <= one.hi + 1e-6, (seed, one, count)
        claims += len(found.recovered)
    assert claims > 50


def test_the_attacker_is_independent() -> None:
    """It reads published files: nothing of the application, whose mistakes it would share."""
    for path in (Path(__file__).parent / "attack").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [one.name for one in node.names] if isinstance(node, ast.Import) else []
            assert not {name.partition(".")[0] for name in names} & {"data", "geo", "pages"}, path


def test_a_family_is_called_by_its_name(folder: Path) -> None:
    release(folder, "satu", WHOLE)
    with pytest.raises(ValueError):
        attack(read(folder), without=("rounding",))
    for family in FAMILIES:
        assert attack(read(folder), without=(family,)).feasible
