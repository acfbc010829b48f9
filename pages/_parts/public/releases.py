"""The releases: which one is open, the earlier ones as they were, when the next is due, and which were skipped."""

from collections.abc import Iterable
from html import escape

import streamlit as st

from data import formats
from data.public import Due, Entry, due_dates, releases
from data.public.document import Document
from data.settings import region
from pages._parts import draw
from pages._parts.page import Here
from pages._parts.public import downloads, opened, sheet
from pages._parts.public.words import day
from pages._parts.visitor import language, t


def line(here: Here, document: Document) -> None:
    """Which release this is; an earlier one says so and shows the way to the latest."""
    words = t("transparency.release_line", published=day(document.published_on), day=day(document.as_of))
    st.html(f'<p class="damping-release">{escape(words)}</p>')
    newest = opened.newest(here)
    if newest.slug != document.slug:
        with st.container(key="older"):
            st.info(t("transparency.older", newest=day(newest.published_on)), icon=":material/history:")
            opened.to_newest()


def told(here: Here, document: Document) -> None:
    """Choice of a release, its checksum and files, the calendar, the licence."""
    st.subheader(t("transparency.releases"), anchor=False)
    entries = releases(here.who.register)
    _choose(entries, document)
    licence = t("transparency.licence", office=document.office, licence=region().data_licence.title)
    st.html(
        f'<p class="damping-note">{escape(t("transparency.checksum"))} '
        f'<span class="damping-code">{escape(document.sha256)}</span></p>'
        f'<p class="damping-note">{escape(licence)}</p>'
    )
    downloads.of_release(document)
    with draw.card("calendar"):
        _calendar(here)


def _choose(entries: Iterable[Entry], document: Document) -> None:
    words = {
        entry.slug: t("transparency.release_named", published=day(entry.published_on), day=day(entry.as_of))
        for entry in entries
    }
    latest = next(iter(words))
    st.session_state["public.release"] = document.slug
    with st.container(key="choose_release"):
        st.selectbox(
            t("transparency.choose_release"),
            list(words),
            format_func=lambda slug: words[slug],
            key="public.release",
            on_change=lambda: opened.put("rilis", _unless(st.session_state["public.release"], latest)),
        )


def _unless(slug: str, latest: str) -> str | None:
    return None if slug == latest else slug


def _calendar(here: Here) -> None:
    """Every due day, a period without a release as skipped."""
    sheet.table(
        "public-calendar",
        t("transparency.calendar"),
        [sheet.Value(t("transparency.due_day")), sheet.Value(t("transparency.due_state"))],
        [(day(due.day), [sheet.Value(_state(due))]) for due in reversed(due_dates(here.who.register))],
    )


def _state(due: Due) -> str:
    words = t(f"transparency.state.{due.state}")
    if due.slug is None:
        return words
    return f"{words} ({formats.day(due.day.fromisoformat(due.slug), language())})"
