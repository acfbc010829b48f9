"""The definitions against tiny registers counted by hand."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from data import queries, schema
from data.access import Who
from data.filter import UNASSIGNED, Filter
from tests.small import AJUNG, GAMBIRAN, GLAGAHWERO, JELBUK, KALISAT, TODAY, Small


@pytest.fixture
def small(machine: Who) -> Small:
    return Small(machine)


def counted(leader: Who, by: str = "kecamatan", **wanted: Any) -> dict[str, dict[str, Any]]:
    """Place code -> its row, with the total under "total"."""
    answer = queries.figures(leader, Filter(**{"as_of": TODAY, **wanted}), by)
    return {row["code"]: row for row in answer.as_json()["rows"]} | {"total": answer.total}


def test_an_empty_register_has_31_kecamatan_and_no_answer(leader: Who) -> None:
    rows = counted(leader)
    assert len(rows) == 32
    assert rows[KALISAT]["actors"] == 0
    assert rows[KALISAT]["coverage"] is None
    assert rows["total"]["coverage"] is None
    assert len(counted(leader, by="desa")) == 249


def test_actors_without_recorded_visits_are_no_data_not_zero(small: Small, leader: Who) -> None:
    small.actor("Mebel Jati", JELBUK)
    row = counted(leader)[JELBUK]
    assert (row["actors"], row["observed"], row["coverage"], row["never"]) == (1, 0, None, 0)


def test_coverage_counts_the_met_in_person(small: Small, leader: Who) -> None:
    by = small.facilitator("Sari")
    met, phoned, missed, never = (small.actor(name) for name in ("A", "B", "C", "D"))
    small.visit(met, by, date(2026, 6, 1))
    small.visit(phoned, by, date(2026, 6, 1), mode="telepon")
    small.visit(missed, by, date(2026, 6, 1), outcome="tidak_bertemu")
    row = counted(leader)[KALISAT]
    assert (row["actors"], row["served"], row["never"], row["coverage"]) == (4, 1, 3, 0.25)
    assert never


def test_a_group_session_serves_each_who_was_there(small: Small, leader: Who) -> None:
    by = small.facilitator("Sari")
    for name in ("A", "B"):
        small.visit(small.actor(name), by, date(2026, 6, 1), mode="kelompok")
    assert counted(leader)[KALISAT]["served"] == 2


@pytest.mark.parametrize(
    ("last", "served", "band"),
    [
        (date(2026, 11, 24), 1, "under_6"),
        (date(2026, 5, 25), 1, "under_6"),
        (date(2026, 5, 24), 1, "6_12"),
        (date(2025, 11, 25), 1, "6_12"),
        (date(2025, 11, 24), 0, "12_24"),  # the window's edge is outside
        (date(2024, 11, 25), 0, "12_24"),
        (date(2024, 11, 24), 0, "over_24"),
        (date(2026, 11, 25), 0, "never"),  # a visit that is still to come
    ],
)
def test_windows_and_bands_at_their_edges(small: Small, leader: Who, last: date, served: int, band: str) -> None:
    by = small.facilitator("Sari")
    small.visit(small.actor("Other"), by, date(2020, 1, 1))  # visits are recorded here since 2020
    small.visit(small.actor("A", GAMBIRAN), by, last)
    row = counted(leader, by="desa")[GAMBIRAN]
    assert (row["served"], row[band], row["actors"]) == (served, 1, 1)


def test_a_wider_window_serves_more(small: Small, leader: Who) -> None:
    small.visit(small.actor("A"), small.facilitator("Sari"), date(2025, 6, 1))
    assert counted(leader)[KALISAT]["coverage"] == 0
    assert counted(leader, window=24)[KALISAT]["coverage"] == 1


def test_closed_before_the_date_is_not_counted_and_after_it_is(small: Small, leader: Who) -> None:
    gone = small.actor("A")
    small.state(gone, "closed", date(2026, 3, 1))
    assert counted(leader)[KALISAT]["actors"] == 0
    assert counted(leader, as_of=date(2026, 2, 28))[KALISAT]["actors"] == 1


def test_an_actor_that_moved_is_counted_where_it_was_and_where_it_is(small: Small, leader: Who) -> None:
    mover = small.actor("A", KALISAT)
    small.insert(schema.actor_place, actor_id=mover, on_date=date(2026, 3, 1), kecamatan_code=AJUNG)
    now, before = counted(leader), counted(leader, as_of=date(2026, 2, 28))
    assert (now[KALISAT]["actors"], now[AJUNG]["actors"]) == (0, 1)
    assert (before[KALISAT]["actors"], before[AJUNG]["actors"]) == (1, 0)


def test_a_late_entry_does_not_change_what_was_known(small: Small, leader: Who) -> None:
    by, first, late = small.facilitator("Sari"), small.actor("A"), small.actor("B")
    small.visit(first, by, date(2026, 3, 1))
    small.visit(late, by, date(2026, 3, 10), recorded=datetime(2026, 5, 1, tzinfo=UTC))
    march = {"as_of": date(2026, 3, 31)}
    assert counted(leader, **march)[KALISAT]["served"] == 2
    known = counted(leader, **march, known_at=datetime(2026, 4, 1, tzinfo=UTC))
    assert known[KALISAT]["served"] == 1


def test_merged_actors_are_counted_once(small: Small, leader: Who) -> None:
    kept, gone = small.actor("A"), small.actor("A kembar")
    with small._writing() as writing:
        table = schema.actor
        writing.conn.execute(
            table.update()
            .where(table.c.id == gone)
            .values(merged_into=kept, merged_at=datetime(2026, 1, 1, tzinfo=UTC))
        )
    assert counted(leader)[KALISAT]["actors"] == 1
    assert counted(leader, known_at=datetime(2025, 1, 1, tzinfo=UTC))[KALISAT]["actors"] == 2


def test_the_most_specific_assignment_wins_and_an_ended_contract_orphans(small: Small, leader: Who) -> None:
    area, desa, own = (small.facilitator(name) for name in ("Area", "Desa", "Sendiri"))
    ended = small.facilitator("Selesai", until=date(2026, 1, 31))
    one, two, three, four = (
        small.actor(name, place) for name, place in zip("ABCD", (KALISAT, GAMBIRAN, GAMBIRAN, GLAGAHWERO), strict=True)
    )
    small.assign(area, kecamatan_code=KALISAT)
    small.assign(desa, desa_code=GAMBIRAN)
    small.assign(own, actor_id=three)
    small.assign(ended, actor_id=four)
    row = counted(leader)[KALISAT]
    assert (row["assigned"], row["assigned_personally"], row["orphaned"]) == (3, 1, 1)
    by = {
        name: counted(leader, facilitator=(code,))[KALISAT]["actors"]
        for name, code in zip("ado", (area, desa, own), strict=True)
    }
    assert by == {"a": 1, "d": 1, "o": 1}
    assert counted(leader, facilitator=(UNASSIGNED,))[KALISAT]["actors"] == 1
    before = counted(leader, as_of=date(2026, 1, 31))[KALISAT]
    assert (before["assigned"], before["orphaned"]) == (4, 0)
    assert one and two


def test_load_is_caseload_over_capacity_of_the_facilitators_there(small: Small, leader: Who) -> None:
    busy, easy = small.facilitator("Sibuk", capacity=2), small.facilitator("Luang", capacity=10)
    small.assign(busy, kecamatan_code=KALISAT)
    small.assign(easy, kecamatan_code=AJUNG)
    for name in "ABC":
        small.actor(name, KALISAT)
    small.actor("D", AJUNG)
    rows = counted(leader)
    assert rows[KALISAT]["load"] == 1.5
    assert rows[AJUNG]["load"] == 0.1
    assert rows["total"]["load"] == pytest.approx((3 * 1.5 + 0.1) / 4)
    assert rows[JELBUK]["load"] is None
    # A filter narrows who is looked at, not how much the facilitator carries.
    small.actor("E", GAMBIRAN)
    assert counted(leader, desa=(GAMBIRAN,))[KALISAT]["load"] == 2


def test_a_trading_name_is_no_legal_entity(small: Small, leader: Who) -> None:
    for name, form in (("A", "pt_perorangan"), ("B", "ud")):
        one = small.actor(name, legal_form=form)
        small.permit(one, "nib", "terbit", number="0" * 13)
        small.permit(one, "npwp", "terbit")
    row = counted(leader)[KALISAT]
    assert (row["legal"], row["legality"]) == (1, 0.5)
    assert counted(leader, lacks=("badan_usaha",))[KALISAT]["actors"] == 1


def test_lacks_is_neither_valid_nor_not_needed(small: Small, leader: Who) -> None:
    states = ("terbit", "belum", "diajukan", "dicabut", "tidak_perlu", None)
    for state in states:
        one = small.actor(str(state))
        if state:
            small.permit(one, "pirt", state)
    small.permit(small.actor("lapsed"), "pirt", "terbit", expires_on=date(2026, 11, 23))
    small.permit(small.actor("last day"), "pirt", "terbit", expires_on=TODAY)

    def how_many(**wanted: Any) -> int:
        return int(counted(leader, **wanted)[KALISAT]["actors"])

    assert how_many(has=("pirt",)) == 2
    assert how_many(lacks=("pirt",)) == 5
    assert how_many(process=("pirt",)) == 1
    assert how_many(expired=("pirt",)) == 1
    table = queries.permits(leader, Filter(as_of=TODAY)).set_index(["kind", "status"])["actors"]
    assert table["pirt"].to_dict() == {
        "terbit": 2,
        "diajukan": 1,
        "belum": 1,
        "tidak_tercatat": 1,
        "kedaluwarsa": 1,
        "dicabut": 1,
        "tidak_perlu": 1,
    }


def test_sector_follows_the_kbli_prefix(small: Small, leader: Who) -> None:
    for code in ("31001", "10794", "45407", None):
        small.actor(f"usaha {code}", kbli_code=code)
    rows = counted(leader, by="sector")
    assert {code: rows[code]["actors"] for code in ("furniture", "food", "other", "metal")} == {
        "furniture": 1,
        "food": 1,
        "other": 2,
        "metal": 0,
    }


@pytest.mark.parametrize(
    ("men", "women", "invested", "scales"),
    [
        (4, 0, 5_000_000, {"bps_micro", "permenperin_small"}),
        (3, 2, 999_999_999, {"bps_small", "permenperin_small"}),
        (19, 0, 1_000_000_000, {"bps_small", "permenperin_medium"}),
        (20, 0, 15_000_000_001, {"bps_medium", "permenperin_large"}),
        (100, 0, 15_000_000_000, {"bps_large", "permenperin_medium"}),
        (None, None, None, {"unknown"}),
    ],
)
def test_scale_classes_name_their_definition(
    small: Small, leader: Who, men: int | None, women: int | None, invested: int | None, scales: set[str]
) -> None:
    small.actor("A", workers_m=men, workers_f=women, investment=invested)
    for scale in (
        "bps_micro",
        "bps_small",
        "bps_medium",
        "bps_large",
        "permenperin_small",
        "permenperin_medium",
        "permenperin_large",
        "unknown",
    ):
        assert counted(leader, scale=(scale,))[KALISAT]["actors"] == (scale in scales)


def test_desa_not_yet_known_stays_in_the_sum(small: Small, leader: Who) -> None:
    small.actor("A", GAMBIRAN)
    small.actor("B", KALISAT)
    rows = counted(leader, by="desa", kecamatan=(KALISAT,))
    assert len(rows) == 14
    assert (rows[GAMBIRAN]["actors"], rows[None]["actors"], rows["total"]["actors"]) == (1, 1, 2)


def test_parts_add_up_to_the_whole(small: Small, leader: Who) -> None:
    by = small.facilitator("Sari")
    small.assign(by, kecamatan_code=KALISAT)
    for number, place in enumerate((GAMBIRAN, GLAGAHWERO, KALISAT, AJUNG, JELBUK)):
        one = small.actor(f"usaha {number}", place, kbli_code="31001" if number % 2 else "10710")
        if place != JELBUK:
            small.visit(one, by, date(2022 + number, 5, 1))
    totals = [queries.figures(leader, Filter(as_of=TODAY), level).total for level in ("kecamatan", "desa", "sector")]
    assert totals[0] == totals[1] == totals[2]
    bands = ("under_6", "6_12", "12_24", "over_24", "never")
    assert sum(totals[0][band] for band in bands) == totals[0]["observed"] == 4
    assert queries.cross(leader, Filter(as_of=TODAY))["actors"].sum() == totals[0]["actors"]
    assert len(queries.actor_list(leader, Filter(as_of=TODAY))) == totals[0]["actors"]


def test_a_trend_is_the_totals_of_its_days(small: Small, leader: Who) -> None:
    by, met, young = (
        small.facilitator("Sari"),
        small.actor("A"),
        small.actor("B", recorded=datetime(2026, 6, 1, tzinfo=UTC)),
    )
    small.visit(met, by, date(2025, 3, 1))
    small.state(young, "closed", date(2026, 10, 5))
    days = [date(2025, 2, 28), date(2025, 3, 31), date(2026, 9, 30), TODAY]
    rows = queries.trend(leader, Filter(kecamatan=(KALISAT,)), days)
    assert rows["actors"].tolist() == [2, 2, 2, 1]
    assert rows["served"].tolist() == [0, 1, 0, 0]
    for row in rows.to_dict("records"):
        total = queries.figures(leader, Filter(kecamatan=(KALISAT,), as_of=row.pop("day"))).total
        assert row == total
    known = Filter(kecamatan=(KALISAT,), known_at=datetime(2026, 5, 1, tzinfo=UTC))
    assert queries.trend(leader, known, days)["actors"].tolist() == [1, 1, 1, 1]
