"""The parts of the submissions screen."""
