"""Group sessions: the cover against every possible one, and who is invited on a register of either engine."""

import io
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations_with_replacement, product
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from data import commands, db, queries, schema, settings
from data.access import Who
from data.clinics.model import Plan, Waiting, proposed
from data.clinics.sheet import Called, Line, to_pdf
from data.clinics.wish import PARAMS, Topic, Wish, from_params, to_params
from data.filter import Filter
from data.people import demo_person, system
from data.route import distance
from data.samples import fill
from geo.regions import load
from pages._parts.invitations import INVITED
from pages._parts.needs_matrix import NEED
from pages._parts.page import LOCAL
from pages._parts.services import OPENED
from tests.conftest import made_once, use
from tests.small import AJUNG, GAMBIRAN, GLAGAHWERO, JELBUK, KALISAT, TODAY, Small

NPWP, CAPITAL = Topic("permit", "npwp"), Topic("need", "modal")
TIGHT = Wish(within=10, least=2, capacity=3, most=3)


# --- the cover --------------------------------------------------------------------------------------------------------


def anywhere(seed: int) -> tuple[tuple[Waiting, ...], Wish]:
    """Four or five desa within some 25 km with up to three people each, and small sessions."""
    chance = random.Random(seed)
    desa = [
        Waiting(f"d{at}", (113.7 + chance.random() * 0.2, -8.2 + chance.random() * 0.15), chance.randint(1, 3))
        for at in range(chance.randint(4, 5))
    ]
    capacity = chance.randint(2, 4)
    wish = Wish(chance.choice([5, 10, 15]), chance.randint(2, capacity), capacity, chance.randint(1, 2))
    return tuple(desa), wish


def every_worth(waiting: tuple[Waiting, ...], wish: Wish) -> Iterator[tuple[int, int, float]]:
    """What every plan there is is worth: any places of sessions, and any sharing out of each desa's people."""
    for sessions in range(wish.most + 1):
        for held in combinations_with_replacement(waiting, sessions):
            places = Counter(one.desa for one in held)
            sites = sorted({one.desa: one for one in held}.values(), key=lambda one: one.desa)
            for sharing in product(*(list(shared(home, sites, wish)) for home in waiting)):
                come: Counter[str] = Counter()
                for each, _ in sharing:
                    come.update(each)
                if all(wish.least * n <= come[site] <= wish.capacity * n for site, n in places.items()):
                    yield -come.total(), sessions, round(sum(km for _, km in sharing), 6)


def shared(home: Waiting, sites: list[Waiting], wish: Wish) -> Iterator[tuple[dict[str, int], float]]:
    """Each way in which a desa's people can go to these or stay at home, and the km."""
    for counts in product(range(home.people + 1), repeat=len(sites)):
        far = [distance(home.at, site.at) for site in sites]
        if sum(counts) <= home.people and all(km <= wish.within for n, km in zip(counts, far, strict=True) if n):
            going = {site.desa: n for site, n in zip(sites, counts, strict=True)}
            yield going, sum(n * km for n, km in zip(counts, far, strict=True))


def is_allowed(plan: Plan, waiting: tuple[Waiting, ...], wish: Wish) -> bool:
    at, held = {one.desa: one for one in waiting}, dict(plan.held)
    come, gone = Counter[str](), Counter[str]()
    for (home, site), count in plan.invited:
        come[site] += count
        gone[home] += count
        if distance(at[home].at, at[site].at) > wish.within:
            return False
    sizes = all(wish.least * n <= come[site] <= wish.capacity * n for site, n in held.items())
    return (
        sizes
        and set(come) == set(held)
        and plan.sessions <= wish.most
        and all(gone[one.desa] <= one.people for one in waiting)
    )


@pytest.mark.parametrize("seed", range(24))
def test_no_plan_there_is_is_better(seed: int) -> None:
    waiting, wish = anywhere(seed)
    found = proposed(waiting, wish)
    best = min(every_worth(waiting, wish))
    assert found.plan.worth[:2] == best[:2]
    assert found.plan.worth[2] == pytest.approx(best[2], rel=1e-4, abs=1e-5)
    assert found.proven
    assert found.people == -best[0]
    assert is_allowed(found.plan, waiting, wish)
    assert is_allowed(found.simple, waiting, wish)
    assert found.plan.worth <= found.simple.worth


