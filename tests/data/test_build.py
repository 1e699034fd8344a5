"""Building as a whole: what is reused, what a version says of itself, and that a failed build changes nothing."""

import datetime as dt
import signal
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest

from data import build as building
from data.build import Engine, build, lay_out
from data.contract import TABLES
from data.problems import Refused
from data.recipe import by_platform, calendar, marts
from data.store import Store, Version
from tests.data.county import Row, agent, case, complaint, contact, cost, training
from tests.data.marts.counties import ORIGIN, Tables, hand_in, instalments, loan, payment

ROOT = Path(__file__).resolve().parents[2]
JUNE, JULY = dt.date(2024, 6, 30), dt.date(2024, 7, 31)
LOCAL, NATIONAL = "yunpan_microcredit", "anhe_finance"


def book(prefix: str, count: int, paid: int) -> Tables:
    """`count` loans of three instalments, of each of which the first `paid` were paid on time."""
    dues = [dt.date(2024, month, 15) for month in (2, 3, 4)]
    ids = [f"{prefix}{number}" for number in range(count)]
    return {
        "loans": [loan(id, ORIGIN, 300, region_code="420923100") for id in ids],
        "instalments": [row for id in ids for row in instalments(id, *((due, 100, 5) for due in dues))],
        "payments": [payment(id, n, due, 105, source="borrower") for id in ids for n, due in enumerate(dues[:paid])],
    }


ALONE: dict[str, list[Row]] = {
    "agents": [agent()],
    "cases": [case(loan="x0", opened_on=dt.date(2024, 3, 1), closed_on=None)],
    "contacts": [contact(case_id=None, agent_id=None, started_at=dt.datetime(2024, 5, 1, 9, 30))],
    "costs": [cost("K1", month=dt.date(2024, 5, 31))],
    "complaints": [complaint("M1", received_at=dt.datetime(2024, 5, 1, 9))],
    "trainings": [training("law", completed_on=dt.date(2024, 5, 1))],
}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "store")
    hand_in(made, LOCAL, JUNE, "a" * 12, book("x", 3, paid=1))
    hand_in(made, NATIONAL, JUNE, "b" * 12, book("y", 2, paid=3))
    return made


def content(store: Store, version: Version) -> dict[str, pl.DataFrame]:
    """Every cube of the warehouse and every fact of its parts."""
    with duckdb.connect(str(version.warehouse), read_only=True) as connection:
        names = [row[0] for row in connection.sql("show tables").fetchall() if row[0] != "build_info"]
        cubes = {name: connection.table(name).pl() for name in names}
    folders = [store.part(*key) for key in version.manifest()["parts"].items()]
    names = [mart.name for mart in marts() if mart.kind == "fact"]
    facts = {
        f"{f.parent.name} {n}": pl.read_parquet(p) for f in folders for n in names if (p := f / f"{n}.parquet").exists()
    }
    return cubes | facts


def part_files(store: Store, platform: str) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in (store.root / "parts" / platform).rglob("*.parquet")}


def test_the_warehouse_holds_every_cube_sorted_by_month_then_platform(store: Store) -> None:
    version = build(store)
    found = content(store, version)
    assert {mart.name for mart in marts() if mart.kind == "cube"} <= set(found)
    portfolio = found["portfolio_month"]
    assert portfolio["platform"].unique().sort().to_list() == [NATIONAL, LOCAL]
    assert portfolio.equals(portfolio.sort("month", "platform", maintain_order=True))


def test_a_platforms_kind_comes_from_the_reference_data(store: Store) -> None:
    hand_in(store, "nobody_knows", JUNE, "c" * 12, book("z", 1, paid=0))
    cube = content(store, build(store))["reported_month"]
    assert dict(cube.select("platform", "platform_kind").unique().iter_rows()) == {
        NATIONAL: "national", LOCAL: "local", "nobody_knows": "unknown",
    }  # fmt: skip


def test_facts_are_sorted_by_month(store: Store) -> None:
    digest = build(store).manifest()["parts"][LOCAL]
    assert pl.read_parquet(store.root / "parts" / LOCAL / digest / "loan_month.parquet")["month"].is_sorted()


