"""The ways to explore, one open at a time; which one stands in the link."""

from collections.abc import Callable, Mapping

from pages.shared import control, errors
from pages.shared.reader import Reader

# Ways that are only for some roles; the others are for whoever sees the screen.
ONLY_FOR = {"sql": ("analyst",)}


def draw(who: Reader, tabs: Mapping[str, Callable[[Reader], None]]) -> None:
    """Buttons named by the texts `explore.tab_<name>` where there are several, and the tab that is chosen."""
    offered = [name for name in tabs if who.settled.role in ONLY_FOR.get(name, (who.settled.role,))]
    chosen = offered[0]
    if len(offered) > 1:
        label = who.say("explore.tabs")
        chosen = control.choice("tab", label, offered, lambda name: who.say(f"explore.tab_{name}"))
    with errors.guard(who.language):
        tabs[chosen](who)
