"""What holds for all tests: how long one takes depends on the machine, and is measured in tests/benchmarks."""

import multiprocessing

from hypothesis import settings

settings.register_profile("untimed", settings.default, deadline=None)
settings.load_profile("untimed")

# A child that is killed at its n-th request to the file system has imported what it works with before it counts.
multiprocessing.set_forkserver_preload(["tests.data.rounds", "tests.queries.auditing"])
