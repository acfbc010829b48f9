"""Places as people write them: names, codes, addresses and points; the office's own spellings."""

import csv
import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from data import commands, db, queries, schema
from data.access import ALLOWS, Who
from data.importing.places import Gazetteer
from data.importing.placing import BORDER_METRES, check_point_place, place
from data.people import demo_person, system
from data.problem import Problem
from data.queries.places import gazetteer
from data.text import text
from geo.near import near
from geo.regions import load
from tests.small import AJUNG, KALISAT, Small

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "data/reference/jember"
JOMBANG, UMBULSARI = "35.09.01", "35.09.05"
AJUNG_OF_KALISAT, AJUNG_OF_AJUNG = "35.09.27.2008", "35.09.17.2004"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def made(shapes: list[dict[str, str]]) -> Gazetteer:
    return Gazetteer.from_rows(
        shapes,
        rows(REFERENCE / "spelling.csv"),
        "Kabupaten Jember",
        bps={row["bps_code"]: row["code"] for row in shapes},
        others=rows(REFERENCE / "regencies.csv"),
    )


PLACES = made(rows(ROOT / "geo/jember/places.csv"))
KECAMATAN = [code for code in PLACES.names if code not in PLACES.parents]


def said(kecamatan: str | None, desa: str | None, **beside: Any) -> tuple[str, list[str]]:
    """'Kaliwates/Mangli' and the codes of what was found doubtful."""
    placed = place(PLACES, kecamatan, desa, **beside)
    names = [PLACES.names[code] if code else "?" for code in (placed.kecamatan, placed.desa)]
    assert placed.desa is None or PLACES.parents[placed.desa] == placed.kecamatan
    return "/".join(names), [finding.code for finding in placed.findings]


# --- the two cells ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kecamatan", "desa", "understood"),
    [
        ("kALISAT", "aJUNG", "Kalisat/Ajung"),
        ("K.A.L.I.S.A.T", "Ajung.", "Kalisat/Ajung"),
        ("Kec. Kec. Kalisat", "Ds. Desa Ajung", "Kalisat/Ajung"),
        ("KALISAT KEC.", "AJUNG", "Kalisat/Ajung"),
        ("Desa Kalisat Kecamatan Kalisat", None, "Kalisat/Kalisat"),
        ("Sumber Baru (Sumberbaru)", "Yosorati", "Sumberbaru/Yosorati"),
        ("Kaliwates", "Desa/Kel. Mangli", "Kaliwates/Mangli"),
        ("mumbulsari", "Tamansari", "Mumbulsari/Tamansari"),
        ("umbulsari", "Sukoreno", "Umbulsari/Sukoreno"),
        ("Kalisat", "Sukoreno", "Kalisat/Sukoreno"),
        ("Jombang", "Keting", "Jombang/Keting"),
        ("Jombang, Jember, Jawa Timur", "Keting", "Jombang/Keting"),
        ("Kec. Jombang Kab. Jember Prov. Jawa Timur", "Keting", "Jombang/Keting"),
        ("Kalisat - Jember - Jatim", "Ajung", "Kalisat/Ajung"),
        ("Kalisat, Jawa Timur", "Ajung", "Kalisat/Ajung"),
        ("35.09.27", "Ajung", "Kalisat/Ajung"),
        ("350927", "Ajung", "Kalisat/Ajung"),
        ("35.09.27 Kalisat", "Ajung", "Kalisat/Ajung"),
        ("KALISAT (35.09.27)", "Ajung", "Kalisat/Ajung"),
        ("3509270", "Sukowono", "Sukowono/Sukowono"),  # BPS numbers the kecamatan otherwise: 3509270 is not 35.09.27
        ("35.09.27.2008", None, "Kalisat/Ajung"),
        ("3509272008", None, "Kalisat/Ajung"),
        ("Kalisat", "35.09.27.2008", "Kalisat/Ajung"),
        (None, "35.09.17.2004", "Ajung/Ajung"),
        ("Kalisat", "AJUNG - JEMBER", "Kalisat/Ajung"),
    ],
)
def test_what_is_certain_is_placed_without_a_word(kecamatan: str | None, desa: str | None, understood: str) -> None:
    assert said(kecamatan, desa) == (understood, [])


