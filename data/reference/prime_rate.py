"""The one-year loan prime rate by day, as `lpr.csv` beside this file gives it."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("lpr.csv")


@dataclass(frozen=True)
class PrimeRate:
    """A rate, a fraction a year, from a day until another, both included; `seen` is press or field knowledge."""

    from_on: dt.date
    until_on: dt.date
    rate: float
    seen: str


@cache
def prime_rates() -> tuple[PrimeRate, ...]:
    """Every rate, oldest first. Raises KeyError or ValueError where the file is malformed or leaves a day out."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        found = tuple(_rate(row) for row in csv.DictReader(line for line in lines if not line.startswith("#")))
    for earlier, later in zip(found, found[1:], strict=False):
        if later.from_on - earlier.until_on != dt.timedelta(days=1):
            raise ValueError(f"no single rate is known between {earlier.until_on} and {later.from_on}")
    return found


def _rate(row: dict[str, str]) -> PrimeRate:
    first, last = (dt.date.fromisoformat(row[name]) for name in ("from_on", "until_on"))
    return PrimeRate(first, last, float(row["rate"]), row["seen"])
