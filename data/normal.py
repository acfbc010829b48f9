"""Text as it is compared: lower case, no accents or punctuation, single spaces."""

import re
import unicodedata

_WORD = re.compile(r"[a-z0-9]+")


def plain(words: str) -> str:
    """'  UD. Mebél  JATI ' -> 'ud mebel jati'."""
    bare = words if words.isascii() else unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    return " ".join(_WORD.findall(bare.lower()))
