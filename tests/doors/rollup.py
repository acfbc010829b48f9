"""The door of the roll-up."""

from data import queries
from tests.doors import Ask, Deed

QUESTIONS: dict[str, Ask] = {"rollup": queries.rollup}

CHANGES: dict[str, Deed] = {}
