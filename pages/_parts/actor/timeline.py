"""What happened to an actor, by year and day, newest first."""

from collections.abc import Mapping
from html import escape
from itertools import groupby
from typing import Any

import streamlit as st

from data import formats, queries
from data.queries import Names
from pages._parts.actor.look import place_words
from pages._parts.exits import reason_words
from pages._parts.page import Here
from pages._parts.visitor import t

OPEN_YEARS = 2  # of those in which something happened; older ones unfold by a tap
Event = Mapping[str, Any]


def timeline(here: Here, actor_id: str, names: Names) -> None:
    """The timeline of one actor."""
    st.markdown(f"**{t('actor.timeline')}**")
    events = queries.timeline(here.who, actor_id)
    years = [(year, list(found)) for year, found in groupby(events, key=lambda event: event["on_date"].year)]
    drawn = [
        _year(year, found, names, here.language, unfolded=index < OPEN_YEARS)
        for index, (year, found) in enumerate(years)
    ]
    st.html("".join(drawn) or f"<p>{escape(t('timeline.none'))}</p>")


def _year(year: int, events: list[Event], names: Names, language: str, *, unfolded: bool) -> str:
    days = [
        f"<li><time>{escape(words)}</time><div>{''.join(_told(event, names, language) for event in of_day)}</div></li>"
        for words, of_day in groupby(events, key=lambda event: _day(event, language))
    ]
    summary = f"<summary>{year} · {escape(t('timeline.count', count=len(events)))}</summary>"
    lines = f'<ul class="damping-line">{"".join(days)}</ul>'
    return f'<details class="damping-more"{" open" if unfolded else ""}>{summary}{lines}</details>'


def _day(event: Event, language: str) -> str:
    """The day without its year, which stands above."""
    if event["on_precision"] == "year":
        return t("timeline.undated")
    words = formats.day(event["on_date"], language, event["on_precision"])
    return words.removesuffix(f" {event['on_date'].year}")


def _told(event: Event, names: Names, language: str) -> str:
    first, *rest = [line for line in _TOLD[event["kind"]](event, names, language) if line]
    met = event["kind"] == "contact" and event["outcome"] == "bertemu"
    more = "".join(f"<small>{escape(line)}</small>" for line in rest)
    start = '<p class="visit">' if met else "<p>"
    return f"{start}{escape(first)}</p>{more}"


def _topics(event: Event, names: Names) -> str:
    return ", ".join(names.need_kind.get(code, code) for code in event["topics"].split())


def _contact(event: Event, names: Names, language: str) -> list[str]:
    due = t("promise.due", day=formats.day(event["next_due"], language)) if event["next_due"] else ""
    step = event.get("next_step") or (t("promise.no_words") if due else "")
    promised = " · ".join(part for part in (step, due) if part)
    by = names.facilitator.get(event["facilitator_id"], "")
    return [
        " · ".join(part for part in (t("outcome." + event["outcome"]), t("mode." + event["mode"]), by) if part),
        _topics(event, names),
        event.get("result") or "",
        t("timeline.promise", words=promised) if promised else "",
    ]


def _permit(event: Event, names: Names, _language: str) -> list[str]:
    told = t("event.permit", kind=names.permit_kind[event["of"]], status=t(f"status.{event['status']}"))
    return [told, names.legal_form.get(event["form"] or "", ""), event.get("number") or ""]


def _promise(event: Event, _names: Names, language: str) -> list[str]:
    due = t("promise.due", day=formats.day(event["due"], language)) if event["due"] else ""
    return [t(f"event.promise_{event['change']}"), due, event.get("note") or ""]


def _request(event: Event, names: Names, _language: str) -> list[str]:
    return [
        t("event.request", channel=t(f"channel.{event['channel']}")),
        _topics(event, names),
        event.get("note") or "",
    ]


def _state(event: Event, _names: Names, _language: str) -> list[str]:
    return [t(f"event.{event['state']}", reason=reason_words(event["reason"] or ""))]


def _exit(event: Event, _names: Names, _language: str) -> list[str]:
    decision = event["decision"] or "waiting"
    return [
        t(f"event.exit_{event['state']}", reason=reason_words(event["reason"])),
        t(f"timeline.exit_{decision}"),
        event.get("note") or "",
    ]


_TOLD: Mapping[str, Any] = {
    "contact": _contact,
    "permit": _permit,
    "promise": _promise,
    "request": _request,
    "state": _state,
    "exit": _exit,
    "merge": lambda event, _names, _language: [t("event.merge", name=event["business_name"])],
    "place": lambda event, names, _: [t("event.place", place=place_words(event, names))],
    "need": lambda event, names, _: [t(f"event.need_{event['change']}", kind=names.need_kind[event["of"]])],
    "sector": lambda event, names, _: [t("event.sector", sector=names.sector[event["sector"]])],
}
