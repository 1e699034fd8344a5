"""A platform's own export becomes the contract by its mapping; a mapping that cannot work says where and why."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from decimal import Decimal
from pathlib import Path

import pytest

from data.mapping import FOLDER, load_mapping
from data.problems import Refused, describe
from data.read import Handed, TableRead, read_submission
from tests.data.handing import LOANS, SOUND, write

KEY = "a key long enough to protect people"
LOANS_ZH = """\
合同编号,证件号码,乡镇代码,产品名称,放款日,放款金额（万元）,年利率,期数,\
1月余额（万元）,2月余额（万元）,3月余额（万元）,1月逾期天数,2月逾期天数,3月逾期天数
借1,11010519491231002X,530101,农户贷,2023年11月2日,1.2,24%,12,1.1,1,0.95,0,3,31
借2,440524188001010014,-,信用贷,24/01/05,０．３５,18%,6,0.3,-,0,0,-,-
借3,11010519491231002x,无,消费贷,2024/1/5,二万,0.36,6,-,-,0.1,-,-,0
"""
PAYMENTS_ZH = """\
流水号,借据号,还款日,还款额,还款人
H1,借1,2024-02-01,"¥1,234.50",本人
H2,借1,20240301,(34.50),担保人
"""
MINIMAL = """
[[table]]
table = "agents"
file = "people.csv"
{block}
[table.columns]
agent_id = "id"
hired_on = 2020-01-01
{columns}
"""


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Handed:
    monkeypatch.setenv("COLLECTIONS_HASH_KEY", KEY)
    write(tmp_path, **{"借据2024": LOANS_ZH.encode("gb18030"), "还款": PAYMENTS_ZH.encode("gb18030")})
    return read_submission(tmp_path, load_mapping("example_zh"))


def digest(text: str) -> str:
    return hmac.new(KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def test_the_example_reads_a_chinese_export(example: Handed) -> None:
    loans = example.tables["loans"].frame
    assert loans.select("loan_id", "region_code", "product", "originated_on", "principal", "annual_rate").rows() == [
        ("借1", "530101", "farm", dt.date(2023, 11, 2), Decimal("12000.00"), 0.24),
        ("借2", None, "other", dt.date(2024, 1, 5), Decimal("3500.00"), 0.18),
        ("借3", None, "consumer", None, None, 0.36),
    ]
    assert [tuple(row) for row in example.tables["loans"].problems.rows()] == [
        (2, "放款日", "2024/1/5", "bad_date_format", "%Y年%m月%d日, %y/%m/%d"),
        (2, "放款金额（万元）", "二万", "bad_amount", ""),
    ]


def test_the_example_keys_people_by_a_hash_that_does_not_depend_on_how_they_are_written(example: Handed) -> None:
    hashes = example.tables["loans"].frame["borrower_id"].to_list()
    assert hashes == [digest("11010519491231002X"), digest("440524188001010014"), digest("11010519491231002X")]


def test_the_example_turns_month_columns_into_rows(example: Handed) -> None:
    months = example.tables["loan_months"].frame
    assert months.select("loan_id", "month_end", "balance", "days_past_due", "_line").rows() == [
        ("借1", dt.date(2024, 1, 31), Decimal("11000.00"), 0, 2),
        ("借2", dt.date(2024, 1, 31), Decimal("3000.00"), 0, 3),
        ("借1", dt.date(2024, 2, 29), Decimal("10000.00"), 3, 2),
        ("借1", dt.date(2024, 3, 31), Decimal("9500.00"), 31, 2),
        ("借3", dt.date(2024, 3, 31), Decimal("1000.00"), 0, 4),
    ]
    assert set(months["status"].cast(str)) == {"active"}


def test_the_example_reads_amounts_as_people_write_them(example: Handed) -> None:
    payments = example.tables["payments"].frame
    assert payments.select("paid_on", "amount", "source").rows() == [
        (dt.date(2024, 2, 1), Decimal("1234.50"), "borrower"), (dt.date(2024, 3, 1), Decimal("-34.50"), "guarantor"),
    ]  # fmt: skip


@pytest.mark.parametrize("key", ["", "short"])
def test_without_a_proper_key_nobody_is_hashed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv("COLLECTIONS_HASH_KEY", key)
    with pytest.raises(Refused, match="COLLECTIONS_HASH_KEY"):
        read_submission(write(tmp_path, **{"借据": LOANS_ZH.encode("gb18030")}), load_mapping("example_zh"))


def test_a_personal_column_hashed_here_and_kept_there_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLLECTIONS_HASH_KEY", KEY)
    text = (FOLDER / "example_zh.toml").read_text(encoding="utf-8").replace('"产品名称"', '"证件号码"')
    (tmp_path / "leaky.toml").write_text(text, encoding="utf-8")
    write(tmp_path / "in", **{"借据": LOANS_ZH.encode("gb18030")})
    with pytest.raises(Refused) as refused:
        read_submission(tmp_path / "in", load_mapping(str(tmp_path / "leaky.toml")))
    assert (refused.value.code, refused.value.column) == ("personal_header", "证件号码")


def read(tmp_path: Path, people: str, columns: str = "", block: str = "") -> Handed:
    (tmp_path / "own.toml").write_text(MINIMAL.format(columns=columns, block=block), encoding="utf-8")
    return read_submission(write(tmp_path / "in", people=people), load_mapping(str(tmp_path / "own.toml")))


def agents(tmp_path: Path, people: str, columns: str, block: str = "") -> TableRead:
    return read(tmp_path, people, columns, block).tables["agents"]


def test_expressions_calculate_and_choose(tmp_path: Path) -> None:
    columns = """team = { expr = "case when wage > 100 then 'senior' else kind || '-' || id end" }
