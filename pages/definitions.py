"""Definitions: what exactly does this number mean?"""

import streamlit as st

from pages.definitions_parts import entry, find, listing, notes, words
from pages.definitions_parts.catalogue import NOTES, by_subject, entries
from pages.shared import errors, link, screen

OFFERS = ("platform_kind", "platform", "region", "product", "bucket", "channel", "agency")

view, answer = screen.begin("definitions", OFFERS)
with answer:
    st.markdown(words.answer(view))
found, subject = find.draw(view)
chosen = entries().get(link.first("metric") or "")
if chosen is not None:
    link.restate()
    entry.draw(view, chosen)
with errors.guard(view.language):
    if subject == NOTES:
        notes.draw(view)
    elif found:
        listing.draw(view, by_subject(found))
    else:
        st.info(view.say("definitions.nothing_found"))
