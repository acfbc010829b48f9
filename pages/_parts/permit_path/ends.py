"""Masa berlaku: which permits end in which month, and which have ended and were not renewed."""

from collections import Counter
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from data import formats, queries
from data.filter import Filter
from data.queries import Names
from pages._parts import draw, style
from pages._parts.cells import cells
from pages._parts.maps.choropleth import Ready
from pages._parts.page import OF_SCREEN, Here
from pages._parts.permit_path.listed import Row, listed, place
from pages._parts.visitor import t

if TYPE_CHECKING:  # what counts it is loaded when the box is opened
    from data.queries import PermitCalendar, PermitMonth

SIDES = ("ahead", "lapsed")
SOON = 3  # months said in the sentence, the running one among them
_CHOSEN = f"{OF_SCREEN}permit_ends.month"


def ends(here: Here, wanted: Filter, names: Names) -> None:
    """The closed box."""
    box = st.expander(t("permit_ends.title"), key="permit_ends", on_change="rerun", icon=":material/event:")
    if box.open:
        with box:
            _opened(here, wanted, names)


def _opened(here: Here, wanted: Filter, names: Names) -> None:
    found = queries.permit_expiries(here.who, wanted)
    if not (found.ahead or found.lapsed):
        st.caption(t("permit_ends.nothing"))
        _beside(found, names, here.language)
        return
    st.markdown(_sentence(found, here.language))
    _bars(found, here.language)
    side = st.segmented_control(
        t("permit_ends.side"),
        SIDES,
        default=SIDES[0],
        format_func=lambda name: t(f"permit_ends.{name}"),
        key="permit_ends_side",
        label_visibility="collapsed",
    )
    _table(found, side or SIDES[0], names, here.language)
    _beside(found, names, here.language)
    chosen = st.session_state.get(_CHOSEN)
    if chosen:
        _list(here, wanted, names, found, *chosen)


def _sentence(found: "PermitCalendar", tongue: str) -> str:
    months = sorted(_months(found.day, 0, SOON))
    counts = {
        "soon": sum(count for (month, _), count in found.ahead.items() if month in months),
        "ahead": sum(found.ahead.values()),
        "lapsed": sum(found.lapsed.values()),
    }
    since = formats.day(_months(found.day, -12, 1)[0], tongue, "month")
    return t("permit_ends.sentence", since=since, **{name: formats.number(n, tongue) for name, n in counts.items()})


