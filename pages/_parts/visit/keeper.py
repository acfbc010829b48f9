"""Keeps what is typed as it is typed: on the server without leaving the field, and on the phone until that is done.

Streamlit commits a text when its field is left or on Ctrl+Enter (Enter in a single line); the keeper presses that key
a moment after the last letter. What the server has not confirmed lies in the browser's localStorage, by person and
form, and is offered when the form is opened again. While the connection is gone Streamlit locks every field: the
keeper unlocks the text fields, so that writing goes on.
"""

import streamlit as st
import streamlit.components.v2 as components

from data.access import Who
from pages._parts.visit.draft import Form
from pages._parts.visitor import t

_HTML = """
<div class="offer" hidden role="status"><p class="says"></p><blockquote></blockquote>
<div class="ways"><button class="use" type="button"></button><button class="leave" type="button"></button></div></div>
<div class="offline" hidden role="status"></div>
"""

_CSS = """
:host {display: block}
.offer, .offline {border: 1px solid var(--st-border-color); border-left: .3rem solid var(--st-primary-color);
  border-radius: .5rem; padding: .7rem .9rem; margin-bottom: 1rem; background: var(--st-secondary-background-color);
  color: var(--st-text-color); font-family: var(--st-font); font-size: .9rem}
.offer[hidden], .offline[hidden] {display: none}
p {margin: 0; font-weight: 600}
blockquote {margin: .4rem 0; white-space: pre-wrap; max-height: 8rem; overflow: auto}
.ways {display: flex; gap: .5rem}
button {font: inherit; color: var(--st-primary-color); background: none; border: 1px solid currentColor;
  border-radius: 99px; padding: .35rem 1.1rem; cursor: pointer; min-height: 2.5rem}
button.leave {border-color: transparent}
"""

