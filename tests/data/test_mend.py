"""Round trip of the quarantine: bad rows out, mended in a spreadsheet, in again; nothing doubled, nothing lost."""

from __future__ import annotations

import datetime as dt
import io
import random
import signal
import subprocess
import sys
from pathlib import Path

import fastexcel
import polars as pl
import pytest
import xlsxwriter

from data import held
from data.contract import TABLES
from data.mend import mend
from data.problems import Refused
from data.receipt import Receipt
from data.store import Store
from data.submit import in_force, submit
from data.versions import Submission
from tests.data.handing import LOANS, write
from tests.serving import ROOT

PLATFORM, AS_OF = "anhe", dt.date(2026, 10, 31)
PAYMENTS = "payment_id,loan_id,paid_on,amount,source\n"
CASES = "case_id,loan_id,opened_on,opened_days_past_due,opened_balance\n"
# What is wrong with which line of the loans, and what mends it: column, as written, as it should be.
FAULTS = {3: ("originated_on", "2024-13-05", "2024-12-05"), 7: ("principal", "-5.00", "5.00")} | {
    11: ("annual_rate", "九成", "0.09"), 15: ("term_months", "", "12"), 19: ("loan_id", "", "L019"),
}  # fmt: skip


def loans() -> list[dict[str, str]]:
    names = LOANS.strip().split(",")
    rows = [[f"L{n:03}", f"B{n}", "420923100", "P", "2024-01-05", "1000.00", "0.24", "12"] for n in range(60)]
    return [dict(zip(names, row, strict=True)) for row in rows]


def csv(rows: list[dict[str, str]]) -> str:
    return LOANS + "".join(",".join(row.values()) + "\n" for row in rows)


