"""What may be there already: found by name nearby or by number, without giving away an owner or a number."""

import random
import string
from typing import Any

import pytest

from data import queries, schema
from data.access import ALLOWS, Who
from data.people import demo_person
from data.problem import Problem
from data.queries.similar import MOST, name_core
from geo.regions import load
from tests.small import AJUNG, GAMBIRAN, GLAGAHWERO, KALISAT, TODAY, Small

FAR = next(code for code, place in load().kecamatan.items() if code != KALISAT and KALISAT not in place.neighbours)
NEAR = load().kecamatan[KALISAT].neighbours[0]


def found(who: Who, name: str, place: str = KALISAT, **more: Any) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.id, one.why) for one in queries.similar(who, name, place, **more)]


@pytest.mark.parametrize(
    "name", ["Jati Makmur", "CV. JATI MAKMUR", "Meubel jati-makmur", "Jati Makmurr", "Makmur Jati"]
)
def test_a_name_alike_in_the_same_kecamatan_is_found(machine: Who, clerk: Who, name: str) -> None:
    made = Small(machine).actor("UD. Mebel Jati Makmur", GAMBIRAN)
    assert found(clerk, name) == [(made, ("name",))]


def test_another_name_is_not(machine: Who, clerk: Who) -> None:
    small = Small(machine)
    small.actor("UD Mebel Sumber Rejeki")
    small.actor("UD Mebel")
    assert found(clerk, "UD Mebel Jati Makmur") == []
    assert len(found(clerk, "UD. Mebel")) == 1, "a name of common words only is compared whole"


def test_a_neighbouring_kecamatan_counts_only_for_names_nearly_the_same(machine: Who, clerk: Who) -> None:
    small = Small(machine)
    near, far = small.actor("Jati Makmur", NEAR), small.actor("Jati Makmur", FAR)
    assert found(clerk, "Jati Makmur") == [(near, ("name",))]
    assert found(clerk, "Jaya Makmur") == []
    assert found(clerk, "Jati Makmur", FAR) == [(far, ("name",))]


def test_the_same_number_is_found_anywhere_and_however_written(machine: Who, clerk: Who) -> None:
    made = Small(machine).actor("Sumber Rejeki", FAR, phone="0331-487021 / 0812-3456-7890")
    assert found(clerk, "Jati Makmur", phone="+62 812 34567890") == [(made, ("phone",))]
    assert found(clerk, "Jati Makmur", phone="081234567891") == []
    assert found(clerk, "Jati Makmur", phone="0812345") == [], "half a number is no number"
    assert found(clerk, "Jati Makmur", phone="tidak ada") == []


def test_the_same_owner_helps_a_name_half_alike_and_nothing_else(machine: Who, clerk: Who) -> None:
    small = Small(machine)
    half = small.actor("Jati Makmur Abadi Sentosa", owner="H. Budi Santoso")
    small.actor("Kerupuk Renyah", owner="H. Budi Santoso")
    assert found(clerk, "Jati Makmur") == []
    assert found(clerk, "Jati Makmur", owner="h budi santoso") == [(half, ("name",))]
    assert found(clerk, "Sama Sekali Lain", owner="H. Budi Santoso") == [], "an owner alone finds nobody"


def test_the_same_desa_asks_for_less(machine: Who, clerk: Who) -> None:
    made = Small(machine).actor("Jati Makmur Jaya", GAMBIRAN)
    assert found(clerk, "Jati Makmur", desa_code=GLAGAHWERO) == []
    assert found(clerk, "Jati Makmur", desa_code=GAMBIRAN) == [(made, ("name",))]


def test_the_likeliest_come_first_and_only_five(machine: Who, clerk: Who) -> None:
    small = Small(machine)
    same = small.actor("Jati Makmur", phone="0812 3456 7890")
    others = [small.actor(f"Jati Makmu{letter}") for letter in "abcdefg"]
    answer = found(clerk, "Jati Makmur", phone="081234567890")
    assert answer[0] == (same, ("name", "phone"))
    assert len(answer) == MOST
    assert {one for one, _ in answer[1:]} < set(others)


def test_closed_ones_are_named_as_closed_and_merged_ones_are_not(machine: Who, clerk: Who) -> None:
    small = Small(machine)
    kept = small.actor("Jati Makmur")
    small.state(kept, "closed", TODAY.replace(year=2025))
    small.actor("Kerupuk Renyah")
    gone = small.actor("Jati Makmur")
    with small._writing() as writing:
        writing.conn.execute(
            schema.actor.update().where(schema.actor.c.id == gone).values(merged_into=kept, merged_at=writing.at)
        )
    assert [(one.id, one.active, one.facilitator_id) for one in queries.similar(clerk, "Jati Makmur", KALISAT)] == [
        (kept, False, None)
    ]


def test_the_facts_are_those_of_a_colleague(machine: Who, clerk: Who) -> None:
    small = Small(machine)
    rini = small.facilitator("Rini")
    made = small.actor("Jati Makmur", GAMBIRAN, product="Kursi")
    small.assign(rini, actor_id=made)
    (one,) = queries.similar(clerk, "Jati Makmur", KALISAT)
    assert (one.business_name, one.product, one.kecamatan_code, one.desa_code) == (
        "Jati Makmur",
        "Kursi",
        KALISAT,
        GAMBIRAN,
    )
    assert (one.facilitator_id, one.active) == (rini, True)


def secret() -> str:
    return "".join(random.choices(string.ascii_lowercase, k=12))


@pytest.mark.parametrize("role", [role for role in ALLOWS if "actor.add" in ALLOWS[role] and role != "system"])
def test_owner_and_number_of_others_never_come_back(machine: Who, register: str, role: str) -> None:
    """The attack: a facilitator without any caseload asks with what is already known of somebody else's actor."""
    small = Small(machine)
    owner, street, number = secret(), secret(), "081298765432"
    marked = {"owner": owner, "phone": f"{number} ({secret()})", "address": street, "lon": 113.81234, "lat": -8.12345}
    small.assign(small.facilitator("Rini"), actor_id=small.actor("Jati Makmur", **marked))
    small.actor("Lain Sama Sekali", AJUNG, **marked)
    who = demo_person(register, role)
    answers = [
        queries.similar(who, name, KALISAT, known_owner, phone)
        for name in ("Jati Makmur", "x", "%", "_", "")
        for known_owner in (None, owner, "%")
        for phone in (None, number, "0812", "%", "_")
    ]
    assert any(answers)
    told = repr(answers)
    for value in (owner, street, number, number[1:], "98765432", marked["phone"], "113.81234", "8.12345"):
        assert value not in told
    assert set(answers[0][0].__dataclass_fields__) == {
        "id",
        "business_name",
        "product",
        "kecamatan_code",
        "desa_code",
        "facilitator_id",
        "active",
        "why",
    }


def test_only_those_who_may_add_may_ask(leader: Who) -> None:
    with pytest.raises(Problem) as caught:
        queries.similar(leader, "Jati", KALISAT)
    assert caught.value.code == "not_allowed"


def test_names_without_their_common_words() -> None:
    assert name_core("UD. Mebél Jati  Makmur") == "jati makmur"
    assert name_core("CV Mebel") == "cv mebel"
