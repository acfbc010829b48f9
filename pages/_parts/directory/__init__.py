"""The directory of businesses that are ready to supply: find one, see what it has, ask about it through the office."""

from functools import partial
from html import escape

import streamlit as st

from data import clock, formats
from data.public import directory
from data.settings import region
from pages._parts.directory import cards, choosing, look, needs
from pages._parts.page import Here
from pages._parts.visitor import t

AT_ONCE = 20
_MORE = "screen.directory_more"  # how many are shown


def show(here: Here) -> None:
    """The whole screen."""
    look.apply()
    found = directory.entries(here.who.register)
    st.html(f'<p class="damping-intro">{escape(t("directory.intro", region=region().kab_name))}</p>')
    if not found:
        look.empty(t("directory.empty"), t("directory.empty_how"))
    else:
        _found(here, found)
    needs.told(here.language)


def _found(here: Here, found: tuple[directory.Entry, ...]) -> None:
    chosen = choosing.choose(here, found)
    if not chosen:
        look.empty(t("directory.nothing"), "")
        st.button(t("directory.lift"), key="directory_lift", icon=":material/filter_alt_off:", on_click=choosing.lift)
        return
    shown = st.session_state.get(_MORE, AT_ONCE)
    with st.container(key="directory_cards"):
        for entry in chosen[:shown]:
            cards.card(here, entry)
    if len(chosen) > shown:
        left = formats.number(min(AT_ONCE, len(chosen) - shown), here.language)
        st.button(t("directory.more", count=left), key="directory_more", on_click=_more, args=(shown,))
    st.caption(t("directory.as_written"))
    st.download_button(
        t("directory.download", count=formats.number(len(found), here.language)),
        data=partial(directory.csv, here.who.register),
        file_name=f"siap-pasok-{clock.today().isoformat()}.csv",
        mime="text/csv",
        key="directory_download",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
    )


def _more(shown: int) -> None:
    st.session_state[_MORE] = shown + AT_ONCE
