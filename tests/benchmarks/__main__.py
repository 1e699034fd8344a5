"""`make benchmark`: the whole path, the screen's questions and the screen itself, reached figures beside the aims.

`python -m tests.benchmarks 20000 200000 2000000 [--folder DIR]`: the largest needs about 15 minutes and 40 GB of disk.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from tests.benchmarks import asks, path, screen

AIMS = {2_000_000: {"built": "aim: under 300 s and 8192 MiB"}}
ASK_AIM = "aim: under 15 ms, and at most 1.5 times the first size's"


def main(
    sizes: Annotated[list[int] | None, typer.Argument(help="Numbers of loans.")] = None,
    folder: Annotated[Path | None, typer.Option(help="Where to keep the stores; temporary otherwise.")] = None,
    browser: Annotated[bool, typer.Option(help="Time the screen in a real browser too.")] = True,
) -> None:
    """Print what each size costs."""
    with tempfile.TemporaryDirectory() as temporary:
        first: dict[str, float] = {}
        for loans in sizes or [20_000, 200_000]:
            root = (folder or Path(temporary)) / str(loans)
            _path(root, loans)
            reached = _asks(root / "store", first)
            first = first or reached
            if browser:
                screen.report(root / "store")


def _path(root: Path, loans: int) -> None:
    print(f"\n{loans:,} loans")
    for name, cost, rows in path.steps(root / "sample", root / "store", loans):
        aim = AIMS.get(loans, {}).get(name, "")
        print(f"  {name:26}{cost}  {rows / cost.seconds:12,.0f} rows/s  {aim}")


def _asks(store: Path, first: dict[str, float]) -> dict[str, float]:
    print(f"  questions of the overdue screen, medians ({ASK_AIM})")
    reached = {}
    for name, median in asks.medians(store):
        reached[name] = median
        ratio = f"  x {median / first[name]:.2f}" if name in first else ""
        print(f"    {name:24}{median:8.1f} ms{ratio}")
    return reached


if __name__ == "__main__":
    typer.run(main)
