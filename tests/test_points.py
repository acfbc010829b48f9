"""A point as people type or paste it."""

import pytest

from data import commands, queries
from data.access import Who
from data.commands import NewActor
from data.points import MARGIN, check_point, read_point, written
from data.problem import Problem
from geo.regions import load
from tests.small import KALISAT, Small

LON, LAT = 113.876543, -8.123456


@pytest.mark.parametrize(
    "text",
    [
        "-8.123456, 113.876543",
        "-8.123456,113.876543",
        "-8.123456 113.876543",
        "  -8.123456\t113.876543 ",
        "(-8.123456, 113.876543)",
        "-8,123456; 113,876543",
        "-8,123456 113,876543",
        "-8,123456, 113,876543",
        "-8,123456,113,876543",
        "−8.123456 / 113.876543",
        "-8.123456°, 113.876543°",
        "113.876543, -8.123456",
        "113,876543; -8,123456",
        "8.123456 S, 113.876543 E",
        "S 8.123456 E 113.876543",
        "8,123456 LS 113,876543 BT",
        "113,876543° bt, 8,123456° ls",
        "-8.123456 LS, 113.876543",
        "113.876543 E, -8.123456",
        "113.876543, 8.123456 S",
    ],
)
def test_one_point_however_it_is_written(text: str) -> None:
    assert read_point(text) == (LON, LAT)


@pytest.mark.parametrize(
    "text",
    [
        "8°07'24.4\"S 113°52'35.6\"E",
        "8°07′24.4″S 113°52′35.6″E",
        "8°07’24,4”S, 113°52’35,6”E",
        "8º 07' 24.4'' LS; 113º 52' 35.6'' BT",
        "113°52'35.6\"E 8°07'24.4\"S",
        "-8°07'24.4\" 113°52'35.6\"",
    ],
)
def test_degrees_minutes_and_seconds(text: str) -> None:
    assert read_point(text) == (round(113 + 52 / 60 + 35.6 / 3600, 6), -round(8 + 7 / 60 + 24.4 / 3600, 6))


def test_minutes_alone() -> None:
    assert read_point("8°07'S 113°52'E") == (113.866667, -8.116667)


@pytest.mark.parametrize("text", [None, "", "  \n"])
def test_nothing_is_no_point(text: str | None) -> None:
    assert read_point(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "dekat masjid",
        "-8.123456",
        "-8,113",
        "-8 113",
        "-8.123456113.876543",
        "-8.123456, 113.876543, 90.5",
        "8.123456 S, 113.876543 S",
        "8°61'24.4\"S 113°52'35.6\"E",
        "8°07'60.0\"S 113°52'35.6\"E",
        "https://maps.example/?q=-8.123456,113.876543",
        "0812 3456 7890",
        "-8.123456, 1138.76543",
        "=-8.123456, 113.876543",
    ],
)
def test_what_is_not_a_point_is_refused(text: str) -> None:
    with pytest.raises(Problem, match="point_unreadable"):
        read_point(text)


@pytest.mark.parametrize(
    "text",
    [
        "8.123456, 113.876543",
        "-6.208800, 106.845600",
        "8.123456 N, 113.876543 E",
        "8.123456 E, 113.876543 S",
        "0.000000, 0.000000",
        "-8.123456, 813.876543",
    ],
)
def test_a_point_elsewhere_is_refused(text: str) -> None:
    with pytest.raises(Problem, match="point_outside"):
        read_point(text)


def test_the_region_is_a_little_wider_than_its_bounds() -> None:
    west, south, east, north = load().mainland_bounds
    near, far = MARGIN - 0.01, MARGIN + 0.01
    for lon, lat in ((west - near, LAT), (east + near, LAT), (LON, south - near), (LON, north + near)):
        check_point(lon, lat)
    for lon, lat in ((west - far, LAT), (east + far, LAT), (LON, south - far), (LON, north + far)):
        with pytest.raises(Problem, match="point_outside"):
            check_point(lon, lat)


def test_what_is_written_reads_as_the_same_point() -> None:
    assert written(LON, LAT) == "-8.123456, 113.876543"
    assert written(113.8, -8.1) == "-8.100000, 113.800000"
    assert read_point(written(LON, LAT)) == (LON, LAT)
    assert written(None, None) is None


# --- in the register --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lon", "lat", "code"),
    [(LON, None, "point_unreadable"), (None, LAT, "point_unreadable"), (106.8456, -6.2088, "point_outside")],
)
def test_no_half_or_distant_point_is_recorded(
    machine: Who, clerk: Who, lon: float | None, lat: float | None, code: str
) -> None:
    with pytest.raises(Problem, match=code):
        commands.add_actor(clerk, NewActor("A", KALISAT, lon=lon, lat=lat), "form-1")
    actor = Small(machine).actor("B", lon=113.8, lat=-8.1)
    with pytest.raises(Problem, match=code):
        commands.edit_actor(clerk, actor, 1, {"lon": lon, "lat": lat})
    kept = commands.open_personal(clerk, actor)
    assert (kept["lon"], kept["lat"]) == (113.8, -8.1)


def test_a_point_is_recorded_changed_and_taken_back(clerk: Who) -> None:
    actor = commands.add_actor(clerk, NewActor("A", KALISAT, lon=LON, lat=LAT), "form-1")
    for version, (lon, lat) in enumerate(((113.8, -8.1), (None, None)), 1):
        commands.edit_actor(clerk, actor, version, {"lon": lon, "lat": lat})
        kept = commands.open_personal(clerk, actor)
        assert (kept["lon"], kept["lat"]) == (lon, lat)


def test_an_imported_point_elsewhere_does_not_stop_another_change(machine: Who, clerk: Who) -> None:
    actor = Small(machine).actor("A", lon=106.8456, lat=-6.2088)
    commands.edit_actor(clerk, actor, 1, {"product": "Kursi"})
    assert queries.actor(clerk, actor)["sector"]["product"] == "Kursi"
