"""About the bands of all facilitators: who was outside for two months, and what each band is the product of."""

from html import escape

import streamlit as st

from data import formats
from data.months import TeamMonth
from data.queries import Hints
from pages._parts import targets
from pages._parts.page import Here, part
from pages._parts.visitor import t


def outside(found: Hints, tongue: str) -> None:
    """Who was outside the band for two months, by name; found last, so that no row waits for it."""
    if not found.shown:
        return
    count, of = (formats.number(number, tongue) for number in (len(found.shown), found.judged))
    with st.expander(t("band_hint.title", count=count, of=of), icon=":material/lightbulb:", key="team_hints"):
        lines = [t("band_hint.how"), *([t("band_hint.many")] if 2 * len(found.shown) > found.judged else [])]
        each = "".join(
            f"<li><b>{escape(one.name)}</b> · {escape(t(f'pace.{one.side}'))}: {escape(targets.months(one))}</li>"
            for one in found.shown
        )
        st.html(f'<div class="damping-hints">{targets.paragraphs(lines)}<ul>{each}</ul></div>')


@part()
def factors(here: Here, found: TeamMonth) -> None:
    """What each band is the product of, by name; written when it is opened, and no table to sort by sessions."""
    box = st.expander(t("targets.why_all"), key="team_factors", on_change="rerun", icon=":material/function:")
    asked = [(row.name, row.band) for row in found.rows if row.band]
    if box.open and asked:
        with box:
            st.html(targets.factors(asked))
