"""The rules contacts are held against: packs of them, each rule typed, worded in both languages, with its source.

A pack is a file of `rules/`; `cn` is the one that counts here, the others are benchmarks. What was not read in full as
law is worded as a recommendation. Every limit stands in these files and nowhere else.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("rules")
STRENGTHS = ("law", "recommended")
SEEN = ("primary", "summary", "secondary", "draft")
VOICE = ("phone", "ai_voice")
_CHANNELS = (*VOICE, "sms", "app", "letter", "visit")
# What is checked, and the limits it needs.
KINDS: Mapping[str, frozenset[str]] = {
    "quiet_hours": frozenset({"quiet_from", "quiet_to"}),
    "conversations_a_day": frozenset({"most"}),
    "attempts_a_day": frozenset({"most"}),
    "calls_in_days": frozenset({"most", "days"}),
    "call_after_conversation": frozenset({"days"}),
    "collected_from_third": frozenset(),
    "third_person": frozenset({"least"}),
    "party": frozenset(),
    "visitors": frozenset({"least"}),
    "recorded": frozenset(),
    "identity": frozenset(),
}
# Those that count one contact with others, which can be done for calls alone.
_COUNTED = ("conversations_a_day", "attempts_a_day", "calls_in_days", "call_after_conversation")


@dataclass(frozen=True)
class Rule:
    """One rule. Hours are whole hours of local time, `days` calendar days; `related` and `unrelated` say which third
    persons it is about. Raises ValueError where a limit is missing, senseless or of another kind of rule.
    """

    id: str
    pack: str
    kind: str
    channels: tuple[str, ...]
    label: Mapping[str, str] = field(hash=False)
    wording: Mapping[str, str] = field(hash=False)
    strength: str
    seen: str
    source: Mapping[str, str] = field(hash=False)
    quiet_from: int | None = None
    quiet_to: int | None = None
    most: int | None = None
    least: int | None = None
    days: int | None = None
    no_sundays: bool = False
    consent_excuses: bool = False
    related: bool = False
    unrelated: bool = False

    def __post_init__(self) -> None:  # noqa: D105 - the class says it
        faults = [what for what, is_fault in self._faults() if is_fault]
        if faults:
            raise ValueError(f"{self.id}: {', '.join(faults)}")

    def _faults(self) -> Iterable[tuple[str, bool]]:
        limits = {name: getattr(self, name) for name in ("quiet_from", "quiet_to", "most", "least", "days")}
        given = {name for name, value in limits.items() if value is not None}
        yield f"unknown kind {self.kind}", self.kind not in KINDS
        yield f"limits {sorted(given)}", given != KINDS.get(self.kind, given)
        yield "channels", not self.channels or not set(self.channels) <= set(_CHANNELS)
        yield "counts calls alone", self.kind in _COUNTED and self.channels != VOICE
        yield "hours", not 0 <= (self.quiet_to or 0) < (self.quiet_from or 24) <= 24
        yield "limit below 1", any(value < 1 for name, value in limits.items() if value is not None and name[0] != "q")
        yield "no third person", self.kind in _THIRD and not (self.related or self.unrelated)
        yield "strength or seen", self.strength not in STRENGTHS or self.seen not in SEEN
        yield "law not read in full", self.strength == "law" and self.seen != "primary"
        yield (
            "texts",
            not all(
                {"zh", "en"} == set(text) and all(text.values()) for text in (self.label, self.wording, self.source)
            ),
        )


_THIRD = ("collected_from_third", "third_person", "party")


@dataclass(frozen=True)
class Pack:
    """Rules that go together, by id."""

    id: str
    label: Mapping[str, str] = field(hash=False)
    rules: Mapping[str, Rule] = field(hash=False)


@cache
def packs(folder: Path = FOLDER) -> dict[str, Pack]:
    """Every pack by id, in the order their files give; raises ValueError or KeyError where one is malformed."""
    found = [(path.stem, tomllib.loads(path.read_text(encoding="utf-8"))) for path in sorted(folder.glob("*.toml"))]
    found.sort(key=lambda pack: pack[1]["pack"]["position"])
    return {id: Pack(id, content["pack"]["label"], _rules(id, content["rule"])) for id, content in found}


def _rules(pack: str, entries: Mapping[str, Any]) -> dict[str, Rule]:
    return {
        id: Rule(id=id, pack=pack, **{**entry, "channels": tuple(entry["channels"])}) for id, entry in entries.items()
    }


@cache
def rules() -> dict[str, Rule]:
    """Every rule of every pack by id, in order."""
    return {id: rule for pack in packs().values() for id, rule in pack.rules.items()}


def codes() -> dict[str, dict[str, tuple[str, str]]]:
    """What packs and rules are called, as (zh, en), in the shape of the other code lists."""
    return {
        "pack": {id: (pack.label["zh"], pack.label["en"]) for id, pack in packs().items()},
        "rule": {id: (rule.label["zh"], rule.label["en"]) for id, rule in rules().items()},
    }


def files() -> list[Path]:
    """What the rules are read from, in a fixed order."""
    return [Path(__file__), *sorted(FOLDER.glob("*.toml"))]
