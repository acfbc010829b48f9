"""The doors of outside counts and of the listing of desa."""

from datetime import date

from data import commands, queries, schema
from data.access import Who
from data.db import About, write
from data.filter import Filter
from data.outside import NewSource, PlaceCount
from tests.doors import Ask, Deed
from tests.small import GAMBIRAN, KALISAT

SOURCE, LISTED = "source-1", "listed-1"
NEW = NewSource("Sensus", date(2016, 1, 1), "year", "usaha kecil", "buku 1")
DAY = date(2026, 1, 1)


def one_source(system: Who) -> None:
    """A source whose id is known here."""
    row = {"id": SOURCE, "title": "Sensus", "on_date": DAY, "counts": "usaha", "reference": "buku"}
    with write(system, "register.fill", About("register", "test")) as writing:
        writing.insert(schema.outside_source, row)


def one_listing(system: Who) -> None:
    """A listing whose id is known here."""
    with write(system, "register.fill", About("register", "test")) as writing:
        writing.insert(schema.enumeration, {"id": LISTED, "desa_code": GAMBIRAN, "on_date": DAY, "businesses": 0})


QUESTIONS: dict[str, Ask] = {
    "counts_in": lambda who: queries.counts_in(who, "a.csv", b"Kecamatan;Jumlah\nKalisat;3\n"),
    "desa_i_list": queries.desa_i_list,
    "desa_to_list": lambda who: queries.desa_to_list(who, Filter()),
    "enumerations": queries.enumerations,
    "known_places": lambda who: queries.known_places(who, Filter()),
    "outside_numbers": lambda who: queries.outside_numbers(who, SOURCE),
    "outside_sources": queries.outside_sources,
}

CHANGES: dict[str, Deed] = {
    "add_source": Deed(
        "outside.edit",
        "petugas",
        lambda who, _: commands.add_source(who, NEW, "form-1"),
        lambda who, _: commands.add_source(who, NewSource("", DAY, "year", "", ""), "form-2"),
    ),
    "save_counts": Deed(
        "outside.edit",
        "petugas",
        lambda who, _: commands.save_counts(who, SOURCE, [PlaceCount(KALISAT, None, 3)], "form-1"),
        lambda who, _: commands.save_counts(who, "no-such", [PlaceCount(KALISAT, None, 3)], "form-2"),
        one_source,
    ),
    "withdraw_source": Deed(
        "outside.edit",
        "petugas",
        lambda who, _: commands.withdraw_source(who, SOURCE),
        lambda who, _: commands.withdraw_source(who, "no-such"),
        one_source,
    ),
    "record_enumeration": Deed(
        "enumeration.record",
        "petugas",
        lambda who, _: commands.record_enumeration(who, GAMBIRAN, DAY, 0, None, "form-1"),
        lambda who, _: commands.record_enumeration(who, KALISAT, DAY, 0, None, "form-2"),
    ),
    "withdraw_enumeration": Deed(
        "enumeration.record",
        "petugas",
        lambda who, _: commands.withdraw_enumeration(who, LISTED),
        lambda who, _: commands.withdraw_enumeration(who, "no-such"),
        one_listing,
    ),
}
