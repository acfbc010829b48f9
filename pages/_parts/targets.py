"""The band of sessions as a picture with its words, why it is what it is, and the hint after two months outside."""

from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st

from data import formats
from data.queries import Hint
from data.targets import FACTORS, Band, Factor, Rules
from pages._parts import style
from pages._parts.visitor import language, t

_CSS = """
<style>
.damping-band {position: relative; height: .75rem; margin: .35rem 0 .3rem; border-radius: .2rem;
  background: rgba(127,140,137,.18)}
.damping-band i {position: absolute; top: 0; bottom: 0; background: COLOUR; opacity: .55; border-radius: .2rem}
.damping-band u {position: absolute; top: 100%; height: 3px; background: COLOUR}
.damping-band b {position: absolute; top: -.2rem; bottom: -.2rem; width: 3px; margin-left: -1px; border-radius: 2px;
  background: currentColor}
.damping-why summary {cursor: pointer; font-size: .86rem; width: max-content; max-width: 100%}
.damping-why table {margin: .4rem 0}
.damping-why td small {display: block; opacity: .75}
.damping-why td:last-child {text-align: right; white-space: nowrap}
.damping-why p, .damping-hints p {font-size: .84rem; margin: .25rem 0; max-width: 60rem}
.damping-factors {overflow-x: auto}
.damping-factors td small {display: block; opacity: .75}
.damping-hints li {margin: .2rem 0; font-size: .84rem}
</style>
"""


def styled() -> None:
    """The style of all this, once a page."""
    st.html(_CSS.replace("COLOUR", style.TEAL[3]))


def span(low: int, high: int) -> str:
    """ "9–14", or the one number."""
    if low == high:
        return _n(low)
    return t("targets.range", low=_n(low), high=_n(high))


def told(sessions: int, band: Band) -> str:
    """ "7 sesi; rentang bulan ini 9–14; sampai hari ini wajar 6–9"."""
    words = {"sessions": _n(sessions), "range": span(band.low, band.high)}
    return t("targets.told_finished", **words) if band.finished else t("targets.told", now=span(*band.by_now), **words)


def bar(sessions: int, band: Band) -> str:
    """The band on a track, below it the part fair by now, and the sessions as a mark; as HTML with the words in it."""
    end = max(band.high, sessions) * 1.08 or 1.0
    low, high = band.by_now
    now = "" if band.finished else f'<u style="left:{low / end:.1%};width:{max((high - low) / end, 0.01):.1%}"></u>'
    return (
        f'<div class="damping-band" role="img" aria-label="{escape(told(sessions, band))}">'
        f'<i style="left:{band.low / end:.1%};width:{max((band.high - band.low) / end, 0.01):.1%}"></i>{now}'
        f'<b style="left:{sessions / end:.1%}"></b></div>'
    )


def why(band: Band) -> str:
    """What the band was found from, closed until somebody opens it; as HTML."""
    start = _line(t("targets.start"), t("targets.start_given", start=_n(band.start)), "", _n(band.start))
    lines = [_line(*_factor(one, band.rules)) for one in band.factors]
    words = [t("targets.marks"), *_sums(band), *rules_told(band.rules)]
    return (
        f'<details class="damping-why"><summary>{escape(t("targets.why"))}</summary>'
        f'<table class="damping-table"><tbody>{start}{"".join(lines)}</tbody></table>'
        f"{paragraphs(words)}</details>"
    )


def factors(asked: Sequence[tuple[str, Band]]) -> str:
    """Name and band of each facilitator, with the factors it is the product of; as HTML."""
    heads = [t("monthly.field.name"), t("targets.start"), *(t(f"targets.factor.{name}") for name in FACTORS)]
    heads.append(t("targets.sheet"))
    lines = []
    for name, band in asked:
        cells = [_n(band.start), *(f"{times(one)}<small>{escape(given(one))}</small>" for one in band.factors)]
        cells.append(f"<b>{span(band.low, band.high)}</b>")
        inside = "".join(f"<td>{cell}</td>" for cell in cells)
        lines.append(f'<tr><th scope="row">{escape(name)}</th>{inside}</tr>')
    head = "".join(f'<th scope="col">{escape(words)}</th>' for words in heads)
    table = f'<table class="damping-table"><thead><tr>{head}</tr></thead><tbody>{"".join(lines)}</tbody></table>'
    words = paragraphs(rules_told(asked[0][1].rules))
    return f'<div class="damping-factors">{table}</div><div class="damping-hints">{words}</div>'


def rules_told(rules: Rules) -> list[str]:
    """The bounds of the formula, and whose its numbers are."""
    return [t("targets.bounds", least=_n(rules.least), most=_n(rules.most)), t("targets.proposal")]


def given(one: Factor) -> str:
    """What a factor was found from: "119 dari kapasitas 140", or that it is not known."""
    if one.given is None:
        return t(f"targets.unknown.{one.name}")
    of = "" if one.of is None else _n(one.of)
    return t(f"targets.given.{one.name}", given=_n(one.given, 1 if one.name in ("area", "distance") else 0), of=of)


def times(one: Factor) -> str:
    """ "× 0,85"."""
    return t("targets.times", value=formats.ratio(one.value, language()))


def hint(found: Hint, *, own: bool) -> None:
    """The hint as one calm line to open: to the one concerned what may be looked at, to others what to talk about."""
    lines = [months(found)]
    if own:
        told_on = t("band_hint.told_on", day=formats.day(found.told_on, language()))
        lines += [t(f"band_hint.own_{found.side}"), told_on]
    else:
        lines.append(t("band_hint.how"))
    with st.expander(t(f"band_hint.{found.side}"), icon=":material/lightbulb:", key="band_hint"):
        st.html(f'<div class="damping-hints">{paragraphs(lines)}</div>')


def months(found: Hint) -> str:
    """ "September 2026: 10 sesi, rentang 11–19; …"."""
    return "; ".join(
        t(
            "band_hint.month",
            month=formats.day(one.first, language(), "month"),
            sessions=_n(one.sessions),
            range=span(one.low, one.high),
        )
        for one in found.months
    )


def paragraphs(lines: Iterable[str]) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in lines)


def _factor(one: Factor, rules: Rules) -> tuple[str, str, str, str]:
    return t(f"targets.factor.{one.name}"), given(one), _rule(one.name, rules), times(one)


def _rule(name: str, rules: Rules) -> str:
    if name == "service":
        return t("targets.rule.service", first=_n(rules.first_month), full=_n(rules.full_month))
    if name in ("caseload", "contract"):
        return t(f"targets.rule.{name}")
    usual, each = (getattr(rules, f"{name}_{part}") for part in ("usual", "each"))
    return t(f"targets.rule.{name}", usual=_n(usual), each=_n(each))


def _sums(band: Band) -> list[str]:
    result = t(
        "targets.result",
        start=_n(band.start),
        middle=_n(band.middle, 1),
        width=_n(band.rules.width),
        range=span(band.low, band.high),
    )
    return [result, t("targets.need", need=_n(band.need), each=_n(band.rules.visits_each))]


def _line(name: str, what: str, rule: str, value: str) -> str:
    small = f"<small>{escape(rule)}</small>" if rule else ""
    return f'<tr><th scope="row">{escape(name)}</th><td>{escape(what)}{small}</td><td>{escape(value)}</td></tr>'


def _n(value: float, digits: int = 0) -> str:
    return formats.number(value, language(), digits)
