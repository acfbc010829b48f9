"""What paper needs: a print button and a ranking in plain HTML that breaks well over columns."""

from html import escape

import streamlit as st
import streamlit.components.v2 as components

from data import formats
from data.metrics import Metric
from data.queries import Figures
from data.ranking import ranked, value_of
from pages._parts.visitor import language, t

_BUTTON_JS = """
export default function (component) {
  const button = component.parentElement.querySelector("button");
  button.onclick = () => window.print();
}
"""


def button() -> None:
    """Opens the browser's print dialogue."""
    with st.container(key="print_button"):
        _print_button(t("print.button"))


def _print_button(words: str) -> None:
    html = f'<button type="button" class="damping-print">{escape(words)}</button>'
    css = (
        "button{font:inherit;color:var(--st-primary-color);background:none;border:1px solid currentColor;"
        "border-radius:99px;padding:.35rem 1rem;cursor:pointer}"
    )
    components.component("print_button", html=html, css=css, js=_BUTTON_JS)(key="print")


def ranking(answer: Figures, metric: Metric, level: str) -> None:
    """Rank, place, numerator and denominator, value: the same numbers as the map above it."""
    rows = []
    for row in ranked(answer.rows, metric, language()):
        cells = (formats.number(row["rank"], language()), row["name"], row["told"])
        written = formats.metric(metric.unit, value_of(row, metric), language()) or "–"
        rows.append(
            f'<tr><td class="num">{escape(cells[0])}</td><td>{escape(cells[1])}</td>'
            f'<td class="num">{escape(cells[2])}</td><td class="num">{escape(written)}</td></tr>'
        )
    heads = ("table.rank", f"level.{level}", f"numerator.{metric.name}", f"metric_short.{metric.name}")
    titled = zip(heads, ("num", "", "num", "num"), strict=True)
    head = "".join(f'<th scope="col" class="{kind}">{escape(t(key))}</th>' for key, kind in titled)
    half = (len(rows) + 1) // 2
    tables = "".join(
        f'<table class="damping-table"><thead><tr>{head}</tr></thead><tbody>{"".join(part)}</tbody></table>'
        for part in (rows[:half], rows[half:])
    )
    st.markdown(f"**{t(f'order.{metric.name}')}**")
    st.html(f'<div class="damping-two">{tables}</div>')
