"""What hands do to a text when they write it another time."""

from random import Random

from data.linking.invented import Habit


def rarely(habit: Habit, share: float) -> Habit:
    """A habit that is at work less often than the others."""
    return lambda rng, text: habit(rng, text) if rng.random() < share else text


def swap(*ways: tuple[str, str]) -> Habit:
    """Writes one of these for the other, in one of the ways that apply."""

    def habit(rng: Random, text: str) -> str:
        found = [(old, new) for old, new in ways if old in text]
        return text.replace(*rng.choice(found), 1) if found else text

    return habit


def typo(rng: Random, text: str) -> str:
    """One letter left out, doubled, or changed with its neighbour."""
    place = rng.randrange(1, max(2, len(text) - 1))
    before, letter, after = text[:place], text[place : place + 1], text[place + 1 :]
    return rng.choice((before + after, before + letter * 2 + after, before + after[:1] + letter + after[1:]))


def lost_vowel(rng: Random, text: str) -> str:
    """'Suwarno' -> 'Swarno'."""
    places = [place for place, letter in enumerate(text) if letter in "aiueo" and place > 0]
    place = rng.choice(places) if places else len(text)
    return text[:place] + text[place + 1 :]


def cut(_rng: Random, name: str) -> str:
    """Cut at the width of a column."""
    return name[:18]


def loud(_rng: Random, text: str) -> str:
    """All capitals."""
    return text.upper()
