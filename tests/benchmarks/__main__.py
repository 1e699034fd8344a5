"""`make benchmark`: the whole path, the screens' questions and the screens themselves, figures beside the aims.

`python -m tests.benchmarks 20000 200000 2000000 [--folder DIR]`: the largest needs about 15 minutes and 40 GB of disk.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from pages.shared.shell import SCREENS
from tests.benchmarks import asks, path, screen

AIMS = {2_000_000: {"built": "aim: under 300 s and 8192 MiB"}}
ASK_AIM = "aim: under 15 ms, and at most 1.5 times the first size's"
SCREEN_AIM = "aims: server under 100 ms, 150 ms at 2 million loans; repainted under 300 ms for up to six charts"
NAMES = [name for name, _ in SCREENS]


def main(
    sizes: Annotated[list[int] | None, typer.Argument(help="Numbers of loans.")] = None,
    folder: Annotated[Path | None, typer.Option(help="Where to keep the stores; temporary otherwise.")] = None,
    browser: Annotated[bool, typer.Option(help="Time the screens too, in a real browser as well.")] = True,
    built: Annotated[bool, typer.Option(help="The stores in the folder are built already.")] = False,
) -> None:
    """Print what each size costs."""
    with tempfile.TemporaryDirectory() as temporary:
        first: dict[str, float] = {}
        for loans in sizes or [20_000, 200_000]:
            root = (folder or Path(temporary)) / str(loans)
            print(f"\n{loans:,} loans")
            if not built:
                _path(root, loans)
            first = _asks(root / "store", first) | first
            if browser:
                print(f"  screens after a filter change, medians ({SCREEN_AIM})")
                screen.report(root / "store", NAMES)


def _path(root: Path, loans: int) -> None:
    for name, cost, rows in path.steps(root / "sample", root / "store", loans):
        aim = AIMS.get(loans, {}).get(name, "")
        print(f"  {name:26}{cost}  {rows / cost.seconds:12,.0f} rows/s  {aim}")


def _asks(store: Path, first: dict[str, float]) -> dict[str, float]:
    print(f"  questions of the screens, medians ({ASK_AIM})")
    reached = {}
    for name in NAMES:
        print(f"    {name}")
        for asked, median in asks.medians(store, name):
            reached[f"{name}: {asked}"] = median
            before = first.get(f"{name}: {asked}")
            ratio = f"  x {median / before:.2f}" if before else ""
            print(f"      {asked:60}{median:8.1f} ms{ratio}")
    return reached


if __name__ == "__main__":
    typer.run(main)
