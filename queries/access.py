"""Who may see what. A viewer's platforms are applied to every table read; no query can be made without a viewer."""

from __future__ import annotations

from dataclasses import dataclass

from queries.refusals import AskRefused

ROLES = ("manager", "analyst", "operator")
_SCOPED = ("manager", "analyst")


@dataclass(frozen=True)
class Viewer:
    """A role and the platforms it may see; None means all.

    Raises AskRefused for a role that is unknown, needs platforms and has none named, or is not served yet.
    """

    role: str
    platforms: tuple[str, ...] | None

    def __post_init__(self) -> None:  # noqa: D105 - the class says it
        if self.role == "regulator":
            raise AskRefused("regulator_later")
        if self.role not in ROLES:
            raise AskRefused("unknown_role", role=self.role)
        if self.role in _SCOPED and self.platforms is None:
            raise AskRefused("platform_needed", role=self.role)