@pytest.mark.parametrize(
    ("kecamatan", "desa", "understood", "codes"),
    [
        ("Kabupaten Jombang", "Keting", "?/?", ["place_other_regency"]),
        ("Kab Jombang", "Keting", "?/?", ["place_other_regency"]),
        ("KAB.JOMBANG", None, "?/?", ["place_other_regency"]),
        ("JOMBANG - JAWA TIMUR", None, "?/?", ["place_other_regency"]),
        ("Jawa Timur, Jombang", None, "?/?", ["place_other_regency"]),
        ("Kota Surabaya", None, "?/?", ["place_other_regency"]),
        ("35.17.01", None, "?/?", ["place_other_regency"]),
        ("35.09.99", "Ajung", "?/?", ["place_unknown"]),
        ("35.09.27 Ajung", None, "?/?", ["place_ambiguous"]),
        ("Ajung", "35.09.27.2008", "?/?", ["place_ambiguous"]),
        ("Ajung", "Desa Ajung Kec. Kalisat", "?/?", ["place_ambiguous"]),
        ("Kalisat 1", "Ajung", "Kalisat/Ajung", ["place_spelling"]),
        ("Kalisat II", "Ajung", "?/?", ["place_unknown"]),
        ("umbulsaru", "Sukoreno", "?/?", ["place_unknown"]),
        ("Sumberjeruk", "Kalisat", "Kalisat/?", ["kecamatan_from_desa", "desa_unknown"]),
        ("Jawa Timur", None, "?/?", ["place_missing"]),
        ("Jember - Jawa Timur", "Mangli", "Kaliwates/Mangli", ["kecamatan_from_desa"]),
    ],
)
def test_what_is_doubtful_is_said(kecamatan: str | None, desa: str | None, understood: str, codes: list[str]) -> None:
    assert said(kecamatan, desa) == (understood, codes)


@pytest.mark.parametrize(
    ("written", "own"),
    [("Kab. Jember", True), ("JEMBER - JAWA TIMUR", True), ("Kabupaten Jember, Prov. Jatim", True), ("jember", True),
     ("Jombang", False), ("Jember Lor", False), ("Jawa Timur", False), ("", False)],
)  # fmt: skip
def test_the_regency_is_known_by_its_name(written: str, own: bool) -> None:
    assert PLACES.is_regency(written) is own


def test_a_counted_name_is_the_same_in_roman_and_arabic_digits_and_no_other() -> None:
    counted = Gazetteer.from_rows(
        [("1", "kecamatan", "Sukorejo I", ""), ("2", "kecamatan", "Sukorejo II", ""), ("3", "kecamatan", "Baru IX", "")]
    )
    assert [counted.kecamatan(words).codes for words in ("SUKOREJO 2", "Sukorejo-1", "baru 9", "Sukorejo ii")] == [
        ("2",), ("1",), ("3",), ("2",),
    ]  # fmt: skip
    assert counted.kecamatan("Sukorejo III").codes == ()


SIGNS = st.text(alphabet=" .,-/'’()_\n\t", max_size=3)


@settings(max_examples=200, deadline=None)
@given(code=st.sampled_from(KECAMATAN), data=st.data())
def test_no_mix_of_case_signs_and_spaces_leads_to_another_kecamatan(code: str, data: st.DataObject) -> None:
    signs = [
        data.draw(SIGNS) + (letter.upper() if data.draw(st.booleans()) else letter) for letter in PLACES.names[code]
    ]
    written = "".join(signs) + data.draw(SIGNS)
    for words in (written, f"Kec. {written}", f"{written} Jember"):
        placed = place(PLACES, words, None)
        assert placed.kecamatan in (code, None), words
        assert placed.kecamatan == code or placed.findings[0].code in ("place_unknown", "place_ambiguous"), words
    assert place(PLACES, PLACES.names[code].swapcase(), None).kecamatan == code


