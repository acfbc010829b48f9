"""A table as the web knows it: a caption, headings with their scope, numbers to the right, a region that scrolls."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from data.public.document import NOT_MEANT, Cell
from pages._parts.public.words import NUMBERS, written


@dataclass(frozen=True)
class Value:
    """A cell in words; `kind` is "" (text), "wide" (a sentence), "num", or where a mark stands "mark" (of a number),
    "none" (of text), "dash" (a dash to the eye, words to a screen reader)."""

    words: str
    kind: str = ""


def of(cell: Cell, unit: str) -> Value:
    """A published cell: a number stands to the right, a mark is told apart from one."""
    if cell.mark == NOT_MEANT:
        return Value(written(cell, unit), "dash")
    if cell.mark:
        return Value(written(cell, unit), "mark" if unit in NUMBERS else "none")
    return Value(written(cell, unit), "num" if unit in NUMBERS else "")


def over(words: str, unit: str) -> Value:
    """The heading over a column of this unit."""
    return Value(words, "num" if unit in NUMBERS else "")


def table(
    key: str,
    caption: str,
    headings: Sequence[Value],
    rows: Iterable[tuple[str, Sequence[Value]]],
    *,
    total: bool = False,
    tall: bool = False,
) -> None:
    """Rows are (name, cells); the last is the total when `total`; `tall` tables scroll within a fixed height."""
    head = "".join(f'<th scope="col" class="{one.kind}">{escape(one.words)}</th>' for one in headings)
    lines = [
        f'<tr><th scope="row">{escape(name)}</th>'
        + "".join(f'<td class="{one.kind}">{_inside(one)}</td>' for one in cells)
        + "</tr>"
        for name, cells in rows
    ]
    foot = f"<tfoot>{lines.pop()}</tfoot>" if total and lines else ""
    st.html(
        f'<div class="damping-scroll{" tall" if tall else ""}" role="region" tabindex="0" aria-labelledby="{key}">'
        f'<table class="damping-table damping-public"><caption id="{key}">{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody>{foot}</table></div>"
    )


def _inside(value: Value) -> str:
    words = escape(value.words)
    if value.kind != "dash":
        return words
    return f'<span aria-hidden="true">–</span><span class="damping-unseen">{words}</span>'
