"""Every facilitator's month as bands beside how hard the area is: by name, never a ranking."""

from collections.abc import Mapping, Sequence
from functools import partial
from html import escape

import streamlit as st

from data import clock, commands, formats, queries
from data.access import allows
from data.filter import Filter
from data.months import NUMBERS, OVER, MonthRow, TeamMonth, month_of
from pages._parts import draw, months, style, targets
from pages._parts.menu import link
from pages._parts.page import Here
from pages._parts.team import hints
from pages._parts.visitor import t

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CSS = """
<style>
.team {display: grid; grid-template-columns: 1.25fr 1fr 1.25fr 1.15fr .95fr; gap: .3rem 1.3rem; font-size: .85rem;
  border-bottom: 1px solid var(--damping-line); padding: .7rem .2rem; line-height: 1.4}
.team > div {min-width: 0}
.team .who {font-size: 1rem; font-weight: 600; overflow-wrap: anywhere}
.team .label {font-size: .78rem; opacity: .8}
.team .quiet {opacity: .8}
.team .note {font-weight: 600; color: var(--team-note)}
.team .track {position: relative; height: .65rem; margin: .3rem 0 .25rem; border-radius: .2rem;
  border: 1px solid var(--damping-line); overflow: hidden}
.team .track i {position: absolute; inset: 0 auto 0 0}
.team .track b {position: absolute; top: 0; bottom: 0; width: 2px; background: currentColor}
:root {--team-note: NOTE}
@media (min-width: 901px) {
  [class*="st-key-team_row_"] {flex-wrap: nowrap; gap: .5rem}
  [class*="st-key-team_row_"] > :last-child {flex: 0 0 8.5rem}
  [class*="st-key-team_row_"] > :only-child {flex: 1 1 0; margin-right: 9rem}
}
@media (max-width: 900px) {
  .team {grid-template-columns: 1fr 1fr; border: 1px solid var(--damping-line); border-radius: .6rem;
    background: var(--damping-card); padding: .7rem .8rem; margin-bottom: .6rem}
  .team > div:first-child {grid-column: 1 / -1}
}
</style>
"""
_LOADS = {"light": style.AMBER[1], "full": style.AMBER[2], "over": style.AMBER[3]}


def show(here: Here) -> None:
    """Tiles, one row of bands per facilitator, the month's Excel file, and what each number means."""
    month = months.choose("team_month")
    found = queries.team_month(here.who, month.first)
    if not found.rows:
        st.info(t("monthly.empty"), icon=":material/flag:")
        return
    names = queries.names(here.who, here.language)
    _tiles(here, found, len(names.kecamatan))
    above = st.container()
    targets.styled()
    st.html(_CSS.replace("NOTE", "#f0b355" if style.dark() else "#8a4b12"))
    with draw.card("team"):
        st.markdown(f"**{t('monthly.title')}**")
        running = found.month == month_of(clock.today())
        st.caption(
            f"{t('monthly.how')} {t('monthly.marks')} {t('targets.marks' if running else 'targets.marks_finished')}"
        )
        _rows(here, found, names.kecamatan)
        _download(here, found)
    hints.factors(here, found)
    meanings(here, found)
    if running:
        with above:
            hints.outside(queries.outside_band(here.who), here.language)


def meanings(here: Here, found: TeamMonth) -> None:
    """The definition of every number, and the frame they were computed in."""
    with st.expander(t("monthly.meanings"), icon=":material/info:"):
        draw.facts([(t(f"monthly.field.{name}"), t(f"monthly.means.{name}")) for name in NUMBERS])
    st.caption(
        t(
            "monthly.frame",
            day=formats.day(found.month.day, here.language),
            version=formats.number(found.version, here.language),
        )
    )


