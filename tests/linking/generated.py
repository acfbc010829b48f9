"""The invented register of the test: other names and other words than the weights were trained on, more habits.

Beside the habits of the training there are short forms of trades, swapped words, the kabupaten behind a name, and more.
"""

import re
from collections.abc import Callable
from itertools import combinations
from random import Random
from typing import Any

from data.linking.habits import cut, lost_vowel, loud, rarely, swap, typo
from data.linking.invented import Business, Entry, Habits, Inventor, Words
from data.linking.model import Record
from data.linking.words import each

WORDS = Words(
    men=each(
        "Sutikno Mohammad Achmad Abdul Hariono Edi Sukirman Fathur Syaiful Yusuf Didik Mustofa Nasrullah Rahmat "
        "Totok Bahrul Jumadi Sahid Usman Karyono Fajar Iskandar Sulaiman Ponidi Wagimin Kusnadi Lutfi Hendra"
    ),
    women=each(
        "Siti Umi Nurul Sumarni Kartini Luluk Masruroh Ernawati Khoiriyah Ratna Wiwik Susiati Jumiati Musrifah "
        "Anik Titin Zubaidah Ngatemi Puji Romlah Ida Hosnia Supiyah Mei"
    ),
    second=each(
        "Santoso Rohman Hidayati Subagyo Zainuri Faridah Handoko Mukhlis Andriani Purnomo Kholil Astutik Cahyono "
        "Nafisah Hermanto Sofyan Widodo Azizah Mashudi Prayitno Jumiatun Soleha Budiono Syafii Irawati"
    ),
    own=each(
        "Sumber Jaya Barokah Makmur Rizky Nusantara Cipta Surya Tani Gemilang Amanah Lumintu Sari Pelangi Mekar "
        "Tiga Saudara Sejati Kencana Melati Sakinah Wahana Kembar Subur Hikmah Asri Bumi Garuda"
    ),
    hamlets=each(
        "Krajan Sumberejo Kaliputih Rowotengah Gludug Tempuran Bedadung Karanganyar Sukosari Jatian Pondokrejo"
    ),
    products={
        "Meubel": ("kursi tamu", "lemari jati", "pintu dan jendela"),
        "Kripik": ("keripik pisang", "keripik talas", "kripik usus"),
        "Krupuk": ("kerupuk rambak", "kerupuk udang"),
        "Tahu": ("tahu kuning",),
        "Tape": ("tape singkong",),
        "Batik": ("batik tulis", "batik cap"),
        "Kopi": ("kopi bubuk",),
        "Jahit": ("baju seragam", "gamis"),
        "Roti": ("roti bakar", "donat"),
        "Las": ("pagar besi", "kanopi"),
        "Terasi": ("terasi udang",),
        "": ("sapu lidi", "tempurung kelapa", "sirup markisa", "telur asin", "kerajinan tembaga", "paving"),
    },
)


def _swapped(_rng: Random, text: str) -> str:
    """The last word in front."""
    words = text.split()
    return " ".join(words[-1:] + words[:-1])


def _child(rng: Random, owner: str) -> str:
    """The Madurese way: known as the father or mother of somebody."""
    return f"{owner} / {rng.choice(('P.', 'B.'))} {rng.choice(WORDS.women)}"


def _one_name(_rng: Random, owner: str) -> str:
    return owner.split()[0]


_ALLAH = (("Mohammad", "Moh"), ("Mohammad", "Mochamad"), ("Achmad", "Ahmad"), ("Abdul", "Abd"), ("Siti", "St"))
_EAR = (("u", "oe"), ("y", "i"), ("kh", "h"), ("Kh", "H"), ("f", "p"), ("z", "s"), ("sy", "s"), ("t", "th"))
_SHORT = (("Sumber", "Sbr"), ("Barokah", "Brkh"), ("Makmur", "Mkmr"), ("Jaya", "Jy"), ("Saudara", "Sdr"))
HABITS = Habits(
    owner=(
        swap(*_ALLAH),
        swap(*_EAR),
        rarely(swap(("Mohammad ", "Mhmd "), ("Nurul ", "Nrl "), ("Abdul ", "A. "), ("Siti ", "S. ")), 0.4),
        rarely(lost_vowel, 0.3),
        rarely(_one_name, 0.25),
        rarely(_child, 0.1),
        lambda rng, owner: rng.choice(("H. ", "Hj ", "Pak ", "Bu ", "Sdri. ", "Tuan ")) + owner,
        rarely(lambda rng, owner: owner + rng.choice((", S.Pd.I", ", Amd", " S.T", " (alm)")), 0.3),
        rarely(typo, 0.4),
        loud,
    ),
    name=(
        swap(("Meubel", "Mebeler"), ("Meubel", "Furniture"), ("Kripik", "Keripik"), ("Krupuk", "Kerupuk")),
        rarely(swap(*_SHORT), 0.3),
        rarely(swap(("Meubel", "Mbl"), ("Kripik", "Snack"), ("Roti", "Rt"), ("Las", "Bengkel")), 0.3),
        rarely(lost_vowel, 0.3),
        rarely(_swapped, 0.2),
        rarely(lambda _rng, name: name + " Jember", 0.3),
        rarely(cut, 0.4),
        rarely(typo, 0.5),
        loud,
    ),
    address=(
        swap(("Dusun", "Dsn"), ("Dusun", "Ds."), ("RT", "Rt."), (" RW", "/")),
        rarely(lambda _rng, text: text.split(" RT")[0], 0.5),
        rarely(typo, 0.5),
    ),
    share=0.3,
)
BUSINESSES = 3_500
Ids = set[tuple[str, str]]
Two = tuple[Entry, Entry]


