"""The tab Yatim: actors whose facilitator has left, offered to the nearest with room; and who leaves soon."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Any

import pandas as pd
import streamlit as st

from data import clock, commands, formats, queries
from data.access import allows
from data.queries import Member, Names, OrphanGroup, Orphans
from pages._parts import draw
from pages._parts.page import Here
from pages._parts.team import count, done, form_id, fresh_form, named, record_link
from pages._parts.visitor import t


@dataclass(frozen=True)
class Line:
    """One offer as a row: the `nth` of a group, to whom, how many actors; to nobody where there is no room."""

    desa: str
    count: int
    taker: str | None
    km: float | None
    group: OrphanGroup
    nth: int = 0


Passing = Mapping[str, Sequence[tuple[str, str]]]  # taker -> targets


def show(here: Here) -> None:
    """Who is left behind, by former facilitator; who leaves soon; places nobody stands beside."""
    found, names = queries.orphans(here.who), queries.names(here.who, here.language)
    members = named(queries.team(here.who))
    _tiles(found)
    if not found.groups:
        st.info(t("orphan.none"), icon=":material/check_circle:")
    for nth, (giver, groups) in enumerate(groupby(found.groups, key=lambda one: one.facilitator_id)):
        with draw.card(f"orphans_{giver}"):
            _left_by(here, members[giver], list(groups), members, names, opened=nth == 0)
    with draw.card("ending"):
        _ending(here, found)
    with draw.card("unreached"):
        _unreached(here, names)


def _tiles(found: Orphans) -> None:
    actors = sum(one.actors for one in found.groups)
    left = sum(one.left for one in found.groups)
    of = t("team.tile.of", of=count(actors))
    givers = len({one.facilitator_id for one in found.groups})
    draw.tiles(
        [
            draw.Tile(
                t("orphan.actors"),
                count(actors),
                t("orphan.of_givers", count=count(givers)),
                "",
                t("orphan.meaning.actors"),
            ),
            draw.Tile(t("orphan.placeable"), count(actors - left), of, "", t("orphan.meaning.placeable")),
            draw.Tile(t("orphan.left"), count(left), of, "", t("orphan.meaning.left")),
            draw.Tile(
                t("orphan.ending", days=count(found.soon_days)),
                count(len(found.ending)),
                t("orphan.with_actors", count=count(sum(one.caseload for one in found.ending))),
                "",
                t("orphan.meaning.ending"),
            ),
        ]
    )


def lines(groups: Sequence[OrphanGroup], names: Names) -> list[Line]:
    """A row per offer, and one for those who find no room."""
    made = []
    for group in groups:
        desa = names.desa.get(group.desa_code or "", t("place.desa_unknown"))
        place = f"{desa}, {names.kecamatan[group.kecamatan_code]}"
        for nth, offer in enumerate(group.offers):
            made.append(Line(place, offer.count, offer.facilitator_id, offer.km, group, nth))
        if group.left:
            made.append(Line(place, group.left, None, None, group))
    return made


def _left_by(
    here: Here,
    giver: Member,
    groups: list[OrphanGroup],
    members: Mapping[str, Member],
    names: Names,
    *,
    opened: bool,
) -> None:
    total = sum(one.actors for one in groups)
    st.html(f"<b>{escape(t('orphan.of', count=count(total), name=giver.name))}</b>")
    end = giver.contract["to_on"] if giver.contract and not giver.under_contract else None
    st.caption(t("orphan.contract_ended", day=formats.day(end, here.language)) if end else t("orphan.no_contract"))
    with st.expander(t("orphan.offers"), expanded=opened, key=f"offered-{giver.id}", on_change="rerun") as box:
        if box.open:
            _offered(here, giver, lines(groups, names), members)


def _offered(here: Here, giver: Member, made: list[Line], members: Mapping[str, Member]) -> None:
    frame = pd.DataFrame(
        [
            {
                "desa": one.desa,
                "count": one.count,
                "taker": members[one.taker].name if one.taker else t("orphan.no_room"),
                "km": t("orphan.km", km=formats.number(one.km, here.language, 1)) if one.km is not None else "–",
            }
            for one in made
        ]
    )
    columns = {
        "desa": draw.Column(t("level.desa"), width="medium"),
        "count": draw.Column(t("table.actors"), "count", 70),
        "taker": draw.Column(t("orphan.offer_to"), width="medium"),
        "km": draw.Column(t("orphan.distance"), "right", 90),
    }
    height = min(420, 38 + 35 * len(frame))
    if not allows(here.who, "assignment.edit"):
        draw.table(f"offers-{giver.id}", frame, columns, height=height, id_column="desa")
        return
    picked = draw.choosing(f"offers-{giver.id}", frame, columns, height=height)
    _accept(here, giver, [made[row] for row in picked] or made, bool(picked), members)


def _accept(here: Here, giver: Member, made: list[Line], some: bool, members: Mapping[str, Member]) -> None:
    takeable = [one for one in made if one.taker]
    actors = count(sum(one.count for one in takeable))
    with st.container(horizontal=True, vertical_alignment="center"):
        words = t("orphan.accept_some" if some else "orphan.accept_all", count=actors)
        if st.button(words, key=f"accept-{giver.id}", type="primary", disabled=not takeable):
            fresh_form()
            _confirm(here, takeable, _passing(here, takeable), members)
        takers = {one.taker for one in takeable}
        record_link(giver.id, takers.pop() if len(takers) == 1 else None)
    st.caption(t("orphan.how"))


def _passing(here: Here, made: list[Line]) -> Passing:
    """What passes to whom when these offers are accepted; the actors are read now, for nobody has seen them."""
    found = queries.orphan_targets(here.who, list({one.group.key: one.group for one in made}.values()))
    passing: dict[str, list[tuple[str, str]]] = {}
    for one in made:
        taker, targets = found[one.group.key][one.nth]
        passing.setdefault(taker, []).extend(targets)
    return passing


@st.dialog(" ", width="medium")
def _confirm(here: Here, made: list[Line], passing: Passing, members: Mapping[str, Member]) -> None:
    st.markdown(f"#### {t('assign.confirm')}")
    for taker in passing:
        gets = sum(one.count for one in made if one.taker == taker)
        st.text(t("assign.gets", count=count(gets), name=members[taker].name))
    st.caption(t("assign.from_words", day=formats.day(clock.today(), here.language)))
    if st.button(t("assign.yes"), key="accept_yes", type="primary"):
        done(lambda: _assign(here, passing), t("assign.done"))


def _assign(here: Here, passing: Passing) -> None:
    for taker, targets in passing.items():
        commands.assign(here.who, f"{form_id()}-{taker}", taker, targets, clock.today())


def _ending(here: Here, found: Orphans) -> None:
    st.markdown(f"**{t('orphan.ending_title', days=count(found.soon_days))}**")
    if not found.ending:
        st.caption(t("orphan.nobody_ends"))
        return
    frame = pd.DataFrame(
        [{"name": one.name, "day": one.last_day, "caseload": one.caseload} for one in found.ending], dtype=object
    )
    columns = {
        "name": draw.Column(t("filter.facilitator"), width="medium"),
        "day": draw.Column(t("contract.last_day"), "day"),
        "caseload": draw.Column(t("contract.caseload"), "count"),
    }
    draw.table("ending", frame, columns, height=38 + 35 * len(frame), id_column="name")


def _unreached(here: Here, names: Names) -> None:
    """Desa without a current facilitator, by kecamatan."""
    st.markdown(f"**{t('orphan.reach')}**")
    missed: dict[str, list[dict[str, Any]]] = {}
    for row in queries.territories(here.who).to_dict("records"):
        if row["standing"] != "current" and row["code"]:
            missed.setdefault(row["kecamatan_code"], []).append(row)
    if not missed:
        st.caption(t("orphan.all_reached"))
        return
    rows = [
        {
            "name": names.kecamatan[code],
            "desa": len(part),
            "actors": sum(row["actors"] - row["personally"] for row in part),
            "told": ", ".join(row["name"] for row in part),
        }
        for code, part in sorted(missed.items())
    ]
    columns = {
        "name": draw.Column(t("level.kecamatan"), width=130),
        "desa": draw.Column(t("orphan.desa"), "count", 60),
        "actors": draw.Column(t("orphan.without"), "count", 90),
        "told": draw.Column(t("level.desa"), width="large"),
    }
    draw.table("unreached", pd.DataFrame(rows), columns, height=min(420, 38 + 35 * len(rows)), id_column="name")
