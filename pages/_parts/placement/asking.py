"""What the person wishes: a goal, what a change of facilitator may cost, how full somebody may be. The URL keeps it."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from data.placement.model import Wish
from data.queries import Member
from pages._parts import draw
from pages._parts.team import count
from pages._parts.visitor import t

# The words of the URL -> the model's.
GOALS = {"jangkau": "reach", "rata": "even", "dekat": "near"}
CHANGES = {"bebas": 0.0, "sedang": 2.0, "jarang": 8.0}  # km that a change must save for each actor
CEILINGS = {"100": 1.0, "110": 1.1, "125": 1.25}  # load ÷ capacity
MIDDLE = "sedang"
PARAMS = ("tujuan", "ganti", "batas", "kapasitas")  # in the URL
# What a kecamatan entered costs, in km × actors: where those who can wait count little, it must not outweigh them, or a
# place would be left with nobody though somebody has room.
TOUCH = {"reach": 5.0, "even": 30.0, "near": 30.0}
MOST = 2_000  # actors of one facilitator


def form(members: Sequence[Member]) -> Wish:
    """The choices, and what they say."""
    with draw.card("placing_wish"):
        goal = _goal()
        left, right = st.columns(2, gap="medium")
        with left:
            change = _segments("ganti", CHANGES, MIDDLE, t("placing.change"), "placing.change_{}")
            km = count(int(CHANGES[change]))
            st.caption(t("placing.change_says", km=km) if CHANGES[change] else t("placing.change_free"))
        with right:
            ceiling = _segments("batas", CEILINGS, "100", t("placing.ceiling"), "placing.ceiling_{}")
            unset = sum(one.capacity is None for one in members)
            capacity = _capacity(members) if unset else None
            if unset:
                st.caption(t("placing.capacity_says", count=count(unset)))
    return Wish(GOALS[goal], CHANGES[change], TOUCH[GOALS[goal]], CEILINGS[ceiling], capacity)


def words(wish: Wish) -> str:
    """What was wished, on one line."""
    said = [t(f"placing.goal_{wish.goal}")]
    for options, value, label, key in (
        (CHANGES, wish.change, "placing.change", "placing.change_{}"),
        (CEILINGS, wish.ceiling, "placing.ceiling", "placing.ceiling_{}"),
    ):
        said += [f"{t(label)}: {t(key.format(name)).lower()}" for name, one in options.items() if one == value]
    return " · ".join(said)


def put(wish: Wish) -> None:
    """The same choices in the URL, and none besides."""
    chosen = {
        "tujuan": next(name for name, goal in GOALS.items() if goal == wish.goal),
        "ganti": next((name for name, one in CHANGES.items() if one == wish.change), MIDDLE),
        "batas": next((name for name, one in CEILINGS.items() if one == wish.ceiling), "100"),
    }
    usual = {"tujuan": next(iter(GOALS)), "ganti": MIDDLE, "batas": "100"}
    for name in PARAMS:
        st.query_params.pop(name, None)
    st.query_params.update({name: value for name, value in chosen.items() if value != usual[name]})
    if wish.capacity_if_unset is not None:
        st.query_params["kapasitas"] = str(wish.capacity_if_unset)


def _goal() -> str:
    names = list(GOALS)
    return str(
        st.radio(
            t("placing.goal"),
            names,
            format_func=lambda one: t(f"placing.goal_{GOALS[one]}"),
            captions=[t(f"placing.goal_says.{GOALS[one]}") for one in names],
            key=_from_url("tujuan", names, names[0]),
            on_change=_put,
            args=("tujuan", names[0]),
        )
    )


def _segments(param: str, options: Sequence[str] | dict[str, float], default: str, label: str, words: str) -> str:
    return str(
        st.segmented_control(
            label,
            list(options),
            format_func=lambda one: t(words.format(one)),
            key=_from_url(param, list(options), default),
            required=True,
            on_change=_put,
            args=(param, default),
        )
        or default
    )


def _capacity(members: Sequence[Member]) -> int:
    known = sorted(one.capacity for one in members if one.capacity is not None)
    default = known[len(known) // 2] if known else 100
    key, asked = "placing_kapasitas", st.query_params.get("kapasitas", "")
    st.session_state[key] = int(asked) if asked.isdecimal() and 1 <= int(asked) <= MOST else default
    return int(
        st.number_input(
            t("placing.capacity"), 1, MOST, step=10, key=key, on_change=_put, args=("kapasitas", str(default))
        )
    )


def _from_url(param: str, options: Sequence[str], default: str) -> str:
    """The key of a widget that stands where the URL says."""
    asked = st.query_params.get(param, default)
    st.session_state[f"placing_{param}"] = asked if asked in options else default
    return f"placing_{param}"


def _put(param: str, default: str) -> None:
    value: Any = st.session_state[f"placing_{param}"]
    if value is None or str(value) == default:
        st.query_params.pop(param, None)
    else:
        st.query_params[param] = str(value)
