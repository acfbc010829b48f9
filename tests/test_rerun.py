"""What a rerun spares: names are read once for each version, numbers and tables are written without their libraries."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pyarrow as pa
import pytest
import sqlalchemy as sa
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st
from streamlit import config, dataframe_util
from streamlit.elements.lib.pandas_styler_utils import marshall_styler
from streamlit.proto.ArrowData_pb2 import ArrowData
from streamlit.testing.v1 import AppTest

from data import clock, commands, db, formats, queries, settings
from data.access import Who
from data.filter import Filter
from data.metrics import COUNTS, METRICS
from data.people import anonymous, demo_person
from data.problem import Problem
from data.text import LANGUAGES, text
from pages._parts import places, visitor
from pages._parts.actors import PAGE
from pages._parts.written import Styler, as_frame
from tests.small import KALISAT, Small
from tests.test_trail_screens import ThisMachine


@contextmanager
def statements(who: Who) -> Iterator[list[str]]:
    """What is asked of the register meanwhile, but the beginnings of transactions."""
    asked: list[str] = []
    door = db.engine(db.url_of(who.register), writable=False)

    def hear(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("SELECT"):
            asked.append(statement)

    sa.event.listen(door, "before_cursor_execute", hear)
    yield asked
    sa.event.remove(door, "before_cursor_execute", hear)


def test_names_are_read_again_when_something_was_written(leader: Who, machine: Who) -> None:
    first = queries.names(leader)
    with statements(leader) as asked:
        assert queries.names(leader) == first
    assert len(asked) == 1  # the version
    made = Small(machine).facilitator("Sari")
    assert queries.names(leader).facilitator[made] == "Sari"
    commands.edit_reference(demo_person(leader.register, "admin"), "sector", "furniture", {"name_id": "Mebel kayu"})
    assert queries.names(leader).sector["furniture"] == "Mebel kayu"
    assert queries.names(leader, "en").sector["furniture"] != "Mebel kayu"


def test_names_that_were_read_are_for_those_who_may_read_them(leader: Who) -> None:
    queries.names(leader)
    with pytest.raises(Problem, match="not_allowed"):
        queries.names(anonymous(leader.register))


def test_names_that_were_read_cannot_be_changed(leader: Who) -> None:
    with pytest.raises(TypeError):
        queries.names(leader).sector["furniture"] = "Mebel"  # type: ignore[index]


NUMBERS = st.one_of(
    st.integers(-(10**15), 10**15),
    st.floats(-1e12, 1e12, allow_nan=False),
    st.integers(-4000, 4000).map(lambda whole: whole / 8),
)


@given(NUMBERS, st.sampled_from(LANGUAGES), st.integers(0, 2))
def test_numbers_read_as_babel_writes_them(value: float, language: str, digits: int) -> None:
    pattern = "#,##0." + "0" * digits if digits else "#,##0"
    assert formats.number(value, language, digits) == format_decimal(round(value, digits), pattern, locale=language)


def _sent(table: object) -> tuple[pd.DataFrame, str]:
    sent = ArrowData()
    marshall_styler(sent, table, "some")  # type: ignore[arg-type]
    rules = sent.styler.styles.replace(sent.styler.uuid, "id")
    return dataframe_util.convert_arrow_bytes_to_pandas_df(sent.styler.display_values), rules


def test_streamlit_takes_a_written_table_as_it_takes_pandas_own() -> None:
    cells = {
        "Nama": ["Ajung", "Kalisat", "Jelbuk"],
        "Pelaku": [1234, 0, 56],
        "Nilai": [0.5, pd.NA, 2.25],
        "Hari": [date(2026, 11, 24), None, date(2026, 1, 2)],
    }
    frame = pd.DataFrame(cells | {"Nilai": pd.array(cells["Nilai"], dtype="Float64")})
    writers = {"Pelaku": formats.number, "Nilai": formats.ratio, "Hari": formats.day}
    bold = (("font-weight", "bold"),)
    ours = Styler(cells, writers, "belum ada data", lambda row, _: bold if row == 1 else ())
    theirs = frame.style.format(writers, na_rep="belum ada data")
    theirs = theirs.apply(lambda row: ["font-weight: bold" if row["Nama"] == "Kalisat" else ""] * 4, axis=1)
    assert dataframe_util.is_pandas_styler(ours)
    mine, others = _sent(ours), _sent(theirs)
    assert mine[0].to_dict() == others[0].to_dict()
    assert mine[0]["Pelaku"].to_list() == ["1.234", "0", "56"]
    assert mine[1] == others[1]
    for raw in (ours.data, as_frame(cells)):
        sent = pa.Table.from_pandas(raw)
        assert [str(kind) for kind in sent.schema.types] == ["string", "int64", "double", "date32[day]"]
        assert sent.to_pydict() == pa.Table.from_pandas(frame).to_pydict()
    assert as_frame({}).empty and as_frame({"Nama": []}).columns.to_list() == ["Nama"]


def permits_of(register: str, **state: bool) -> AppTest:
    """The screen Perizinan of one kecamatan."""
    app = AppTest.from_file(str(settings.ROOT / "dashboard.py"), default_timeout=60)
    app.session_state[visitor._ROLE] = "pimpinan"
    for key, value in state.items():
        app.session_state[key] = value
    app.query_params["register"], app.query_params["kecamatan"] = register, KALISAT
    app.switch_page("pages/perizinan.py").run()
    assert not app.exception and not app.warning, [one.value for one in app.warning]
    return app


def lists(app: AppTest) -> list[pd.DataFrame]:
    return [table.value for table in app.dataframe if text("list.business_name") in table.value]


def test_fields_and_lists_are_drawn_when_they_are_opened(
    register: str, machine: Who, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visitor, "LOOPBACK", ThisMachine())
    small = Small(machine)
    for nth in range(PAGE + 1):
        small.actor(f"Usaha {nth}")
    folded = permits_of(register)
    assert not folded.multiselect and not lists(folded)
    app = permits_of(register, filter_box=True, list_box=True)
    assert [field.value for field in app.multiselect if field.key == "filter.kecamatan"] == [[KALISAT]]
    assert [len(table) for table in lists(app)] == [PAGE]
    (file,) = (button.proto for button in app.get("download_button") if button.proto.id.endswith("list-download"))
    assert file.label == text("table.download", rows=PAGE + 1)


def test_pages_of_a_list_are_the_list(leader: Who, machine: Who) -> None:
    small = Small(machine)
    for nth in range(7):
        small.actor(f"Usaha {nth % 3}", known_since=date(2018, 1, 1 + nth // 2))
    for wanted in (Filter(), Filter(as_of=clock.today() - timedelta(days=9)), Filter(kecamatan=(KALISAT,))):
        whole = queries.actor_list(leader, wanted)["id"].tolist()
        parts = [queries.actor_list(leader, wanted, 3, offset)["id"].tolist() for offset in (0, 3, 6, 9)]
        assert [len(part) for part in parts] == [3, 3, 1, 0]
        assert sorted(sum(parts, [])) == sorted(whole)


def test_what_is_drawn_of_the_same_numbers_is_kept_for_each_language() -> None:
    row = dict.fromkeys(COUNTS, 40) | {"code": KALISAT, "name": "Kalisat", "coverage": 0.5}
    numbers = places.Plain(tuple(row), (tuple(row.values()),))
    metric = METRICS["coverage"]
    mine, theirs = (places._shapes(numbers, metric, None, "#e9ecec", tongue) for tongue in ("id", "en"))
    assert mine is places._shapes(replace(numbers), metric, None, "#e9ecec", "id")
    hovers = [next(shape.hover for shape in drawn[0] if shape.code == KALISAT) for drawn in (mine, theirs)]
    assert "40 dari 40" in hovers[0] and "40 of 40" in hovers[1]
    other = places.Plain(numbers.names, (tuple((row | {"coverage": 0.25}).values()),))
    assert "25 %" in next(s.hover for s in places._shapes(other, metric, None, "#e9ecec", "id")[0] if s.code == KALISAT)
    assert places._ranking(other, metric, "id")[0][0]["value"] == 25


def test_what_the_browser_has_is_named_instead_of_sent_again() -> None:
    assert config.get_option("global.minCachedMessageSize") == 200
