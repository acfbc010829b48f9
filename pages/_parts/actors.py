"""Lists of actors with what every colleague may see, and the points of one desa for those whose work needs them."""

import math
from functools import partial

import pandas as pd
import streamlit as st

from data import clock, commands, formats, queries
from data.access import allows
from data.filter import Filter
from data.metrics import BANDS
from data.queries import Names
from data.queries.actors import LIST_LIMIT
from data.settings import settings
from data.text import text
from geo.regions import load
from pages._parts import draw, maps, style
from pages._parts.page import Here, part
from pages._parts.screens import BY_NAME
from pages._parts.visitor import t
from pages._parts.written import as_frame

PAGE = 50  # rows of a list that are read and sent at once
_BOX = "list_box"


def unfold() -> None:
    """Open the list of this screen from the next run on: for a callback that asks who stands behind a number."""
    st.session_state[_BOX] = True


@part()
def folded(here: Here, wanted: Filter, names: Names, count: int) -> None:
    """The list of a screen about something else, read when it is opened; `count` is how many actors it has."""
    if not count:
        _nobody(wanted, "list.nobody")
        return
    box = st.expander(t("list.title"), key=_BOX, on_change="rerun", icon=":material/list:")
    if box.open:
        with box:
            _paged(here, wanted, names, count)


def listed(here: Here, wanted: Filter, names: Names) -> None:
    """The actors of a filter, longest waiting first; a row opens the actor."""
    st.markdown(f"#### {t('list.title')}")
    count = queries.figures(here.who, wanted).total["actors"]
    if not count:
        _nobody(wanted, "list.none_yet")
        return
    _pages(here, wanted, names, count)


def _nobody(wanted: Filter, empty: str) -> None:
    """Why there is no list: the filter, or that nobody is there at all."""
    words, icon = ("list.empty", "search_off") if wanted.chosen else (empty, "storefront")
    st.info(t(words), icon=f":material/{icon}:")


@part()
def _pages(here: Here, wanted: Filter, names: Names, count: int) -> None:
    _paged(here, wanted, names, count)


def _paged(here: Here, wanted: Filter, names: Names, count: int) -> None:
    """One page of the list, and the ways to the others and to all of it."""
    rows = LIST_LIMIT if count > PAGE and st.session_state.get("list_many") else PAGE
    pages = math.ceil(count / rows)
    key = f"list_page-{hash((wanted, rows)):x}"  # another list begins at its first page
    page = min(st.session_state.get(key, 1), pages)
    frame = queries.actor_list(here.who, wanted, rows, (page - 1) * rows)
    _table(here, frame, names, "list")
    _ways(here, count, rows, key)
    with st.container(horizontal=True, key="list_files"):
        draw.download_csv(
            "list",
            min(count, LIST_LIMIT),
            partial(_first, here, wanted, names),
            {name: column.words for name, column in _columns(frame, names).items()},
            t("list.file_name"),
        )
        if allows(here.who, "actor.export"):
            st.download_button(
                t("export.download"),
                data=partial(commands.register_workbook, here.who, wanted, here.language),
                file_name=f"{clock.today().isoformat()} {t('export.file')}.xlsx",
                help=t("export.help"),
                key="register_workbook",
                icon=":material/download:",
                on_click="ignore",
            )


def _ways(here: Here, count: int, rows: int, key: str) -> None:
    """Which rows of how many are shown, the other pages, and more rows at once to sort and search among."""
    if count <= PAGE:
        return
    pages = math.ceil(count / rows)
    page = min(st.session_state.get(key, 1), pages)
    first, last = ((page - 1) * rows + 1, min(page * rows, count))
    written = {"first": first, "last": last, "count": count}
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="list_ways"):
        st.caption(
            t("list.part", **{name: formats.number(value, here.language) for name, value in written.items()}),
            width="content",
        )
        if pages > 1:
            st.pagination(pages, key=key)
        st.toggle(t("list.many", limit=formats.number(LIST_LIMIT, here.language)), key="list_many")


def _first(here: Here, wanted: Filter, names: Names) -> pd.DataFrame:
    return _worded(here, queries.actor_list(here.who, wanted), names)


def show(here: Here, frame: pd.DataFrame, names: Names, key: str) -> None:
    """A frame of `queries.actor_list` as a table, all of it to download."""
    if frame.empty:
        st.info(t("list.empty"), icon=":material/search_off:")
        return
    _table(here, frame, names, key, download=t("list.file_name"))


def _table(here: Here, frame: pd.DataFrame, names: Names, key: str, download: str | None = None) -> None:
    draw.table(
        key,
        _worded(here, frame, names),
        _columns(frame, names),
        height=min(420, 38 + 35 * len(frame)),
        id_column="id",
        on_pick=_remember,
        download=download,
    )
    _open_remembered()


