"""Explore: anything the dictionary can express, cut by whatever it can be cut by."""

from pages.explore_parts import cut, opening, saved_views, sql_editor, tabs
from pages.shared import reader, screen

who = reader.current()
answer = screen.head(who, "explore")
with answer:
    opening.follow(who)
    tabs.draw(
        who,
        {
            "cut": cut.draw,
            "sql": sql_editor.draw,
            "saved": saved_views.draw,
        },
    )
