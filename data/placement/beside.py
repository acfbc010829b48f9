"""Several plans beside each other and beside today: recounted for one case, and where they give a place differently."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data.placement.model import Case, kecamatan_of
from data.placement.plan import Plan, emptied_by, recounted


@dataclass(frozen=True)
class Difference:
    """A desa, or the actors of a kecamatan whose desa is not known, that is not given alike: its `actors` without an
    assignment of their own, whose it is `today` and by each plan (ids, None: nobody)."""

    code: str
    actors: int
    today: str | None
    given: tuple[str | None, ...]


@dataclass(frozen=True)
class Beside:
    """Plans in the numbers of one case, in their order, and their differences by code."""

    plans: tuple[Plan, ...]
    differences: tuple[Difference, ...]


def beside(case: Case, plans: Sequence[Plan], today: Mapping[str, str | None]) -> Beside:
    """Plans recounted for a case; `today` is whose each place is. A place that a plan does not speak of stays."""
    made = tuple(recounted(case, one) for one in plans)
    of = [_whole(one.compared.of, today) for one in made]
    sizes = {code: size for one in made for code, size in one.sizes.items()}
    found = []
    for code in sorted(set().union(*of)):
        given = tuple(one.get(code) for one in of)
        if len(set(given)) > 1:
            found.append(Difference(code, sizes.get(code, 0), today.get(code), given))
    return Beside(made, tuple(found))


def _whole(of: Mapping[str, str | None], today: Mapping[str, str | None]) -> dict[str, str | None]:
    """Whose each place would be, those included of which a plan does not speak."""
    emptied = emptied_by(of)
    return {code: None if kecamatan_of(code) in emptied else who for code, who in today.items()} | dict(of)
