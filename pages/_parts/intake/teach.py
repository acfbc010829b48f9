"""What the register does not know yet and a clerk does: a spelling of a place, a facilitator's name."""

from collections import Counter
from collections.abc import Mapping
from functools import partial

import streamlit as st

from data import commands, formats, queries
from data.problem import Problem
from data.queries import Batch
from pages._parts.actor import forms
from pages._parts.intake.deed import act, press
from pages._parts.intake.fields import missing
from pages._parts.page import Here
from pages._parts.visitor import language, t

LEVELS = {"place_unknown": "kecamatan", "desa_unknown": "desa"}
MOST = 8  # spellings at a time: the most frequent first
ALL = 1_000_000


def spellings(here: Here, batch: Batch, code: str) -> list[tuple[str, str, int]]:
    """(as written, kecamatan or "", rows) of the places a code complains of, the most frequent first."""
    frame, _ = queries.batch_problems(here.who, batch.id, code=code, page=0, size=ALL)
    counted = Counter((str(one["read"]), str(one.get("kecamatan", ""))) for one in frame["details"] if one.get("read"))
    return [(read, kecamatan, rows) for (read, kecamatan), rows in counted.most_common()]


def places(here: Here, batch: Batch, counts: Mapping[str, int]) -> None:
    """A place for each unknown spelling; taught ones are known from now on, in this file and in the next."""
    for code, level in LEVELS.items():
        if code in counts:
            with st.expander(t(f"intake.teach.{level}"), icon=":material/school:", key=f"intake_teach_{level}"):
                _spellings(here, batch, code, level)


def _spellings(here: Here, batch: Batch, code: str, level: str) -> None:
    found = spellings(here, batch, code)
    words = _places(here, level)
    st.caption(t("intake.teach_how", count=formats.number(len(found), language())))
    with st.form(f"intake_teach-{level}", border=False, enter_to_submit=False):
        taught = [
            (read, _choose(words, read, kecamatan, rows, f"intake_teach-{level}-{number}"))
            for number, (read, kecamatan, rows) in enumerate(found[:MOST])
        ]
        if not st.form_submit_button(t("intake.teach_send"), key=f"intake_teach_{level}_send"):
            return
    with st.spinner(t("intake.checking")):
        act(partial(_teach, here, batch, level, [(read, place) for read, place in taught if place]))
    st.rerun()


def _places(here: Here, level: str) -> dict[str, str]:
    names = queries.names(here.who, language())
    if level == "kecamatan":
        return dict(names.kecamatan)
    return {code: words for code, words in forms.places(names).items() if code in names.desa}


def _choose(words: Mapping[str, str], read: str, kecamatan: str, rows: int, key: str) -> str | None:
    """Where the kecamatan is known its own desa come first."""
    options = sorted(words, key=lambda code: (not words[code].endswith(f", {kecamatan}"), words[code]))
    inside = f", {kecamatan}" if kecamatan else ""
    label = t("intake.spelling", read=read + inside, rows=formats.number(rows, language()))
    return st.selectbox(
        label, options, index=None, format_func=lambda code: words[code], placeholder=t("form.choose"), key=key
    )


def _teach(here: Here, batch: Batch, level: str, taught: list[tuple[str, str]]) -> None:
    """Teach what can be taught and check again; a spelling that cannot is told after that."""
    refused: list[Problem] = []
    for read, place in taught:
        try:
            # The same click twice teaches once.
            commands.save_alias(here.who, level, read, place, f"{batch.id}-{level}-{read}-{place}")
        except Problem as problem:
            refused.append(problem)
    if len(refused) < len(taught):
        commands.start_check(here.who, batch.id)
    if refused:
        raise refused[0]


def facilitators(here: Here, batch: Batch, counts: Mapping[str, int]) -> None:
    """Names in a list of visits that the register lacks, added with one click."""
    if "facilitator_unknown" not in counts:
        return
    frame, _ = queries.batch_problems(here.who, batch.id, code="facilitator_unknown", page=0, size=ALL)
    unknown = sorted({str(value) for value in frame["value"] if value})
    if not unknown:
        return
    st.text(t("intake.unknown_facilitators", names=", ".join(unknown)))

    def add() -> None:
        commands.add_facilitators(here.who, unknown)
        commands.start_check(here.who, batch.id)

    words = t("intake.add_facilitators", count=formats.number(len(unknown), language()))
    press(words, "add_facilitators", add, waiting=t("intake.checking"), icon=":material/person_add:")


def new_actors(here: Here, batch: Batch, counts: Mapping[str, int]) -> None:
    """A list of permits adds nobody by itself; a clerk may say that it shall."""
    if "actor_unknown" not in counts or batch.kind != "actors":
        return

    def add() -> None:
        commands.choose_columns(here.who, batch.id, options={"new_actors": True})
        if not missing(queries.batch(here.who, batch.id)):
            commands.start_check(here.who, batch.id)

    words = t("intake.add_actors", count=formats.number(counts["actor_unknown"], language()))
    press(words, "add_actors", add, waiting=t("intake.checking"), icon=":material/add_business:")
