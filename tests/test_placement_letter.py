"""The draft letter of assignment names each place of the plan once, and nothing in it is markup."""

from datetime import date

from data.access import Who
from data.placement.costs import table
from data.placement.model import Case, Facilitator, Group, Wish
from data.placement.plan import Plan, plan_of
from data.placement.solving import solve
from data.queries import Names
from geo.regions import load
from pages._parts.page import Here
from pages._parts.placement.letter import given_to, sheet
from tests.small import GAMBIRAN, GLAGAHWERO, KALISAT

HERE = Here("penempatan", Who("uji", "35.09", "petugas", "x", "x"), "id", "uji")


def plan() -> Plan:
    region = load()
    places = {**region.kecamatan, **region.desa}
    groups = (
        Group(KALISAT, GAMBIRAN, "never", None, False, 4),
        Group(KALISAT, GAMBIRAN, "under_6", "a", True, 2),
        Group(KALISAT, None, "under_6", None, False, 1),
    )
    case = Case(
        (Facilitator("a", "<b>Ani</b>", GAMBIRAN, 10),),
        groups,
        {code: place.label for code, place in places.items() if code.startswith(KALISAT)},
        {code: place.neighbours for code, place in places.items()},
    )
    return plan_of(solve(table(case, Wish("near", touch=0.0)), gap=0.0))


def test_each_place_stands_once_with_its_actors() -> None:
    made, region = plan(), load()
    places = given_to(made, "a")
    assert set(places) == {KALISAT, *(one.code for one in region.desa_of(KALISAT))}
    assert {code: size for code, size in places.items() if size} == {GAMBIRAN: 4, KALISAT: 1}
    names = Names(
        **{field: {} for field in Names.__dataclass_fields__}
        | {
            "kecamatan": {code: one.name for code, one in region.kecamatan.items()},
            "desa": {code: one.name for code, one in region.desa.items()},
        }
    )
    told = sheet(HERE, "<b>Ani</b>", places, date(2026, 11, 24), names)
    assert "&lt;b&gt;Ani&lt;/b&gt;" in told
    assert "<b>" not in told
    assert "Gambiran (4)" in told
    assert "desa belum diketahui (1)" in told
    assert told.count(f"{region.desa[GLAGAHWERO].name} (0)") == 1
    assert "dengan 5 pelaku aktif" in told
    assert "Konsep dari hitungan 24 November 2026" in told
