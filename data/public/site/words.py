"""Cells, headings and paths in the reader's language."""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from data import formats
from data.public.document import NO_DATA, NOT_MEANT, WITHHELD, Cell
from data.public.tables import Column, groups
from data.text import LANGUAGES, text

LOOK = {WITHHELD: "withheld", NO_DATA: "blank", NOT_MEANT: "none"}


@dataclass(frozen=True)
class Words:
    """Everything that is said on one page: its language, and where it lies in the site."""

    language: str
    page: str  # as in the folder of its language, "rilis/2026-11-26/index.html"

    def t(self, key: str, **details: object) -> str:
        """A sentence of the site."""
        return text(f"site.{key}", self.language, **details)

    def number(self, value: float) -> str:
        return formats.number(value, self.language)

    def day(self, value: date, precision: str = "day") -> str:
        return formats.day(value, self.language, precision)

    def named(self, name: Mapping[str, str]) -> str:
        """A row's name."""
        return name[self.language]

    def table(self, name: str) -> str:
        return text(f"public.table.{name}", self.language)

    def about(self, name: str) -> str:
        return text(f"public.table_about.{name}", self.language)

    def rows(self, kind: str) -> str:
        return text(f"public.rows.{kind}", self.language)

    def column(self, name: str) -> str:
        group = _group(name)
        return group[self.language] if group else text(f"public.column.{name}", self.language)

    def meaning(self, name: str) -> str:
        group = _group(name)
        if group:
            return text("public.group_meaning", self.language, name=group[self.language])
        return text(f"public.meaning.{name}", self.language)

    def mark(self, mark: str) -> str:
        return text(f"public.mark.{mark}", self.language)

    def banner(self, kind: str) -> str:
        """What is said of a register that is not real."""
        return text(f"banner.{kind}", self.language)

    def says(self, key: str, **details: object) -> str:
        """A sentence of the whole catalogue."""
        return text(key, self.language, **details)

    def cell(self, cell: Cell, column: Column) -> str:
        """A cell as it is written: a number, a share, a day, or the word for why there is none."""
        if cell.mark:
            return self.mark(cell.mark)
        if column.unit == "flag":
            return text(f"public.flag.{cell.value}", self.language)
        if column.unit == "date":
            return self.day(date.fromisoformat(str(cell.value)))
        value = float(cell.value or 0)
        return formats.metric("share" if column.unit == "share" else "count", value, self.language) or ""

    # --- paths -------------------------------------------------------------------------------------------------------

    @property
    def path(self) -> str:
        """Where this page lies in the site."""
        return _placed(self.language, self.page)

    def to(self, page: str) -> str:
        """The link to another page in the same language."""
        return self._relative(_placed(self.language, page))

    def file(self, path: str) -> str:
        """The link to a file, which all languages share."""
        return self._relative(path)

    @property
    def others(self) -> list[tuple[str, str]]:
        """The same page in the other languages: language and link."""
        return [(one, self._relative(_placed(one, self.page))) for one in LANGUAGES if one != self.language]

    def _relative(self, path: str) -> str:
        return quote(posixpath.relpath(path, posixpath.dirname(self.path) or "."))


def _placed(language: str, page: str) -> str:
    return page if language == LANGUAGES[0] else f"{language}/{page}"


def _group(name: str) -> Mapping[str, str] | None:
    """The name of a sector group, where a column is one."""
    return next((group.name for group in groups() if group.code == name), None)
