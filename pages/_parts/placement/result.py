"""The plan beside today: a sentence, tiles, two maps of one scale, who gets whom, who moves, what the model ignores."""

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd
import streamlit as st

from data import formats
from data.metrics import FEW, SHARE_BREAKS
from data.placement.comparing import Load, Outcome
from data.placement.mapped import Move, Reach
from data.placement.model import kecamatan_of
from data.placement.plan import Plan
from data.queries import Names
from data.scales import Scale
from geo.regions import load
from pages._parts import draw, maps, places, style
from pages._parts.placement.counting import percent
from pages._parts.team import count
from pages._parts.visitor import language, t

SCALE = Scale(SHARE_BREAKS, style.TEAL)


def show(plan: Plan, names: Names) -> None:
    """Everything about a plan but what the model does not know."""
    said = plan.compared
    st.markdown(_sentence(said.plan, said.today))
    st.caption(f"{t(f'placing.ended_{said.ended}', gap=percent(said.gap))} {t('placing.proof')}")
    _tiles(said.plan, said.today)
    _maps(plan.reach)
    with draw.card("placing_people"):
        _people(plan, names)
    with draw.card("placing_moves"):
        _moves(plan.moves, names)
    with st.expander(t("placing.beside_simple")):
        _three(said.today, said.plan, said.simple)


def _sentence(plan: Outcome, today: Outcome) -> str:
    parts = [
        t("placing.says", placed=count(plan.placed), changes=count(plan.changes)),
        t("placing.says_losing", count=count(plan.losing)) if plan.losing else "",
        t("placing.says_nobody", count=count(plan.nobody), urgent=count(plan.urgent_nobody)) if plan.nobody else "",
        t("placing.says_beyond", count=count(today.beyond), plan=count(plan.beyond)) if today.beyond else "",
    ]
    return " ".join(filter(None, parts))


def _tiles(plan: Outcome, today: Outcome) -> None:
    shown = (
        ("urgent", count(plan.urgent_nobody), count(today.urgent_nobody), ""),
        ("nobody", count(plan.nobody), count(today.nobody), t("placing.tile.beyond", count=count(today.beyond))),
        ("changes", count(plan.changes), "", t("placing.tile.losing", count=count(plan.losing))),
        ("km", _km(plan.km), _km(today.km), ""),
        (
            "fullest",
            _share(plan.fullest),
            _share(today.fullest),
            t("placing.tile.emptiest", share=_share(plan.emptiest)),
        ),
    )
    draw.tiles(
        [
            draw.Tile(
                t(f"placing.tile.{name}"),
                number,
                t("placing.tile.today", number=before) if before else t("placing.tile.of", of=count(today.placed)),
                more,
                t(f"placing.meaning.{name}"),
            )
            for name, number, before, more in shown
        ]
    )


def _km(value: float | None) -> str:
    return "–" if value is None else t("orphan.km", km=formats.number(value, language(), 1))


def _share(value: float) -> str:
    return formats.share(value, language()) or ""


# --- the two maps ----------------------------------------------------------------------------------------------------


def _maps(reach: Sequence[Reach]) -> None:
    before, after = st.columns(2, gap="medium")
    rows = {one.code: one for one in reach}
    for column, which in ((before, "today"), (after, "plan")):
        with column, draw.card(f"placing_map_{which}"):
            st.markdown(f"**{t(f'placing.map_{which}')}**")
            shapes = [_shape(code, place.name, rows.get(code), which) for code, place in load().kecamatan.items()]
            alt = t("placing.map_alt", which=t(f"placing.map_{which}"))
            places.shapes_map(f"placing-{which}", shapes, None, selected=None, height=400, alt=alt, on_pick=None)
    all_wait = all(code in rows and rows[code].urgent for code in load().kecamatan)
    none = [] if all_wait else [(style.no_data(), t("placing.nobody_waits"))]
    draw.legend(t("placing.legend"), [*SCALE.classes("share", language()), *none], no_data=None)
    st.caption(t("placing.reach_says"))


def _shape(code: str, name: str, row: Reach | None, which: str) -> maps.Shape:
    if row is None or not row.urgent:
        words = f"{name}\n{t('placing.nobody_waits')}"
        return maps.Shape(code, name, style.no_data(), False, words, words)
    reached = row.today if which == "today" else row.plan
    share = reached / row.urgent
    of = t("map.of", count=count(round(reached)), of=count(row.urgent))
    written = of if row.urgent < FEW else _share(share)
    both = [
        f"{t(f'placing.short_{one}')}: {t('map.of', count=count(round(number)), of=count(row.urgent))}"
        for one, number in (("today", row.today), ("plan", row.plan))
    ]
    return maps.Shape(code, name, SCALE.fill(share), False, f"{name}\n{written}", "\n".join((name, *both)))


# --- the tables ------------------------------------------------------------------------------------------------------


