"""Reference data: the county's townships, platforms, products and events, and what every code is called.

Another county is another folder (`COLLECTIONS_REFERENCE`), not another program.
"""

from __future__ import annotations

import csv
import datetime as dt
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from data.reference import rulebook

LANGUAGES = ("zh", "en")
_HERE = Path(__file__).parent
_UNKNOWN = {"zh": "未知", "en": "Unknown"}


@dataclass(frozen=True)
class Region:
    """A township; coordinates in degrees (WGS 84), tiles counted from 0 at the north-west corner."""

    code: str
    name_zh: str
    name_en: str
    lat: float
    lon: float
    tile_row: int
    tile_column: int


@dataclass(frozen=True)
class Platform:
    """A lending platform; `kind` is national or local."""

    id: str
    name_zh: str
    name_en: str
    kind: str


@dataclass(frozen=True)
class Product:
    """A kind of loan."""

    code: str
    name_zh: str
    name_en: str


@dataclass(frozen=True)
class Event:
    """A day that explains a turn in a chart."""

    on: dt.date
    name_zh: str
    name_en: str


@dataclass(frozen=True)
class Reference:
    """One county's reference folder; `codes[dimension][value]` is (zh, en)."""

    folder: Path
    regions: dict[str, Region]
    platforms: dict[str, Platform]
    products: dict[str, Product]
    events: list[Event]
    codes: dict[str, dict[str, tuple[str, str]]]

    def label(self, dimension: str, value: str | None, language: str) -> str:
        """What `value` of `dimension` is called; a value nobody registered is called by itself."""
        if value is None:
            return _UNKNOWN[language]
        named = self._named(dimension).get(value)
        if named is not None:
            return named[LANGUAGES.index(language)]
        return _UNKNOWN[language] if value == "unknown" else value

    def _named(self, dimension: str) -> dict[str, tuple[str, str]]:
        entities: dict[str, Mapping[str, Region | Platform | Product]] = {
            "region": self.regions,
            "platform": self.platforms,
            "product": self.products,
        }
        if dimension in entities:
            return {key: (entity.name_zh, entity.name_en) for key, entity in entities[dimension].items()}
        return self.codes.get("bucket" if dimension.endswith("_bucket") else dimension, {})


def load(folder: Path | None = None) -> Reference:
    """The reference data in `folder`, else `COLLECTIONS_REFERENCE`, else Yunmeng; read once.

    Raises FileNotFoundError where a file is missing, KeyError or ValueError where one is malformed.
    """
    return _load((folder or Path(os.environ.get("COLLECTIONS_REFERENCE") or _HERE / "yunmeng")).resolve())


@cache
def _load(folder: Path) -> Reference:
    return Reference(
        folder=folder,
        regions={region.code: region for region in _regions(folder / "regions.csv")},
        platforms={key: Platform(id=key, **entry) for key, entry in _toml(folder / "platforms.toml").items()},
        products={key: Product(code=key, **entry) for key, entry in _toml(folder / "products.toml").items()},
        events=[Event(entry["on"], entry["zh"], entry["en"]) for entry in _toml(folder / "events.toml")["event"]],
        codes=_codes(_HERE / "codes.toml") | rulebook.codes(),
    )


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _regions(path: Path) -> list[Region]:
    with path.open(encoding="utf-8", newline="") as lines:
        return [_region(**row) for row in csv.DictReader(lines)]


def _region(code: str, name_zh: str, name_en: str, lat: str, lon: str, tile_row: str, tile_column: str) -> Region:
    return Region(code, name_zh, name_en, float(lat), float(lon), int(tile_row), int(tile_column))


def _codes(path: Path) -> dict[str, dict[str, tuple[str, str]]]:
    return {
        dimension: {code: (label["zh"], label["en"]) for code, label in labels.items()}
        for dimension, labels in _toml(path).items()
    }
