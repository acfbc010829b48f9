"""The order of a caseload and the reasons for it, as a table."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from data.promises import Promise
from data.requests import Request
from data.turns import REASONS, SHOWS, Case, Expiry, Reason, Rules, order, reasons, working_days

DAY = date(2026, 11, 24)  # a Tuesday
RULES = Rules(promise_soon_days=7, permit_soon_days=60, request_days=3, window=12)


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


def promised(days_until: int, postponed: int = 0) -> Promise:
    due = DAY + timedelta(days=days_until)
    return Promise("c", "a", "f", "bawa formulir NIB", ago(60), due, due, postponed)


def asked(days: int) -> Request:
    return Request("r", "a", ago(days), "sendiri", ())


def case(name: str = "a", **facts: Any) -> Case:
    plain = {"known_since": date(2019, 1, 1), "known_since_precision": "year", "last_visit": ago(30)}
    return Case(name, name, None, "food", "35.09.27", None, **(plain | facts))


TABLE: list[tuple[str, dict[str, Any], list[Reason]]] = [
    ("nothing to say but the visit", {}, [Reason("visited", 30)]),
    ("visited today", {"last_visit": DAY}, [Reason("visited", 0)]),
    ("late", {"promise": promised(-3, 2)}, [Reason("promise_overdue", 3, 2)]),
    ("due today is not late", {"promise": promised(0)}, [Reason("promise_soon", 0)]),
    ("due in a week", {"promise": promised(7, 1)}, [Reason("promise_soon", 7, 1)]),
    ("due later is no reason", {"promise": promised(8)}, [Reason("visited", 30)]),
    # Four days before a Tuesday lies a Friday: two working days.
    ("asked", {"request": asked(4)}, [Reason("request", 4)]),
    ("asked three working days ago", {"request": asked(5)}, [Reason("request", 5)]),
    ("asked four working days ago", {"request": asked(6)}, [Reason("request_late", 6)]),
    ("never", {"last_visit": None}, [Reason("never", (DAY - date(2019, 1, 1)).days)]),
    ("never, since when is unknown", {"last_visit": None, "known_since": None}, [Reason("never", None)]),
    ("a year ago to the day", {"last_visit": date(2025, 11, 24)}, [Reason("waiting", 365, 12)]),
    ("a year less a day", {"last_visit": date(2025, 11, 25)}, [Reason("visited", 364)]),
    ("27 months", {"last_visit": date(2024, 8, 20)}, [Reason("waiting", (DAY - date(2024, 8, 20)).days, 27)]),
    ("lapses", {"permits": (Expiry("pirt", DAY + timedelta(12)),)}, [Reason("permit_soon", 12, of="pirt")]),
    ("last day", {"permits": (Expiry("pirt", DAY),)}, [Reason("permit_soon", 0, of="pirt")]),
    ("lapsed", {"permits": (Expiry("pirt", ago(1)),)}, [Reason("permit_lapsed", 1, of="pirt")]),
    ("lapses in long", {"permits": (Expiry("pirt", DAY + timedelta(61)),)}, [Reason("visited", 30)]),
    ("lapsed long ago", {"permits": (Expiry("pirt", ago(61)),)}, [Reason("visited", 30)]),
    (
        "all at once",
        {
            "last_visit": date(2024, 8, 20),
            "promise": promised(-1),
            "request": asked(1),
            "permits": (Expiry("pirt", DAY + timedelta(2)), Expiry("merek", ago(9))),
        },
        [
            Reason("promise_overdue", 1),
            Reason("request", 1),
            Reason("waiting", 826, 27),
            Reason("permit_lapsed", 9, of="merek"),
            Reason("permit_soon", 2, of="pirt"),
        ],
    ),
]


@pytest.mark.parametrize(("facts", "found"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_all_reasons_in_their_order(facts: dict[str, Any], found: list[Reason]) -> None:
    assert list(reasons(case(**facts), DAY, RULES)) == found


# From the first to go to to the last; what stands before decides over everything after it.
IN_ORDER: list[tuple[str, dict[str, Any]]] = [
    ("40 days overdue", {"promise": promised(-40)}),
    ("3 days overdue, and asked for help", {"promise": promised(-3), "request": asked(1)}),
    ("3 days overdue, though never visited", {"promise": promised(-3), "last_visit": None}),
    ("3 days overdue", {"promise": promised(-3, 2)}),
    ("asked long ago, late", {"request": asked(20)}),
    ("asked yesterday", {"request": asked(1), "last_visit": None}),
    ("promise tomorrow", {"promise": promised(1)}),
    ("promise in a week", {"promise": promised(7), "last_visit": None}),
    ("never, known longest", {"last_visit": None, "known_since": date(2015, 1, 1)}),
    ("never", {"last_visit": None, "known_since": date(2020, 1, 1)}),
    ("never, unknown since", {"last_visit": None, "known_since": None}),
    ("waiting over two years", {"last_visit": ago(900)}),
    ("waiting over one year", {"last_visit": ago(500)}),
    ("waiting just beyond the window", {"last_visit": ago(366)}),
    ("permit lapsed", {"permits": (Expiry("pirt", ago(3)),)}),
    ("permit lapses", {"permits": (Expiry("pirt", DAY + timedelta(5)),)}),
    ("permit lapses later", {"permits": (Expiry("pirt", DAY + timedelta(50)),)}),
    ("visited long ago", {"last_visit": ago(300)}),
    ("visited lately", {"last_visit": ago(2)}),
]


def test_the_first_reason_decides_and_then_the_next() -> None:
    cases = [case(name, **facts) for name, facts in IN_ORDER]
    for mixed in (cases, cases[::-1], cases[7:] + cases[:7]):
        assert [turn.case.business_name for turn in order(mixed, DAY, RULES)] == [name for name, _ in IN_ORDER]


def test_equal_in_all_the_name_decides() -> None:
    cases = [case("b"), case("a"), case("c")]
    assert [turn.case.business_name for turn in order(cases, DAY, RULES)] == ["a", "b", "c"]


def test_the_offices_numbers_rule() -> None:
    strict = replace(RULES, promise_soon_days=1, permit_soon_days=3, request_days=1, window=6)
    facts = {"promise": promised(2), "request": asked(4), "permits": (Expiry("pirt", DAY + timedelta(4)),)}
    found = reasons(case(last_visit=ago(200), **facts), DAY, strict)
    assert [reason.kind for reason in found] == ["request_late", "waiting"]


def test_every_reason_is_in_one_place_and_every_show_is_of_reasons() -> None:
    shown = [kind for kinds in SHOWS.values() for kind in kinds]
    assert set(shown) <= set(REASONS)
    assert len(shown) == len(set(shown))


@pytest.mark.parametrize(
    ("facts", "shows"),
    [
        ({"promise": promised(-1)}, {"promise"}),
        ({"promise": promised(1)}, set()),
        ({"request": asked(1), "last_visit": None}, {"request", "waiting"}),
        ({"permits": (Expiry("pirt", DAY),)}, {"permit"}),
    ],
)
def test_what_the_list_narrows_to(facts: dict[str, Any], shows: set[str]) -> None:
    turn = order([case(**facts)], DAY, RULES)[0]
    assert {show for show in SHOWS if turn.about(show)} == shows
    assert turn.about("all")
    assert turn.about("no-such")


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        (date(2026, 11, 20), date(2026, 11, 24), 2),  # Friday to Tuesday
        (date(2026, 11, 21), date(2026, 11, 22), 0),  # Saturday to Sunday
        (date(2026, 11, 23), date(2026, 11, 23), 0),
        (date(2026, 11, 16), date(2026, 11, 23), 5),
    ],
)
def test_working_days(since: date, until: date, days: int) -> None:
    assert working_days(since, until) == days
