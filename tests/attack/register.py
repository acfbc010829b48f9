"""The unknowns behind a release: every published number is a sum of them.

Actors by kecamatan and sector group; of them the holders of each permit; the bands of waiting by kecamatan. What has
no place in these has an unknown of its own.
"""

import re
from collections.abc import Iterator, Mapping
from math import inf

from tests.attack.reader import NO_DATA, NO_NUMBERS, NOT_MEANT, Release
from tests.attack.sums import Sum, System, minus, plus

REGENCY, KECAMATAN, BELOW = r"\d\d\.\d\d", r"\d\d\.\d\d\.\d\d", r"\d\d\.\d\d\.\d\d\.\d+"
BANDS = ("under_6", "6_12", "12_24", "over_24", "never")
SERVED = BANDS[:2]
PERMITS = ("badan_usaha", "nib", "npwp", "pirt", "halal", "merek")
VISITS = ("teramati", "terlayani", "belum_pernah")
EVERYBODY = "*"  # the group of all, where no group was ever published


class Register:
    """The unknowns of the register as it was for `now`, for all cells that one of `releases` has."""

    def __init__(self, system: System, now: Release, releases: tuple[Release, ...]) -> None:
        self.system = system
        self.now = now
        self.rows: dict[str, dict[str, set[str]]] = {}  # sheet -> row -> columns
        for release in releases:
            for sheet in release.sheets.values():
                rows = self.rows.setdefault(sheet.name, {})
                for row, columns in sheet.cells.items():
                    rows.setdefault(row, set()).update(set(columns) - set(NO_NUMBERS))
        codes = {row for rows in self.rows.values() for row in rows}
        self.kab = next((code for code in sorted(codes) if re.fullmatch(REGENCY, code)), "")
        places = {match[0] for code in codes if (match := re.match(KECAMATAN, code))}
        self.kecamatan = tuple(sorted(places)) or ("",)
        self.groups = self._groups()
        self.observed = tuple(place for place in self.kecamatan if self._observed(place))
        self._own: dict[tuple[str, str, str], Sum] = {}
        self._actors = {(place, group): system.unknown() for place in self.kecamatan for group in self.groups}
        self._bands = {(place, band): system.unknown() for place in self.observed for band in BANDS}
        for place in self.observed:  # visits are recorded for a whole kecamatan or for none of it
            actors = plus(self._actors[place, group] for group in self.groups)
            system.equal(self._banded(place, BANDS), actors, "parts", f"bands of {place}")
        self._holders = dict(self._permits())
        by_place = (permit for permit, place, _ in self._holders if place)
        self.by_place = frozenset(("pelaku", *VISITS, *self.groups, *by_place))

    def _groups(self) -> tuple[str, ...]:
        columns = {column for row in self.rows.get("sektor", {}).values() for column in row} - {"pelaku"}
        rows = {row for sheet in ("izin_sektor", "nilai") for row in self.rows.get(sheet, {})} - {self.kab}
        return tuple(sorted(columns or rows)) or (EVERYBODY,)

    def _observed(self, place: str) -> bool:
        sheet = self.now.sheets.get("cakupan")
        return sheet is None or sheet.text(place, "teramati") not in (NO_DATA, NOT_MEANT)

    def _permits(self) -> Iterator[tuple[tuple[str, str, str], Sum]]:
        """A permit's holders by kecamatan and group where it was ever published by place, by group alone elsewhere."""
        for permit in PERMITS:
            rows = {row for found in self.rows.values() for row, columns in found.items() if permit in columns}
            by_place = any(re.match(KECAMATAN, row) for row in rows)
            for place in self.kecamatan if by_place else ("",) if rows else ():
                for group in self.groups:
                    held = self.system.unknown()
                    actors = self._actors[place, group] if place else self.group(group, "pelaku")
                    self.system.within(held, actors or {}, "parts", f"{permit} of {place} {group}")
                    yield (permit, place, group), held

    def know(self, listed: tuple[Mapping[str, str], ...]) -> None:
        """Takes listed businesses out of what is hidden; that they still stand as listed is assumed."""
        if not listed or "directory" in self.system.left_out:
            return
        for (place, group), actors in self._actors.items():
            self._known(actors, len(_listed(listed, place, group)), f"listed in {place} {group}")
        for (permit, place, group), held in self._holders.items():
            states = [one.get(permit, "") for one in _listed(listed, place, group)]
            have, lack = states.count("ya"), states.count("belum")
            name = f"listed {permit} in {place} {group}"
            self._known(held, have, name, unsure=len(states) - have - lack)
            actors = self._actors[place, group] if place else self.group(group, "pelaku") or {}
            if lack:
                self.system.relate(minus(actors, held), lack, inf, "directory", name, soft=True)

    def _known(self, unknown: Sum, known: int, name: str, unsure: int = 0) -> None:
        for one in unknown:
            self.system.known[one], self.system.unsure[one] = known, unsure
        if known:
            self.system.relate(unknown, known, inf, "directory", name, soft=True)

    def own(self, sheet: str, row: str, column: str) -> Sum:
        """A cell's own unknown; always the same one."""
        key = (sheet, row, column)
        if key not in self._own:
            self._own[key] = self.system.unknown()
        return self._own[key]

    def cell(self, sheet: str, row: str, column: str) -> Sum | None:
        """The sum that a cell counts; None when it counts nobody in this register."""
        if row == self.kab and "totals" in self.system.left_out:
            return self.own(sheet, row, column)
        if sheet == "perubahan":
            if row == "akhir" and column in ("pelaku", "terlayani"):
                return self.regency("teramati" if column == "pelaku" else column)
            return self.own(sheet, row, column)
        if sheet == "menunggu":
            return self._waiting(row)
        if sheet in ("izin_sektor", "nilai"):
            return self._grouped(row, column)
        return self._placed(sheet, row, column)

    def _placed(self, sheet: str, row: str, column: str) -> Sum | None:
        if column in self.by_place:
            if row == self.kab:
                return self.regency(column)
            if row in self.kecamatan:
                return self.place(row, column)
            if re.fullmatch(BELOW, row):
                return self.own("", row, column)  # the same people in whatever sheet they stand
        return self.own(sheet, row, column)

    def regency(self, column: str) -> Sum | None:
        """A column over the whole regency."""
        return plus(one for place in self.kecamatan if (one := self.place(place, column))) or None

    def place(self, place: str, column: str) -> Sum | None:
        """A column of a kecamatan; None where visits are not recorded, or when nothing is known by that name."""
        if column in VISITS and place not in self.observed:
            return None
        if column in ("pelaku", "teramati"):
            return plus(self._actors[place, group] for group in self.groups)
        if column == "terlayani":
            return self._banded(place, SERVED)
        if column == "belum_pernah":
            return self._bands[place, "never"]
        if column in self.groups:
            return self._actors[place, column]
        return plus(self._holders[column, place, group] for group in self.groups)

    def group(self, group: str, column: str) -> Sum | None:
        """A column of a sector group; None when nothing is known by that name."""
        if column == "pelaku":
            return plus(self._actors[place, group] for place in self.kecamatan)
        if column == "melapor":
            return self.own("nilai", group, column)
        return plus(held for (permit, _, one), held in self._holders.items() if (permit, one) == (column, group))

    def _grouped(self, row: str, column: str) -> Sum | None:
        if row == self.kab:
            return plus(one for group in self.groups if (one := self.group(group, column))) or None
        if row in self.groups:
            return self.group(row, column)
        return self.own("kelompok", row, column)  # a finer classification, if anybody published it

    def _waiting(self, row: str) -> Sum | None:
        if row == self.kab:
            return self.regency("teramati")
        if row in BANDS:
            return plus(self._bands[place, row] for place in self.observed) or None
        return self.own("menunggu", row, "pelaku")

    def _banded(self, place: str, bands: tuple[str, ...]) -> Sum:
        return plus(self._bands[place, band] for band in bands)


def _listed(listed: tuple[Mapping[str, str], ...], place: str, group: str) -> list[Mapping[str, str]]:
    """Those of a group, in a kecamatan or (without) in all."""
    of_group = (one for one in listed if one.get("kelompok") == group)
    return [one for one in of_group if place in ("", one.get("kode_kecamatan"))]
