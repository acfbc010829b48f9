"""How each place stands: served, registered but untouched, never listed, listed and nobody there."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from data import formats, queries
from data.colours import SERVED, UNTOUCHED
from data.filter import Filter
from data.metrics import STATES
from data.queries import Enumerated
from data.ranking import records
from geo.regions import load
from pages._parts import draw, maps, places, style
from pages._parts.page import Here
from pages._parts.visitor import t
from pages._parts.written import as_frame

ORDER = ("blank", "untouched", "unseen", "empty", "served")  # of the table: where somebody has to go comes first
_FILL = {"served": SERVED, "untouched": UNTOUCHED}
_DOTS = (
    "<style>.damping-dots {background: radial-gradient(circle, #5f7471 1px, transparent 1.4px) 0 0 / 5px 5px}</style>"
)

Row = Mapping[str, Any]


def above(here: Here, answer: Enumerated) -> None:
    """Nothing: the legend counts."""


def drawn(
    here: Here,
    answer: Enumerated,
    wanted: Filter,
    kecamatan: str | None,
    *,
    selected: str | None,
    on_pick: Callable[[str], None],
) -> None:
    """The map with its legend: the words of each state and how many places are so."""
    shown = answer if kecamatan else _of_desa(here, answer, wanted)
    rows = {row["code"]: row for row in records(shown.rows)}
    everywhere = load().desa_of(kecamatan) if kecamatan else list(load().desa.values())
    shapes = [_shape(place.code, place.name, rows.get(place.code), wanted, here.language) for place in everywhere]
    if kecamatan:
        places.shapes_map(
            "map-states-desa",
            shapes,
            kecamatan,
            selected=selected,
            height=560,
            alt=t("known.states_alt"),
            on_pick=on_pick,
        )
    else:
        of = {place.code: place.parent for place in everywhere}
        alt = t("known.states_alt")
        places.desa_map("map-states", shapes, height=560, alt=alt, on_pick=lambda code: on_pick(of.get(code, code)))
    words = {
        state: t("known.count", words=t(f"place_state.{state}"), count=formats.number(count, here.language))
        for state in STATES
        if (count := shown.tally.get(state, 0))
    }
    plain = {**_FILL, "empty": style.no_data()}
    draw.legend(
        t("known.states_title", level=t("level.desa").lower()),
        [(colour, words[state]) for state, colour in plain.items() if state in words],
        no_data=words.get("blank"),
        dotted=words.get("unseen"),
    )
    st.html(_DOTS)
    _notes(here, shown)


def _shape(code: str, name: str, row: Row | None, wanted: Filter, tongue: str) -> maps.Shape:
    if row is None or row["state"] is None:
        words = t("no_data" if row else "map.outside_filter")
        return maps.Shape(code, name, style.no_data(), row is not None, f"{name}\n{words}", f"{name}\n{words}")
    state = row["state"]
    return maps.Shape(
        code,
        name,
        _FILL.get(state, style.no_data()),
        no_data=state == "blank",
        dots=state == "unseen",
        label=f"{name}\n{t(f'place_state_short.{state}')}",
        hover="\n".join((name, t(f"place_state.{state}").capitalize(), *_told(row, wanted, tongue))),
    )


def _told(row: Row, wanted: Filter, tongue: str) -> list[str]:
    """The state in whole words with its counts; of a kecamatan its desa, of a desa its last listing."""
    counts = {name: formats.number(row[name], tongue) for name in ("actors", "served")}
    told = [t(f"place_state_means.{row['state']}", months=wanted.window, **counts)]
    if listing := row["listing"]:
        key = "known.listing" if listing.businesses else "known.listing_none"
        day = formats.day(listing.on, tongue, listing.precision)
        told.append(t(key, day=day, count=formats.number(listing.businesses, tongue)))
    within: Mapping[str, int] = row["desa"] or {}
    of = formats.number(sum(within.values()), tongue)
    for state in ORDER:
        if state in within:
            count = formats.number(within[state], tongue)
            told.append(t("known.desa_in_state", count=count, of=of, words=t(f"place_state.{state}")))
    return told


def _notes(here: Here, shown: Enumerated) -> None:
    """What the colours do not say."""
    unplaced = sum(row["actors"] for row in records(shown.rows) if row["code"] is None)
    if unplaced:
        st.caption(t("known.unplaced", count=formats.number(unplaced, here.language)))


def table(here: Here, answer: Enumerated, wanted: Filter, level: str, *, on_pick: Callable[[str], None]) -> None:
    """The same in words, what was never listed first; all that the hover says stands in the file."""
    written = _written(here, answer, wanted)
    # Of all kecamatan the map shows the desa: the file names each of them.
    every_desa = _written(here, _of_desa(here, answer, wanted), wanted) if level == "kecamatan" else written
    every = {
        "name": draw.Column(t(f"level.{level}"), width=110),
        "state": draw.Column(t("known.state"), width=170),
        "blank_desa": draw.Column(t("known.blank_desa"), "right", 100),
        "untouched_desa": draw.Column(t("known.untouched_desa"), "right", 110),
        "actors": draw.Column(t("table.actors"), "count", 70),
    }
    hidden = ("actors",) if level == "kecamatan" else ("blank_desa", "untouched_desa")
    columns = {name: column for name, column in every.items() if name not in hidden}
    in_file = {name: every[name].words for name in ("name", "state", "actors")} | {"name": t("level.desa")}
    st.markdown(f"**{t('known.states_order')}**")
    draw.table(
        "states",
        as_frame({name: [row[name] for row in written] for name in ("code", *columns)}),
        columns,
        height=min(560, 38 + 35 * len(written)),
        on_pick=on_pick,
        download=f"keadaan-desa-{answer.as_of}",
        csv_columns={"code": t("table.code"), **in_file, "served": t("count.served"), "means": t("known.means")},
        csv_rows=every_desa,
    )


def _of_desa(here: Here, answer: Enumerated, wanted: Filter) -> Enumerated:
    return queries.known_places(here.who, wanted, "desa", answer.source and answer.source.id)


def _written(here: Here, answer: Enumerated, wanted: Filter) -> list[dict[str, Any]]:
    """The places with their state in words, what was never listed first."""
    tongue = here.language
    rows = sorted((row for row in records(answer.rows) if row["code"]), key=_order)
    return [
        {
            "code": row["code"],
            "name": row["name"],
            "state": t(f"place_state.{row['state']}") if row["state"] else t("no_data"),
            "blank_desa": _desa(row, "blank", tongue),
            "untouched_desa": _desa(row, "untouched", tongue),
            "actors": row["actors"],
            "served": row["served"] if row["observed"] else None,
            "means": ". ".join(_told(row, wanted, tongue)) if row["state"] else "",
        }
        for row in rows
    ]


def _order(row: Row) -> tuple[int, int, int, str]:
    """Of kecamatan by how many of their desa are so."""
    within = row["desa"] or {}
    at = ORDER.index(row["state"]) if row["state"] else len(ORDER)
    return -within.get("blank", 0), -within.get("untouched", 0), at, row["code"]


def _desa(row: Row, state: str, tongue: str) -> str:
    """How many of a kecamatan's desa are so."""
    within = row["desa"] or {}
    count, of = (formats.number(each, tongue) for each in (within.get(state, 0), sum(within.values())))
    return t("known.desa_of", count=count, of=of) if within else ""
