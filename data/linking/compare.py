"""How two prepared records compare, as level codes.

Four comparisons are weighed. The first is made of facts that depend on each other: an owner's second business shares
owner, address and telephone at once, which would count three times if they were weighed apart; and records that are
compared at all share a name or an owner, so that both together say far more than one after the other.
"""

from functools import lru_cache
from itertools import product

from rapidfuzz import fuzz

from data.linking.alike import Words, aligned, same_word, slip, words_level
from data.linking.prepared import Name, Place, Prepared, Product, Street
from data.linking.words import FREQUENT_NAMES, FURNITURE_LIKE

# Alike from here on (0–100).
STREET, PRODUCT = 85, 80

UNKNOWN = "unknown"
NAME_LEVELS = ("differs", "unlike", "same", "same_common", "alike", "part", "branch", "number", "owner", "called")
OWNER_LEVELS = ("differs", "unlike", "same", "one_word", "part", "relative", UNKNOWN)
SHARED_LEVELS = ("against", "open", "one", "several", "permit")
JOINT = "identity"
"""The comparison of names, owners and what else they share; its level is 'name+owner+shared'."""
LEVELS: dict[str, tuple[str, ...]] = {
    JOINT: tuple("+".join(codes) for codes in product(NAME_LEVELS, OWNER_LEVELS, SHARED_LEVELS)),
    "product": ("differs", "same", UNKNOWN),
    "place": ("same", "kecamatan", "kecamatan_at_least", "differs", UNKNOWN),
    "nib": (UNKNOWN, "differs", "same"),
}
"""Every comparison that is weighed, with its levels."""
_SHARED = ("address", "phone", "npwp")
_OTHER, _WEAK, _ELSEWHERE = ("differs", "unlike"), ("same_common", "part", "called"), ("kecamatan", "differs")
_NOBODY = ("differs", "relative", UNKNOWN)


def name_level(left: Name, right: Name) -> str:
    """Two business names.

    "same_common": one word, or a name that many have; "part": all words of the shorter stand in the longer; "number",
    "branch": alike, but with another number or trade; "owner": one is only called after the other's owner, which
    contradicts no name; "called": both are called after an owner that both have.
    """
    level = words_level(left.core, right.core)
    if level in _OTHER and (left.letters == right.letters or slip(left.letters, right.letters)):
        level = "alike"
    after = [_within(left.core, right.owner), _within(right.core, left.owner)]
    if level == "differs" and not any(after):
        return level
    if left.number != right.number:
        return "number"
    if level in _OTHER and not all(after):
        return "owner" if any(after) else level
    if _other_trade(left.trades, right.trades):
        return "branch"
    if all(after):
        return "called"
    few = len(left.core) == 1 or (left.common and right.common)
    return "same_common" if level == "same" and few else level


