"""Every sentence a user reads: `words/<language>/*.toml`, Indonesian the original, English the translation."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from data import formats
from data.problem import Problem

LANGUAGES = ("id", "en")
WORDS = Path(__file__).parent / "words"


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """All sentences of one language by dotted key ("import.title"); a key given twice is an error."""
    found: dict[str, str] = {}
    for path in sorted((WORDS / language).glob("*.toml")):
        for key, value in _flat(tomllib.loads(path.read_text(encoding="utf-8"))):
            if key in found:
                raise ValueError(f"{path.name}: the key {key} stands twice")
            found[key] = value
    return found


def _flat(table: Mapping[str, object], prefix: str = "") -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for name, value in table.items():
        if isinstance(value, Mapping):
            rows += _flat(value, f"{prefix}{name}.")
        else:
            rows.append((prefix + name, str(value)))
    return rows


def text(key: str, language: str = "id", **details: object) -> str:
    """The sentence `key` in `language`, its placeholders filled; a missing key is a KeyError, so that tests find it."""
    sentence = catalogue(language)[key]
    return sentence.format(**details) if details else sentence


def sentence(problem: Problem, language: str = "id") -> str:
    """A problem in the reader's words; days among its details as the reader writes them."""
    words = catalogue(language)[f"problem.{problem.code}"]
    details = {
        name: formats.day(value, language) if isinstance(value, date) else value
        for name, value in problem.details.items()
    }
    return words.format(**details) if details else words
