"""Above the caseload: who in this area asks for help and is not in it yet; opened and answered right there."""

import streamlit as st

from data import formats, queries
from data.access import allows
from data.queries import Names
from pages._parts.caseload.words import past
from pages._parts.help import cards, detail, look
from pages._parts.menu import link
from pages._parts.page import Here
from pages._parts.visitor import language, t


def opened(here: Here) -> bool:
    """Whether a request is open: it is all that is shown then."""
    cards.said()
    help_id = st.query_params.get(cards.OPENED)
    if not help_id or not allows(here.who, "help.see"):
        return False
    look.apply()
    detail.show(here, help_id)
    return True


def section(here: Here, facilitator_id: str | None, names: Names) -> None:
    """The requests of one facilitator that wait for an answer, the late ones first; nothing where there are none."""
    if facilitator_id is None or not allows(here.who, "help.see"):
        return
    mine = [one for one in queries.help_requests(here.who) if one.facilitator_id == facilitator_id]
    waiting = [one for one in mine if one.stage == "new" or one.said]
    if not waiting:
        return
    look.apply()
    told = [t("help_mine.title", count=formats.number(len(waiting), language()))]
    late = sum(one.late for one in waiting)
    if late:
        told.append(t("help_mine.late", count=formats.number(late, language())))
    told.append(t("help_mine.longest", days=past(max(one.days for one in waiting))))
    # Folded: below it stands whom to go to, which is what this screen is opened for.
    with st.container(key="help_waiting"), st.expander(" · ".join(told), icon=":material/inbox:"):
        for one in waiting:
            cards.row(one, names, with_desk=False)


def to_desk(here: Here) -> None:
    """The way to all requests, and to writing down one that somebody brings."""
    if allows(here.who, "help.see"):
        params = {name: value for name, value in st.query_params.to_dict().items() if name in ("register", "lang")}
        link("permintaan", t("help_mine.desk"), **params)
