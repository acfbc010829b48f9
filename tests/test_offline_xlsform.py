"""The visit form for ODK and Kobo: pyxform takes it, and its fields and codes are those an import reads."""

import io
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook
from pyxform.xls2xform import convert

from data import queries, schema
from data.__main__ import main
from data.access import Who
from data.importing.words import MODE_WORDS, OUTCOME_WORDS, TOPIC_WORDS
from data.offline import Choice, VisitForm, make_xlsform
from data.problem import Problem
from tests.small import GAMBIRAN, Small

FIELDS = ["actor_id", "on", "mode", "outcome", "topics", "result", "next_step", "next_due", "facilitator"]
XF = "{http://www.w3.org/2002/xforms}"


def xform(content: bytes) -> ElementTree.Element:
    """The form as ODK reads it; any complaint of pyxform fails."""
    warnings: list[str] = []
    made = convert(xlsform=io.BytesIO(content), warnings=warnings, validate=False, file_type=".xlsx")
    assert warnings == []
    return ElementTree.fromstring(made.xform)


def fields(form: ElementTree.Element) -> list[str]:
    group = form.find(f".//{XF}instance/*/*")
    assert group is not None
    assert group.tag.endswith("}kunjungan")
    return [child.tag.split("}")[1] for child in group]


def binds(form: ElementTree.Element) -> dict[str, dict[str, str]]:
    return {str(one.get("nodeset")).rsplit("/", 1)[1]: dict(one.attrib) for one in form.iter(f"{XF}bind")}


def listed(content: bytes, name: str) -> list[tuple[Any, ...]]:
    rows = load_workbook(io.BytesIO(content))["choices"].iter_rows(min_row=2, values_only=True)
    return [row[1:] for row in rows if row[0] == name]


@pytest.fixture
def sari(register: str, machine: Who) -> Who:
    small = Small(machine)
    made = small.facilitator("Nu'man Sari")
    small.assign(made, actor_id=small.actor('=Mebel "Jati" <b> ${on}', GAMBIRAN, phone="081234567890", owner="Budi"))
    small.actor("Milik orang lain", GAMBIRAN)
    return Who(register, machine.kab, "pendamping", "demo-pendamping", "Sari", made)


def test_pyxform_takes_the_form_and_its_fields_are_those_of_an_import(sari: Who) -> None:
    content = queries.visit_form(sari)
    form = xform(content)
    assert fields(form) == FIELDS
    asked = binds(form)
    assert asked["on"]["constraint"] == ". <= today()"
    assert " ".join(asked["next_due"]["relevant"].split()) == "/data/kunjungan/next_step != ''"
    assert asked["next_due"]["constraint"].startswith(". >=")
    assert asked["facilitator"]["calculate"] == '"Nu\'man Sari"'
    for name in ("actor_id", "on", "mode", "outcome"):
        assert asked[name]["required"] == "true()"
    tongues = {one.get("lang") for one in form.iter(f"{XF}translation")}
    assert tongues == {"Bahasa Indonesia (id)", "English (en)"}


def test_its_choices_are_the_registers_codes_and_the_own_caseload(sari: Who) -> None:
    content = queries.visit_form(sari)
    assert [row[0] for row in listed(content, "mode")] == list(schema.MODES) == list(MODE_WORDS)
    assert [row[0] for row in listed(content, "outcome")] == list(schema.OUTCOMES) == list(OUTCOME_WORDS)
    assert {row[0] for row in listed(content, "topic")} == set(TOPIC_WORDS)
    actors = listed(content, "actor")
    assert len(actors) == 1
    assert actors[0][1].startswith('=Mebel "Jati" <b> $ {on} · Gambiran · ')
    assert b"081234567890" not in content
    everything = " ".join(
        str(cell) for page in load_workbook(io.BytesIO(content)) for row in page.values for cell in row
    )
    assert "Budi" not in everything


def test_somebody_elses_caseload_is_not_in_it(sari: Who, machine: Who) -> None:
    other = Small(machine).facilitator("Rini")
    with pytest.raises(Problem) as caught:
        queries.visit_form(sari, other)
    assert caught.value.code == "not_your_caseload"
    with pytest.raises(Problem) as caught:
        queries.visit_form(machine, "no-such")
    assert caught.value.code == "no_such_caseload"


def test_the_command_line_writes_one_for_everybody(sari: Who, machine: Who, register: str, tmp_path: Path) -> None:
    Small(machine).facilitator("Rini")
    target = tmp_path / "kunjungan.xlsx"
    assert main(["--register", register, "xlsform", "--out", str(target)]) == 0
    content = target.read_bytes()
    form = xform(content)
    assert fields(form) == FIELDS
    assert len(listed(content, "actor")) == 2
    assert [row[0] for row in listed(content, "facilitator")] == ["Nu'man Sari", "Rini"]


def test_a_form_of_several_facilitators_lets_them_choose() -> None:
    said = {"id": "a", "en": "b"}
    lists = {name: [Choice("x", said)] for name in ("actor", "mode", "outcome", "topic")}
    content = make_xlsform(VisitForm("1", ["Sari", "Rini"], lists))
    assert fields(xform(content)) == FIELDS
    assert [row[0] for row in listed(content, "facilitator")] == ["Sari", "Rini"]