def in_a_row(*people: int) -> tuple[Waiting, ...]:
    """Desa with so many people, 4 km from one to the next."""
    return tuple(Waiting(f"d{at}", (113.7 + at * 0.0364, -8.2), count) for at, count in enumerate(people))


STRANDING = in_a_row(2, 2, 2, 2), Wish(within=5, least=4, capacity=6, most=2)


def test_the_simple_rule_strands_people_that_the_cover_reaches() -> None:
    """First three of four desa, and the last one's two people are too few."""
    found = proposed(*STRANDING)
    assert found.simple.worth[:2] == (-6, 1)
    assert found.plan.worth[:2] == (-8, 2)


def test_the_simple_rule_holds_a_session_more_than_it_takes() -> None:
    """First the full middle, then each end for itself."""
    found = proposed(in_a_row(2, 2, 5, 5, 2, 2), Wish(within=5, least=2, capacity=20, most=3))
    assert found.simple.worth[:2] == (-18, 3)
    assert found.plan.worth[:2] == (-18, 2)
    assert found.proven


def test_when_the_clock_ends_it_the_simple_rule_is_left_and_nothing_is_claimed() -> None:
    found = proposed(*STRANDING, 0.0)
    assert found.plan == found.simple
    assert not found.proven
    assert found.people == 8


def test_nobody_waits() -> None:
    found = proposed((), Wish())
    assert (found.plan, found.proven) == (Plan(), True)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Who]:
    """Leadership at the sample register of 4,000 actors."""

    def make(folder: Path) -> None:
        with pytest.MonkeyPatch.context() as patch:
            use(patch, folder)
            commands.ensure_register("contoh", "contoh")
            fill(system("contoh"))
            db.close()

    folder = made_once(tmp_path_factory, "clinics", make)
    with pytest.MonkeyPatch.context() as patch:
        use(patch, folder)
        yield demo_person("contoh", "pimpinan")
        db.close()
    settings.settings.cache_clear()


def test_on_the_sample_the_cover_is_proven_and_beats_the_simple_rule(
    sample: Who, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = [
        (NPWP, Wish(), Filter()),
        (NPWP, Wish(within=5, least=12, most=10), Filter(sector=("food",))),
        (Topic("permit", "nib"), Wish(within=5, least=20, capacity=30, most=10), Filter()),
    ]
    reached = 0
    for topic, wish, wanted in cases:
        found = queries.group_sessions(sample, wanted, topic, wish)
        proposal, plan, simple = found.proposal, found.proposal.plan, found.proposal.simple
        with capsys.disabled():
            sys.stdout.write(
                f"\n{topic.kind}, {found.waiting} wait: {plan.people} people (bound {proposal.people}), "
                f"{plan.sessions} sessions (bound {proposal.sessions}), {plan.km:.1f} km (bound {proposal.km:.1f}); "
                f"by the simple rule {simple.people}, {simple.sessions}, {simple.km:.1f}\n"
            )
        assert proposal.proven
        assert plan.worth < simple.worth
        assert sum(len(session.invited) for session in found.sessions) == plan.people
        reached += plan.people - simple.people
    assert reached > 50, "not only nearer: more people"


# --- what is asked, in a URL ------------------------------------------------------------------------------------------


def test_a_link_shows_a_colleague_the_same_proposal() -> None:
    topics = [NPWP, CAPITAL]
    for topic, wish in product(topics, (Wish(), Wish(15, 12, 25, 1), Wish(5, 30, 30, 20), Wish(capacity=8))):
        params = to_params(topic, wish)
        assert from_params(params | {"kecamatan": KALISAT, "session_for": "x"}, topics) == (topic, wish)
        assert set(params) <= set(PARAMS)
    assert to_params(NPWP, Wish()) == {"session": "permit.npwp"}


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"session": ""},
        {"session": "permit"},
        {"session": "need.npwp"},
        {"session": "permit.npwp.x"},
        {"session_within": "7", "session_least": "-8", "session_capacity": "1e1", "session_most": "<b>"},
        {"session_within": "10.0", "session_most": "٥", "session_least": "", "session": "🙂.🙂"},
    ],
)
def test_nonsense_in_a_link_is_dropped(said: dict[str, str]) -> None:
    assert from_params(said, [NPWP, CAPITAL]) == (None, Wish())


