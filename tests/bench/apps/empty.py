"""The floor: one line of text, on the app's own settings and with the packages the app has imported."""

import gc

import streamlit as st


@st.cache_resource
def _imported() -> None:
    import folium  # noqa: F401
    import geopandas  # noqa: F401
    import pandas  # noqa: F401
    import plotly.graph_objects  # noqa: F401
    import sqlalchemy  # noqa: F401
    import streamlit_folium  # noqa: F401

    gc.collect()
    gc.freeze()


_imported()
st.text("Tidak ada apa-apa di sini.")
