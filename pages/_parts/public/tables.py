"""The published tables, each with what it says, what its words mean, its files, its own link and a way to embed it."""

from html import escape

import streamlit as st

from data.public.document import WITHHELD, Document, Table
from data.public.tables import layout
from pages._parts import draw
from pages._parts.public import downloads, opened, sheet
from pages._parts.public.words import column_of, day, heading, meaning, name_of
from pages._parts.visitor import t

ALL = "semua"
FIRST = "menunggu"  # the numbers of the first one, coverage, stand beside the map


def chosen(document: Document) -> None:
    """One table at a time, or all of them: what is not looked at is not sent."""
    names = opened.names(document)
    now = st.query_params.get("buka", FIRST)
    if now not in (*names, ALL):
        now = names[0]
    st.session_state["public.table"] = now
    with st.container(key="choose_table"):
        st.selectbox(
            t("transparency.choose_table"),
            [*names, ALL],
            format_func=lambda name: t("transparency.all_tables") if name == ALL else t(f"public.table.{name}"),
            key="public.table",
            on_change=lambda: opened.put("buka", st.session_state["public.table"]),
        )
    for name in names if now == ALL else [now]:
        with draw.card(f"table_{name}"):
            one(document, name)


def alone(document: Document, name: str) -> None:
    """Only this table: what its own link opens, on a page of ours or within somebody else's."""
    with draw.card(f"table_{name}"):
        one(document, name)
    st.page_link(
        "pages/transparansi.py",
        label=t("transparency.whole_page"),
        icon=":material/arrow_back:",
        query_params=opened.link_params({"rilis": document.slug}),
    )


def one(document: Document, name: str) -> None:
    """A table with everything a reader needs to trust it and to take it away."""
    table = document.table(name)
    st.html(f'<p class="damping-note">{escape(t(f"public.table_about.{name}"))}</p>')
    units = [column_of(name, column).unit for column in table.columns]
    rows = layout(name)
    sheet.table(
        f"table-{name}",
        t("transparency.caption", table=t(f"public.table.{name}"), day=day(document.as_of)),
        [
            sheet.Value(t(f"public.rows.{rows.rows}")),
            *(sheet.over(heading(column), unit) for column, unit in zip(table.columns, units, strict=True)),
        ],
        [
            (name_of(row), [sheet.of(cell, unit) for cell, unit in zip(cells, units, strict=True)])
            for row, cells in zip(table.rows, table.cells, strict=True)
        ],
        total=rows.total,
    )
    _notes(document, table)
    downloads.of_table(document, name)
    _meanings(table)
    _links(document, name)


def _notes(document: Document, table: Table) -> None:
    held = any(cell.mark == WITHHELD for row in table.cells for cell in row)
    notes = [t("public.withheld_why")] if held else []
    source = t(
        "transparency.source",
        office=document.office,
        published=day(document.published_on),
        day=day(document.as_of),
        version=document.definitions,
    )
    st.html("".join(f'<p class="damping-note">{escape(one)}</p>' for one in (*notes, source)))


def _meanings(table: Table) -> None:
    terms = "".join(f"<dt>{escape(heading(column))}</dt><dd>{escape(meaning(column))}</dd>" for column in table.columns)
    words = escape(t("transparency.definitions"))
    st.html(f'<details class="damping-method"><summary>{words}</summary><dl>{terms}</dl></details>')


def _links(document: Document, name: str) -> None:
    with st.expander(t("transparency.share"), key=f"share_{name}", on_change="rerun") as share:
        if not share.open:
            return
        link = opened.address(tabel=name, rilis=document.slug)
        st.caption(t("transparency.permalink"))
        st.code(link, language=None, wrap_lines=True)
        st.caption(t("transparency.embed"))
        title = escape(t(f"public.table.{name}"), quote=True)
        st.code(
            f'<iframe src="{escape(link, quote=True)}&amp;embed=true" title="{title}" '
            'width="100%" height="640" loading="lazy" style="border:0"></iframe>',
            language=None,
            wrap_lines=True,
        )