def test_a_link_cannot_ask_for_fewer_than_the_least() -> None:
    _, wish = from_params({"session_least": "25", "session_capacity": "8"}, [])
    assert (wish.least, wish.capacity) == (25, 25)


def test_what_a_link_says_of_a_screen_does_not_follow_to_the_next() -> None:
    assert {*PARAMS, INVITED, NEED, OPENED} <= set(LOCAL)


# --- the sheet --------------------------------------------------------------------------------------------------------


def test_the_sheet_has_everybody_once_and_a_page_for_each_session() -> None:
    lines = [Line(f"Usaha {at}", "Gambiran", 1.25, "" if at % 2 else "Sari") for at in range(40)]
    called = [Called("1 · Gambiran (Kalisat)", lines[:35]), Called("2 · Ajung", []), Called("3 · Ajung", lines[35:])]
    made = to_pdf("belum punya NPWP", "Semua pendamping", called, "id", datetime(2026, 11, 27, tzinfo=UTC), "CONTOH")
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(made)).pages]
    assert len(pages) == 3, "35 do not fit on one page, and nobody is called to the second session"
    named = re.findall(r"Usaha \d+", "\n".join(pages))
    assert sorted(named) == sorted(line.business_name for line in lines)
    assert all("CONTOH" in page and "Hadir" in page for page in pages)
    assert "1,2" in pages[0]


# --- whom to invite ---------------------------------------------------------------------------------------------------


@pytest.fixture
def small(machine: Who) -> Small:
    return Small(machine)


def lacking(small: Small, name: str, place: str, status: str = "belum", **facts: Any) -> str:
    made = small.actor(name, place)
    small.permit(made, "npwp", status, **facts)
    return made


def test_who_is_invited_who_is_counted_beside_and_who_is_not_meant(small: Small, leader: Who) -> None:
    sari = small.facilitator("Sari")
    long, never, late = (lacking(small, f"Usaha {n}", GAMBIRAN) for n in "ABC")
    near = lacking(small, "Dekat", GLAGAHWERO, "terbit", expires_on=TODAY - timedelta(days=1))
    small.visit(late, sari, TODAY - timedelta(days=3))
    small.visit(long, sari, TODAY - timedelta(days=900))
    small.assign(sari, actor_id=near)
    lacking(small, "Tanpa desa", KALISAT)
    lacking(small, "Sudah diajukan", GAMBIRAN, "diajukan")
    lacking(small, "Sudah punya", GAMBIRAN, "terbit")
    small.actor("Tidak tercatat", GAMBIRAN)
    found = queries.group_sessions(leader, Filter(), NPWP, replace(TIGHT, most=1))
    assert (found.waiting, found.unplaced, found.unrecorded) == (4, 1, 1)
    assert found.kecamatan == (KALISAT,)
    (session,) = found.sessions
    assert session.desa == GAMBIRAN
    assert [one.id for one in session.invited] == [never, long, late]
    wide = queries.group_sessions(leader, Filter(), NPWP, replace(TIGHT, capacity=4))
    invited = {one.id: one for one in wide.sessions[0].invited}
    assert set(invited) == {long, never, late, near}
    assert (invited[near].business_name, invited[near].desa, invited[near].facilitator_id) == (
        "Dekat",
        GLAGAHWERO,
        sari,
    )
    places = load().desa
    assert invited[near].km == pytest.approx(distance(places[GLAGAHWERO].label, places[GAMBIRAN].label))
    past = queries.group_sessions(leader, Filter(as_of=date(2019, 6, 1)), NPWP, TIGHT)
    assert past.waiting == 4, "an invitation is of today"
    assert not queries.group_sessions(leader, Filter(sector=("food",)), NPWP, TIGHT).sessions