@settings(max_examples=100, deadline=None)
@given(
    cells=st.tuples(*[st.one_of(st.none(), st.text(max_size=30), st.sampled_from(sorted(PLACES.names.values())))] * 3)
)
def test_whatever_is_written_gets_an_answer(cells: tuple[str | None, str | None, str | None]) -> None:
    placed = place(PLACES, cells[0], cells[1], address=cells[2])
    assert placed.kecamatan or placed.findings
    assert placed.desa is None or PLACES.parents[placed.desa] == placed.kecamatan
    for finding in placed.findings:
        assert text(f"problem.{finding.code}", **finding.details)


# --- the address -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kecamatan", "desa", "address", "understood", "codes"),
    [
        (None, None, "Dsn. Krajan Ds. Ajung Kec. Kalisat", "Kalisat/Ajung",
         ["kecamatan_from_address", "desa_from_address"]),
        (None, "Ajung", "Dsn. Krajan Ds. Ajung Kec. Kalisat", "Kalisat/Ajung", ["kecamatan_from_address"]),
        ("Jember", "Ajung", "Kec. Ajung", "Ajung/Ajung", ["kecamatan_from_address"]),
        (None, "Arjasa", "RT 01 RW 02 Kec Sukowono 68194", "Sukowono/Arjasa", ["kecamatan_from_address"]),
        (None, "Karangrejo", "Jl. Mawar 5, Gumukmas, Jember", "Gumukmas/Karangrejo", ["kecamatan_from_address"]),
        (None, "Karangrejo", "Jl. Gumukmas 5", "?/?", ["place_ambiguous"]),
        (None, "Ajung", "Kec. Patrang", "?/?", ["place_ambiguous"]),
        (None, None, "Ds. Mangli RT 2", "Kaliwates/Mangli", ["kecamatan_from_address", "desa_from_address"]),
        (None, None, "Ds. Ajung RT 2", "?/?", ["place_missing"]),
        (None, None, "Krajan, Ajung", "?/?", ["place_missing"]),
        (None, None, "Kec. Jombang, Kab. Jombang", "?/?", ["place_other_regency"]),
        ("Jombang", None, "Ds. Keting Kab. Jombang", "?/?", ["place_other_regency"]),
        ("Kalisat", "Ajung", "Jl. Darmo, Kota Surabaya", "Kalisat/Ajung", ["address_contradiction"]),
        ("Ajung", "Ajung", "Ds. Ajung Kec. Kalisat", "Ajung/Ajung", ["address_contradiction"]),
        ("Kalisat", "Ajung", "Ds. Ajung Kec. Kalisat Kab. Jember", "Kalisat/Ajung", []),
        ("Kalisat", None, "Ds. Ajung", "Kalisat/Ajung", ["desa_from_address"]),
        ("Kalisat", None, "Ds. Mangli", "Kalisat/?", ["desa_missing"]),
        ("Sumbersaru", "Antirogo", "Kec. Sumbersari", "Sumbersari/Antirogo", ["kecamatan_from_address"]),
        ("Sumbersaru", "Antirogo", "Kec. Kalisat", "?/?", ["place_unknown"]),
        ("Entah", None, "Kec. Kalisat", "?/?", ["place_unknown"]),
        ("Kalisat", "Ajung", "Jl. Kota Baru 5", "Kalisat/Ajung", []),
    ],
)  # fmt: skip
def test_the_address_decides_where_the_cells_leave_it_open(
    kecamatan: str | None, desa: str | None, address: str, understood: str, codes: list[str]
) -> None:
    assert said(kecamatan, desa, address=address) == (understood, codes)


def test_a_remark_repeats_no_more_of_an_address_than_the_place() -> None:
    found = place(PLACES, None, "Ajung", address="Jl. Mawar 5 rumah Bu Tin, Kec. Kalisat").findings[0]
    assert (found.field, found.details) == ("address", {"read": "Ajung", "understood": "Kalisat"})


# --- the point -------------------------------------------------------------------------------------------------------


def inside(code: str) -> tuple[float, float]:
    """The label of a place: deep inside it."""
    return load().place(code).label


