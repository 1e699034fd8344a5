"""Who lends to whom in the sample county. Everything here is invented except the townships' names and codes."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from data.sample.arrays import Floats
from data.sample.months import MONTHS, WARM_UP
from data.sample.story import (
    BREAKING_AGENCY,
    PROFILES,
    RISE_ENDS,
    RISE_STARTS,
    Profile,
    progress,
)

AGENCIES = (BREAKING_AGENCY, "榆岭信息服务", "澄湾客服外包")

# Shares of residents: Chengguan's is published, the others are invented and add up to the rest of the census total.
REGIONS = {
    "420923100": 0.306, "420923101": 0.0694, "420923102": 0.059, "420923103": 0.059, "420923104": 0.0694,
    "420923105": 0.0763, "420923106": 0.059, "420923107": 0.0937, "420923108": 0.0555, "420923200": 0.0555,
    "420923201": 0.0520, "420923202": 0.0451,
}  # fmt: skip
REGION_RISK = (0.92, 1.0, 0.95, 1.02, 1.06, 1.2, 1.1, 0.97, 1.0, 1.12, 1.0, 0.9)
AGE_BANDS = {"18-24": 0.14, "25-34": 0.34, "35-44": 0.27, "45-54": 0.18, "55+": 0.07}
AGE_RISK = (1.2, 1.02, 0.93, 0.95, 1.05)
OCCUPATIONS = {
    "farmer": 0.2, "migrant_worker": 0.2, "factory_worker": 0.16, "self_employed": 0.14, "driver": 0.07,
    "service_staff": 0.13, "public_employee": 0.05, "not_working": 0.05,
}  # fmt: skip
INCOME_BANDS = {"under_3k": 0.22, "3k_5k": 0.36, "5k_8k": 0.26, "8k_12k": 0.11, "over_12k": 0.05}
OVERDUE_REASONS = {
    "income_drop": 0.24, "job_loss": 0.12, "over_indebted": 0.22, "business_loss": 0.1, "poor_harvest": 0.06,
    "illness": 0.07, "family_event": 0.06, "forgot": 0.1, "disputed": 0.03,
}  # fmt: skip
TERMS = {3: 0.1, 6: 0.3, 9: 0.14, 12: 0.34, 18: 0.07, 24: 0.05}


@dataclass(frozen=True)
class Goods:
    """A product as it is sold: median principal in CNY, spread of its logarithm, risk relative to the platform's."""

    median: float
    spread: float
    risk: float


PRODUCTS = {
    "cash": Goods(6_000, 0.5, 1.08),
    "instalment": Goods(5_000, 0.45, 0.95),
    "business": Goods(16_000, 0.5, 1.0),
    "farmer": Goods(10_000, 0.5, 0.9),
    "education": Goods(9_000, 0.35, 0.85),
    "renovation": Goods(15_000, 0.4, 0.8),
}


@dataclass(frozen=True)
class Lender:
    """One platform, as `lenders.toml` explains."""

    id: str
    kind: str
    profile: str
    weight: float
    rates: list[float]
    products: dict[str, float]
    risk: float = 1.0
    agency_share: float = 0.3
    case_delay: int = 1
    sends: str = "instalments"
    splits_payments: bool = True
    knows_days: bool = True

    @property
    def chances(self) -> Profile:
        """Its monthly cure and roll chances."""
        return PROFILES[self.profile]

    @property
    def mean_principal(self) -> float:
        """Mean principal of a loan, CNY."""
        sold = [(share, PRODUCTS[code]) for code, share in self.products.items()]
        return sum(share * goods.median * float(np.exp(goods.spread**2 / 2)) for share, goods in sold)


def _lenders() -> tuple[Lender, ...]:
    entries = tomllib.loads(Path(__file__).with_name("lenders.toml").read_text(encoding="utf-8"))
    return tuple(Lender(id=name, **entry) for name, entry in entries.items())


LENDERS = _lenders()

# From October 2025 no loan may cost more than the cap a year.
RATE_CAP_FROM_MONTH, RATE_CAP = 24, 0.24
GROWTH = 0.005  # a month
# The local share of the balance up to date follows the local share of lending some months later.
LEAD = 4
LOCAL_LENDING_BEFORE, LOCAL_LENDING_AFTER = 0.268, 0.432
# Share of loans still on the book by age in months, from the terms above and a few late ones.
_OLDEST, _LATE, _KEPT_A_MONTH = 32, 0.02, 0.988


def _surviving(age: int) -> float:
    running = sum(share for term, share in TERMS.items() if term > age) * _KEPT_A_MONTH**age
    return max(_LATE, running) if age <= _OLDEST else 0.0


def lending(lender: Lender) -> Floats:
    """Relative number of loans disbursed by month, from WARM_UP to MONTHS."""
    month = np.arange(WARM_UP, MONTHS + 1)
    rise = progress(month, RISE_STARTS - LEAD, RISE_ENDS - LEAD)
    local = LOCAL_LENDING_BEFORE + (LOCAL_LENDING_AFTER - LOCAL_LENDING_BEFORE) * rise
    share = local if lender.kind == "local" else 1 - local
    by_month: Floats = share * lender.weight / lender.mean_principal * (1 + GROWTH) ** month
    return by_month


def loans_by_lender(loans: int) -> dict[str, int]:
    """How many of the county's loans each platform submits; adds up to `loans`."""
    month = np.arange(WARM_UP, MONTHS + 1)
    kept = np.array([1.0 if m > 0 else _surviving(-m) for m in month.tolist()])
    weights = np.array([float(np.sum(lending(lender) * kept)) for lender in LENDERS])
    edges = np.round(np.cumsum(weights) / weights.sum() * loans).astype(int)
    return dict(zip([lender.id for lender in LENDERS], np.diff(edges, prepend=0).tolist(), strict=True))