_JS = r"""
const PAUSE = 700, PULSE = 500, AGAIN = 3000;

class Keeper {
  constructor(component) {
    this.root = component.parentElement;
    this.offered = {};
    this.typedSince = new Set();
    this.focus = null;
    this.sentAt = 0;
    this.listeners = {
      input: event => this.typed(event),
      focusin: event => { if (this.nameOf(event.target)) this.focus = event.target; },
      pointerdown: () => { this.focus = null; },
    };
    for (const [name, heard] of Object.entries(this.listeners)) document.addEventListener(name, heard, true);
    this.watcher = new MutationObserver(changes => this.unlock(changes));
    this.watcher.observe(document.body, {attributes: true, attributeFilter: ["disabled"], subtree: true});
    this.pulse = setInterval(() => this.beat(), PULSE);
    this.find(".use").onclick = () => this.use();
    this.find(".leave").onclick = () => this.leave();
  }

  find(selector) { return this.root.querySelector(selector); }

  end() {
    for (const [name, heard] of Object.entries(this.listeners)) document.removeEventListener(name, heard, true);
    this.watcher.disconnect();
    clearInterval(this.pulse);
    clearTimeout(this.timer);
  }

  // --- the phone's memory: {field: text} that the server has not confirmed

  read() {
    try { return JSON.parse(localStorage.getItem(this.data.slot)) || {form: "", texts: {}}; }
    catch { return {form: "", texts: {}}; }
  }

  write(texts) {
    try {
      if (!Object.keys(texts).length) localStorage.removeItem(this.data.slot);
      else localStorage.setItem(this.data.slot, JSON.stringify({form: this.data.form, texts}));
    } catch { /* a browser that keeps nothing: the server's draft remains */ }
  }

  // --- at every run of the form: what the server has by now, the phone may let go

  heard(component) {
    this.data = component.data;
    this.send = component.setTriggerValue;
    const kept = this.read();
    const done = name => (this.data.texts[name] ?? "") === kept.texts[name];
    const open = kept.form === this.data.forget ? [] : Object.entries(kept.texts).filter(([name]) => !done(name));
    this.write(Object.fromEntries(open));
  }

  // --- words of before, which stand in no field: offered

  beat() {
    const here = this.connected();
    this.show(".offline", !here, this.data.words.offline);
    if (!here) {
      this.closeAlarm();
      this.fields().forEach(field => this.open(field));
    } else if (!this.timer && Date.now() - this.sentAt > AGAIN) {
      this.commit();
      this.offer();
    }
  }

  offer() {
    const standing = Object.fromEntries(this.fields().map(field => [this.nameOf(field), field.value]));
    for (const [name, text] of Object.entries(this.read().texts))
      if (text.trim() && text !== standing[name]) this.offered[name] = text;
    const texts = Object.values(this.offered);
    this.show(".offer", texts.length > 0, null);
    this.find(".says").textContent = this.data.words.found;
    this.find("blockquote").textContent = texts.join("\n");
    this.find(".use").textContent = this.data.words.use;
    this.find(".leave").textContent = this.data.words.leave;
  }

  show(selector, shown, words) {
    const box = this.find(selector);
    box.hidden = !shown;
    if (words !== null) box.textContent = shown ? words : "";
  }

  use() {
    // What was typed since the offer is not lost either: it stands before.
    const texts = Object.entries(this.offered).map(([name, text]) => {
      const field = this.typedSince.has(name) && this.fields().find(one => this.nameOf(one) === name);
      return [name, field ? field.value + "\n" + text : text];
    });
    this.send("use", Object.fromEntries(texts));
    this.settled();
  }

  leave() {
    const kept = Object.entries(this.read().texts).filter(([name, text]) => this.offered[name] !== text);
    this.write(Object.fromEntries(kept));
    this.settled();
  }

  settled() {
    this.offered = {};
    this.typedSince.clear();
    this.sentAt = Date.now();
    this.show(".offer", false, null);
  }

  // --- while somebody types

  nameOf(element) {
    if (!element || !/^(TEXTAREA|INPUT)$/.test(element.tagName)) return null;
    const box = element.closest(".stTextArea, .stTextInput")?.closest('[class*="st-key-"]');
    const tail = "-" + this.data.form;
    const found = box && [...box.classList].find(one => one.startsWith("st-key-") && one.endsWith(tail));
    return found ? found.slice("st-key-".length, -tail.length) : null;
  }

  fields() {
    return [...document.querySelectorAll(".stTextArea textarea, .stTextInput input")].filter(one => this.nameOf(one));
  }

  typed(event) {
    const name = this.nameOf(event.target);
    if (!name) return;
    if (name in this.offered) this.typedSince.add(name);
    this.write({...this.read().texts, [name]: event.target.value});
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.commit(), event.isComposing ? AGAIN : PAUSE);
  }

  connected() { return document.querySelector(".stApp")?.dataset.testConnectionState === "CONNECTED"; }

  commit() {
    this.timer = null;
    if (!this.connected()) return;
    for (const field of this.fields()) {
      if (field.value === (this.data.texts[this.nameOf(field)] ?? "")) continue;
      this.sentAt = Date.now();
      const key = {key: "Enter", code: "Enter", keyCode: 13, ctrlKey: field.tagName === "TEXTAREA"};
      field.dispatchEvent(new KeyboardEvent("keydown", {...key, bubbles: true, cancelable: true}));
    }
  }

  // --- while the connection is gone

  unlock(changes) {
    if (this.connected()) return;
    for (const {target} of changes) if (target.disabled && this.nameOf(target)) this.open(target);
  }

  open(field) {
    if (!field.disabled) return;
    field.disabled = false;
    this.refocus(field);
  }

  refocus(field) {
    if (!field || field !== this.focus || document.activeElement === field) return;
    const [start, end] = [field.selectionStart, field.selectionEnd];
    field.focus({preventScroll: true});
    field.setSelectionRange(start, end);
  }

  closeAlarm() {
    // Streamlit's own alarm speaks to programmers, in English, and takes the field away. This screen has no dialogue.
    const alarm = document.querySelector('[role="dialog"] > h2[slot="title"]')?.parentElement;
    if (!alarm) return;
    alarm.querySelector(":scope > button")?.click();
    setTimeout(() => this.refocus(this.focus), 100);
  }
}

const keepers = new WeakMap();

export default function (component) {
  const root = component.parentElement;
  if (!keepers.has(root)) keepers.set(root, new Keeper(component));
  keepers.get(root).heard(component);
  return () => { keepers.get(root)?.end(); keepers.delete(root); };
}
"""

# Run where a form was saved: nothing of it stays on the phone.
_LET_GO_JS = """
export default function (component) {
  try { localStorage.removeItem(component.data.slot); } catch { /* nothing was kept */ }
}
"""


def _slot(who: Who, about: str) -> str:
    """Where the phone keeps the words of a form: never under another person's name."""
    return f"damping:{who.register}:{who.id}:{about}"


def watch(form: Form) -> None:
    """Watch the text fields of `form`; stands above them, so that words taken from the phone reach them in this run."""
    if form.locked:
        return
    mounted = components.component("keeper", html=_HTML, css=_CSS, js=_JS)
    key = f"keeper-{form.form_id}"
    with st.container(key="keeper"):
        mounted(
            key=key,
            data={
                "form": form.form_id,
                "forget": form.forget,
                "slot": _slot(form.who, form.about),
                "texts": {name: value for name, value in form.content.items() if isinstance(value, str)},
                "words": {name: t(f"keeper.{name}") for name in ("found", "use", "leave", "offline")},
            },
            on_use_change=lambda: _put_back(form, st.session_state[key]["use"]),
        )


def _put_back(form: Form, texts: dict[str, str]) -> None:
    words = {name: str(text) for name, text in texts.items()}
    for name, text in words.items():
        st.session_state[form.key(name)] = text
    form.put(words)


def let_go(form: Form) -> None:
    """The form was saved: the phone forgets its words."""
    mounted = components.component("keeper_let_go", js=_LET_GO_JS)
    with st.container(key="keeper"):
        mounted(key=f"let_go-{form.form_id}", data={"slot": _slot(form.who, form.about)})
