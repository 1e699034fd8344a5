"""What a platform hands in comes out the same whatever it is packed and written in, every row with its place."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import dataframely as dy
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contract import TABLES
from data.problems import Refused
from data.read import Handed, read_submission
from data.reading.delimited import read_delimited
from data.reading.raw import LINE
from data.reading.values import polars_type
from tests.data.handing import LOANS, ROWS, SOUND, parquet, text_cells, workbook, write, zipped

ENCODINGS = ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
SEPARATORS, LINE_ENDS = [",", ";", "\t"], ["\n", "\r", "\r\n"]
# No control, private, surrogate or replacement characters: no file of any encoding keeps them apart.
CHARACTERS = st.characters(exclude_categories=("Cc", "Cs", "Co", "Cn"), exclude_characters="\ufffd\ufeff")


def text_values(name: str) -> st.SearchStrategy[str]:
    if name.endswith("_id"):
        return st.text("ABC123-_区编", min_size=1, max_size=8).map(lambda text: f"L{text}x")
    words = st.text(st.one_of(CHARACTERS, st.sampled_from(',;\t"\n')), min_size=1, max_size=12)
    return words.map(lambda text: f"项{text}。")


def to_the_second(moment: dt.datetime) -> dt.datetime:
    return moment.replace(microsecond=0)


def values(name: str, column: dy.Column) -> st.SearchStrategy[Any]:
    dtype = polars_type(column)
    if isinstance(dtype, pl.Enum):
        return st.sampled_from(dtype.categories.to_list())
    if isinstance(dtype, pl.String):
        return text_values(name)
    kinds: dict[type[pl.DataType], st.SearchStrategy[Any]] = {
        pl.Decimal: st.decimals(-(10**9), 10**9, places=2, allow_nan=False),
        pl.Date: st.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31)),
        pl.Datetime: st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2099, 1, 1)).map(
            lambda t: t.replace(microsecond=0)
        ),
        pl.Float64: st.floats(0, 10, allow_nan=False),
        pl.Int64: st.integers(-(2**33), 2**33),
        pl.Boolean: st.booleans(),
    }
    return next(kinds[kind] for kind in kinds if isinstance(dtype, kind))


@st.composite
def contract_frames(draw: st.DrawFn) -> tuple[str, pl.DataFrame]:
    """A table's name and a frame of it, valid in its types."""
    table = draw(st.sampled_from(sorted(TABLES)))
    height = draw(st.integers(0, 5))
    series = []
    for name, column in TABLES[table].columns().items():
        one = values(name, column)
        one = st.one_of(st.none(), one) if column.nullable else one
        series.append(pl.Series(name, draw(st.lists(one, min_size=height, max_size=height)), dtype=polars_type(column)))
    return table, pl.DataFrame(series)


def as_csv(frame: pl.DataFrame, separator: str, line_end: str) -> str:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=separator, lineterminator="\n")
    writer.writerow(frame.columns)
    for row in frame.rows():
        writer.writerow("" if value is None else value for value in row)
    return stream.getvalue().replace("\n", line_end)


@settings(max_examples=120, deadline=None)
@given(contract_frames(), st.sampled_from(ENCODINGS), st.sampled_from(SEPARATORS), st.sampled_from(LINE_ENDS))
def test_every_table_survives_every_encoding_separator_and_line_end(
    tmp_path_factory: pytest.TempPathFactory, table_frame: tuple[str, pl.DataFrame], encoding: str, sep: str, end: str
) -> None:
    table, frame = table_frame
    text = as_csv(frame, sep, end)
    folder = write(tmp_path_factory.mktemp("in"), **{table: text.encode(encoding)})
    read = read_submission(folder, None).tables[table]
    assert read.problems.is_empty(), read.problems.rows()
    assert read.frame.select(frame.columns).rows() == frame.rows()
    assert read.frame.select(frame.columns).schema == frame.schema


@settings(max_examples=40, deadline=None)
@given(contract_frames())
def test_every_table_survives_parquet_as_it_is(
    tmp_path_factory: pytest.TempPathFactory, table_frame: tuple[str, pl.DataFrame]
) -> None:
    table, frame = table_frame
    read = read_submission(write(tmp_path_factory.mktemp("in"), **{f"{table}__parquet": parquet(frame)}), None).tables[
        table
    ]
    assert read.problems.is_empty()
    assert read.frame.select(frame.columns).equals(frame)
    assert read.frame["_line"].to_list() == list(range(1, frame.height + 1))


