"""Records as the comparison wants them: normalised facts, and the keys that two records must share to be compared."""

import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from data.linking.model import Record
from data.linking.names import business, fold, person, skeleton, trades
from data.linking.words import each
from data.normal import plain

COMMON_NAME = 4
"""A business name carried by so many different owners is common: weak evidence where it is the same."""
SHARED_NUMBER = 3
"""A telephone or permit number at so many different owners belongs to none of them (the desa office, an example)."""
MOST = {"nib": 1000, "phone": 40, "npwp": 40, "permit": 40, "near": 40, "kecamatan": 25, "anywhere": 10}
"""A key shared by more records than this tells nothing ("UD Jaya", an owner "Siti"): it is not used to find pairs."""

_ONES = str.maketrans("il", "11", " ")
_STREET_WORDS = frozenset(
    each("jl jln jalan dsn dusun dus gg gang no nomor rt rw ds desa kel kec lingk lingkungan perum")
)


class Name(NamedTuple):
    """A business name as compared; `owner` whose it is or whom it is called after, `common`: many have it."""

    core: tuple[str, ...]
    number: str
    trades: frozenset[str]
    letters: str
    owner: tuple[str, ...]
    common: bool


Street = tuple[str, frozenset[str]] | None
"""Its words, and the numbers of house, RT and RW."""
Product = tuple[frozenset[str], str] | None
"""The trades it names, and its words."""
Place = tuple[str, str]
"""Kecamatan and desa; what is not known is empty."""


@dataclass(frozen=True, slots=True, repr=False)
class Prepared:
    """One record as it is compared; what is not known is empty. `offices`: those of its phones that belong to many."""

    id: str
    name: Name
    owner_unknown: bool
    place: Place
    street: Street
    product: Product
    phones: frozenset[str]
    offices: frozenset[str]
    permits: frozenset[str]
    nib: str
    npwp: str


class Keys(NamedTuple):
    """Beside each other: a key (its hash), the place of a record that has it, and how many may share it."""

    key: "array[int]"
    row: "array[int]"
    most: "array[int]"


def prepare(records: Sequence[Record]) -> tuple[list[Prepared], Keys]:
    """The records in their order with their keys; what is common depends on all of them."""
    known: dict[Any, Any] = {}
    # One object for all equal values: a large register says the same few things over and over.
    parsed = [_parsed(record, lambda value: known.setdefault(value, value)) for record in records]
    common = _at_many(((one.name.core, one.name.owner) for one in parsed), COMMON_NAME)
    numbers = ((number, one.name.owner) for one in parsed for number in (*one.phones, *one.permits))
    shared = _at_many(numbers, SHARED_NUMBER)
    rows = [_judged(one, common, shared) for one in parsed]
    keys = Keys(array("q"), array("i"), array("h"))
    for place, row in enumerate(rows):
        for kind, *facts in _keys(row):
            keys.key.append(hash((kind, *facts)))
            keys.row.append(place)
            keys.most.append(MOST[kind.split("_")[0]])
    return rows, keys


def _parsed(record: Record, once: Callable[[Any], Any]) -> Prepared:
    name = business(record.business_name)
    owner = once(person(record.owner) or name.called_after)
    return Prepared(
        record.id,
        name=Name(once(name.core), name.number, once(name.trades), name.letters, owner, common=False),
        owner_unknown=not record.owner,
        place=once((record.kecamatan or "", record.desa or "")),
        street=once(_street(record.address)),
        product=once(_product(name.trades, record.product)),
        phones=once(frozenset(record.phones)),
        offices=frozenset(),
        permits=once(frozenset(number for text in record.permits if (number := _permit(text)))),
        nib=_digits(record.nib, (13,)),
        npwp=_npwp(record.npwp),
    )


def _judged(one: Prepared, common: set[Any], shared: set[Any]) -> Prepared:
    """With what only all records together tell."""
    if one.name.core not in common and shared.isdisjoint(one.phones) and shared.isdisjoint(one.permits):
        return one
    name = one.name._replace(common=one.name.core in common)
    return replace(one, name=name, offices=one.phones & shared, permits=one.permits - shared)


def _keys(one: Prepared) -> set[tuple[str, ...]]:
    """What a record of the same business very likely shares: two facts each, or one that few have."""
    (kecamatan, desa), owner = one.place, one.name.owner
    near = desa or kecamatan
    owners, names = {skeleton(word) for word in owner}, {skeleton(word) for word in one.name.core}
    found: set[tuple[str, ...]] = {("phone", phone) for phone in one.phones} | {
        ("permit", number) for number in one.permits
    }
    found |= {("nib", one.nib)} if one.nib else set()
    found |= {("npwp", one.npwp)} if one.npwp else set()
    found |= {("near_owner", word, near) for word in owners} | {("near_name", word, near) for word in names}
    both: set[tuple[str, ...]] = {("kecamatan_both", person, name, kecamatan) for person in owners for name in names}
    full_owner, full_name = "".join(sorted(owner)), "".join(sorted(one.name.core))
    if len(owner) > 1:
        both.add(("kecamatan_owner", full_owner, kecamatan))
    # Elsewhere only by a name of its own: in every kecamatan there is a "Mebel Pak Slamet" of a Slamet Riyadi.
    if len(owner) > 1 and len(one.name.core) > 1 and set(owner).isdisjoint(one.name.core):
        found.add(("anywhere", full_owner, full_name))
    return found | both | {("kecamatan_name", full_name, kecamatan)}


def _at_many(facts: Iterable[tuple[Any, tuple[str, ...]]], many: int) -> set[Any]:
    """The values found beside at least so many different owners."""
    times = Counter(value for value, _ in set(facts))
    return {value for value, found in times.items() if found >= many}


def _digits(number: str | None, lengths: tuple[int, ...]) -> str:
    """The digits of a number that can be one: of a right length, not one digit over and over; else empty."""
    digits = re.sub(r"\D", "", number or "")
    return digits if len(digits) in lengths and len(set(digits)) > 1 else ""


def _npwp(number: str | None) -> str:
    """15 digits; the 16 of a firm are its 15 behind a nought."""
    digits = _digits(number, (15, 16))
    return digits.removeprefix("0") if len(digits) == 16 else digits


def _permit(number: str) -> str:
    """'533/32-TDI/BPPT-VII/2009' -> '53332td1bpptv112009'; what is too short to belong to one is empty.

    The Roman month is often typed with ones: 'V11'.
    """
    found = plain(number).translate(_ONES)
    return found if sum(letter.isdigit() for letter in found) >= 6 else ""


def _street(address: str | None) -> Street:
    """'Dsn. Krajan RT 003/RW 01' -> ('krajan', {'1', '3'})."""
    words = re.findall(r"[a-z]+|\d+", plain(address or ""))
    named = " ".join(fold(word) for word in words if word.isalpha() and word not in _STREET_WORDS)
    numbers = frozenset(word.lstrip("0") for word in words if word.isdigit())
    return (named, numbers) if named or numbers else None


def _product(named: frozenset[str], product: str | None) -> Product:
    """'Kripik tempe' of a 'Snack …' -> ({'keripik', 'tempe'}, 'kripik tempe')."""
    words = " ".join(fold(word) for word in plain(product or "").split())
    made = named | trades(product)
    return (made, words) if made or words else None
