"""Reports: their numbers are the screen's, of one snapshot that stays; two pages, real tables, and for whom."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pypdfium2
import pytest
import sqlalchemy as sa
import zxingcpp
from openpyxl import Workbook, load_workbook
from pypdf import PdfReader

from data import clock, db, formats, queries, report, schema
from data.__main__ import main
from data.access import Who
from data.filter import Filter, from_params
from data.metrics import METRICS
from data.people import as_seen_by, demo_person
from data.problem import Problem
from data.ranking import told
from data.report import Address, Report
from data.scales import scale_of
from data.text import text
from pages._parts import scales
from tests.small import AJUNG, GAMBIRAN, GLAGAHWERO, JELBUK, KALISAT, TODAY, Small
from tests.test_change import visits_since

WHERE = Address("https://damping.example.go.id", "uji")
FORMULA = '=HYPERLINK("http://x";"klik")'
MARKUP = "<b>Siti</b> **tebal** [x](y) & Çelik 漢"


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 24, 5, tzinfo=UTC))


@pytest.fixture
def small(machine: Who) -> Small:
    """Two served and one waiting in Kalisat, two in Ajung whose visits are recorded, one in Jelbuk whose are not."""
    made = Small(machine)
    for place in (KALISAT, AJUNG):
        visits_since(machine, place, date(2019, 1, 1))
    sari = made.facilitator("Sari")
    made.assign(sari, kecamatan_code=KALISAT)
    actors = [made.actor(name, place, kbli_code="31001") for name, place in (("A", GAMBIRAN), ("B", GAMBIRAN))]
    made.actor("C", GLAGAHWERO, kbli_code="31001")
    made.actor("D", AJUNG), made.actor("E", AJUNG), made.actor("F", JELBUK)
    for actor in actors:
        made.visit(actor, sari, date(2026, 2, 10))
    return made


def facilitator(who: Who, name: str = "Sari") -> str:
    return str(queries.facilitators(who).set_index("name").at[name, "id"])


def pages(made: Report, where: Address | None = WHERE) -> list[str]:
    """The text of each page, as somebody who copies it gets it."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(report.to_pdf(made, where))).pages]


def workbook(made: Report) -> Workbook:
    return load_workbook(io.BytesIO(report.to_excel(made, WHERE)))


def table(book: Workbook, sheet: str) -> list[dict[str, object]]:
    """The rows of the one table of a sheet, by heading."""
    page = book[sheet]
    (found,) = page.tables.values()
    assert found.autoFilter is not None and found.autoFilter.ref == found.ref
    head, *rows = [[cell.value for cell in row] for row in page[found.ref]]
    return [dict(zip(head, row, strict=True)) for row in rows]


# --- the numbers are the screen's -------------------------------------------------------------------------------------


@pytest.mark.parametrize("metric", ["coverage", "actors", "load"])
def test_the_pages_say_what_the_queries_say(small: Small, leader: Who, metric: str) -> None:
    first, second = pages(report.report(leader, Filter(), metric))
    answer, one = queries.figures(leader, Filter()), METRICS[metric]
    rows = answer.rows.set_index("code")
    for code in (KALISAT, AJUNG, JELBUK):
        row = rows.loc[code].astype(object).where(rows.loc[code].notna(), None)
        value = formats.metric(one.unit, row[metric]) or "–"
        of = "" if not one.denominator and row[metric] is not None else None
        said = of if of is not None else text("no_data") if row[metric] is None else told(row, one, "id")
        assert re.search(rf"{row['name']}\s*{re.escape(said)}\s*{re.escape(value)}", first), (code, first)
    for name in ("actors", "never", "assigned"):
        assert re.search(rf"{text(f'tile.{name}')[:14]}.*?\b{answer.total[name]}\b", first, re.DOTALL), name
    assert formats.share(answer.total["coverage"]) in first
    never = rows.loc[AJUNG, "never"]
    assert re.search(rf"Ajung\s*{never}\s*{rows.loc[AJUNG, 'observed']}", second)


def test_the_gaps_are_named(small: Small, leader: Who) -> None:
    _, second = pages(report.report(leader, Filter()))
    for gap, names in (("unserved", "Ajung"), ("unrecorded", "Jelbuk"), ("unassigned", "Ajung, Jelbuk")):
        assert re.search(rf"{text(f'report.gap.{gap}')}\s*{names.count(',') + 1}\s*{names}\n", second), (gap, second)