def lines(text: str, end: str = "\n") -> list[int]:
    return read_delimited(text.replace("\n", end).encode(), "x.csv").frame[LINE].to_list()


@pytest.mark.parametrize("end", LINE_ENDS)
def test_a_row_is_placed_on_the_physical_line_it_starts_on(end: str) -> None:
    assert lines("a,b\n1,2\n3,4\n", end) == [2, 3]
    assert lines('a,b\n"x\ny",2\n3,"p\n\nq"\n5,6', end) == [2, 4, 7]
    assert lines("\n\na,b\n\n1,2\n,\n3,4\n\n", end) == [5, 7]
    assert lines('"a\nb",c\n1,2\n', end) == [3]


def test_only_the_ragged_row_is_in_doubt() -> None:
    raw = read_delimited(b'a,b\n1,2\n1,2,3\n4\n"5,5",6\n7,8,,\n', "x.csv")
    assert raw.ragged.rows() == [(1, "1,2,3"), (2, "4")]
    assert raw.frame.drop(LINE).row(3) == ("5,5", "6")


@pytest.mark.parametrize("first", ["1", "1,2,3"])
def test_a_ragged_first_row_is_no_different(first: str) -> None:
    for rest in ("1,2\n", "1,2\n1\n1,2,3\n", '"1",2\n'):
        raw = read_delimited(f"a,b\n{first}\n{rest}".encode(), "x.csv")
        assert raw.ragged.row(0) == (0, first)
        assert raw.frame.drop(LINE).row(1) == ("1", "2")


def test_quotes_inside_quotes_and_separators_inside_quotes_are_text(tmp_path: Path) -> None:
    raw = read_delimited(b'a;b\n"say ""hi""; now";2\n', "x.csv")
    assert raw.frame.drop(LINE).rows() == [('say "hi"; now', "2")]


def loans(handed: Handed) -> list[tuple[Any, ...]]:
    assert list(handed.tables) == ["loans"]
    assert handed.tables["loans"].problems.is_empty()
    return handed.tables["loans"].frame.drop("_file", "_line").rows()


def test_folder_file_zip_gzip_workbook_and_parquet_hold_the_same(tmp_path: Path) -> None:
    folder = write(tmp_path / "folder", loans=SOUND)
    wanted = loans(read_submission(folder, None))
    assert wanted[0][:6] == ("L1", "B1", "530100", "P", dt.date(2024, 1, 5), Decimal("1000.00"))
    frame = read_submission(folder, None).tables["loans"].frame.drop("_file", "_line")
    ways = {
        "loans.csv": SOUND.encode(),
        "handed.zip": zipped(loans=SOUND),
        "top.zip": zipped(**{"2024-03/loans": SOUND}),
        "loans.csv.gz": gzip.compress(SOUND.encode()),
        "book.xlsx": workbook(loans=text_cells(SOUND), notes=[]),
        "loans.xlsx": workbook(Sheet1=text_cells(SOUND)),
        "loans.parquet": parquet(frame),
    }
    for name, data in ways.items():
        (tmp_path / name).write_bytes(data)
        assert loans(read_submission(tmp_path / name, None)) == wanted, name


def test_names_that_windows_wrote_in_gbk_are_read_as_such(tmp_path: Path) -> None:
    packed = zipped(xxxxxx=SOUND).replace(b"xxxxxx", "借据表".encode("gbk"))
    (tmp_path / "handed.zip").write_bytes(packed)
    with pytest.raises(Refused, match=r"借据表\.csv"):
        read_submission(tmp_path / "handed.zip", None)


def test_parts_of_a_table_are_joined_in_name_order(tmp_path: Path) -> None:
    folder = write(tmp_path, loans=LOANS + ROWS[0], loans_2=LOANS + ROWS[1])
    write(tmp_path / "loans", later=LOANS + ROWS[2])
    read = read_submission(folder, None).tables["loans"].frame
    assert sorted(read.select("loan_id", pl.col("_file").cast(pl.String), "_line").rows()) == [
        ("L1", "loans.csv", 2), ("L2", "loans_2.csv", 2), ("L3", "loans/later.csv", 2),
    ]  # fmt: skip


