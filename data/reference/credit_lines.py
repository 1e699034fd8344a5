"""The lines the yearly cost of a loan is set against: what each says, for whom, and how far it may be trusted."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

STRENGTHS = ("law", "reading", "history")
SEEN = ("primary", "secondary")


@dataclass(frozen=True)
class CreditLine:
    """One line. `strength` is law, reading (of a law, by others) or history; texts are by language.

    Raises ValueError where what was not read in the primary text is called law, or a word is unknown.
    """

    id: str
    strength: str
    seen: str
    source: Mapping[str, str] = field(hash=False)
    label: Mapping[str, str] = field(hash=False)
    wording: Mapping[str, str] = field(hash=False)

    def __post_init__(self) -> None:  # noqa: D105 - the class says it
        if self.strength not in STRENGTHS or self.seen not in SEEN:
            raise ValueError(f"{self.id}: strength or seen")
        if self.strength == "law" and self.seen != "primary":
            raise ValueError(f"{self.id}: law not read in the primary text")


@cache
def credit_lines() -> dict[str, CreditLine]:
    """Every line by id, in the order in which they are shown."""
    entries = tomllib.loads(Path(__file__).with_name("credit_lines.toml").read_text(encoding="utf-8"))
    return {id: CreditLine(id=id, **entry) for id, entry in entries.items()}
