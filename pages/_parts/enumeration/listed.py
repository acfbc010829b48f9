"""Terdata: registered ÷ what others have counted, with what that is and how old; above 100 % two things are counted."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from data import formats
from data.colours import OVER, TEAL
from data.filter import Filter
from data.metrics import FEW, SHARE_BREAKS
from data.queries import Enumerated, Source
from data.ranking import records
from data.scales import Scale
from geo.regions import load
from pages._parts import draw, maps, places, style
from pages._parts.page import Here
from pages._parts.visitor import t
from pages._parts.written import as_frame

SCALE = Scale(SHARE_BREAKS, TEAL)
NAMED = 3

Row = Mapping[str, Any]


def above(here: Here, answer: Enumerated) -> None:
    """The whole: of the places with both numbers only; or that there is none."""
    if answer.source is None:
        st.info(t("listed.none"), icon=":material/help:")
        return
    numbers = {name: formats.number(getattr(answer, name), here.language) for name in ("inside", "outside", "both")}
    numbers |= {"all": formats.number(sum(code is not None for code in answer.rows["code"]), here.language)}
    few = answer.outside < FEW
    share = formats.share(answer.inside / answer.outside, here.language) if not few else ""
    st.text(t("listed.total_few" if few else "listed.total", share=share, source=answer.source.title, **numbers))


def over(row: Row) -> bool:
    """Whether more are registered than somebody else has counted."""
    return row["outside"] is not None and row["actors"] > row["outside"]


def drawn(
    here: Here,
    answer: Enumerated,
    wanted: Filter,
    kecamatan: str | None,
    *,
    selected: str | None,
    on_pick: Callable[[str], None],
) -> None:
    """The map with its legend; above 100 % in a class of its own."""
    rows = {row["code"]: row for row in records(answer.rows)}
    everywhere = load().desa_of(kecamatan) if kecamatan else list(load().kecamatan.values())
    shapes = [
        _shape(place.code, place.name, rows.get(place.code), answer.source, here.language) for place in everywhere
    ]
    key = f"map-listed-{'desa' if kecamatan else 'kecamatan'}"
    alt = t("listed.alt")
    places.shapes_map(key, shapes, kecamatan, selected=selected, height=560, alt=alt, on_pick=on_pick)
    classes = SCALE.classes("share", here.language)
    if any(over(row) for row in rows.values()):
        classes.append((OVER, t("listed.over")))
    draw.legend(t("listed.title"), classes, no_data=t("no_data") if any(one.no_data for one in shapes) else None)


def _shape(code: str, name: str, row: Row | None, source: Source | None, tongue: str) -> maps.Shape:
    if row is None or row["outside"] is None or source is None:
        words = t("listed.no_number" if row else "map.outside_filter")
        return maps.Shape(code, name, style.no_data(), row is not None, f"{name}\n{t('no_data')}", f"{name}\n{words}")
    of, share = _of(row, tongue), formats.share(row["listed"], tongue)
    said = [
        name,
        *([f"{t('listed.share')}: {share}"] if share else []),
        of,
        f"{_titled(source, tongue)}: {source.counts}",
    ]
    if over(row):
        said.append(t("listed.over_here"))
        return maps.Shape(code, name, OVER, label=f"{name}\n{share or of}", hover="\n".join(said))
    if row["listed"] is None:
        words = f"{name}\n{of}"
        return maps.Shape(code, name, style.no_data(), True, words, f"{words}\n{t('listed.nobody')}")
    label = of if row["outside"] < FEW else share
    return maps.Shape(code, name, SCALE.fill(row["listed"]), label=f"{name}\n{label}", hover="\n".join(said))


def _of(row: Row, tongue: str) -> str:
    inside, outside = (formats.number(row[name], tongue) for name in ("actors", "outside"))
    return t("listed.of", inside=inside, outside=outside)


def denominators(here: Here, answer: Enumerated, param: str) -> None:
    """What is divided by: title, what it counts, of when and how old, where it can be looked up; others to choose."""
    if answer.source is None:
        return
    titles = {one.id: _titled(one, here.language) for one in answer.sources}
    if len(titles) > 1:
        st.session_state["known.source"] = answer.source.id
        st.selectbox(
            t("listed.choose"),
            list(titles),
            format_func=lambda one: titles.get(one, one),
            key="known.source",
            on_change=lambda: st.query_params.update({param: st.session_state["known.source"]}),
        )
    one = answer.source
    lines = [
        t("listed.denominator", source=titles[one.id]),
        t("listed.what", counts=one.counts),
        t("listed.age", day=formats.day(one.on, here.language, one.precision), years=_age(one, answer.as_of)),
        t("listed.where", reference=one.reference),
    ]
    st.text(" ".join(lines))
    many = [row["name"] for row in records(answer.rows) if row["code"] and over(row)]
    if many:
        day = formats.day(answer.as_of, here.language)
        st.text(t("listed.over_why", places=_named(many), source=one.title, counts=one.counts, day=day))


def _titled(one: Source, tongue: str) -> str:
    year = formats.day(one.on, tongue, one.precision)
    return one.title if year in one.title else f"{one.title} ({year})"


def _age(one: Source, day: date) -> str:
    years = one.years(day)
    return t("listed.years", count=years) if years else t("listed.this_year")


def _named(names: Sequence[str]) -> str:
    listed = ", ".join(names[:NAMED])
    return listed if len(names) <= NAMED else t("listed.more", names=listed, count=len(names) - NAMED)


def table(here: Here, answer: Enumerated, wanted: Filter, level: str, *, on_pick: Callable[[str], None]) -> None:
    """The same as a table, the least registered first; places without an outside count last."""
    rows = [row for row in records(answer.rows) if row["code"]]
    rows.sort(key=lambda row: (row["listed"] is None, row["listed"] or 0, row["code"]))
    tongue = here.language
    written = [
        {
            "code": row["code"],
            "name": row["name"],
            "share": _share(row, tongue),
            "told": _of(row, tongue) if row["outside"] is not None else t("no_data"),
            "inside": row["actors"],
            "outside": row["outside"],
            "source": answer.source.title if answer.source and row["outside"] is not None else "",
        }
        for row in rows
    ]
    columns = {
        "name": draw.Column(t(f"level.{level}"), width=125),
        "share": draw.Column(t("listed.share"), "right", 110),
        "told": draw.Column(t("listed.told"), "right", 130),
    }
    st.markdown(f"**{t('listed.order')}**")
    draw.table(
        "listed",
        as_frame({name: [row[name] for row in written] for name in ("code", *columns)}),
        columns,
        height=min(560, 38 + 35 * len(written)),
        on_pick=on_pick,
        download=f"terdata-{level}-{answer.as_of}",
        csv_columns={
            "code": t("table.code"),
            "name": t(f"level.{level}"),
            "share": t("listed.share"),
            "inside": t("listed.inside"),
            "outside": t("listed.outside"),
            "source": t("listed.choose"),
        },
        csv_rows=written,
    )


def _share(row: Row, tongue: str) -> str:
    """A share of fewer than ten stays a count; above 100 % says so with its number."""
    if row["listed"] is None or (row["outside"] < FEW and not over(row)):
        return "–" if row["outside"] is not None else t("no_data")
    return formats.share(row["listed"], tongue) or ""
