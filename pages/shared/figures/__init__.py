"""Figures that are not over months alone, one kind a file: plain values in, plain dicts out, no question asked."""
