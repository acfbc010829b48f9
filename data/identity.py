"""Who a proven identity is: what the sign-in provider says, held against the office's list of people.

Asked afresh at every run of a screen, so that a removal, another role or the end of a session holds at once.
"""

from collections.abc import Mapping
from typing import Any, Literal

from data import clock
from data.access import Who
from data.db import read
from data.office import number
from data.people import anonymous, signed_in

# Why nobody is recognised: nobody signed in; too long ago or no readable time; no proven address; not on the list.
Refusal = Literal["missing", "expired", "unverified", "unknown"]
# The provider's clock may be this many seconds ahead of ours.
AHEAD = 300


def recognised(register: str, claims: Mapping[str, Any]) -> Who | Refusal:
    """The person whom the claims of an identity token prove, or why there is none.

    The claims are those of `st.user`: is_logged_in, email, email_verified, iat and exp (seconds since 1970). `iat`, the
    moment of the sign-in, may lie back as long as the office's setting `sign_in_hours`; `exp` says how long the token
    itself could be handed in (minutes, with many providers), so it must be there and after `iat`, no more.
    """
    if claims.get("is_logged_in") is not True:
        return "missing"
    if not _is_fresh(register, claims):
        return "expired"
    email = claims.get("email")
    if not isinstance(email, str) or not email.strip() or claims.get("email_verified", True) not in (True, "true"):
        return "unverified"
    return signed_in(register, email) or "unknown"


def _is_fresh(register: str, claims: Mapping[str, Any]) -> bool:
    issued, expires = _seconds(claims.get("iat")), _seconds(claims.get("exp"))
    if issued is None or expires is None or expires <= issued:
        return False
    who = anonymous(register)
    with read(who) as conn:
        hours = number(conn, who.kab, "sign_in_hours")
    return -AHEAD <= clock.now().timestamp() - issued < hours * 3600


def _seconds(claim: object) -> float | None:
    return float(claim) if isinstance(claim, int | float) and not isinstance(claim, bool) else None
