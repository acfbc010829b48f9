"""The own caseload as a workbook to work in without a signal, and as an XLSForm; pure: no database, no screen.

make_workbook -> a person, a spreadsheet -> read_upload -> compare -> answered. Fields are found by the words of their
headings and rows by their ids, never by position, so that sorting, filtering and columns of one's own do no harm.
"""

from data.offline.answer import Answer, answered
from data.offline.cells import Words, actor_label, actor_texts
from data.offline.compare import Compared, compare
from data.offline.form import FORM, Origin, is_offline_workbook
from data.offline.make import Book, make_workbook
from data.offline.upload import Line, Upload, read_upload
from data.offline.visits import VisitRow, read_visit
from data.offline.xlsform import Choice, VisitForm, make_xlsform

__all__ = [
    "FORM",
    "Answer",
    "Book",
    "Choice",
    "Compared",
    "Line",
    "Origin",
    "Upload",
    "VisitForm",
    "VisitRow",
    "Words",
    "actor_label",
    "actor_texts",
    "answered",
    "compare",
    "is_offline_workbook",
    "make_workbook",
    "make_xlsform",
    "read_upload",
    "read_visit",
]
