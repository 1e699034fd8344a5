"""The versions kept: what went into each, and going back to one or forward again."""

import polars as pl
import streamlit as st

from pages.shared.reader import Reader
from pages.submissions_parts import common
from queries.handing import Desk

_CHOSEN = "submissions_version"


def draw(who: Reader, desk: Desk) -> None:
    """Every version, newest first; one that is not current can be made so, after a second click."""
    found = desk.versions()
    rows = [
        {
            "version": one["version"],
            "as_of": one["as_of"],
            "built": str(one["created_at"])[:16].replace("T", " "),
            "count": len(one["submissions"]),
            "current": who.say("submissions.current") if one["current"] else "",
        }
        for one in found
    ]
    names = ("version", "as_of", "built", "count", "current")
    st.dataframe(
        pl.DataFrame(rows), hide_index=True, height="content", alt=who.say("submissions.tab_versions"),
        column_config={name: who.say(f"submissions.version_{name}") for name in names},
    )  # fmt: skip
    others = [one["version"] for one in found if not one["current"]]
    chosen = st.selectbox(
        who.say("submissions.look_into"), [one["version"] for one in found], key=_CHOSEN, width=360,
    )  # fmt: skip
    one = next(each for each in found if each["version"] == chosen)
    handed = [f"{common.platform(who, each['platform'])} {each['as_of']} · {each['id']}" for each in one["submissions"]]
    with st.expander(who.say("submissions.version_holds", count=len(handed))):
        st.markdown("\n".join(f"- {line}" for line in handed))
    if chosen in others:
        with st.popover(who.say("submissions.roll_back"), icon=":material/history:"):
            st.markdown(who.say("submissions.roll_back_sure", version=chosen, day=one["as_of"]))
            if st.button(who.say("submissions.roll_back_yes"), type="primary", key="roll-back"):
                desk.roll_back(chosen)
                st.rerun()
