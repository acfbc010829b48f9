"""What a check gives: each row accepted, warned or rejected, its clean values, and what was wrong in which cell."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, Literal, NamedTuple, TypeVar

from data.importing.codes import CODES
from data.importing.permits import CleanPermit
from data.text import text

Verdict = Literal["accepted", "warned", "rejected"]


@dataclass(frozen=True)
class RowProblem:
    """One complaint: `column` is the title as a person reads it, `value` the cell as written; both may be personal."""

    row: int
    column: str
    letter: str
    code: str
    value: str | None = field(default=None, repr=False)
    details: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def sentence(self, language: str = "id") -> str:
        """What a person reads."""
        shown = {"column": self.column, "value": self.value or "-", "row": self.row, **self.details}
        alone = shown.get("candidates") == ""
        return text(f"import.alone.{self.code}" if alone else f"problem.{self.code}", language, **shown)


def verdict_of(problems: tuple[RowProblem, ...]) -> Verdict:
    """The gravest severity among a row's problems."""
    severities = {CODES[problem.code] for problem in problems}
    return "rejected" if "rejected" in severities else "warned" if severities else "accepted"


@dataclass(frozen=True, repr=False, kw_only=True)
class CheckedRow:
    """One row of the file; `raw` maps titles to the cells as JSON holds them. Its repr shows no personal value."""

    row: int
    verdict: Verdict
    problems: tuple[RowProblem, ...] = ()
    raw: dict[str, Any] = field(default_factory=dict)
    repeat_of: int | None = None
    """The first row of the file that says the same; such a row is to be imported once."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__} row {self.row}: {self.verdict}>"


@dataclass(frozen=True, repr=False, kw_only=True)
class CleanActor(CheckedRow):
    """One business. In a rejected row only what could be read is filled."""

    actor_id: str | None = None
    """The id that the file itself gives, be it of this register or not."""
    same_as: str | None = None
    """The actor of the register that this row is about; None for a new one."""
    business_name: str = ""
    owner: str | None = None
    address: str | None = None
    kecamatan: str | None = None
    desa: str | None = None
    lon: float | None = None
    lat: float | None = None
    phones: tuple[str, ...] = ()
    legal_form: str | None = None
    permits: tuple[CleanPermit, ...] = ()
    nib: str | None = None
    npwp: str | None = None
    kbli: str | None = None
    kbli_version: str | None = None
    sector: str | None = None
    commodity: str | None = None
    product: str | None = None
    note: str | None = None
    known_since: int | None = None
    workers_m: int | None = None
    workers_f: int | None = None
    workers: int | None = None
    investment: int | float | None = None
    capacity: int | float | None = None
    capacity_unit: str | None = None
    output_value: int | float | None = None
    materials_value: int | float | None = None
    fingerprint: str | None = None


@dataclass(frozen=True, repr=False, kw_only=True)
class CleanVisit(CheckedRow):
    """One contact; all codes are those of the register. In a rejected row only what could be read is filled."""

    actor_id: str | None = None
    facilitator_id: str | None = None
    on: date | None = None
    mode: str | None = None
    outcome: str | None = None
    topics: tuple[str, ...] = ()
    result: str | None = None
    next_step: str | None = None
    next_due: date | None = None
    session_title: str | None = None
    form_id: str | None = None
    """The id that a form gave itself; the same form twice is one contact."""


class RejectedRow(NamedTuple):
    """A row to be written back: its number in the file, its cells by title, and why it stays out."""

    row: int
    raw: Mapping[str, Any]
    reasons: Sequence[RowProblem]


R = TypeVar("R", bound=CheckedRow)


@dataclass(frozen=True)
class Checked(Generic[R]):
    """All data rows of a table; `skipped` counts the rows that are no data ('blank', 'total', 'header')."""

    rows: tuple[R, ...] = field(repr=False)
    skipped: dict[str, int]

    def of(self, verdict: Verdict) -> tuple[R, ...]:
        """The rows with one verdict."""
        return tuple(row for row in self.rows if row.verdict == verdict)

    def counts(self) -> dict[str, int]:
        """rows, accepted, warned, rejected; the first is the sum of the others."""
        counted = Counter(row.verdict for row in self.rows)
        return {"rows": len(self.rows), **{name: counted[name] for name in ("accepted", "warned", "rejected")}}

    def by_code(self) -> dict[str, int]:
        """How often each problem occurs, the most frequent first."""
        return dict(Counter(problem.code for problem in self.problems()).most_common())

    def problems(self) -> list[RowProblem]:
        """All problems in the order of the rows."""
        return [problem for row in self.rows for problem in row.problems]

    def rejected(self) -> Iterator[RejectedRow]:
        """The rejected rows as they go back to whoever brought the file."""
        return (RejectedRow(row.row, row.raw, row.problems) for row in self.of("rejected"))

    def as_json(self) -> dict[str, Any]:
        """The machine's report (see docs/import-codes.md)."""
        return as_report(self.counts(), self.problems(), self.skipped)


def as_report(counts: Mapping[str, int], problems: Iterable[RowProblem], skipped: Mapping[str, int]) -> dict[str, Any]:
    """The machine's report: counts and one entry per problem (see docs/import-codes.md)."""
    listed = [
        {"row": problem.row, "column": problem.column, "code": problem.code, "value": problem.value}
        for problem in problems
    ]
    return {**counts, "problems": listed, "skipped": dict(skipped)}
