"""One business at one place as a hash: how a repeat is recognised without keeping a name in clear."""

import hashlib

from data.normal import plain


def fingerprint(business_name: str, owner: str | None, kecamatan: str, desa: str | None) -> str:
    """SHA-256 of normalised name, owner ('-' is none) and the codes of the place; the same for file and register."""
    parts = (name_key(business_name), name_key(owner or ""), kecamatan, desa or "")
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def digest(*parts: str) -> bytes:
    """16 bytes that stand for some words: how a check remembers a long file's rows in little memory."""
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=16).digest()


def name_key(name: str) -> str:
    """A name as it is compared: no case, accents, punctuation or spaces; a name in another script as it stands."""
    return plain(name).replace(" ", "") or name.strip(" -.").casefold()
