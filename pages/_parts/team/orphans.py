"""The tab Yatim: actors whose facilitator has left, offered to the nearest with room; and who leaves soon."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

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
    """One offer as a row: the targets that would pass, to whom, how many actors; to nobody where there is no room."""

    desa: str
    count: int
    taker: str | None
    km: float | None
    targets: Sequence[tuple[str, str]] = ()


def show(here: Here) -> None:
    """Who is left behind, by former facilitator; who leaves soon; places nobody stands beside."""
    found, names = queries.orphans(here.who), queries.names(here.who, here.language)
    members = named(queries.team(here.who))
    _tiles(found)
    if not found.groups:
        st.info(t("orphan.none"), icon=":material/check_circle:")
    for giver, groups in groupby(found.groups, key=lambda one: one.facilitator_id):
        with draw.card(f"orphans_{giver}"):
            _left_by(here, members[giver], list(groups), members, names)
    with draw.card("ending"):
        _ending(here, found)
    with draw.card("unreached"):
        _unreached(here, names)


def _tiles(found: Orphans) -> None:
    actors = sum(len(one.actor_ids) for one in found.groups)
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
        for offer, (taker, targets) in zip(group.offers, group.targets(), strict=True):
            made.append(Line(place, offer.count, taker, offer.km, targets))
        if group.left:
            made.append(Line(place, group.left, None, None))
    return made


def _left_by(here: Here, giver: Member, groups: list[OrphanGroup], members: Mapping[str, Member], names: Names) -> None:
    total = sum(len(one.actor_ids) for one in groups)
    st.html(f"<b>{escape(t('orphan.of', count=count(total), name=giver.name))}</b>")
    end = giver.contract["to_on"] if giver.contract and not giver.under_contract else None
    st.caption(t("orphan.contract_ended", day=formats.day(end, here.language)) if end else t("orphan.no_contract"))
    made = lines(groups, names)
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
            _confirm(here, takeable, members)
        takers = {one.taker for one in takeable}
        record_link(giver.id, takers.pop() if len(takers) == 1 else None)
    st.caption(t("orphan.how"))


@st.dialog(" ", width="medium")
def _confirm(here: Here, made: list[Line], members: Mapping[str, Member]) -> None:
    st.markdown(f"#### {t('assign.confirm')}")
    by_taker: dict[str, list[Line]] = {}
    for one in made:
        by_taker.setdefault(str(one.taker), []).append(one)
    for taker, theirs in by_taker.items():
        st.text(t("assign.gets", count=count(sum(one.count for one in theirs)), name=members[taker].name))
    st.caption(t("assign.from_words", day=formats.day(clock.today(), here.language)))
    if st.button(t("assign.yes"), key="accept_yes", type="primary"):
        done(lambda: _assign(here, by_taker), t("assign.done"))


def _assign(here: Here, by_taker: dict[str, list[Line]]) -> None:
    for taker, theirs in by_taker.items():
        targets = [target for one in theirs for target in one.targets]
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
    found = queries.territories(here.who)
    missed = found[(found["standing"] != "current") & found["code"].notna()]
    if missed.empty:
        st.caption(t("orphan.all_reached"))
        return
    rows = [
        {
            "name": names.kecamatan[str(code)],
            "desa": len(part),
            "actors": int((part["actors"] - part["personally"]).sum()),
            "told": ", ".join(part["name"]),
        }
        for code, part in missed.groupby("kecamatan_code")
    ]
    columns = {
        "name": draw.Column(t("level.kecamatan"), width=130),
        "desa": draw.Column(t("orphan.desa"), "count", 60),
        "actors": draw.Column(t("orphan.without"), "count", 90),
        "told": draw.Column(t("level.desa"), width="large"),
    }
    draw.table("unreached", pd.DataFrame(rows), columns, height=min(420, 38 + 35 * len(rows)), id_column="name")