def _kinds(frame: pd.DataFrame) -> list[str]:
    return [name.removeprefix("permit_") for name in frame.columns if name.startswith("permit_")]


def _columns(frame: pd.DataFrame, names: Names) -> dict[str, draw.Column]:
    return {
        "business_name": draw.Column(t("list.business_name"), width="medium"),
        "product": draw.Column(t("list.product")),
        "sector": draw.Column(t("filter.sector")),
        "kecamatan": draw.Column(t("level.kecamatan")),
        "desa": draw.Column(t("level.desa")),
        "waiting": draw.Column(t("filter.waiting")),
        "last_visit": draw.Column(t("list.last_visit")),
        **{f"permit_{kind}": draw.Column(names.permit_kind[kind]) for kind in _kinds(frame)},
        "facilitator": draw.Column(t("filter.facilitator")),
    }


def _worded(here: Here, frame: pd.DataFrame, names: Names) -> pd.DataFrame:
    """The rows in words, with their ids; asks nothing of the run, a file is made outside of any."""
    tongue = here.language
    never, unknown, unassigned = (
        text(key, tongue) for key in ("waiting.never", "place.desa_unknown", "filter.unassigned")
    )
    bands = {band: text(f"waiting.{band}", tongue) for band in BANDS}
    rows = {str(name): column.tolist() for name, column in frame.items()}
    return as_frame(
        {
            "id": rows["id"],
            "business_name": rows["business_name"],
            "product": [product or "" for product in rows["product"]],
            "sector": [names.sector.get(code) for code in rows["sector"]],
            "kecamatan": [names.kecamatan.get(code) for code in rows["kecamatan_code"]],
            "desa": [names.desa.get(code, unknown) for code in rows["desa_code"]],
            "waiting": [bands[band] for band in rows["waiting"]],
            "last_visit": [formats.day(day, tongue) if day else never for day in rows["last_visit"]],
            "facilitator": [names.facilitator.get(code, unassigned) for code in rows["facilitator_id"]],
            **{
                f"permit_{kind}": [text(f"status.{status}", tongue) for status in rows[f"permit_{kind}"]]
                for kind in _kinds(frame)
            },
        }
    )


def _remember(actor_id: str) -> None:
    st.session_state["actors.open"] = actor_id


def _open_remembered() -> None:
    """A page cannot be switched inside a callback: it is remembered there and opened here."""
    actor_id = st.session_state.pop("actors.open", None)
    if actor_id:
        st.switch_page(BY_NAME["pelaku"].file, query_params=st.query_params.to_dict() | {"actor": actor_id})


def desa_points(here: Here, wanted: Filter) -> None:
    """The chosen desa on a Leaflet map; exact points are personal data, opened by a click that is written down."""
    useful = allows(here.who, "actor.personal") or settings().tiles_url
    if len(wanted.desa) == 1 and useful:
        with draw.card("points"):
            _desa_points(here, wanted)


@part()
def _desa_points(here: Here, wanted: Filter) -> None:
    desa = load().desa[wanted.desa[0]]
    st.markdown(f"#### {t('points.title', desa=desa.name)}")
    points: list[maps.Point] = []
    if allows(here.who, "actor.personal"):
        if st.toggle(t("points.show"), key=f"points-{desa.code}", help=t("points.audited")):
            found = commands.open_points(here.who, wanted)
            points = [maps.Point(row["id"], row["lon"], row["lat"], row["business_name"]) for row in found]
            st.caption(t("points.count", count=formats.number(len(points), here.language)))
    else:
        st.caption(t("points.not_yours"))
    picked = maps.desa_map(
        f"desa-{desa.code.replace('.', '-')}",
        load().feature(desa.code),
        points,
        tiles_url=settings().tiles_url,
        tiles_attribution=settings().tiles_credit,
        height=380,
        theme="dark" if style.dark() else "light",
        zoom_words=(t("points.zoom_in"), t("points.zoom_out")),
    )
    if picked and st.button(t("points.open"), key="points-open", icon=":material/storefront:"):
        st.switch_page(BY_NAME["pelaku"].file, query_params=st.query_params.to_dict() | {"actor": picked})


def search_box() -> str:
    """What to look for; it stays in this session and never enters the URL, because it may be a name."""
    return st.text_input(
        t("search.label"), key="search", placeholder=t("search.placeholder"), icon=":material/search:", max_chars=80
    ).strip()


def found(here: Here, words: str, names: Names) -> None:
    """The actors that a search finds, among all active ones."""
    st.markdown(f"#### {t('search.title')}")
    show(here, queries.search(here.who, words), names, "found")
