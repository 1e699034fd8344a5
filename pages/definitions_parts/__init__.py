"""The parts of the definitions screen."""
