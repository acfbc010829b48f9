"""What is to be looked at: problems of one kind together, with what can be done about each from here."""

import string
from collections.abc import Callable, Mapping
from functools import partial

import pandas as pd
import streamlit as st

from data import commands, formats, queries
from data.export import to_csv
from data.importing import CODES, RowProblem
from data.queries import Batch
from data.text import catalogue
from pages._parts import draw
from pages._parts.intake import teach
from pages._parts.intake.deed import CODE
from pages._parts.page import Here
from pages._parts.visitor import language, t

SIZE, ROWS = 200, 10
ALL = 1_000_000  # more rows than any sheet has
_SENTENCE = 620  # pixels: most sentences whole on a desk


def show(here: Here, batch: Batch) -> None:
    """Groups with their counts, a pick shows the rows of one; rejected rows can be taken away to be corrected."""
    counts = queries.problem_counts(here.who, batch.id)
    if not counts:
        return
    st.markdown(f"#### {t('intake.problems')}")
    _rejected(here, batch)
    if batch.state == "checked":
        teach.places(here, batch, counts)
        teach.facilitators(here, batch, counts)
        teach.new_actors(here, batch, counts)
    _groups(counts)
    code = st.query_params.get(CODE)
    _rows(here, batch, code if code in counts else None)


def _rejected(here: Here, batch: Batch) -> None:
    rows = batch.counts["rejected"]
    if rows:
        st.download_button(
            t("intake.download_rejected", rows=formats.number(rows, language())),
            data=partial(commands.open_rejected, here.who, batch.id, language()),
            file_name=f"{batch.file_name.rsplit('.', 1)[0]}-{t('intake.rejected_file')}.xlsx",
            key="download_rejected",
            icon=":material/download:",
            on_click="ignore",
        )


def about(code: str, tongue: str) -> str:
    """The problem without the values of one row: its first sentence, each value a "…"."""
    first = catalogue(tongue)[f"problem.{code}"].split(". ")[0].rstrip(".") + "."
    return "".join(
        plain + ("…" if name is not None else "") for plain, name, _, _ in string.Formatter().parse(first)
    ).replace("….", "…")


def _groups(counts: Mapping[str, int]) -> None:
    """The gravest first, then the most frequent."""
    codes = sorted(counts, key=lambda code: (CODES[code] != "rejected", -counts[code]))
    frame = pd.DataFrame(
        {
            "code": codes,
            "count": [counts[code] for code in codes],
            "verdict": [t(f"import.verdict.{CODES[code]}") for code in codes],
            "about": [about(code, language()) for code in codes],
        }
    )
    columns = {
        "count": draw.Column(t("intake.count"), "count", "small"),
        "about": draw.Column(t("intake.about"), width=_SENTENCE),
        "verdict": draw.Column(t("intake.verdict")),
    }
    st.caption(t("intake.pick_a_problem"))
    draw.table("intake_groups", frame, columns, on_pick=lambda code: st.query_params.update({CODE: code}))


def _rows(here: Here, batch: Batch, code: str | None) -> None:
    if code:
        st.button(
            about(code, language()),
            key="intake_all_problems",
            icon=":material/close:",
            help=t("intake.show_all"),
            on_click=lambda: st.query_params.pop(CODE, None),
        )
    asked: Callable[..., tuple[pd.DataFrame, int]] = partial(queries.batch_problems, here.who, batch.id, code=code)
    frame, total = asked(page=0, size=SIZE)
    place = st.container()
    if total > SIZE:
        page = st.pagination(-(-total // SIZE), key=f"intake_problems_page-{code}")
        frame, _ = asked(page=page - 1, size=SIZE)
    height = 420 if len(frame) > ROWS else "auto"
    with place:
        draw.table("intake_problems", _in_words(frame, language()), _columns(), height=height, id_column="row")
    headings = {name: column.words for name, column in _columns().items()}
    st.download_button(
        t("intake.download_notes", rows=formats.number(total, language())),
        data=lambda: to_csv(_in_words(asked(page=0, size=ALL)[0], language()), headings),
        file_name=f"{t('intake.problems_file')}.csv",
        mime="text/csv",
        key="intake_problems_download",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
    )


def _columns() -> dict[str, draw.Column]:
    return {
        "row": draw.Column(t("intake.row"), "count", "small"),
        "reason": draw.Column(t("import.reason"), width=_SENTENCE),
        "value": draw.Column(t("intake.value")),
        "column": draw.Column(t("intake.column")),
        "verdict": draw.Column(t("intake.verdict")),
    }


def _in_words(frame: pd.DataFrame, tongue: str) -> pd.DataFrame:
    found = [
        RowProblem(one["row"], one["column"], one["letter"], one["code"], one["value"], one["details"] or {})
        for one in frame.to_dict("records")
    ]
    return frame.assign(
        reason=[problem.sentence(tongue) for problem in found],
        verdict=[t(f"import.verdict.{CODES[problem.code]}") for problem in found],
        value=frame["value"].fillna(""),
    )
