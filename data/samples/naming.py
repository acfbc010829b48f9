"""Invented people and businesses, named as people here name them, from lists of common words."""

from data.samples.dice import Dice
from data.samples.facts import Product

WOMEN = {"10": 0.6, "11": 0.6, "13": 0.7, "14": 0.6, "32": 0.35}  # share of women owners by KBLI division
Names = dict[str, tuple[str, ...]]

# Only the last four are legal entities; None: nothing is recorded of it.
FORMS: dict[str | None, float] = {
    "perorangan": 46,
    "ud": 24,
    "pd": 4,
    "kub": 1,
    None: 9,
    "cv": 8,
    "pt_perorangan": 4,
    "pt": 2,
    "koperasi": 2,
}
_PREFIX = {"ud": "UD", "pd": "PD", "kub": "KUB", "cv": "CV", "pt": "PT", "pt_perorangan": "PT"}


def person(dice: Dice, names: Names, woman: bool, short: float = 0.22) -> str:
    """A name, in a `short` share without a second one."""
    sex = "female" if woman else "male"
    first = dice.pick(names[sex])
    return first if dice.chance(short) else f"{first} {dice.pick(names[f'{sex}_second'])}"


def is_woman(dice: Dice, product: Product) -> bool:
    """Whether the owner is a woman."""
    return dice.chance(WOMEN.get(product.kbli[:2], 0.1))


def business(dice: Dice, names: Names, product: Product, form: str | None, owner: str, woman: bool) -> str:
    """A business name: 'UD Karya Lumintu', 'Kerupuk Bu Sulastri', 'Mebel Sinar Sejati'."""
    first_word = dice.pick(names["good"])
    made_up = f"{first_word} {dice.pick([word for word in names['second'] if word != first_word])}"
    word = dice.pick(product.word)
    if form == "koperasi":
        return f"Koperasi {word} {made_up}"
    if form in _PREFIX:
        return f"{_PREFIX[form]} {word} {made_up}" if dice.chance(0.4) else f"{_PREFIX[form]} {made_up}"
    if dice.chance(0.35):
        return f"{word} {made_up}"
    title = dice.pick(names["female_title" if woman else "male_title"])
    first = owner.split()[1] if owner.startswith("Moh.") else owner.split()[0]
    return f"{word} {title} {first}"


def respelled(dice: Dice, name: str) -> str:
    """The same business as another hand wrote it."""
    if name.split()[0] in _PREFIX.values():
        return f"{name.split()[0]}. {name.split(maxsplit=1)[1]}"
    return name.upper() if dice.chance(0.5) else name.replace(" Bu ", " Ibu ").replace(" Pak ", " Bapak ")


def address(dice: Dice, names: Names) -> str:
    """'Dusun Krajan RT 003 RW 001'."""
    return f"Dusun {dice.pick(names['dusun'])} RT {dice.whole(1, 9):03} RW {dice.whole(1, 12):03}"


def phone(dice: Dice) -> str:
    """A number nobody can be rung at."""
    return f"0800-0000-{dice.whole(0, 9999):04}"
