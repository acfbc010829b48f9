"""The one list of what an import can complain about: code -> severity; its sentences are `problem.<code>`.

`file`: nothing can be read, raised as a Problem. `rejected`: the row stays out until somebody corrects it.
`warned`: the row goes in, what could not be trusted is left empty or kept as written. See docs/import-codes.md.
"""

from typing import Literal

Severity = Literal["file", "rejected", "warned"]

_FILE = """
file_empty file_too_big file_zip_bomb file_area_too_big file_encrypted file_html file_wrong_type file_name_mismatch
file_broken file_macros file_external_links geojson_not_points geojson_crs sheet_unknown no_data no_rows
header_not_found column_unknown column_missing_business_name column_missing_place
column_missing_on column_missing_facilitator column_missing_actor
"""
_REJECTED = """
business_name_missing titles_moved place_missing place_unknown place_ambiguous place_other_regency
actor_missing actor_unknown actor_ambiguous facilitator_missing facilitator_unknown
date_missing date_unreadable date_in_future
mode_missing mode_unknown outcome_missing outcome_unknown
kbli_not_industry
offline_row_refused
"""
_WARNED = """
place_spelling place_contradiction kecamatan_from_desa desa_missing desa_unknown
kecamatan_from_address kecamatan_from_point desa_from_address desa_from_point address_contradiction
point_far_from_place point_outside_places
phone_odd legal_form_unknown
permit_type_unknown permit_kind_conflict permit_number_missing permit_number_unreadable permit_year_unreadable
pirt_regency_mismatch pirt_expiry_mismatch
nib_length nib_broken npwp_length npwp_broken kbli_unknown
value_clamped value_negative number_unreadable year_unreadable
number_missing workers_sum_differs
nib_placeholder nib_is_phone nib_is_nik nib_several nib_pending npwp_placeholder npwp_several npwp_pending npwp_doubtful
nik_length nik_broken nik_placeholder nik_several nik_doubtful kbli_length kbli_several kbli_version_unknown
phone_broken phone_letters name_letter_spaced name_digits name_placeholder legal_form_from_name
permit_status_unknown permit_expired permit_number_form permit_several pirt_old_form
number_range money_unit_twice money_unit_doubtful day_unreadable date_order_mixed
point_unreadable point_outside point_swapped point_sign
permit_date_in_future nik_in_file
repeat_in_file same_nib_in_file same_nib_other_place visit_other_outcome
topic_unknown
offline_row_partly
"""

CODES: dict[str, Severity] = {
    **dict.fromkeys(_FILE.split(), "file"),
    **dict.fromkeys(_REJECTED.split(), "rejected"),
    **dict.fromkeys(_WARNED.split(), "warned"),
}
