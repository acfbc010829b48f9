"""Tickets: what somebody is handed who asked for something, short enough to be read out over a telephone. Pure."""

import secrets

# Crockford's base 32: no I, L, O and U, so that nothing is taken for a digit or read as a word.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8  # 40 bits: not to be guessed
_TAKEN_FOR = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SILENT = str.maketrans("", "", " -–—.\u00a0\t")


def new_ticket() -> str:
    """A ticket that nobody can guess, as it is shown: XXXX-XXXX-C, the last a check character."""
    return ticket_of("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)))


def ticket_of(body: str) -> str:
    """The ticket of eight characters, its check character added."""
    return _shown(body + _check(body))


def normal(typed: str) -> str | None:
    """A ticket as it is shown, from what somebody typed: any case, spaces and hyphens, O for 0, I and L for 1.

    None when it is none: another length, another character, or a check character that does not fit.
    """
    if len(typed) > 4 * LENGTH:
        return None
    found = typed.upper().translate(_SILENT).translate(_TAKEN_FOR)
    if len(found) != LENGTH + 1 or any(character not in ALPHABET for character in found):
        return None
    return _shown(found) if _check(found[:LENGTH]) == found[LENGTH] else None


def _shown(ticket: str) -> str:
    return f"{ticket[:4]}-{ticket[4:LENGTH]}-{ticket[LENGTH:]}"


def _check(body: str) -> str:
    """Luhn's check over 32 characters: any one wrong character is noticed, and nearly any two that changed places."""
    total = 0
    for place, character in enumerate(reversed(body)):
        value = ALPHABET.index(character) * (1 if place % 2 else 2)
        total += value // len(ALPHABET) + value % len(ALPHABET)
    return ALPHABET[-total % len(ALPHABET)]
