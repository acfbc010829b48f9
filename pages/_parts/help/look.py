"""How asking for help looks: a form for a thumb, a ticket in big letters, a request as a card, its steps."""

import streamlit as st

from pages._parts import style

_CSS = """
<style>
.st-key-help_form, .st-key-help_ticket {max-width: 40rem}
.st-key-help_form [data-testid="InputInstructions"] {display: none}
.st-key-help_form button[data-variant="pills"] {min-height: 2.6rem; padding: 0 1rem; background: var(--damping-card)}
.st-key-help_form button[data-variant="pills"][data-selected="true"] {background: PRIMARY; border-color: PRIMARY}
.st-key-help_form button[data-variant="pills"][data-selected="true"] p {color: var(--damping-card)}
.st-key-help_send button {min-height: 3rem}
.st-key-help_site {display: none !important}
.damping-consent {border: 1px solid var(--damping-line); border-radius: .6rem; background: var(--damping-card);
  padding: .7rem .9rem; font-size: .9rem}
.damping-consent dl {display: grid; grid-template-columns: max-content 1fr; gap: .25rem .8rem; padding: 0;
  margin: .4rem 0 0 !important}
.damping-consent dt, .damping-consent dd {font-size: .88rem; line-height: 1.45}
.damping-consent dt {opacity: .75; margin: 0; font-weight: 400}
.damping-consent dd {margin: 0 !important}
.damping-ticket {text-align: center; padding: .6rem 0 .2rem}
.damping-ticket small {display: block; font-size: .85rem; opacity: .8}
.damping-ticket b {font-size: clamp(1.9rem, 9vw, 2.8rem); letter-spacing: .04em; line-height: 1.3;
  font-variant-numeric: tabular-nums; white-space: nowrap}
.damping-after {margin: 1rem 0 0 !important; font-weight: 650}
.damping-next {margin: .2rem 0 0 !important; padding-left: 1.3rem !important; font-size: .95rem}
.damping-next li {margin: .25rem 0 !important}
.damping-steps {list-style: none; margin: 0 !important; padding: 0 !important}
.damping-steps li {display: grid; grid-template-columns: 1.5rem 1fr; gap: 0 .6rem; margin: 0 !important;
  padding: 0 0 .9rem !important; position: relative}
.damping-steps li:not(:last-child)::before {content: ""; position: absolute; left: .7rem; top: 1.4rem; bottom: -.1rem;
  width: 2px; background: var(--damping-line)}
.damping-steps i {width: 1.4rem; height: 1.4rem; border-radius: 50%; border: 2px solid PRIMARY; font-style: normal;
  display: grid; place-items: center; font-size: .8rem; font-weight: 700; background: var(--damping-card)}
.damping-steps li.done i {background: PRIMARY; color: var(--damping-card)}
.damping-steps li.waits {opacity: .75}
.damping-steps li.waits i {border-color: var(--damping-line)}
.damping-steps b {display: block; line-height: 1.4}
.damping-steps small {display: block; font-size: .86rem; opacity: .85}
.damping-asked {font-size: .9rem}
.damping-asked b {font-size: 1.02rem; line-height: 1.3; overflow-wrap: anywhere; display: block}
.damping-asked p {margin: .1rem 0 0; font-size: .86rem; opacity: .82; overflow-wrap: anywhere}
.damping-asked .chips {display: flex; flex-wrap: wrap; gap: .3rem; margin: .4rem 0 0}
.damping-asked .chips span {display: inline-flex; align-items: baseline; gap: .4rem; border-radius: .5rem;
  padding: .12rem .55rem; font-size: .82rem; line-height: 1.35;
  background: color-mix(in srgb, var(--meaning) 13%, transparent);
  border: 1px solid color-mix(in srgb, var(--meaning) 40%, transparent)}
.damping-asked .chips i {flex: none; width: .55rem; height: .55rem; border-radius: 50%; background: var(--meaning)}
dl.damping-who {display: grid; grid-template-columns: max-content 1fr; gap: .35rem 1rem; margin: 0 !important;
  padding: 0 !important; font-size: .95rem}
.damping-who dt {opacity: .75; margin: 0; font-weight: 400}
.damping-who dd {margin: 0 !important; white-space: pre-wrap; overflow-wrap: anywhere}
[class*="st-key-help_card_"], .st-key-help_words, .st-key-help_waiting {background: var(--damping-card)}
[class*="st-key-help_row_"] {flex-wrap: nowrap; gap: .6rem}
.st-key-help_waiting [class*="st-key-help_row_"] {border-top: 1px solid var(--damping-line);
  padding-top: .6rem}
.st-key-help_answer, .st-key-help_words, .st-key-help_slip {max-width: 46rem}
@media print {
  .st-key-help_screen {display: none !important}
}
</style>
"""


def apply() -> None:
    """The style sheet of these screens, once."""
    st.html(_CSS.replace("PRIMARY", "#4fb3a7" if style.dark() else "#0f6e66"))
