"""The size of an actor, by its workers and by what was invested."""

import sqlalchemy as sa


def _workers(figures: sa.FromClause) -> sa.ColumnElement[int]:
    return sa.func.coalesce(figures.c.workers_m, 0) + sa.func.coalesce(figures.c.workers_f, 0)


def bps_scale(figures: sa.FromClause) -> sa.ColumnElement[str]:
    """BPS: 1–4, 5–19, 20–99, 100 and more workers; none written down is unknown."""
    workers = _workers(figures)
    return sa.case(
        (workers == 0, "unknown"),
        (workers < 5, "bps_micro"),
        (workers < 20, "bps_small"),
        (workers < 100, "bps_medium"),
        else_="bps_large",
    )


def permenperin_scale(figures: sa.FromClause) -> sa.ColumnElement[str]:
    """Permenperin 64/2016: small ≤ 19 workers and < Rp 1 bn; large ≥ 20 workers and > Rp 15 bn; between them medium."""
    workers, invested = _workers(figures), figures.c.investment
    return sa.case(
        (sa.or_(workers == 0, invested.is_(None)), "unknown"),
        (sa.and_(workers <= 19, invested < 1_000_000_000), "permenperin_small"),
        (sa.and_(workers >= 20, invested > 15_000_000_000), "permenperin_large"),
        else_="permenperin_medium",
    )
