"""The caseload as a workbook to work in without a signal: taken along, and brought back."""

from data.commands.offline.bring import Brought, bring_caseload
from data.commands.offline.take import caseload_workbook
from data.commands.offline.work import RowResult

__all__ = ["Brought", "RowResult", "bring_caseload", "caseload_workbook"]
