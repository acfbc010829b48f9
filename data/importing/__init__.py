"""Spreadsheet -> clean rows and coded problems; pure: no database, no screen.

read_book -> find_table -> propose -> iter_actors | iter_visits -> rejected_workbook. Faults of the file are raised as
`Problem`, faults of a row are kept on the row; every code of either stands in `codes.CODES` and docs/import-codes.md.
"""

from data.importing.above import lines_above
from data.importing.actors import check_actors, iter_actors
from data.importing.against import ActorIndex, Actors, Against, sector_by_prefix
from data.importing.book import Book, Sheet
from data.importing.codes import CODES
from data.importing.files import read_book
from data.importing.fingerprints import fingerprint
from data.importing.learning import Remembered, header_fingerprint
from data.importing.mapping import (
    FIELDS,
    OPTIONS,
    REQUIRED,
    Proposal,
    because,
    check_mapping,
    propose,
    remember,
    required,
    unused,
)
from data.importing.permits import CleanPermit
from data.importing.places import Gazetteer
from data.importing.placing import Placed, place
from data.importing.presets import PRESETS, Preset
from data.importing.result import Checked, CheckedRow, CleanActor, CleanVisit, RejectedRow, RowProblem
from data.importing.table import Column, Row, Table, find_table, table_sheets
from data.importing.titles import Kind
from data.importing.values import actor_of, as_values, visit_of
from data.importing.visits import check_visits, iter_visits
from data.importing.workbook import rejected_workbook

__all__ = [
    "CODES",
    "FIELDS",
    "OPTIONS",
    "PRESETS",
    "REQUIRED",
    "ActorIndex",
    "Actors",
    "Against",
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
    "Preset",
    "Proposal",
    "RejectedRow",
    "Remembered",
    "Row",
    "RowProblem",
    "Sheet",
    "Table",
    "actor_of",
    "as_values",
    "because",
    "check_actors",
    "check_mapping",
    "check_visits",
    "find_table",
    "fingerprint",
    "header_fingerprint",
    "iter_actors",
    "iter_visits",
    "lines_above",
    "place",
    "propose",
    "read_book",
    "rejected_workbook",
    "remember",
    "required",
    "sector_by_prefix",
    "unused",
    "visit_of",
    "table_sheets",
]
