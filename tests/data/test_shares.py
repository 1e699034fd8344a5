"""A file whose rows are of many platforms becomes one submission a platform, all of each or nothing."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.mapping import Mapping, load_mapping
from data.problems import Refused
from data.read import Handed, read_submission
from data.shares import platform_id, shares, submit_shares
from data.store import Store
from data.submit import submit, submit_handed
from data.versions import is_platform
from tests.data.county import AS_OF, sound
from tests.data.county import handed as by_hand

MAPPING = """
platform = { column = ["平台", "机构"], codes = { "安禾" = "anhe_finance" } }
empty = ["-"]

[[table]]
table = "complaints"
file = "*.csv"
where = "类别 <> '咨询'"

[table.columns]
complaint_id = "编号"
received_at = "时间"
intake = { constant = "hotline_12345" }
cause = "事由"
severity = 1
"""
HEADER = "平台,编号,时间,事由,类别\n"
ROWS = [
    "安禾,1,2026-10-01 09:00:00,多次来电,投诉\n",
    "Acme Loans,2,2026-10-02 09:00:00,多次来电,投诉\n",
    "安禾消费金融,3,2026-10-03 09:00:00,辱骂,投诉\n",
    "ACME-LOANS,4,2026-10-04 09:00:00,辱骂,投诉\n",
    "某某贷,5,2026-10-05 09:00:00,辱骂,投诉\n",
    "某某贷,6,2026-10-05 09:00:00,询问,咨询\n",
]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


@pytest.fixture
def mapping(tmp_path: Path) -> Mapping:
    (tmp_path / "hotline.toml").write_text(MAPPING, encoding="utf-8")
    return load_mapping(str(tmp_path / "hotline.toml"))


def read(tmp_path: Path, mapping: Mapping, *rows: str, header: str = HEADER) -> Handed:
    path = tmp_path / "投诉.csv"
    path.write_text(header + "".join(rows), encoding="utf-8")
    return read_submission(path, mapping)


def test_each_row_goes_to_the_platform_it_names(tmp_path: Path, mapping: Mapping) -> None:
    found = shares(read(tmp_path, mapping, *ROWS))
    assert [(one.platform, one.name) for one in found] == [
        ("acme_loans", "Acme Loans"), ("anhe_finance", None), (platform_id("某某贷"), "某某贷"),
    ]  # fmt: skip
    rows = {one.platform: one.handed.tables["complaints"].frame for one in found}
    assert {id: frame["complaint_id"].to_list() for id, frame in rows.items()} == {
        "acme_loans": ["2", "4"], "anhe_finance": ["1", "3"], platform_id("某某贷"): ["5"],
    }  # fmt: skip
    assert rows["acme_loans"]["_line"].to_list() == [3, 5]


def test_each_share_is_stored_under_its_platform_with_the_name_it_goes_by(
    store: Store, tmp_path: Path, mapping: Mapping
) -> None:
    seen: list[tuple[str, int, int]] = []
    outcomes = submit_shares(
        store, read(tmp_path, mapping, *ROWS), None, AS_OF, on_progress=lambda *at: seen.append(at)
    )
    assert [one.refused for one in outcomes] == [None] * 3
    stored = {one.platform: one for one in store.submissions()}
    assert set(stored) == {"acme_loans", "anhe_finance", platform_id("某某贷")}
    assert stored["acme_loans"].receipt()["name"] == "Acme Loans"
    assert stored["anhe_finance"].receipt()["name"] is None
    assert seen == [("Acme Loans", 0, 3), ("anhe_finance", 1, 3), ("某某贷", 2, 3)]
    again = submit_shares(store, read(tmp_path, mapping, *ROWS), None, AS_OF)
    assert all(one.receipt and one.receipt.unchanged for one in again)


def test_bad_rows_hold_back_or_refuse_their_own_platform_alone(store: Store, tmp_path: Path, mapping: Mapping) -> None:
    many = [f"Acme Loans,{number},2026-10-02 09:00:00,多次来电,投诉\n" for number in range(10, 20)]
    torn = [*many, "Acme Loans,20,soon,多次来电,投诉\n", "Beta,21,soon,辱骂,投诉\n", *ROWS[2:3]]
    found = {one.platform: one for one in submit_shares(store, read(tmp_path, mapping, *torn), None, AS_OF)}
    acme = found["acme_loans"].receipt
    assert acme is not None
    assert (acme.stored, acme.quarantined) == (10, 1)
    assert (acme.examples[0]["line"], acme.examples[0]["value"]) == (12, "soon")
    assert found["beta"].refused is not None and found["beta"].refused.code == "too_many_bad_rows"
    assert {one.platform for one in store.submissions()} == {"acme_loans", "anhe_finance"}


def test_a_dry_run_stores_nothing(store: Store, tmp_path: Path, mapping: Mapping) -> None:
    outcomes = submit_shares(store, read(tmp_path, mapping, *ROWS), None, AS_OF, dry_run=True)
    assert [one.receipt.stored for one in outcomes if one.receipt] == [2, 2, 1]
    assert store.submissions() == []


def test_a_share_does_not_take_the_place_of_a_submission_with_more_tables(
    store: Store, tmp_path: Path, mapping: Mapping
) -> None:
    submit_handed(store, by_hand(sound()), "anhe_finance", AS_OF)
    before = store.submissions("anhe_finance")
    found = {one.platform: one for one in submit_shares(store, read(tmp_path, mapping, *ROWS), None, AS_OF)}
    refused = found["anhe_finance"].refused
    assert refused is not None and refused.code == "would_replace_more"
    assert "loans" in refused.message("zh")
    assert found["acme_loans"].receipt
    assert store.submissions("anhe_finance") == before
    day_after = AS_OF + dt.timedelta(days=1)
    later = submit_shares(store, read(tmp_path, mapping, *ROWS), None, day_after)
    assert [one.refused for one in later] == [None] * 3


@pytest.mark.parametrize(
    ("row", "code", "line"),
    [
        ("-,7,2026-10-05 09:00:00,辱骂,投诉\n", "no_platform_named", 3),
        ("某某贷,8,2026-10-05 09:00:00,辱骂,投诉,多一格\n", "no_platform_named", 3),
    ],
)
def test_a_row_that_does_not_tell_its_platform_refuses_the_file(
    tmp_path: Path, mapping: Mapping, row: str, code: str, line: int
) -> None:
    with pytest.raises(Refused) as refused:
        read(tmp_path, mapping, ROWS[0], row)
    assert (refused.value.code, refused.value.line) == (code, line)


def test_a_file_without_the_platform_column_is_refused(tmp_path: Path, mapping: Mapping) -> None:
    with pytest.raises(Refused, match="平台 / 机构"):
        read(tmp_path, mapping, ROWS[0], header=HEADER.replace("平台", "公司"))


def test_what_the_platform_column_is_called_may_be_what_unmapped_files_call_it(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(MAPPING.replace("平台", "platform"), encoding="utf-8")
    handed = read(tmp_path, load_mapping(str(tmp_path / "own.toml")), *ROWS, header=HEADER.replace("平台", "Platform"))
    assert handed.platforms == {}
    assert len(shares(handed)) == 3


def test_a_platform_given_besides_is_refused(store: Store, tmp_path: Path, mapping: Mapping) -> None:
    with pytest.raises(Refused) as refused:
        submit_shares(store, read(tmp_path, mapping, *ROWS), "anhe_finance", AS_OF)
    assert refused.value.code == "platform_in_mapping"


def test_such_a_file_is_never_stored_as_one_platforms(store: Store, tmp_path: Path, mapping: Mapping) -> None:
    read(tmp_path, mapping, *ROWS)
    with pytest.raises(Refused) as refused:
        submit(store, tmp_path / "投诉.csv", "anhe_finance", AS_OF, mapping)
    assert refused.value.code == "many_platforms"


@pytest.mark.parametrize("spec", ["{ codes = { a = 'b' } }", "{ column = '平台', expr = '1' }"])
def test_a_platform_that_names_no_column_is_refused(tmp_path: Path, spec: str) -> None:
    (tmp_path / "bad.toml").write_text(f"platform = {spec}\n", encoding="utf-8")
    with pytest.raises(Refused, match="platform"):
        load_mapping(str(tmp_path / "bad.toml"))


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("OneMain Finance Corporation", "onemain_finance_corporation"),
        ("ENOVA INTERNATIONAL, INC.", "enova_international_inc"),
        ("  Société  Générale ", "societe_generale"),
        ("AT&T_Loans", "at_t_loans"),
        ("anhe_finance", "anhe_finance"),
        ("安禾消费金融", "anhe_finance"),
        ("Anhe Consumer Finance", "anhe_finance"),
    ],
)
def test_a_name_becomes_an_id_people_can_read(name: str, id: str) -> None:
    assert platform_id(name) == id


@given(st.text(min_size=1, max_size=90))
def test_every_name_becomes_a_safe_id_and_always_the_same(name: str) -> None:
    assert is_platform(platform_id(name))
    assert platform_id(name) == platform_id(name)


@given(st.lists(st.text(alphabet="ab贷款1 -", min_size=1, max_size=8), unique=True, max_size=12))
def test_names_that_differ_in_letters_or_digits_have_ids_of_their_own(names: list[str]) -> None:
    told = {name: tuple(re.findall(r"\w+", name)) for name in names}
    ids = Counter(platform_id(name) for name in {words: name for name, words in told.items()}.values())
    assert set(ids.values()) <= {1}


@given(st.lists(st.tuples(st.sampled_from(["a", "b", "c"]), st.booleans()), min_size=1, max_size=30))
def test_rows_and_faults_stay_together(rows: list[tuple[str, bool]]) -> None:
    frame = pl.DataFrame({"complaint_id": [str(i) for i in range(len(rows))], "_platform": [name for name, _ in rows]})
    bad = [i for i, (_, is_bad) in enumerate(rows) if is_bad]
    faults = pl.DataFrame({"_row": bad, "value": [str(i) for i in bad]}, schema={"_row": pl.UInt32, "value": pl.String})
    table = by_hand({"complaints": []}).tables["complaints"].__class__("complaints", frame, faults)
    found = shares(Handed({"complaints": table}, {}, {}, shared=True))
    for one in found:
        share = one.handed.tables["complaints"]
        assert (
            share.problems["value"].to_list() == share.frame[share.problems["_row"].to_list()]["complaint_id"].to_list()
        )
    assert sum(len(one.handed.tables["complaints"].problems) for one in found) == len(bad)
    assert sum(len(one.handed.tables["complaints"].frame) for one in found) == len(rows)
