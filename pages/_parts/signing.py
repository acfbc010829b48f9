"""The way in and out: a demo person, or the office's sign-in provider."""

import streamlit as st

from data.people import NOT_REAL
from pages._parts import wanted
from pages._parts.visitor import DEMO_ROLES, become, refusal, t


def sign_in(kind: str) -> None:
    """One click to act as a demo person; in a register of kind `nyata` the way to the office's sign-in provider."""
    if kind not in NOT_REAL:
        _sign_in_for_real()
        return
    st.info(t("lock.sign_in"), icon=":material/lock:")
    with st.container(horizontal=True):
        for role in DEMO_ROLES:
            st.button(t(f"role.{role}"), key=f"sign_in.{role}", on_click=become, args=(role,))


def _sign_in_for_real() -> None:
    why = refusal()
    st.info(t(f"identity.{why}"), icon=":material/lock:")
    if why in ("missing", "expired"):
        wanted.keep()
        st.button(t("identity.sign_in"), key="sign_in", type="primary", icon=":material/login:", on_click=st.login)
    else:
        sign_out("sign_out")


def sign_out(key: str) -> None:
    """Forgets who this browser's visitor is, here and where the provider offers it there."""
    st.button(t("identity.sign_out"), key=key, icon=":material/logout:", on_click=st.logout)
