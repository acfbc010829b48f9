"""One draft: as it was saved or recounted against today, with its way into the register, and its name."""

from collections.abc import Collection, Sequence
from functools import partial

import streamlit as st

from data import commands, formats, queries
from data.commands.placement_drafts import LONGEST
from data.people import NOT_REAL
from data.placement.plan import Counted, Lost, Plan, lost, recounted
from data.problem import Problem
from data.queries import Names, PlacementDraft
from geo.regions import load
from pages._parts import draw
from pages._parts.audit import moment
from pages._parts.page import Here, say
from pages._parts.placement import applying, asking, keeping, result
from pages._parts.placement.counting import percent
from pages._parts.placement.keeping import NOW, OPENED
from pages._parts.team import count, done, form_id, fresh_form
from pages._parts.visitor import t


def show(here: Here, draft_id: str, names: Names) -> tuple[Plan, Counted] | None:
    """The draft that is open; the plan and what it was counted from, where they can be read."""
    try:
        draft = queries.placement_draft(here.who, draft_id)
    except Problem as problem:
        say(problem)
        st.button(t("draft.close"), key="placing_close", icon=":material/arrow_back:", on_click=keeping.go)
        return None
    _head(here, draft, names)
    if draft.plan is None or draft.counted is None:
        say(Problem("placement_draft_unreadable"))
        return None
    gone = missing(here, draft.plan)
    say_missing(gone, names)
    if NOW in st.query_params:
        return _recounted(here, draft, draft.plan, names)
    if draft.outdated:
        st.info(t("draft.is_outdated"), icon=":material/update:")
    result.show(draft.plan, names)
    at = moment(draft.counted.known_at, here.language)
    st.caption(t("placing.counted_at", at=at))
    if not draft.outdated and not gone:
        applying.form(here, draft.plan, draft.counted, draft.id)
    result.unknown(draft.plan, names)
    return draft.plan, draft.counted


def _recounted(here: Here, draft: PlacementDraft, plan: Plan, names: Names) -> tuple[Plan, Counted] | None:
    basis = queries.placement_basis(here.who)
    try:
        now = recounted(queries.placement_case(here.who), plan)
    except Problem as problem:
        say(problem)
        return None
    st.info(t("draft.recounted", day=formats.day(basis.as_of, here.language)), icon=":material/update:")
    result.show(now, names)
    keeping.form(here, now, basis)
    result.unknown(now, names)
    return now, basis


# --- its head --------------------------------------------------------------------------------------------------------


def _head(here: Here, draft: PlacementDraft, names: Names) -> None:
    with draw.card("placing_draft"):
        with st.container(key="actor_name"):
            st.text(draft.name)
        st.text(keeping.about(here, draft))
        with st.container(horizontal=True):
            st.button(t("draft.close"), key="placing_close", icon=":material/arrow_back:", on_click=keeping.go)
            if draft.plan is not None and draft.counted is not None:
                _numbers(draft, draft.plan)
                _download(here, draft, draft.plan, draft.counted, names)
            if draft.mine:
                _own(here, draft)


def _numbers(draft: PlacementDraft, plan: Plan) -> None:
    """Of then or of now; and the same wish once more."""
    now = NOW in st.query_params
    st.button(
        t("draft.recount_back" if now else "draft.recount"),
        key="placing_recount",
        icon=":material/update:",
        on_click=keeping.go,
        kwargs={OPENED: draft.id} | ({} if now else {NOW: "1"}),
    )
    if draft.outdated:
        st.button(t("draft.again"), key="placing_again", icon=":material/calculate:", on_click=_again, args=(plan,))


def _again(plan: Plan) -> None:
    keeping.go()
    asking.put(plan.wish)


def _download(here: Here, draft: PlacementDraft, plan: Plan, counted: Counted, names: Names) -> None:
    at = t("placing.counted_at", at=moment(counted.known_at, here.language))
    lines = [draft.name, keeping.about(here, draft), f"{at} {_proof(plan)}"]
    banner = t(f"banner.{here.kind}") if here.kind in NOT_REAL else None
    st.download_button(
        t("draft.download"),
        data=partial(_book, plan, lines, names, banner, here.language),
        file_name=f"{t('draft.file')}-{counted.as_of.isoformat()}.xlsx",
        mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        key="placing_download",
        icon=":material/download:",
        on_click="ignore",
    )


def _book(plan: Plan, lines: Sequence[str], names: Names, banner: str | None, tongue: str) -> bytes:
    """Made outside of any run: it asks nothing of one."""
    from data.placement.book import to_book  # openpyxl takes a quarter of a second to load

    return to_book(plan, lines, names, banner, tongue)


def _proof(plan: Plan) -> str:
    return t("draft.meaning.gap", gap=percent(plan.compared.gap))


def _own(here: Here, draft: PlacementDraft) -> None:
    if st.button(t("draft.rename"), key="placing_rename", icon=":material/edit:"):
        fresh_form()
        _rename(here, draft)
    if st.button(t("draft.remove"), key="placing_remove", icon=":material/delete:"):
        fresh_form()
        _remove(here, draft)


@st.dialog(" ", width="medium")
def _rename(here: Here, draft: PlacementDraft) -> None:
    st.markdown(f"#### {t('draft.rename')}")
    name = st.text_input(t("draft.name"), draft.name, max_chars=LONGEST, key="placing_new_name")
    if st.button(t("draft.rename_yes"), key="placing_rename_yes", type="primary"):
        change = partial(commands.rename_placement_draft, here.who, form_id(), draft.id, name)
        done(change, t("draft.renamed"))


@st.dialog(" ", width="medium")
def _remove(here: Here, draft: PlacementDraft) -> None:
    st.markdown(f"#### {t('draft.remove')}")
    st.text(draft.name)
    st.caption(t("draft.remove_says"))
    if st.button(t("draft.remove_yes"), key="placing_remove_yes", type="primary"):
        done(lambda: _removed(here, draft), t("draft.removed"))


def _removed(here: Here, draft: PlacementDraft) -> None:
    commands.remove_placement_draft(here.who, form_id(), draft.id)
    keeping.go()


# --- what is no more -------------------------------------------------------------------------------------------------


def missing(here: Here, plan: Plan) -> Lost:
    """What a draft speaks of and is no more."""
    people = {one.id for one in queries.team(here.who) if one.assignable}
    places: Collection[str] = {*load().kecamatan, *load().desa}
    return lost(plan, people, places)


def say_missing(gone: Lost, names: Names) -> None:
    """It in a sentence each."""
    if gone.people:
        named = "; ".join(result.people(gone.people, names))
        words = t("draft.lost_people", count=count(len(gone.people)), names=named, places=count(gone.theirs))
        st.container(key="placing_lost").text(words)
    if gone.places:
        st.text(t("draft.lost_places", count=count(len(gone.places))))
