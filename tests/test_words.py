"""The catalogue: both languages say the same things, nothing is unsaid, nothing is said that no screen asks for."""

import ast
import re
import string
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from data import formats, schema
from data.filter import FIELDS, LISTS, PERMIT_FIELDS
from data.importing import CODES
from data.importing import FIELDS as COLUMNS
from data.metrics import BANDS, METRICS, SCALES
from data.people import NOT_REAL
from data.queries.figures import LEVELS, STATUSES
from data.queries.reference import LISTS as REFERENCE
from data.settings import ROOT, settings
from data.text import LANGUAGES, catalogue, text
from pages._parts.screens import BY_NAME
from pages._parts.visitor import DEMO_ROLES

CODE = [
    ROOT / "dashboard.py",
    *(path for name in ("data", "pages") for path in sorted((ROOT / name).rglob("*.py"))),
]


def placeholders(sentence: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None)


def test_both_languages_have_the_same_keys_and_placeholders() -> None:
    original = catalogue("id")
    for language in LANGUAGES:
        assert set(catalogue(language)) == set(original)
        for key, sentence in catalogue(language).items():
            assert sentence.strip(), key
            assert sorted(set(placeholders(sentence))) == sorted(set(placeholders(original[key]))), key


def test_a_missing_key_is_loud() -> None:
    with pytest.raises(KeyError):
        text("no.such.key")


# --- keys in the code ------------------------------------------------------------------------------------------------


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """All of a file's syntax."""
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def strings(path: Path) -> Iterator[str]:
    """Each string of a file as a pattern: what an f-string fills in is one word of a key."""
    inside = {id(part) for node in nodes(path) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in nodes(path):
        if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
            parts = [re.escape(p.value) if isinstance(p, ast.Constant) else r"[^.]+" for p in node.values]
            if re.match(r"[a-z_]+\\\.", parts[0]):
                yield "".join(parts)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            yield re.escape(node.value) + (r"[^.]+" if re.fullmatch(r"[a-z_]+\.", node.value) else "")


def said(path: Path, names: tuple[str, ...]) -> Iterator[str]:
    """The strings that a file hands over first in calls of these functions, both of an `a if x else b`."""
    for node in nodes(path):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names and node.args:
            first = node.args[0]
            for part in (first.body, first.orelse) if isinstance(first, ast.IfExp) else (first,):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield part.value


def test_no_key_is_unused() -> None:
    patterns = {pattern for path in CODE for pattern in strings(path)}
    literal = {pattern.replace("\\", "") for pattern in patterns}
    used = re.compile("|".join(pattern for pattern in patterns if "[^.]+" in pattern))
    assert [key for key in catalogue("id") if key not in literal and not used.fullmatch(key)] == []


def test_no_key_is_missing() -> None:
    """Every t("…") and text("…") of the code that says its key outright."""
    asked = {key for path in CODE for key in said(path, ("t", "text"))}
    assert len(asked) > 100
    assert [key for key in sorted(asked) if key not in catalogue("id")] == []


@cache
def raised() -> set[str]:
    return {code for path in CODE for code in said(path, ("Problem",))}


def test_every_problem_has_its_sentence() -> None:
    assert len(raised()) > 15
    for language in LANGUAGES:
        said_here = catalogue(language)
        assert [code for code in sorted(raised() | set(CODES)) if f"problem.{code}" not in said_here] == []


def test_no_problem_has_a_sentence_that_nobody_raises() -> None:
    sentences = {key.removeprefix("problem.") for key in catalogue("id") if key.startswith("problem.")}
    assert sentences - raised() - set(CODES) == {"unexpected"}


ROLES = {*DEMO_ROLES, "publik"}
# Each family of keys and the values it must say, no more and no less.
FAMILIES: dict[str, set[str]] = {
    "screen": set(BY_NAME),
    "title": set(BY_NAME),
    "role": ROLES,
    "language": set(LANGUAGES),
    "banner": set(NOT_REAL),
    "metric": set(METRICS),
    "metric_short": set(METRICS),
    "numerator": set(METRICS),
    "order": set(METRICS),
    "waiting": set(BANDS),
    "scale": set(SCALES),
    "status": set(STATUSES),
    "mode": set(schema.MODES),
    "outcome": set(schema.OUTCOMES),
    "filter.says": {*PERMIT_FIELDS, "facilitator", "as_of", "window", "known_at"},
    "import.field": {field for fields in COLUMNS.values() for field in fields},
    "import.verdict": {"accepted", "warned", "rejected"},
}
# Families that say these and more.
AT_LEAST: dict[str, set[str]] = {
    "filter": {*LISTS, *(set(FIELDS) - {"known_at"})},
    "level": set(LEVELS) - {"sector"},
    "register": set(settings().registers) | {"utama"},
    "reference": set(REFERENCE),
    "reference.column": {c.name for table in REFERENCE.values() for c in table.c} - {"kab_code"},
    "need": set(schema.NEED_CHANGES),
    "event": set(schema.ACTOR_STATES),
}


def family(name: str, language: str) -> set[str]:
    found = (key.removeprefix(f"{name}.") for key in catalogue(language) if key.startswith(f"{name}."))
    return {key for key in found if "." not in key}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_value_a_screen_can_show_has_its_words(language: str) -> None:
    for name, values in FAMILIES.items():
        assert family(name, language) == values, name
    for name, values in AT_LEAST.items():
        assert values <= family(name, language), name


def test_permit_states_of_the_database_have_words() -> None:
    assert set(schema.PERMIT_STATUSES) <= set(STATUSES)


# --- formats ---------------------------------------------------------------------------------------------------------


def test_numbers_and_dates_as_indonesians_write_them() -> None:
    day = date(2026, 11, 24)
    assert formats.number(1234) == "1.234"
    assert formats.number(1_234_567.5, digits=1) == "1.234.567,5"
    assert formats.number(-1234) == "-1.234"
    assert formats.number(0) == "0"
    assert formats.share(0.4701) == "47 %"
    assert formats.share(0.0) == "0 %"
    assert formats.ratio(1.254) == "1,25"
    assert formats.day(day) == "24 November 2026"
    assert formats.day(date(2026, 8, 1)) == "1 Agustus 2026"
    assert formats.day(day, precision="month") == "November 2026"
    assert formats.day(day, precision="year") == "2026"


def test_numbers_and_dates_in_english() -> None:
    assert formats.number(1234, "en") == "1,234"
    assert formats.ratio(1.254, "en") == "1.25"
    assert formats.day(date(2026, 8, 1), "en") == "1 August 2026"


def test_no_answer_stays_no_answer() -> None:
    assert formats.share(None) is None
    assert formats.ratio(None) is None
    assert [formats.metric(one.unit, None) for one in METRICS.values()] == [None] * len(METRICS)
    assert [formats.metric(unit, 0.5) for unit in ("share", "ratio")] == ["50 %", "0,50"]
