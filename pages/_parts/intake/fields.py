"""Which column is which field: what was recognised and why, corrected by a person; a correction checks again."""

from collections.abc import Mapping, Sequence
from functools import partial
from hashlib import sha256
from typing import Any

import streamlit as st

from data import commands
from data.importing import FIELDS
from data.importing.mapping import required
from data.problem import Problem
from data.queries import Batch
from data.text import sentence
from pages._parts.intake import whole
from pages._parts.intake.deed import act
from pages._parts.page import Here
from pages._parts.visitor import language, t

_DECIDES = (("mode_missing", ("mode",)), ("outcome_missing", ("outcome",)))  # who counts as served hangs on them
_SAMPLES, _LABEL, _BESIDE = 3, 70, 3


def missing(batch: Batch) -> list[tuple[str, tuple[str, ...]]]:
    """What the file does not say and nobody said for it: a problem's code, and the fields of which one would do."""
    wanted = [*required(batch.kind, batch.options), *(_DECIDES if batch.kind == "visits" else ())]
    said = {**batch.options, **batch.mapping}
    return [(code, fields) for code, fields in wanted if not any(said.get(field) for field in fields)]


def ask(here: Here, batch: Batch) -> None:
    """Only what is missing, each with its sentence."""
    lacking = missing(batch)
    for code, _ in lacking:
        st.info(sentence(Problem(code), language()), icon=":material/help:")
    fields = [field for field in FIELDS[batch.kind] if any(field in some for _, some in lacking)]
    _form(here, batch, fields, [field for field in whole.fields_of(batch) if field in fields], "intake_ask")


def show(here: Here, batch: Batch) -> None:
    """Every field with its column."""
    fields = FIELDS[batch.kind]
    words = t("intake.columns", found=len(batch.mapping), of=len(batch.columns))
    with st.expander(words, icon=":material/view_column:", key="intake_columns"):
        _sheet_and_kind(here, batch)
        _form(here, batch, fields, whole.fields_of(batch), "intake_mapping")
        used = set(batch.mapping.values())
        unused = [_column_words(column, samples=0) for column in batch.columns if column[0] not in used]
        if unused:
            st.text(t("intake.unused", columns=", ".join(unused)))


def _sheet_and_kind(here: Here, batch: Batch) -> None:
    with st.container(horizontal=True):
        if len(batch.sheets) > 1:
            key = f"intake_sheet-{_mark(batch)}"
            st.selectbox(
                t("intake.sheet"),
                batch.sheets,
                index=batch.sheets.index(batch.sheet) if batch.sheet in batch.sheets else 0,
                key=key,
                on_change=lambda: _choose(here, batch, sheet=st.session_state[key]),
            )
        kind_key = f"intake_kind-{_mark(batch)}"
        st.radio(
            t("intake.kind"),
            list(FIELDS),
            index=list(FIELDS).index(batch.kind),
            format_func=lambda name: t(f"import.kind.{name}"),
            horizontal=True,
            key=kind_key,
            on_change=lambda: _choose(here, batch, kind=st.session_state[kind_key]),
        )


def _choose(here: Here, batch: Batch, **chosen: Any) -> None:
    act(partial(commands.choose_columns, here.who, batch.id, **chosen))


def _form(here: Here, batch: Batch, fields: Sequence[str], for_all: Sequence[str], name: str) -> None:
    key = f"{name}-{_mark(batch)}"
    with st.form(key, border=False, enter_to_submit=False):
        mapping = _columns(batch, fields, key)
        options = whole.ask(here, batch, for_all, key)
        if not st.form_submit_button(t("intake.check_again"), key=f"{name}_send", icon=":material/fact_check:"):
            return
    with st.spinner(t("intake.checking")):
        act(partial(_check_with, here, batch, mapping, options))
    st.rerun()


def _check_with(here: Here, batch: Batch, mapping: Mapping[str, str | None], options: Mapping[str, Any]) -> None:
    chosen = {field: letter for field, letter in {**batch.mapping, **mapping}.items() if letter}
    commands.choose_columns(here.who, batch.id, mapping=chosen, options=options)
    commands.start_check(here.who, batch.id)


def _columns(batch: Batch, fields: Sequence[str], key: str) -> dict[str, str | None]:
    """The column chosen for each field."""
    words = {column[0]: _column_words(column, _SAMPLES) for column in batch.columns}
    letters = [None, *words]
    words_of = partial(_letter_words, words)
    chosen: dict[str, str | None] = {}
    for first in range(0, len(fields), _BESIDE):  # line by line, so that a phone keeps the order
        for place, field in zip(st.columns(_BESIDE), fields[first : first + _BESIDE], strict=False):
            now = batch.mapping.get(field)
            index = letters.index(now) if now in words else 0
            with place:
                label = _field_words(batch, field)
                chosen[field] = st.selectbox(label, letters, index=index, format_func=words_of, key=f"{key}-{field}")
    return chosen


def _letter_words(words: Mapping[str, str], letter: str | None) -> str:
    return words[letter] if letter else t("intake.not_in_file")


def _field_words(batch: Batch, field: str) -> str:
    """The field, a star where it is needed, and why it was given the column it has."""
    star = " *" if any(field in fields for _, fields in required(batch.kind, {})) else ""
    reason = batch.reasons.get(field) if batch.mapping.get(field) else None
    return t(f"import.field.{field}") + star + (f" · {t(f'import.because.{reason}')}" if reason else "")


def _column_words(column: tuple[str, str, tuple[str, ...]], samples: int) -> str:
    letter, title, values = column
    shown = ", ".join(dict.fromkeys(values[:samples]))
    words = f"{letter} · {title}" + (f": {shown}" if shown else "")
    return words if len(words) <= _LABEL else words[: _LABEL - 1] + "…"


def _mark(batch: Batch) -> str:
    """Another choice is another form, which begins with its own values."""
    chosen = repr((batch.id, batch.sheet, batch.kind, sorted(batch.mapping.items()), sorted(batch.options.items())))
    return sha256(chosen.encode()).hexdigest()[:12]