def test_the_manifest_says_what_the_version_was_built_from(store: Store) -> None:
    version = build(store)
    manifest = version.manifest()
    assert manifest["version"] == version.id
    assert manifest["as_of"] == "2024-06-30"
    assert manifest["months"] == [f"2024-{end}" for end in ("01-31", "02-29", "03-31", "04-30", "05-31", "06-30")]
    assert manifest["submissions"][0] == {"platform": NATIONAL, "as_of": "2024-06-30", "id": "0001-bbbbbbbbbbbb"}
    assert manifest["reported"][LOCAL] == {"loans": 3, "instalments": 9, "payments": 3}
    assert manifest["platforms"][LOCAL] == {
        "as_of": "2024-06-30", "name": None, "source": "instalments", "sample": False,
    }  # fmt: skip
    assert manifest["sample"] is False


@pytest.mark.parametrize(
    ("table", "months"),
    [("complaints", ["2024-05-31", "2024-06-30"]), ("costs", ["2024-05-31", "2024-06-30"]), ("agents", [])],
)
def test_months_of_complaints_or_costs_alone_are_covered(tmp_path: Path, table: str, months: list[str]) -> None:
    alone = Store(tmp_path / "alone")
    hand_in(alone, LOCAL, JUNE, "a" * 12, {table: ALONE[table]})
    version = build(alone)
    assert version.manifest()["months"] == months
    assert content(alone, version)["reported_month"].is_empty()


def test_building_twice_makes_no_second_version(store: Store) -> None:
    first = build(store)
    steps: list[str] = []
    assert build(store, lambda what, done, total: steps.append(what)) == first
    assert steps == []
    assert len(store.versions()) == 1


def test_a_new_submission_rebuilds_only_its_platform(store: Store) -> None:
    before = build(store)
    untouched = part_files(store, NATIONAL)
    more = book("x", 3, paid=1)["payments"]
    hand_in(store, LOCAL, JULY, "d" * 12, {"loans": [], "payments": [{**more[0], "amount": Decimal(90)}]})
    steps: list[str] = []
    after = build(store, lambda what, done, total: steps.append(what))
    assert part_files(store, NATIONAL) == untouched
    assert after.id != before.id
    assert not [step for step in steps if step.startswith(NATIONAL)]


def test_an_incremental_build_equals_one_from_scratch(store: Store, tmp_path: Path) -> None:
    build(store)
    hand_in(store, LOCAL, JUNE, "e" * 12, book("x", 4, paid=2))
    hand_in(store, LOCAL, JULY, "f" * 12, {"loans": [], "payments": []})
    incremental = content(store, build(store))
    fresh = Store(tmp_path / "fresh")
    hand_in(fresh, LOCAL, JUNE, "0" * 12, book("never in force", 1, paid=0))
    hand_in(fresh, LOCAL, JUNE, "e" * 12, book("x", 4, paid=2))
    hand_in(fresh, LOCAL, JULY, "f" * 12, {"loans": [], "payments": []})
    hand_in(fresh, NATIONAL, JUNE, "b" * 12, book("y", 2, paid=3))
    at_once = content(fresh, build(fresh))
    assert incremental.keys() == at_once.keys()
    assert [name for name in at_once if not incremental[name].equals(at_once[name])] == []


@pytest.mark.parametrize("files", [1, 2])
def test_a_table_stored_before_the_contract_had_a_column_is_read_with_it_empty(store: Store, files: int) -> None:
    for month in (JUNE, JULY)[:files]:
        hand_in(store, LOCAL, month, "7" * 12, {"complaints": [complaint(f"on {month}")]})
        place = store.history(LOCAL, month)[-1].path / "complaints.parquet"
        pl.read_parquet(place).drop("response", "in_time").write_parquet(place)
    [one] = by_platform([each for each in store.submissions() if each.platform == LOCAL], {})
    with Engine().open(":memory:", store.root) as connection:
        lay_out(connection, one, calendar())
        found = connection.table("submitted_complaints").pl()
    assert found.columns == TABLES["complaints"].column_names()
    assert found.select("response", "in_time").unique().rows() == [(None, None)]
    assert len(found) == files


