"""The parts of the screen, one open at a time; which one stands in the link."""

from collections.abc import Callable, Mapping

from pages.shared import control, errors
from pages.shared.reader import Reader
from pages.submissions_parts import common, progress
from queries.handing import Desk

# Only the buttons leave them out for others: what a role may do is decided by the desk.
OPERATORS = ("versions",)


def draw(who: Reader, desk: Desk, tabs: Mapping[str, Callable[[Reader, Desk], None]]) -> None:
    """Buttons named by the texts `submissions.tab_<name>`, and the tab that is chosen."""
    offered = [name for name in tabs if desk.is_operator or name not in OPERATORS]
    chosen = control.choice(
        "tab", who.say("submissions.tabs"), offered, lambda name: who.say(f"submissions.tab_{name}")
    )
    runs = progress.watch(who, desk)
    # What one is in the midst of has nothing to show until the work is done; all else can be looked at meanwhile.
    if runs and chosen in ("hand_in", "quarantine"):
        return
    with errors.guard(who.language), common.telling(who):
        tabs[chosen](who, desk)
