"""What anybody knows to hold between the numbers: parts and wholes, the steps of the change, finer classifications."""

import re
from calendar import monthrange
from math import inf

from tests.attack.reader import NOT_MEANT, SHARES, number
from tests.attack.register import BELOW, PERMITS, Register
from tests.attack.sums import Sum, minus, plus

PARTS = (  # part, whole: two columns of one row
    ("teramati", "pelaku"),
    ("terlayani", "teramati"),
    ("belum_pernah", "teramati"),
    ("punya_pendamping", "pelaku"),
    ("terlambat", "kunjungan"),
    *((permit, "pelaku") for permit in PERMITS),
)
FLOWS = ("pelaku_masuk", "pelaku_keluar", "terlayani_masuk", "terlayani_keluar")
STAYED = ("served_anew", "lapsed")  # steps of actors who are in the numbers at both dates


def relate(register: Register) -> None:
    """Adds all of them."""
    for one in (_parts, _reporting, _change, _exits, _below_kecamatan, _finer_groups, _shares, _calendar):
        one(register)


def _parts(register: Register) -> None:
    """In every row whose cells have unknowns of their own, a part is not more than its whole."""
    for sheet, rows in register.rows.items():
        for row, columns in rows.items():
            for part, whole in PARTS:
                if {part, whole} <= columns and sheet != "perubahan":
                    _within(register, (sheet, row, part), (sheet, row, whole))


def _within(register: Register, part: tuple[str, str, str], whole: tuple[str, str, str]) -> None:
    one, other = register.cell(*part), register.cell(*whole)
    if one and other and len(one) == 1:  # longer sums are related through their terms
        register.system.within(one, other, "parts", " ".join(part))


def _reporting(register: Register) -> None:
    for row in register.rows.get("nilai", {}).keys() & set(register.groups):
        actors = register.group(row, "pelaku") or {}
        register.system.within(register.own("nilai", row, "melapor"), actors, "parts", f"melapor of {row}")


def _change(register: Register) -> None:
    """Who was served then stayed so, lapsed or left; who is served now stayed so, is served anew or entered."""
    rows, system = register.rows.get("perubahan"), register.system
    if not rows:
        return
    steps = sorted(rows.keys() - {"awal", "akhir", *STAYED})
    entered, left, came_served, left_served = (
        plus(register.own("perubahan", step, flow) for step in steps) for flow in FLOWS
    )
    for step in steps:
        for way in ("masuk", "keluar"):
            served, actors = (register.own("perubahan", step, f"{what}_{way}") for what in ("terlayani", "pelaku"))
            system.within(served, actors, "changes", f"{step} {way}")
    anew, lapsed = register.own("perubahan", STAYED[0], FLOWS[2]), register.own("perubahan", STAYED[1], FLOWS[3])
    always, neither = system.unknown(), system.unknown()  # of those in the numbers at both dates: served
    served_then, served_now = plus([always, lapsed, left_served]), plus([always, anew, came_served])
    stayed = plus([always, neither, anew, lapsed])
    for row, column, total in (
        ("awal", "pelaku", plus([stayed, left])),
        ("awal", "terlayani", served_then),
        ("akhir", "pelaku", plus([stayed, entered])),
        ("akhir", "terlayani", served_now),
    ):
        if row in rows and (cell := register.cell("perubahan", row, column)):
            system.equal(cell, total, "changes", f"{row} {column}")
    _none_meant(register)


def _none_meant(register: Register) -> None:
    sheet = register.now.sheets.get("perubahan")
    for row, column, text in sheet.counts() if sheet else ():
        if text == NOT_MEANT and column in FLOWS:
            register.system.relate(register.own("perubahan", row, column), 0, 0, "changes", f"{row} {column}")


def _exits(register: Register) -> None:
    """Exits by reason are among those who left the numbers closed or moved."""
    if {"keluar", "perubahan"} <= register.rows.keys():
        reasons = register.rows["keluar"].keys() - {register.kab}
        exits = plus(register.own("keluar", reason, "pelaku") for reason in reasons)
        gone = plus(register.own("perubahan", step, "pelaku_keluar") for step in ("closed", "moved"))
        register.system.within(exits, gone, "changes", "keluar")