def _people(plan: Plan, names: Names) -> None:
    st.markdown(f"**{t('placing.people')}**")
    said = plan.compared
    rows = [
        _person(before, after, plan.homes.get(after.facilitator_id), names)
        for before, after in zip(said.today.loads, said.plan.loads, strict=True)
    ]
    columns = {
        "name": draw.Column(t("filter.facilitator"), width=170),
        "home": draw.Column(t("contract.home"), width=120),
        "before": draw.Column(t("placing.load_today"), "count", 80),
        "after": draw.Column(t("placing.load_plan"), "count", 80),
        "capacity": draw.Column(t("placing.capacity_short"), "count", 80),
        "share": draw.Column(t("placing.full"), "share", 70),
        "come": draw.Column(t("placing.come"), "count", 70),
        "go": draw.Column(t("placing.go"), "count", 70),
        "km_before": draw.Column(t("placing.km_today"), "right", 90),
        "km": draw.Column(t("placing.km_plan"), "right", 90),
        "furthest": draw.Column(t("placing.furthest"), width=190),
        "kecamatan": draw.Column(t("placing.kecamatan"), "count", 80),
    }
    frame = pd.DataFrame(rows, dtype=object)
    height = 38 + 35 * len(frame)
    file = t("placing.people_file")
    draw.table("placing-people", frame, columns, height=min(height, 740), id_column="name", download=file)


def _person(before: Load, after: Load, home: str | None, names: Names) -> dict[str, object]:
    far = after.furthest
    return {
        "name": names.facilitator.get(after.facilitator_id, ""),
        "home": names.desa.get(home or "", t("not_known")),
        "before": before.actors,
        "after": after.actors,
        "capacity": after.capacity,
        "share": after.share,
        "come": after.come,
        "go": after.go,
        "km_before": _km(before.km),
        "km": _km(after.km),
        "furthest": f"{place_words(far[0], names)}, {_km(far[1])}" if far else "–",
        "kecamatan": after.kecamatan,
    }


def people(ids: Iterable[str], names: Names) -> list[str]:
    """Facilitators by name, in this order."""
    return [names.facilitator.get(one, t("not_known")) for one in ids]


def place_words(code: str, names: Names) -> str:
    """A desa, or those of a kecamatan whose desa is not known."""
    if code == kecamatan_of(code):
        return f"{names.kecamatan.get(code, code)} ({t('place.desa_unknown')})"
    above = kecamatan_of(code)
    return f"{names.desa.get(code, code)}, {names.kecamatan.get(above, above)}"


def _moves(moves: Sequence[Move], names: Names) -> None:
    actors = sum(one.actors for one in moves)
    st.markdown(f"**{t('placing.moves', places=count(len(moves)), actors=count(actors))}**")
    if not moves:
        st.caption(t("placing.no_moves"))
        return
    nobody = t("team.nobody")
    frame = pd.DataFrame(
        [
            {
                "place": place_words(one.code, names),
                "actors": one.actors,
                "givers": ", ".join(names.facilitator.get(giver, "") for giver in one.givers) or nobody,
                "taker": names.facilitator.get(one.taker or "", nobody),
            }
            for one in moves
        ],
        dtype=object,
    )
    columns = {
        "place": draw.Column(t("level.desa"), width="medium"),
        "actors": draw.Column(t("table.actors"), "count", 70),
        "givers": draw.Column(t("placing.from_whom"), width="medium"),
        "taker": draw.Column(t("placing.to_whom"), width="medium"),
    }
    height = min(420, 38 + 35 * len(frame))
    file = t("placing.moves_file")
    draw.table("placing-moves", frame, columns, height=height, id_column="place", download=file)


def _three(today: Outcome, plan: Outcome, simple: Outcome) -> None:
    """Today, the plan and the simple rule, line by line."""
    st.caption(t("placing.simple_says"))
    asked = ("placed", "urgent", "beyond", "changes", "losing", "km", "fullest", "emptiest", "cost")
    lines = {name: [written(name, one) for one in (today, plan, simple)] for name in asked}
    for name in ("changes", "losing"):
        lines[name][0] = "–"
    frame = pd.DataFrame([{"what": t(f"placing.line.{name}"), **_named(row)} for name, row in lines.items()])
    columns = {"what": draw.Column(" ", width="medium")} | {
        name: draw.Column(t(f"placing.short_{name}"), "right") for name in ("today", "plan", "simple")
    }
    draw.table("placing-three", frame, columns, height=38 + 35 * len(frame), id_column="what")


def written(name: str, one: Outcome) -> str:
    """A number of an assignment, by its name."""
    value = one.urgent_nobody if name == "urgent" else getattr(one, name)
    if name == "km":
        return _km(value)
    return _share(value) if name in ("fullest", "emptiest") else count(round(value))


def _named(row: Sequence[str]) -> Mapping[str, str]:
    return dict(zip(("today", "plan", "simple"), row, strict=True))


# --- what it does not know -------------------------------------------------------------------------------------------


def unknown(plan: Plan, names: Names) -> None:
    """The limits of the model, and what was assumed in this case."""
    assumed = count(plan.wish.capacity_if_unset or 0)
    lines = [
        t("placing.unknown.roads"),
        t("placing.unknown.personally", count=count(plan.personally)) if plan.personally else "",
        t("placing.unknown.bound", count=count(plan.left_behind)) if plan.left_behind else "",
        _listed("placing.unknown.home", people(plan.without_home, names)),
        _listed("placing.unknown.capacity", people(plan.without_capacity, names), assumed=assumed),
        _listed("placing.unknown.large", [place_words(code, names) for code in plan.too_large]),
    ]
    with draw.card("placing_unknown"):
        st.markdown(f"**{t('placing.unknown.title')}**")
        for line in filter(None, lines):
            st.text(f"• {line}")


def _listed(key: str, named: Sequence[str], **more: str) -> str:
    return t(key, count=count(len(named)), names="; ".join(named), **more) if named else ""
