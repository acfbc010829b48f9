"""One actor's page: who it is, its permits, needs and timeline, and what only some may open."""

from typing import Any

import streamlit as st

from data import commands, formats, queries
from data.access import allows
from data.queries import Names
from pages._parts import draw, forms
from pages._parts.page import Here
from pages._parts.visitor import t


def show(here: Here, actor_id: str) -> None:
    """The page of one actor."""
    st.button(t("actor.back"), key="actor_back", icon=":material/arrow_back:", on_click=_close)
    found = queries.actor(here.who, actor_id)
    names = queries.names(here.who, here.language)
    _title(found, names)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        with draw.card("facts"):
            _facts(found, names, here.language)
        with draw.card("timeline"):
            _timeline(here, actor_id, names)
    with right:
        with draw.card("permits"):
            _permits(found, names, here.language)
        with draw.card("needs"):
            _needs(found, names, here.language)
        with draw.card("personal"):
            _personal(here, found)
    if found["personal"] and allows(here.who, "actor.edit"):
        forms.edit_button(here, found, names)


def _close() -> None:
    st.query_params.pop("actor", None)


def _place(found: dict[str, Any], names: Names) -> str:
    place = found["place"]
    desa = names.desa.get(place.get("desa_code") or "", t("place.desa_unknown"))
    return f"{desa}, {names.kecamatan[place['kecamatan_code']]}"


def _title(found: dict[str, Any], names: Names) -> None:
    # st.title reads markdown; a business name is text, so it goes through st.text.
    with st.container(key="actor_name"):
        st.text(found["business_name"])
    today = found["today"]
    state = t("state.closed") if today is None else f"{t('filter.waiting')}: {t('waiting.' + today['waiting'])}"
    st.badge(state, color="violet" if today and today["waiting"] == "never" else "gray")
    st.text(f"{_place(found, names)} · {names.sector.get(found['sector'].get('sector', 'other'), '')}")


def _facts(found: dict[str, Any], names: Names, language: str) -> None:
    today, sector, figures = found["today"] or {}, found["sector"], found["figures"]
    since = found["known_since"]
    workers = [figures.get(name) for name in ("workers_m", "workers_f") if figures.get(name) is not None]
    facilitator = names.facilitator.get(today.get("facilitator_id") or "", t("filter.unassigned"))
    rows: list[tuple[str, str | None]] = [
        (t("list.product"), sector.get("product") or sector.get("commodity")),
        ("KBLI", f"{sector['kbli_code']} ({sector['kbli_version']})" if sector.get("kbli_code") else None),
        (t("actor.known_since"), formats.day(since, language, found["known_since_precision"]) if since else None),
        (t("list.last_visit"), _optional_day(today.get("last_visit"), language, t("waiting.never"))),
        (t("filter.facilitator"), facilitator),
        (t("actor.scale_bps"), t(f"scale.{today['bps_scale']}") if today else None),
        (t("actor.scale_permenperin"), t(f"scale.{today['permenperin_scale']}") if today else None),
    ]
    if found["personal"]:
        rows.append((t("actor.workers"), formats.number(sum(workers), language) if workers else None))
        rows.append((t("actor.investment"), _rupiah(figures.get("investment"), language)))
    draw.facts(rows)


def _rupiah(value: int | None, language: str) -> str | None:
    return None if value is None else f"Rp {formats.number(value, language)}"


def _optional_day(value: Any, language: str, otherwise: str) -> str:
    return formats.day(value, language) if value else otherwise


def _permits(found: dict[str, Any], names: Names, language: str) -> None:
    st.markdown(f"**{t('screen.perizinan')}**")
    recorded = {permit["kind"]: permit for permit in found["permits"]}
    sector = found["sector"].get("sector")
    always = ("badan_usaha", "nib", "npwp", *(("pirt", "halal") if sector == "food" else ()))
    rows = []
    for kind in names.permit_kind:
        permit = recorded.get(kind)
        if permit:
            rows.append((names.permit_kind[kind], _permit_words(permit, names, language)))
        elif kind in always:
            rows.append((names.permit_kind[kind], t("status.tidak_tercatat")))
    draw.facts(rows)


def _permit_words(permit: dict[str, Any], names: Names, language: str) -> str:
    parts = [t(f"status.{permit['status']}")]
    if permit["form"]:
        parts = [names.legal_form[permit["form"]]]
    parts.append(formats.day(permit["on_date"], language, permit["on_precision"]))
    if permit["expires_on"]:
        parts.append(t("actor.valid_until", day=formats.day(permit["expires_on"], language)))
    if permit["number"]:
        parts.append(permit["number"])
    return " · ".join(parts)


def _needs(found: dict[str, Any], names: Names, language: str) -> None:
    st.markdown(f"**{t('need.title')}**")
    rows = [
        (names.need_kind[need["kind"]], f"{t('need.' + need['change'])} · {formats.day(need['on_date'], language)}")
        for need in found["needs"]
    ]
    draw.facts(rows or [(t("need.none"), "")])


def _timeline(here: Here, actor_id: str, names: Names) -> None:
    st.markdown(f"**{t('actor.timeline')}**")
    rows = [
        (formats.day(event["on_date"], here.language, event["on_precision"]), _event_words(event, names, here.language))
        for event in queries.timeline(here.who, actor_id)
    ]
    draw.facts(rows)


def _event_words(event: dict[str, Any], names: Names, language: str) -> str:
    return _TOLD[event["kind"]](event, names, language)


def _contact(event: dict[str, Any], names: Names, language: str) -> str:
    topics = [names.need_kind.get(code, code) for code in event["topics"].split()]
    parts = [
        f"{t('mode.' + event['mode'])}, {t('outcome.' + event['outcome'])}",
        names.facilitator.get(event["facilitator_id"], ""),
        ", ".join(topics),
        event.get("result") or "",
    ]
    if event.get("next_step"):
        parts.append(t("actor.promise", step=event["next_step"], day=_optional_day(event["next_due"], language, "–")))
    return " · ".join(part for part in parts if part)


def _place_words(event: dict[str, Any], names: Names, _language: str) -> str:
    desa = names.desa.get(event["desa_code"] or "", t("place.desa_unknown"))
    return t("event.place", place=f"{desa}, {names.kecamatan[event['kecamatan_code']]}")


_TOLD = {
    "contact": _contact,
    "place": _place_words,
    "permit": lambda event, names, _: t(
        "event.permit", kind=names.permit_kind[event["of"]], status=t(f"status.{event['status']}")
    ),
    "need": lambda event, names, _: t(f"event.need_{event['change']}", kind=names.need_kind[event["of"]]),
    "state": lambda event, _names, _: t(f"event.{event['state']}", reason=event["reason"] or ""),
    "sector": lambda event, names, _: t("event.sector", sector=names.sector[event["sector"]]),
}


def _personal(here: Here, found: dict[str, Any]) -> None:
    st.markdown(f"**{t('personal.title')}**")
    if not found["personal"]:
        st.caption(t("personal.not_yours"))
        return
    st.caption(t("personal.audited"))
    if st.button(t("personal.open"), key="personal_open", icon=":material/visibility:"):
        personal = commands.open_personal(here.who, found["id"])
        point = f"{personal['lat']:.5f}, {personal['lon']:.5f}" if personal["lon"] is not None else None
        words = [(t(f"personal.{name}"), personal[name]) for name in ("owner", "phone", "address")]
        draw.facts([*words, (t("personal.point"), point)])
