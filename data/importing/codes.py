"""The one list of what an import can complain about: code -> severity; its sentences are `problem.<code>`.

`file`: nothing can be read, raised as a Problem. `rejected`: the row stays out until somebody corrects it.
`warned`: the row goes in, what could not be trusted is left empty or kept as written. See docs/import-codes.md.
"""

from typing import Literal

Severity = Literal["file", "rejected", "warned"]

_FILE = """
file_empty file_too_big file_zip_bomb file_area_too_big file_encrypted file_html file_wrong_type file_name_mismatch
file_broken no_data no_rows header_not_found column_unknown column_missing_business_name column_missing_place
column_missing_on column_missing_facilitator column_missing_actor
"""
_REJECTED = """
business_name_missing place_missing place_unknown place_ambiguous place_other_regency
actor_missing actor_unknown actor_ambiguous facilitator_missing facilitator_unknown
date_missing date_unreadable date_in_future
mode_missing mode_unknown outcome_missing outcome_unknown
"""
_WARNED = """
place_spelling place_contradiction kecamatan_from_desa desa_missing desa_unknown
phone_odd legal_form_unknown
permit_type_unknown permit_kind_conflict permit_number_missing permit_number_unreadable permit_year_unreadable
pirt_regency_mismatch pirt_expiry_mismatch
nib_length nib_broken npwp_length npwp_broken kbli_unknown
value_clamped value_negative number_unreadable year_unreadable
repeat_in_file already_in_register
topic_unknown
"""

CODES: dict[str, Severity] = {
    **dict.fromkeys(_FILE.split(), "file"),
    **dict.fromkeys(_REJECTED.split(), "rejected"),
    **dict.fromkeys(_WARNED.split(), "warned"),
}
