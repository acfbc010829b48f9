"""The steps of an import: file, columns, what was found, confirm; nothing is written before the last one."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from data import commands, formats, importing, queries
from data.importing import FIELDS, REQUIRED, Checked, Table
from pages._parts import draw
from pages._parts.menu import link
from pages._parts.page import Here
from pages._parts.visitor import language, t

# The codes a contact may have, as `data.schema` checks them.
CONTACT_WORDS = {
    "mode": ("di_tempat", "di_kantor", "kelompok", "telepon"),
    "outcome": ("bertemu", "tidak_bertemu", "batal"),
}


@dataclass(frozen=True)
class File:
    """The file as it was handed over."""

    name: str
    content: bytes = field(repr=False)
    sha256: str


def choose_file() -> File | None:
    """The first step, and what to expect of it."""
    st.markdown(t("intake.how"))
    given = st.file_uploader(t("intake.file"), type=["xlsx", "xls", "ods", "csv", "tsv"], key="intake.file")
    if given is None:
        return None
    content = given.getvalue()
    return File(given.name, content, hashlib.sha256(content).hexdigest())


def choose_columns(file: File) -> tuple[Table, Any, Mapping[str, str]]:
    """The table found in the file and its columns; the person may correct both kind and columns."""
    table = importing.find_table(importing.read_book(file.name, file.content))
    proposal = importing.propose(table)
    kinds = ("actors", "visits")
    header = ", ".join(str(number) for number in table.header_rows)
    st.caption(
        t("intake.found_table", sheet=table.sheet, header=header, rows=formats.number(len(table.rows), language()))
    )
    kind = st.radio(
        t("intake.kind"),
        kinds,
        index=kinds.index(proposal.kind),
        format_func=lambda name: t(f"import.kind.{name}"),
        horizontal=True,
        key=f"intake.kind.{file.sha256[:12]}",
    )
    proposed = proposal.mapping if kind == proposal.kind else {}
    with st.expander(t("intake.columns", found=len(proposed), of=len(table.columns)), icon=":material/view_column:"):
        mapping = _mapping(file, table, kind, proposed)
    return table, kind, mapping


def _mapping(file: File, table: Table, kind: Any, proposed: Mapping[str, str]) -> dict[str, str]:
    titles = {column.letter: f"{column.letter} · {column.title}" for column in table.columns}
    letters = [None, *titles]
    chosen: dict[str, str] = {}
    columns = st.columns(3)
    for index, name in enumerate(FIELDS[kind]):
        with columns[index % 3]:
            star = " *" if any(name in fields for _, fields in REQUIRED[kind]) else ""
            letter = st.selectbox(
                t(f"import.field.{name}") + star,
                letters,
                index=letters.index(proposed.get(name)),
                format_func=lambda one: titles.get(one, t("intake.not_in_file")),
                key=f"intake.{file.sha256[:12]}.{kind}.{name}",
            )
        if letter:
            chosen[name] = letter
    return chosen


def check(here: Here, file: File, table: Table, kind: Any, mapping: Mapping[str, str]) -> Checked[Any]:
    """The check of this file with these columns against the register as it stands; kept in this session only."""
    defaults: tuple[str | None, str | None] = (None, None)
    if kind == "visits":
        defaults = _defaults(mapping)
    with st.spinner(t("intake.checking")):
        if kind == "actors":
            return queries.check_actors(here.who, table, mapping)
        return queries.check_visits(here.who, table, mapping, *defaults)


def _defaults(mapping: Mapping[str, str]) -> tuple[str | None, str | None]:
    """Mode and outcome decide who counts as served: where the file is silent, a person says it for the whole file."""
    chosen: list[str | None] = []
    for name, values in CONTACT_WORDS.items():
        value = None
        if name not in mapping:
            value = st.selectbox(
                t(f"intake.default_{name}"),
                [None, *values],
                format_func=lambda one, name=name: t("form.choose") if one is None else t(f"{name}.{one}"),
                key=f"intake.default.{name}",
            )
        chosen.append(value)
    return chosen[0], chosen[1]


def summary(checked: Checked[Any]) -> None:
    """Rows = accepted + warned + rejected; what is no data row is counted apart."""
    counts = {name: formats.number(count, language()) for name, count in checked.counts().items()}
    draw.tiles(
        [
            draw.Tile(t(f"intake.{name}"), counts[name], t(f"intake.{name}_of"), "", t(f"intake.{name}_meaning"))
            for name in ("rows", "accepted", "warned", "rejected")
        ]
    )
    skipped = {name: count for name, count in checked.skipped.items() if count}
    if skipped:
        said = ", ".join(f"{count} {t(f'import.skipped.{name}').lower()}" for name, count in skipped.items())
        st.caption(t("intake.skipped", rows=said))


def confirm(here: Here, file: File, kind: Any, checked: Checked[Any]) -> None:
    """The last step. A sample register takes no other data: a test register is opened beside it."""
    if here.kind == "contoh":
        st.info(t("intake.not_here"), icon=":material/science:")
        st.button(t("intake.open_test"), key="open_test", type="primary", on_click=_open_test)
        return
    _missing_facilitators(here, checked)
    done = st.session_state.get("intake.done") == file.sha256
    usable = len(checked.rows) - len(checked.of("rejected"))
    if done:
        st.success(t("intake.written"), icon=":material/check_circle:")
        link("cakupan", t("screen.cakupan"), **st.query_params.to_dict())
        return
    words = t("intake.confirm", rows=formats.number(usable, language()))
    st.button(
        words, key="confirm", type="primary", disabled=not usable, on_click=_write, args=(here, file, kind, checked)
    )


def _open_test() -> None:
    commands.ensure_register("uji", "uji")
    st.query_params["register"] = "uji"


def _write(here: Here, file: File, kind: Any, checked: Checked[Any]) -> None:
    write = commands.import_actors if kind == "actors" else commands.import_visits
    write(here.who, file.name, file.sha256, checked)
    st.session_state["intake.done"] = file.sha256


def _missing_facilitators(here: Here, checked: Checked[Any]) -> None:
    unknown = sorted({p.value for p in checked.problems() if p.code == "facilitator_unknown" and p.value})
    if unknown:
        words = t("intake.add_facilitators", count=formats.number(len(unknown), language()))
        st.button(words, key="add_facilitators", on_click=partial(commands.add_facilitators, here.who, unknown))


def rejected(file: File, table: Table, checked: Checked[Any]) -> None:
    """The rejected rows as a workbook to correct and bring back."""
    rows = len(checked.of("rejected"))
    if rows:
        st.download_button(
            t("intake.download_rejected", rows=formats.number(rows, language())),
            data=partial(importing.rejected_workbook, table, checked, language()),
            file_name=f"{file.name.rsplit('.', 1)[0]}-{t('intake.rejected_file')}.xlsx",
            key="download_rejected",
            icon=":material/download:",
            on_click="ignore",
        )


def problems(checked: Checked[Any]) -> None:
    """Each problem: the row as the spreadsheet shows it, the column, the value, the reason."""
    found = checked.problems()
    if not found:
        return
    st.markdown(f"#### {t('intake.problems')}")
    frame = pd.DataFrame(
        [
            (p.row, t(f"import.verdict.{importing.CODES[p.code]}"), p.column, p.value or "", p.sentence(language()))
            for p in found
        ],
        columns=["row", "verdict", "column", "value", "reason"],
    )
    columns = {
        "row": draw.Column(t("intake.row"), width="small"),
        "reason": draw.Column(t("import.reason"), width="large"),
        "value": draw.Column(t("intake.value")),
        "column": draw.Column(t("intake.column")),
        "verdict": draw.Column(t("intake.verdict")),
    }
    draw.table("problems", frame, columns, height=420, id_column="row", download=t("intake.problems_file"))
