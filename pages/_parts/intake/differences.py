"""What would become of businesses that are there already: old and new beside each other, and which of them wins."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from data import commands, formats, queries
from data.commands.imports.bring import UPDATES
from data.problem import Problem
from data.queries import Batch, Names
from pages._parts import draw
from pages._parts.intake.deed import act
from pages._parts.page import OF_SCREEN, Here, say
from pages._parts.visitor import language, t

SIZE, ROWS = 200, 8
_OPENED = f"{OF_SCREEN}intake.changes"  # of which batch and page, and what was seen there
# A field of an actor -> what the column of a file is called that says it.
_CALLED = {"kecamatan_code": "kecamatan", "desa_code": "desa", "kbli_code": "kbli"}


def show(here: Here, batch: Batch) -> None:
    """The choice before the rows are written; what differs as a table, page by page."""
    if not (batch.changed if batch.state == "written" else batch.actions["change"]):
        return
    st.markdown(f"#### {t('intake.changes')}")
    updates = chosen_updates(batch)
    if batch.state == "checked":
        _choice(here, batch, updates)
    if here.who.seen_by:
        say(Problem("only_looking"))
        return
    place, pages = st.container(), -(-batch.actions["change"] // SIZE)
    page = st.pagination(pages, key="intake_changes_page") if pages > 1 else 1
    frame = _opened(here, batch, page)
    columns = {
        "row": draw.Column(t("intake.row"), "count", "small"),
        "business_name": draw.Column(t("import.field.business_name")),
        "field": draw.Column(t("intake.column")),
        "old": draw.Column(t("intake.old")),
        "new": draw.Column(t("intake.new")),
        "effect": draw.Column(t("intake.effect")),
    }
    shown = _in_words(frame, updates, queries.names(here.who, language()))
    with place:
        draw.table("intake_changes", shown, columns, height=320 if len(shown) > ROWS else "auto", id_column="row")


def _opened(here: Here, batch: Batch, page: int) -> pd.DataFrame:
    """A page of them as long as the screen is open: one look, however often the screen is drawn."""
    marker = (here.who.register, here.who.id, here.who.role, batch.id, batch.state, batch.actions["change"], page)
    kept, frame = st.session_state.get(_OPENED, (None, None))
    if kept != marker:
        frame, _ = commands.open_changes(here.who, batch.id, page=page - 1, size=SIZE)
        st.session_state[_OPENED] = (marker, frame)
    return frame


def chosen_updates(batch: Batch) -> str:
    """How far the file may change the register."""
    return str(batch.options.get("updates") or UPDATES[0])


def changing(here: Here, batch: Batch) -> int:
    """How many businesses a write would change as things are chosen."""
    if batch.kind != "actors" or not batch.actions["change"]:
        return 0
    return queries.would_change(here.who, batch.id, chosen_updates(batch))


def _choice(here: Here, batch: Batch, updates: str) -> None:
    key = f"intake_updates-{batch.id}-{updates}"

    def chosen() -> None:
        act(partial(commands.choose_columns, here.who, batch.id, options={"updates": st.session_state[key]}))

    st.radio(
        t("intake.updates"),
        UPDATES,
        index=UPDATES.index(updates),
        format_func=lambda one: t(f"intake.update.{one}"),
        horizontal=True,
        key=key,
        on_change=chosen,
    )


def effect_of(fills: bool, updates: str) -> str:
    """ "fills", "replaces" or "stays": what becomes of one difference under the choice made."""
    if updates == "none" or (updates == "fill" and not fills):
        return "stays"
    return "fills" if fills else "replaces"


def _in_words(frame: pd.DataFrame, updates: str, names: Names) -> pd.DataFrame:
    rows = frame.to_dict("records")
    return frame.assign(
        field=[field_words(row["field"]) for row in rows],
        effect=[t(f"intake.effect_of.{effect_of(bool(row['fills']), updates)}") for row in rows],
        old=[_written(row["field"], row["old"], names) for row in rows],
        new=[_written(row["field"], row["new"], names) for row in rows],
    )


def field_words(field: str) -> str:
    """A field of an actor as the columns of a file are called."""
    return t("audit_field.permits") if field == "permits" else t(f"import.field.{_CALLED.get(field, field)}")


def _written(field: str, value: Any, names: Names) -> str:
    """A value as a person reads it."""
    if value is None or value == "":
        return ""
    if isinstance(value, Mapping):
        return _permit(value, names)
    lists = {"kecamatan_code": names.kecamatan, "desa_code": names.desa, "legal_form": names.legal_form}
    if field in lists:
        return lists[field].get(value, str(value))
    if field == "known_since":
        return str(value)[:4]
    if isinstance(value, int | float) and field not in ("lon", "lat"):
        return formats.number(value, language(), 0 if float(value).is_integer() else 2)
    return str(value)


def _permit(event: Mapping[str, Any], names: Names) -> str:
    said = (names.permit_kind.get(event["kind"], event["kind"]), t(f"status.{event['status']}"), event.get("number"))
    return " · ".join(str(part) for part in said if part)
