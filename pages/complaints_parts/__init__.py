"""The complaints screen, one file per chart."""
