"""The file itself: handed over, opened, and named on top of everything said about it."""

from functools import partial
from html import escape

import streamlit as st

from data import commands, formats, queries
from data.clock import office_day
from data.offline import is_offline_workbook
from data.problem import Problem
from data.queries import Batch
from pages._parts.caseload import offline
from pages._parts.intake.deed import BATCH, act, go_to, tell
from pages._parts.page import Here, say
from pages._parts.visitor import language, t

ENDINGS = ("xlsx", "xls", "ods", "csv", "tsv", "geojson")
CASELOAD = "offline"  # brought as a facilitator's workbook: checked and written row by row, with nothing left to decide
_TIMES = "intake.times"  # an uploader that has handed its file over makes room for an empty one


def opened(here: Here) -> Batch | None:
    """The batch the URL names; of one that is gone the URL forgets."""
    batch_id = st.query_params.get(BATCH)
    tell()
    if not batch_id:
        return None
    try:
        return queries.batch(here.who, batch_id)
    except Problem as problem:
        say(problem)
        go_to(None)
        return None


def choose_file(here: Here) -> None:
    """The one door for any file; in a sample register the way to the test register beside it."""
    st.markdown(t("intake.how"))
    key = f"intake.file.{st.session_state.get(_TIMES, 0)}"
    given = st.file_uploader(t("intake.file"), type=list(ENDINGS), key=key)
    if given and is_offline_workbook(given.getvalue()):
        _caseload(here, given.name, given.getvalue())
        return
    if here.kind == "contoh":
        if given:
            st.info(t("intake.not_here"), icon=":material/science:")
            st.button(t("intake.open_test"), key="open_test", type="primary", on_click=_open_test)
        return
    if given:
        with st.spinner(t("intake.reading")):
            act(lambda: go_to(commands.bring_file(here.who, given.name, given.getvalue())))
        st.session_state[_TIMES] = st.session_state.get(_TIMES, 0) + 1
        st.rerun()


def _caseload(here: Here, name: str, content: bytes) -> None:
    """The workbook of a facilitator's caseload has a way of its own: each row is a write of its own."""
    st.info(t("intake.caseload"), icon=":material/cloud_off:")
    if st.button(t("offline.bring"), key="intake_caseload", type="primary", icon=":material/upload:"):
        with st.spinner(t("offline.working")):
            offline.show(commands.bring_caseload(here.who, name, content, here.language))


def _open_test() -> None:
    commands.ensure_register("uji", "uji")
    st.query_params["register"] = "uji"


def head(batch: Batch) -> None:
    """The way back, the file's name, and what it was recognised as."""
    st.button(
        t("intake.all_files"),
        key="all_files",
        icon=":material/arrow_back:",
        type="tertiary",
        on_click=partial(go_to, None),
    )
    st.html(f'<h3 style="margin:0;padding:0">{escape(batch.file_name)}</h3>')
    st.caption(" · ".join(_recognised(batch)))
    if batch.same_as:
        name, written_at, by_name = batch.same_as
        on = formats.day(office_day(written_at), language())
        st.info(t("intake.same_as", name=_plain(name), on=on, by=_plain(by_name)), icon=":material/content_copy:")


def _recognised(batch: Batch) -> list[str]:
    """As which list; in which sheet under which row of titles, and whether such a file was here before."""
    if batch.preset == CASELOAD:
        said = [t("intake.caseload_file")]
    else:
        said = [t(f"import.preset.{batch.preset}") if batch.preset else t(f"import.kind.{batch.kind}")]
    if batch.header_rows:  # until it is written
        first, last = str(min(batch.header_rows)), str(max(batch.header_rows))
        header = "–".join(dict.fromkeys((first, last)))
        said.append(t("intake.found_table", sheet=_plain(batch.sheet or ""), header=header))
    if batch.remembered:
        said.append(t("intake.remembered"))
    said.append(t("intake.brought", by=_plain(batch.by_name), on=formats.day(office_day(batch.at), language())))
    return said


def _plain(words: str) -> str:
    """Words from a file inside a sentence that Streamlit reads as Markdown."""
    return "".join(f"\\{sign}" if sign in r"\`*_{}[]()<>#+-.!|~$:" else sign for sign in words)
