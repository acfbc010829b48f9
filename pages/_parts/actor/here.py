"""A point field with a button that fills it from the phone.

The phone's answer is written into the field in the browser, like typing: no run of the script, so nothing else that
stands in the form moves, and the point reaches the server only when the form is sent.
"""

import streamlit as st
import streamlit.components.v2 as components

from pages._parts.visitor import language, t

_LONGEST = 80
_HTML = '<button type="button"></button><p role="status"></p>'
_CSS = """
:host {display: block}
button {font: inherit; color: var(--st-primary-color); background: none; border: 1px solid currentColor;
  border-radius: 99px; padding: .35rem 1.1rem; cursor: pointer; min-height: 2.75rem; font-size: .875rem}
button:disabled {opacity: .5; cursor: default}
p {margin: .4rem 0 0; color: var(--st-text-color); font-family: var(--st-font); font-size: .875rem}
p:empty {display: none}
"""
_JS = r"""
const PATIENCE = 15000, ROUGH = 50; // milliseconds, metres
const REFUSED = 1; // GeolocationPositionError.PERMISSION_DENIED

// React hears only what the browser itself writes, so its own setter is asked and the event follows.
function type(field, text) {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(field, text);
  field.dispatchEvent(new Event("input", {bubbles: true}));
}

export default function ({data, parentElement}) {
  const {words, field, language} = data;
  const button = parentElement.querySelector("button"), says = parentElement.querySelector("p");
  button.textContent = words.take;

  const told = text => { button.disabled = false; says.textContent = text; };
  const took = ({coords}) => {
    const input = document.querySelector(`.st-key-${CSS.escape(field)} input`);
    if (!input) return;
    type(input, `${coords.latitude.toFixed(6)}, ${coords.longitude.toFixed(6)}`);
    const metres = Math.max(1, Math.round(coords.accuracy));
    const written = words.took.replace("{metres}", metres.toLocaleString(language));
    told(metres > ROUGH ? `${written} ${words.rough}` : written);
  };
  const failed = error => told(error.code === REFUSED ? words.refused : words.failed);

  button.onclick = () => {
    if (!window.isSecureContext || !navigator.geolocation) return told(words.cannot);
    button.disabled = true;
    says.textContent = words.asking;
    navigator.geolocation.getCurrentPosition(took, failed, {enableHighAccuracy: true, timeout: PATIENCE});
  };
}
"""


def point_field(label: str, now: str | None, key: str) -> str | None:
    """What stands in the field ("lintang, bujur"), stripped; None when it is empty."""
    typed = st.text_input(
        label,
        value=now or "",
        max_chars=_LONGEST,
        help=t("here.help"),
        placeholder=t("here.hint"),
        key=key,
    )
    names = ("take", "asking", "refused", "failed", "cannot", "rough")
    words = {name: t(f"here.{name}") for name in names} | {"took": t("here.took", metres="{metres}")}
    mounted = components.component("here", html=_HTML, css=_CSS, js=_JS)
    with st.container(key="here"):
        mounted(key=f"{key}-here", data={"words": words, "field": key, "language": language()})
    return typed.strip() or None
