"""Tiles, legends, tables and bars: what a screen is drawn with, each from plain values."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from data import formats
from data.export import to_csv
from data.headline import Tile as Tile
from pages._parts import style
from pages._parts.maps.choropleth import Ready
from pages._parts.visitor import language, t
from pages._parts.written import Cells, Styler, as_frame


def tiles(shown: Sequence[Tile]) -> None:
    """At most five, in one row; two columns on a phone."""
    st.html(f'<div class="damping-tiles">{"".join(_tile(one) for one in shown)}</div>')


def _tile(tile: Tile) -> str:
    number = tile.number or t("no_data")
    kind = "number" if tile.number else "number none"
    return (
        f'<div class="damping-tile"><div class="name"><span>{escape(tile.name)}</span>'
        f'<details><summary aria-label="{escape(t("tile.meaning"))}">i</summary><p>{escape(tile.meaning)}</p></details>'
        f'</div><div class="{kind}">{escape(number)}</div><div class="of">{escape(tile.of)}</div>'
        f'<div class="change">{escape(tile.change)}</div></div>'
    )


def legend(
    title: str, classes: Sequence[tuple[str, str]], *, no_data: str | None, dotted: str | None = None, note: str = ""
) -> None:
    """Swatches with words; the hatch is what nobody knows, the dots what is there and not said."""
    swatches = [f'<span><i style="background:{colour}"></i>{escape(words)}</span>' for colour, words in classes]
    if no_data:
        swatches.append(f'<span><i class="damping-hatch"></i>{escape(no_data)}</span>')
    if dotted:
        swatches.append(f'<span><i class="damping-dots"></i>{escape(dotted)}</span>')
    noted = f"<span>{escape(note)}</span>" if note else ""
    st.html(f'<div class="damping-legend">{f"<b>{escape(title)}</b>" if title else ""}{"".join(swatches)}{noted}</div>')


def card(name: str) -> AbstractContextManager[object]:
    """A box for one thing; `name` is its key."""
    return st.container(border=True, key=f"card_{name}")


Rows = pd.DataFrame | Sequence[Mapping[str, object]]


def download_csv(
    key: str, count: int, rows: Rows | Callable[[], Rows], headings: Mapping[str, str], file_name: str
) -> None:
    """A button that says how many rows it downloads; the file is made, and `rows` read, when it is pressed."""
    st.download_button(
        t("table.download", rows=formats.number(count, language())),
        data=partial(_file, rows, headings),
        file_name=f"{file_name}.csv",
        mime="text/csv",
        key=f"{key}-download",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
    )


def _file(rows: Rows | Callable[[], Rows], headings: Mapping[str, str]) -> bytes:
    return to_csv(pd.DataFrame(rows() if callable(rows) else rows), headings)


@dataclass(frozen=True)
class Column:
    """A column of a table: its words, and how it reads: text, right (aligned), count, share, ratio, day or bar."""

    words: str
    reads: str = "text"
    width: str | int | None = None


def table(
    key: str,
    frame: pd.DataFrame,
    columns: Mapping[str, Column],
    *,
    height: int | str = "auto",
    on_pick: Callable[[str], None] | None = None,
    id_column: str = "code",
    download: str | None = None,
    csv_columns: Mapping[str, str] | None = None,
    csv_rows: Sequence[Mapping[str, object]] | None = None,
) -> None:
    """A sortable table; a picked row is handed back by its `id_column`; `download` names the file of all its rows.

    `csv_rows` where the file has columns, or rows, that the table does not show.
    """
    chosen = f"{key}-{st.session_state.get(f'{key}-picks', 0)}"
    st.dataframe(
        _written(frame, columns, language()),
        key=chosen,
        height=height,
        hide_index=True,
        column_config={column.words: _config(column) for column in columns.values()},
        on_select=partial(_picked, key, chosen, list(frame[id_column]), on_pick) if on_pick else "ignore",
        selection_mode="single-cell",  # anywhere in the row; a checkbox is too small for a thumb
    )
    if download:
        headings = csv_columns or {name: column.words for name, column in columns.items()}
        rows = frame if csv_rows is None else csv_rows
        download_csv(key, len(rows), rows, headings, download)


def choosing(
    key: str,
    frame: pd.DataFrame,
    columns: Mapping[str, Column],
    *,
    rows: Sequence[int] = (),
    on_choose: Callable[[list[int]], None] | None = None,
    height: int | str = "auto",
) -> list[int]:
    """A table whose rows can be ticked; the positions of those that are. `rows` are ticked when `key` is first seen,
    `on_choose` hears of each change before the rerun."""

    def chosen() -> None:
        if on_choose:
            on_choose(list(st.session_state[key].selection.rows))

    state = st.dataframe(
        _written(frame, columns, language()),
        key=key,
        height=height,
        hide_index=True,
        column_config={column.words: _config(column) for column in columns.values()},
        on_select=chosen,
        selection_mode="multi-row",
        # Kept as it was first: another default would be another table, and the browser's ticks would be lost.
        selection_default={"selection": {"rows": st.session_state.setdefault(f"{key}.first", list(rows))}},
    )
    return list(state.selection.rows)


def _picked(key: str, chosen: str, codes: list[str], on_pick: Callable[[str], None]) -> None:
    cells = st.session_state[chosen].selection.cells
    if cells:
        # A fresh identity, so that the same row can be picked again.
        st.session_state[f"{key}-picks"] = st.session_state.get(f"{key}-picks", 0) + 1
        on_pick(str(codes[cells[0][0]]))


def _written(frame: pd.DataFrame, columns: Mapping[str, Column], tongue: str) -> object:
    """The columns under their words, numbers and days as this language writes them."""
    writers = {
        "count": lambda value: formats.number(value, tongue),
        "share": lambda value: formats.share(value, tongue),
        "ratio": lambda value: formats.ratio(value, tongue),
        "day": lambda value: formats.day(value, tongue),
    }
    cells: Cells = {column.words: frame[name].tolist() for name, column in columns.items()}
    chosen = {column.words: writers[column.reads] for column in columns.values() if column.reads in writers}
    return Styler(cells, chosen, t("no_data")) if chosen else as_frame(cells)


def _config(column: Column) -> object:
    if column.reads == "bar":
        return st.column_config.ProgressColumn(
            column.words, min_value=0, max_value=100, format="%d %%", width=column.width or "small"
        )
    if column.reads in ("count", "share", "ratio"):
        return st.column_config.NumberColumn(column.words, width=column.width)
    if column.reads == "day":
        return st.column_config.DateColumn(column.words, width=column.width)
    alignment = "right" if column.reads == "right" else None
    return st.column_config.TextColumn(column.words, width=column.width, alignment=alignment)


def stacked(rows: Sequence[str], parts: Sequence[tuple[str, str, Sequence[int]]], alt: str, key: str) -> None:
    """Horizontal bars, one per row, stacked of `parts` (words, colour, counts); the words stand in a legend above."""
    legend("", [(colour, words) for words, colour, counts in parts if any(counts)], no_data=None)
    bars = [
        {
            "type": "bar",
            "y": list(rows),
            "x": list(counts),
            "name": words,
            "orientation": "h",
            "marker": {"color": colour, "line": {"color": "rgba(127,127,127,.4)", "width": 0.5}},
            "text": [formats.number(count, language()) if count else "" for count in counts],
            "textposition": "inside",
            "insidetextanchor": "middle",
            "hovertemplate": "%{y}: %{text}<extra>%{fullData.name}</extra>",
        }
        for words, colour, counts in parts
    ]
    layout = {
        "template": {},  # plotly's own adds 6 kB to every change
        "barmode": "stack",
        "height": 20 + 34 * len(rows),
        "margin": {"l": 0, "r": 10, "t": 10, "b": 0},
        "yaxis": {"autorange": "reversed", "fixedrange": True, "automargin": True, "showgrid": False},
        "xaxis": {"visible": False, "fixedrange": True, "range": [0, _longest(parts)]},
        "uniformtext": {"minsize": 10, "mode": "hide"},
        "showlegend": False,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": chart_font(),
    }
    figure = Ready({"data": bars, "layout": layout})
    st.plotly_chart(figure, key=key, theme=None, alt=alt, config={"displayModeBar": False})


def chart_font() -> dict[str, object]:
    """The words of a chart, as those of the page around it."""
    return {"color": "#e6eceb" if style.dark() else "#16211f", "family": "Source Sans, sans-serif", "size": 13}


def _longest(parts: Sequence[tuple[str, str, Sequence[int]]]) -> int:
    return max([1, *(sum(row) for row in zip(*(counts for _, _, counts in parts), strict=True))])


def facts(rows: Sequence[tuple[str, str | None]]) -> None:
    """Name and value, one per line; what is not known says so."""
    lines = [
        f'<tr><th scope="row">{escape(name)}</th><td>{escape(value if value is not None else t("not_known"))}</td></tr>'
        for name, value in rows
    ]
    st.html(f'<table class="damping-table damping-facts"><tbody>{"".join(lines)}</tbody></table>')
