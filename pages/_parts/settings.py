"""The office's own numbers as a table; an admin may change values and sources."""

import pandas as pd
import streamlit as st

from data import commands, queries
from data.access import allows
from data.problem import Problem
from data.queries import OfficeSetting
from pages._parts.page import Here, say
from pages._parts.visitor import t

OPEN = ("value", "source")


def show(here: Here) -> None:
    """Every setting with its value, the default, what is allowed and the source."""
    frame = _frame(queries.office_settings(here.who))
    words = {
        "label": st.column_config.TextColumn(t("setting.label"), width="medium"),
        "value": st.column_config.TextColumn(t("setting.value"), max_chars=200, width="small"),
        "source": st.column_config.TextColumn(t("reference.column.source"), max_chars=200, width="medium"),
        "between": st.column_config.TextColumn(t("setting.between"), width="small"),
        "default": st.column_config.TextColumn(t("setting.default"), width="small"),
    }
    shown = frame[list(words)]
    if not allows(here.who, "setting.edit"):
        st.caption(t("reference.read_only"))
        st.dataframe(shown, hide_index=True, column_config=words)
        return
    st.caption(t("setting.how"))
    fixed = [name for name in words if name not in OPEN]
    # After a save the editor begins anew, with what stands there now.
    key = f"edit-setting-{hash(tuple(shown.itertuples(index=False, name=None)))}"
    edited = st.data_editor(shown, hide_index=True, column_config=words, disabled=fixed, num_rows="fixed", key=key)
    if st.button(t("reference.save"), type="primary", key="setting_save"):
        _save(here, frame, edited)


def _frame(settings: list[OfficeSetting]) -> pd.DataFrame:
    rows = []
    for one in settings:
        low, high = one.between or (0, 0)
        rows.append(
            {
                "name": one.name,
                "label": t(f"setting.name.{one.name}"),
                "value": one.value,
                "source": one.source or t("setting.unconfirmed"),
                "between": t("setting.range", low=one.between[0], high=one.between[1])
                if one.between
                else t("setting.text"),
                "default": one.default,
            }
        )
    return pd.DataFrame(rows, dtype=object)


def _save(here: Here, before: pd.DataFrame, after: pd.DataFrame) -> None:
    saved = 0
    for old, new in zip(before.to_dict("records"), after.to_dict("records"), strict=True):
        value, source = ("" if pd.isna(new[name]) else str(new[name]) for name in OPEN)
        if (value, source) != (old["value"], old["source"]):
            try:
                commands.save_setting(here.who, old["name"], value, source)
            except Problem as problem:
                say(problem)
                return
            saved += 1
    st.toast(t("reference.saved", rows=saved), icon=":material/check:")
    st.rerun()
