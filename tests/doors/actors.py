"""An actor's page: what may be there already, who changed what."""

from data import queries
from tests.doors import Ask, Deed
from tests.small import KALISAT

QUESTIONS: dict[str, Ask] = {
    "last_changes": lambda who: queries.last_changes(who, "no-such"),
    "similar": lambda who: queries.similar(who, "Mebel Jati", KALISAT),
}
CHANGES: dict[str, Deed] = {}
