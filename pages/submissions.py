"""Submissions: what came in, what was refused, is it complete and on time; and handing in."""

import streamlit as st

from pages.shared import errors, reader, screen
from pages.submissions_parts import hand_in, overview, quarantine, receipts, tabs, versions, words
from queries.handing import Desk

who = reader.current()
answer = screen.head(who, "submissions")
with answer, errors.guard(who.language):
    desk = Desk(who.viewer, who.session.account)
    st.markdown(words.answer(who, desk))
    tabs.draw(
        who,
        desk,
        {
            "calendar": overview.draw,
            "hand_in": hand_in.draw,
            "receipts": receipts.draw,
            "quarantine": quarantine.draw,
            "versions": versions.draw,
        },
    )
