"""Two or three drafts beside each other and beside today, all recounted for today: numbers, a map and a table of what
they give differently."""

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape

import pandas as pd
import streamlit as st

from data import formats, queries
from data.colours import DIFFERENT
from data.metrics import SHARE_BREAKS
from data.placement.beside import Beside, Difference, beside
from data.placement.comparing import Outcome
from data.placement.model import kecamatan_of
from data.problem import Problem
from data.queries import Names, PlacementDraft
from data.scales import Scale
from geo.regions import Place, load
from pages._parts import draw, maps, places, style
from pages._parts.page import Here, say
from pages._parts.placement import drafts, keeping, result
from pages._parts.placement.counting import percent
from pages._parts.team import count
from pages._parts.visitor import language, t

LETTERS = "ABC"
SHORT = 20  # characters of a name in a heading
IN = "banding_di"  # in the URL: the kecamatan whose desa the map shows
SCALE = Scale(SHARE_BREAKS, DIFFERENT)


def show(here: Here, ids: Sequence[str], names: Names) -> None:
    """What the URL asks for, and the way back."""
    st.markdown(f"### {t('beside.title')}")
    st.button(t("draft.close"), key="placing_close", icon=":material/arrow_back:", on_click=keeping.go)
    there = {one.id: one for one in queries.placement_drafts(here.who) if one.plan}
    chosen = [there[one] for one in ids if one in there]
    if len(chosen) < len(ids):
        st.text(t("beside.gone", count=count(len(ids) - len(chosen))))
    if len(chosen) < keeping.FEWEST:
        st.info(t("beside.few"), icon=":material/compare:")
        return
    for letter, one in zip(LETTERS, chosen, strict=False):
        _named(here, letter, one, names)
    basis = queries.placement_basis(here.who)
    st.caption(t("beside.says", day=formats.day(basis.as_of, here.language)))
    plans = [one.plan for one in chosen if one.plan]
    try:
        made = beside(queries.placement_case(here.who), plans, _today(here))
    except Problem as problem:
        say(problem)
        return
    heads = [t("beside.lettered", letter=letter, name=one.name) for letter, one in zip(LETTERS, chosen, strict=False)]
    with draw.card("placing_beside"):
        _numbers(made, heads)
    short = [_short(letter, one.name) for letter, one in zip(LETTERS, chosen, strict=False)]
    _differences(made, short, names)


def _named(here: Here, letter: str, one: PlacementDraft, names: Names) -> None:
    st.text(t("beside.lettered", letter=letter, name=one.name))
    st.text(" · ".join(filter(None, (keeping.about(here, one), keeping.standing(one)))))
    if one.plan:
        drafts.say_missing(drafts.missing(here, one.plan), names)


def _short(letter: str, name: str) -> str:
    """For a heading; with its letter no two columns are called the same."""
    return t("beside.lettered", letter=letter, name=name if len(name) <= SHORT else f"{name[: SHORT - 1].rstrip()}…")


def _today(here: Here) -> dict[str, str | None]:
    """Whose each desa is, and of a kecamatan those actors whose desa is not known."""
    rows = queries.territories(here.who).to_dict("records")
    return {
        row["code"] or row["kecamatan_code"]: row["facilitator_id"] if row["standing"] == "current" else None
        for row in rows
    }


# --- the numbers -----------------------------------------------------------------------------------------------------


def _numbers(made: Beside, heads: Sequence[str]) -> None:
    st.markdown(f"**{t('beside.numbers')}**")
    today, then = made.plans[0].compared.today, [one.compared.plan for one in made.plans]
    goals = [t(f"placing.goal_{one.wish.goal}") for one in made.plans]
    gaps = [percent(one.compared.gap) for one in made.plans]
    lines = [
        (t("beside.goal"), "–", goals),
        *((_line(name), *_written(name, today, then)) for name in ("placed", "nobody", "urgent", "beyond")),
        *((_line(name), "–", _written(name, today, then)[1]) for name in ("changes", "losing")),
        *((_line(name), *_written(name, today, then)) for name in ("km", "fullest", "emptiest")),
        (t("beside.gap"), "–", gaps),
    ]
    st.html(_sheet([(what, (now, *each)) for what, now, each in lines], (t("beside.today"), *heads)))
    st.caption(t("beside.gap_says"))