def test_a_kecamatan_is_told_by_its_desa(small: Small, leader: Who) -> None:
    made = report.report(leader, Filter(kecamatan=(KALISAT,)))
    first, _ = pages(made)
    assert "Kecamatan Kalisat" in first
    assert re.search(r"Gambiran\s*2 dari 2\s*100 %", first) and re.search(r"Glagahwero\s*0 dari 1\s*0 %", first)


def test_the_map_has_the_classes_of_the_screen(small: Small, leader: Who) -> None:
    """One scale, one list of words: the screen's module hands on the report's."""
    assert scales.scale_of is scale_of
    first, _ = pages(report.report(leader, Filter(), "load"))
    words = [words for _, words in scale_of(METRICS["load"], []).classes("ratio", "id")]
    assert words[-1].startswith("≥") and all(word in first for word in words)


def test_an_empty_register_says_so(leader: Who) -> None:
    first, second = pages(report.report(leader, Filter()))
    assert text("report.no_actors") in first.replace("\n", " ")
    assert text("no_data") in first and text("banner.uji") in first
    assert re.search(rf"{text('report.gap.unknown')}\s*31", second)


# --- a snapshot stays -------------------------------------------------------------------------------------------------


def again(who: Who, made: Report) -> Report:
    """The report of the link that stands in a report."""
    params = dict(parse_qsl(urlsplit(WHERE.of(made)).query))
    assert {"as_of", "known_at"} <= set(params)
    return report.report(who, from_params(params, queries.choices(queries.names(who))))


def test_marchs_link_shows_marchs_numbers_in_july(small: Small, leader: Who, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 3, 31, 5, 0, 0, 250_000, tzinfo=UTC))
    march = report.report(leader, Filter(), tables=True)
    printed, counted = report.to_pdf(march, WHERE), report.to_excel(march, WHERE)
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 7, 20, 5, tzinfo=UTC))
    late = small.actor("Menyusul", AJUNG, recorded=clock.now())
    small.visit(late, facilitator(leader), date(2026, 3, 30), recorded=clock.now())
    july = again(leader, march)
    assert july.id == march.id and report.to_pdf(july, WHERE) == printed
    assert report.to_excel(report.report(leader, july.wanted, tables=True), WHERE) == counted
    now = report.report(leader, Filter(as_of=date(2026, 3, 31)))
    assert now.id != march.id and now.places.total["served"] == march.places.total["served"] + 1


def test_two_writes_in_one_second_are_kept_apart(small: Small, leader: Who, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 24, 5, 0, 0, 600_000, tzinfo=UTC))
    small.actor("Tepat sebelum", AJUNG, recorded=datetime(2026, 11, 24, 5, 0, 0, 500_000, tzinfo=UTC))
    made = report.report(leader, Filter())
    small.actor("Tepat sesudah", AJUNG, recorded=datetime(2026, 11, 24, 5, 0, 0, 700_000, tzinfo=UTC))
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 24, 6, tzinfo=UTC))
    assert again(leader, made).places.total["actors"] == made.places.total["actors"] == 7


