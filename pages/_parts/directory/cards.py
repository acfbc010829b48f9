"""One business of the directory as a card: what it makes and on what terms, what is there, what buyers still miss."""

from html import escape

import streamlit as st

from data.buyers import MET, NOT_NEEDED, Item
from data.public.directory import Entry, place_words
from pages._parts.directory import ask
from pages._parts.directory.chips import buyers_list, chips
from pages._parts.page import Here
from pages._parts.visitor import t


def card(here: Here, entry: Entry) -> None:
    """The card, with the way to ask about it."""
    with st.container(border=True, key=f"card_supply_{entry.id}"):
        st.html(_told(entry, here.language))
        if st.button(t("directory.ask"), key=f"ask_{entry.id}", icon=":material/forum:"):
            ask.begin(here, entry)


def _told(entry: Entry, language: str) -> str:
    where = f"{entry.sector_name[language]} · {place_words(entry)}"
    items = [item for item in entry.items if not item.optional and item.state != NOT_NEEDED]
    there, missing = [one for one in items if one.state == MET], [one for one in items if one.state != MET]
    return (
        f'<div class="damping-supply"><h3>{escape(entry.business_name)}</h3><p class="where">{escape(where)}</p>'
        f'<p class="product">{escape(entry.product)}</p>{_terms(entry)}'
        f"{_part('directory.has', there, 'directory.nothing_yet', language)}"
        f"{_part('directory.has_not', missing, 'directory.nothing_missing', language)}"
        f"<details><summary>{escape(t('directory.for_buyers'))}</summary>"
        f"{buyers_list(entry.offers, language)}</details></div>"
    )


def _part(title: str, items: list[Item], none: str, language: str) -> str:
    drawn = chips(items, language) if items else f'<p class="none">{escape(t(none))}</p>'
    return f"<h4>{escape(t(title))}</h4>{drawn}"


def _terms(entry: Entry) -> str:
    """Price, capacity and the like as far as they were written down."""
    said = {
        "directory.price": entry.price,
        "directory.capacity": entry.capacity,
        "directory.lead_time": entry.lead_time,
        "directory.origin": entry.origin,
    }
    rows = "".join(f"<dt>{escape(t(key))}</dt><dd>{escape(words)}</dd>" for key, words in said.items() if words)
    return f"<dl>{rows}</dl>" if rows else ""
