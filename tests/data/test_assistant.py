"""The mapping assistant: real and invented exports need hardly any correction, and what is unsure stays open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from data.assistant import toml, words
from data.assistant.suggest import Sheet, suggest
from data.mapping import load_mapping, parse_mapping
from data.problems import Refused
from data.read import read_submission
from data.store import Store
from tests.data import exports
from tests.data.handing import SOUND, text_cells, workbook, write
from tests.data.test_mapping_real import REAL

MOST = 2
Wanted = Mapping[str, tuple[str, Mapping[str, Any]]]
PAYDAY: Wanted = {
    "complaint_id": ("Complaint ID", {}),
    "received_at": ("Date received", {"expr": "\"Date received\" || ' 00:00'", "format": "%m/%d/%y %H:%M"}),
    "region_code": ("State", {}),
    "intake": ("Submitted via", {"codes": {"Web": "public_site"}}),
    "cause": ("Issue", {}),
    "severity": ("1", {}),  # the file grades none: somebody must say so
    "in_time": ("Timely response?", {"codes": {"Yes": "true", "No": "false"}}),
    "response": (
        "Company response to consumer",
        {
            "codes": {
                "Closed with explanation": "explanation",
                "Closed with monetary relief": "monetary_relief",
                "Closed with non-monetary relief": "non_monetary_relief",
                "Untimely response": "none",
            }
        },
    ),
}


def corrections(one: Sheet, wanted: Wanted) -> list[str]:
    """The columns somebody would have to set right."""
    got = {name: (found.header, dict(found.how)) for name, found in one.matches.items()}
    return [name for name in got if got[name] != wanted.get(name, ("", {}))]


def test_the_payday_complaints_are_mapped_with_at_most_two_corrections(capsys: pytest.CaptureFixture[str]) -> None:
    if not (REAL / "cfpb_payday_2023").is_dir():
        pytest.skip("the real file cfpb_payday_2023 is not on this machine")
    (one,) = suggest(REAL / "cfpb_payday_2023" / "complaints.csv")
    wrong = corrections(one, PAYDAY) + ["table"] * (one.table != "complaints") + ["owner"] * (one.owner != "Company")
    with capsys.disabled():
        print(f"\ncorrections, cfpb_payday_2023: {len(wrong)} of {len(PAYDAY) + 1} columns {wrong}")
    assert len(wrong) <= MOST


@pytest.mark.parametrize("make", [exports.microcredit, exports.collector])
def test_invented_exports_are_mapped_with_at_most_two_corrections(
    make: Callable[[Path], exports.Truth], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    truth = make(tmp_path / "handed")
    sheets = suggest(tmp_path / "handed", owned=True)
    wrong = [f"table of {one.file}" for one in sheets if one.table not in truth]
    wrong += [f"{one.table}.{name}" for one in sheets for name in corrections(one, truth.get(one.table, {}))]
    with capsys.disabled():
        print(f"\ncorrections, {make.__name__}: {len(wrong)} of {sum(map(len, truth.values()))} columns {wrong}")
    assert {one.table for one in sheets} == set(truth)
    assert len(wrong) <= MOST


def test_a_suggested_mapping_reads_the_export_it_was_made_for(tmp_path: Path) -> None:
    exports.microcredit(tmp_path / "handed")
    text = toml.mapping_text(suggest(tmp_path / "handed", owned=True), "试")
    handed = read_submission(tmp_path / "handed", parse_mapping("own.toml", text))
    loans = handed.tables["loans"]
    assert all(one.problems.is_empty() for one in handed.tables.values())
    assert (len(loans.frame), loans.frame["annual_rate"].max()) == (200, 0.24)
    assert float(loans.frame["principal"].min()) >= 5000  # type: ignore[arg-type]
    # Next month's file bears another date.
    (tmp_path / "handed" / "贷款台账2026年10月.csv").rename(tmp_path / "handed" / "贷款台账2026年11月.csv")
    assert set(read_submission(tmp_path / "handed", parse_mapping("own.toml", text)).tables) == {"loans", "payments"}


def sheet(tmp_path: Path, csv: str, name: str = "loans") -> Sheet:
    (one,) = suggest(write(tmp_path / "one", **{name: csv}), owned=True)
    return one


def test_what_follows_the_contract_needs_nothing(tmp_path: Path) -> None:
    one = sheet(tmp_path, SOUND)
    assert (one.table, one.certainty, one.missing, one.left) == ("loans", 1.0, [], [])
    assert all(found.header == name for name, found in one.matches.items() if not found.open)


def test_a_date_that_can_be_read_in_two_ways_stays_open_and_one_that_cannot_does_not(tmp_path: Path) -> None:
    head = "loan_id,borrower_id,product,originated_on,principal,annual_rate,term_months\n"
    rows = "".join(f"L{n},B{n},P,{{}},1000,0.24,12\n" for n in range(6))
    unclear = sheet(tmp_path / "a", head + rows.format(*[f"0{n}/05/2024" for n in range(1, 7)]))
    clear = sheet(tmp_path / "b", head + rows.format(*[f"{n}/05/2024" for n in range(13, 19)]))
    assert "originated_on" in unclear.missing
    assert clear.matches["originated_on"].how == {"format": "%d/%m/%Y"}


def test_values_speak_against_a_header(tmp_path: Path) -> None:
    one = sheet(tmp_path, "借据号,放款日期,放款金额\nA,一月,很多\nB,二月,不多\n", "贷款")
    assert one.matches["originated_on"].open and one.matches["principal"].open


def test_codes_not_understood_are_named_and_can_be_given(tmp_path: Path) -> None:
    rows = "".join(f"P{n},L{n},2024-01-05,10,{who}\n" for n, who in enumerate(["本人"] * 9 + ["某某"]))
    one = sheet(tmp_path, "流水号,借据号,还款日期,还款金额,还款人\n" + rows, "还款流水")
    assert one.matches["source"].unknown == ("某某",)
    given = one.with_codes("source", {"某某": "guarantor"}).matches["source"]
    assert (given.how["codes"], given.unknown) == ({"本人": "borrower", "某某": "guarantor"}, ())


def test_what_is_denied_is_not_taken_for_what_is_said() -> None:
    assert words.code("非本人", "contacts", "party") is None
    assert words.code("法院执行款", "payments", "source") == "legal"


def test_personal_columns_are_flagged_never_shown_and_hashed_only_as_ids(tmp_path: Path) -> None:
    rows = "".join(f"L{n},4209231990010112{n}{n},张三{n},P,2024-01-05,1000,0.24,12\n" for n in range(5))
    one = sheet(tmp_path, "借据号,身份证号码,客户姓名,产品,放款日,放款金额,年利率,期限\n" + rows)
    assert one.personal == ["客户姓名"]
    assert one.matches["borrower_id"].how == {"hash": True}
    assert not {"身份证号码", "客户姓名"} & set(one.first.columns)
    assert one.columns["身份证号码"].examples == []


def test_each_header_serves_one_column_whatever_is_chosen(tmp_path: Path) -> None:
    one = sheet(tmp_path, SOUND).with_header("borrower_id", "loan_id")
    headers = [found.header for found in one.matches.values() if found.header]
    assert len(headers) == len(set(headers))
    assert one.missing == ["loan_id"]
    with pytest.raises(Refused) as refused:
        toml.mapping_text([one], "")
    assert refused.value.code == "mapping_column_missing"
    assert 'constant = "L"' in toml.mapping_text([one.with_constant("loan_id", "L")], "")


def test_an_earlier_mapping_decides_and_is_kept_whole(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    csv = SOUND.replace("principal", "qk").replace("loan_id", "zz")
    one = sheet(tmp_path, csv)
    assert set(one.missing) == {"loan_id", "principal"}
    toml.save(
        store, "anhe", toml.mapping_text([one.with_header("loan_id", "zz").with_header("principal", "qk")], "first")
    )
    again = suggest(tmp_path / "one", toml.saved(store), owned=True)[0]
    assert again.missing == []
    assert again.matches["principal"].reasons == ("why_earlier",)
    assert load_mapping("anhe", toml.folder(store)).blocks[0].table == "loans"
    with pytest.raises(Refused):
        toml.save(store, "../anhe", "")


def test_sheets_of_a_workbook_are_told_apart(tmp_path: Path) -> None:
    book = workbook(
        借据=text_cells("借据号,客户号,产品,放款日,放款金额,年利率,期限\nL1,B1,P,2024-01-05,9,0.1,3"),
        说明=[["随便写点什么"], ["没有数据"]],
    )
    found = {one.sheet: one.table for one in suggest(write(tmp_path / "book", 报送__xlsx=book), owned=True)}
    assert found == {"借据": "loans", "说明": ""}


def test_headers_with_quotes_and_brackets_are_written_so_that_they_are_read(tmp_path: Path) -> None:
    csv = 'complaint_id,"date ""of"" [receipt]",intake,cause,severity\nC1,2024-05-06,platform,X,1\n'
    (one,) = suggest(write(tmp_path / "a[1]", **{"complaints[1]": csv}), owned=True)
    chosen = one.with_header("received_at", 'date "of" [receipt]')
    handed = read_submission(tmp_path / "a[1]", parse_mapping("m.toml", toml.mapping_text([chosen], "")))
    assert handed.tables["complaints"].frame["received_at"].cast(pl.String)[0].startswith("2024-05-06 00:00:00")
