"""The two maps in real Chromium: nothing foreign is asked, and a click, a tap or a second click hands back the code."""

import json
import os
import subprocess
import sys
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import plotly.graph_objects as go
import pytest
from playwright.sync_api import Browser, Page, expect

from pages._parts import assets, maps
from pages._parts.maps.labels import tiers
from tests.browser.helpers import DESK, PHONE, REPO, Visit, click, middle_of, serve, visit

pytestmark = pytest.mark.browser

SETTINGS = {
    "server.enableStaticServing": "true",
    "server.headless": "true",
    "server.fileWatcherType": "none",
    "server.address": "localhost",
    "browser.gatherUsageStats": "false",
}
# Nine squares; the one in the middle is the one that is clicked. Its name would be markup if it were not escaped.
CODES = [f"35.09.{number:02}" for number in range(23, 32)]
MIDDLE, OTHER = "35.09.27", "35.09.28"
NAMES = {code: f"Kecamatan {code[-2:]}" for code in CODES} | {MIDDLE: "Kalisat <i>&amp;"}
BOUNDS = (113.0, -8.3, 113.3, -8.0)
DESA_CODES = [f"{MIDDLE}.200{number}" for number in range(9)]

APP = """
import json, sys
from pathlib import Path
sys.path.insert(0, {repo!r})
import streamlit as st
from pages._parts import assets, maps

HERE = Path(__file__).parent
assets.prepare(HERE, HERE / "static")
NAMES, BOUNDS = {names!r}, {bounds!r}
st.set_page_config(layout="wide")
state = st.session_state
inside = state.get("inside")
name = f"geo/place/desa/{{inside}}.geojson" if inside else "geo/place/kecamatan.geojson"
layer = json.loads((HERE / name).read_text())

def pick(code):
    state["log"] = [*state.get("log", []), code]
    state["chosen"] = None if state.get("chosen") == code else code

shapes = [
    maps.Shape(
        code=f["id"], name=f["properties"]["name"], fill="#eceeee" if i == 0 else ("#b9deda", "#0f6f69")[i % 2],
        no_data=i == 0, label=f["properties"]["name"] + "\\n31 %",
        hover=f["properties"]["name"] + "\\n66 dari 214 pelaku",
    )
    for i, f in enumerate(layer["features"])
]
hatch = {{shapes[0].code: [[[113.01, -8.09], [113.09, -8.01]], [[113.03, -8.09], [113.09, -8.03]]]}}
left, right = st.columns([6, 4])
with left:
    maps.choropleth(
        "peta-desa" if inside else "peta",
        maps.drawing(
            shapes, assets.url(name), hatch, maps.spots(layer, BOUNDS), BOUNDS,
            selected=state.get("chosen"), height=480, theme="light",
        ),
        alt="Peta contoh", on_pick=pick,
    )
with right:
    st.text("log=" + ",".join(state.get("log", [])))
    st.text("chosen=" + str(state.get("chosen")))
    if st.button("Masuk"):
        state["inside"] = {middle!r}
        st.rerun()

    @st.fragment
    def points():
        spots = [maps.Point(f"p{{i}}", 113.12 + i * 0.02, -8.15, f"Mebel <b>{{i}}") for i in range(4)]
        desa = layer["features"][4]
        st.text("point=" + str(maps.desa_map("titik", desa, spots, tiles_url=None, tiles_attribution="", height=320)))

    points()
"""


def _square(code: str, name: str, column: int, row: int) -> dict:
    west, north = 113.0 + column / 10, -8.0 - row / 10
    ring = [(west, north), (west + 0.1, north), (west + 0.1, north - 0.1), (west, north - 0.1), (west, north)]
    return {
        "type": "Feature",
        "id": code,
        "properties": {"code": code, "name": name},
        "geometry": {"type": "Polygon", "coordinates": [ring]},  # clockwise, as d3 wants it
    }


