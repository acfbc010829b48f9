"""The map of all desa below the borders of their kecamatan: each is drawn once, on the layer that holds it."""

from collections.abc import Iterator

import pytest

from geo.regions import load
from pages._parts import assets, maps, places


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Iterator[maps.Drawing]:
    monkeypatch.setattr(assets, "url", lambda name: name)
    shapes = [
        maps.Shape(code, one.name, "#3f9e98" if index % 3 else "#e5a23d", no_data=index % 5 == 0)
        for index, (code, one) in enumerate(load().desa.items())
    ]
    places._patchwork.cache_clear()
    yield places._patchwork(tuple(shapes), 560, "light")
    places._patchwork.cache_clear()


def test_each_desa_is_drawn_once_on_its_own_layer(drawn: maps.Drawing) -> None:
    areas = [trace for trace in drawn.spec["data"] if trace.get("hoverinfo") == "text"]
    codes = [code for trace in areas for code in trace["locations"]]
    assert sorted(codes) == sorted(load().desa)
    for trace in areas:
        assert all(f"/{code[:8]}." in trace["geojson"] for code in trace["locations"]), trace["geojson"]
    fills = {fill for trace in areas for _, fill in trace["colorscale"]}
    assert fills == {"#3f9e98", "#e5a23d"}
    assert len({(trace["zmin"], trace["zmax"]) for trace in areas}) == 1, "one number means one colour on every layer"


def test_borders_lie_above_and_leave_the_desa_to_be_clicked(drawn: maps.Drawing) -> None:
    (borders,) = [trace for trace in drawn.spec["data"] if trace.get("hoverinfo") == "skip" and "geojson" in trace]
    assert sorted(borders["locations"]) == sorted(load().kecamatan)
    assert drawn.labels, "the kecamatan are named"