@pytest.mark.parametrize(
    ("kecamatan", "desa", "where", "understood", "codes"),
    [
        (None, "Ajung", AJUNG_OF_KALISAT, "Kalisat/Ajung", ["kecamatan_from_point"]),
        (None, "Ajung", AJUNG_OF_AJUNG, "Ajung/Ajung", ["kecamatan_from_point"]),
        (None, "Ajung", "35.09.26", "?/?", ["place_ambiguous"]),
        (None, None, AJUNG_OF_KALISAT, "Kalisat/Ajung", ["kecamatan_from_point", "desa_from_point"]),
        ("Kalisat", None, AJUNG_OF_KALISAT, "Kalisat/Ajung", ["desa_from_point"]),
        ("Ajung", None, AJUNG_OF_KALISAT, "Ajung/?", ["desa_missing"]),
        ("Sumbersaru", None, "35.09.21", "Sumbersari/?", ["kecamatan_from_point"]),
        ("Entah", None, AJUNG_OF_KALISAT, "?/?", ["place_unknown"]),
    ],
)
def test_the_point_decides_last(
    kecamatan: str | None, desa: str | None, where: str, understood: str, codes: list[str]
) -> None:
    place_said, found = said(kecamatan, desa, point=inside(where))
    assert place_said.split("/")[0] == understood.split("/")[0]
    assert found[: len(codes)] == codes
    if not understood.endswith("?"):
        assert (place_said, found) == (understood, codes)


def test_a_point_near_a_border_tells_no_kecamatan() -> None:
    """Wherever a point tells a kecamatan, no other one is within 300 m."""
    west, south, east, north = load().mainland_bounds
    dice = random.Random(4)
    told = 0
    for _ in range(400):
        point = (dice.uniform(west, east), dice.uniform(south, north))
        placed = place(PLACES, None, None, point=point)
        about = near().kecamatan_within(*point, BORDER_METRES)
        assert (placed.kecamatan is not None) == (len(about) == 1)
        told += placed.kecamatan is not None
    assert 100 < told < 350


def beyond(code: str, metres: float, azimuth: float = 0) -> tuple[float, float]:
    """A point so many metres north (0) or east (90) of the outermost vertex of a kecamatan on that side."""
    lon, lat = max(vertices(code), key=lambda vertex: vertex[1 if azimuth == 0 else 0])
    lon, lat, _ = Geod(ellps="WGS84").fwd(lon, lat, azimuth, metres)
    return lon, lat


def vertices(code: str) -> Iterator[tuple[float, float]]:
    layer = json.loads(load().layer_path().read_text(encoding="utf-8"))
    shape = next(feature["geometry"] for feature in layer["features"] if feature["id"] == code)
    polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    for polygon in polygons:
        for ring in polygon:
            yield from ((lon, lat) for lon, lat in ring)


@pytest.mark.parametrize("azimuth", [0, 90])
@pytest.mark.parametrize("metres", [20, 290, 310, 1000])
def test_metres_are_those_of_the_earth(metres: float, azimuth: float) -> None:
    """Beyond its outermost vertex a kecamatan is as far as its nearest vertex on the ellipsoid."""
    for code in KECAMATAN:
        lon, lat = beyond(code, metres, azimuth)
        ends = list(zip(*vertices(code), strict=True))
        around = len(ends[0])
        truth = min(Geod(ellps="WGS84").inv([lon] * around, [lat] * around, *ends)[2])
        assert near().metres_outside(code, lon, lat) == pytest.approx(truth, rel=0.001, abs=0.1), code


def test_only_a_point_more_than_300_m_outside_contradicts() -> None:
    code = KALISAT
    assert check_point_place(code, *inside(code)) is None
    assert check_point_place(code, *beyond(code, 290)) is None
    found = check_point_place(code, *beyond(code, 310))
    assert found is not None
    assert (found.code, found.field, found.details["distance"]) == ("point_far_from_place", "lon", "310 m")


def test_a_contradiction_shows_both_and_the_distance_in_words() -> None:
    found = check_point_place(AJUNG, *inside(KALISAT))
    assert found is not None
    assert found.details["kecamatan"] == "Ajung"
    assert found.details["there"] == "Kalisat"
    assert found.details["distance"].endswith(" km")
    sentence = text("problem.point_far_from_place", **found.details)
    assert "Ajung" in sentence
    assert "Kalisat" in sentence
    north = check_point_place(KALISAT, *beyond(KALISAT, 1234))
    assert north is not None
    assert north.details["distance"] == "1,2 km"


