"""The county's names, codes and events, and the rules contacts are held against, for screens and exports to read."""

from data.reference import Event, Platform, Product, Reference, Region, load
from data.reference.credit_lines import CreditLine, credit_lines
from data.reference.prime_rate import PrimeRate, prime_rates
from data.reference.rulebook import Pack, Rule, packs, rules

__all__ = [
    "CreditLine", "Event", "Pack", "Platform", "PrimeRate", "Product", "Reference", "Region", "Rule", "credit_lines",
    "load", "packs", "prime_rates", "rules",
]  # fmt: skip
