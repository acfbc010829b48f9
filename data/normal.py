"""Text as it is kept (only what can be seen) and as it is compared (lower case, no accents, single spaces)."""

import re
import unicodedata

_WORD = re.compile(r"[a-z0-9]+")


# A database refuses some of them, others turn around what stands beside them.
_UNSEEN = ("Cc", "Cf", "Cs")


def visible(words: str) -> str:
    """A text without what nobody can see, lines kept, nothing around it."""
    lines = words.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(one for one in lines if one == "\n" or unicodedata.category(one) not in _UNSEEN).strip()


def plain(words: str) -> str:
    """'  UD. Mebél  JATI ' -> 'ud mebel jati'."""
    bare = words if words.isascii() else unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    return " ".join(_WORD.findall(bare.lower()))
