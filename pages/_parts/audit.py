"""The trail: what was done about one actor, and the search through everything for those who keep watch."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from data import commands, formats, queries
from data.access import DEEDS
from data.queries import Names
from data.queries.audit import HIDDEN, LIMIT
from data.settings import region
from data.text import catalogue
from pages._parts import draw
from pages._parts.exits import reason_words
from pages._parts.page import Here
from pages._parts.visitor import language, t

_OPEN = "audit.open"
TALL = 8  # more rows than these scroll
SHORTEST_ID = 30  # codes of lists and places are shorter


def deed_words(deed: str) -> str:
    """What was done, in words."""
    noun, verb = deed.split(".")
    return t(f"deed.{noun}.{verb}")


def moment(at: datetime, tongue: str) -> str:
    """24 November 2026, 14.05 by the office's clock."""
    local = at.astimezone(ZoneInfo(region().timezone))
    return f"{formats.day(local.date(), tongue)}, {local:{'%H.%M' if tongue == 'id' else '%H:%M'}}"


def _or_raw(key: str, raw: str) -> str:
    return catalogue(language()).get(key, raw)


def _role(role: str) -> str:
    return t("audit.system") if role == "system" else _or_raw(f"role.{role}", role)


def _person(person: str) -> str:
    return t("audit.system") if person == "system" else person


def _thing(kind: str, name: str | None, about_id: str) -> str:
    """What a deed was about: its name where it has one, else its code; an id says nothing to a reader."""
    told = name or (about_id if len(about_id) < SHORTEST_ID and kind != "register" else "")
    return f"{_kind(kind)} · {told}" if told else _kind(kind)


def _field(name: str) -> str:
    return _or_raw(f"audit_field.{name}", name)


# Ids of the deed's own rows, and what it takes to undo it: they say nothing to a reader.
_UNSAID = frozenset({"contact", "session", "undo"})


@dataclass(frozen=True)
class Values:
    """Writes the values of before and after in words: codes by their names, the others as they stand."""

    names: Names

    def fields(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, str, str]]:
        """Field, before, after: what a reader sees of each."""
        fields = [name for name in dict.fromkeys((*before, *after)) if name not in _UNSAID]
        return [(_field(one), self.words(one, before.get(one)), self.words(one, after.get(one))) for one in fields]

    def words(self, name: str, value: Any) -> str:
        if value is None or value == "":
            return "–"
        if isinstance(value, bool):
            return t("audit.true") if value else t("audit.false")
        if isinstance(value, Mapping):
            known = {"permits": self.names.permit_kind, "needs": self.names.need_kind}.get(name, {})
            return ", ".join(f"{known.get(key, _field(key))}: {_coded(key, one)}" for key, one in value.items())
        if isinstance(value, list):
            return ", ".join(self.words(name, one) for one in value)
        return self._named(name).get(str(value)) or _coded(name, value)

    def _named(self, name: str) -> Mapping[str, str]:
        return {
            "facilitator_id": self.names.facilitator,
            "kecamatan_code": self.names.kecamatan,
            "desa_code": self.names.desa,
            "topics": self.names.need_kind,
            "legal_form": self.names.legal_form,
        }.get(name, {})


def _coded(name: str, value: Any) -> str:
    """A code that the catalogue knows, in its words; a day as it is read."""
    words = str(value)
    if name == "reason":
        return reason_words(words)
    if name in ("mode", "outcome", "role"):
        return _or_raw(f"{name}.{words}", words)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", words):
        return formats.day(date.fromisoformat(words), language())
    return _or_raw(f"audit_code.{words}", _or_raw(f"status.{words}", words))


# --- on the actor's page ---------------------------------------------------------------------------------------------


def history(here: Here, actor_id: str) -> None:
    """Every deed about an actor, newest first; values only where they are the asker's work."""
    st.markdown(f"**{t('audit.title')}**")
    rows = queries.actor_history(here.who, actor_id)
    if not rows:
        st.caption(t("audit.nothing_yet"))
        return
    with st.container(height=360 if len(rows) > TALL else "content", border=False, key="audit_history"):
        values = Values(queries.names(here.who, here.language))
        draw.facts([(moment(row["at"], here.language), _told(row, values)) for row in rows])


def _by(row: Mapping[str, Any]) -> str:
    if row["role"] == "system":
        return t("audit.system")
    return t("audit.by", person=row["person"], role=_role(row["role"]))


def _told(row: Mapping[str, Any], values: Values) -> str:
    changed = values.fields(row["before"] or {}, row["after"] or {})
    return " · ".join([_by(row), deed_words(row["deed"]), *(_change(*one) for one in changed)])