def _sheet(lines: Sequence[tuple[str, Sequence[str]]], heads: Sequence[str]) -> str:
    """The numbers as HTML: on a phone its words wrap, where a table of cells would be cut."""
    head = "".join(f'<th scope="col" class="num">{escape(one)}</th>' for one in heads)
    body = "".join(
        f'<tr><th scope="row">{escape(what)}</th>{"".join(f"<td class=num>{escape(one)}</td>" for one in each)}</tr>'
        for what, each in lines
    )
    return (
        f'<table class="damping-table" style="overflow-wrap: anywhere"><thead><tr><td></td>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def _line(name: str) -> str:
    return t("beside.nobody") if name == "nobody" else t(f"placing.line.{name}")


def _written(name: str, today: Outcome, then: Sequence[Outcome]) -> tuple[str, list[str]]:
    numbers = [result.written(name, one) for one in (today, *then)]
    return numbers[0], numbers[1:]


# --- what is given differently ---------------------------------------------------------------------------------------


def _differences(made: Beside, heads: Sequence[str], names: Names) -> None:
    found = made.differences
    if not found:
        st.info(t("beside.same"), icon=":material/check:")
        return
    told = t("beside.differ", places=count(len(found)), actors=count(sum(one.actors for one in found)))
    st.markdown(f"**{told}**")
    asked = st.query_params.get(IN)
    kecamatan = asked if asked in names.kecamatan else None
    left, right = st.columns([9, 11], gap="medium")
    with left, draw.card("placing_differ_map"):
        _map(found, heads, names, kecamatan)
    with right, draw.card("placing_differ"):
        _table([one for one in found if kecamatan in (None, kecamatan_of(one.code))], heads, names)


def _map(found: Sequence[Difference], heads: Sequence[str], names: Names, kecamatan: str | None) -> None:
    st.markdown(f"**{names.kecamatan[kecamatan] if kecamatan else t('beside.map')}**")
    if kecamatan:
        st.button(t("beside.all"), key="placing_all", icon=":material/arrow_back:", on_click=_enter, args=("",))
    if kecamatan:
        here = {one.code: one for one in found}
        shapes = [_desa(place, here.get(place.code), heads, names) for place in load().desa_of(kecamatan)]
        classes = [(DIFFERENT[-1], t("beside.differs"))]
    else:
        desa = Counter(kecamatan_of(one.code) for one in found if one.code != kecamatan_of(one.code))
        shapes = [_kecamatan(place, desa[code]) for code, place in load().kecamatan.items()]
        classes = SCALE.classes("share", language())
    places.shapes_map(
        "placing-differ", shapes, kecamatan, selected=None, height=440, alt=t("beside.map_alt"), on_pick=_enter
    )
    draw.legend(t("beside.legend"), [(style.no_data(), t("beside.is_same")), *classes], no_data=None)
    if not kecamatan:
        st.caption(t("beside.desa_hint"))


def _enter(code: str) -> None:
    """The desa of a kecamatan; a desa opens nothing."""
    if code in load().kecamatan:
        st.query_params[IN] = code
    elif not code:
        st.query_params.pop(IN, None)


def _kecamatan(place: Place, differ: int) -> maps.Shape:
    code, name, of = place.code, place.name, len(load().desa_of(place.code))
    if not differ:
        return maps.Shape(code, name, style.no_data(), False, name, f"{name}\n{t('beside.is_same')}")
    label = f"{name}\n{t('map.of', count=count(differ), of=count(of))}"
    words = t("beside.of_desa", count=count(differ), of=count(of))
    return maps.Shape(code, name, SCALE.fill(differ / of), False, label, f"{name}\n{words}")


def _desa(place: Place, one: Difference | None, heads: Sequence[str], names: Names) -> maps.Shape:
    code, name = place.code, place.name
    if one is None:
        return maps.Shape(code, name, style.no_data(), False, name, f"{name}\n{t('beside.is_same')}")
    whose = [f"{head}: {_who(who, names)}" for head, who in _each(one, heads).items()]
    return maps.Shape(code, name, DIFFERENT[-1], False, f"{name}\n{t('beside.short')}", "\n".join((name, *whose)))


def _each(one: Difference, heads: Sequence[str]) -> dict[str, str | None]:
    return {t("beside.today"): one.today} | dict(zip(heads, one.given, strict=True))


def _who(who: str | None, names: Names) -> str:
    return t("team.nobody") if who is None else names.facilitator.get(who, t("not_known"))


def _table(found: Sequence[Difference], heads: Sequence[str], names: Names) -> None:
    rows = [
        {"place": result.place_words(one.code, names), "actors": one.actors}
        | {head: _who(who, names) for head, who in _each(one, heads).items()}
        for one in sorted(found, key=lambda one: (-one.actors, one.code))
    ]
    columns: Mapping[str, draw.Column] = {
        "place": draw.Column(t("level.desa"), width=165),
        "actors": draw.Column(t("table.actors"), "count", 60),
    } | {head: draw.Column(head, width=128) for head in (t("beside.today"), *heads)}
    frame, file = pd.DataFrame(rows, columns=list(columns), dtype=object), t("beside.file")
    height = min(520, 38 + 35 * len(frame))
    draw.table("placing-differ-table", frame, columns, height=height, id_column="place", download=file)
