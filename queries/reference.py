"""The county's names, codes and events, as screens and exports may read them."""

from data.reference import Event, Platform, Product, Reference, Region, load

__all__ = ["Event", "Platform", "Product", "Reference", "Region", "load"]
