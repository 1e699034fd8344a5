"""The parts of the market screen, one file each in the order they are read."""