def register(seed: int, businesses: int = BUSINESSES) -> tuple[list[Record], Ids, Ids]:
    """The records, the pairs of ids that are one business, and those that no person could decide on."""
    entries = Inventor(seed, WORDS, HABITS).register(businesses)
    same = _pairs(entries, lambda one: one.number)
    # Two of different kecamatan show another place; where nothing else is known they were never a pair to a person.
    other = [(a, b) for a, b in _pairs(entries, lambda one: one.business.desa[:8]) if a.number != b.number]
    clear = {_ids(*two) for two in same if known_again(*two)}
    unclear = {_ids(*two) for two in same} - clear | {_ids(*two) for two in other if not told_apart(*two)}
    return [one.record for one in entries], clear, unclear


def _pairs(entries: list[Entry], group: Callable[[Entry], Any]) -> list[Two]:
    """The pairs of entries with something in common."""
    groups: dict[Any, list[Entry]] = {}
    for one in entries:
        groups.setdefault(group(one), []).append(one)
    return [pair for some in groups.values() for pair in combinations(some, 2)]


def _ids(a: Entry, b: Entry) -> tuple[str, str]:
    return a.record.id, b.record.id


def known_again(a: Entry, b: Entry) -> bool:
    """Whether a person could say of two entries of one business that they are: docs/duplicates.md has the rule."""
    if _number_in_common(a, b):
        return True
    owners = _both(a, b, "owner")
    if a.business.own_name != b.business.own_name:
        return owners and _same_house(a, b) and _same(a, b, "product")
    if _after_owner(a.business) and _both(a, b, "product") and a.business.product != b.business.product:
        return any({a.business.product, b.business.product} <= set(made) for made in WORDS.products.values())
    says_much = len(_own(a.business)) > 1 and not _after_owner(a.business)
    return owners or (says_much and (_same(a, b, "desa") or _same_house(a, b)))


def told_apart(a: Entry, b: Entry) -> bool:
    """Whether a fact that both entries show is another one: name, owner, desa, house, telephone, NIB, NPWP, product."""
    shown = [field for field in ("desa", "nib", "npwp", "product") if _both(a, b, field)]
    if any(getattr(a.business, field) != getattr(b.business, field) for field in shown):
        return True
    return _other_owner(a, b) or _other_name(a, b) or _other_house(a, b) or _other_phone(a, b)


def _other_owner(a: Entry, b: Entry) -> bool:
    """Another first name, or another second one where both show it: 'Kartini' may be Kartini Subagyo."""
    if not _both(a, b, "owner"):
        return False
    (first, *second), (other, *other_second) = a.business.owner.split(), b.business.owner.split()
    both = _names_shown(a) > 1 and _names_shown(b) > 1
    return first != other or (both and second != other_second)


def _names_shown(one: Entry) -> int:
    """How many names of the owner were written, without titles and degrees."""
    words = re.split(r"[,/(]", one.record.owner or "")[0].replace(".", " ").lower().split()
    return len([word for word in words if word not in ("h", "hj", "pak", "bu", "sdri", "tuan", "s", "t")])


def _both(a: Entry, b: Entry, field: str) -> bool:
    """Both show it."""
    return bool(getattr(a.record, field) and getattr(b.record, field))


def _same(a: Entry, b: Entry, field: str) -> bool:
    return _both(a, b, field) and getattr(a.business, field) == getattr(b.business, field)


def _number_in_common(a: Entry, b: Entry) -> bool:
    phone = all(one.business.phone in one.record.phones for one in (a, b)) and a.business.phone == b.business.phone
    return phone or _both(a, b, "permits") or _same(a, b, "nib") or _same(a, b, "npwp")


def _house(one: Entry) -> bool:
    """Whether the address shows more than the hamlet."""
    return "RT" in (one.record.address or "").upper()


def _same_house(a: Entry, b: Entry) -> bool:
    return _house(a) and _house(b) and a.business.address == b.business.address


def _other_house(a: Entry, b: Entry) -> bool:
    if not _both(a, b, "address"):
        return False
    ours, theirs = (one.business.address for one in (a, b))
    return ours != theirs if _house(a) and _house(b) else ours.split(" RT")[0] != theirs.split(" RT")[0]


def _other_phone(a: Entry, b: Entry) -> bool:
    own = all(one.business.phone in one.record.phones for one in (a, b))
    return own and a.business.phone != b.business.phone


def _own(one: Business) -> list[str]:
    """The words of its name that are not a form of address."""
    return [word for word in one.own_name.split() if word not in ("Bu", "Ibu", "Hj.", "Pak", "Bapak", "H.")]


def _after_owner(one: Business) -> bool:
    return set(_own(one)) <= set(one.owner.split())


def _other_name(a: Entry, b: Entry) -> bool:
    """Another number, another trade, other words; two called after owners of one name have no other name."""
    one, other = a.business, b.business
    if one.number != other.number or (one.trade and other.trade and one.trade != other.trade):
        return True
    owners = not _other_owner(a, b) and _after_owner(one) and _after_owner(other)
    return one.own_name != other.own_name and not owners