def test_sessions_in_one_desa_are_shared_out_evenly_and_an_open_need_is_a_topic(small: Small, leader: Who) -> None:
    made = [small.actor(f"Usaha {at}", GAMBIRAN) for at in range(6)]
    for actor in made[:5]:
        small.insert(schema.need_event, actor_id=actor, kind="modal", change="raised", on_date=date(2026, 1, 1))
    small.insert(schema.need_event, actor_id=made[0], kind="modal", change="met", on_date=date(2026, 2, 1))
    found = queries.group_sessions(leader, Filter(), CAPITAL, TIGHT)
    assert [len(one.invited) for one in found.sessions] == [2, 2]
    assert sorted(one.id for session in found.sessions for one in session.invited) == sorted(made[1:5])
    assert found.unrecorded == 0


def test_a_pendamping_invites_the_own_caseload_only(small: Small, register: str) -> None:
    sari, rini = small.facilitator("Sari"), small.facilitator("Rini")
    mine = [lacking(small, f"Sari {at}", GAMBIRAN) for at in range(2)]
    theirs = [lacking(small, f"Rini {at}", GAMBIRAN) for at in range(2)]
    for actors, by in ((mine, sari), (theirs, rini)):
        for actor in actors:
            small.assign(by, actor_id=actor)
    who = Who(register, small.who.kab, "pendamping", "demo-pendamping", "Sari", sari)

    def invited(who: Who, **wanted: Any) -> list[str]:
        found = queries.group_sessions(who, Filter(**wanted), NPWP, TIGHT)
        return sorted(one.id for session in found.sessions for one in session.invited)

    assert invited(who) == sorted(mine)
    assert invited(who, facilitator=(rini,)) == []
    assert invited(replace(who, facilitator=None)) == []
    assert invited(who, kecamatan=(AJUNG,)) == []


# --- needs against services -------------------------------------------------------------------------------------------


def test_what_nobody_serves_and_what_nobody_asked_for(small: Small, leader: Who) -> None:
    sari, now = small.facilitator("Sari"), Filter(as_of=TODAY)
    one, two, far = small.actor("Satu", GAMBIRAN), small.actor("Dua", AJUNG), small.actor("Tiga", JELBUK)

    def need(actor: str, kind: str, change: str, on: date) -> None:
        small.insert(schema.need_event, actor_id=actor, kind=kind, change=change, on_date=on)

    need(one, "modal", "raised", date(2026, 1, 1))
    need(far, "modal", "raised", date(2026, 1, 1))
    need(one, "npwp", "raised", date(2025, 1, 1))
    need(one, "npwp", "raised", date(2026, 1, 1))  # said again: it waits since the first time
    need(one, "npwp", "met", date(2026, 2, 1))
    need(two, "npwp", "met", date(2026, 3, 1))  # written down only once it was met
    need(two, "kemasan", "raised", date(2023, 1, 1))
    need(two, "kemasan", "met", date(2024, 1, 1))  # longer ago than the window
    small.visit(one, sari, date(2025, 6, 1), topics="npwp")
    small.visit(one, sari, date(2026, 6, 1), topics="npwp pemasaran")
    small.visit(two, sari, date(2026, 6, 2), topics="pemasaran")
    small.visit(two, sari, date(2026, 6, 3), topics="modal", outcome="batal")

    def rows(wanted: Filter, by: str | None = None) -> dict[tuple[str, str], tuple[Any, ...]]:
        found = queries.needs_served(leader, wanted, by).itertuples(index=False)
        return {tuple(row)[:2]: tuple(row)[2:] for row in found}

    whole = rows(now)
    assert whole["", "modal"] == (2, 1, 0, 0, None, 0)
    assert whole["", "npwp"] == (0, 0, 2, 1, 396, 1)
    assert whole["", "pemasaran"] == (0, 0, 0, 0, None, 2)
    assert whole["", "kemasan"] == (0, 0, 0, 0, None, 0)
    assert rows(now.with_(kecamatan=(JELBUK,)))["", "modal"] == (1, 0, 0, 0, None, None)
    places = rows(now, "kecamatan")
    assert places[KALISAT, "modal"] == (1, 1, 0, 0, None, 0)
    assert places[JELBUK, "modal"] == (1, 0, 0, 0, None, None)
    assert places[AJUNG, "npwp"] == (0, 0, 1, 0, None, 0)
    assert (AJUNG, "kemasan") not in places
    assert rows(now.with_(as_of=date(2025, 3, 1)))["", "npwp"][0] == 1
