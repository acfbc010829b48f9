"""The fields of the visit form: each shows what the form holds and keeps it at every change."""

from collections.abc import Mapping
from datetime import date, timedelta

import streamlit as st

from data import clock, formats
from pages._parts.visit.draft import Form
from pages._parts.visitor import language, t

TEXT_LIMIT = 2000
ONE_LINE = 200
NIGHTS = {"week": 7, "fortnight": 14}


def literal(words: str) -> str:
    """Words of the register for a place where markdown is read: brackets and stars in them are text."""
    return "".join(f"\\{char}" if char in "\\`*_{}[]()#+!|<>~$:-" else char for char in words)


def _begun(words: str) -> str:
    """With a capital, as a choice begins."""
    return words[:1].upper() + words[1:]


def one(form: Form, name: str, label: str, options: Mapping[str, str], default: str | None = None) -> str | None:
    """Big choices of which one holds; without a `default` none may."""
    known = form.content.get(name)
    return st.pills(
        label,
        list(options),
        key=form.seed(name, known if known in options else default),
        required=default is not None,
        format_func=lambda code: literal(_begun(options[code])),
        on_change=form.keep,
        args=(name,),
        disabled=form.locked,
    )


def many(form: Form, name: str, label: str, options: Mapping[str, str]) -> tuple[str, ...]:
    """Big choices of which any number holds."""
    chosen = st.pills(
        label,
        list(options),
        selection_mode="multi",
        key=form.seed(name, [code for code in form.chosen(name) if code in options]),
        format_func=lambda code: literal(_begun(options[code])),
        on_change=form.keep,
        args=(name,),
        disabled=form.locked,
    )
    return tuple(chosen)


def long_text(form: Form, name: str, label: str, placeholder: str, height: int = 96) -> None:
    """A few sentences, kept as they are typed (`keeper`)."""
    st.text_area(
        label,
        key=form.seed(name, form.content.get(name) or ""),
        height=height,
        max_chars=TEXT_LIMIT,
        placeholder=placeholder,
        on_change=form.keep,
        args=(name,),
        disabled=form.locked,
    )


def line(form: Form, name: str, label: str, placeholder: str = "") -> None:
    """One line of text, kept as it is typed (`keeper`)."""
    st.text_input(
        label,
        key=form.seed(name, form.content.get(name) or ""),
        max_chars=ONE_LINE,
        placeholder=placeholder,
        on_change=form.keep,
        args=(name,),
        disabled=form.locked,
    )


def day(form: Form, name: str, label: str, latest: date = date(2100, 1, 1)) -> None:
    """A date, or none."""
    known = form.day(name)
    st.date_input(
        label,
        key=form.seed(name, known if known and known <= latest else None),
        value=None,
        min_value=date(2000, 1, 1),
        max_value=latest,
        format="DD/MM/YYYY",
        on_change=form.keep,
        args=(name,),
        disabled=form.locked,
    )


def when(form: Form) -> date | None:
    """The day of the visit: today, yesterday or another, never in the future; None while another is not chosen yet.

    The draft holds the date itself, because "today" is another day tomorrow.
    """
    today = clock.today()
    near = {"today": today, "yesterday": today - timedelta(days=1)}
    on = form.day("on") if "on" in form.content else today
    now = next((name for name, day_ in near.items() if day_ == on), "other")
    words = {name: t(f"visit.when_{name}") for name in (*near, "other")}
    key = form.seed("when", now)

    def choose() -> None:
        form.put({"on": near.get(st.session_state[key])})

    chosen = st.pills(
        t("visit.when"),
        list(words),
        key=key,
        required=True,
        format_func=lambda code: words[code],
        on_change=choose,
        disabled=form.locked,
    )
    if chosen == "other":
        day(form, "on", t("visit.when_day"), today)
        return form.day("on")
    return near[str(chosen)]


def due(form: Form, name: str, label: str, on: date) -> date | None:
    """The day until which something is promised: some weeks after the visit, or another day."""
    words = {code: t(f"visit.due_{code}") for code in (*NIGHTS, "month", "other")}
    chosen = one(form, f"{name}_in", label, words)
    if chosen == "other":
        day(form, name, t("visit.due_day"))
    found = due_of(form, name, on)
    if found:
        st.caption(t("visit.due_until", day=formats.day(found, language())))
    return found


def due_of(form: Form, name: str, on: date) -> date | None:
    """The day a `due` field means."""
    chosen = form.content.get(f"{name}_in")
    if chosen in NIGHTS:
        return on + timedelta(days=NIGHTS[chosen])
    if chosen == "month":
        return clock.months_before(on, -1)
    return form.day(name) if chosen == "other" else None
