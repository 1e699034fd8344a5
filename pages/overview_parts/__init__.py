"""The overview, one file per part."""
