"""What every file of a release says alike: titles, headings, meanings, licence, and that invented data are invented."""

import json
from typing import Any

from data import formats
from data.public.document import Document
from data.public.tables import Column, groups, layout
from data.settings import Licence, region
from data.text import text


def table_title(document: Document, name: str, language: str = "id") -> str:
    """The title of a table with the region and the day of its numbers."""
    words = f"{text(f'public.table.{name}', language)} · {document.region_name} · "
    return marked(document, words + formats.day(document.as_of, language), language)


def table_about(document: Document, name: str, language: str = "id") -> str:
    """One sentence: what the table counts, of whom, as of when."""
    return marked(document, text(f"public.table_about.{name}", language), language)


def release_title(document: Document, language: str = "id") -> str:
    """The title of the whole release."""
    day = formats.day(document.as_of, language)
    return marked(document, text("opendata.title", language, region=document.region_name, day=day), language)


def heading(name: str, column: str, language: str = "id") -> str:
    """The words over a column of a table."""
    if name == "sektor":
        return _group(column, language)
    return text(f"public.column.{column}", language)


def meaning(name: str, column: str, language: str = "id") -> str:
    """What a column of a table counts, and what not."""
    if name == "sektor":
        return text("public.group_meaning", language, name=_group(column, language))
    return text(f"public.meaning.{column}", language)


def invented(document: Document, language: str = "id") -> str:
    """What is said in every file of a register that is not real; nothing for one that is."""
    return "" if document.kind == "nyata" else text(f"opendata.invented.{document.kind}", language)


def marked(document: Document, words: str, language: str = "id") -> str:
    """The words, after what has to be said of data that are not real."""
    return " · ".join(part for part in (invented(document, language), words) if part)


def columns(name: str) -> tuple[Column, ...]:
    """The columns of a published table with their units."""
    return layout(name).columns


def licence() -> Licence:
    """Under what terms the office gives the numbers away; the boundaries keep their own."""
    return region().data_licence


def as_json(value: Any, indent: int = 1) -> bytes:
    """The value as JSON with a line break at its end; no `<` in it, so that no page takes a name for markup.

    `indent` 0 puts everything on one line.
    """
    separators = (",", ": ") if indent else (",", ":")
    said = json.dumps(value, ensure_ascii=False, indent=indent or None, separators=separators)
    return (said.replace("<", "\\u003c") + "\n").encode()


def _group(code: str, language: str) -> str:
    return next(group.name[language] for group in groups() if group.code == code)
