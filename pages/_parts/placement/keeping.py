"""The drafts of the register: keeping one under a name, the list, opening and choosing which to compare."""

from functools import partial

import streamlit as st

from data import commands, queries
from data.access import allows
from data.commands.placement_drafts import LONGEST
from data.placement.plan import Counted, Plan
from data.queries import PlacementDraft
from pages._parts import draw
from pages._parts.audit import moment
from pages._parts.page import Here
from pages._parts.placement import asking
from pages._parts.team import done, form_id, fresh_form
from pages._parts.visitor import t

OPENED, COMPARED, NOW = "rancangan", "banding", "kini"  # in the URL
FEWEST, MOST = 2, 3  # drafts beside each other
_ROWS = 5  # more of them scroll


def opened() -> str | None:
    """The id of the draft that is open."""
    return st.query_params.get(OPENED) or None


def compared() -> list[str]:
    """Ids of the drafts that are compared, each once."""
    asked = st.query_params.get(COMPARED, "").split(",")
    return list(dict.fromkeys(one for one in asked if one))[:MOST]


def go(**where: str) -> None:
    """Open a draft, some of them, or the count; a callback, before the rerun."""
    for name in (OPENED, COMPARED, NOW):
        st.query_params.pop(name, None)
    st.query_params.update(where)


def form(here: Here, plan: Plan, counted: Counted) -> None:
    """A name, and the button for those who may keep drafts."""
    with draw.card("placing_keep"):
        st.markdown(f"**{t('draft.keep_title')}**")
        if not allows(here.who, "placement.keep"):
            st.caption(t("draft.keep_not_yours"))
            return
        st.caption(t("draft.keep_says"))
        with st.form("placing_keep_form", border=False, enter_to_submit=True):
            name = st.text_input(
                t("draft.name"), max_chars=LONGEST, placeholder=t("draft.name_hint"), key="placing_keep_name", width=480
            )
            if st.form_submit_button(t("draft.keep"), icon=":material/bookmark_add:", key="placing_keep"):
                done(partial(_keep, here, name, plan, counted), t("draft.kept"))


def _keep(here: Here, name: str, plan: Plan, counted: Counted) -> None:
    go(**{OPENED: commands.keep_placement_draft(here.who, form_id(), name, plan, counted)})
    fresh_form()


def box(here: Here) -> None:
    """The closed list of all drafts."""
    shown = st.expander(t("draft.title"), key="placing_drafts", on_change="rerun", icon=":material/bookmarks:")
    if shown.open:
        with shown:
            _list(here)


def _list(here: Here) -> None:
    found = queries.placement_drafts(here.who)
    if not found:
        st.caption(t("draft.none"))
        return
    st.caption(t("draft.says"))
    with st.container(height=340 if len(found) > _ROWS else "content", border=False, key="placing_draft_list"):
        for one in found:
            _row(here, one)
    readable = {one.id: one.name for one in found if one.plan}
    if len(readable) >= FEWEST:
        _choose(readable)


def _row(here: Here, one: PlacementDraft) -> None:
    words, button = st.columns([5, 1], vertical_alignment="center")
    with words:
        st.text(one.name)
        st.text(" · ".join(filter(None, (about(here, one), standing(one)))))
    with button:
        st.button(
            t("draft.open"),
            key=f"placing_open_{one.id}",
            disabled=one.id == opened(),
            on_click=go,
            kwargs={OPENED: one.id},
            width="stretch",
        )


def about(here: Here, one: PlacementDraft) -> str:
    """Whose it is, of when, and what was wished."""
    by = t("draft.by", maker=one.maker, at=moment(one.at, here.language))
    return f"{by} · {asking.words(one.plan.wish)}" if one.plan else by


def standing(one: PlacementDraft) -> str:
    """What is the matter with it, if anything."""
    return t("draft.broken") if one.plan is None else t("draft.outdated") if one.outdated else ""


def _choose(named: dict[str, str]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.multiselect(
            t("draft.compare"),
            list(named),
            default=[one for one in compared() if one in named],
            format_func=named.__getitem__,
            max_selections=MOST,
            placeholder=t("draft.compare_says"),
            key="placing_compared",
        )
        st.button(
            t("draft.compare_yes"),
            key="placing_compare",
            icon=":material/compare:",
            disabled=len(chosen) < FEWEST,
            on_click=go,
            kwargs={COMPARED: ",".join(chosen)},
        )
