"""What is compared and what comes out: a business as a record, and two records that may be one business."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, repr=False)
class Record:
    """One business as compared; only its id shows in a repr. `kecamatan` and `desa` are codes, `phones` normalised.

    `permits`: the numbers of its other permits (PIRT, TDI, IUI, halal …) as written, in any order.
    """

    id: str
    business_name: str
    owner: str | None
    kecamatan: str | None
    desa: str | None
    phones: tuple[str, ...]
    nib: str | None
    npwp: str | None
    address: str | None = None
    product: str | None = None
    permits: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        return f"Record({self.id!r})"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be one business; `left` < `right`.

    `probability` lies in 0..1. `evidence` tells per field how the two compare, as a code ("same", "alike", "differs",
    "unknown", …) that holds no personal value. `certain`: both have the same NIB.
    """

    left: str
    right: str
    probability: float
    evidence: dict[str, str]
    certain: bool
