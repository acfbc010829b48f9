"""The permit checklist: what a sector needs, what is next, what waits; the office's own table of steps."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

from data import schema
from data.access import Who
from data.checklist import SETTLED, Ahead, Item, Standing, all_of, checklist, read_steps, steps
from data.queries import actor, timeline
from data.settings import region
from tests.small import Small

DAY = date(2026, 11, 24)


def reference(name: str) -> list[dict[str, str]]:
    with (region().folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


SECTORS = {row["code"]: row["sectors"].split() for row in reference("permit_kinds.csv")}


def listed(sector: str | None, **recorded: Standing | str) -> dict[str, Item]:
    standings = {kind: Standing(one) if isinstance(one, str) else one for kind, one in recorded.items()}
    return {item.kind: item for item in checklist(sector, SECTORS, standings, DAY)}


USUAL = {"npwp": 2, "nib": 1, "badan_usaha": 5, "siinas": 3, "pirt": 20, "halal": 17, "tkdn_ik": 7}


def ahead(usual: dict[str, int | None] = USUAL, sector: str = "food", **recorded: Standing | str) -> dict[str, Ahead]:
    standings = {kind: Standing(one) if isinstance(one, str) else one for kind, one in recorded.items()}
    return {item.kind: item.ahead for item in checklist(sector, SECTORS, standings, DAY, usual)}


def next_of(items: dict[str, Item]) -> list[str]:
    return [kind for kind, item in items.items() if item.next]


def test_a_sector_has_its_own_kinds() -> None:
    food, furniture = listed("food"), listed("furniture")
    assert {"pirt", "halal", "nib"} <= set(food)
    assert not {"pirt", "halal", "bpom_md"} & set(furniture)
    assert "svlk" in furniture
    assert "svlk" not in food
    assert {"npwp", "nib", "badan_usaha"} <= set(listed(None))


def test_the_first_that_can_be_done_is_next_and_the_rest_waits() -> None:
    items = listed("food")
    assert next_of(items) == ["npwp"]
    assert items["nib"].blocked_by == ("npwp",)
    assert items["pirt"].blocked_by == ("nib",)
    assert {item.status for item in items.values()} == {"tidak_tercatat"}
    later = listed("food", npwp="terbit")
    assert next_of(later) == ["nib"]
    assert later["nib"].blocked_by == ()
    done = listed("food", npwp="terbit", nib="terbit", badan_usaha="terbit", siinas="terbit")
    assert next_of(done) == ["pirt"]


def test_siinas_and_tkdn_wait_for_one_another() -> None:
    items = listed("furniture", npwp="belum", nib="terbit")
    assert items["siinas"].blocked_by == ("npwp",)
    assert items["tkdn_ik"].blocked_by == ("siinas",)


def test_nib_waits_for_a_legal_entity_only_while_one_is_being_made() -> None:
    assert listed("food", npwp="terbit", badan_usaha="belum")["nib"].blocked_by == ()
    assert listed("food", npwp="terbit", badan_usaha="diajukan")["nib"].blocked_by == ("badan_usaha",)


def test_applied_for_waits_for_its_office_and_is_not_next() -> None:
    items = listed("food", npwp="diajukan")
    assert not items["npwp"].next
    assert items["nib"].blocked_by == ("npwp",)
    assert next_of(items) == ["badan_usaha"]


def test_not_needed_blocks_nothing_and_is_never_next() -> None:
    items = listed("food", npwp="tidak_perlu", nib="terbit", badan_usaha="tidak_perlu")
    assert items["nib"].blocked_by == ()
    assert next_of(items) == ["siinas"]


def test_revoked_is_to_be_done_again() -> None:
    items = listed("food", npwp="terbit", nib="dicabut")
    assert next_of(items) == ["nib"]
    assert items["pirt"].blocked_by == ("nib",)


def test_an_expiry_lapses_the_day_after() -> None:
    def pirt(ends: date) -> Item:
        basic = {"npwp": "terbit", "nib": "terbit", "badan_usaha": "terbit", "siinas": "terbit"}
        return listed("food", **basic, pirt=Standing("terbit", date(2021, 1, 1), expires_on=ends))["pirt"]

    assert (pirt(DAY).status, pirt(DAY).next) == ("terbit", False)
    lapsed = pirt(date(2026, 11, 23))
    assert (lapsed.status, lapsed.next, lapsed.since) == ("kedaluwarsa", True, date(2021, 1, 1))


def test_what_only_some_need_is_never_next_unless_it_lapsed() -> None:
    all_there = dict.fromkeys(("npwp", "nib", "badan_usaha", "siinas"), "terbit")
    items = listed("furniture", **all_there)
    assert next_of(items) == []
    assert items["merek"].optional
    mark = Standing("terbit", date(2010, 1, 1), expires_on=date(2020, 1, 1))
    assert next_of(listed("furniture", **all_there, merek=mark)) == ["merek"]


def test_old_licences_and_those_of_another_sector_stand_apart_when_recorded() -> None:
    items = listed("furniture", tdi="terbit", pirt="terbit")
    assert [kind for kind, item in items.items() if item.apart] == ["pirt", "tdi"]
    assert not any(items[kind].next for kind in ("pirt", "tdi"))
    assert "tdi" not in listed("furniture")


@pytest.mark.parametrize("sector", [None, *(row["code"] for row in reference("sectors.csv"))])
def test_following_the_next_step_ends_with_everything_that_is_needed(sector: str | None) -> None:
    done: dict[str, str] = {}
    while True:
        items = listed(sector, **done)
        following = next_of(items)
        assert len(following) <= 1
        if not following:
            break
        assert items[following[0]].blocked_by == ()
        done[following[0]] = "terbit"
    assert all(item.optional or item.status in SETTLED for item in items.values())


def test_the_table_of_steps_names_kinds_topics_and_sources_that_exist() -> None:
    kinds, topics = set(SECTORS), {row["code"] for row in reference("needs.csv")}
    assert set(steps()) == kinds - {"tdi", "iui", "siup", "iumk"}
    for step in steps().values():
        assert {*step.needs, *step.if_applied_for} <= set(steps())
        assert step.topic in topics
        assert step.source
        assert all(step.note[language].strip() for language in ("id", "en"))


def test_the_earliest_day_follows_the_chain_of_what_is_missing() -> None:
    days = {kind: one.days for kind, one in ahead().items()}
    assert [days[kind] for kind in ("npwp", "nib", "siinas", "pirt", "tkdn_ik")] == [2, 3, 6, 23, 13]
    assert ahead(npwp="terbit")["pirt"].days == 21
    assert ahead(npwp="terbit", nib="tidak_perlu")["pirt"].days == 20
    assert ahead(npwp="terbit", nib="terbit", pirt="terbit")["pirt"] == Ahead(0)
    assert all_of(listed("food", npwp="terbit").values()).unknown, "nothing is said where nobody said how long it takes"


def test_an_application_counts_from_the_day_it_was_filed() -> None:
    def filed(days: int) -> dict[str, int | None]:
        found = ahead(npwp=Standing("diajukan", DAY - timedelta(days=days)), nib="belum")
        return {kind: one.days for kind, one in found.items()}

    assert (filed(0)["npwp"], filed(1)["npwp"], filed(2)["npwp"], filed(900)["npwp"]) == (2, 1, 0, 0)
    assert (filed(1)["nib"], filed(900)["nib"]) == (2, 1)
    entity = ahead(npwp="terbit", badan_usaha=Standing("diajukan", DAY - timedelta(days=1)))
    assert (entity["badan_usaha"].days, entity["nib"].days) == (4, 5), "the NIB waits for an entity being made"
    assert ahead(npwp="terbit", badan_usaha="belum")["nib"].days == 1, "and not for one that nobody makes"


def test_what_lapsed_or_was_withdrawn_begins_anew() -> None:
    lapsed = Standing("terbit", date(2020, 1, 1), expires_on=DAY - timedelta(days=1))
    found = ahead(npwp="terbit", nib="terbit", pirt=lapsed, halal="dicabut")
    assert (found["pirt"].days, found["halal"].days) == (20, 17)


def test_one_link_of_which_nobody_said_how_long_it_takes_leaves_the_rest_unknown() -> None:
    found = ahead({**USUAL, "nib": None}, npwp="belum")
    assert found["npwp"] == Ahead(2)
    assert (found["nib"], found["pirt"], found["siinas"]) == (Ahead(None, ("nib",)),) * 3
    both = ahead({**USUAL, "nib": None, "pirt": None})
    assert both["pirt"] == Ahead(None, ("nib", "pirt"))
    assert ahead({**USUAL, "nib": None}, npwp="belum", nib="terbit")["pirt"] == Ahead(20), "it is there already"


def test_all_together_take_as_long_as_the_last_and_name_every_unknown_once() -> None:
    items = checklist("food", SECTORS, {}, DAY, {**USUAL, "pirt": None, "halal": None})
    basic = [item for item in items if item.kind in ("npwp", "nib", "badan_usaha")]
    assert all_of(basic) == Ahead(5)
    assert all_of(item for item in items if not item.optional) == Ahead(None, ("pirt", "halal"))
    assert all_of([]) == Ahead(0)


def test_steps_that_wait_for_one_another_are_refused(tmp_path: Path) -> None:
    head = "kind,needs,if_applied_for,necessity,topic,source,note_id,note_en"
    rows = "nib,npwp,,always,perizinan,s,a,b\nnpwp,,siinas,always,npwp,s,a,b\nsiinas,nib,,always,perizinan,s,a,b\n"
    (tmp_path / "steps.csv").write_text(f"{head}\n{rows}")
    with pytest.raises(ValueError, match=r"steps.csv: these wait for one another: \w+ -> \w+ -> \w+ -> \w+"):
        read_steps(tmp_path / "steps.csv")


def test_the_order_of_the_reference_is_the_one_that_was_agreed() -> None:
    """NPWP (with the owner's NIK, which is not recorded), NIB, the rest; NIB and NPWP, SIINas, TKDN-IK."""
    needs = {kind: set(step.needs) for kind, step in steps().items()}
    assert "NIK" in steps()["npwp"].note["id"]
    assert needs["nib"] == {"npwp"}
    assert [needs[kind] for kind in ("pirt", "halal", "merek", "sni")] == [{"nib"}] * 4
    assert (needs["siinas"], needs["tkdn_ik"]) == ({"nib", "npwp"}, {"siinas"})


def test_a_usual_time_stands_with_its_source() -> None:
    for row in reference("permit_kinds.csv"):
        assert bool(row["usual_days"]) == ("; lama: " in row["source"]), row["code"]
        assert row["usual_days"] == "" or int(row["usual_days"]) >= 0


def test_another_table_is_another_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    head = "kind,needs,if_applied_for,necessity,topic,source,note_id,note_en"
    (tmp_path / "steps.csv").write_text(f"{head}\nnib,,,always,perizinan,s,a,b\nnpwp,nib,,always,npwp,s,a,b\n")
    found = read_steps(tmp_path / "steps.csv")
    monkeypatch.setattr("data.checklist.steps", lambda: found)
    items = listed("food")
    assert list(items) == ["nib", "npwp"]
    assert next_of(items) == ["nib"]
    assert items["npwp"].blocked_by == ("nib",)


# --- as the register gives it ----------------------------------------------------------------------------------------


def test_the_actor_brings_its_checklist(machine: Who, clerk: Who) -> None:
    small = Small(machine)
    made = small.actor("Kerupuk", kbli_code="10794")
    small.permit(made, "badan_usaha", "terbit", form="ud")
    small.permit(made, "npwp", "terbit", date(2020, 5, 1))
    small.permit(made, "iumk", "terbit", date(2015, 1, 1))
    items = {item.kind: item for item in actor(clerk, made)["checklist"]}
    assert items["badan_usaha"].status == "belum", "a UD is no legal entity"
    assert (items["npwp"].status, items["npwp"].since) == ("terbit", date(2020, 5, 1))
    assert next_of(items) == ["nib"]
    assert items["iumk"].apart
    assert "pirt" in items


def test_after_facilitation_needs_a_visit_on_the_topic_in_the_year_before(machine: Who, clerk: Who) -> None:
    small = Small(machine)
    sari = small.facilitator("Sari")
    made = small.actor("Kerupuk")
    for kind, on, mode in (
        ("kemasan", date(2025, 3, 1), "di_tempat"),
        ("npwp", date(2024, 4, 30), "di_tempat"),
        ("modal", date(2025, 3, 1), "telepon"),
    ):
        small.visit(made, sari, on, topics=kind, mode=mode)
        small.insert(schema.need_event, actor_id=made, kind=kind, change="raised", on_date=date(2024, 1, 1))
        small.insert(schema.need_event, actor_id=made, kind=kind, change="met", on_date=date(2025, 5, 1))
    small.permit(made, "npwp", "terbit", date(2025, 4, 30))
    found = actor(clerk, made)
    needs = {need["kind"]: need for need in found["needs"]}
    assert {kind: need["after_facilitation"] for kind, need in needs.items()} == {
        "kemasan": True,
        "npwp": False,
        "modal": False,
    }
    assert {need["raised_on"] for need in needs.values()} == {date(2024, 1, 1)}
    assert [permit["after_facilitation"] for permit in found["permits"]] == [True]


def test_open_promises_and_requests_stand_on_the_page_and_words_only_for_those_who_may(
    machine: Who, clerk: Who, leader: Who
) -> None:
    small = Small(machine)
    sari = small.facilitator("Sari")
    made = small.actor("Kerupuk")
    small.visit(made, sari, date(2025, 3, 1), next_step="bawa formulir", next_due=date(2025, 3, 8))
    small.insert(
        schema.request, actor_id=made, channel="desa", topics="modal", note="rahasia", on_date=date(2026, 1, 5)
    )
    for who, step in ((clerk, "bawa formulir"), (leader, None)):
        found = actor(who, made)
        assert (found["promise"].step, found["promise"].due) == (step, date(2025, 3, 8))
        assert (found["request"].channel, found["request"].topics) == ("desa", ("modal",))
        asked = next(event for event in timeline(who, made) if event["kind"] == "request")
        assert ("note" in asked) == (who is clerk)
        assert ("rahasia" in repr(timeline(who, made))) == (who is clerk)
