"""The whole path at one size: sample, read, check and store, build; each step a process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from tests.benchmarks.measure import Cost, run


def rows(folder: Path) -> dict[str, int]:
    """How many rows the sample county has, by contract table."""
    counts: dict[str, int] = {}
    for file in folder.rglob("*.parquet"):
        table = file.relative_to(folder).parts[1].split(".")[0]
        counts[table] = counts.get(table, 0) + pl.scan_parquet(file).select(pl.len()).collect().item()
    return counts


def platforms(folder: Path) -> list[Path]:
    """The platforms' submission folders."""
    return sorted(path for path in folder.iterdir() if (path / "submission.toml").exists())


def steps(folder: Path, store: Path, loans: int) -> Iterator[tuple[str, Cost, int]]:
    """Each step's name, cost and the rows it went through; leaves the built store behind."""
    made = run(["data", "sample", "--loans", str(loans), "--out", str(folder)], store)
    total = sum(rows(folder).values())
    yield "sample written", made, total
    yield "read", _sum([run(["tests.benchmarks.read", str(one)], store) for one in platforms(folder)]), total
    yield (
        "read, checked and stored",
        _sum([run(["data", "submit", str(one)], store) for one in platforms(folder)]),
        total,
    )
    yield "built", run(["data", "build"], store), total


def _sum(costs: list[Cost]) -> Cost:
    return Cost(sum(cost.seconds for cost in costs), max(cost.peak_mib for cost in costs))
