"""Names, phone numbers, ID cards and addresses never get in, and columns that only sound like them do."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from data.problems import Refused
from data.read import read_submission
from tests.data.handing import LOANS, ROWS, SOUND, write

PERSONAL = [
    "姓名",
    "借款人姓名",
    "客户名称",
    "手机号",
    "联系电话",
    "身份证号",
    "证件号码",
    "家庭住址",
    "电子邮箱",
    "银行卡号",
    "name",
    "Borrower_Name",
    "phone",
    "Mobile-No",
    "id_card",
    "ID_number",
    "e-mail",
    "Home_Address",
    "contact_phone",
    "full_name",
    "agent_name",
    "residential addr",
]
HARMLESS = [
    "product_name",
    "agency_name",
    "course_name",
    "电话接通",
    "address_check_done",
    "channel",
    "email_sent",
    "renamed",
    "telecom",
]


@pytest.mark.parametrize("header", PERSONAL)
def test_a_column_named_like_personal_data_is_refused(tmp_path: Path, header: str) -> None:
    text = LOANS.replace("\n", f",{header}\n") + "".join(row.replace("\n", ",x\n") for row in ROWS)
    with pytest.raises(Refused, match="Personal data") as refused:
        read_submission(write(tmp_path, loans=text), None)
    assert (refused.value.code, refused.value.column) == ("personal_header", header)


@pytest.mark.parametrize("header", HARMLESS)
def test_a_column_that_only_sounds_like_it_is_not(tmp_path: Path, header: str) -> None:
    text = LOANS.replace("\n", f",{header}\n") + "".join(row.replace("\n", ",x\n") for row in ROWS)
    assert read_submission(write(tmp_path, loans=text), None).tables["loans"].frame.height == 3


# Made up, with right check digits and with wrong ones.
CARDS, NO_CARDS = ["11010519491231002X", "440524188001010014"], ["110105194912310021", "440524188001010015"]
MOBILES = ["13800138000", "19912345678"]


@pytest.mark.parametrize(
    ("column", "numbers"),
    [
        ("borrower_id", CARDS),
        ("borrower_id", NO_CARDS),
        ("borrower_id", MOBILES),
        ("loan_id", CARDS),
        ("note", MOBILES),
    ],
)
def test_a_column_full_of_numbers_of_people_is_refused(tmp_path: Path, column: str, numbers: list[str]) -> None:
    frame = pl.read_csv(SOUND.encode(), infer_schema=False).head(2).with_columns(pl.Series(column, numbers))
    with pytest.raises(Refused) as refused:
        read_submission(write(tmp_path, loans=frame.write_csv()), None)
    assert (refused.value.code, refused.value.column) == ("personal_content", column)


def test_loan_ids_that_only_look_like_id_cards_are_accepted(tmp_path: Path) -> None:
    text = LOANS + "".join(ROWS[0].replace("L1", f"53000020240101{i:04}") for i in range(100))
    read = read_submission(write(tmp_path, loans=text), None).tables["loans"]
    assert read.frame.height == 100