hourly_cost = { expr = "wage / 3 + 0.001" }"""
    agents = (
        read(tmp_path, 'id,kind,wage\n1,x,"1,000"\n2,y,10\n3,z,\n', columns, 'numbers = ["wage"]')
        .tables["agents"]
        .frame
    )
    assert agents.select("team", "hourly_cost").rows() == [
        ("senior", Decimal("333.33")), ("y-2", Decimal("3.33")), ("z-3", None),
    ]  # fmt: skip


def test_a_row_whose_number_cannot_be_read_is_never_filtered_away(tmp_path: Path) -> None:
    team = 'team = { constant = "t" }'
    agents = read(
        tmp_path, "id,wage\n1,0\n2,many\n3,5\n4,5,6\n", team, 'numbers = ["wage"]\nwhere = "wage <> 0"'
    ).tables["agents"]
    assert agents.frame["agent_id"].to_list() == ["2", "3", "4"]
    assert agents.problems.rows() == [(0, "wage", "many", "bad_number", ""), (2, "", "4,5,6", "ragged_row", "")]


def test_a_date_can_be_moved_to_the_end_of_its_month(tmp_path: Path) -> None:
    text = 'team = { constant = "t" }\nleft_on = { column = "left", month_end = true, format = "%d.%m.%Y" }'
    assert read(tmp_path, "id,left\n1,05.02.2024\n", text).tables["agents"].frame["left_on"].to_list() == [
        dt.date(2024, 2, 29)
    ]


def test_files_no_block_names_are_read_by_the_contract_or_passed_over(tmp_path: Path) -> None:
    write(tmp_path / "in", loans=SOUND, weather="day,rain\n1,2\n")
    handed = read(tmp_path, "id\n1\n", 'team = { constant = "t" }')
    assert list(handed.tables) == ["agents", "loans"]
    assert handed.ignored == ("weather.csv",)
    assert "own.toml" in handed.checksums


BROKEN = {
    "mapping_syntax": "table = [",
    "mapping_table": '[[table]]\ntable = "lones"',
    "mapping_key": 'encodings = "utf-8"',
    "mapping_value": 'encoding = "klingon"',
    "mapping_column_missing": '[[table]]\ntable = "agents"\n[table.columns]\nagent_id = "id"',
    "mapping_column": MINIMAL.format(block="", columns='name = "x"'),
    "mapping_one_source": MINIMAL.format(block="", columns='team = { column = "x", expr = "y" }'),
    "mapping_hash": MINIMAL.format(block="", columns='team = { column = "x", hash = true }'),
    "mapping_wide": MINIMAL.format(block="wide = { a = [1, 2], b = [1] }", columns='team = "x"'),
}


@pytest.mark.parametrize("code", BROKEN)
def test_a_broken_mapping_names_its_file_and_fault(tmp_path: Path, code: str) -> None:
    (tmp_path / "broken.toml").write_text(BROKEN[code], encoding="utf-8")
    with pytest.raises(Refused, match=r"broken\.toml") as refused:
        load_mapping(str(tmp_path / "broken.toml"))
    assert refused.value.code == code


def test_an_unknown_mapping_is_answered_with_the_ones_there_are() -> None:
    with pytest.raises(Refused, match="example_zh"):
        load_mapping("no_such_mapping")


@pytest.mark.parametrize(
    ("block", "columns", "code"),
    [
        ("where = \"read_csv('/etc/passwd')\"", 'team = "kind"', "mapping_expression"),
        ('where = "(select 1)"', 'team = "kind"', "mapping_expression"),
        ('where = "id"', 'team = "kind"', "mapping_expression"),
        ("", 'team = { expr = "kind * 2" }', "mapping_expression"),
        ("", 'team = { expr = "nosuch || id" }', "missing_column"),
        ("", 'team = ["no", "such"]', "missing_column"),
    ],
)
def test_an_expression_or_header_that_does_not_fit_the_file_is_refused(
    tmp_path: Path, block: str, columns: str, code: str
) -> None:
    with pytest.raises(Refused, match=r"people\.csv") as refused:
        read(tmp_path, "id,kind\n1,x\n", columns, block)
    assert refused.value.code == code


@pytest.mark.parametrize("name", sorted(file.stem for file in FOLDER.glob("*.toml")))
def test_every_kept_mapping_loads(name: str) -> None:
    assert load_mapping(name).blocks


def test_a_missing_column_is_told_by_every_name_it_may_have(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="principal / 放款本金"):
        read_submission(write(tmp_path, loans=LOANS.replace("principal", "amount")), None)
    assert "映射" in describe("missing_column", "zh", value="x")
