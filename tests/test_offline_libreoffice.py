"""A facilitator's workbook changed in LibreOffice itself, while somebody else changes the register."""

import os
import shutil
import subprocess
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest

from data import clock, commands
from data.offline.form import LISTS, ORIGIN
from tests.test_offline import ACTORS, VISITS, Office, Sheet, bring, office, state, told

__all__ = ["office"]

CI = os.environ.get("CI") == "true"
SOFFICE = shutil.which("soffice")
DAY_ZERO = date(1899, 12, 30)
_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Edit" script:language="StarBasic">{code}
</script:module>
"""
# The libraries of a profile that is already set up: a new one would put the shipped modules in place of ours.
_LIBRARIES = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:libraries PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "libraries.dtd">
<library:libraries xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink">
<library:library library:name="Standard" xlink:href="$(USER)/basic/Standard/{kind}.xlb/" xlink:type="simple"
  library:link="false"/></library:libraries>
"""
_SET_UP = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Setup/Office">
<prop oor:name="ooSetupInstCompleted" oor:op="fuse"><value>true</value></prop></item></oor:items>
"""
_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
  library:passwordprotected="false">{element}</library:library>
"""


def _basic(words: str) -> str:
    return '"' + words.replace('"', '""') + '"'


def _macro(source: Path, target: Path, edits: list[tuple[str, str, Any]]) -> str:
    """Opens the file as a person does, writes the cells, saves it as a file of Excel's kind, and ends."""
    lines = ["Sub Main", "Dim hidden(0) As New com.sun.star.beans.PropertyValue"]
    lines += ['hidden(0).Name = "Hidden"', "hidden(0).Value = True"]
    lines += [f'doc = StarDesktop.loadComponentFromURL({_basic(source.as_uri())}, "_blank", 0, hidden())']
    for sheet, at, value in edits:
        cell = f"doc.Sheets.getByName({_basic(sheet)}).getCellRangeByName({_basic(at)})"
        if isinstance(value, date):
            lines.append(f"{cell}.setValue({(value - DAY_ZERO).days})")
        else:
            lines.append(f"{cell}.setString({_basic(value)})")
    lines += ["Dim kind(0) As New com.sun.star.beans.PropertyValue", 'kind(0).Name = "FilterName"']
    lines += ['kind(0).Value = "Calc MS Excel 2007 XML"', f"doc.storeToURL({_basic(target.as_uri())}, kind())"]
    return "\n".join([*lines, "doc.close(True)", "End Sub"])


