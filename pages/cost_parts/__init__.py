"""The cost screen, one file per section."""