def _tiles(here: Here, found: TeamMonth, kecamatan: int) -> None:
    total = queries.figures(here.who, Filter(as_of=found.month.day)).total
    current = [row for row in found.rows if row.current]
    soon = sum(row.contract_soon for row in current)
    over = sum(row.load is not None and row.load > OVER for row in current)

    def count(value: float) -> str:
        return formats.number(value, here.language)

    def tile(name: str, number: str | None, of: str, change: str) -> draw.Tile:
        return draw.Tile(t(f"monthly.tile.{name}"), number, of, change, t(f"monthly.tile_means.{name}"))

    soon_words = t("monthly.tile.soon", count=count(soon)) if soon else t("monthly.tile.none_soon")
    part = total["orphaned"] / total["actors"] if total["actors"] else None
    shown = [
        tile("at_work", count(len(current)), t("monthly.tile.at_work_of", of=count(len(found.rows))), soon_words),
        tile(
            "load",
            formats.share(total["load"], here.language),
            t("monthly.tile.load_of"),
            t("monthly.tile.load_over", count=count(over)),
        ),
        tile(
            "sessions",
            count(sum(row.sessions for row in current)),
            t("monthly.tile.sessions_of", range=targets.span(*_together(current))),
            t("monthly.tile.sessions_visits", visits=count(sum(row.visits for row in current))),
        ),
        tile(
            "orphaned",
            count(total["orphaned"]),
            t("monthly.tile.orphaned_of", of=count(total["actors"])),
            t("monthly.tile.orphaned_share", share=formats.share(part, here.language)) if part is not None else "",
        ),
        tile("unreached", count(len(found.unreached)), t("monthly.tile.unreached_of", of=count(kecamatan)), ""),
    ]
    draw.tiles(shown)


def _together(rows: Sequence[MonthRow]) -> tuple[int, int]:
    """The sums of the bands."""
    return sum(row.low or 0 for row in rows), sum(row.high or 0 for row in rows)


def _rows(here: Here, found: TeamMonth, kecamatan: Mapping[str, str]) -> None:
    scale = min(2.5, max([1.5, *(row.load for row in found.rows if row.load is not None)]))
    drawn = [(row, _row(row, kecamatan, scale, here.language)) for row in found.rows]
    if not allows(here.who, "caseload.see"):
        st.html("".join(html for _, html in drawn))
        return
    kept = {name: st.query_params[name] for name in ("register", "lang") if name in st.query_params}
    for row, html in drawn:
        # One container and not two columns: of that many rows each element counts.
        with st.container(horizontal=True, vertical_alignment="center", key=f"team_row_{row.facilitator_id}"):
            st.html(html)
            if row.current:
                link("binaan", t("monthly.open"), facilitator=row.facilitator_id, **kept)


def _row(row: MonthRow, kecamatan: Mapping[str, str], scale: float, tongue: str) -> str:
    cells = (_who(row, kecamatan, tongue), _load(row, scale, tongue), _pace(row, tongue), _to_see(row, tongue))
    inside = "".join(f"<div>{cell}</div>" for cell in (*cells, _area(row, tongue)))
    return f'<section class="team" aria-label="{escape(row.name)}">{inside}</section>'


def _line(words: str, kind: str = "") -> str:
    return f'<div class="{kind}">{escape(words)}</div>'


def _bar(part: float, colour: str, mark: float, words: str) -> str:
    """A track filled to `part` with a mark, both 0–1 of its length; the words say the same."""
    return (
        f'<div class="track" role="img" aria-label="{escape(words)}">'
        f'<i style="width:{min(1.0, part):.1%};background:{colour}"></i>'
        f'<b style="left:{min(0.99, mark):.1%}"></b></div>'
    )


def _who(row: MonthRow, kecamatan: Mapping[str, str], tongue: str) -> str:
    places = ", ".join(kecamatan.get(code, code) for code in row.kecamatan)
    lines = [_line(row.name, "who"), _line(places or t("monthly.row.no_area"), "quiet")]
    if not row.current and row.state:
        lines.append(_line(t(f"monthly.state.{row.state}"), "quiet"))
    if row.contract_end and row.contract_days is not None:
        day = formats.day(row.contract_end, tongue)
        if row.contract_days < 0:
            lines.append(_line(t("monthly.row.contract_over", day=day), "note"))
        elif row.contract_days == 0:
            lines.append(_line(t("monthly.row.contract_today"), "note"))
        elif row.contract_soon:
            days = formats.number(row.contract_days, tongue)
            lines.append(_line(t("monthly.row.contract_soon", days=days, day=day), "note"))
    return "".join(lines)


