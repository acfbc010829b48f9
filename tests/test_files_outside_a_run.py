"""Files are made outside of any run, where nobody knows the visitor's language: what stands in them is said before."""

from functools import partial
from io import BytesIO

import pytest
from pypdf import PdfReader

from data.access import Who
from data.queries import Invited, Names, Session
from data.text import text
from pages._parts import invitations, visitor
from pages._parts.page import Here
from tests.small import GAMBIRAN


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_sheet_of_invitations_is_in_the_language_of_who_asks(
    leader: Who, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setattr(visitor, "get_script_run_ctx", lambda **_: None)
    names = Names({}, {}, {}, {}, {}, {}, {})
    sessions = (Session(GAMBIRAN, (Invited("a", "Mebel Jati", GAMBIRAN, None, 0.0),)),)
    here = Here("perizinan", leader, language, "uji")
    made = partial(invitations._sheet, here, sessions, names, "NPWP", None)()
    words = " ".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages)
    assert text("banner.uji", language) in " ".join(words.split())
    assert text("clinics.everybody", language) in " ".join(words.split())
    assert text("filter.unassigned", language) in " ".join(words.split())
