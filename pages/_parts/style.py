"""The look that the theme cannot say: banner, tiles, legend, print. Colours carry one meaning each, in both themes."""

from html import escape

import streamlit as st

from data.colours import AMBER as AMBER
from data.colours import NO_DATA
from data.colours import TEAL as TEAL
from data.colours import WAITING as WAITING

STATUS = {
    "terbit": "#0f6e66",
    "diajukan": "#80c3bd",
    "belum": "#d98e32",
    "tidak_tercatat": "#c9cfce",
    "kedaluwarsa": "#8a4b12",
    "dicabut": "#5b3a29",
    "tidak_perlu": "#e9ecec",
}

_CSS = """
<style>
.stMainBlockContainer {padding-top: 4.4rem; padding-bottom: 2rem; max-width: 1500px}
.st-key-head h2 {padding: 0; font-size: 1.6rem}
[class*="st-key-card_"] {background: var(--damping-card)}
.st-key-actor_name p, .st-key-actor_name [data-testid="stText"] {font-size: 1.4rem; font-weight: 600}
.damping-facts th {width: 38%; font-weight: 600; vertical-align: top}
.damping-banner {background: #fff2d6; color: #6b4300; text-align: center; font-size: .8rem; font-weight: 600;
  letter-spacing: .04em; border-radius: .4rem; padding: .2rem .5rem}
.st-key-filter_fields {display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: 1rem;
  min-width: min(34rem, 80vw)}
.damping-sentence {font-size: 1rem; opacity: .85}
.damping-tiles {display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: .75rem}
.damping-tile {border: 1px solid var(--damping-line); border-radius: .6rem; padding: .7rem .9rem;
  background: var(--damping-card); min-width: 0}
.damping-tile .name {font-size: .85rem; opacity: .8; display: flex; gap: .3rem; align-items: start;
  justify-content: space-between}
.damping-tile .number {font-size: 1.7rem; font-weight: 700; line-height: 1.3}
.damping-tile .number.none {font-size: 1.05rem; font-weight: 600; line-height: 2.1}
.damping-tile .of, .damping-tile .change {font-size: .82rem; opacity: .8}
.damping-tile details {position: relative}
.damping-tile summary {list-style: none; cursor: pointer; border: 1px solid currentColor; border-radius: 50%;
  width: 1.15rem; height: 1.15rem; line-height: 1.05rem; text-align: center; font-size: .72rem}
.damping-tile details[open] p {position: absolute; right: 0; top: 1.4rem; z-index: 5; width: 15rem; margin: 0;
  background: var(--damping-card); border: 1px solid var(--damping-line); border-radius: .4rem; padding: .5rem .6rem;
  box-shadow: 0 4px 14px rgba(0,0,0,.16); opacity: 1}
.damping-legend {display: flex; flex-wrap: wrap; gap: .25rem .9rem; font-size: .82rem; align-items: center}
.damping-legend i {display: inline-block; width: 1.5rem; height: .8rem; margin-right: .35rem; vertical-align: -1px;
  border: 1px solid rgba(127,127,127,.45)}
.damping-hatch {background: repeating-linear-gradient(135deg, GROUND 0 4px, #aab4b2 4px 5px); border-style: dashed}
.damping-two {display: grid; grid-template-columns: 1fr 1fr; gap: 0 1.5rem}
.damping-table {border-collapse: collapse; width: 100%; font-size: .85rem}
.damping-table th, .damping-table td {padding: .18rem .4rem; border-bottom: 1px solid var(--damping-line);
  text-align: left}
.damping-table td.num, .damping-table th.num {text-align: right; font-variant-numeric: tabular-nums}
:root {--damping-line: rgba(127,140,137,.35); --damping-card: CARD}
@media (max-width: 640px) {
  .damping-tiles {grid-template-columns: repeat(2, 1fr)}
  .damping-tile .number {font-size: 1.35rem}
  .damping-two {grid-template-columns: 1fr}
  .st-key-head h2 {font-size: 1.3rem}
  .stMainBlockContainer {padding-left: .9rem; padding-right: .9rem}
}
/* A form for a thumb: one column, big choices, no help meant for keyboards. */
.st-key-visit, .st-key-visit_whose {max-width: 40rem}
.st-key-visit .st-key-actor_name, .st-key-visit .st-key-visit_other {margin-bottom: -.9rem}
.st-key-visit [data-testid="InputInstructions"] {display: none}
.st-key-visit button[data-variant="pills"] {min-height: 2.6rem; padding: 0 1rem; background: var(--damping-card)}
.st-key-visit button[data-variant="pills"][data-selected="true"] {background: PRIMARY; border-color: PRIMARY}
.st-key-visit button[data-variant="pills"][data-selected="true"] p {color: var(--damping-card)}
.st-key-visit .st-key-visit_save button {min-height: 3rem}
.st-key-visit .st-key-keeper {margin-bottom: -1rem}
.damping-slip h3 {font-size: 1rem; margin: 0 0 .6rem; padding: 0 0 .5rem; border-bottom: 1px solid var(--damping-line)}
.damping-slip dl {display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1rem; margin: 0; padding: 0}
.damping-slip dt {opacity: .75; margin: 0; font-weight: 400}
.damping-slip dd {margin: 0 !important; font-weight: 600; white-space: pre-wrap; overflow-wrap: anywhere}
.st-key-slip {background: var(--damping-card)}
/* The sheet is as wide as the printable part of A4 from the start: what is drawn for it need not be drawn again. */
.st-key-sheet {width: 700px; max-width: 100%; gap: .5rem}
.st-key-sheet .damping-tiles {grid-template-columns: repeat(5, 1fr); gap: .4rem}
.st-key-sheet .damping-tile {padding: .4rem .5rem}
.st-key-sheet .damping-tile .name {font-size: .72rem; min-height: 2.1rem; line-height: 1.25}
.st-key-sheet .damping-tile .number {font-size: 1.15rem}
.st-key-sheet .damping-tile .of, .st-key-sheet .damping-tile .change {font-size: .7rem}
.st-key-sheet .damping-table {font-size: .74rem}
.st-key-sheet .damping-table th, .st-key-sheet .damping-table td {padding: .06rem .3rem; line-height: 1.3}
@media (max-width: 640px) {
  .st-key-sheet .damping-tiles {grid-template-columns: repeat(2, 1fr)}
}
@media print {
  @page {size: A4; margin: 11mm}
  header, .stAppHeader, .st-key-screen_only, .st-key-print_button, .st-key-head, .st-key-foot_links,
  .st-key-report_downloads, .st-key-visit_saved, .st-key-slip_ways, .st-key-visit_next,
  .stApp:has(.st-key-slip) .stCaption, .stApp:has(.st-key-slip) [data-testid="stCaptionContainer"],
  .damping-tile details {display: none !important}
  html, body, .stApp, [data-testid="stMain"] {background: #fff !important}
  .stMainBlockContainer {padding: 0 !important; min-height: 0 !important; zoom: .9}
  .stApp, [data-testid="stAppViewContainer"], [data-testid="stMain"] {
    position: static !important; height: auto !important; min-height: 0 !important; overflow: visible !important}
  .stVerticalBlock {gap: .3rem !important}
  .st-key-sheet .damping-tiles {grid-template-columns: repeat(5, 1fr)}
  .damping-tile, .damping-table tr {break-inside: avoid}
}
</style>
"""


def dark() -> bool:
    """Whether the visitor's theme is dark."""
    return st.context.theme.type == "dark"


def no_data() -> str:
    """The ground under the hatch of "belum ada data"."""
    return "#2a3432" if dark() else NO_DATA


def apply() -> None:
    """The style sheet, once a page."""
    card, primary = ("#18211f", "#4fb3a7") if dark() else ("#ffffff", "#0f6e66")
    st.html(_CSS.replace("CARD", card).replace("PRIMARY", primary).replace("GROUND", no_data()))


def banner(sentence: str) -> None:
    """The line that says the data are not real."""
    st.html(f'<div class="damping-banner" role="note">{escape(sentence)}</div>')
