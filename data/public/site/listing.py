"""The directory of who is ready to supply, as words for its page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from data import buyers
from data.public.directory import Entry, place_words
from data.public.site.words import Words

TEXTS = ("price", "capacity", "lead_time", "origin")
WORDS = ("has", "has_not", "for_buyers", "as_written", "needs", "needs_about", "asked_by", "empty", "empty_how")


@dataclass(frozen=True)
class Maker:
    """A listed business in words; `offers` is (kind of buyer, what it still lacks)."""

    name: str
    product: str
    where: str
    facts: tuple[tuple[str, str], ...]
    has: tuple[str, ...]
    has_not: tuple[str, ...]
    offers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Asked:
    """What a kind of buyer asks: (what, the source that says so)."""

    name: str
    note: str
    needs: tuple[tuple[str, str], ...]


def makers(words: Words, entries: Sequence[Entry]) -> list[Maker]:
    """Every entry, in the order given."""
    return [_maker(words, one) for one in entries]


def asked(words: Words) -> list[Asked]:
    """Every kind of buyer that asks for anything."""
    return [
        Asked(
            words.named(one.name),
            words.named(one.note),
            tuple((_step(words, code), source) for code, source in one.needs.items()),
        )
        for one in buyers.buyers().values()
        if one.needs
    ]


def said(words: Words) -> dict[str, str]:
    """The headings that the office's own screen of the directory has too."""
    return {name: words.says(f"directory.{name}") for name in WORDS}


def _maker(words: Words, one: Entry) -> Maker:
    facts = ((words.says(f"directory.{name}"), getattr(one, name)) for name in TEXTS)
    listed = [item for item in one.items if not item.optional]
    return Maker(
        one.business_name,
        one.product,
        f"{place_words(one)} · {words.named(one.sector_name)}",
        tuple((heading, value) for heading, value in facts if value),
        tuple(_step(words, item.code) for item in one.items if item.state == buyers.MET),
        tuple(_step(words, item.code) for item in listed if item.state in (buyers.LACKING, buyers.UNKNOWN)),
        tuple(_offers(words, one)),
    )


def _offers(words: Words, one: Entry) -> Iterator[tuple[str, str]]:
    for offer in one.offers:
        parts = [
            words.says(f"supply.{how}", items=", ".join(_step(words, code) for code in codes))
            for how, codes in (("lacks", offer.lacks), ("unknown", offer.unknown))
            if codes
        ]
        yield words.named(buyers.buyers()[offer.buyer].name), "; ".join(parts) or words.says("supply.fulfilled")


def _step(words: Words, code: str) -> str:
    return words.named(buyers.steps()[code].name)
