"""The parts of the agents screen, one small file per chart."""
