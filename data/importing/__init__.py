"""Spreadsheet -> clean rows and coded problems; pure: no database, no screen.

read_book -> find_table -> propose -> check_actors | check_visits -> rejected_workbook. Faults of the file are raised as
`Problem`, faults of a row are kept on the row; every code of either stands in `codes.CODES` and docs/import-codes.md.
"""

from data.importing.actors import check_actors, sector_by_prefix
from data.importing.book import Book, Sheet
from data.importing.codes import CODES
from data.importing.files import read_book
from data.importing.fingerprints import fingerprint
from data.importing.mapping import FIELDS, REQUIRED, Proposal, check_mapping, propose
from data.importing.permits import CleanPermit
from data.importing.places import Gazetteer
from data.importing.placing import Placed, place
from data.importing.result import Checked, CheckedRow, CleanActor, CleanVisit, RowProblem
from data.importing.table import Column, Row, Table, find_table
from data.importing.titles import Kind
from data.importing.visits import ActorIndex, Actors, check_visits
from data.importing.workbook import rejected_workbook

__all__ = [
    "CODES",
    "FIELDS",
    "REQUIRED",
    "ActorIndex",
    "Actors",
    "Book",
    "Checked",
    "CheckedRow",
    "CleanActor",
    "CleanPermit",
    "CleanVisit",
    "Column",
    "Gazetteer",
    "Kind",
    "Placed",
    "Proposal",
    "Row",
    "RowProblem",
    "Sheet",
    "Table",
    "check_actors",
    "check_mapping",
    "check_visits",
    "find_table",
    "fingerprint",
    "place",
    "propose",
    "read_book",
    "rejected_workbook",
    "sector_by_prefix",
]
