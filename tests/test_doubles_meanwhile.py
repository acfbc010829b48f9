"""A search for double entries while others write: what was found meanwhile, taken back or merged does not break it."""

from typing import Any

import pytest

from data import commands, schema
from data.access import Who
from data.commands.doubles import finding
from tests.bringing import bring
from tests.small import Small
from tests.test_doubles import merge, pairs_are, rows, told


def then(monkeypatch: pytest.MonkeyPatch, deed: Any) -> None:
    """Something happens after the entries were compared and before the pairs are written."""
    likely = finding._likely

    def late(*given: Any) -> Any:
        found = likely(*given)
        deed()
        return found

    monkeypatch.setattr(finding, "_likely", late)


def test_entries_taken_back_or_merged_meanwhile_make_no_pair(
    machine: Who, clerk: Who, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b, c, d = (Small(machine).actor(name) for name in "ABCD")
    batch_id = bring(clerk, "Nama Usaha,Kecamatan", "Mebel Jati,Kalisat")
    brought = rows(clerk, schema.actor, schema.actor.c.batch_id == batch_id)[0]["id"]
    pairs_are(monkeypatch, (a, brought, 0.9), (a, b, 0.9), (c, d, 0.9))

    def meanwhile() -> None:
        commands.undo_batch(clerk, batch_id)
        merge(clerk, c, d)

    then(monkeypatch, meanwhile)
    assert commands.find_doubles(clerk) == 1
    assert told(clerk) == [(*sorted((a, b)), 0.9)]


def test_two_searches_at_once_write_a_pair_once(machine: Who, clerk: Who, monkeypatch: pytest.MonkeyPatch) -> None:
    a, b = (Small(machine).actor(name) for name in "AB")
    pairs_are(monkeypatch, (a, b, 0.9))
    commands.find_doubles(clerk)
    monkeypatch.setattr(finding, "_known", lambda *_: {})  # it looked before the other had written
    assert commands.find_doubles(clerk) == 1
    assert told(clerk) == [(*sorted((a, b)), 0.9)]
