"""What a rerun spares: names are read once for each version, numbers and tables are written without their libraries."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pandas as pd
import pytest
import sqlalchemy as sa
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st
from streamlit import config, dataframe_util
from streamlit.elements.lib.pandas_styler_utils import marshall_styler
from streamlit.proto.ArrowData_pb2 import ArrowData

from data import commands, db, formats, queries
from data.access import Who
from data.people import anonymous, demo_person
from data.problem import Problem
from data.text import LANGUAGES
from pages._parts.written import Styler
from tests.small import Small


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
    frame = pd.DataFrame(
        {
            "Nama": ["Ajung", "Kalisat", "Jelbuk"],
            "Pelaku": [1234, 0, 56],
            "Nilai": pd.array([0.5, None, 2.25], dtype="Float64"),
            "Hari": [date(2026, 11, 24), None, date(2026, 1, 2)],
        }
    )
    writers = {"Pelaku": formats.number, "Nilai": formats.ratio, "Hari": formats.day}
    bold = (("font-weight", "bold"),)
    ours = Styler(frame, writers, "belum ada data", lambda row, _: bold if row == 1 else ())
    theirs = frame.style.format(writers, na_rep="belum ada data")
    theirs = theirs.apply(lambda row: ["font-weight: bold" if row["Nama"] == "Kalisat" else ""] * 4, axis=1)
    assert dataframe_util.is_pandas_styler(ours)
    mine, others = _sent(ours), _sent(theirs)
    assert mine[0].to_dict() == others[0].to_dict()
    assert mine[0]["Pelaku"].to_list() == ["1.234", "0", "56"]
    assert mine[1] == others[1]
    assert dataframe_util.convert_anything_to_pandas_df(ours).equals(frame)


def test_what_the_browser_has_is_named_instead_of_sent_again() -> None:
    assert config.get_option("global.minCachedMessageSize") == 200