def test_a_point_in_no_kecamatan_is_said_so() -> None:
    found = check_point_place(KALISAT, 113.5, -9.2)
    assert found is not None
    assert found.code == "point_outside_places"
    assert set(found.details) == {"kecamatan", "distance"}
    assert near().kecamatan_at(113.5, -9.2) is None


def test_each_place_contains_its_own_label() -> None:
    for code in load().desa:
        assert near().desa_at(*inside(code)) == code
        assert near().metres_outside(code, *inside(code)) == 0
    assert all(near().kecamatan_at(*inside(code)) == code for code in KECAMATAN)


# --- the office's spellings ------------------------------------------------------------------------------------------


@pytest.fixture
def known(register: str) -> Any:
    """What the register's gazetteer says now."""

    def ask() -> Gazetteer:
        with db.read(system(register)) as conn:
            return gazetteer(conn, "35.09")

    return ask


def refused(who: Who, *alias: str) -> str:
    with pytest.raises(Problem) as caught:
        commands.save_alias(who, *alias, form_id=str(alias))
    assert "{" not in text(f"problem.{caught.value.code}", **caught.value.details)
    return caught.value.code


def test_a_register_begins_with_the_shipped_spellings_and_the_office_adds(clerk: Who, known: Any) -> None:
    shipped = rows(REFERENCE / "spelling.csv")
    assert len(queries.aliases(clerk)) == len(shipped)
    assert place(known(), "tumperejo", None).kecamatan == "35.09.18"
    assert place(known(), "kalsat raya", "Ajung").kecamatan is None
    commands.save_alias(clerk, "kecamatan", "Kec. Kalsat  Raya", KALISAT, "form-1")
    commands.save_alias(clerk, "kecamatan", "Kec. Kalsat  Raya", KALISAT, "form-1")
    assert place(known(), "KALSAT RAYA", "Ajung").desa == AJUNG_OF_KALISAT
    mine = queries.aliases(clerk).query("seen == 'Kalsat Raya'").to_dict("records")
    assert [(row["place"], row["shipped"]) for row in mine] == [("Kalisat", False)]
    commands.drop_alias(clerk, mine[0]["id"])
    assert place(known(), "kalsat raya", "Ajung").kecamatan is None
    with pytest.raises(Problem, match="alias_gone"):
        commands.drop_alias(clerk, mine[0]["id"])


def test_what_cannot_be_a_spelling_is_refused(clerk: Who, known: Any) -> None:
    assert refused(clerk, "kecamatan", " -. ", KALISAT) == "alias_empty"
    assert refused(clerk, "kecamatan", "Kec.", KALISAT) == "alias_empty"
    assert refused(clerk, "kecamatan", "Kalsat", "35.09.99") == "alias_place_unknown"
    assert refused(clerk, "kecamatan", "Kalsat", "") == "alias_place_unknown"
    assert refused(clerk, "kecamatan", "Kalsat", AJUNG_OF_KALISAT) == "alias_place_unknown"
    assert refused(clerk, "provinsi", "Kalsat", KALISAT) == "alias_place_unknown"
    assert refused(clerk, "kecamatan", "MUMBUL SARI", UMBULSARI) == "alias_is_name"
    assert refused(clerk, "kecamatan", "Mangli", KALISAT) == "alias_is_name"
    assert refused(clerk, "desa", "Kel. Mangli", AJUNG_OF_KALISAT) == "alias_is_name"
    assert refused(clerk, "kecamatan", "Lumajang", KALISAT) == "alias_is_regency"
    assert refused(clerk, "kecamatan", "Kab. Malang", KALISAT) == "alias_is_regency"
    assert refused(clerk, "kecamatan", "Kab. Jombang", JOMBANG) == "alias_is_regency"
    assert refused(clerk, "kecamatan", "Jember", KALISAT) == "alias_is_regency"
    assert refused(clerk, "kecamatan", "tumpe-rejo", KALISAT) == "alias_taken"
    assert refused(clerk, "kecamatan", "tumperejo", "35.09.18") == "alias_taken"
    assert len(queries.aliases(clerk)) == len(rows(REFERENCE / "spelling.csv"))


