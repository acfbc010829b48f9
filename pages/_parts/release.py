"""The screen of releases: a preview on a click, publishing after a second one, the calendar and the ledger."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from html import escape

import streamlit as st

from data import clock, commands, formats, queries
from data.commands.releases import is_empty
from data.problem import Problem
from data.public import Document, due_dates
from data.public.calendar import EARLY, Due
from data.public.document import from_text
from data.queries import Ledger, Published
from pages._parts import draw
from pages._parts.menu import link
from pages._parts.page import OF_SCREEN, Here, say
from pages._parts.visitor import t

_PREVIEW = f"{OF_SCREEN}release.preview"  # (register, text of the document): one's own, never a shared cache
_FORM_ID = f"{OF_SCREEN}release.form_id"
_PUBLISHED = f"{OF_SCREEN}release.published"
SHOWN_DUE = 8


def _day(here: Here, slug: str) -> str:
    return formats.day(date.fromisoformat(slug), here.language)


def _to_public(here: Here, slug: str) -> None:
    params = {name: value for name, value in st.query_params.to_dict().items() if name in ("lang", "register")}
    link("transparansi", t("release.open"), **params, rilis=slug)


def just_published(here: Here) -> None:
    """What was published a moment ago, and where to see it."""
    slug = st.session_state.pop(_PUBLISHED, None)
    if slug:
        st.success(t("release.published", day=_day(here, slug)), icon=":material/check_circle:")
        _to_public(here, slug)


# --- the next one ----------------------------------------------------------------------------------------------------


def next_one(here: Here, ledger: Ledger) -> None:
    """When it is due, what it would say, and the two clicks that publish it."""
    with draw.card("next_release"):
        st.markdown(f"**{t('release.next')}**")
        st.caption(t("release.how"))
        _when(here, ledger)
        found = _preview(here)
        if st.button(
            t("release.preview_again" if found else "release.preview"),
            key="release_preview",
            icon=":material/calculate:",
            type="secondary" if found else "primary",
        ):
            with st.spinner(t("release.making")):
                found = queries.next_release(here.who)
            st.session_state[_PREVIEW] = (here.who.register, found.to_text())
            st.session_state[_FORM_ID] = clock.new_id()
            st.rerun()
        if found:
            _told(here, found)
            if found.data_version != ledger.data_version:
                st.caption(t("release.stale"))
            _publish(here, ledger, found)


def _when(here: Here, ledger: Ledger) -> None:
    if not ledger.published:
        st.text(t("release.first"))
    waiting = [due for due in due_dates(here.who.register) if due.state in ("due", "coming")]
    if waiting:
        st.text(t(f"release.{waiting[0].state}", day=formats.day(waiting[0].day, here.language)))
    if ledger.earliest and ledger.earliest > clock.today():
        st.text(t("release.earliest", day=formats.day(ledger.earliest, here.language)))


def _preview(here: Here) -> Document | None:
    register, content = st.session_state.get(_PREVIEW, ("", ""))
    return from_text(content) if register == here.who.register else None


def _told(here: Here, found: Document) -> None:
    """What would be published, and how much of it withheld, table by table."""
    day, version = formats.day(found.as_of, here.language), formats.number(found.data_version, here.language)
    st.caption(t("release.preview_of", day=day, version=version))
    rows = [(one.name, *replace(found, tables=(one,)).withheld) for one in found.tables]
    draw.tiles(_tiles(here, found, rows))
    st.html(_table(here, rows))


Counts = tuple[str, int, int]  # a table's name, its withheld numbers, all its numbers


def _table(here: Here, rows: Sequence[Counts]) -> str:
    heads = "".join(
        f'<th scope="col"{kind}>{escape(t(f"release.{name}"))}</th>'
        for name, kind in (("table", ""), ("hidden", ' class="num"'), ("share", ' class="num"'))
    )
    body = "".join(
        f'<tr><th scope="row" style="font-weight:400">{escape(t(f"public.table.{name}"))}</th>'
        f'<td class="num">{escape(_of(here, hidden, total, "release.of_short"))}</td>'
        f'<td class="num">{escape(_share(here, hidden, total))}</td></tr>'
        for name, hidden, total in rows
    )
    return f'<table class="damping-table"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>'


def _of(here: Here, hidden: int, total: int, key: str = "release.of") -> str:
    if not total:
        return t("release.no_numbers")
    return t(key, hidden=formats.number(hidden, here.language), total=formats.number(total, here.language))


def _share(here: Here, hidden: int, total: int) -> str:
    return formats.share(hidden / total, here.language) or "" if total else ""


def _tiles(here: Here, found: Document, rows: Sequence[Counts]) -> list[draw.Tile]:
    hidden, total = found.withheld
    counted = [held for _, held, all_of_it in rows if all_of_it]
    cell = {name: found.table("cakupan").cell(found.region, name).value for name in ("pelaku", "teramati", "terlayani")}
    served, observed = (_said(here, cell[name]) for name in ("terlayani", "teramati"))
    share = found.table("cakupan").cell(found.region, "cakupan").value
    return [
        draw.Tile(
            t("release.withheld"),
            _share(here, hidden, total) or None,
            _of(here, hidden, total),
            "",
            t("release.withheld_means"),
        ),
        draw.Tile(
            t("release.whole"),
            formats.number(counted.count(0), here.language),
            t("release.whole_of", total=formats.number(len(counted), here.language)),
            "",
            t("release.whole_means"),
        ),
        draw.Tile(
            t("release.actors"),
            _said(here, cell["pelaku"]),
            t("release.actors_of", base=found.rules.base),
            "",
            t("public.meaning.pelaku"),
        ),
        draw.Tile(
            t("release.coverage"),
            formats.share(share, here.language) if isinstance(share, float) else None,
            t("release.coverage_of", served=served, observed=observed) if served and observed else "",
            "",
            t("public.meaning.cakupan"),
        ),
    ]


def _said(here: Here, value: object) -> str | None:
    return formats.number(value, here.language) if isinstance(value, int | float) else None


def _publish(here: Here, ledger: Ledger, found: Document) -> None:
    nothing, soon = is_empty(found), bool(ledger.earliest and ledger.earliest > clock.today())
    if nothing:
        st.text(t("problem.release_empty"))
    shut = soon or nothing or bool(here.who.seen_by)
    with st.popover(t("release.publish"), icon=":material/publish:", key="release_publish", disabled=shut):
        st.text(t("release.publish_sure"))
        if st.button(t("release.publish_yes"), key="release_publish_yes", type="primary"):
            try:
                with st.spinner(t("release.making")):
                    slug = commands.publish_release(here.who, st.session_state[_FORM_ID])
            except Problem as problem:
                say(problem)
                return
            del st.session_state[_PREVIEW]
            st.session_state[_PUBLISHED] = slug
            st.rerun()


# --- calendar and ledger ---------------------------------------------------------------------------------------------


def calendar(here: Here) -> None:
    """When releases were due and came, the next one first."""
    with draw.card("release_calendar"):
        st.markdown(f"**{t('release.calendar')}**")
        shown = list(reversed(due_dates(here.who.register)))[:SHOWN_DUE]
        draw.facts([(formats.day(due.day, here.language), _state(here, due)) for due in shown])
        st.caption(t("release.calendar_how", days=EARLY.days))


def _state(here: Here, due: Due) -> str:
    if due.slug:
        return t("release.state.published", day=_day(here, due.slug))
    return t(f"release.state.{due.state}")


def listed(here: Here, ledger: Ledger) -> None:
    """Every release with its checksum, newest first."""
    st.markdown(f"**{t('release.ledger')}**")
    if not ledger.published:
        st.caption(t("release.ledger_none"))
    for one in ledger.published:
        with st.container(border=True, key=f"card_release_{one.slug}"):
            _release(here, one)


def _release(here: Here, one: Published) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(f"**{_day(here, one.slug)}**")
        if one.withheld:
            _to_public(here, one.slug)
    if one.withheld is None:
        st.warning(t("release.damaged"), icon=":material/report:")
    else:
        hidden, total = one.withheld
        st.text(
            t(
                "release.by",
                as_of=formats.day(one.as_of, here.language),
                name=one.by if one.by != "system" else t("audit.system"),
                share=_share(here, hidden, total),
                numbers=_of(here, hidden, total),
            )
        )
    st.caption(t("release.fingerprint", sha256=one.sha256))


def elsewhere(here: Here) -> None:
    """How the releases become a site that needs no server."""
    with st.expander(t("release.elsewhere"), icon=":material/folder_zip:"):
        st.caption(t("release.elsewhere_how"))
        st.code(f"python -m data --register {here.who.register} publish --out DIR", language="bash")