def in_libreoffice(folder: Path, content: bytes, edits: list[tuple[str, str, Any]]) -> bytes:
    """The workbook after LibreOffice changed these cells (sheet, address, text or day) and saved it."""
    if SOFFICE is None:
        assert not CI, "LibreOffice (soffice) is missing"
        pytest.skip("LibreOffice (soffice) is not installed here")
    source, target, profile = folder / "binaan.xlsx", folder / "kembali.xlsx", folder / "profile"
    source.write_bytes(content)
    _profile(profile, _macro(source, target, edits))
    command = [SOFFICE, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nologo"]
    ran = subprocess.run([*command, "macro:///Standard.Edit.Main"], capture_output=True, timeout=120, check=False)
    assert target.exists(), ran.stderr.decode()
    return target.read_bytes()


def _profile(profile: Path, macro: str) -> None:
    """A profile of LibreOffice that holds this macro."""
    basic = profile / "user" / "basic"
    code = escape(macro, {'"': "&quot;"})
    files = {
        "Standard/Edit.xba": _MODULE.format(code=code),
        "Standard/script.xlb": _LIBRARY.format(element='<library:element library:name="Edit"/>'),
        "Standard/dialog.xlb": _LIBRARY.format(element=""),
        "script.xlc": _LIBRARIES.format(kind="script"),
        "dialog.xlc": _LIBRARIES.format(kind="dialog"),
        "../registrymodifications.xcu": _SET_UP,
    }
    (basic / "Standard").mkdir(parents=True)
    for name, content in files.items():
        (basic / name).write_text(content, encoding="utf-8")


def at(sheet: Sheet, line: int, name: str, page: str = ACTORS) -> tuple[str, str]:
    return page, sheet.cell(line, name, page).coordinate


@pytest.mark.parametrize("register", ["sqlite"], indirect=True)
def test_a_workbook_changed_in_libreoffice_and_a_change_made_meanwhile_are_both_seen(
    office: Office, tmp_path: Path
) -> None:
    content = commands.caseload_workbook(office.sari)
    sheet = Sheet(content)
    line, second, visit = sheet.line(office.mebel), sheet.line(office.batik), sheet.head(VISITS) + 1
    new, due = sheet.new_line(), clock.today() + timedelta(days=14)
    edits: list[tuple[str, str, Any]] = [
        (*at(sheet, line, "phone"), "081400000000"),
        (*at(sheet, line, "desa"), "Glagahwero"),
        (*at(sheet, line, "nib_number"), "0120001112224"),
        (*at(sheet, second, "address"), "=Jl. Anggrek"),
        (*at(sheet, new, "business_name"), "Keripik Baru"),
        (*at(sheet, new, "kecamatan"), "Kalisat"),
        (*at(sheet, new, "desa"), "Glagahwero"),
        (*at(sheet, visit, "actor", VISITS), sheet.label(office.batik)),
        (*at(sheet, visit, "on", VISITS), clock.today()),
        (*at(sheet, visit, "mode", VISITS), "di tempat usaha"),
        (*at(sheet, visit, "outcome", VISITS), "bertemu"),
        (*at(sheet, visit, "said", VISITS), "Kemasan baru dicoba"),
        (*at(sheet, visit, "next_step", VISITS), "Bawa contoh label"),
        (*at(sheet, visit, "next_due", VISITS), due),
    ]
    saved = in_libreoffice(tmp_path, content, edits)
    commands.edit_actor(office.clerk, office.mebel, 1, {"phone": "081300000000"})

    kept = Sheet(saved)
    assert [kept.book[name].sheet_state for name in (LISTS, ORIGIN)] == ["hidden", "hidden"]
    assert kept.book[ACTORS].protection.sheet
    assert kept.cell(line, "phone").protection.locked is False
    assert kept.cell(line, "actor_id").protection.locked is True
    rules = {rule.formula1 for rule in kept.book[ACTORS].data_validations.dataValidation}
    assert {"damping_legal_form", "damping_status"} <= rules
    assert any("damping_desa" in str(rule) and "MATCH" in str(rule) for rule in rules)

    brought = bring(office, saved)
    assert state(brought, line) == "partly", told(brought, line)
    assert "081300000000" in told(brought, line)
    assert "081400000000" in told(brought, line)
    assert office.value(office.mebel, "phone") == "081300000000", "nothing was overwritten"
    assert state(brought, second) == "saved", told(brought, second)
    assert office.value(office.batik, "address") == "=Jl. Anggrek"
    assert state(brought, new) == "saved", told(brought, new)
    assert state(brought, visit, "visits") == "saved", told(brought, visit, "visits")
    made = office.contacts(office.batik)[0]
    assert (made["on_date"], made["result"], made["next_due"]) == (clock.today(), "Kemasan baru dicoba", due)

    result = Sheet(brought.content)
    assert "081300000000" in result.cell(line, "outcome_of_upload").value
    assert result.cell(line, "phone").fill.fgColor.rgb == "00FFD9A0"
    assert result.cell(visit, "outcome_of_upload", VISITS).value == "Tersimpan."
    again = in_libreoffice(_again(tmp_path), brought.content, [])
    assert {row.state for row in bring(office, again).rows} == {"same", "conflict"}
    assert len(office.contacts(office.batik)) == 1


def _again(folder: Path) -> Path:
    made = folder / "again"
    made.mkdir()
    return made
