"""What of a checklist is there and what is not, in words with a mark; every word of a user is escaped."""

from collections.abc import Sequence
from html import escape

from data.buyers import LACKING, MET, NOT_NEEDED, UNKNOWN, Item, Offer, buyers, steps
from pages._parts.visitor import t

MARKS = {MET: "✓", LACKING: "○", UNKNOWN: "?", NOT_NEEDED: "–"}


def chips(items: Sequence[Item], language: str) -> str:
    """One chip an item: its mark, its name, and for a reader of the screen its state."""
    return f'<ul class="damping-chips">{"".join(_chip(item, language) for item in items)}</ul>'


def _chip(item: Item, language: str) -> str:
    name, state = steps()[item.code].name[language], t(f"supply.state.{item.state}")
    said = "" if item.state == MET else f" <small>{escape(state)}</small>"
    read = f'<span class="damping-read">{escape(state)}</span>' if item.state == MET else ""
    return (
        f'<li class="{item.state}"><span aria-hidden="true">{MARKS[item.state]}</span> {escape(name)}{said}{read}</li>'
    )


def buyers_list(offers: Sequence[Offer], language: str) -> str:
    """One line a kind of buyer: what it asks is there, or what is missing and what is not recorded."""
    lines = []
    for offer in offers:
        mark = MARKS[MET if offer.fulfilled else LACKING]
        name = escape(buyers()[offer.buyer].name[language])
        lines.append(
            f'<li><span aria-hidden="true">{mark}</span> <b>{name}</b>: {escape(_offer_words(offer, language))}</li>'
        )
    return f'<ul class="damping-offers">{"".join(lines)}</ul>'


def _offer_words(offer: Offer, language: str) -> str:
    if offer.fulfilled:
        return t("supply.fulfilled")

    def named(codes: Sequence[str]) -> str:
        return ", ".join(steps()[code].name[language] for code in codes)

    parts = [
        t("supply.lacks", items=named(offer.lacks)) if offer.lacks else "",
        t("supply.unknown", items=named(offer.unknown)) if offer.unknown else "",
    ]
    return "; ".join(part for part in parts if part)