@pytest.mark.parametrize("table", ALONE)
@pytest.mark.parametrize("lends", [False, True])
def test_leaving_out_marts_of_tables_nobody_sent_changes_nothing(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str, lends: bool
) -> None:
    given = (book("x", 3, paid=1) if lends else {}) | {table: ALONE[table]}
    if table == "cases" and not lends:
        given |= {"loans": book("x", 1, paid=0)["loans"]}
    stores = {name: Store(tmp_path / name) for name in ("short", "whole")}
    for one in stores.values():
        hand_in(one, LOCAL, JUNE, "a" * 12, given)
    short = content(stores["short"], build(stores["short"]))
    monkeypatch.setattr(building, "wanted", lambda handed: list(marts()))
    whole = content(stores["whole"], build(stores["whole"]))
    assert [name for name in whole if name in short and not short[name].equals(whole[name])] == []
    assert [name for name in whole if name not in short and whole[name].height] == []


def test_a_fact_no_platform_has_stands_empty_in_the_warehouse(tmp_path: Path) -> None:
    made = Store(tmp_path / "alone")
    hand_in(made, LOCAL, JUNE, "a" * 12, {"complaints": ALONE["complaints"]})
    with duckdb.connect(str(build(made).warehouse), read_only=True) as connection:
        for mart in marts():
            assert mart.kind == "step" or connection.table(mart.name).columns
        assert connection.table("loan").pl().is_empty()


def test_progress_counts_up_to_the_total(store: Store) -> None:
    seen: list[tuple[int, int]] = []
    build(store, lambda what, done, total: seen.append((done, total)))
    assert [done for done, _ in seen] == list(range(len(seen)))
    assert {total for _, total in seen} == {len(seen)}


def test_nothing_submitted_is_said_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        build(Store(tmp_path / "empty"))
    assert refused.value.code == "nothing_submitted"
    assert "python -m data submit" in refused.value.message("zh")


def test_a_warehouse_that_contradicts_itself_is_never_put_in_force(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = build(store)
    hand_in(store, LOCAL, JULY, "d" * 12, {"loans": []})
    monkeypatch.setattr(building, "checks", lambda: {"one_is_two": "select 1 as one, 2 as two"})
    with pytest.raises(Refused) as refused:
        build(store)
    assert "one_is_two" in refused.value.message("en")
    assert store.current() == before
    assert not list((store.root / "staging").iterdir())


@pytest.mark.parametrize("table", ["portfolio_month", "transition_month", "reported_month", "origination_month"])
def test_the_checks_see_a_cube_that_lost_a_month(store: Store, monkeypatch: pytest.MonkeyPatch, table: str) -> None:
    whole = building._fill

    def lossy(connection: duckdb.DuckDBPyConnection, folders: list[Path]) -> None:
        whole(connection, folders)
        connection.execute(f"delete from {table} where month = (select max(month) from {table})")

    monkeypatch.setattr(building, "_fill", lossy)
    with pytest.raises(Refused) as refused:
        build(store)
    assert refused.value.code == "warehouse_contradicts_itself"


def test_memory_and_threads_can_be_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLLECTIONS_THREADS", "1")
    monkeypatch.setenv("COLLECTIONS_MEMORY", "100MB")
    with Engine.default().open(":memory:", tmp_path / "spill") as connection:
        found = connection.sql("select current_setting('threads'), current_setting('memory_limit')").fetchall()
    assert found == [(1, "95.3 MiB")]


KILLED = """
import os, signal, sys
from pathlib import Path
from data.build import build
from data.store import Store
last = int(sys.argv[2])
build(Store(Path(sys.argv[1])), lambda what, done, total: done < last or os.kill(os.getpid(), signal.SIGKILL))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_build_killed_at_any_step_leaves_the_old_version_and_the_next_one_succeeds(store: Store) -> None:
    before = build(store)
    last_step = len(marts()) + 2
    for step in (0, 7, len(marts()) - 1, len(marts()), len(marts()) + 1, last_step):
        hand_in(store, LOCAL, JULY, f"{step:012x}", {"loans": [], "payments": []})
        killed = subprocess.run([sys.executable, "-c", KILLED, str(store.root), str(step)], cwd=ROOT, check=False)
        assert killed.returncode == -signal.SIGKILL
        assert store.current() == before
    after = build(store)
    assert after != before
    assert store.current() == after
