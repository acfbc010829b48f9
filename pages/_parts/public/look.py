"""What the public screens add to the look: the headline, small trends, tables that scroll, the way to ask for help."""

import streamlit as st

from pages._parts import style

# Another grey than that of "belum ada data".
WITHHELD = {"light": "#f3efe6", "dark": "#35322b"}

_CSS = """
<style>
.stMainBlockContainer h3 {font-size: 1.3rem; padding: .6rem 0 .2rem}
.st-key-head {row-gap: .1rem}
.st-key-head [data-testid="stMarkdownContainer"] {margin-bottom: 0}
.st-key-public_head {gap: .3rem 1rem}
.st-key-public_head button, .st-key-public_head a {min-height: 1.6rem; font-size: .85rem}
.damping-headline {font-size: 1.5rem; line-height: 1.35; font-weight: 650; max-width: 46rem; margin: 0;
  text-wrap: balance}
.damping-release, .damping-note {font-size: .88rem; max-width: 60rem; margin: 0 0 .3rem; opacity: .9}
.damping-method {font-size: .93rem}
.damping-method dt {font-weight: 600; margin-top: .5rem}
.damping-method, .damping-method dl {margin: 0; padding: 0 !important}
.damping-method dd {margin: 0 !important; max-width: 60rem}
.damping-method summary {cursor: pointer; min-height: 1.6rem}
.damping-spark {display: flex; align-items: end; gap: 2px; height: 1.6rem; margin-top: .45rem}
.damping-spark i {flex: 1; background: PRIMARY; opacity: .45; border-radius: 1px}
.damping-spark i:last-child {opacity: 1}
.st-key-ask_help {width: fit-content}
.st-key-ask_help a {background: PRIMARY; border-radius: 999px; padding: .45rem 1.1rem; min-height: 2.6rem}
.st-key-ask_help a:hover, .st-key-ask_help a:focus-visible {background: PRIMARY; filter: brightness(.92)}
.st-key-ask_help a p, .st-key-ask_help a span {color: ON_PRIMARY !important; font-weight: 600}
[data-testid^="stBaseButton-primary"] * {color: ON_PRIMARY !important}
.damping-scroll {position: relative; overflow-x: auto; border-radius: .4rem}
.damping-scroll.tall {max-height: 30rem; overflow-y: auto}
.damping-scroll.tall thead th {position: sticky; top: 0; background: var(--damping-card); z-index: 1}
.damping-scroll.tall thead th:first-child {z-index: 2}
.damping-scroll:focus-visible {outline: 2px solid PRIMARY; outline-offset: 2px}
.damping-public {font-size: .9rem; font-variant-numeric: tabular-nums; width: max-content; min-width: min(100%, 38rem)}
.st-key-card_ranking .damping-public, .st-key-card_place .damping-public {width: 100%}
.st-key-report, .st-key-choose_table, .st-key-choose_release {max-width: 44rem}
.stMainBlockContainer [data-testid="stCaptionContainer"], .stMainBlockContainer [data-testid="stCaptionContainer"] p {
  color: QUIET; opacity: 1}
.damping-public td {white-space: nowrap}
.damping-public td.wide, .damping-public td.mark, .damping-public td.none {white-space: normal}
.damping-public td.wide {min-width: 14rem; max-width: 46rem}
.damping-public tr > th:first-child {position: sticky; left: 0; background: var(--damping-card)}
.damping-public caption {text-align: left; font-weight: 600; padding: 0 .4rem .4rem}
.damping-public thead th {vertical-align: bottom; line-height: 1.25; border-bottom: 2px solid var(--damping-line)}
.damping-public th, .damping-public td {padding: .32rem .5rem}
.damping-public tbody th {font-weight: 400}
.damping-public tfoot th, .damping-public tfoot td {font-weight: 650; border-top: 2px solid var(--damping-line)}
.damping-public .num, .damping-public .mark, .damping-public .dash {text-align: right}
.damping-public .mark, .damping-public .none {font-style: italic; font-size: .82rem; opacity: .9}
.damping-unseen {position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%)}
.damping-dots {background: radial-gradient(circle, #5f7471 1px, transparent 1.4px) 0 0 / 5px 5px, GROUND}
.damping-code {font-family: monospace; font-size: .8rem; overflow-wrap: anywhere}
@media (max-width: 640px) {
  .damping-headline {font-size: 1.2rem}
  .damping-public {font-size: .84rem}
  .damping-public td.wide {max-width: 15rem}
  .damping-public th, .damping-public td {padding: .3rem .35rem}
}
</style>
"""

# Within a page of somebody else's there is no room for our menu, and no use.
_EMBEDDED = """<style>.stAppHeader {display: none} .stMainBlockContainer {padding-top: .8rem !important}</style>"""
_LIGHT, _DARK = ("#0f6e66", "#ffffff", "#56635f"), ("#4fb3a7", "#101716", "#aab6b3")


def withheld_ground() -> str:
    """The ground under the dots of "ditahan"."""
    return WITHHELD["dark" if style.dark() else "light"]


def apply() -> None:
    """The style sheet, once a screen."""
    primary, on_primary, quiet = _DARK if style.dark() else _LIGHT
    css = _CSS.replace("ON_PRIMARY", on_primary).replace("PRIMARY", primary).replace("QUIET", quiet)
    st.html(css.replace("GROUND", withheld_ground()))
    if st.context.is_embedded:
        st.html(_EMBEDDED)
