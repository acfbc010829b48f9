"""Langkah berikutnya: how many have which step before them, what waits for what, by when they could be complete."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from data import formats, queries
from data.checklist import BANDS, COMPLETE, GOALS, IN_HAND
from data.checklist import steps as order
from data.filter import Filter
from data.queries import Names
from data.text import text
from pages._parts import draw
from pages._parts.cells import cells
from pages._parts.page import OF_SCREEN, Here
from pages._parts.permit_path.listed import Row, listed, place
from pages._parts.visitor import t

if TYPE_CHECKING:  # what counts it is loaded when the box is opened
    from data.queries import PermitGroup, PermitPaths

OTHERS = (IN_HAND, COMPLETE)  # what stands for a next step where there is none
_CHOSEN = f"{OF_SCREEN}permit_path.group"


def steps(here: Here, wanted: Filter, names: Names) -> None:
    """The closed box."""
    box = st.expander(t("permit_path.title"), key="permit_path", on_change="rerun", icon=":material/footprint:")
    if box.open:
        with box:
            _opened(here, wanted, names)


def _opened(here: Here, wanted: Filter, names: Names) -> None:
    with st.spinner(t("permit_path.counting")):
        found = queries.permit_paths(here.who, wanted)
    if not found.actors:
        st.caption(t("permit_path.nothing"))
        return
    st.markdown(_sentence(found, names, here.language))
    left, right = st.columns(2, gap="large")
    with left:
        _next(found, names)
    with right:
        _blocked(found, names)
    _ready(found)
    _unknown(found, names, here.language)
    st.caption(t("permit_path.method"))
    chosen = st.session_state.get(_CHOSEN)
    if chosen:
        _list(here, wanted, names, found, chosen)


def _sentence(found: "PermitPaths", names: Names, tongue: str) -> str:
    """The most frequent step, and what holds up most."""
    kinds = {kind: count for kind, count in found.next.items() if kind not in OTHERS and count}
    whole = formats.number(found.actors, tongue)
    if not kinds:
        return t("permit_path.no_step", actors=whole)
    kind, count = max(kinds.items(), key=lambda one: one[1])
    said = t("permit_path.most", kind=names.permit_kind[kind], count=formats.number(count, tongue), actors=whole)
    if not any(found.blocked.values()):
        return said
    (held, by), stuck = max(found.blocked.items(), key=lambda one: one[1])
    words = {"kind": names.permit_kind[held], "by": names.permit_kind[by], "count": formats.number(stuck, tongue)}
    return f"{said} {t('permit_path.most_held', **words)}"


def _next(found: "PermitPaths", names: Names) -> None:
    st.markdown(f"**{t('permit_path.next')}**")
    codes = [*(kind for kind in order() if found.next.get(kind)), *OTHERS]
    words = [names.permit_kind.get(code) or t(f"permit_path.{code}") for code in codes]
    numbers = {t("permit_path.actors"): [found.next.get(code, 0) for code in codes]}
    cells("permit_next", t("permit.kind"), words, numbers, on_pick=lambda row, _: _choose("next", codes[row]))


def _blocked(found: "PermitPaths", names: Names) -> None:
    st.markdown(f"**{t('permit_path.blocked')}**")
    held = sorted((pair for pair, count in found.blocked.items() if count), key=lambda pair: -found.blocked[pair])
    if not held:
        st.caption(t("permit_path.nothing_blocked"))
        return
    words = [t("permit_path.waits_for", kind=names.permit_kind[kind], by=names.permit_kind[by]) for kind, by in held]
    numbers = {t("permit_path.actors"): [found.blocked[pair] for pair in held]}
    cells("permit_blocked", t("permit.kind"), words, numbers, on_pick=lambda row, _: _choose("blocked", *held[row]))


def _ready(found: "PermitPaths") -> None:
    st.markdown(f"**{t('permit_path.ready')}**")
    goals = {t(f"permit_path.goal_{goal}"): goal for goal in GOALS}
    numbers = {words: [found.ready[goal].get(band, 0) for band in BANDS] for words, goal in goals.items()}
    cells(
        "permit_ready",
        t("permit_path.earliest"),
        [t(f"permit_path.band_{band}") for band in BANDS],
        numbers,
        on_pick=lambda row, words: _choose(goals[words], BANDS[row]),
    )


def _unknown(found: "PermitPaths", names: Names, tongue: str) -> None:
    """Whose usual time is missing, and for how many it matters."""
    missing = {kind: count for kind, count in found.unknown["whole"].items() if count}
    for kind, count in missing.items():
        words = {"kind": names.permit_kind[kind], "count": formats.number(count, tongue)}
        st.caption(t("permit_path.unknown_time", **words))


def _choose(about: str, of: str, by: str = "") -> None:
    st.session_state[_CHOSEN] = (about, of, by)


def _close() -> None:
    st.session_state.pop(_CHOSEN, None)


def _list(here: Here, wanted: Filter, names: Names, found: "PermitPaths", chosen: tuple[str, str, str]) -> None:
    from data.queries import PermitGroup

    group = PermitGroup(*chosen)
    count = _count(found, group)
    columns = {
        "business_name": draw.Column(t("list.business_name"), width="medium"),
        "sector": draw.Column(t("filter.sector")),
        "desa": draw.Column(t("level.desa")),
        "kecamatan": draw.Column(t("level.kecamatan")),
        "next": draw.Column(t("permit_path.step")),
        "waits_for": draw.Column(t("permit_path.waiting_for")),
        **{goal: draw.Column(t(f"permit_path.goal_{goal}"), "right") for goal in GOALS},
        "facilitator": draw.Column(t("filter.facilitator")),
    }
    listed(
        "permit_path_list",
        f"**{_title(group, names)}** · {t('permit_path.count', count=formats.number(count, here.language))}",
        count,
        partial(_read, here, wanted, group),
        partial(_worded, names, here.language),
        columns,
        t("permit_path.file"),
        on_close=_close,
    )


def _read(here: Here, wanted: Filter, group: "PermitGroup", limit: int, offset: int) -> pd.DataFrame:
    return queries.permit_path_list(here.who, wanted, group, limit, offset)


def _count(found: "PermitPaths", group: "PermitGroup") -> int:
    if group.about == "blocked":
        return found.blocked.get((group.of, group.by), 0)
    counts: Mapping[str, int] = found.next if group.about == "next" else found.ready[group.about]
    return counts.get(group.of, 0)


def _title(group: "PermitGroup", names: Names) -> str:
    if group.about == "next":
        step = names.permit_kind.get(group.of) or t(f"permit_path.{group.of}")
        return t("permit_path.list_next", step=step)
    if group.about == "blocked":
        return t("permit_path.waits_for", kind=names.permit_kind[group.of], by=names.permit_kind[group.by])
    goal, band = t(f"permit_path.goal_{group.about}"), t(f"permit_path.band_{group.of}")
    return t("permit_path.list_ready", goal=goal, band=band)


def _worded(names: Names, tongue: str, row: Row) -> Row:
    step = names.permit_kind.get(row["next"]) or text(f"permit_path.{row['next']}", tongue)
    waits = ", ".join(names.permit_kind[kind] for kind in row["waits_for"])
    return place(row, names, tongue) | {
        "next": step,
        "waits_for": waits,
        **{goal: _day(row, goal, tongue) for goal in GOALS},
    }


def _day(row: Row, goal: str, tongue: str) -> str:
    if row[goal] is not None:
        return formats.day(row[goal], tongue)
    return text(f"permit_path.band_{row[f'{goal}_band']}", tongue)
