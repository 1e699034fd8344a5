"""What holds for all tests: how long one takes depends on the machine, and is measured in tests/benchmarks."""

from hypothesis import settings

settings.register_profile("untimed", settings.default, deadline=None)
settings.load_profile("untimed")