def test_two_desa_may_be_written_alike_where_their_kecamatan_tells_them_apart(clerk: Who, known: Any) -> None:
    commands.save_alias(clerk, "desa", "Ajong", AJUNG_OF_KALISAT, "form-1")
    commands.save_alias(clerk, "desa", "Ajong", AJUNG_OF_AJUNG, "form-2")
    assert refused(clerk, "desa", "AJONG", "35.09.27.2006") == "alias_taken"
    places = known()
    assert place(places, "Kalisat", "Ajong").desa == AJUNG_OF_KALISAT
    assert place(places, "Ajung", "Ajong").desa == AJUNG_OF_AJUNG
    assert place(places, None, "Ajong").findings[0].code == "place_ambiguous"


def test_those_who_bring_files_in_edit_spellings_and_the_others_read(register: str) -> None:
    assert {role for role in ALLOWS if "alias.edit" in ALLOWS[role]} == {"petugas", "admin"}
    assert not queries.aliases(demo_person(register, "pimpinan")).empty


def test_a_register_made_before_gets_the_shipped_spellings_once(register: str, clerk: Who) -> None:
    table, audit, shipped = schema.place_alias, schema.audit, len(rows(REFERENCE / "spelling.csv"))
    with db.engine(db.url_of(register), writable=True).begin() as conn:
        conn.execute(table.delete())
    commands.ensure_register(register, "uji")
    commands.ensure_register(register, "uji")
    found = queries.aliases(clerk)
    assert len(found) == shipped
    assert found["shipped"].all()
    for alias_id in found["id"]:
        commands.drop_alias(clerk, alias_id)
    commands.ensure_register(register, "uji")
    assert queries.aliases(clerk).empty, "what the office took away stays away"
    with db.read(clerk) as conn:
        told = sa.select(sa.func.count()).where(audit.c.about_kind == "place_alias", audit.c.deed == "register.fill")
        assert conn.scalar(told) == 1


def test_the_registers_gazetteer_knows_codes_and_other_regencies(known: Any) -> None:
    places = known()
    assert place(places, "3509270", None).kecamatan == "35.09.29"
    assert place(places, "JOMBANG - JAWA TIMUR", None).findings[0].code == "place_other_regency"


def test_the_shipped_spellings_would_all_be_taken_from_a_person(register: str, known: Any) -> None:
    """No name of another place, none twice: the rules of the form hold for the list it begins with."""
    admin = demo_person(register, "admin")
    for row in queries.aliases(admin).to_dict("records"):
        commands.drop_alias(admin, row["id"])
        commands.save_alias(admin, row["level"], row["seen"], row["code"], row["id"])


# --- actors whose point contradicts their place ----------------------------------------------------------------------


def test_points_far_from_their_place_are_listed_without_coordinates(machine: Who, register: str) -> None:
    small = Small(machine)
    lon, lat = inside(KALISAT)
    fine = small.actor("Benar", KALISAT, lon=lon, lat=lat)
    small.actor("Tanpa titik", AJUNG)
    wrong = small.actor("Salah", AJUNG, lon=lon, lat=lat)
    sari, rini = small.facilitator("Sari"), small.facilitator("Rini")
    small.assign(sari, actor_id=wrong)
    small.assign(rini, actor_id=fine)
    clerk = demo_person(register, "petugas")
    found = queries.points_far_from_place(clerk)
    assert list(found.columns) == ["id", "business_name", "kecamatan", "kecamatan_of_point", "metres"]
    told = found.to_dict("records")
    assert [(row["id"], row["kecamatan"], row["kecamatan_of_point"]) for row in told] == [(wrong, "Ajung", "Kalisat")]
    assert told[0]["metres"] == pytest.approx(near().metres_outside(AJUNG, lon, lat), abs=5.01)
    assert str(lon) not in repr(told)
    pendamping = demo_person(register, "pendamping")
    assert list(queries.points_far_from_place(replace(pendamping, facilitator=sari))["id"]) == [wrong]
    assert queries.points_far_from_place(replace(pendamping, facilitator=rini)).empty
    assert queries.points_far_from_place(replace(pendamping, facilitator=None)).empty
