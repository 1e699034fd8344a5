"""The sample county: a seeded generator of submissions with a written list of planted truths."""

from data.sample.submissions import write

__all__ = ["write"]
