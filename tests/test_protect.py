"""Withholding: what an outsider can compute of small numbers, and what is withheld so that nobody can."""

from collections.abc import Sequence

import highspy

from data.public.model import Fact, Form, Model, minus, total
from data.public.protect import Known, Outsider, Range, withhold

SAFE = 4 - 1e-6
ALL = frozenset({0, 1, 2})


def fact(model: Model, name: str, form: Form, *, cost: float = 1.0, listed: float = 0.0, told: bool = True) -> int:
    """A count that is published under this name, or a complement that is not; its number."""
    true = model.value(form)
    cells = ((name, "", ""),) if told else ()
    made = Fact(cells, form, true, listed, listed + 4, cost, true - listed < 5, 5.0, 2.0, 5.0)
    model.facts.append(made)
    return len(model.facts) - 1


def row(*true: float, cost: float = 20.0) -> tuple[Model, list[int], int]:
    """A row of counts with its total: the model, the facts of the counts, the fact of the total."""
    model = Model()
    unknowns = [model.unknown((str(index),), one) for index, one in enumerate(true)]
    facts = [fact(model, str(index), {unknown: 1.0}) for index, unknown in enumerate(unknowns)]
    return model, facts, fact(model, "total", total(unknowns), cost=cost)


def ranges(model: Model, withheld: frozenset[int], facts: Sequence[int]) -> list[tuple[float, float]]:
    outsider = Outsider(model)
    return [(found.low, found.high) for found in (outsider.range_of(one, withheld) for one in facts)]


def test_a_published_number_says_no_more_than_its_rounding() -> None:
    for true, published, low, high in ((5, 5, 5, 7), (7, 5, 5, 7), (8, 10, 8, 12), (12, 10, 8, 12), (13, 15, 13, 17)):
        model = Model()
        one = model.facts[fact(model, "a", {model.unknown((), true): 1.0})]
        assert (one.published, one.interval) == (published, (low, high))


def test_small_ones_are_withheld_zero_as_well() -> None:
    model, facts, _ = row(0, 3, 4, 5, 90, 80)
    assert withhold(model) == frozenset(facts[:3])


def test_a_second_number_is_withheld_where_the_total_gives_the_first_away() -> None:
    model, (small, other), whole = row(3, 6)
    assert ranges(model, frozenset({small}), [small]) == [(1, 7)]
    assert withhold(model) == {small, other}
    assert whole not in withhold(model)
    assert ranges(model, withhold(model), [small, other]) == [(0, 12), (0, 12)]
    assert withhold(model, complementary=False) == {small}


def test_a_total_is_not_withheld_beside_a_part_that_is_told() -> None:
    """It could not be small then, and so its mark would tell itself apart from others."""
    model, (small, other), whole = row(3, 6, cost=0.1)
    assert ranges(model, frozenset({small, whole}), [whole]) == [(5, highspy.kHighsInf)]
    assert withhold(model) == {small, other}


def test_the_cheapest_numbers_are_withheld() -> None:
    model = Model()
    true = [model.unknown((), one) for one in (3, 6, 5)]
    small, dear, cheap = (
        fact(model, str(index), {unknown: 1.0}, cost=cost)
        for index, (unknown, cost) in enumerate(zip(true, (1, 9, 2), strict=True))
    )
    fact(model, "a", total(true[:2]), cost=50)
    fact(model, "b", {true[0]: 1.0, true[2]: 1.0}, cost=50)
    withheld = withhold(model)
    assert withheld == {small, dear, cheap}, "either total gives it away"
    model.facts.pop()
    assert withhold(model) == {small, dear}


def test_without_the_permit_is_hidden_by_withholding_with_it() -> None:
    model = Model()
    holders, others = model.unknown((), 37), model.unknown((), 3)
    actors = fact(model, "pelaku", {holders: 1.0, others: 1.0}, cost=20)
    nib = fact(model, "nib", {holders: 1.0})
    without = fact(model, "", {others: 1.0}, told=False)
    assert ranges(model, frozenset(), [without]) == [(1, 9)]
    assert withhold(model) == {nib}
    assert actors not in withhold(model)


def test_rows_and_columns_hide_together() -> None:
    """In a table with both totals one withheld number takes three more, as in a rectangle."""
    model = Model()
    true = [[3, 6, 60], [6, 6, 60], [50, 50, 50]]
    cells = [[model.unknown((), one) for one in line] for line in true]
    facts = [[fact(model, f"{x}{y}", {cells[x][y]: 1.0}) for y in range(3)] for x in range(3)]
    for index in range(3):
        fact(model, f"r{index}", total(cells[index]), cost=50)
        fact(model, f"c{index}", total(line[index] for line in cells), cost=50)
    withheld = withhold(model)
    assert facts[0][0] in withheld
    assert all(low <= 1e-6 and high >= SAFE for low, high in ranges(model, withheld, sorted(withheld)))


def test_every_withheld_number_may_be_nought_so_that_none_is_told_apart() -> None:
    """A number withheld to hide another must itself look as if it could be small."""
    model = Model()
    small, large, other = (model.unknown((), one) for one in (3, 40, 8))
    for name, unknown in (("a", small), ("b", large), ("c", other)):
        fact(model, name, {unknown: 1.0})
    fact(model, "ab", {small: 1.0, large: 1.0}, cost=30)
    fact(model, "abc", {small: 1.0, large: 1.0, other: 1.0}, cost=60)
    withheld = withhold(model)
    assert all(low <= 1e-6 and high >= SAFE for low, high in ranges(model, withheld, sorted(withheld)))


def test_what_an_earlier_release_said_and_still_holds_counts_as_published() -> None:
    model, (small, other, third), whole = row(3, 6, 7)
    assert withhold(model) == {small}
    known = [Known(model.facts[other].form, 5, 6), Known(model.facts[whole].form, 16, 17)]
    withheld = withhold(model, known)
    assert third in withheld
    assert other not in withheld, "what everybody knows hides nothing"


def test_of_what_earlier_releases_alone_tell_no_more_is_told() -> None:
    model, (small, other), whole = row(3, 6)
    known = [Known(model.facts[other].form, 5, 7), Known(model.facts[whole].form, 8, 12)]
    withheld = withhold(model, known)
    outsider = Outsider(model, known)
    assert outsider.range_of(small, withheld) == outsider.range_of(small, ALL) == Range(1, 7)


def test_listed_businesses_are_known_and_the_rest_must_stay_hidden() -> None:
    model = Model()
    one = fact(model, "a", {model.unknown((), 6, 3): 1.0}, listed=3)
    assert model.facts[one].interval == (5, 7), "2 to 4 beside the three that are listed"
    assert withhold(model) == {one}


def test_a_sum_of_money_is_withheld_where_it_tells_the_largest_of_it() -> None:
    model = Model()
    one = model.unknown((), 100.0)
    form = {one: 1.0}
    model.facts.append(Fact((("a", "", ""),), form, 100.0, 70.0, 115.0, 1.0, True, 1.0, 0.5, 0.0))
    assert withhold(model) == {0}
    assert ranges(model, withhold(model), [0]) == [(0.0, highspy.kHighsInf)]


def test_a_sum_without_its_parts() -> None:
    assert minus({1: 1.0, 2: 1.0}, {2: 1.0}) == {1: 1.0}
    assert minus({1: 1.0}, {1: 1.0}) == {}
