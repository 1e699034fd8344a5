"""The compliance screen, one file per chart."""
