"""A table of visits -> clean visits: whose, by whom, when, how, with what outcome."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from data.importing.against import Against
from data.importing.clean import as_text, clean_date, clean_day, clean_nib, clean_text
from data.importing.finding import UNPLACED, Placer, find_actor, note_place
from data.importing.fingerprints import digest, name_key
from data.importing.mapping import check_mapping
from data.importing.orders import orders
from data.importing.reader import Reader, RowReader
from data.importing.result import Checked, CleanVisit, verdict_of
from data.importing.table import Table
from data.importing.words import MODE_WORDS, OUTCOME_WORDS, TOPIC_WORDS, word_code
from data.schema import OUTCOMES


def iter_visits(table: Table, mapping: Mapping[str, str], against: Against) -> Iterator[CleanVisit]:
    """Check row after row; raises the Problem of a mapping that cannot be used before the first one.

    What `against.options` says for the whole file (on, facilitator, mode, outcome, session_title) stands where the
    file says nothing; without it such a row is rejected, because these decide whether somebody counts as served.
    """
    check_mapping(table, "visits", mapping, against.options)
    check, reader = _Check(table, mapping, against), Reader(table, mapping)
    return (check.row(reader.at(row), row.is_astray) for row in table.rows)


def check_visits(table: Table, mapping: Mapping[str, str], against: Against) -> Checked[CleanVisit]:
    """Check every row and keep them all."""
    rows = tuple(iter_visits(table, mapping, against))
    return Checked(rows, {why: len(numbers) for why, numbers in table.skipped.items()})


class _Check:
    """What the rows of one file are checked against, and the visits seen so far."""

    def __init__(self, table: Table, mapping: Mapping[str, str], against: Against) -> None:
        self.actors, self.today, self.options = against.actors, against.today, against.options
        self.placer = Placer(against.places)
        self.facilitators = {name_key(name): identity for name, identity in against.facilitators.items()}
        self.ids = frozenset(against.facilitators.values())
        self.order = orders(table, mapping, ("on", "next_due"))
        self.first: dict[bytes, int] = {}

    def row(self, read: RowReader, is_astray: bool = False) -> CleanVisit:
        """One row's verdict and values; one under titles in other places stays out whatever it holds."""
        if is_astray:
            read.note("titles_moved", "on")
        form = read.text("form_id")
        values: dict[str, Any] = {
            "actor_id": self._actor(read),
            "facilitator_id": self._facilitator(read),
            "on": self._on(read),
            "mode": self._word(read, "mode", MODE_WORDS),
            "outcome": self._word(read, "outcome", OUTCOME_WORDS),
            "topics": _topics(read),
            "result": read.take("result", clean_text),
            "next_step": read.take("next_step", clean_text),
            "next_due": read.take("next_due", lambda cell: clean_day(cell, self.order["next_due"])),
            "session_title": read.take("session_title", clean_text) or self.options.get("session_title"),
            "form_id": form.removeprefix("uuid:") if form else None,
        }
        repeat_of = self._repeat(values, read)
        problems = tuple(read.problems)
        verdict = verdict_of(problems)
        return CleanVisit(
            row=read.number, verdict=verdict, problems=problems, raw=read.raw(), repeat_of=repeat_of, **values
        )

    def _actor(self, read: RowReader) -> str | None:
        placed = UNPLACED
        if not read.text("actor_id") and (read.has("kecamatan") or read.has("desa")):
            placed = self.placer.of(read)
            # The register places an actor that is found, and one is found without a desa too.
            note_place(read, placed, unsaid=("desa_missing", "kecamatan_from_desa"))
        return find_actor(read, self.actors, placed, read.take("nib", clean_nib))

    def _facilitator(self, read: RowReader) -> str | None:
        name = read.text("facilitator") or self.options.get("facilitator")
        found = self.facilitators.get(name_key(name), name if name in self.ids else None) if name else None
        if found is None:
            read.note("facilitator_unknown" if name else "facilitator_missing", "facilitator")
        return found

    def _on(self, read: RowReader) -> date | None:
        chosen = self.options.get("on")
        if chosen and not read.text("on"):
            found = clean_date(str(chosen), self.today)
        else:
            found = clean_date(read.cell("on"), self.today, self.order.get("on", "dmy"))
        if found.code:
            read.note(found.code, "on", found.details)
        return found.value

    def _word(self, read: RowReader, field: str, words: Mapping[str, str]) -> str | None:
        # "tidak ada" is an answer here, so the cell is read as written.
        word = as_text(read.cell(field)).strip(" -")
        # An empty cell in a list of who was there says that somebody was not: no choice for the file fills it.
        chosen = None if field == "outcome" and read.has(field) else self.options.get(field)
        found = word_code(word, words) if word else chosen
        if found is None:
            read.note(f"{field}_unknown" if word else f"{field}_missing", field, instead="on")
        return found

    def _repeat(self, values: dict[str, Any], read: RowReader) -> int | None:
        if verdict_of(tuple(read.problems)) == "rejected":
            return None
        visit = ("visit", values["actor_id"], values["facilitator_id"], values["on"].isoformat(), values["mode"])
        keys = [digest(*visit, values["outcome"])]
        if values["form_id"]:
            keys.append(digest("form", values["form_id"]))
        first = min((self.first[key] for key in keys if key in self.first), default=None)
        for key in keys:
            self.first.setdefault(key, first or read.number)
        if first is not None:
            read.note("repeat_in_file", "on", {"first": first, "differs": ""}, instead="actor_id")
            return first
        others = [digest(*visit, outcome) for outcome in OUTCOMES if outcome != values["outcome"]]
        earlier = min((self.first[key] for key in others if key in self.first), default=None)
        if earlier is not None:
            read.note("visit_other_outcome", "outcome", {"first": earlier}, instead="on")
        return None


def _topics(read: RowReader) -> tuple[str, ...]:
    """Codes of the topics, each once; words nobody knows are noted."""
    chosen = read.choices("topics")
    pieces = chosen if chosen is not None else re.split(r"[,;\n+&]", read.text("topics") or "")
    found, unknown = [], []
    for part in (part for piece in pieces for part in _parts(piece)):
        code = word_code(part, TOPIC_WORDS)
        if code:
            found.append(code)
        elif part.strip():
            unknown.append(part.strip())
    if unknown:
        read.note("topic_unknown", "topics", {"words": ", ".join(unknown)})
    return tuple(dict.fromkeys(found))


def _parts(piece: str) -> list[str]:
    """'izin/kemasan' is two, 'akses pasar' one, 'perizinan kemasan' two as a form writes them: each is a topic."""
    if word_code(piece, TOPIC_WORDS):
        return [piece]
    alone = piece.split()
    if len(alone) > 1 and all(word_code(one, TOPIC_WORDS) for one in alone):
        return alone
    return re.split(r"/|\bdan\b", piece)
