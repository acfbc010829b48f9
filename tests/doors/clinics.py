"""The doors of needs against services, of sentra, and of the sessions that are proposed."""

from data import queries
from data.clinics.wish import Topic, Wish
from data.filter import Filter
from tests.doors import Ask, Deed

QUESTIONS: dict[str, Ask] = {
    "group_sessions": lambda who: queries.group_sessions(who, Filter(), Topic("permit", "npwp"), Wish()),
    "needs_across": lambda who: queries.needs_across(who, Filter()),
    "needs_served": lambda who: queries.needs_served(who, Filter()),
    "permits_issued": lambda who: queries.permits_issued(who, Filter()),
    "sentra": lambda who: queries.sentra(who, Filter()),
}

CHANGES: dict[str, Deed] = {}