def _below_kecamatan(register: Register) -> None:
    """Desa, in whatever sheet, add up to their kecamatan; visits are recorded for all of a desa or none of it."""
    desa = _desa(register)
    for row, columns in desa.items():
        for part, whole in PARTS:
            if part in columns:
                _within(register, ("", row, part), ("", row, whole))
    for column in sorted(set().union(*desa.values())):
        for place in register.kecamatan:
            children = [register.own("", row, column) for row in desa if _is_below(place, row)]
            if children and (total := register.place(place, column)):
                _adds_up(register, children, total, f"{place} {column}")


def _desa(register: Register) -> dict[str, set[str]]:
    """Every desa ever published, and what of it."""
    found: dict[str, set[str]] = {}
    for rows in register.rows.values():
        for row, columns in rows.items():
            if re.fullmatch(BELOW, row):
                found.setdefault(row, {"pelaku"}).update(columns & register.by_place)
    return found


def _finer_groups(register: Register) -> None:
    """Codes such as 31, 310, 31001 in one sheet: the shorter is the sum of those right below it."""
    for sheet, rows in register.rows.items():
        for parent in rows.keys() - {register.kab, *register.kecamatan}:
            below = [row for row in rows if _is_below(parent, row)]
            nearest = [row for row in below if not any(_is_below(other, row) for other in below)]
            for column in sorted(rows[parent].intersection(*(rows[row] for row in nearest))) if nearest else ():
                children = [one for row in nearest if (one := register.cell(sheet, row, column))]
                if whole := register.cell(sheet, parent, column):
                    _adds_up(register, children, whole, f"{sheet} {parent} {column}")


def _is_below(parent: str, code: str) -> bool:
    rest = code.removeprefix(parent)
    return code.startswith(parent) and rest != "" and (rest.startswith(".") or (code.isdigit() and parent.isdigit()))


def _adds_up(register: Register, children: list[Sum], whole: Sum, name: str) -> None:
    """Children never exceed their parent; that none of them is missing is assumed."""
    register.system.within(plus(children), whole, "levels", name)
    register.system.relate(minus(plus(children), whole), 0, inf, "levels", name, soft=True)


def _shares(register: Register) -> None:
    """A share that is not the ratio of its two published numbers tells of the true ones."""
    for name, sheet in register.now.sheets.items():
        for column, (part, whole) in SHARES.items():
            texts = {row: cells.get(column, "") for row, cells in sheet.cells.items()}
            places = max(
                (len(text.partition(".")[2]) for text in texts.values() if number(text) is not None), default=0
            )
            within = 0.5 * 10.0**-places if places < 12 else 1e-10
            for row, text in texts.items():
                if (share := number(text)) is not None:
                    published = number(sheet.text(row, part)), number(sheet.text(row, whole))
                    _share(register, (name, row), (part, whole), share, within, published, sheet.base)


def _share(
    register: Register,
    at: tuple[str, str],
    columns: tuple[str, str],
    share: float,
    within: float,
    published: tuple[float | None, float | None],
    base: int,
) -> None:
    part, whole = (register.cell(*at, column) for column in columns)
    if part is None or whole is None:
        return
    sheet, name, (numerator, denominator) = register.now.sheets[at[0]], " ".join(at), published
    rounded = share * denominator if denominator else None  # the part as it would have been published
    if numerator is not None and denominator and abs(share - numerator / denominator) <= within + 1e-9:
        return  # made from the rounded numbers: nothing new
    if base > 1 and rounded is not None and abs(rounded / base - round(rounded / base)) <= denominator * within + 1e-9:
        lo, hi = sheet.interval(base * round(rounded / base))
        register.system.relate(part, lo, hi, "shares", name)
        return
    register.system.relate(minus(part, whole, times=share - within), 0, inf, "shares", name)
    register.system.relate(minus(part, whole, times=share + within), -inf, 0, "shares", name)


def _calendar(register: Register) -> None:
    """The change begins a year before the release: where a month ends on that day, its row tells the same."""
    day = register.now.as_of
    if day is None or "awal" not in register.rows.get("perubahan", {}):
        return
    month = f"{day.year - 1}-{day.month:02}"
    if month in register.rows.get("tren", {}) and day.day >= monthrange(day.year - 1, day.month)[1]:
        for column, at in (("pelaku", "teramati"), ("terlayani", "terlayani")):
            then, row = register.own("perubahan", "awal", column), register.own("tren", month, at)
            register.system.equal(then, row, "calendar", f"{month} {at}", soft=True)
