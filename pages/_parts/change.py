"""What changed coverage between two dates: a sentence and a small table that adds up; computed when it is opened."""

from collections.abc import Iterator, Sequence
from datetime import date
from html import escape

import streamlit as st

from data import formats, queries
from data.filter import Filter
from data.queries import Change
from pages._parts.exits import reason_words
from pages._parts.over_time import since_from_url
from pages._parts.page import Here
from pages._parts.visitor import t


def coverage_change(here: Here, wanted: Filter) -> None:
    """The closed box under the tiles."""
    since = since_from_url(wanted)
    title = t("change.title", since=formats.day(since, here.language))
    box = st.expander(title, key="change", on_change="rerun", icon=":material/compare_arrows:")
    if box.open:
        with box:
            _opened(here, wanted, since)


def _opened(here: Here, wanted: Filter, since: date) -> None:
    found = queries.change(here.who, wanted, since)
    if not found.actors_then and not found.actors_now:
        st.caption(t("change.nothing"))
        return
    st.markdown(_sentence(found, here.language))
    left, right = st.columns([3, 2], gap="large")
    with left:
        _table(found, here.language)
        st.caption(t("change.method"))
    with right:
        _beside(here, found, wanted)


def _beside(here: Here, found: Change, wanted: Filter) -> None:
    """Why those who left did, visits recorded late, double entries."""
    if found.exits:
        heading = _line((t("change.exits"), t("change.actors")), "th")
        counted = ((reason_words(code), formats.number(count, here.language)) for code, count in found.exits.items())
        st.html(f'<table class="damping-table">{heading}{"".join(map(_line, counted))}</table>')
    late = formats.number(queries.late_entries(here.who, wanted), here.language)
    st.caption(t("change.late", late=late, months=wanted.window, days=found.late_days))
    if found.merged:
        st.caption(t("change.merged", count=formats.number(found.merged, here.language)))


def _sentence(found: Change, tongue: str) -> str:
    def share(served: int, actors: int) -> str:
        return formats.share(served / actors, tongue) if actors else t("no_data")

    numbers = {
        name: formats.number(getattr(found, name), tongue)
        for name in ("served_then", "actors_then", "served_now", "actors_now")
    }
    return t(
        "change.sentence",
        since=formats.day(found.since, tongue),
        day=formats.day(found.day, tongue),
        then=share(found.served_then, found.actors_then),
        now=share(found.served_now, found.actors_now),
        **numbers,
    )


def _rows(found: Change) -> Iterator[tuple[str, int, int]]:
    """Words, change of the served and of the actors, for everything that happened."""
    for step in found.steps:
        if step.name == "recorded":
            yield t("change.recorded_served"), step.served_in, step.served_in
            yield t("change.recorded_in"), 0, step.actors_in - step.served_in
            continue
        if step.served_in or step.actors_in:
            yield t(f"change.{step.name}_in"), step.served_in, step.actors_in
        if step.served_out or step.actors_out:
            yield t(f"change.{step.name}_out"), -step.served_out, -step.actors_out


def _line(cells: Sequence[str], tag: str = "td") -> str:
    """A row of words and numbers."""
    words, *numbers = (escape(cell) for cell in cells)
    right = "".join(f'<{tag} class="num">{number}</{tag}>' for number in numbers)
    return f"<tr><{tag}>{words}</{tag}>{right}</tr>"


def _table(found: Change, tongue: str) -> None:
    def level(day: str, served: int, actors: int) -> tuple[str, str, str]:
        return t("change.at", day=day), formats.number(served, tongue), formats.number(actors, tongue)

    since, day = formats.day(found.since, tongue), formats.day(found.day, tongue)
    lines = [
        _line((t("change.cause"), t("change.served"), t("change.actors")), "th"),
        _line(level(since, found.served_then, found.actors_then), "th"),
        *(
            _line((words, _signed(served, tongue), _signed(actors, tongue)))
            for words, served, actors in _rows(found)
            if served or actors
        ),
        _line(level(day, found.served_now, found.actors_now), "th"),
    ]
    st.html(f'<table class="damping-table">{"".join(lines)}</table>')


def _signed(value: int, tongue: str) -> str:
    if not value:
        return ""
    return ("+" if value > 0 else "−") + formats.number(abs(value), tongue)
