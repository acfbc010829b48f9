"""The report of a filter: two A4 pages to print, a workbook to count on with, and the whole set of a month.

A report fixes its date and its time of knowledge: opened again by its link, the same numbers stand on the screen, and
made again from that link it is the same file.
"""

from typing import TYPE_CHECKING

from data.later import later

if TYPE_CHECKING:  # the libraries that write files are loaded when the first one is asked for
    from data.report.bundle import make_set, month_to_report, write_set
    from data.report.excel import to_excel
    from data.report.link import Address
    from data.report.model import Report, may, report, reports
    from data.report.pdf import to_pdf
    from data.report.subject import file_name
    from data.report.work import Work

__getattr__ = later(__name__, __file__)

__all__ = [
    "Address",
    "Report",
    "Work",
    "file_name",
    "make_set",
    "may",
    "month_to_report",
    "report",
    "reports",
    "to_excel",
    "to_pdf",
    "write_set",
]