def _layer(names: dict[str, str]) -> dict:
    squares = [_square(code, name, index % 3, index // 3) for index, (code, name) in enumerate(names.items())]
    return {"type": "FeatureCollection", "features": squares}


def _geography(root: Path) -> None:
    place = root / "geo" / "place"
    (place / "desa").mkdir(parents=True)
    (place / "kecamatan.geojson").write_text(json.dumps(_layer(NAMES)))
    desa = {code: f"Desa {code[-1]}" for code in DESA_CODES}
    (place / "desa" / f"{MIDDLE}.geojson").write_text(json.dumps(_layer(desa)))


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("app")
    _geography(folder)
    words = {"repo": str(REPO), "names": NAMES, "bounds": BOUNDS, "middle": MIDDLE}
    (folder / "app.py").write_text(APP.format(**words))
    return folder


def _serve(root: Path, **more: str) -> Iterator[str]:
    settings = SETTINGS | {key.replace("_", "."): value for key, value in more.items()}
    with serve(root / "app.py", root, root / f"{len(settings)}.log", os.environ, settings) as base:
        yield base


@pytest.fixture(scope="module")
def app(root: Path) -> Iterator[str]:
    yield from _serve(root)


def _visit(chromium: Browser, base: str, device: dict) -> Iterator[Visit]:
    with visit(chromium, device) as seen:
        seen.page.goto(base)
        expect(seen.page.locator("path.choroplethlocation")).to_have_count(9, timeout=20_000)
        yield seen


@pytest.fixture
def desk(chromium: Browser, app: str) -> Iterator[Visit]:
    yield from _visit(chromium, app, DESK)


@pytest.fixture
def phone(chromium: Browser, app: str) -> Iterator[Visit]:
    yield from _visit(chromium, app, PHONE)


def _says(page: Page, sentence: str) -> None:
    expect(page.get_by_text(sentence, exact=True)).to_be_visible(timeout=10_000)


def test_neither_map_asks_a_foreign_host_or_complains(desk: Visit, app: str) -> None:
    expect(desk.page.frame_locator("iframe").locator("canvas")).to_be_visible(timeout=10_000)
    assert desk.foreign() == []
    assert desk.errors == []
    assert any("/geo/place/" in url for url in desk.asked)


def test_a_click_hands_back_the_code_again_and_again(desk: Visit) -> None:
    picked = []
    for code in (MIDDLE, MIDDLE, MIDDLE, OTHER, MIDDLE, MIDDLE):
        click(desk.page, code)
        picked.append(code)
        _says(desk.page, "log=" + ",".join(picked))
    _says(desk.page, "chosen=None")


def test_two_quick_clicks_are_one_pick(desk: Visit) -> None:
    """On a busy machine three clicks may last longer than a double click does: one try of four must be quick enough."""
    for _ in range(4):
        x, y = middle_of(desk.page, MIDDLE)
        desk.page.mouse.dblclick(x, y, delay=20)
        desk.page.wait_for_timeout(100)
        desk.page.mouse.click(x, y)
        desk.page.wait_for_timeout(1500)
        expect(desk.page.get_by_text(f"log={MIDDLE}")).to_be_visible()
        if "," not in _log(desk.page):
            return
        desk.page.reload()
        expect(desk.page.locator("path.choroplethlocation").first).to_be_visible()
    pytest.fail("two picks each time")


@pytest.mark.parametrize(("seconds", "picks"), [(0.3, 1), (0.5, 2)])
def test_the_same_shape_again_within_a_double_click_is_no_pick(
    monkeypatch: pytest.MonkeyPatch, seconds: float, picks: int
) -> None:
    module = sys.modules[maps.choropleth.__module__]
    seen, times = [], iter((10.0, 10.0, 10.0 + seconds, 10.0 + seconds))
    point = SimpleNamespace(selection=SimpleNamespace(points=[{"location": MIDDLE}]))
    state = {"key-map-0": point, "key-map-1": point}
    monkeypatch.setattr(module, "st", SimpleNamespace(session_state=state))
    monkeypatch.setattr(module, "monotonic", lambda: next(times))
    for chart in ("key-map-0", "key-map-1"):
        module._picked("key", chart, seen.append)
    assert seen == [MIDDLE] * picks


def _log(page: Page) -> str:
    return page.get_by_text("log=").inner_text().split(" ")[0]


def test_the_chosen_shape_is_outlined_and_the_others_do_not_fade(desk: Visit) -> None:
    click(desk.page, MIDDLE)
    _says(desk.page, f"chosen={MIDDLE}")
    paths = desk.page.locator("path.choroplethlocation")
    expect(paths).to_have_count(11)
    drawn = paths.evaluate_all("paths => paths.map(p => [p.__data__.loc, p.style.strokeWidth, p.style.opacity])")
    assert drawn[9:] == [[MIDDLE, "5px", "1"], [MIDDLE, "2px", "1"]]
    assert {opacity for _, _, opacity in drawn} == {"1"}
    colours = desk.page.locator(".scatterlayer text").evaluate_all("all => all.map(text => text.style.fill)")
    assert set(colours) == {"rgb(23, 48, 45)", "rgb(255, 255, 255)"}


def test_after_a_drill_down_it_works_again(desk: Visit) -> None:
    click(desk.page, MIDDLE)
    _says(desk.page, f"chosen={MIDDLE}")
    desk.page.get_by_role("button", name="Masuk").click()
    desk.page.wait_for_function("document.querySelector('.st-key-peta-desa path.choroplethlocation')")
    click(desk.page, DESA_CODES[4])
    _says(desk.page, f"log={MIDDLE},{DESA_CODES[4]}")
    assert desk.errors == []


def test_a_finger_works_like_a_mouse(phone: Visit) -> None:
    for times in (1, 2, 3):
        phone.page.wait_for_timeout(500)
        phone.page.touchscreen.tap(*middle_of(phone.page, MIDDLE))
        _says(phone.page, "log=" + ",".join([MIDDLE] * times))


def test_a_phone_gets_a_lower_map_and_no_sideways_scrolling(phone: Visit) -> None:
    chart = phone.page.locator(".stPlotlyChart").bounding_box()
    assert chart is not None
    assert chart["width"] <= 390
    assert chart["height"] <= chart["width"] * 1.02
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_names_are_shown_and_never_read_as_markup(desk: Visit) -> None:
    desk.page.mouse.move(*middle_of(desk.page, MIDDLE))
    expect(desk.page.locator(".hoverlayer")).to_contain_text("Kalisat <i>&amp;")
    expect(desk.page.locator(".hoverlayer")).to_contain_text("66 dari 214 pelaku")
    frame = desk.page.frame_locator("iframe")
    desk.page.mouse.move(*_point_on_screen(desk.page, "p1"))
    expect(frame.locator(".leaflet-tooltip")).to_have_text("Mebel <b>1")


def _point_on_screen(page: Page, point: str) -> tuple[float, float]:
    page.locator("iframe").scroll_into_view_if_needed()
    box = page.locator("iframe").bounding_box()
    frame = next(each for each in page.frames if "streamlit_folium" in each.url)
    frame.wait_for_function("window.map !== undefined")
    inside = frame.evaluate(
        """id => new Promise(done => map.eachLayer(layer => {
            if (layer.feature?.properties?.point !== id) return;
            const at = map.latLngToContainerPoint(layer.getLatLng());
            done([at.x, at.y]);
        }))""",
        point,
    )
    assert box is not None
    return box["x"] + inside[0], box["y"] + inside[1]


def test_a_point_of_the_desa_map_hands_back_its_id(desk: Visit) -> None:
    for point in ("p0", "p2", "p1"):
        desk.page.mouse.click(*_point_on_screen(desk.page, point))
        _says(desk.page, f"point={point}")
    x, y = _point_on_screen(desk.page, "p1")
    desk.page.mouse.click(x, y + 40)
    _says(desk.page, "point=None")


def test_the_shapes_are_fetched_once(desk: Visit) -> None:
    session = desk.page.context.new_cdp_session(desk.page)
    session.send("Network.enable")
    answers: dict[str, bool] = {}

    def answered(event: dict) -> None:
        answers[event["response"]["url"].rsplit("/", 1)[-1]] = bool(event["response"].get("fromDiskCache"))

    session.on("Network.responseReceived", answered)
    desk.page.reload()
    expect(desk.page.locator("path.choroplethlocation")).to_have_count(9, timeout=20_000)
    assert answers["kecamatan.geojson"]


def test_a_base_path_is_respected(chromium: Browser, root: Path) -> None:
    for base in _serve(root, server_baseUrlPath="dinas/damping"):
        for seen in _visit(chromium, base, DESK):
            expect(seen.page.frame_locator("iframe").locator("canvas")).to_be_visible(timeout=10_000)
            assert seen.foreign() == []
            assert seen.errors == []


def test_plotly_accepts_the_figure() -> None:
    shapes = [maps.Shape(code, NAMES[code], "#b9deda", label=NAMES[code], hover=NAMES[code]) for code in CODES]
    labels = tiers(shapes, maps.spots(_layer(NAMES), BOUNDS), BOUNDS, 560)
    spec = maps.figure(shapes, "/x.json", {}, labels, BOUNDS, selected=MIDDLE)
    assert len(json.dumps(spec)) < 6_000
    without = [replace(shapes[0], no_data=True), replace(shapes[1], dots=True), *shapes[2:]]
    strokes = {code: [[[113.5, -8.2], [113.6, -8.1]]] for code in CODES}
    for drawn in (spec, maps.figure(without, "/x.json", strokes, labels, BOUNDS)):
        read = go.Figure(drawn)  # validates what the app, for speed, does not
        assert read.data[0].type == "choropleth"
    packed = np.frombuffer(b64decode(read.data[1].lon["bdata"]), read.data[1].lon["dtype"])
    assert packed[:2] == pytest.approx([113.5, 113.6])


def test_a_label_has_the_colour_that_can_be_read() -> None:
    assert maps.readable_on("#e6f2f0") == "#17302d"
    assert maps.readable_on("#0f6f69") == "#ffffff"


def test_processes_that_start_at_once_leave_one_complete_copy(tmp_path: Path) -> None:
    _geography(tmp_path)
    start = "import pathlib, sys; from pages._parts import assets; assets.prepare(pathlib.Path(sys.argv[1]))"
    several = [subprocess.Popen([sys.executable, "-c", start, str(tmp_path)], cwd=REPO) for _ in range(4)]
    assert [process.wait(60) for process in several] == [0] * 4
    assets.prepare(tmp_path)
    folders = sorted(path.name for path in (tmp_path / "static" / "geo" / "place").iterdir())
    assert len(folders) == 1
    assert not folders[0].startswith(".")
    assert len(list((tmp_path / "static").rglob("*.geojson"))) == 2
    assert (tmp_path / "static" / assets.url("leaflet/leaflet.js").removeprefix("/app/static/")).is_file()
