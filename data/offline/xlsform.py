"""The visit form as an XLSForm for ODK and Kobo: the same fields and codes, so that their exports come in as visits."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl import Workbook

from data.offline.make import put
from data.text import LANGUAGES, text

FORM_ID, GROUP = "damping_kunjungan", "kunjungan"
_TONGUES = {"id": "Bahasa Indonesia (id)", "en": "English (en)"}
_PLAIN = ("type", "name", "required", "relevant", "constraint", "default", "appearance", "calculation")
_WORDED = ("label", "constraint_message")


@dataclass(frozen=True)
class Choice:
    """One answer to choose: the register's code, its words by language."""

    code: str
    words: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True)
class VisitForm:
    """What the form offers; with one facilitator it is theirs, with several they choose, by the names of the register.

    `choices` is list -> answers: actor, mode, outcome, topic. `version` is text that grows with each form made.
    """

    version: str
    facilitators: Sequence[str]
    choices: Mapping[str, Sequence[Choice]] = field(repr=False)


def make_xlsform(form: VisitForm) -> bytes:
    """An xlsx with the sheets survey, choices and settings."""
    book = Workbook()
    book.remove(book.active)
    survey = [*_PLAIN, *(f"{name}::{tongue}" for name in _WORDED for tongue in _TONGUES.values())]
    _table(book.create_sheet("survey"), survey, _survey(form.facilitators))
    labels = [f"label::{tongue}" for tongue in _TONGUES.values()]
    _table(book.create_sheet("choices"), ["list_name", "name", *labels], _choices(form))
    settings = {
        "form_title": text("offline.xlsform.title"),
        "form_id": FORM_ID,
        "version": form.version,
        "default_language": _TONGUES[LANGUAGES[0]],
    }
    _table(book.create_sheet("settings"), list(settings), [settings])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _survey(facilitators: Sequence[str]) -> list[dict[str, str]]:
    return [
        _row("begin_group", GROUP),
        _row("select_one actor", "actor_id", required="yes", appearance="minimal autocomplete"),
        _row("date", "on", required="yes", default="today()", constraint=". <= today()"),
        _row("select_one mode", "mode", required="yes"),
        _row("select_one outcome", "outcome", required="yes"),
        _row("select_multiple topic", "topics"),
        _row("text", "result", appearance="multiline"),
        _row("text", "next_step", appearance="multiline"),
        _row("date", "next_due", relevant="${next_step} != ''", constraint=". >= ${on}"),
        _facilitator(facilitators),
        {"type": "end_group"},
    ]


def _facilitator(facilitators: Sequence[str]) -> dict[str, str]:
    if len(facilitators) != 1:
        return _row("select_one facilitator", "facilitator", required="yes", appearance="minimal autocomplete")
    return {"type": "calculate", "name": "facilitator", "calculation": _literal(facilitators[0])}


def _literal(name: str) -> str:
    """A text inside an expression, which knows no escapes: one kind of quotation mark must be absent."""
    return f"'{name}'" if "'" not in name else '"{}"'.format(name.replace('"', "'"))


def _row(kind: str, name: str, **more: str) -> dict[str, str]:
    row = {"type": kind, "name": name} | more
    for language, tongue in _TONGUES.items():
        row[f"label::{tongue}"] = text(f"offline.xlsform.{name}", language)
        if "constraint" in more:
            row[f"constraint_message::{tongue}"] = text(f"offline.xlsform.wrong_{name}", language)
    return row


def _choices(form: VisitForm) -> list[dict[str, str]]:
    lists = dict(form.choices)
    if len(form.facilitators) != 1:
        lists["facilitator"] = [Choice(name, dict.fromkeys(LANGUAGES, name)) for name in form.facilitators]
    return [
        {"list_name": name, "name": choice.code}
        # "${" would be a reference to a question.
        | {f"label::{tongue}": choice.words[code].replace("${", "$ {") for code, tongue in _TONGUES.items()}
        for name, choices in lists.items()
        for choice in choices
    ]


def _table(page: Any, heads: Sequence[str], rows: Sequence[Mapping[str, str]]) -> None:
    for at, head in enumerate(heads, 1):
        put(page.cell(1, at), head)
        for line, row in enumerate(rows, 2):
            put(page.cell(line, at), row.get(head))
