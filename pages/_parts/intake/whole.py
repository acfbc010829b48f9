"""What a person says for a whole file: where it is silent, whom it may add, which permits it lists."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from data import clock, queries
from data.importing.words import MODE_WORDS, OUTCOME_WORDS
from data.queries import Batch
from pages._parts.page import Here
from pages._parts.visitor import language, t

_VISITS = ("facilitator", "on", "mode", "outcome", "session_title")
_SWITCHES = {"new_actors": True, "industry_only": False}  # what holds while nobody said anything


def fields_of(batch: Batch) -> tuple[str, ...]:
    """The choices that mean something for a file with these columns."""
    if batch.kind == "visits":
        return _VISITS
    has = batch.mapping.keys()
    about_permits = ("permit_type",) if "permit_number" in has and "permit_type" not in has else ()
    return ("new_actors", *(("industry_only",) if "kbli" in has else ()), *about_permits)


def ask(here: Here, batch: Batch, fields: Sequence[str], key: str) -> dict[str, Any]:
    """The choices as they stand in the form."""
    if not fields:
        return {}
    st.caption(t("intake.whole"))
    said: dict[str, Any] = {}
    for place, field in zip(st.columns(len(fields), vertical_alignment="bottom"), fields, strict=True):
        with place:
            said[field] = _field(here, field, batch.options.get(field), f"{key}-whole-{field}")
    return said


def _field(here: Here, field: str, now: Any, key: str) -> Any:
    label = t(f"intake.whole_field.{field}")
    if field in _SWITCHES:
        return st.checkbox(label, value=_SWITCHES[field] if now is None else bool(now), key=key)
    if field == "session_title":
        return st.text_input(label, value=now or "", max_chars=200, key=key).strip() or None
    if field == "on":
        day = date.fromisoformat(now) if now else None
        on = st.date_input(label, value=day, max_value=clock.today(), format="DD/MM/YYYY", key=key)
        return on.isoformat() if isinstance(on, date) else None
    words = _choices(here, field)
    if now and now not in words:
        words = {**words, now: str(now)}  # a name above the table that the register does not know yet
    options = [None, *words]
    if field == "facilitator" and not words:
        st.caption(t("intake.no_facilitators"))
    return st.selectbox(
        label, options, index=options.index(now), format_func=lambda one: words.get(one) or t("form.choose"), key=key
    )


def _choices(here: Here, field: str) -> Mapping[Any, str]:
    if field == "facilitator":
        return {name: name for name in queries.facilitators(here.who)["name"]}
    if field == "permit_type":
        return queries.names(here.who, language()).permit_kind
    if field == "mode":
        return {code: t(f"mode.{code}") for code in MODE_WORDS}
    return {code: t(f"outcome.{code}") for code in OUTCOME_WORDS}
