"""The filter over its own fields: link, WHERE and sentence say the same; nothing in a link can break a screen."""

import csv
import io
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from data import clock, formats, queries
from data.access import Who
from data.export import cell, to_csv
from data.filter import FIELDS, LISTS, UNASSIGNED, Choices, Filter, from_params, parse
from data.metrics import BANDS, SCALES
from data.problem import Problem
from data.queries import Names
from data.sentence import chips, labels, sentence
from data.settings import region
from data.text import LANGUAGES
from tests.small import AJUNG, GAMBIRAN, GLAGAHWERO, JELBUK, KALISAT, TODAY, Small

# A value of each field that differs from its default, and is known below.
EXAMPLES: dict[str, Any] = {
    "kecamatan": (KALISAT, AJUNG),
    "desa": (GAMBIRAN,),
    "sector": ("furniture", "food"),
    "scale": ("bps_micro",),
    "has": ("npwp",),
    "lacks": ("nib", "halal"),
    "process": ("pirt",),
    "expired": ("merek",),
    "facilitator": (UNASSIGNED,),
    "waiting": ("over_24", "never"),
    "as_of": date(2026, 3, 31),
    "known_at": datetime(2026, 4, 1, 8, 30, 5, tzinfo=UTC),
    "window": 24,
}
KINDS = frozenset(("nib", "npwp", "halal", "pirt", "merek"))
KNOWN = Choices(
    {
        "kecamatan": frozenset((KALISAT, AJUNG)),
        "desa": frozenset((GAMBIRAN, GLAGAHWERO)),
        "sector": frozenset(("furniture", "food")),
        "facilitator": frozenset((UNASSIGNED,)),
        **dict.fromkeys(("has", "lacks", "process", "expired"), KINDS),
    }
)
HOSTILE = (
    "",
    ",",
    ",,,,",
    "no-such",
    "' OR 1=1 --",
    '"); DROP TABLE actor; --',
    "<script>alert(1)</script>",
    "{0.__class__}",
    "%s%n\\",
    "../../etc/passwd",
    "\x00",
    "\u202e35.09.27",
    "NaN",
    "-1",
    "0",
    "61",
    "1e3",
    "9" * 5000,
    "2026-02-30",
    "1989-12-31",
    "2101-01-01",
    "0001-01-01",
    "24/11/2026",
    "2026-11-24T25:00:00Z",
    "35.09.2",
    "35.09.27 ",
)


def test_there_is_an_example_of_every_field() -> None:
    assert list(EXAMPLES) == [one.name for one in fields(Filter)] == list(FIELDS)


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_comes_back_from_its_link(name: str) -> None:
    wanted = Filter(**{name: EXAMPLES[name]})
    assert wanted != Filter()
    assert wanted.chosen == 1
    assert list(wanted.to_params()) == [name]
    assert from_params(wanted.to_params(), KNOWN) == wanted


def test_all_fields_together_come_back_from_their_link() -> None:
    wanted = Filter(**EXAMPLES)
    assert wanted.chosen == len(FIELDS)
    assert from_params(wanted.to_params(), KNOWN) == wanted


def test_the_default_needs_no_link() -> None:
    assert Filter().to_params() == {}
    assert from_params({}, KNOWN) == Filter()
    assert from_params({"metric": "load", "actor": "x", "lang": "en"}, KNOWN) == Filter()


@pytest.mark.parametrize("name", FIELDS)
def test_what_a_link_says_wrongly_is_dropped(name: str) -> None:
    for words in HOSTILE:
        if (name, words) == ("known_at", "0001-01-01"):
            continue  # the next test
        found = from_params({name: words}, KNOWN)
        assert found.to_params().keys() <= {name}
        if name != "known_at":
            assert found == Filter(), words
        elif found.known_at:
            assert found.known_at.tzinfo


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_a_moment_outside_the_calendar_is_dropped(leader: Who, moment: str) -> None:
    """In UTC it has no date, so neither link nor database can hold it."""
    found = from_params({"known_at": moment}, KNOWN)
    assert found.to_params() is not None
    assert queries.figures(leader, found).total["actors"] == 0


def test_good_words_stay_when_bad_ones_go() -> None:
    found = from_params(
        {"kecamatan": f"no-such,{KALISAT},{KALISAT},;", "sector": "food,' OR 1=1", "window": "x"}, KNOWN
    )
    assert found == Filter(kecamatan=(KALISAT,), sector=("food",))


def test_nothing_is_known_to_a_register_that_says_so() -> None:
    link = Filter(**EXAMPLES).to_params()
    kept = from_params(link, Choices())
    assert {name for name in LISTS if getattr(kept, name)} == {"scale", "waiting"}


def test_a_desa_outside_the_kecamatan_goes() -> None:
    assert Filter(desa=(GAMBIRAN,)).with_(kecamatan=(AJUNG,)).desa == ()
    assert Filter(desa=(GAMBIRAN,)).with_(kecamatan=(AJUNG, KALISAT)).desa == (GAMBIRAN,)
    assert Filter(desa=(GAMBIRAN,)).with_(window=6).desa == (GAMBIRAN,)


def test_the_command_line_says_what_it_cannot_read() -> None:
    assert parse("as_of", "2026-03-31") == date(2026, 3, 31)
    assert parse("window", "24") == 24
    for name, words in (("as_of", "2026-02-30"), ("window", "0"), ("known_at", "kemarin")):
        with pytest.raises(Problem) as caught:
            parse(name, words)
        assert caught.value.code == "filter_unreadable"


# --- the WHERE -------------------------------------------------------------------------------------------------------


