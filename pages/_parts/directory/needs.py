"""What each kind of buyer asks, each with its source; what could not be confirmed says so."""

from html import escape

import streamlit as st

from data.buyers import Buyer, buyers, steps
from pages._parts.visitor import t


def told(language: str) -> None:
    """One fold a kind of buyer that asks anything."""
    st.subheader(t("directory.needs"), anchor=False)
    asking = [buyer for buyer in buyers().values() if buyer.needs]
    drawn = "".join(_buyer(buyer, language) for buyer in asking)
    st.html(
        f'<p class="damping-intro">{escape(t("directory.needs_about"))}</p><div class="damping-needs">{drawn}</div>'
    )


def _buyer(buyer: Buyer, language: str) -> str:
    rows = "".join(_row(code, buyer.needs[code], language) for code in steps() if code in buyer.needs)
    source = escape(t("supply.source", source=buyer.source))
    return (
        f"<details><summary>{escape(buyer.name[language])}</summary>"
        f"<p>{escape(buyer.note[language])} <small>{source}</small></p>"
        f'<table class="damping-table"><thead><tr><th scope="col">{escape(t("directory.asked_by"))}</th>'
        f'<th scope="col">{escape(t("supply.source", source="").rstrip(": "))}</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></details>"
    )


def _row(code: str, source: str, language: str) -> str:
    step = steps()[code]
    return (
        f'<tr><th scope="row">{escape(step.name[language])}<small>{escape(step.note[language])}</small></th>'
        f"<td>{escape(source)}</td></tr>"
    )
