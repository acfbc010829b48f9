"""One cell of sector × kecamatan: where in it, which permits lack, what is needed, how long it waits."""

from collections.abc import Callable, Mapping

import pandas as pd
import streamlit as st

from data import formats, queries
from data.filter import Filter
from data.metrics import BANDS
from data.queries import Names
from data.queries.figures import STATUSES
from pages._parts import coverage, draw, permits, style
from pages._parts.page import Here
from pages._parts.visitor import language, t
from pages._parts.written import Look, Styler


def matrix(counts: pd.DataFrame, wanted: Filter, names: Names, *, on_pick: Callable[[str, str], None]) -> None:
    """Kecamatan down, sectors across, actors in the cells; a cell opens. Empty cells are empty, not zero per cent."""
    found = permits.pairs(counts, "kecamatan_code", "sector")
    met = {sector for _, sector in found}
    sectors = [code for code in names.sector if code in met]
    st.markdown(f"#### {t('sector.matrix')}")
    st.caption(t("sector.matrix_how"))
    key = f"matrix-{st.session_state.get('matrix-picks', 0)}"

    def picked() -> None:
        cells = st.session_state[key].selection.cells
        if cells:
            row, column = cells[0]
            st.session_state["matrix-picks"] = st.session_state.get("matrix-picks", 0) + 1
            code = next((sector for sector in sectors if names.sector[sector] == column), None)
            if code:
                on_pick(list(names.kecamatan)[row], code)

    numbers = {names.sector[code]: [found.get((place, code), 0) for place in names.kecamatan] for code in sectors}
    st.dataframe(
        _shaded(list(names.kecamatan.values()), numbers, wanted, names),
        key=key,
        hide_index=True,
        height=420,
        on_select=picked,
        selection_mode="single-cell",
        column_config={t("level.kecamatan"): st.column_config.TextColumn(pinned=True, width="small")},
    )


def _shaded(places: list[str], numbers: Mapping[str, list[int]], wanted: Filter, names: Names) -> object:
    columns = list(numbers.values())
    top = max((1, *(number for column in columns for number in column)))
    bold = {names.kecamatan[code] for code in wanted.kecamatan}

    def look(row: int, column: int) -> Look:
        value = columns[column - 1][row] if column else 0
        weight = (("font-weight", "bold"),) if places[row] in bold else ()
        if not value:
            return weight
        step = min(4, int(4.99 * (value / top) ** 0.5))
        ink = "#ffffff" if step == 4 else "#17302d"
        return (("background-color", style.TEAL[step]), ("color", ink), *weight)

    tongue = language()
    write = {name: lambda value: formats.number(value, tongue) if value else "" for name in numbers}
    return Styler({t("level.kecamatan"): places, **numbers}, write, "", look)


def hint() -> None:
    """What to do while no sector is chosen."""
    st.info(t("sector.choose"), icon=":material/touch_app:")


def opened(here: Here, wanted: Filter, names: Names) -> int:
    """The cell: tiles, then where, permits, needs and waiting side by side; how many actors are in it."""
    level, _ = coverage.level_of(wanted)
    answer = queries.figures(here.who, wanted, level)
    coverage.coverage_tiles(here, answer, wanted)
    if not answer.total["actors"]:
        return 0
    left, right = st.columns(2, gap="medium")
    with left, draw.card("where"):
        _where(answer.rows, level)
    with right, draw.card("waiting"):
        waiting_bars(answer.total)
    left, right = st.columns(2, gap="medium")
    with left, draw.card("permits"):
        permit_bars(queries.permits(here.who, wanted), names, only=_kinds_of(wanted))
    with right, draw.card("needs"):
        need_bars(queries.needs(here.who, wanted), names)
    coverage.method_note(answer, wanted, here.language)
    return int(answer.total["actors"])


def _kinds_of(wanted: Filter) -> tuple[str, ...]:
    return ("badan_usaha", "nib", "npwp", "pirt", "halal", "merek", "svlk", *wanted.kinds)


def _where(rows: pd.DataFrame, level: str) -> None:
    st.markdown(f"**{t('sector.where')}**")
    some = rows[rows["actors"] > 0].sort_values("actors", ascending=False)
    some = some.assign(name=some["name"].fillna(t("place.desa_unknown")))
    columns = {
        "name": draw.Column(t(f"level.{level}")),
        "actors": draw.Column(t("table.actors"), "count"),
        "served": draw.Column(t("count.served"), "count"),
        "legal": draw.Column(t("count.legal"), "count"),
    }
    draw.table("where", some, columns, height=min(330, 38 + 35 * len(some)))


def waiting_bars(total: dict[str, object]) -> None:
    """How long the actors wait, never visited beside."""
    st.markdown(f"**{t('sector.waiting')}**")
    if not total["observed"]:
        st.caption(t("tile.no_visits"))
        return
    parts = [(t(f"waiting.{band}"), style.WAITING[band], [int(total[band])]) for band in BANDS]
    draw.stacked([t("table.actors")], parts, t("sector.waiting"), "waiting-bars")


def permit_bars(counts: pd.DataFrame, names: Names, only: tuple[str, ...] = ()) -> None:
    """Every permit kind with the states of its actors; unrecorded and "belum" are apart."""
    st.markdown(f"**{t('permit.states')}**")
    kinds = [code for code in names.permit_kind if not only or code in only]
    found = permits.pairs(counts, "kind", "status")
    parts = [
        (t(f"status.{status}"), style.STATUS[status], [found.get((kind, status), 0) for kind in kinds])
        for status in STATUSES
    ]
    draw.stacked([names.permit_kind[code] for code in kinds], parts, t("permit.states"), "permit-bars")


def need_bars(counts: pd.DataFrame, names: Names) -> None:
    """Needs still open and needs met."""
    st.markdown(f"**{t('need.title')}**")
    if counts.empty:
        st.caption(t("need.none"))
        return
    found = permits.pairs(counts, "kind", "change")
    met = {kind for kind, _ in found}
    kinds = [code for code in names.need_kind if code in met]
    parts = [
        (t(f"need.{change}"), colour, [found.get((kind, change), 0) for kind in kinds])
        for change, colour in (("raised", "#d98e32"), ("met", "#0f6e66"))
    ]
    draw.stacked([names.need_kind[code] for code in kinds], parts, t("need.title"), "need-bars")