def _other_trade(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """Both say a trade, and not the same."""
    return bool(ours and theirs and ours.isdisjoint(theirs)) and not (ours | theirs) <= FURNITURE_LIKE


@lru_cache(maxsize=1 << 15)
def _within(core: Words, owner: Words) -> bool:
    return bool(owner) and aligned(core, owner) == len(core)


def owner_level(left: Prepared, right: Prepared) -> str:
    """Two owners; that a business is called after somebody else than the other's owner says nothing."""
    level = people_level(left.name.owner, right.name.owner)
    guessed = left.owner_unknown or right.owner_unknown
    return UNKNOWN if guessed and level in ("differs", "unlike", "relative") else level


@lru_cache(maxsize=1 << 15)
def people_level(ours: Words, theirs: Words) -> str:
    """Two people; "one_word": the same single name, which many have.

    "part": one says fewer names, the first among them; "relative": the name shared is not the first of both, as a son
    bears his father's name behind his own.
    """
    if not ours or not theirs:
        return UNKNOWN
    level = words_level(ours, theirs)
    if level in _OTHER:
        frequent = (FREQUENT_NAMES.intersection(ours), FREQUENT_NAMES.intersection(theirs))
        ours, theirs = _telling(ours), _telling(theirs)
        level = words_level(ours, theirs)
        if level not in _OTHER and all(frequent) and frequent[0].isdisjoint(frequent[1]):
            return "relative"
    if level in ("same", "alike"):
        return "same" if min(len(ours), len(theirs)) > 1 else "one_word"
    if level == "part":
        return level if same_word(ours[0], theirs[0]) else "relative"
    return "relative" if same_word(ours[-1], theirs[-1]) else level


def _telling(owner: Words) -> Words:
    """The names without those that every other person bears in front; all of them where nothing else is left."""
    return tuple(name for name in owner if name not in FREQUENT_NAMES) or owner


def address_level(left: Street, right: Street) -> str:
    """Two streets: "same" with a number in common and none against, "alike" by the words alone."""
    if left is None or right is None:
        return UNKNOWN
    (street, ours), (other, theirs) = left, right
    if street and other and fuzz.token_set_ratio(street, other) < STREET:
        return "differs"
    if ours and theirs:
        return "same" if ours <= theirs or theirs <= ours else "differs"
    return "alike"


@lru_cache(maxsize=1 << 15)
def product_level(left: Product, right: Product) -> str:
    """Two products: a trade in common or words alike; a trade beside words that name none is unknown."""
    if left is None or right is None:
        return UNKNOWN
    (trade, words), (other_trade, other) = left, right
    if not trade.isdisjoint(other_trade):
        return "same"
    if words and other:
        both = set(words.split()) & set(other.split())
        alike = any(len(word) >= 5 for word in both) or fuzz.token_set_ratio(words, other) >= PRODUCT
        return "same" if alike else "differs"
    return "differs" if trade and other_trade else UNKNOWN


def phone_level(left: Prepared, right: Prepared) -> str:
    """Two lists of numbers; "shared": the same number, which belongs to many."""
    if not left.phones or not right.phones:
        return UNKNOWN
    both = left.phones & right.phones
    return "differs" if not both else "shared" if both <= left.offices else "same"


def permit_level(left: Prepared, right: Prepared) -> str:
    """Two lists of permit numbers; others than the other's say nothing, a business has several."""
    return UNKNOWN if left.permits.isdisjoint(right.permits) else "same"


def equal_level(left: str, right: str) -> str:
    """Two numbers that are equal or not."""
    return UNKNOWN if not left or not right else "same" if left == right else "differs"


def place_level(left: Place, right: Place) -> str:
    """Two places; "kecamatan_at_least": the same kecamatan, of one the desa is not known."""
    (kecamatan, desa), (other, other_desa) = left, right
    if not kecamatan or not other:
        return UNKNOWN
    if kecamatan != other:
        return "differs"
    if not desa or not other_desa:
        return "kecamatan_at_least"
    return "same" if desa == other_desa else "kecamatan"


def evidence(left: Prepared, right: Prepared) -> dict[str, str]:
    """Field by field how the two compare, for a person to read."""
    return {
        "name": name_level(left.name, right.name),
        "owner": owner_level(left, right),
        "address": address_level(left.street, right.street),
        "phone": phone_level(left, right),
        "npwp": equal_level(left.npwp, right.npwp),
        "permit": permit_level(left, right),
        "product": product_level(left.product, right.product),
        "place": place_level(left.place, right.place),
        "nib": equal_level(left.nib, right.nib),
    }


def compared(left: Prepared, right: Prepared) -> dict[str, str]:
    """The level of each of the four comparisons."""
    return weighed(evidence(left, right))


def weighed(told: dict[str, str]) -> dict[str, str]:
    """Evidence as it is weighed.

    A name that says little is that of another business ("branch") beside another product, and in another desa where
    nothing else is shared: Bu Siti's cakes, Bu Siti's coffee, the Bu Siti over there; so is half a name without its
    owner. A permit number beside another owner is a slip: it stands in many a list twice. A product's difference is not
    weighed twice, nor where one permit names both, nor where the same owner's own name makes two things in one place.
    """
    shared = [told[field] for field in _SHARED]
    agree = shared.count("same")
    known = "against" if "differs" in shared else "open"
    told_apart = told["owner"] in ("differs", "relative") or (told["name"] in _OTHER and told["owner"] == UNKNOWN)
    permit = told["permit"] == "same" and not told_apart
    common = "permit" if permit else known if not agree else "one" if agree == 1 else "several"
    elsewhere = told["place"] in _ELSEWHERE
    lone = elsewhere and common in ("against", "open") and (told["owner"] != "same" or told["name"] == "called")
    half = told["name"] == "part" and (told["owner"] in _NOBODY or (told["owner"] == "part" and common == "against"))
    half |= told["name"] == "called" and told["owner"] == "part" and common == "against"
    half |= told["name"] == "same_common" and told["owner"] == "differs" and common in ("against", "open")
    weak = told["name"] in _WEAK and (told["product"] == "differs" or lone or half)
    judged = weak or permit or (told["name"] == "same" and told["owner"] == "same" and not elsewhere)
    return {
        JOINT: f"{'branch' if weak else told['name']}+{told['owner']}+{common}",
        "product": UNKNOWN if judged and told["product"] == "differs" else told["product"],
        "place": told["place"],
        "nib": told["nib"],
    }