@pytest.fixture
def town(machine: Who) -> dict[str, str]:
    """Two actors in everything unlike; the words that mean the first one."""
    small = Small(machine)
    sari = small.facilitator("Sari")
    one = small.actor("Satu", GAMBIRAN, kbli_code="31001", workers_m=2, investment=5_000_000)
    small.actor("Dua", JELBUK, kbli_code="10710", workers_m=30, investment=20_000_000_000)
    small.permit(one, "npwp", "terbit", number="1" * 15)
    small.permit(one, "pirt", "diajukan")
    small.permit(one, "merek", "terbit", expires_on=date(2025, 1, 1))
    small.assign(sari, actor_id=one)
    small.visit(one, sari, date(2022, 5, 1))
    return {
        "kecamatan": KALISAT,
        "desa": GAMBIRAN,
        "sector": "furniture",
        "scale": "bps_micro",
        "has": "npwp",
        "process": "pirt",
        "expired": "merek",
        "facilitator": sari,
        "waiting": "over_24",
        "lacks": "",
    }


@pytest.mark.parametrize("name", [name for name in LISTS if name != "lacks"])
def test_a_list_field_narrows(town: dict[str, str], leader: Who, name: str) -> None:
    def found(**wanted: Any) -> list[str]:
        return sorted(queries.actor_list(leader, Filter(as_of=TODAY, **wanted))["business_name"])

    assert found() == ["Dua", "Satu"]
    assert found(**{name: (town[name],)}) == ["Satu"]
    assert queries.figures(leader, Filter(as_of=TODAY, **{name: (town[name],)})).total["actors"] == 1


def test_lacking_narrows_to_the_others(town: dict[str, str], leader: Who) -> None:
    lacking = queries.actor_list(leader, Filter(as_of=TODAY, lacks=("npwp",)))
    assert list(lacking["business_name"]) == ["Dua"]
    assert len(queries.actor_list(leader, Filter(as_of=TODAY, lacks=("nib",)))) == 2


def test_any_within_a_field_and_all_between_fields(town: dict[str, str], leader: Who) -> None:
    def found(**wanted: Any) -> int:
        return len(queries.actor_list(leader, Filter(as_of=TODAY, **wanted)))

    assert found(kecamatan=(KALISAT, JELBUK)) == 2
    assert found(kecamatan=(KALISAT,), sector=("food",)) == 0
    assert found(facilitator=(town["facilitator"], UNASSIGNED)) == 2
    assert found(has=("npwp", "pirt")) == 0, "permits asked for together are held together"


def test_every_field_is_asked_for_here(town: dict[str, str], leader: Who) -> None:
    assert set(town) == set(LISTS)
    known = queries.choices(queries.names(leader))
    for name in LISTS:
        assert not town[name] or known.only(name, [town[name]]) == (town[name],)


# --- the sentence ----------------------------------------------------------------------------------------------------


@pytest.fixture
def names(leader: Who) -> Names:
    return queries.names(leader)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentence_mentions_each_field(leader: Who, language: str) -> None:
    names = queries.names(leader, language)
    wanted = Filter(**EXAMPLES)
    said = sentence(wanted, names, language)
    for name in LISTS:
        for value in EXAMPLES[name]:
            assert labels(name, names, language)[value] in said, (name, value)
        assert chips(wanted, names, language)[name] in said
    assert formats.day(EXAMPLES["as_of"], language) in said
    assert formats.day(EXAMPLES["known_at"].date(), language) in said
    assert "24" in said.split(" · ")[-2]
    assert len(said.split(" · ")) == len(FIELDS)


def test_the_sentence_of_a_cell(names: Names) -> None:
    wanted = Filter(kecamatan=(KALISAT,), sector=("furniture",), lacks=("nib",), as_of=TODAY)
    said = sentence(wanted, names).split(" · ")
    assert said[0] == "Kalisat"
    assert said[1] == names.sector["furniture"]
    assert said[2] == f"belum punya {names.permit_kind['nib']}"
    assert said[3] == "per 24 November 2026"
    assert len(said) == 4


def test_without_a_filter_it_is_everyone_today(names: Names) -> None:
    assert sentence(Filter(), names) == f"Semua pelaku · per {formats.day(clock.today())}"


def test_the_day_of_knowledge_is_the_offices_day(names: Names) -> None:
    """At 01:00 of the 25th on the office's wall it is still the 24th in UTC."""
    assert region().timezone == "Asia/Jakarta"
    said = sentence(Filter(as_of=date(2026, 11, 25), known_at=datetime(2026, 11, 24, 18, tzinfo=UTC)), names)
    assert "25 November 2026" in said.split(" · ")[-1]


def test_every_fixed_value_has_a_label(names: Names) -> None:
    assert list(labels("waiting", names)) == list(BANDS)
    assert list(labels("scale", names)) == list(SCALES)


# --- what leaves as a file -------------------------------------------------------------------------------------------


def test_a_spreadsheet_runs_no_cell_of_ours() -> None:
    risky = ["=1+1", "+62811", "-2", "@SUM(A1)", "\t=1", "\r=1"]
    names = [*risky, "Mebel = Jati", "", None, float("nan"), 'Toko "A", B\nC']
    frame = pd.DataFrame({"name": names, "other": -5}, dtype=object)
    content = to_csv(frame, {"name": "Nama", "other": "Angka"})
    assert content.startswith(b"\xef\xbb\xbf")
    header, *lines = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert header == ["Nama", "Angka"]
    assert [line[0] for line in lines] == [*("'" + words for words in risky), "Mebel = Jati", "", "", "", names[-1]]
    assert {line[1] for line in lines} == {"-5"}, "a number below zero stays a number"
    assert cell(pd.NA) == ""
    assert cell(date(2026, 11, 24) + timedelta(days=1)) == date(2026, 11, 25)
