"""The report of what a screen shows, to download: two pages, a workbook, and for leadership the set of the day."""

from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import streamlit as st

from data import formats, report
from data.access import allows
from data.filter import Filter
from data.metrics import Metric
from data.queries import Names
from pages._parts.page import OF_SCREEN, Here, part
from pages._parts.team.bands import XLSX
from pages._parts.visitor import t

if TYPE_CHECKING:  # what writes files is loaded when the first one is asked for
    from data.report import Address, Work

_WORK = OF_SCREEN + "report.work"  # for whom and of which filter, and the set that is being made


def downloads(here: Here, wanted: Filter, names: Names, metric: Metric) -> None:
    """The buttons; each file is made when it is asked for, for whoever asks."""
    with st.container(horizontal=True, vertical_alignment="center", key="report_downloads"):
        if report.may(here.who, wanted):
            _files(here, wanted, names, metric)
        else:
            st.caption(t("report.not_yours"))
        if allows(here.who, "team.see") and not here.who.seen_by:
            _set(here, wanted)


def _files(here: Here, wanted: Filter, names: Names, metric: Metric) -> None:
    named = report.file_name(wanted, names, here.language)
    for kind, ending, make, mime in (("pdf", "pdf", _pdf, "application/pdf"), ("excel", "xlsx", _excel, XLSX)):
        st.download_button(
            t(f"report.{kind}"),
            data=partial(make, here, wanted, metric.name, address(here)),
            file_name=f"{named}.{ending}",
            mime=mime,
            key=f"report_{kind}",
            help=t(f"report.{kind}_help"),
            icon=":material/download:",
            on_click="ignore",
        )


def _pdf(here: Here, wanted: Filter, metric: str, where: "Address | None") -> bytes:
    return report.to_pdf(report.report(here.who, wanted, metric, here.language), where)


def _excel(here: Here, wanted: Filter, metric: str, where: "Address | None") -> bytes:
    return report.to_excel(report.report(here.who, wanted, metric, here.language, tables=True), where)


def address(here: Here) -> "Address | None":
    """Where the visitor reaches the app; None where the browser does not say."""
    parts = urlsplit(str(st.context.url or ""))
    folder = parts.path.rsplit("/", 1)[0]
    return report.Address(f"{parts.scheme}://{parts.netloc}{folder}", here.who.register) if parts.netloc else None


def _set(here: Here, wanted: Filter) -> None:
    """Asked for, made beside the screen under a bar that can be cancelled, fetched once."""
    whose, work = st.session_state.get(_WORK, (None, None))
    if work is None or whose != (here.who, wanted):
        st.button(
            t("report.set"),
            key="report_set",
            help=t("report.set_help"),
            icon=":material/folder_zip:",
            type="tertiary",
            on_click=_begin,
            args=(here, wanted, address(here)),
        )
    elif work.running:
        _bar(here, work)
    elif work.fault:
        _let_go()
        raise work.fault
    elif work.file:
        size = formats.number(len(work.file) / 1_000_000, here.language, 1)
        st.download_button(
            t("report.set_ready", size=size),
            data=work.file,
            file_name=f"{t('report.file')}-{wanted.day.isoformat()}.zip",
            mime="application/zip",
            key="report_set_ready",
            icon=":material/folder_zip:",
            type="primary",
            on_click=_let_go,
        )


@part(every=1)
def _bar(here: Here, work: "Work") -> None:
    if not work.running:
        st.rerun()
    done, total = work.steps
    words = {"done": formats.number(done, here.language), "total": formats.number(total, here.language)}
    with st.container(width=420):
        st.progress(done / total, text=t("report.set_working", **words) if done else t("report.set_begins"))
        cancelled = st.button(t("report.set_cancel"), key="report_set_cancel", icon=":material/stop_circle:")
    if cancelled:
        _let_go()
        st.rerun()


def _begin(here: Here, wanted: Filter, where: "Address | None") -> None:
    _let_go()
    st.session_state[_WORK] = ((here.who, wanted), report.Work(here.who, wanted, here.language, where))


def _let_go() -> None:
    _, work = st.session_state.pop(_WORK, (None, None))
    if work:
        work.stop()
