"""Lists of actors with what every colleague may see, and the points of one desa for those whose work needs them."""

from functools import partial

import pandas as pd
import streamlit as st

from data import clock, commands, formats, queries
from data.access import allows
from data.filter import Filter
from data.queries import Names
from data.queries.actors import LIST_LIMIT
from data.settings import settings
from geo.regions import load
from pages._parts import draw, maps, style
from pages._parts.page import Here
from pages._parts.screens import BY_NAME
from pages._parts.visitor import t


def listed(here: Here, wanted: Filter, names: Names) -> None:
    """The actors of a filter, longest waiting first; a row opens the actor."""
    frame = queries.actor_list(here.who, wanted)
    st.markdown(f"#### {t('list.title')}")
    if frame.empty and wanted == Filter():
        st.info(t("list.none_yet"), icon=":material/storefront:")
        return
    show(here, frame, names, "list")
    if len(frame) == LIST_LIMIT:
        st.caption(t("list.cut", limit=formats.number(LIST_LIMIT, here.language)))
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


def show(here: Here, frame: pd.DataFrame, names: Names, key: str) -> None:
    """A frame of `queries.actor_list` as a table."""
    if frame.empty:
        st.info(t("list.empty"), icon=":material/search_off:")
        return
    unknown = t("place.desa_unknown")
    kinds = [name.removeprefix("permit_") for name in frame.columns if name.startswith("permit_")]
    shown = frame.assign(
        product=frame["product"].fillna(""),
        sector=frame["sector"].map(names.sector),
        kecamatan=frame["kecamatan_code"].map(names.kecamatan),
        desa=frame["desa_code"].map(names.desa).fillna(unknown),
        waiting=frame["waiting"].map(lambda band: t(f"waiting.{band}")),
        last_visit=[_day(value, here.language) for value in frame["last_visit"]],
        facilitator=frame["facilitator_id"].map(names.facilitator).fillna(t("filter.unassigned")),
        **{f"permit_{kind}": frame[f"permit_{kind}"].map(lambda status: t(f"status.{status}")) for kind in kinds},
    )
    columns = {
        "business_name": draw.Column(t("list.business_name"), width="medium"),
        "product": draw.Column(t("list.product")),
        "sector": draw.Column(t("filter.sector")),
        "kecamatan": draw.Column(t("level.kecamatan")),
        "desa": draw.Column(t("level.desa")),
        "waiting": draw.Column(t("filter.waiting")),
        "last_visit": draw.Column(t("list.last_visit")),
        **{f"permit_{kind}": draw.Column(names.permit_kind[kind]) for kind in kinds},
        "facilitator": draw.Column(t("filter.facilitator")),
    }
    draw.table(
        key,
        shown,
        columns,
        height=min(420, 38 + 35 * len(shown)),
        id_column="id",
        on_pick=_remember,
        download=t("list.file_name"),
    )
    _open_remembered()


def _day(value: object, language: str) -> str:
    return t("waiting.never") if pd.isna(value) else formats.day(value, language)


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


@st.fragment
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
