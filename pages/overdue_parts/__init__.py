"""The overdue screen, one file per section."""