def _change(field: str, before: str, after: str) -> str:
    if HIDDEN in (before, after):
        return f"{field}: {HIDDEN}"
    return f"{field}: {after}" if before == "–" else f"{field}: {before} → {after}"


# --- the search ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Wanted:
    """What the URL asks the trail for; the names are those of `queries.audit_search`."""

    person: str | None = None
    deed: str | None = None
    about_kind: str | None = None
    since: date | None = None
    until: date | None = None


# field of Wanted -> its name in the URL
_IN_URL = {"person": "person", "deed": "deed", "about_kind": "about", "since": "since", "until": "until"}


def filters(here: Here) -> Wanted:
    """The filters; the URL holds what they say."""
    st.caption(t("audit.how"))
    people, kinds = queries.audit_people(here.who), queries.audit_kinds(here.who)
    deeds = sorted(DEEDS, key=deed_words)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        return Wanted(
            person=_choice("person", t("audit.person"), t("audit.anyone"), people),
            deed=_choice("deed", t("audit.deed"), t("audit.any_deed"), {one: deed_words(one) for one in deeds}),
            about_kind=_choice("about_kind", t("audit.about"), t("audit.any_kind"), {one: _kind(one) for one in kinds}),
            since=_day("since", t("audit.since")),
            until=_day("until", t("audit.until")),
        )


def _kind(kind: str) -> str:
    return _or_raw(f"about.{kind}", kind)


def _choice(field: str, label: str, everything: str, words: Mapping[str, str]) -> str | None:
    asked = st.query_params.get(_IN_URL[field])
    key = f"audit_{field}"
    st.session_state[key] = asked if asked in words else None
    return st.selectbox(
        label,
        list(words),
        format_func=words.__getitem__,
        placeholder=everything,
        key=key,
        on_change=_write_url,
        args=(field,),
    )


def _day(field: str, label: str) -> date | None:
    key = f"audit_{field}"
    try:
        st.session_state[key] = date.fromisoformat(st.query_params.get(_IN_URL[field], ""))
    except ValueError:
        st.session_state[key] = None
    return st.date_input(label, key=key, format="DD/MM/YYYY", on_change=_write_url, args=(field,))


def _write_url(field: str) -> None:
    value = st.session_state[f"audit_{field}"]
    if value is None:
        st.query_params.pop(_IN_URL[field], None)
    else:
        st.query_params[_IN_URL[field]] = str(value)


def results(here: Here, wanted: Wanted) -> None:
    """What was done, newest first; a row opens its values."""
    frame = queries.audit_search(here.who, **vars(wanted))
    if frame.empty:
        st.info(t("audit.none"), icon=":material/search_off:")
        return
    draw.table(
        "audit",
        _shown(frame, here.language),
        {
            "at": draw.Column(t("audit.at"), width="medium"),
            "person": draw.Column(t("audit.person")),
            "role": draw.Column(t("audit.role")),
            "deed": draw.Column(t("audit.deed"), width="medium"),
            "about": draw.Column(t("audit.about"), width="medium"),
        },
        height=min(620, 38 + 35 * len(frame)),
        id_column="id",
        on_pick=partial(st.session_state.__setitem__, _OPEN),
        download=t("audit.file_name"),
    )
    if len(frame) == LIMIT:
        st.caption(t("audit.cut", limit=formats.number(LIMIT, here.language)))
    audit_id = st.session_state.pop(_OPEN, None)
    if audit_id:
        _detail(here, audit_id)


def _shown(frame: pd.DataFrame, tongue: str) -> pd.DataFrame:
    things = zip(frame["about_kind"], frame["about_name"], frame["about_id"], strict=True)
    return frame.assign(
        at=[moment(at, tongue) for at in frame["at"]],
        role=frame["role"].map(_role),
        deed=frame["deed"].map(deed_words),
        person=frame["person"].map(_person),
        about=[_thing(*one) for one in things],
    )


@st.dialog(" ", width="large")
def _detail(here: Here, audit_id: str) -> None:
    row = commands.open_audit_detail(here.who, audit_id)
    st.markdown(f"#### {deed_words(row['deed']).capitalize()}")
    what = _thing(row["about_kind"], row["about_name"], row["about_id"])
    st.text(f"{moment(row['at'], here.language)} · {_by(row)}\n{what}")
    before, after = row["before"] or {}, row["after"] or {}
    if not before and not after:
        st.caption(t("audit.no_values"))
        return
    values = Values(queries.names(here.who, here.language)).fields(before, after)
    headings = [t("audit.field"), t("audit.before"), t("audit.after")]
    st.dataframe(pd.DataFrame(values, columns=headings), hide_index=True)