def spoiled() -> list[dict[str, str]]:
    rows = loans()
    for line, (column, bad, _) in FAULTS.items():
        rows[line][column] = bad
    return rows


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A submission whose loans have faults; a payment and a case are held back for a bad loan each."""
    found = Store(tmp_path / "store")
    paid = PAYMENTS + "".join(f"P{n},L{n:03},2025-01-05,10.00,borrower\n" for n in range(0, 60, 2) if n != 4) + (
        "P3,L003,2025-01-06,10.00,borrower\nP4,L004,2025-01-06,10.00,谁\n"
    )  # fmt: skip
    cases = CASES + "".join(f"C{n},L{n:03},2025-01-05,9,100.00\n" for n in range(1, 60, 2))
    submit(found, write(tmp_path / "first", loans=csv(spoiled()), payments=paid, cases=cases), PLATFORM, AS_OF)
    return found


def current(store: Store) -> Submission:
    found = in_force(store, PLATFORM, AS_OF)
    assert found is not None
    return found


def written_out(store: Store, language: str = "zh") -> dict[str, pl.DataFrame]:
    found = held.faults(current(store))
    return held.to_mend(found, found, language)


def stored(store: Store, table: str) -> pl.DataFrame:
    return pl.read_parquet(current(store).path / f"{table}.parquet").sort(TABLES[table].primary_key())


def mended_by_hand(book: bytes) -> bytes:
    """What somebody does in a spreadsheet: reads the reasons, and sets each cell right."""
    reader, out = fastexcel.read_excel(book), io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as saved:
        for name in reader.sheet_names:
            frame = pl.DataFrame(reader.load_sheet(name, dtypes="string").to_polars())
            for row, line in enumerate(frame["来源行"]):
                if name == "loans":
                    column, bad, good = FAULTS[int(line) - 2]
                    assert (frame[row, column] or "") == bad
                    frame[row, column] = good
                if name == "payments" and frame[row, "source"] == "谁":
                    frame[row, "source"] = "guarantor"
            sheet = saved.add_worksheet(name)
            sheet.write_row(0, 0, frame.columns)
            for row, values in enumerate(frame.iter_rows(), start=1):
                sheet.write_row(row, 0, ["" if value is None else value for value in values])
    return out.getvalue()


def test_rows_come_out_with_reason_remedy_and_what_was_written(store: Store) -> None:
    out = written_out(store)
    assert {table: len(frame) for table, frame in out.items()} == {"loans": 5, "payments": 2, "cases": 5}
    first = out["loans"].row(0, named=True)
    assert (first["originated_on"], first["principal"], first["loan_id"]) == ("2024-13-05", "1000.00", "L003")
    assert first["原因"] == "originated_on：“2024-13-05”不是日期" and first["修改建议"].startswith("请")
    assert (first["来源文件"], first["来源行"]) == ("loans.csv", "5")
    english = written_out(store, "en")["loans"].row(0, named=True)
    assert english["reason"].startswith("originated_on: ") and english["remedy"]


@pytest.mark.parametrize("code", sorted(held.texts()))
def test_every_reason_can_be_named_in_a_list(code: str) -> None:
    try:
        assert all(held.summary(code, language) for language in ("zh", "en"))
    except KeyError:
        assert code not in held.CHECKED


def test_mended_rows_are_accepted_and_nothing_is_doubled(store: Store, tmp_path: Path) -> None:
    before = current(store)
    place = write(tmp_path / "again", mended__xlsx=mended_by_hand(held.workbook(written_out(store))))
    receipt = mend(store, place, PLATFORM, AS_OF)
    good = loans()
    for line, (column, _, right) in FAULTS.items():
        good[line][column] = right
    whole = Store(tmp_path / "whole")
    paid = (tmp_path / "first" / "payments.csv").read_text().replace("谁", "guarantor")
    cases = (tmp_path / "first" / "cases.csv").read_text()
    submit(whole, write(tmp_path / "right", loans=csv(good), payments=paid, cases=cases), PLATFORM, AS_OF)
    assert receipt.quarantined == 0 and current(store).number == before.number + 1
    for table in ("loans", "payments", "cases"):
        assert stored(store, table).equals(stored(whole, table)), table
    assert receipt.totals == Receipt.from_json(current(whole).receipt()).totals
    again = mend(store, place, PLATFORM, AS_OF)
    assert again.unchanged and again.stored == receipt.stored


def test_what_is_not_mended_stays_where_it_was(store: Store, tmp_path: Path) -> None:
    before = held.faults(current(store))
    rows = written_out(store)["loans"].filter(pl.col("来源行") == "5").with_columns(originated_on=pl.lit("2024-12-05"))
    place = write(tmp_path / "some", loans=held.as_csv(rows))
    dry = mend(store, place, PLATFORM, AS_OF, dry_run=True)
    assert held.faults(current(store)).equals(before)
    receipt = mend(store, place, PLATFORM, AS_OF)
    after = held.faults(current(store))
    assert dry.quarantined == receipt.quarantined < before.n_unique(["table", "file", "line"])
    # The loan, and the payment and the case that waited for it.
    gone = before.join(after, on=["table", "file", "line", "code"], how="anti")
    assert sorted(gone.select("table", "line").rows()) == [("cases", 3), ("loans", 5), ("payments", 31)]
    assert after.join(before, on=before.columns, how="anti", nulls_equal=True).is_empty()


def test_rows_handed_in_unmended_are_held_back_again_and_not_twice(store: Store, tmp_path: Path) -> None:
    out = written_out(store)
    before = stored(store, "loans")
    receipt = mend(store, write(tmp_path / "same", same__xlsx=held.workbook(out)), PLATFORM, AS_OF)
    assert {table: count.quarantined for table, count in receipt.tables.items()} == {
        table: len(frame) for table, frame in out.items()
    }
    assert stored(store, "loans").equals(before)


def test_a_stored_row_is_corrected_by_its_key(store: Store, tmp_path: Path) -> None:
    changed = LOANS + "L000,B0,420923100,Q,2024-01-05,1000.00,0.24,12\n"
    before = len(stored(store, "loans"))
    mend(store, write(tmp_path / "one", loans=changed), PLATFORM, AS_OF)
    after = stored(store, "loans")
    assert (len(after), after["product"][0]) == (before, "Q")


def test_there_must_be_something_to_mend(store: Store, tmp_path: Path) -> None:
    for platform, as_of in ((PLATFORM, dt.date(2026, 9, 30)), ("other", AS_OF)):
        with pytest.raises(Refused) as refused:
            mend(store, tmp_path / "first", platform, as_of)
        assert refused.value.code == "nothing_to_mend"


def test_random_rows_spoiled_and_mended_give_what_was_right_from_the_start(tmp_path: Path) -> None:
    chance = random.Random(7)
    for turn in range(4):
        rows, right = loans(), Store(tmp_path / f"right{turn}")
        submit(right, write(tmp_path / f"r{turn}", loans=csv(rows)), PLATFORM, AS_OF)
        bad = [dict(row) for row in rows]
        for row in chance.sample(bad, 10):
            row[chance.choice(["loan_id", "principal", "originated_on", "term_months", "annual_rate"])] = ""
        store = Store(tmp_path / f"store{turn}")
        submit(store, write(tmp_path / f"b{turn}", loans=csv(bad)), PLATFORM, AS_OF)
        lines = written_out(store)["loans"]["来源行"]
        fixed = [rows[int(line) - 2] | {"来源文件": "loans.csv", "来源行": line} for line in lines]
        mend(store, write(tmp_path / f"m{turn}", loans=pl.DataFrame(fixed).write_csv()), PLATFORM, AS_OF)
        assert stored(store, "loans").equals(stored(right, "loans"))


_DIE = """
import datetime, pathlib, sys
import data.mend
from data.store import Store
from tests.data.rounds import die_at
die_at(int(sys.argv[3]))
data.mend.mend(Store(pathlib.Path(sys.argv[1])), pathlib.Path(sys.argv[2]), "anhe", datetime.date(2026, 10, 31))
"""


def test_a_mend_killed_at_any_moment_loses_nothing(store: Store, tmp_path: Path) -> None:
    place = write(tmp_path / "again", mended__xlsx=mended_by_hand(held.workbook(written_out(store))))
    before, number, died = {table: stored(store, table) for table in ("loans", "payments")}, current(store).number, 0
    # Early, in the midst of it, and not at all: what is in force is the old or the new, and whole.
    for moment in (20, 45, 1000):
        command = [sys.executable, "-c", _DIE, str(store.root), str(place), str(moment)]
        died += subprocess.run(command, cwd=ROOT, check=False).returncode == -signal.SIGKILL
        if current(store).number == number:
            assert all(stored(store, table).equals(rows) for table, rows in before.items())
        else:
            assert len(stored(store, "loans")) == 60
    assert died
    assert len(stored(store, "loans")) == 60 and held.faults(current(store)).is_empty()