def test_what_is_written_while_it_is_counted_is_in_all_of_it_or_in_none(
    small: Small, leader: Who, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask, asked = queries.figures, []

    def and_somebody_writes(who: Who, wanted: Filter, by: str = "kecamatan") -> queries.Figures:
        found = ask(who, wanted, by)
        if by == "kecamatan" and len(asked) < 3:
            asked.append(small.actor("Baru", AJUNG))
        return found

    monkeypatch.setattr(queries, "figures", and_somebody_writes)
    made = report.report(leader, Filter())
    assert asked and made.places.total["actors"] == made.sectors.total["actors"] == 6 + len(asked)


# --- the files --------------------------------------------------------------------------------------------------------


def test_the_pdf_is_two_pages_with_a_link_and_a_fixed_date(small: Small, leader: Who) -> None:
    made = report.report(leader, Filter(sector=("furniture",)))
    reader = PdfReader(io.BytesIO(report.to_pdf(made, WHERE)))
    assert len(reader.pages) == 2 and reader.metadata.creation_date == made.known_at
    links = [one.get_object()["/A"]["/URI"] for one in reader.pages[1]["/Annots"]]
    assert links == [WHERE.of(made)] and links[0].startswith("https://damping.example.go.id/senin?")
    assert made.id in reader.pages[0].extract_text()
    assert all(not page.images for page in reader.pages), "the map and the code are drawn, not painted"
    bare = PdfReader(io.BytesIO(report.to_pdf(made, None)))
    assert "/Annots" not in bare.pages[1] and text("report.again_no_address") in pages(made, None)[1].replace("\n", " ")


@pytest.mark.parametrize("shown", ["uji", "contoh"])
def test_a_telephone_reads_the_link_from_the_paper(small: Small, leader: Who, shown: str) -> None:
    """The second page as an image of 200 dots an inch, read by a decoder that knows nothing of ours."""
    made = report.report(leader, Filter(kecamatan=(KALISAT,), sector=("furniture",)), "load", "en")
    where = Address("https://damping.example.go.id/sub", shown)
    with pypdfium2.PdfDocument(report.to_pdf(made, where)) as paper:
        (seen,) = zxingcpp.read_barcodes(paper[1].render(scale=200 / 72).to_pil())
    assert seen.format == zxingcpp.BarcodeFormat.QRCode
    assert seen.text == where.of(made)


def test_the_workbook_has_tables_and_definitions(small: Small, leader: Who) -> None:
    made = report.report(leader, Filter(), tables=True)
    book = workbook(made)
    rows = {row["Kode"]: row for row in table(book, "Kecamatan")}
    for row in made.places.rows.to_dict("records"):
        assert rows[row["code"]]["Pelaku aktif"] == row["actors"]
    assert rows[KALISAT]["Terlayani"] == 2 and rows[KALISAT]["Cakupan"] == pytest.approx(2 / 3)
    assert rows[JELBUK]["Terlayani"] is None and rows[JELBUK]["Cakupan"] is None, "blank is not zero"
    assert sum(row["Pelaku aktif"] for row in table(book, "Desa")) == 6
    assert sum(row["Pelaku aktif"] for row in table(book, "Sektor")) == 6
    assert table(book, "Perkembangan")[-1]["Pelaku aktif"] == 6
    assert {row["Angka"] for row in table(book, "Definisi")} >= {text("tile.coverage"), text("report.column.load")}
    names = [name for page in book for name in page.tables]
    assert len(set(names)) == len(names)
    assert [page.title for page in book if not page.tables] == ["Kebutuhan"], "of needs there are none"


def test_names_are_text_on_paper_and_in_cells(small: Small, leader: Who, machine: Who) -> None:
    for name, place in ((FORMULA, AJUNG), (MARKUP, JELBUK)):
        small.assign(small.facilitator(name), kecamatan_code=place)
        made = report.report(leader, Filter(facilitator=(facilitator(leader, name),)))
        first, _ = pages(made)
        flat = first.replace("\n", " ")
        assert (FORMULA if name is FORMULA else "<b>Siti</b> **tebal** [x](y) & Çelik ?") in flat, first
        cells = [cell for page in workbook(made) for row in page.iter_rows() for cell in row]
        assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    with db.engine(db.url_of(machine.register), writable=True).begin() as conn:
        where = schema.kecamatan.c.code == AJUNG
        conn.execute(schema.kecamatan.update().where(where).values(name=FORMULA))
    cells = [cell for row in workbook(report.report(leader, Filter()))["Kecamatan"].iter_rows() for cell in row]
    found = [cell for cell in cells if cell.value == FORMULA]
    assert found and all(cell.data_type == "s" and cell.quotePrefix for cell in found)


# --- for whom ---------------------------------------------------------------------------------------------------------


def looks(who: Who) -> list[tuple[str, str, str]]:
    """Who looked at whose work, by the trail."""
    trail = schema.audit.c
    asked = sa.select(trail.by_role, trail.deed, trail.about_id).where(trail.about_kind == "facilitator")
    with db.read(who) as conn:
        return [tuple(row) for row in conn.execute(asked.order_by(trail.at, trail.id))]


def test_a_facilitators_report_is_for_those_who_see_the_team_and_audited(small: Small, leader: Who) -> None:
    sari = facilitator(leader)
    wanted = Filter(facilitator=(sari,))
    other, own = (demo_person(leader.register, "pendamping") for _ in range(2))
    own = Who(own.register, own.kab, own.role, own.id, own.name, facilitator=sari)
    report.report(other, Filter())
    assert looks(leader) == []
    assert not report.may(other, wanted) and report.may(other, Filter()) and report.may(own, wanted)
    with pytest.raises(Problem, match="not_allowed"):
        report.report(other, wanted)
    report.report(leader, wanted)
    report.report(own, wanted)
    assert looks(leader) == [("pimpinan", "team.see", sari), ("pendamping", "report.make", sari)]
    admin = demo_person(leader.register, "admin")
    looking = as_seen_by(admin, leader.id)
    assert not report.may(looking, wanted)
    with pytest.raises(Problem, match="only_looking"):
        report.report(looking, wanted)


def test_nobody_without_a_name_gets_a_report(leader: Who) -> None:
    with pytest.raises(Problem, match="not_allowed"):
        report.report(demo_person(leader.register, "publik"), Filter())


# --- the set ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two kecamatan are enough to see how a set is made."""
    known = queries.names

    def names(who: Who, language: str = "id") -> queries.Names:
        found = known(who, language)
        kept = {code: name for code, name in found.kecamatan.items() if code in (KALISAT, AJUNG)}
        return queries.Names(
            **{field: getattr(found, field) for field in found.__dataclass_fields__} | {"kecamatan": kept}
        )

    with monkeypatch.context() as patch:
        patch.setattr(queries, "names", names)
        yield


def ids(packed: bytes) -> dict[str, str]:
    """Each page of a ZIP with the snapshot it names."""
    with zipfile.ZipFile(io.BytesIO(packed)) as held:
        found = {}
        for name in held.namelist():
            if name.endswith(".pdf"):
                told_ = PdfReader(io.BytesIO(held.read(name))).pages[1].extract_text()
                found[name] = re.search(r"seperti diketahui (.*?)\.\n", told_).group(1)  # type: ignore[union-attr]
        return found


@pytest.mark.usefixtures("few")
def test_the_set_is_one_snapshot_of_everybody(small: Small, leader: Who) -> None:
    steps: list[tuple[int, int]] = []
    packed = report.make_set(leader, Filter(sector=("furniture",)), "id", WHERE, lambda *step: steps.append(step))
    assert sorted(ids(packed)) == [
        "kabupaten-jember.pdf",
        "kecamatan/35-09-17-ajung.pdf",
        "kecamatan/35-09-27-kalisat.pdf",
        "pendamping/sari.pdf",
        "sektor/furnitur.pdf",
        "sektor/lainnya.pdf",
    ]
    assert len(set(ids(packed).values())) == 1
    assert steps == [(done, 12) for done in range(1, 13)]
    assert looks(leader) == [("pimpinan", "team.see", facilitator(leader))]
    lesser = report.make_set(demo_person(leader.register, "pendamping"), Filter(), "id", None)
    assert not [name for name in ids(lesser) if name.startswith("pendamping/")]


@pytest.mark.usefixtures("few")
def test_the_command_writes_the_set(
    small: Small, machine: Who, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "laporan" / "bulanan"
    assert main(["--register", machine.register, "report", "--out", str(out), "--month", "2026-03"]) == 0
    names = sorted(path.name for path in out.iterdir())
    assert names == [
        "cakupan-2026-03.zip",
        "cakupan-kabupaten-jember-2026-03.pdf",
        "cakupan-kabupaten-jember-2026-03.xlsx",
    ]
    assert str(out / names[0]) in capsys.readouterr().out
    first = PdfReader(out / names[1]).pages[0].extract_text()
    assert "31 Maret 2026" in first
    assert "pendamping/sari.pdf" in ids((out / names[0]).read_bytes())
    assert looks(machine) == [("system", "team.see", facilitator(machine))]
    assert main(["--register", machine.register, "report", "--out", str(out), "--month", "2027-01"]) == 2
    (tmp_path / "file").write_text("")
    assert main(["--register", machine.register, "report", "--out", str(tmp_path / "file")]) == 2
    assert text("problem.folder_not_writable") in capsys.readouterr().err


def test_on_the_first_of_a_month_the_month_is_the_last_one(monkeypatch: pytest.MonkeyPatch) -> None:
    assert report.month_to_report(None).first == TODAY.replace(day=1)
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 12, 1, 5, tzinfo=UTC))
    assert report.month_to_report(None).day == date(2026, 11, 30)


@pytest.mark.usefixtures("few")
def test_a_set_can_be_stopped_and_tells_what_failed(small: Small, leader: Who, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = report.Work(leader, Filter(), "id", None)
    whole.wait()
    assert whole.file and not whole.fault and whole.steps == (12, 12)
    stopped = report.Work(leader, Filter(), "id", None)
    stopped.stop()
    stopped.wait()
    assert stopped.file is None and stopped.fault is None
    denied = report.Work(demo_person(leader.register, "publik"), Filter(), "id", None)
    denied.wait()
    assert isinstance(denied.fault, Problem)
