"""Names of businesses and owners as their owners write them, and the legal form that stands in a name.

Capitals, H., Hj. and degrees stay: how a name is shown is its owner's, how names are compared is another module's.
"""

import html
import re
from collections.abc import Mapping

from data.importing.book import Cell
from data.importing.clean.cell import Cleaned, as_text, glued, tidy
from data.normal import plain

# Only entities that end in ';': 'Roti&para' is no sign for a paragraph.
_ENTITY = re.compile(r"&(?:#[0-9]{1,6}|#x[0-9a-f]{1,6}|[a-z]{2,8}[0-9]?);", re.IGNORECASE)
_PLACEHOLDER_WORDS = (
    "tanpa nama|tidak ada nama|belum ada nama|belum bernama|tidak diketahui|tidak tahu|no name|noname|unknown|anonim"
    "|test|tes|idem|sda|s d a"
)
_PLACEHOLDERS = frozenset(_PLACEHOLDER_WORDS.split("|"))
_FORMS = {
    "PT Perorangan": "pt perorangan", "PT": "pt", "CV": "cv", "UD": "ud", "PD": "pd",
    "Koperasi": "koperasi", "KUB": "kub|kelompok usaha bersama",
}  # fmt: skip


def clean_business_name(cell: Cell) -> Cleaned[str | None]:
    """The name as written, letter-spaced words joined where that is certain; None where no name stands.

    A figure is none: it stands in the place of a name where a summary has been put under a list.
    """
    found = _name(cell)
    return Cleaned(None, found.code) if found.code == "name_digits" else found


def clean_owner(cell: Cell) -> Cleaned[str | None]:
    """As `clean_business_name`, but a figure is kept: titles and degrees belong to the name."""
    return _name(cell)


def _name(cell: Cell) -> Cleaned[str | None]:
    text = _decoded(as_text(cell))
    name = tidy(text)
    if name is None:
        return Cleaned(None)
    bare = plain(name)
    if bare in _PLACEHOLDERS or re.fullmatch(r"(?=.{2})[x ]+|[0 ]+", bare):
        return Cleaned(None, "name_placeholder")
    if bare and not re.search(r"[^\W0-9_]", name):
        return Cleaned(name, "name_digits")
    if _is_spaced(name):
        joined = _joined(text)
        return Cleaned(joined) if joined else Cleaned(name, "name_letter_spaced")
    return Cleaned(name)


def _decoded(text: str) -> str:
    """'&amp;amp;' -> '&': decoded as often as it was encoded."""
    while (decoded := _ENTITY.sub(lambda found: html.unescape(found[0]), text)) != text:
        text = decoded.strip()
    return text


def _is_spaced(name: str) -> bool:
    parts = name.split()
    return len(parts) > 2 and all(re.fullmatch(r"[^\W0-9_]\.?|[.&'-]", part) for part in parts)


def _joined(text: str) -> str | None:
    """'A B C  J A Y A' -> 'ABC JAYA'; None where no wider gap says which letters are one word."""
    words = [re.sub(r"\s", "", word) for word in re.split(r"\s{2,}", text)]
    return " ".join(words) if len(words) > 1 and all(len(word.rstrip(".")) > 1 for word in words) else None


def legal_form_in_name(name: str | None) -> str | None:
    """'UD. Maju Jaya', 'Maju Jaya, CV' -> 'UD', 'CV'; None where a name holds no form or two different ones."""
    words = re.sub(r"\b([A-Za-z])\.\s?([A-Za-z])\b", r"\1\2", name or "")  # 'U.D.' -> 'UD.'
    bare = plain(words)
    found = [form for form, said in _FORMS.items() if re.search(rf"^(?:{said})\b|\b(?:{said})$", bare)]
    return found[0] if len(found) == 1 or found == ["PT Perorangan", "PT"] else None


def legal_form_from_name(name: str | None, forms: Mapping[str, str]) -> Cleaned[str | None]:
    """The code of the form in a name, with a complaint: for rows whose column of legal forms is empty or not there."""
    word = legal_form_in_name(name)
    code = forms.get(glued(word)) if word else None
    return Cleaned(code, "legal_form_from_name" if code else None)


def clean_legal_form(cell: Cell, forms: Mapping[str, str]) -> Cleaned[str | None]:
    """The code of a legal form, by a mapping of normalised word ('ptperorangan') to code."""
    text = tidy(cell)
    if text is None:
        return Cleaned(None)
    found = forms.get(glued(text))
    return Cleaned(found, None if found else "legal_form_unknown")
