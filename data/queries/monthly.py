"""The month of the facilitators: for the supervisor all of them, for a facilitator the own."""

from dataclasses import replace
from datetime import date

from data.access import Who, allows, require
from data.filter import Filter
from data.monthly import team_of
from data.months import TeamMonth, month_of
from data.problem import Problem
from data.queries.counting import counted_once


def team_month(who: Who, month: date, facilitator_id: str | None = None) -> TeamMonth:
    """Work and standing of every facilitator in the month `month` lies in, or of one; without personal data of actors.

    A past month is as of its last day, the running one as of today. Without the right to see the team only the own:
    Problem("not_your_caseload"). Problem("month_ahead"), Problem("no_such_caseload").
    """
    own = facilitator_id is not None and not allows(who, "team.see")
    require(who, "caseload.see" if own else "team.see")
    if own and facilitator_id != who.facilitator:
        raise Problem("not_your_caseload")
    wanted = month_of(month)
    frame, found = counted_once(
        who,
        Filter(as_of=wanted.day),
        f"month {facilitator_id}",
        lambda asked: team_of(asked.conn, asked.frame, wanted, asked.held(), facilitator_id),
        of_groups=True,
    )
    if facilitator_id and not found.rows:
        raise Problem("no_such_caseload")
    return replace(found, known_at=frame.known_at)
