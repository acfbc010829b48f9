"""The views of how places stand and how complete the register is, and where their lists are kept, as screens."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data import clock, commands, db, queries
from data.access import Who
from data.filter import Filter
from data.outside import NewSource, PlaceCount
from data.people import demo_person, system
from data.settings import settings
from data.text import text
from pages._parts import visitor
from tests.conftest import use
from tests.small import AJUNG, GAMBIRAN, GLAGAHWERO, KALISAT, Small
from tests.test_trail_screens import ThisMachine, opened, shown


@pytest.fixture
def clerk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Who]:
    """A visited actor in one desa; a census of two kecamatan, one of them with fewer than are registered."""
    use(monkeypatch, tmp_path, f"sqlite:///{tmp_path / 'office.db'}")
    monkeypatch.setattr(visitor, "LOOPBACK", ThisMachine())
    commands.ensure_register("utama", "uji")
    small, clerk = Small(system("utama")), demo_person("utama", "petugas")
    small.visit(small.actor("A", GAMBIRAN), small.facilitator("Sari"), clock.today() - timedelta(days=40))
    for name in ("B", "C"):
        small.actor(name, AJUNG)
    commands.add_source(clerk, NewSource("Sensus", date(2016, 1, 1), "year", "usaha kecil", "buku"), "census")
    counts = [PlaceCount(KALISAT, None, 20), PlaceCount(AJUNG, None, 1)]
    commands.save_counts(clerk, "census", counts, "numbers")
    yield clerk
    db.close()
    settings.cache_clear()


def table(app: AppTest, column: str) -> dict[str, str]:
    """Place -> what stands in a column, of the first table with it."""
    frame = next(one.value for one in app.dataframe if text(column) in one.value)
    return dict(zip(frame[text("level.kecamatan")], frame[text(column)], strict=True))


def test_each_state_stands_in_words_beside_the_map(clerk: Who) -> None:
    app = opened("cakupan", "pimpinan", metric="states")
    states = table(app, "known.state")
    assert states["Kalisat"] == text("place_state.served")
    assert states["Semboro"] == text("place_state.blank")
    assert table(app, "known.blank_desa")["Kalisat"] == "11 dari 12"
    words = shown(app)
    assert text("known.count", words=text("place_state.blank"), count="247") in words
    assert text("first_list.title", count="247") in str(app.get("expander")) + words


def test_a_filter_that_nobody_counts_by_has_no_answer_and_says_why(clerk: Who) -> None:
    for view in ("states", "listed"):
        app = opened("cakupan", "pimpinan", metric=view, scale="bps_micro")
        assert text(f"known.{view}_narrowed", fields=text("filter.scale")) in shown(app)
        app.button(key="known_lift").click().run()
        assert "scale" not in app.query_params
        assert not app.exception


def test_the_share_names_what_it_is_divided_by_and_what_differs(clerk: Who) -> None:
    app = opened("cakupan", "pimpinan", metric="listed")
    assert table(app, "listed.share") | {"Kalisat": "5 %", "Ajung": "200 %"} == table(app, "listed.share")
    assert table(app, "listed.share")["Semboro"] == text("no_data")
    words = shown(app)
    assert text("listed.denominator", source="Sensus (2016)") in words
    assert f"{clock.today().year - 2016} tahun yang lalu" in words
    assert "sumber luar di Ajung" in words
    assert text("listed.total", share="14 %", inside=3, outside=21, source="Sensus", both=2, all=31) in words


def test_a_clerk_records_a_listing_and_a_leader_only_reads(clerk: Who) -> None:
    app = opened("rujukan", "petugas", list="enumeration")
    mark = next(one.key for one in app.selectbox if str(one.key).startswith("enumeration_desa")).split("-", 1)[1]
    app.selectbox(key=f"enumeration_desa-{mark}").set_value(GLAGAHWERO)
    app.button(key="enumeration_record").click().run()
    assert not app.exception
    assert queries.enumerations(clerk)["desa_code"].tolist() == [GLAGAHWERO]
    rows = queries.known_places(clerk, Filter(kecamatan=(KALISAT,)), "desa").rows
    assert rows.set_index("code").loc[GLAGAHWERO, "state"] == "empty"
    for name in ("enumeration", "outside_source"):
        reader = opened("rujukan", "pimpinan", list=name)
        assert text("reference.read_only") in shown(reader)
        assert not [one.key for one in reader.button if str(one.key).startswith(("enumeration", "outside"))]
