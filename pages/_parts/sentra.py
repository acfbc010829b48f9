"""Sentra: where sectors are registered more often than elsewhere; of one sector a map and a table of the same."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import pandas as pd
import streamlit as st

from data import formats, queries
from data.colours import SPECIAL
from data.filter import LISTS, Filter
from data.metrics import FEW
from data.queries import Names, Sentra, Special
from geo.regions import Place, load
from pages._parts import coverage, draw, maps, places, style
from pages._parts.filter_bar import go
from pages._parts.page import Here, part
from pages._parts.visitor import t

BREAKS = (0.5, 1, 2, 4)
_NARROWING = tuple(name for name in LISTS if name not in ("kecamatan", "desa", "sector"))


@part()
def strongest(here: Here, wanted: Filter, names: Names) -> None:
    """The closed box with the clearest concentrations of the sectors that are looked at."""
    box = st.expander(t("sentra.title"), key="sentra", on_change="rerun", icon=":material/hub:")
    if box.open:
        with box:
            _strongest(here, wanted, names)


def _strongest(here: Here, wanted: Filter, names: Names) -> None:
    level, _ = coverage.level_of(wanted)
    found = queries.sentra(here.who, wanted, level)
    clear = [one for one in found.special if one.verdict == "sentra"]
    few = sum(one.verdict == "few" for one in found.special)

    def pick(code: str) -> None:
        sector, place = code.split("|")
        desa = (place,) if level == "desa" else ()
        go(wanted.with_(kecamatan=(place[:8],), desa=desa, sector=(sector,)))
        st.rerun(scope=here.redraws)

    if clear:
        st.markdown(t("sentra.found", count=formats.number(len(clear), here.language)))
        columns = {
            "where": draw.Column(t("sentra.place"), width="medium"),
            "of": draw.Column(t("sentra.actors"), width="medium"),
            "times": draw.Column(t("sentra.quotient"), width="medium"),
            "between": draw.Column(t("sentra.interval")),
        }
        rows = [_row(one, names, level, here.language) for one in clear]
        height = min(420, 38 + 35 * len(rows))
        frame = pd.DataFrame(rows, dtype=object)
        draw.table(
            "sentra_list",
            frame,
            columns,
            height=height,
            on_pick=pick,
            download=t("sentra.file"),
            csv_columns=_file_columns(level),
            csv_rows=rows,
        )
    else:
        st.caption(t("sentra.none"))
    if few:
        st.caption(t("sentra.few_pairs", count=formats.number(few, here.language), least=FEW))
    _method(found, wanted, here.language)


def of_sector(here: Here, wanted: Filter, names: Names) -> None:
    """One sector across the places: a sentence, the map, and beside it the table that says the same."""
    level, kecamatan = coverage.level_of(wanted)
    found = queries.sentra(here.who, wanted, level)
    with draw.card("sentra_sector"):
        st.markdown(f"**{t('sentra.of_sector', sector=names.sector[wanted.sector[0]])}**")
        if not found.special:
            st.caption(t("sentra.nobody"))
            return
        st.markdown(_sentence(found.special, names, level, here.language))

        def pick(code: str) -> None:
            go(wanted.with_(desa=(code,)) if level == "desa" else wanted.with_(kecamatan=(code,), desa=()))

        special = _everywhere(found, wanted, kecamatan)
        left, right = st.columns([3, 2], gap="medium")
        with left:
            _map(special, kecamatan, here.language, pick)
        with right:
            _table(special, names, level, here.language, pick)
        _method(found, wanted, here.language)


def _spots(kecamatan: str | None) -> Sequence[Place]:
    return load().desa_of(kecamatan) if kecamatan else list(load().kecamatan.values())


def _everywhere(found: Sentra, wanted: Filter, kecamatan: str | None) -> list[Special]:
    """The one sector in every place that is looked at, those without anybody too."""
    chosen = wanted.desa if kecamatan else wanted.kecamatan
    there = {one.place for one in found.special}
    empty = [
        Special(wanted.sector[0], spot.code, 0, found.here.get(spot.code, 0))
        for spot in _spots(kecamatan)
        if spot.code not in there and (not chosen or spot.code in chosen)
    ]
    return [*found.special, *empty]


def _times(value: float, tongue: str) -> str:
    return formats.number(value, tongue, 1)


def _place(code: str, names: Names, level: str) -> str:
    known = names.desa if level == "desa" else names.kecamatan
    return known.get(code, code)


def _between(one: Special, tongue: str, key: str = "between") -> str:
    if one.low is None or one.high is None:
        return t("sentra.not_judged")
    return t(f"sentra.{key}", low=_times(one.low, tongue), high=_times(one.high, tongue))


def _of(one: Special, tongue: str, key: str = "of") -> str:
    if not one.here:
        return t("sentra.none_here")
    return t(f"sentra.{key}", actors=formats.number(one.actors, tongue), here=formats.number(one.here, tongue))


def _row(one: Special, names: Names, level: str, tongue: str) -> dict[str, object]:
    """A pair in words, and its numbers for the file."""
    sector, place = names.sector.get(one.sector, one.sector), _place(one.place, names, level)
    judged = one.quotient is not None
    times = t("sentra.times", times=_times(one.quotient, tongue)) if judged else t("sentra.not_judged")
    return {
        "code": f"{one.sector}|{one.place}",
        "place": one.place,
        "where": t("sentra.strongest", sector=sector, place=place),
        "sector": sector,
        "name": place,
        "of": _of(one, tongue),
        "of_short": _of(one, tongue, "of_short"),
        "times": times,
        "times_short": t("sentra.times_short", times=_times(one.quotient, tongue)) if judged else times,
        "between": _between(one, tongue),
        "between_short": _between(one, tongue, "class_between"),
        "verdict": t(f"sentra.verdict_{one.verdict}"),
        "verdict_short": t("sentra.few_short") if one.verdict == "few" else t(f"sentra.verdict_{one.verdict}"),
        "actors": one.actors,
        "here": one.here,
        "share": None if one.share is None else round(one.share, 4),
        "quotient": None if one.quotient is None else round(one.quotient, 3),
        "low": None if one.low is None else round(one.low, 3),
        "high": None if one.high is None else round(one.high, 3),
    }


def _file_columns(level: str) -> dict[str, str]:
    return {
        "sector": t("sentra.sector"),
        "place": t("table.code"),
        "name": t(f"level.{level}"),
        **{name: t(f"sentra.{name}") for name in ("actors", "here", "share", "quotient", "low", "high", "verdict")},
    }


def _sentence(special: Sequence[Special], names: Names, level: str, tongue: str) -> str:
    first = special[0]
    sector = names.sector[first.sector]
    if any(one.verdict == "mixed" for one in special):
        return t("sentra.mixed", sector=sector)
    if first.verdict != "sentra" or first.quotient is None:
        return t("sentra.no_sentra", sector=sector)
    words = {"of": _of(first, tongue), "times": t("sentra.times", times=_times(first.quotient, tongue))}
    place = _place(first.place, names, level)
    others = [_place(one.place, names, level) for one in special[1:] if one.verdict == "sentra"]
    said = t("sentra.most", sector=sector, place=place, between=_between(first, tongue), **words)
    return f"{said} {t('sentra.also', places=', '.join(others))}" if others else said


def _table(special: Sequence[Special], names: Names, level: str, tongue: str, pick: Callable[[str], None]) -> None:
    rows = [_row(one, names, level, tongue) for one in special]
    columns = {
        "name": draw.Column(t(f"level.{level}"), width=110),
        "of_short": draw.Column(t("sentra.actors_short"), "right", 90),
        "times_short": draw.Column(t("sentra.quotient_short"), "right", 95),
        "between_short": draw.Column(t("sentra.interval"), "right", 80),
        "verdict_short": draw.Column(t("sentra.verdict"), width=115),
    }
    draw.table(
        "sentra_places",
        pd.DataFrame(rows, dtype=object),
        columns,
        height=460,
        id_column="place",
        on_pick=pick,
        download=t("sentra.file"),
        csv_columns=_file_columns(level),
        csv_rows=rows,
    )


def _map(special: Sequence[Special], kecamatan: str | None, tongue: str, pick: Callable[[str], None]) -> None:
    by_place = {one.place: one for one in special}
    shapes = [_shape(spot.name, spot.code, by_place.get(spot.code), tongue) for spot in _spots(kecamatan)]
    places.shapes_map(
        f"sentra-{'desa' if kecamatan else 'kecamatan'}",
        shapes,
        kecamatan,
        selected=None,
        height=460,
        alt=t("sentra.alt"),
        on_pick=pick,
    )
    draw.legend(t("sentra.legend"), _classes(tongue), no_data=t("sentra.verdict_few"))


def _shape(name: str, code: str, one: Special | None, tongue: str) -> maps.Shape:
    """Hatched where nothing is judged; the words say why."""
    if one is None:
        words = f"{name}\n{t('map.outside_filter')}"
        return maps.Shape(code, name, style.no_data(), False, words, words)
    verdict = t(f"sentra.verdict_{one.verdict}")
    if one.quotient is None:
        label = f"{name}\n{_of(one, tongue, 'of_short')}" if one.here else name
        return maps.Shape(code, name, style.no_data(), True, label, "\n".join((name, _of(one, tongue), verdict)))
    fill = SPECIAL[sum(one.quotient >= edge for edge in BREAKS)]
    times = t("sentra.times_short", times=_times(one.quotient, tongue))
    label = "\n".join((name, times, verdict) if one.verdict == "sentra" else (name, times))
    said = (_of(one, tongue), t("sentra.times", times=_times(one.quotient, tongue)), _between(one, tongue), verdict)
    return maps.Shape(code, name, fill, False, label, "\n".join((name, *said)))


def _classes(tongue: str) -> list[tuple[str, str]]:
    def edge(value: float) -> str:
        return formats.number(value, tongue, 0 if value >= 1 else 1)

    words = [
        t("sentra.class_under", to=edge(BREAKS[0])),
        *(t("sentra.class_between", low=edge(low), high=edge(high)) for low, high in pairwise(BREAKS)),
        t("sentra.class_over", low=edge(BREAKS[-1])),
    ]
    return list(zip(SPECIAL, words, strict=True))


def _method(found: Sentra, wanted: Filter, tongue: str) -> None:
    """Definition, denominator, what the filter narrows, what the numbers are of, and their date."""
    everyone = formats.number(found.everyone, tongue)
    if len(wanted.sector) == 1:
        of = found.sectors.get(wanted.sector[0], 0)
        share = formats.share(of / found.everyone, tongue) if found.everyone else t("no_data")
        compared = t("sentra.denominator", actors=formats.number(of, tongue), everyone=everyone, share=share)
    else:
        compared = t("sentra.everyone", everyone=everyone)
    said = [t("sentra.method", least=FEW), compared]
    if any(getattr(wanted, name) for name in _NARROWING):
        said.append(t("sentra.narrowed"))
    said.append(t("sentra.register"))
    if found.unplaced:
        said.append(t("sentra.unplaced", count=formats.number(found.unplaced, tongue)))
    version = formats.number(found.version, tongue)
    said.append(t("sentra.date", day=formats.day(found.as_of, tongue), version=version))
    st.caption(" ".join(said))
