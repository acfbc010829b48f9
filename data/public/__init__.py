"""Everything that may leave the office: releases as they were published, their calendar, and what was answered."""

from data.public.answers import Answer, Answers, answers
from data.public.calendar import Due, due_dates
from data.public.document import Cell, Document, Row, Rules, Source, Table
from data.public.ledger import Entry, release, releases

__all__ = [
    "Answer",
    "Answers",
    "Cell",
    "Document",
    "Due",
    "Entry",
    "Row",
    "Rules",
    "Source",
    "Table",
    "answers",
    "due_dates",
    "release",
    "releases",
]
