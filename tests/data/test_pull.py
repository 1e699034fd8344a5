"""The tables of a real database come out as the same tables from files do."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from data.mapping import load_mapping
from data.problems import Refused
from data.pull import pull_handed
from data.read import Handed
from tests.data.servers import PASSWORD, free_port, mariadb, postgres

TABLES = [
    "create table loans (loan_id varchar(20), borrower_id bigint, region_code varchar(6), product varchar(20), "
    "originated_on date, principal numeric(18, 2), annual_rate double precision, term_months integer)",
    "insert into loans values ('借1', 17, '530101', 'farm', '2024-01-05', 1234.50, 0.24, 12), "
    "('借2', 18, null, 'farm', '2024-02-05', 2000.00, 0.18, null)",
    "create table contacts (contact_id varchar(20), borrower_id varchar(20), channel varchar(10), "
    "direction varchar(5), started_at timestamp, outcome varchar(20), connected smallint)",
    "insert into contacts values ('C1', '17', 'phone', 'out', '2024-03-05 14:30:05', 'promise', 1), "
    "('C2', '17', 'pigeon', 'out', '2024-03-06 09:00:00', 'paid', 0)",
    "create table huankuan (no integer, jieju varchar(20), ri varchar(20), jine varchar(20))",
    "insert into huankuan values (1, '借1', '05/03/2024', '1.2万'), (2, '借1', '06/03/2024', '0')",
]
MAPPING = """
[[table]]
table = "loans"
query = "loans"
[table.columns]
loan_id = "loan_id"
borrower_id = "borrower_id"
product = "product"
originated_on = "originated_on"
principal = "principal"
annual_rate = "annual_rate"
term_months = "term_months"

[[table]]
table = "payments"
query = "select * from huankuan where no < 9"
where = "jine <> '0'"
[table.columns]
payment_id = "no"
loan_id = "jieju"
paid_on = { column = "ri", format = "%d/%m/%Y" }
amount = "jine"
"""


@pytest.fixture(scope="module")
def postgres_url() -> Iterator[str]:
    with postgres() as url:
        place = urlsplit(url)
        psql = ["psql", "-h", "127.0.0.1", "-p", str(place.port), "-U", str(place.username), "-d", "postgres", "-q"]
        sql = ";".join(TABLES)
        subprocess.run(
            [*psql, "-c", sql], check=True, env={**os.environ, "PGPASSWORD": PASSWORD, "PGCLIENTENCODING": "UTF8"}
        )
        yield url


@pytest.fixture(scope="module")
def mysql_url() -> Iterator[str]:
    with mariadb(TABLES) as url:
        yield url


@pytest.fixture(params=["postgres_url", "mysql_url"])
def url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(request.param))


def test_the_contracts_tables_are_pulled_typed_and_in_order(url: str) -> None:
    told: list[str] = []
    handed = pull_handed(url, None, told.append)
    assert list(handed.tables) == ["loans", "contacts"]
    assert (
        [name.split("/")[-1] for name in told] == ["loans", "contacts"] == [n.split("/")[-1] for n in handed.checksums]
    )
    loans, contacts = handed.tables["loans"].frame, handed.tables["contacts"]
    assert loans.select(
        "loan_id", "borrower_id", "region_code", "originated_on", "principal", "term_months"
    ).rows() == [
        ("借1", "17", "530101", dt.date(2024, 1, 5), Decimal("1234.50"), 12),
        ("借2", "18", None, dt.date(2024, 2, 5), Decimal("2000.00"), None),
    ]
    at = dt.datetime(2024, 3, 5, 14, 30, 5)
    assert contacts.frame.select("started_at", "connected", "_line").row(0) == (at, True, 1)
    assert contacts.problems.drop("detail").rows() == [(1, "channel", "pigeon", "unknown_code")]


def test_a_mapping_names_queries_of_its_own(url: str, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(MAPPING, encoding="utf-8")
    payments = pull_handed(url, load_mapping(str(tmp_path / "own.toml"))).tables["payments"]
    assert payments.problems.is_empty()
    assert payments.frame.select("payment_id", "loan_id", "paid_on", "amount").rows() == [
        ("1", "借1", dt.date(2024, 3, 5), Decimal("12000.00"))
    ]


def test_pulling_twice_gives_the_same_checksums(url: str) -> None:
    def checksums(handed: Handed) -> dict[str, str]:
        return handed.checksums

    assert checksums(pull_handed(url, None)) == checksums(pull_handed(url, None))


def test_a_refused_query_is_told_without_the_password(url: str, tmp_path: Path) -> None:
    broken = MAPPING.replace("from huankuan", f"from nosuch_{PASSWORD.replace('-', '_')}")
    (tmp_path / "own.toml").write_text(broken.replace("-", "_"), encoding="utf-8")
    with pytest.raises(Refused, match="nosuch") as refused:
        pull_handed(url, load_mapping(str(tmp_path / "own.toml")))
    assert refused.value.code == "database_refused"
    assert PASSWORD not in refused.value.message("zh") + refused.value.message("en")


def test_nobody_listening_is_told_without_the_password() -> None:
    with pytest.raises(Refused) as refused:
        pull_handed(f"postgresql://u:{PASSWORD}@127.0.0.1:{free_port()}/db", None)
    assert refused.value.code == "database_unreachable"
    assert PASSWORD not in refused.value.message("zh") + refused.value.message("en") + repr(refused.value)


@pytest.mark.parametrize(
    "url", ["", "loans.csv", "oracle://u:pw@h/db", "postgresql://u:pw@/db", "mysql://u:pw@h", "mysql://h:x/y"]
)
def test_what_is_no_database_url_is_not_repeated(url: str) -> None:
    with pytest.raises(Refused, match="not valid") as refused:
        pull_handed(url, None)
    assert "pw" not in refused.value.message("en")


def test_a_mapping_without_queries_pulls_nothing(postgres_url: str) -> None:
    with pytest.raises(Refused) as refused:
        pull_handed(postgres_url, load_mapping("uci_taiwan"))
    assert refused.value.code == "database_no_tables"
