"""Explore: anything the dictionary can express, cut by whatever it can be cut by."""

from pages.explore_parts import cut, tabs
from pages.shared import reader, screen

who = reader.current()
answer = screen.head(who, "explore")
with answer:
    tabs.draw(
        who,
        {
            "cut": cut.draw,
        },
    )
