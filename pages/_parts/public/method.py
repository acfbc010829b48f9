"""How the numbers are made, in plain words: what is counted, withheld or not known, and where it comes from."""

from html import escape

import streamlit as st

from data import formats
from data.public.document import Document
from pages._parts import draw
from pages._parts.public import sheet
from pages._parts.public.words import day, heading
from pages._parts.visitor import language, t

CHAPTERS = ("counted", "blank", "withheld", "rounded", "revised")


def told(document: Document) -> None:
    """The method, then the source and the age of each denominator."""
    st.subheader(t("transparency.method.title"), anchor=False)
    withheld, cells = document.withheld
    details = {
        "months": document.window,
        "threshold": document.rules.threshold,
        "base": document.rules.base,
        "withheld": formats.number(withheld, language()),
        "cells": formats.number(cells, language()),
        "share": formats.share(withheld / cells, language()) if cells else "–",
    }
    chapters = "".join(
        f"<dt>{escape(t(f'transparency.method.{one}'))}</dt>"
        f"<dd>{escape(t(f'transparency.method.{one}_told', **details))}</dd>"
        for one in CHAPTERS
    )
    st.html(f'<dl class="damping-method">{chapters}</dl>')
    with draw.card("sources"):
        sheet.table(
            "public-sources",
            t("transparency.sources"),
            [
                sheet.Value(t("transparency.denominator")),
                sheet.Value(t("transparency.comes_from")),
                sheet.Value(t("transparency.holds_until")),
            ],
            [
                (
                    heading(one.denominator),
                    [sheet.Value(t(one.words), "wide"), sheet.Value(day(one.day) if one.day else t("not_known"))],
                )
                for one in document.sources
            ],
        )
