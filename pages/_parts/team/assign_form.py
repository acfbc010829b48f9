"""Giving what is chosen to a facilitator: who, from when, and what will change before it is confirmed."""

from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from data import clock, commands, formats, queries
from data.queries import Effect, Member, Names
from pages._parts import draw
from pages._parts.page import Here
from pages._parts.team import count, done, form_id, fresh_form, load_words, named, put_chosen, record_link
from pages._parts.visitor import t

Targets = Sequence[tuple[str, str]]


def show(here: Here, targets: Targets, names: Names, kecamatan: str | None) -> None:
    """The form under the map."""
    members = named([one for one in queries.team(here.who) if one.assignable])
    with draw.card("assign"):
        st.markdown(f"**{t('assign.title')}**")
        if not members:
            st.info(t("assign.nobody"), icon=":material/info:")
            return
        kind = targets[0][0] if targets else "none"
        st.text(t(f"assign.chosen_{kind}", count=count(len(targets))))
        who, when, go, end = st.columns([5, 3, 2, 2], vertical_alignment="bottom")
        facilitator = who.selectbox(
            t("assign.to"),
            list(members),
            index=None,
            format_func=lambda one: f"{members[one].name} · {load_words(members[one])}",
            placeholder=t("form.choose"),
            key="assign_to",
        )
        day = when.date_input(t("assign.from"), clock.today(), format="DD/MM/YYYY", key="assign_from")
        ready = bool(targets) and facilitator is not None
        if go.button(t("assign.button"), key="assign_go", type="primary", disabled=not ready, width="stretch"):
            fresh_form()
            _confirm(here, targets, members[str(facilitator)], day, names, kecamatan)
        if end.button(t("assign.end"), key="assign_end", disabled=not targets, width="stretch"):
            fresh_form()
            _end(here, targets)


@st.dialog(" ", width="medium")
def _confirm(here: Here, targets: Targets, member: Member, day: date, names: Names, kecamatan: str | None) -> None:
    st.markdown(f"#### {t('assign.confirm')}")
    told = queries.effect(here.who, member.id, targets, day)
    for line in effect_words(told, member, names):
        st.text(line)
    st.caption(t("assign.from_words", day=formats.day(day, here.language)))
    if member.capacity is not None and told.caseload > member.capacity:
        st.warning(t("assign.over", name=member.name), icon=":material/weight:")
    givers = [one for one in told.moves if one]
    if len(givers) == 1:
        record_link(givers[0], member.id, **({"kecamatan": kecamatan} if kecamatan else {}))
        st.caption(t("assign.record_first"))
    if st.button(t("assign.yes"), key="assign_yes", type="primary"):
        done(lambda: _assign(here, targets, member, day), t("assign.done"))


def _assign(here: Here, targets: Targets, member: Member, day: date) -> None:
    commands.assign(here.who, form_id(), member.id, targets, day)
    put_chosen([])


def effect_words(told: Effect, member: Member, names: Names) -> list[str]:
    """What will change, a sentence each: how many come from whom, who stays, the caseload afterwards."""
    lines = []
    for former, number in sorted(told.moves.items(), key=lambda pair: -pair[1]):
        before = {"count": count(number), "name": member.name}
        if former:
            lines.append(t("assign.moves", **before, former=names.facilitator[former]))
        else:
            lines.append(t("assign.gets", **before))
    if not lines:
        lines.append(t("assign.no_actors", name=member.name))
    if told.staying:
        lines.append(t("assign.staying", count=count(told.staying)))
    after = count(told.caseload)
    of = t("map.of", count=after, of=count(member.capacity)) if member.capacity else after
    return [*lines, t("assign.after", name=member.name, load=of)]


@st.dialog(" ", width="medium")
def _end(here: Here, targets: Targets) -> None:
    st.markdown(f"#### {t('assign.end')}")
    st.text(t("assign.end_words", count=count(len(targets))))
    last = st.date_input(t("assign.last_day"), clock.today() - timedelta(days=1), format="DD/MM/YYYY")
    if st.button(t("assign.end_yes"), key="assign_end_yes", type="primary"):
        done(lambda: _unassign(here, targets, last), t("assign.ended"))


def _unassign(here: Here, targets: Targets, last: date) -> None:
    commands.unassign(here.who, form_id(), targets, last)
    put_chosen([])
