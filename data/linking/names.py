"""Indonesian names as they are compared: titles, legal forms and spelling habits taken out, what tells apart kept."""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from data.linking.words import (
    COMMON,
    DEGREES,
    FIRST_NAMES,
    FORMS_OF_ADDRESS,
    GENERAL,
    LEGAL_FORMS,
    PRODUCTS,
    TRADES,
)
from data.normal import plain
from geo.regions import load

_DEGREE = re.compile(
    r"\b[SMAD]\.\s?(?:Pd|E|H|T|P|Pt|Kom|Sos|Ag|Psi|Farm|Gz|Ked|IP|I\.?\s?Kom|Si|Ak|Kes|M|Hum|TI|Sc|Md|Kep)\b\.?(?:\s?I\b\.?)?",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(r"\b(?:pak|bu|bpk|bapak|ibu|mbak|mas|mbah|mbok|cak|h|hj|haji)\b\.?", re.IGNORECASE)
# "Sukarman / P. Tini": in Madurese habit known as Tini's father.
_PARENT_OF = re.compile(r"/\s*(?:p|b|pak|bu)\b.*", re.IGNORECASE)
_NUMBERS = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5"}
_OLD_SPELLING = (("oe", "u"), ("tj", "c"), ("dj", "j"))
# What sounds alike here and is written either way; the order matters.
_SOUNDS = (
    (re.compile("^ch(?=[aei])"), "c"),
    (re.compile("ch|kh"), "h"),
    (re.compile("dh"), "d"),
    (re.compile("th"), "t"),
    (re.compile("sy|sh"), "s"),
    (re.compile("ph|v"), "f"),
    (re.compile("q"), "k"),
    (re.compile("ie|y"), "i"),
    (re.compile("(.)\\1+"), r"\1"),
)


class BusinessName(NamedTuple):
    """What of a business name tells it apart: its own words, the number of a branch, its trades.

    `called_after` holds the words behind "Pak", "Bu", "H.": a person the business is called after. `letters`: the
    whole name without its spaces, for where a space slipped.
    """

    core: tuple[str, ...]
    number: str
    trades: frozenset[str]
    called_after: tuple[str, ...]
    letters: str


def name_core(name: str) -> str:
    """'UD. Mebel Jati Makmur' -> 'jati makmur'; a name of common words only stays whole."""
    words = plain(name).split()
    return " ".join(word for word in words if word not in COMMON) or " ".join(words)


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """One plain word as it sounds: 'soedjono' -> 'sujono', 'syaiful' -> 'saiful', 'maryati' -> 'mariati'.

    A 'j' was a 'y' in the old spelling only: it becomes one where an 'oe' proves that spelling ('soejono' -> 'suiono').
    """
    if "oe" in word and "j" in word and "dj" not in word and "tj" not in word:
        word = word.replace("j", "y")
    for old, new in _OLD_SPELLING:
        word = word.replace(old, new)
    for sound, written in _SOUNDS:
        word = sound.sub(written, word)
    return word


@lru_cache(maxsize=1 << 16)
def skeleton(word: str) -> str:
    """The first letter and the consonants of a folded word, those often confused made one: a key, not a judgement."""
    same = word.translate(str.maketrans("fzd", "pjt")).replace("h", "")
    return same[:1] + re.sub("[aiueo]", "", same[1:])


def person(name: str | None) -> tuple[str, ...]:
    """'H. Moch. Soleh, S.Pd' -> ('muhammad', 'soleh'); titles alone stay, so that nobody becomes nameless."""
    before_degrees = _DEGREE.sub(" ", _PARENT_OF.sub("", name or "").split(",")[0])
    words = plain(before_degrees).split()
    named = [word for word in words if word not in FORMS_OF_ADDRESS and word not in DEGREES] or words
    return tuple(_spelled(_first(named)))


def _first(words: list[str]) -> list[str]:
    """'M. Ali' -> 'muhammad ali'; 'P. Ali' -> 'ali'; 'Abdurrahman' -> 'abdul rahman'; 'Abdullah' stays."""
    if len(words) > 1 and words[0] in ("m", "md"):
        words = ["muhammad", *words[1:]]
    elif len(words) > 1 and words[0] in ("p", "b"):
        words = words[1:]
    joined = re.compile("abd[uo]r(?=r)|abd[uo]l(?=[a-km-z]{4})")
    return [part for word in words for part in joined.sub("abdul ", word).split()]


def _spelled(words: list[str]) -> list[str]:
    return [_first_name(word) or fold(word) for word in words]


@lru_cache(maxsize=1 << 14)
def _first_name(word: str) -> str | None:
    """The name that a short form stands for, also with a slip in a long one or its end cut away: 'mohamm'."""
    if word in FIRST_NAMES or len(word) < 6:
        return FIRST_NAMES.get(word)
    long = [known for known in FIRST_NAMES if len(known) >= 6]
    near = (known for known in long if known.startswith(word) or OSA.distance(known, word, score_cutoff=1) <= 1)
    return next((FIRST_NAMES[known] for known in near), None)


def business(name: str) -> BusinessName:
    """'UD. Meubel Pak Slamet 2' -> core ('slamet',), number '2', trades {'mebel'}, called after ('slamet',)."""
    words = _glued_initials(plain(name).split())
    numbers = [_NUMBERS.get(word, word.lstrip("0")) for word in words[1:] if word.isdigit() or word in _NUMBERS]
    trades = frozenset(found for word in words if (found := trade(word)))
    told = [word for word in words if not _says_nothing(word)]
    own = [word for word in told if not trade(word)]
    own = own[:-1] if len(own) > 1 and own[-1] == _region() else own
    own = own or [word for word in words if word not in LEGAL_FORMS] or words
    called = _ADDRESSED.split(name, maxsplit=1)
    return BusinessName(
        tuple(_spelled(_first(own))),
        numbers[0] if numbers else "",
        trades,
        person(called[1]) if len(called) > 1 else (),
        fold("".join(told)),
    )


@cache
def _region() -> str:
    """The kabupaten, which many put behind a name and many do not."""
    return load().folder.name


@lru_cache(maxsize=1 << 16)
def trade(word: str) -> str | None:
    """The trade a word names, also with a slip of one letter in a long word: 'krupukk', 'tepme'."""
    if word in TRADES or len(word) < 5:
        return TRADES.get(word)
    near = (TRADES[known] for known in TRADES if len(known) >= 5 and OSA.distance(known, word, score_cutoff=1) <= 1)
    return next(near, None)


def _says_nothing(word: str) -> bool:
    return (
        word in LEGAL_FORMS
        or word in GENERAL
        or word in FORMS_OF_ADDRESS
        or word.isdigit()
        or (word in _NUMBERS and len(word) > 1)
    )


def _glued_initials(words: list[str]) -> list[str]:
    """'u d', 'c v', 'p t' -> 'ud', 'cv', 'pt' where a name begins with them."""
    if len(words) > 2 and "".join(words[:2]) in LEGAL_FORMS and len(words[0]) == 1:
        return ["".join(words[:2]), *words[2:]]
    return words


def trades(text: str | None) -> frozenset[str]:
    """The trades that a product's words name: 'Kripik tempe' -> {'keripik', 'tempe'}."""
    words = plain(text or "").split()
    return frozenset(found for word in words if (found := trade(word) or PRODUCTS.get(word)))