def _load(row: MonthRow, scale: float, tongue: str) -> str:
    label, caseload = _line(t("monthly.row.load"), "label"), formats.number(row.caseload, tongue)
    if not row.current:
        return label + _line(t("monthly.row.off_duty"), "quiet")
    if row.load is None or row.load_band is None or row.capacity is None:
        return label + _line(t("monthly.row.no_capacity", caseload=caseload))
    share = formats.share(row.load, tongue) or ""
    of = t("monthly.row.load_of", caseload=caseload, capacity=formats.number(row.capacity, tongue))
    bar = _bar(row.load / scale, _LOADS[row.load_band], 1 / scale, t("monthly.row.load_bar", share=share))
    return f"{label}{bar}<b>{escape(t(f'monthly.load.{row.load_band}'))}</b> · {escape(share)}{_line(of, 'quiet')}"


def _pace(row: MonthRow, tongue: str) -> str:
    def count(value: int) -> str:
        return formats.number(value, tongue)

    label, band = _line(t("monthly.row.pace"), "label"), row.band
    visits = t("monthly.row.visits", visits=count(row.visits), phone=count(row.phone), attempts=count(row.attempts))
    results = t("monthly.row.results_of", needs=count(row.needs_met), permits=count(row.permits_issued))
    after = _line(visits, "quiet") + _line(f"{results} {t('monthly.row.after')}", "quiet")
    if band is None or not band.asks:
        why = t("monthly.row.off_duty" if band is None else "targets.nothing_asked")
        return label + _line(why, "quiet") + (after if row.visits or row.phone else "")
    words = f"<b>{escape(t(f'pace.{row.pace}'))}</b>{_line(targets.told(row.sessions, band))}"
    return f"{label}{targets.bar(row.sessions, band)}{words}{after}"


def _to_see(row: MonthRow, tongue: str) -> str:
    def count(value: int) -> str:
        return formats.number(value, tongue)

    if not row.caseload:
        return _line(t("monthly.row.to_see"), "label") + _line(t("monthly.row.no_caseload"), "quiet")
    gaps = t("monthly.row.repair_of", desa=count(row.no_desa), point=count(row.no_point), phone=count(row.no_phone))
    return (
        _line(t("monthly.row.to_see"), "label")
        + _line(t("monthly.row.overdue", count=count(row.overdue)), "note" if row.overdue else "quiet")
        + _line(t("monthly.row.waiting", never=count(row.never), over=count(row.over_24)))
        + _line(t("monthly.row.repair", count=count(row.to_repair)))
        + _line(gaps, "quiet")
    )


def _area(row: MonthRow, tongue: str) -> str:
    label = _line(t("monthly.row.area"), "label")
    if row.area_km2 is None:
        return label + _line(t("monthly.row.no_area"), "quiet")
    lines = [t("monthly.row.area_of", area=formats.number(row.area_km2, tongue, 1), desa=str(row.desa))]
    if row.density is not None:
        lines.append(t("monthly.row.density", density=formats.number(row.density, tongue, 1)))
    if row.distance_km is not None:
        lines.append(t("monthly.row.distance", distance=formats.number(row.distance_km, tongue, 1)))
    elif row.caseload:
        lines.append(t("monthly.row.no_distance"))
    return label + "".join(_line(words) for words in lines)


def _download(here: Here, found: TeamMonth) -> None:
    if here.who.seen_by:
        st.caption(t("monthly.only_looking"))
        return
    first = found.month.first
    st.download_button(
        t("monthly.download"),
        data=partial(commands.month_workbook, here.who, first, here.language),
        file_name=t("monthly.file_name", month=f"{first:%Y-%m}") + ".xlsx",
        mime=XLSX,
        key="team_download",
        icon=":material/download:",
        help=t("monthly.download_help"),
        on_click="ignore",
    )
