"""Who may see what. A viewer's platforms are applied to every table read; no query can be made without a viewer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from queries.refusals import AskRefused

ROLES = ("manager", "analyst", "operator", "regulator")
PEOPLE = frozenset({"agent"})
# Who must be told which platforms are theirs; the others see all unless some are named.
SCOPED = ("manager", "analyst")


@dataclass(frozen=True)
class Viewer:
    """A role and the platforms it may see; None means all.

    Raises AskRefused for a role that is unknown, or needs platforms and has none named.
    """

    role: str
    platforms: tuple[str, ...] | None

    def __post_init__(self) -> None:  # noqa: D105 - the class says it
        if self.role not in ROLES:
            raise AskRefused("unknown_role", role=self.role)
        if self.role in SCOPED and self.platforms is None:
            raise AskRefused("platform_needed", role=self.role)

    @property
    def is_guarded(self) -> bool:
        """Whether it is told nothing but what went through disclosure control."""
        return self.role == "regulator"

    @property
    def hidden(self) -> frozenset[str]:
        """The dimensions it may not see: a person is named to the manager of the person's own platform only."""
        return frozenset() if self.role == "manager" else PEOPLE


def check_people(viewer: Viewer, named: Collection[str]) -> None:
    """Raises AskRefused where a dimension named tells persons apart and the viewer may not see them."""
    if hidden := sorted(viewer.hidden & set(named)):
        raise AskRefused("people_hidden", dimension=hidden[0], role=viewer.role)