def test_sheet_rows_keep_their_numbers_and_types(tmp_path: Path) -> None:
    header: list[object] = list(LOANS.strip().split(","))
    rows = [[], header, ["L1", 17, 530100, "P", dt.date(2024, 1, 5), 1000.1, 0.24, 12], [],
            ["L2", "B2", None, "P", 45356, "1.2万", "18%", "6"]]  # fmt: skip
    (tmp_path / "book.xlsx").write_bytes(workbook(loans=rows))
    frame = read_submission(tmp_path / "book.xlsx", None).tables["loans"].frame
    assert frame.select("_line", "borrower_id", "originated_on", "principal", "annual_rate").rows() == [
        (3, "17", dt.date(2024, 1, 5), Decimal("1000.10"), 0.24),
        (5, "B2", dt.date(2024, 3, 5), Decimal("12000.00"), 0.18),
    ]
    assert frame["_file"][0] == "book.xlsx/loans"


def test_headers_are_known_in_chinese_in_any_case_and_width(tmp_path: Path) -> None:
    text = SOUND.replace("loan_id,borrower_id", "借据编号,Borrower ID").replace("principal", " ＰＲＩＮＣＩＰＡＬ ")
    assert len(loans(read_submission(write(tmp_path, loans=text), None))) == 3


def test_a_file_that_states_its_platform_is_read_with_the_first_line_of_each(tmp_path: Path) -> None:
    text = LOANS.replace("loan_id", "platform,loan_id") + f"a,{ROWS[0]}a,{ROWS[1]}b,{ROWS[2]}"
    handed = read_submission(write(tmp_path, loans=text), None)
    assert handed.platforms == {"loans.csv": {"a": 2, "b": 4}}
    assert handed.tables["loans"].extra_columns == ()


def test_what_is_not_read_is_listed(tmp_path: Path) -> None:
    text = LOANS.replace("\n", ",colour,\n") + "".join(row.replace("\n", ",red,\n") for row in ROWS)
    folder = write(
        tmp_path, loans=text, notes__pdf=b"%PDF", readme__txt="see the manual", submission__toml='platform = "p"'
    )
    handed = read_submission(folder, None)
    assert handed.tables["loans"].extra_columns == ("loans.csv: colour",)
    assert handed.ignored == ("notes.pdf", "readme.txt")
    assert handed.manifest == {"platform": "p"}
    assert set(handed.checksums) == {"loans.csv", "notes.pdf", "readme.txt", "submission.toml"}


def test_a_row_problem_names_row_column_value_and_code(tmp_path: Path) -> None:
    text = SOUND.replace("2000.00", '"2,00"').replace("0.36,24", "0.36,two")
    problems = read_submission(write(tmp_path, loans=text), None).tables["loans"].problems
    assert problems.rows() == [(1, "principal", "2,00", "bad_amount", ""), (2, "term_months", "two", "bad_number", "")]


def test_problems_of_the_second_file_point_at_its_rows(tmp_path: Path) -> None:
    folder = write(tmp_path, loans=LOANS + ROWS[0] + ROWS[1], loans_2=LOANS + ROWS[2].replace("3000.50", "much"))
    read = read_submission(folder, None).tables["loans"]
    assert read.frame.row(read.problems["_row"][0], named=True)["_file"] == "loans_2.csv"


def test_a_table_with_a_header_only_has_no_rows(tmp_path: Path) -> None:
    folder = write(tmp_path, loans=SOUND, payments="payment_id,loan_id,paid_on,amount\n")
    payments = read_submission(folder, None).tables["payments"]
    assert payments.frame.is_empty()
    assert payments.frame.schema["amount"] == pl.Decimal(18, 2)


def test_progress_tells_each_file(tmp_path: Path) -> None:
    told: list[str] = []
    read_submission(write(tmp_path, loans=SOUND, agents="agent_id,team,hired_on\n"), None, told.append)
    assert told == ["agents.csv", "loans.csv"]
