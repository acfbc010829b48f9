"""The last step and its way back: confirm with the numbers in its words, then what happened, then undo."""

from functools import partial

import streamlit as st

from data import commands, formats, queries
from data.clock import office_day
from data.queries import Batch
from pages._parts import draw
from pages._parts.intake.deed import press
from pages._parts.intake.differences import changing, field_words
from pages._parts.intake.work import broken, throw_away
from pages._parts.menu import link
from pages._parts.page import OF_SCREEN, Here, say
from pages._parts.screens import BY_NAME
from pages._parts.visitor import language, t

_UNDO = f"{OF_SCREEN}intake.undo"  # the batch of which somebody asked what an undo would do
DOUBLES = "mutu"
# What people do with a business, by where it is kept; anything else is an edit.
_SINCE = {
    "contact": "visited",
    "need_event": "visited",
    "promise_event": "visited",
    "assignment": "assigned",
    "request": "asked",
    "exit_proposal": "exit",
    "merged": "merged",
    "draft": "draft",
    "imported": "imported",
    "erased": "erased",
}
FOLLOWS = ("lang", "register")  # of the URL, to another screen


def confirm(here: Here, batch: Batch) -> None:
    """The button says what it will do; without anything to do it is not there."""
    _tell_broken(here, batch)
    add, change = batch.actions["add"], changing(here, batch)
    if not add and not change:
        _tell_nothing(batch)
    with st.container(horizontal=True, vertical_alignment="center"):
        if add or change:
            write = partial(commands.start_write, here.who, batch.id)
            looks = {"type": "primary", "icon": ":material/check:"}
            words = t(f"intake.confirm.{batch.kind}_{_what(add, change)}", **_counts(add, change))
            press(words, "confirm", write, waiting=t("intake.writing"), **looks)
        throw_away(here, batch)


def _tell_nothing(batch: Batch) -> None:
    """Why there is no button: the rows cannot be used, or nothing shall be changed, or it is all there already."""
    if batch.actions["change"]:
        st.info(t("intake.nothing_chosen"), icon=":material/info:")
    elif batch.actions["same"] or batch.actions["repeat"]:
        st.info(t("intake.changes_nothing"), icon=":material/check_circle:")
    else:
        st.info(t("intake.nothing_usable"), icon=":material/info:")


def _tell_broken(here: Here, batch: Batch) -> None:
    problem = broken(here, batch)
    if problem:
        say(problem)


def _what(add: int, change: int) -> str:
    return "both" if add and change else "change" if change else "add"


def _counts(add: int, change: int) -> dict[str, str]:
    return {"add": formats.number(add, language()), "change": formats.number(change, language())}


def written(here: Here, batch: Batch) -> None:
    """What happened, where to go on, and the way back."""
    _tell_broken(here, batch)
    what = _what(batch.added, batch.changed)
    said = [t(f"intake.done.{batch.kind}_{what}", **_counts(batch.added, batch.changed))]
    if batch.counts["rejected"]:
        said.append(t("intake.left_out", rows=formats.number(batch.counts["rejected"], language())))
    st.success(" ".join(said), icon=":material/check_circle:")
    with st.container(horizontal=True):
        others = {key: value for key, value in st.query_params.to_dict().items() if key in FOLLOWS}
        link("cakupan", t("screen.cakupan"), **others)
        if DOUBLES in BY_NAME:
            link(DOUBLES, t(f"screen.{DOUBLES}"), **others)
    _kept(here, batch, t("intake.kept_at_write"))
    _undo(here, batch)


def _undo(here: Here, batch: Batch) -> None:
    if st.session_state.get(_UNDO) != batch.id:
        if st.button(t("intake.undo"), key="intake_undo", icon=":material/undo:"):
            st.session_state[_UNDO] = batch.id
            st.rerun()
        return
    counts = queries.undo_preview(here.who, batch.id)
    said = [
        t(f"intake.undo_of.{batch.kind}_{name}", count=formats.number(counts[name], language()))
        for name in ("remove", "restore", "keep")
        if counts[name]
    ]
    with draw.card("intake_undo"):
        st.markdown(
            "\n".join([t("intake.undo_sure"), "", *(f"- {words}" for words in said or [t("intake.undo_nothing")])])
        )
        with st.container(horizontal=True):
            undo = partial(commands.start_undo, here.who, batch.id)
            press(t("intake.undo_yes"), "intake_undo_yes", undo, waiting=t("intake.undoing"), type="primary")
            if st.button(t("intake.undo_no"), key="intake_undo_no", type="tertiary"):
                st.session_state.pop(_UNDO)
                st.rerun()


def undone(here: Here, batch: Batch) -> None:
    """When it was undone, and what stayed."""
    on = formats.day(office_day(batch.undone_at), language()) if batch.undone_at else ""
    st.info(t("intake.undone", on=on), icon=":material/undo:")
    _kept(here, batch, t("intake.kept_at_undo"))


def _kept(here: Here, batch: Batch, title: str) -> None:
    """Rows that were left as people had written them meanwhile."""
    if not batch.kept:
        return
    kept = queries.kept_rows(here.who, batch.id)
    st.markdown(f"#### {title}")
    columns = {
        "row": draw.Column(t("intake.row"), "count", "small"),
        "business_name": draw.Column(t("import.field.business_name")),
        "reason": draw.Column(t("import.reason"), width="large"),
    }
    words = kept.assign(reason=[", ".join(dict.fromkeys(why_words(one) for one in why)) for why in kept["why"]])
    draw.table("intake_kept", words, columns, id_column="row", download=t("intake.kept_file"))


def why_words(why: str) -> str:
    """What people did with it: the name of a table, or of a field after "changed:"."""
    deed, _, field = why.partition(":")
    if field:
        return t("intake.kept_why.field", field=field_words(field))
    return t(f"intake.kept_why.{_SINCE.get(deed, 'edited')}")
