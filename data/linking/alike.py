"""How alike two names are, word by word; RapidFuzz measures, the limits stand here."""

from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from data.linking.names import skeleton
from data.linking.words import FREQUENT_NAMES

ALIKE, UNLIKE = 88, 60
"""Whole names are alike from here on, and quite other names below (0–100)."""
Words = tuple[str, ...]


@lru_cache(maxsize=1 << 15)
def words_level(ours: Words, theirs: Words) -> str:
    """Two names as words: "same" in any order, "alike", "part" (all words of the shorter stand in the longer),
    "unlike" (letters in common, as where several words are misspelt), "differs"."""
    if sorted(ours) == sorted(theirs) or "".join(ours) == "".join(theirs):
        return "same"
    if aligned(ours, theirs) == min(len(ours), len(theirs)):
        return "alike" if len(ours) == len(theirs) else "part"
    several = min(len(ours), len(theirs)) > 1
    both = (("".join(ours), "".join(theirs)), ("".join(sorted(ours)), "".join(sorted(theirs))))
    if several and any(_nearly(*pair) or slip(*pair) for pair in both):
        return "alike"
    return "unlike" if _unlike(ours, theirs) else "differs"


def _unlike(ours: Words, theirs: Words) -> bool:
    """Letters in common beside the words in common: 'Sumber Makmur' is quite another name than 'Sumber Rejeki'."""
    both = set(ours) & set(theirs)
    left, right = ("".join(word for word in words if word not in both) for words in (ours, theirs))
    return fuzz.ratio(left, right) >= UNLIKE


def _nearly(left: str, right: str) -> bool:
    """Of long names only: of short ones two letters make another name."""
    return min(len(left), len(right)) >= 8 and fuzz.ratio(left, right) >= ALIKE


def slip(left: str, right: str) -> bool:
    """A letter too many, one too few or two that changed places, in a long name; another letter makes another name."""
    if min(len(left), len(right)) < 8 or OSA.distance(left, right, score_cutoff=1) > 1:
        return False
    return len(left) != len(right) or sorted(left) == sorted(right)


def aligned(ours: Words, theirs: Words) -> int:
    """How many words of the shorter name have their own word alike in the longer one."""
    shorter, longer = sorted((ours, theirs), key=len)
    left, odd, found = list(longer), [], 0
    for word in shorter:
        match = next((other for other in left if same_word(word, other)), None)
        if match is not None:
            left.remove(match)
            found += 1
        else:
            odd.append(word)
    if len(odd) == len(left) == 1 and found and _rest_of(*odd, *left):
        return found + 1
    return found


def _rest_of(left: str, right: str) -> bool:
    """What may be left of a word where the other words of the names agree: 'ke', 'kmbar', 'embar' of 'kembar'."""
    short, long = sorted((left, right), key=len)
    if len(short) < 2:
        return False
    if long[1:] == short or long.startswith(short):
        return True
    letters = iter(long)
    return short[0] == long[0] and len(long) - len(short) <= 2 and all(letter in letters for letter in short)


@lru_cache(maxsize=1 << 16)
def same_word(left: str, right: str) -> bool:
    """Equal, an initial of it, its beginning, its consonants, another ear's spelling, or a slip of the hand."""
    if left == right:
        return True
    short, long = sorted((left, right), key=len)
    if long.startswith(short):
        return len(short) == 1 or len(short) >= 4
    return _heard(short) == _heard(long) or _shortened(short, long) or _mistyped(short, long)


def _heard(word: str) -> str:
    """'Yusup' is Yusuf, 'Azis' Asis, 'Soleha' Solea; a word of two letters is as it is."""
    heard = word[:1] + word[1:].replace("h", "")
    return heard.replace("f", "p").replace("z", "s") if len(heard) > 2 else word


def _shortened(short: str, long: str) -> bool:
    """Without vowels: 'brkh' -> 'barokah'; in a word of five letters or more one vowel may be lost: 'suwrno'."""
    if short[0] != long[0] or short in FREQUENT_NAMES:
        return False
    letters = iter(long)
    if len(short) > 1 and set("aiueo").isdisjoint(short):
        return all(letter in letters for letter in short)
    return len(long) == len(short) + 1 >= 5 and skeleton(short) == skeleton(long)


def _mistyped(short: str, long: str) -> bool:
    """Two letters changed places, the first one lost, or one of a long word wrong."""
    slips = OSA.distance(short, long, score_cutoff=2)
    swapped = slips == 1 and sorted(short) == sorted(long)
    if short[0] != long[0]:
        return len(short) >= 5 and (swapped or long[1:] == short)
    if swapped and len(short) >= 4:
        return True
    return slips <= (0 if len(short) < 5 else 1 if len(short) < 9 else 2)
