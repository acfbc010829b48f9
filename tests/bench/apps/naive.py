"""The coverage page as it is first written: whole tables through pandas at every run, merged there, drawn by folium.

It answers with the same numbers as the app (the bench compares them) and reads its filter from the URL as the app does.
The shapes are the simplified ones of the app, drawn into the page each time, so its bytes are rather too few.
"""

import json
from datetime import date

import folium
import pandas as pd
import sqlalchemy as sa
import streamlit as st
from streamlit_folium import st_folium

from data import clock, schema
from data.db import url_of
from data.settings import region
from geo.regions import load

READ = (schema.kecamatan, schema.actor, schema.actor_state, schema.actor_place, schema.actor_sector, schema.contact)


def read_tables() -> dict[str, pd.DataFrame]:
    """Every table whole."""
    with sa.create_engine(url_of("contoh")).connect() as conn:
        return {
            table.name: pd.read_sql(sa.select(table).where(table.c.kab_code == region().kab_code), conn)
            for table in READ
        }


def coverage(tables: dict[str, pd.DataFrame], today: date, kecamatan: str = "", sector: str = "") -> pd.DataFrame:
    """Kecamatan with active actors: code, name, observed, actors, served, coverage."""
    actor, contact = tables["actor"], tables["contact"]
    whole = actor[actor["merged_into"].isna()][["id"]].rename(columns={"id": "actor_id"})
    for name, column in (("actor_state", "state"), ("actor_place", "kecamatan_code"), ("actor_sector", "sector")):
        dated = tables[name][tables[name]["on_date"] <= today].sort_values(["on_date", "recorded_at", "id"])
        whole = whole.merge(dated.groupby("actor_id")[column].last().reset_index(), on="actor_id")
    whole = whole[whole["state"] == "active"]
    whole = whole[whole["kecamatan_code"] == kecamatan] if kecamatan else whole
    whole = whole[whole["sector"] == sector] if sector else whole
    into = actor.dropna(subset=["merged_into"]).set_index("id")["merged_into"]
    met = contact[(contact["outcome"] == "bertemu") & contact["mode"].isin(schema.MODES_IN_PERSON)]
    met = met[(met["on_date"] <= today) & (met["on_date"] > clock.months_before(today, 12))]
    visited = met["actor_id"].map(into).fillna(met["actor_id"])
    whole = whole.assign(served=whole["actor_id"].isin(visited))
    counted = whole.groupby("kecamatan_code").agg(actors=("actor_id", "size"), served=("served", "sum")).reset_index()
    places = tables["kecamatan"][["code", "name", "visits_since"]]
    found = places.merge(counted, left_on="code", right_on="kecamatan_code", how="left").fillna(
        {"actors": 0, "served": 0}
    )
    observed = found["visits_since"].notna() & (pd.to_datetime(found["visits_since"]) <= pd.Timestamp(today))
    found = found.assign(served=found["served"].where(observed, 0), observed=found["actors"].where(observed, 0))
    return found.assign(coverage=found["served"] / found["observed"].where(found["observed"] > 0))


def main() -> None:
    """The page."""
    st.set_page_config(layout="wide")
    st.title("Cakupan")
    tables = read_tables()
    places, sectors = tables["kecamatan"]["code"].tolist(), sorted(tables["actor_sector"]["sector"].unique())
    kecamatan = st.selectbox("Kecamatan", ["", *places], index=_index(places, "kecamatan"))
    sector = st.selectbox("Sektor", ["", *sectors], index=_index(sectors, "sector"))
    found = coverage(tables, clock.today(), kecamatan, sector)
    left, middle, right = st.columns(3)
    left.metric("Pelaku", int(found["actors"].sum()))
    middle.metric("Terlayani", int(found["served"].sum()))
    right.metric("Cakupan", f"{found['served'].sum() / max(found['observed'].sum(), 1):.0%}")
    shapes = json.loads(load().layer_path().read_text(encoding="utf-8"))
    drawn = folium.Map(location=[-8.25, 113.65], zoom_start=10, tiles=None)
    folium.Choropleth(
        geo_data=shapes, data=found, columns=["code", "coverage"], key_on="feature.properties.code", fill_color="YlGn"
    ).add_to(drawn)
    st_folium(drawn, height=560, use_container_width=True)
    st.dataframe(found)


def _index(values: list[str], name: str) -> int:
    wanted = st.query_params.get(name, "")
    return values.index(wanted) + 1 if wanted in values else 0


if __name__ == "__main__":
    main()
