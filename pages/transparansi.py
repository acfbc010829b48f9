"""Transparansi: the state of things as it was published, for anybody, without signing in.

Everything on it comes from one release; between releases nothing changes here, whatever happens in the register.
"""

import streamlit as st

from pages._parts.page import public_page
from pages._parts.public import ask, empty, figures, method, opened, place_map, releases, report, tables
from pages._parts.visitor import t

with public_page("transparansi") as here:
    document = opened.document(here)
    only = document and opened.table_named("tabel", document)
    if document is None:
        empty.told(here)
        ask.link()
    elif only:
        releases.line(here, document)
        tables.alone(document, only)
    else:
        figures.headline(document)
        releases.line(here, document)
        ask.link()
        figures.tiles(document)
        place_map.shown(document)
        st.subheader(t("transparency.tables"), anchor=False)
        tables.chosen(document)
        method.told(document)
        report.told(here, document)
        releases.told(here, document)
