"""One cell -> one clean value: small pure functions, each giving the value and at most one complaint about it.

The caller keeps the raw cell beside it. tests/test_clean_*.py hold, per function, the table of dirt -> result.
"""

from data.importing.clean.amounts import CLAMP, clean_count, clean_money, clean_number, money_unit
from data.importing.clean.cell import Cleaned, as_text, clean_text, glued, tidy
from data.importing.clean.days import Order, OrderProof, clean_date, clean_day, clean_year, date_order
from data.importing.clean.industry import Version, clean_kbli, kbli_version
from data.importing.clean.names import (
    clean_business_name,
    clean_legal_form,
    clean_owner,
    legal_form_from_name,
    legal_form_in_name,
)
from data.importing.clean.papers import clean_nib, clean_nik, clean_npwp
from data.importing.clean.permit_words import clean_permit_form, clean_permit_status, permit_kind
from data.importing.clean.phones import clean_phones
from data.importing.clean.points import Box, Point, clean_point, clean_point_text

__all__ = [
    "CLAMP",
    "Box",
    "Cleaned",
    "Order",
    "OrderProof",
    "Point",
    "Version",
    "as_text",
    "clean_business_name",
    "clean_count",
    "clean_date",
    "clean_day",
    "clean_kbli",
    "clean_legal_form",
    "clean_money",
    "clean_nib",
    "clean_nik",
    "clean_npwp",
    "clean_number",
    "clean_owner",
    "clean_permit_form",
    "clean_permit_status",
    "clean_phones",
    "clean_point",
    "clean_point_text",
    "clean_text",
    "clean_year",
    "date_order",
    "glued",
    "kbli_version",
    "legal_form_from_name",
    "legal_form_in_name",
    "money_unit",
    "permit_kind",
    "tidy",
]
