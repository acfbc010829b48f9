"""What *Peta cakupan* shows beside the metrics: how each place stands, and how complete the register is."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from data import queries
from data.filter import Filter
from data.queries import Enumerated
from pages._parts.enumeration import first, listed, states
from pages._parts.filter_bar import go
from pages._parts.menu import link
from pages._parts.page import Here
from pages._parts.visitor import t

SOURCE = "sumber"  # in the URL: the outside source that is divided by, where it is not the newest
_SHOWN = {"states": states, "listed": listed}
Pick = Callable[[str], None]


@dataclass(frozen=True)
class Known:
    """One of `coverage.VIEWS` while it is drawn: what was asked, and its answer."""

    view: str
    wanted: Filter
    answer: Enumerated
    level: str
    kecamatan: str | None

    @property
    def fields(self) -> tuple[str, ...]:
        """What has to be lifted from the filter before there can be an answer."""
        sector = ("sector",) if self.view == "states" and self.wanted.sector else ()
        return (*self.answer.narrowed, *sector)


def known(here: Here, wanted: Filter, view: str, level: str, kecamatan: str | None) -> Known:
    """The answer of a view; around a chosen desa the others are shown as well."""
    around = wanted.with_(desa=()) if level == "desa" else wanted
    answer = queries.known_places(here.who, around, level, st.query_params.get(SOURCE))
    return Known(view, around, answer, level, kecamatan)


def known_map(here: Here, shown: Known, *, selected: str | None, on_pick: Pick) -> None:
    """The map with its legend, under it what it is divided by; or why there is no answer, and how to get one."""
    if shown.fields:
        fields = ", ".join(t(f"filter.{name}") for name in shown.fields)
        st.info(t(f"known.{shown.view}_narrowed", fields=fields), icon=":material/filter_alt_off:")
        st.button(t("known.lift"), key="known_lift", on_click=_lift, args=(shown,))
    else:
        _SHOWN[shown.view].above(here, shown.answer)
    _SHOWN[shown.view].drawn(here, shown.answer, shown.wanted, shown.kecamatan, selected=selected, on_pick=on_pick)
    if shown.view == "listed" and not shown.fields:
        listed.denominators(here, shown.answer, SOURCE)


def _lift(shown: Known) -> None:
    go(shown.wanted.with_(**dict.fromkeys(shown.fields, ())))


def known_table(here: Here, shown: Known, *, on_pick: Pick) -> None:
    """The same as a table; a row opens its place."""
    _SHOWN[shown.view].table(here, shown.answer, shown.wanted, shown.level, on_pick=on_pick)


def below(here: Here, shown: Known) -> None:
    """Which desa to list first, beneath the states; and where the lists stand by which a view is made."""
    if shown.view == "states" and not shown.fields:
        st.caption(t("known.states_method", months=shown.wanted.window))
        first.to_list(here, shown.wanted, st.query_params.get(SOURCE))
    with st.container(horizontal=True, key="known_links"):
        for name in ("outside_source", "enumeration") if shown.view == "states" else ("outside_source",):
            link("rujukan", t(f"reference.{name}"), list=name)
