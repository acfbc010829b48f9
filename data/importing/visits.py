"""A table of visits -> clean visits: whose, by whom, when, how, with what outcome."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, Protocol

from data.importing.clean import clean_date, clean_text
from data.importing.fingerprints import name_key
from data.importing.mapping import check_mapping
from data.importing.places import Gazetteer
from data.importing.placing import place
from data.importing.reader import Reader, RowReader
from data.importing.result import Checked, CleanVisit, verdict_of
from data.importing.table import Row, Table
from data.importing.words import MODE_WORDS, OUTCOME_WORDS, TOPIC_WORDS, word_code

Key = tuple[str, str, date]


class Actors(Protocol):
    """The register as a file of visits needs it."""

    def has(self, actor_id: str) -> bool:
        """Whether an actor has this id."""

    def find(self, name: str, owner: str | None, kecamatan: str | None, desa: str | None) -> Collection[str]:
        """Ids of the actors of this name; what is None is not compared."""


class ActorIndex:
    """Actors by normalised name, from rows of (id, business name, owner, kecamatan code, desa code)."""

    def __init__(self, rows: Iterable[tuple[str, str, str | None, str, str | None]]) -> None:
        self._ids: set[str] = set()
        self._by_name: dict[str, list[tuple[str, str, str, str | None]]] = {}
        for actor_id, name, owner, kecamatan, desa in rows:
            self._ids.add(actor_id)
            self._by_name.setdefault(name_key(name), []).append((actor_id, name_key(owner or ""), kecamatan, desa))

    def has(self, actor_id: str) -> bool:
        """Whether an actor has this id."""
        return actor_id in self._ids

    def find(self, name: str, owner: str | None, kecamatan: str | None, desa: str | None) -> list[str]:
        """Ids of the actors of this name; owner and desa are compared where both sides know them."""
        wanted = name_key(owner or "")
        return [
            actor_id
            for actor_id, its_owner, its_kecamatan, its_desa in self._by_name.get(name_key(name), ())
            if kecamatan in (None, its_kecamatan)
            and (desa is None or its_desa in (None, desa))
            and (not wanted or its_owner in ("", wanted))
        ]


def check_visits(
    table: Table,
    mapping: Mapping[str, str],
    places: Gazetteer,
    actors: Actors,
    facilitators: Mapping[str, str],
    today: date,
    *,
    default_mode: str | None = None,
    default_outcome: str | None = None,
) -> Checked[CleanVisit]:
    """Check every row; `facilitators` maps names to ids.

    The defaults, chosen by a person for the whole file, stand where the file says nothing; without them such a row is
    rejected, because mode and outcome decide whether somebody counts as served.
    """
    check_mapping(table, "visits", mapping)
    check = _Check(places, actors, facilitators, today, {"mode": default_mode, "outcome": default_outcome})
    reader = Reader(table, mapping)
    rows = tuple(check.row(row, reader.at(row)) for row in table.rows)
    return Checked(rows, {why: len(numbers) for why, numbers in table.skipped.items()})


class _Check:
    """What the rows of one file are checked against, and the visits seen so far."""

    def __init__(
        self,
        places: Gazetteer,
        actors: Actors,
        facilitators: Mapping[str, str],
        today: date,
        defaults: Mapping[str, str | None],
    ) -> None:
        self.places, self.actors, self.today, self.defaults = places, actors, today, defaults
        self.facilitators = {name_key(name): identity for name, identity in facilitators.items()}
        self.first: dict[Key, int] = {}

    def row(self, row: Row, read: RowReader) -> CleanVisit:
        """One row's verdict and values."""
        values: dict[str, Any] = {
            "actor_id": self._actor(read),
            "facilitator_id": self._facilitator(read),
            "on": read.take("on", lambda cell: clean_date(cell, self.today)),
            "mode": self._word(read, "mode", MODE_WORDS),
            "outcome": self._word(read, "outcome", OUTCOME_WORDS),
            "topics": _topics(read),
            "result": read.take("result", clean_text),
        }
        repeat_of = self._repeat(row.number, values, read)
        problems = tuple(read.problems)
        verdict = verdict_of(problems)
        return CleanVisit(
            row=row.number, verdict=verdict, problems=problems, raw=read.raw(), repeat_of=repeat_of, **values
        )

    def _actor(self, read: RowReader) -> str | None:
        identity, name = read.text("actor_id"), read.text("business_name")
        if identity:
            if self.actors.has(identity):
                return identity
            read.note("actor_unknown", "actor_id")
            return None
        if not name:
            read.note("actor_missing", "business_name", instead="actor_id")
            return None
        return self._actor_by_name(read, name)

    def _actor_by_name(self, read: RowReader, name: str) -> str | None:
        kecamatan = desa = None
        if read.has("kecamatan") or read.has("desa"):
            placed = place(self.places, read.text("kecamatan"), read.text("desa"))
            kecamatan, desa = placed.kecamatan, placed.desa
            for finding in placed.findings:
                if finding.code not in ("desa_missing", "kecamatan_from_desa"):
                    other = "desa" if finding.field == "kecamatan" else "kecamatan"
                    read.note(finding.code, finding.field, finding.details, instead=other)
            if kecamatan is None:
                return None
        found = self.actors.find(name, read.text("owner"), kecamatan, desa)
        if len(found) == 1:
            return next(iter(found))
        read.note("actor_ambiguous" if found else "actor_unknown", "business_name", {"count": len(found)})
        return None

    def _facilitator(self, read: RowReader) -> str | None:
        name = read.text("facilitator")
        found = self.facilitators.get(name_key(name)) if name else None
        if found is None:
            read.note("facilitator_unknown" if name else "facilitator_missing", "facilitator")
        return found

    def _word(self, read: RowReader, field: str, words: Mapping[str, str]) -> str | None:
        # "tidak ada" is an answer here, so the cell is read as written.
        word = str(read.cell(field) or "").strip(" -")
        found = word_code(word, words) if word else self.defaults[field]
        if found is None:
            read.note(f"{field}_unknown" if word else f"{field}_missing", field, instead="on")
        return found

    def _repeat(self, number: int, values: dict[str, Any], read: RowReader) -> int | None:
        if verdict_of(tuple(read.problems)) == "rejected":
            return None
        first = self.first.setdefault((values["actor_id"], values["facilitator_id"], values["on"]), number)
        if first == number:
            return None
        read.note("repeat_in_file", "on", {"first": first, "differs": ""})
        return first


def _topics(read: RowReader) -> tuple[str, ...]:
    """Codes of the topics, each once; words nobody knows are noted."""
    found: list[str] = []
    unknown: list[str] = []
    for piece in re.split(r"[,;\n+&]", read.text("topics") or ""):
        whole = word_code(piece, TOPIC_WORDS)
        for part in [piece] if whole else re.split(r"/|\bdan\b", piece):
            code = whole or word_code(part, TOPIC_WORDS)
            if code:
                found.append(code)
            elif part.strip():
                unknown.append(part.strip())
    if unknown:
        read.note("topic_unknown", "topics", {"words": ", ".join(unknown)})
    return tuple(dict.fromkeys(found))