def _months(day: date, first: int, count: int) -> list[date]:
    """The first days of some months, counted from the day's own."""
    begin = day.year * 12 + day.month - 1 + first
    return [date(number // 12, number % 12 + 1, 1) for number in range(begin, begin + count)]


def _bars(found: "PermitCalendar", tongue: str) -> None:
    """Every month with what ends in it and what has ended."""
    shown = _months(found.day, -12, 36)
    counts = {side: Counter[date]() for side in SIDES}
    for side in SIDES:
        for (month, _), count in getattr(found, side).items():
            counts[side][month] += count
    bars = [
        {
            "type": "bar",
            "name": t(f"permit_ends.{side}"),
            "x": [month.isoformat() for month in shown],
            "y": [counts[side][month] for month in shown],
            "customdata": [formats.day(month, tongue, "month") for month in shown],
            "marker": {"color": style.STATUS["terbit" if side == "ahead" else "kedaluwarsa"]},
            "hovertemplate": "%{customdata}: %{y}<extra>%{fullData.name}</extra>",
        }
        for side in SIDES
    ]
    ticks = shown[::12]
    layout = {
        "template": {},
        "barmode": "stack",
        "height": 220,
        "bargap": 0.15,
        "margin": {"l": 0, "r": 10, "t": 6, "b": 0},
        "showlegend": False,
        "separators": ",." if tongue == "id" else ".,",
        "xaxis": {
            "fixedrange": True,
            "showgrid": False,
            "automargin": True,
            "tickangle": 0,
            "tickvals": [month.isoformat() for month in ticks],
            "ticktext": [formats.day(month, tongue, "month") for month in ticks],
        },
        "yaxis": {"fixedrange": True, "rangemode": "tozero", "automargin": True, "tickformat": ",d"},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": draw.chart_font(),
    }
    draw.legend("", [(bar["marker"]["color"], str(bar["name"])) for bar in bars], no_data=None)  # type: ignore[index]
    figure = Ready({"data": bars, "layout": layout})
    config = {"displayModeBar": False}
    st.plotly_chart(figure, key="permit_ends_bars", theme=None, alt=t("permit_ends.alt"), config=config)


def _table(found: "PermitCalendar", side: str, names: Names, tongue: str) -> None:
    """Months down, kinds across; of a number the list."""
    counts = getattr(found, side)
    if not counts:
        st.caption(t(f"permit_ends.none_{side}"))
        return
    kinds = [kind for kind in names.permit_kind if any(one == kind for _, one in counts)]
    months = sorted({month for month, _ in counts}, reverse=side == "lapsed")
    whole = t("permit_ends.all")
    numbers = {whole: [sum(counts.get((month, kind), 0) for kind in kinds) for month in months]}
    numbers |= {names.permit_kind[kind]: [counts.get((month, kind), 0) for month in months] for kind in kinds}
    codes = {whole: None, **{names.permit_kind[kind]: kind for kind in kinds}}
    st.caption(t("permit_ends.how"))
    cells(
        f"permit_ends_{side}",
        t("permit_ends.month"),
        [formats.day(month, tongue, "month") for month in months],
        numbers,
        on_pick=lambda row, words: _choose(side, months[row], codes[words]),
        most=12,
        blank=True,
    )


def _beside(found: "PermitCalendar", names: Names, tongue: str) -> None:
    """What is not in the months."""
    for name in ("later", "earlier"):
        counts = getattr(found, name)
        words = ", ".join(
            f"{names.permit_kind.get(kind, kind)} {formats.number(count, tongue)}" for kind, count in counts.items()
        )
        if words:
            st.caption(t(f"permit_ends.{name}", kinds=words))
    st.caption(t("permit_ends.method"))


def _choose(side: str, month: date, kind: str | None) -> None:
    st.session_state[_CHOSEN] = (side, month, kind)


def _close() -> None:
    st.session_state.pop(_CHOSEN, None)


def _list(
    here: Here, wanted: Filter, names: Names, found: "PermitCalendar", side: str, month: date, kind: str | None
) -> None:
    from data.queries import PermitMonth

    columns = {
        "business_name": draw.Column(t("list.business_name"), width="medium"),
        "kind": draw.Column(t("permit.kind")),
        "until": draw.Column(t("permit_ends.until"), "right"),
        "days": draw.Column(t(f"permit_ends.days_{side}"), "right"),
        "desa": draw.Column(t("level.desa")),
        "kecamatan": draw.Column(t("level.kecamatan")),
        "facilitator": draw.Column(t("filter.facilitator")),
    }
    counts = getattr(found, side)
    count = sum(n for (first, one), n in counts.items() if first == month and kind in (None, one))
    which = names.permit_kind[kind] if kind else t("permit_ends.permits")
    title = t(f"permit_ends.list_{side}", month=formats.day(month, here.language, "month"), kind=which)
    listed(
        "permit_ends_list",
        f"**{title}** · {t('permit_path.rows', count=formats.number(count, here.language))}",
        count,
        partial(_read, here, wanted, PermitMonth(month, side == "lapsed", kind)),
        partial(_worded, names, here.language),
        columns,
        t("permit_ends.file"),
        on_close=_close,
    )


def _read(here: Here, wanted: Filter, group: "PermitMonth", limit: int, offset: int) -> pd.DataFrame:
    return queries.permit_expiry_list(here.who, wanted, group, limit, offset)


def _worded(names: Names, tongue: str, row: Row) -> Row:
    return place(row, names, tongue) | {
        "kind": names.permit_kind[row["kind"]],
        "until": formats.day(row["until"], tongue),
        "days": formats.number(abs(row["days"]), tongue),
    }
