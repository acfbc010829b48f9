"""Text as it is compared: lower case, no accents or punctuation, single spaces."""

import re
import unicodedata


def plain(words: str) -> str:
    """'  UD. Mebél  JATI ' -> 'ud mebel jati'."""
    bare = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return " ".join(re.sub(r"[^a-z0-9]+", " ", bare).split())
