"""The screens that work, in the order of the menu: file, icon. The first is what the bare address opens."""

from collections.abc import Mapping
from typing import TypeVar

T = TypeVar("T")
SCREENS = (
    ("overview", ":material/home:"),
    ("overdue", ":material/schedule:"),
    ("cost", ":material/payments:"),
    ("agents", ":material/groups:"),
    ("complaints", ":material/feedback:"),
    ("compliance", ":material/gavel:"),
    ("market", ":material/storefront:"),
    ("explore", ":material/query_stats:"),
    ("submissions", ":material/upload_file:"),
    ("definitions", ":material/menu_book:"),
)

# Screens that say nothing to a role. Only the menu leaves them out: what a role may see is decided where it is asked.
NOT_FOR = {
    "manager": ("market",), "operator": ("explore",), "analyst": ("submissions",), "regulator": ("submissions",),
}  # fmt: skip


def shown(pages: Mapping[str, T], role: str) -> Mapping[str, T]:
    """The screens a role finds in its menu."""
    return {name: page for name, page in pages.items() if name not in NOT_FOR.get(role, ())}
