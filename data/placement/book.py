"""A kept plan as a workbook: who gets which desa, what everybody then carries, and what the words mean."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from data import formats
from data.placement.comparing import Load
from data.placement.model import kecamatan_of
from data.placement.plan import Plan
from data.queries import Names
from data.text import text
from data.workbook import Column, Sheet, workbook

_WIDTHS = {"place": 30, "kecamatan": 24, "code": 16, "facilitator": 34, "givers": 34, "home": 26, "means": 100}
_READS = {"share": "share", "km": "decimal"}
_TEXTS = ("place", "kecamatan", "code", "facilitator", "givers", "home", "what", "means")
PLACES = ("kecamatan", "place", "code", "actors", "facilitator", "givers")
PEOPLE = ("facilitator", "home", "today", "plan", "capacity", "share", "come", "go", "km", "entered")


def to_book(plan: Plan, lines: Sequence[str], names: Names, banner: str | None, language: str) -> bytes:
    """An xlsx; `lines` say above each table whose draft it is and of when."""
    return workbook(list(_sheets(plan, lines, names, language)), banner, language)


def _sheets(plan: Plan, lines: Sequence[str], names: Names, language: str) -> Iterator[Sheet]:
    yield _sheet("places", lines, PLACES, list(_places(plan, names, language)), language)
    yield _sheet("people", lines, PEOPLE, list(_people(plan, names)), language)
    yield _sheet("means", lines, ("what", "means"), list(_meanings(plan, language)), language)


def _sheet(
    name: str, lines: Sequence[str], columns: Sequence[str], rows: Sequence[Mapping[str, Any]], language: str
) -> Sheet:
    def column(one: str) -> Column:
        reads = "text" if one in _TEXTS else _READS.get(one, "count")
        return Column(text(f"draft.column.{one}", language), reads, _WIDTHS.get(one, 18 if one in _TEXTS else 14))

    heads = {one: column(one) for one in columns}
    return Sheet(text(f"draft.sheet.{name}", language), lines, heads, rows, to_read=True, table=f"damping_{name}")


def _places(plan: Plan, names: Names, language: str) -> Iterator[dict[str, Any]]:
    givers = {one.code: one.givers for one in plan.moves}
    nobody, unknown = text("team.nobody", language), text("not_known", language)
    for code, who in sorted(plan.compared.of.items()):
        above = kecamatan_of(code)
        yield {
            "kecamatan": names.kecamatan.get(above, above),
            "place": text("place.desa_unknown", language) if code == above else names.desa.get(code, code),
            "code": code,
            "actors": plan.sizes.get(code, 0),
            "facilitator": nobody if who is None else names.facilitator.get(who, unknown),
            "givers": ", ".join(names.facilitator.get(one, unknown) for one in givers.get(code, ())) or None,
        }


def _people(plan: Plan, names: Names) -> Iterator[dict[str, Any]]:
    before = {one.facilitator_id: one for one in plan.compared.today.loads}
    for one in plan.compared.plan.loads:
        yield _person(before.get(one.facilitator_id), one, plan, names)


def _person(before: Load | None, load: Load, plan: Plan, names: Names) -> dict[str, Any]:
    return {
        "facilitator": names.facilitator.get(load.facilitator_id),
        "home": names.desa.get(plan.homes.get(load.facilitator_id) or ""),
        "today": before.actors if before else None,
        "plan": load.actors,
        "capacity": load.capacity,
        "share": load.share,
        "come": load.come,
        "go": load.go,
        "km": load.km,
        "entered": load.kecamatan,
    }


def _meanings(plan: Plan, language: str) -> Iterator[dict[str, str]]:
    gap = f"{formats.number(plan.compared.gap * 100, language, 1)} %"
    for column, meaning in (("actors", "actors"), ("givers", "givers"), ("plan", "load"), ("km", "km")):
        yield {
            "what": text(f"draft.column.{column}", language),
            "means": text(f"draft.meaning.{meaning}", language),
        }
    yield {
        "what": text(f"placing.goal_{plan.wish.goal}", language),
        "means": text("draft.meaning.gap", language, gap=gap),
    }
