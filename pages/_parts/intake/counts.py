"""What the check found: rows = accepted + warned + rejected, and what each would do to the register."""

import streamlit as st

from data import formats
from data.queries import Batch
from pages._parts import draw
from pages._parts.visitor import language, t

ACTIONS = ("add", "change", "same", "repeat")
AFTER = ("same", "repeat")  # what was added and changed is said by then


def show(batch: Batch) -> None:
    """Tiles, then in words: what is new, what changes, and which rows of the sheet were no data."""
    draw.tiles(
        [
            draw.Tile(
                t(f"intake.tile.{name}"),
                formats.number(batch.counts[name], language()),
                t(f"intake.tile_of.{name}"),
                "",
                t(f"intake.tile_meaning.{name}"),
            )
            for name in ("rows", "accepted", "warned", "rejected")
        ]
    )
    said = [
        _counted(f"intake.action.{batch.kind}_{name}", batch.actions.get(name, 0))
        for name in (AFTER if batch.state == "written" else ACTIONS)
    ]
    if any(said):
        st.markdown(" · ".join(words for words in said if words))
    skipped = [
        f"{formats.number(count, language())} {t(f'import.skipped.{why}').lower()}"
        for why, count in batch.skipped.items()
        if count
    ]
    if skipped:
        st.caption(t("intake.not_data", rows=", ".join(skipped)))


def _counted(key: str, count: int) -> str:
    return t(key, count=formats.number(count, language())) if count else ""
