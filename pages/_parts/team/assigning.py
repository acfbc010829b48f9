"""The tab Penugasan: who stands beside which place; places or actors are chosen, then given to a facilitator."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

import pandas as pd
import streamlit as st

from data import queries
from data.access import allows
from data.filter import Filter
from data.queries import Names
from geo.regions import load
from pages._parts import draw, maps, places, style
from pages._parts.page import Here
from pages._parts.team import CHOSEN, STANDINGS, assign_form, count, drawn_anew, put_chosen, standing_words
from pages._parts.visitor import t

LEVEL = "level"
ACTORS = "pelaku"
COLOURS = {"current": "#80c3bd", "partly": "#d6ebe8", "orphaned": "#e5a23d", "nobody": "#c9cfce"}
LIMIT = 500

Places = Sequence[dict[str, Any]]  # rows of `queries.territories`, or what is told of them


def show(here: Here) -> None:
    """Tiles, map and table; below them the form, for those who may assign."""
    names = queries.names(here.who, here.language)
    found: Places = queries.territories(here.who).to_dict("records")
    kecamatan = _kecamatan(names)
    shown = pd.DataFrame(by_desa(found, kecamatan, names) if kecamatan else by_kecamatan(found, names))
    chosen = [code for code in st.query_params.get(CHOSEN, "").split(",") if code in set(shown["code"])]
    _tiles(found)
    left, right = st.columns([11, 9], gap="medium")
    with left, draw.card("territories"):
        _map(shown, kecamatan, chosen)
    with right, draw.card("assign_list"):
        targets = _choose(here, shown, kecamatan, chosen, names)
    if allows(here.who, "assignment.edit"):
        assign_form.show(here, targets, names, kecamatan)


def _kecamatan(names: Names) -> str | None:
    asked = st.query_params.get("kecamatan", "")
    return asked if asked in names.kecamatan else None


def _tiles(found: Places) -> None:
    total = _summed(found)
    reached = Counter(row["standing"] for row in found if row["code"])
    of_desa, of_actors = (t("team.tile.of", of=count(size)) for size in (reached.total(), total["actors"]))
    draw.tiles(
        [
            draw.Tile(t(f"team.tile.{name}"), count(value), of, more, t(f"team.meaning.{name}"))
            for name, value, of, more in (
                ("desa", reached["current"], of_desa, ""),
                ("desa_orphaned", reached["orphaned"], of_desa, ""),
                ("desa_nobody", reached["nobody"], of_desa, ""),
                (
                    "actors",
                    total["assigned"],
                    of_actors,
                    t("team.tile.personally", count=count(total["personally"])),
                ),
                ("orphaned", total["orphaned"], of_actors, ""),
            )
        ]
    )


def _summed(part: Places) -> dict[str, int]:
    return {name: sum(row[name] for row in part) for name in ("actors", "assigned", "personally", "orphaned")}


def by_desa(found: Places, kecamatan: str, names: Names) -> Places:
    """The desa of one kecamatan: code, name, standing, facilitator (in words), told, and the counts."""
    return [
        row
        | {
            "facilitator": standing_words(row["standing"], names.facilitator.get(row["facilitator_id"])),
            "told": t(f"team.by.{row['by']}") if row["by"] else "",
        }
        for row in found
        if row["kecamatan_code"] == kecamatan and row["code"]
    ]


def by_kecamatan(found: Places, names: Names) -> Places:
    """All kecamatan, counted from their desa; "partly" where some desa have a current facilitator."""
    rows = []
    for code, each in groupby(sorted(found, key=_around), key=_around):
        part = list(each)
        desa = [row for row in part if row["code"]]
        states = {row["standing"] for row in desa}
        state = states.pop() if len(states) == 1 else "partly" if "current" in states else "orphaned"
        served = [row for row in desa if row["standing"] == "current"]
        who, former = (
            ", ".join(dict.fromkeys(names.facilitator[row["facilitator_id"]] for row in some if row["facilitator_id"]))
            for some in (served, desa)
        )
        rows.append(
            {
                "code": code,
                "name": names.kecamatan[code],
                "standing": state,
                "facilitator": who or standing_words(state, former),
                "told": t("map.of", count=count(len(served)), of=count(len(desa))),
                **_summed(part),
            }
        )
    return rows


def _around(row: Mapping[str, Any]) -> str:
    return str(row["kecamatan_code"])


def _map(shown: pd.DataFrame, kecamatan: str | None, chosen: list[str]) -> None:
    if kecamatan:
        st.button(t("map.back"), key="map_back", icon=":material/arrow_back:", on_click=_open, args=(None,))

    def pick(code: str) -> None:
        """A kecamatan opens; a desa is chosen or let go."""
        if kecamatan is None:
            _open(code)
        else:
            put_chosen([one for one in chosen if one != code] if code in chosen else [*chosen, code])

    region = load()
    kept = {place.code for place in (region.desa_of(kecamatan) if kecamatan else region.kecamatan.values())}
    shapes = [_shape(row, row["code"] in chosen) for row in shown.to_dict("records") if row["code"] in kept]
    key = "territory-desa" if kecamatan else "territory-kecamatan"
    selected = chosen[0] if len(chosen) == 1 else None
    places.shapes_map(key, shapes, kecamatan, selected=selected, height=500, alt=t("team.map_alt"), on_pick=pick)
    used = [name for name in STANDINGS if name in set(shown["standing"])]
    draw.legend(t("team.legend"), [(_fill(name), t(f"team.standing.{name}")) for name in used], no_data=None)


def _fill(standing: str) -> str:
    return "#3a4644" if standing == "nobody" and style.dark() else COLOURS[standing]


def _shape(row: dict[str, object], is_chosen: bool) -> maps.Shape:
    name, state = str(row["name"]), str(row["standing"])
    words = t(f"team.standing.{state}")
    mark = "✓ " if is_chosen else ""
    actors = t("map.actors", count=count(int(str(row["actors"]))))
    hover = "\n".join((name, words, str(row["facilitator"]), actors))
    label = f"{mark}{name}" if state == "current" else f"{mark}{name}\n{t(f'team.short.{state}')}"
    return maps.Shape(str(row["code"]), name, _fill(state), False, label, hover)


def _open(kecamatan: str | None) -> None:
    put_chosen([])
    for param in (LEVEL, "kecamatan"):
        st.query_params.pop(param, None)
    if kecamatan:
        st.query_params["kecamatan"] = kecamatan


def _choose(
    here: Here, shown: pd.DataFrame, kecamatan: str | None, chosen: list[str], names: Names
) -> list[tuple[str, str]]:
    """The table; what is chosen in it, as targets of an assignment."""
    level = "desa" if kecamatan else "kecamatan"
    if kecamatan and _by_actor():
        return _actors(here, kecamatan, chosen, names)
    columns = {
        "name": draw.Column(t(f"level.{level}"), width=110),
        "facilitator": draw.Column(t("filter.facilitator"), width=160),
        "told": draw.Column(t("team.via") if kecamatan else t("team.desa_served"), width=90),
        "actors": draw.Column(t("table.actors"), "count", 60),
        "orphaned": draw.Column(t("count.orphaned"), "count", 55),
    }
    rows = [index for index, code in enumerate(shown["code"]) if code in chosen]
    draw.choosing(
        f"places-{kecamatan or 'all'}-{drawn_anew()}",
        shown,
        columns,
        rows=rows,
        on_choose=lambda picked: put_chosen([shown["code"][row] for row in picked], anew=False),
        height=min(500, 38 + 35 * len(shown)),
    )
    return [(level, code) for code in chosen]


def _by_actor() -> bool:
    """Whether single actors are to be chosen; the switch stands in the URL."""
    levels = ("desa", ACTORS)
    now = ACTORS if st.query_params.get(LEVEL) == ACTORS else "desa"
    st.session_state[LEVEL] = now
    st.segmented_control(
        t("team.level"),
        levels,
        format_func=lambda name: t(f"team.level_{name}"),
        key=LEVEL,
        label_visibility="collapsed",
        on_change=_level_chosen,
    )
    return now == ACTORS


def _level_chosen() -> None:
    if st.session_state[LEVEL] == ACTORS:
        st.query_params[LEVEL] = ACTORS
    elif st.session_state[LEVEL]:
        st.query_params.pop(LEVEL, None)


def _actors(here: Here, kecamatan: str, desa: list[str], names: Names) -> list[tuple[str, str]]:
    frame = queries.actor_list(here.who, Filter(kecamatan=(kecamatan,), desa=tuple(desa)), LIMIT)
    if frame.empty:
        st.info(t("list.empty"), icon=":material/search_off:")
        return []
    shown = frame.assign(
        desa=frame["desa_code"].map(names.desa).fillna(t("place.desa_unknown")),
        facilitator=frame["facilitator_id"].map(names.facilitator).fillna(t("filter.unassigned")),
        waiting=frame["waiting"].map(lambda band: t(f"waiting.{band}")),
    )
    columns = {
        "business_name": draw.Column(t("list.business_name"), width="medium"),
        "desa": draw.Column(t("level.desa")),
        "facilitator": draw.Column(t("filter.facilitator")),
        "waiting": draw.Column(t("filter.waiting")),
    }
    key = f"assign-actors-{'-'.join((kecamatan, *desa))}"
    picked = draw.choosing(key, shown, columns, height=min(500, 38 + 35 * len(shown)))
    st.caption(t("team.narrow"))
    return [("actor", frame["id"][row]) for row in picked]
