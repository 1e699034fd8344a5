"""Reads one submission and does nothing with it: `python -m tests.benchmarks.read FOLDER`."""

import sys
from pathlib import Path

from data.read import read_submission

if __name__ == "__main__":
    read_submission(Path(sys.argv[1]), None)
