"""Opening the record of a handover: it holds personal words, so the look is written down."""

import sqlalchemy as sa

from data import clock, schema
from data.access import Who
from data.db import About, write
from data.population import Frame
from data.problem import Problem
from data.queries.handover import Handover, handed_over


def open_handover(who: Who, from_facilitator: str, to_facilitator: str, kecamatan: str | None = None) -> Handover:
    """What passes with the actors of one facilitator to another, of one kecamatan if it is named; audited, changes
    nothing. Problem("no_facilitator_found"), Problem("handover_to_oneself")."""
    with write(who, "assignment.edit", About("facilitator", from_facilitator), changes=False) as writing:
        if from_facilitator == to_facilitator:
            raise Problem("handover_to_oneself")
        table = schema.facilitator
        asked = sa.select(table.c.id, table.c.name).where(table.c.kab_code == who.kab)
        names: dict[str, str] = {code: name for code, name in writing.conn.execute(asked)}
        if not {from_facilitator, to_facilitator} <= set(names):
            raise Problem("no_facilitator_found")
        frame = Frame(who.kab, clock.today(), writing.at)
        passing = handed_over(writing.conn, frame, from_facilitator, kecamatan)
        return Handover(frame.day, names[from_facilitator], names[to_facilitator], *passing)
