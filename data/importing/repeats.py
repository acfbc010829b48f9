"""What a check remembers of the rows before: which business stood where, and what it said, in few bytes a row."""

import struct
from collections.abc import Mapping, Sequence
from typing import Any

from data.importing.fingerprints import digest, name_key
from data.importing.permits import CleanPermit
from data.importing.placing import Placed
from data.importing.reader import RowReader

COMPARED = (
    "address", "commodity", "product", "note", "capacity_unit", "workers_m", "workers_f", "workers", "investment",
    "capacity", "output_value", "materials_value", "phones", "legal_form", "permits", "nib", "npwp", "kbli",
)  # fmt: skip
"""Fields in which a repeat may say something that its first row did not."""
_NUMBER = struct.Struct("<I")
_SEEN = struct.Struct(f"<I{len(COMPARED) + 2}I")


class Repeats:
    """The rows seen so far: a mark of each -> its number and a trace of its values."""

    def __init__(self) -> None:
        self._seen: dict[bytes, bytes] = {}

    def of_business(
        self, read: RowReader, marks: Mapping[str, str | None], values: Mapping[str, Any], placed: Placed
    ) -> int | None:
        """The first row of the same business ('nib', 'actor' of the register or 'name' is equal), noted; or None."""
        keys = {what: digest(what, mark) for what, mark in marks.items() if mark}
        trace = (_trace(placed.kecamatan), _trace(placed.desa), *(_trace(values[field]) for field in COMPARED))
        shared = [(self._seen[key], what) for what, key in keys.items() if key in self._seen]
        if not shared:
            mine = _SEEN.pack(read.number, *trace)
            self._seen |= dict.fromkeys(keys.values(), mine)
            return None
        before, what = shared[0]
        first, *its = _SEEN.unpack(before)
        self._seen |= {key: before for key in keys.values() if key not in self._seen}
        differs = [field for field, later, earlier in zip(COMPARED, trace[2:], its[2:], strict=True)
                   if later and later != earlier]  # fmt: skip
        places = zip(trace[:2], its[:2], strict=True)
        elsewhere = any(later and earlier and later != earlier for later, earlier in places)
        code = "repeat_in_file" if what != "nib" else "same_nib_other_place" if elsewhere else "same_nib_in_file"
        read.note(code, "business_name", {"first": first, "differs": ", ".join(differs)}, instead="nib")
        return int(first)

    def of_permit(self, read: RowReader, actor: str, permits: Sequence[CleanPermit]) -> int | None:
        """The first row that says the same permits of the same actor, noted; or None."""
        key = digest("permits", actor, *(f"{one.kind} {one.number} {one.status} {one.on}" for one in permits))
        if key not in self._seen:
            self._seen[key] = _NUMBER.pack(read.number)
            return None
        (first,) = _NUMBER.unpack(self._seen[key])
        read.note("repeat_in_file", "business_name", {"first": first, "differs": ""}, instead="nib")
        return int(first)


def _trace(value: Any) -> int:
    """32 bits of a value, 0 for none; a text as it is compared."""
    if value in (None, (), ""):
        return 0
    return hash(name_key(value) if isinstance(value, str) else value) & 0xFFFFFFFF or 1
