"""The marts can move to another engine: each is also Spark SQL."""

import pytest
import sqlglot
from sqlglot import ErrorLevel

from data.recipe import checks, marts

SQL = {mart.name: mart.sql for mart in marts()} | checks()


@pytest.mark.parametrize("name", SQL)
def test_a_mart_is_one_statement_in_spark_too(name: str) -> None:
    (translated,) = sqlglot.transpile(SQL[name], read="duckdb", write="spark", unsupported_level=ErrorLevel.RAISE)
    assert sqlglot.parse_one(translated, read="spark").key in ("select", "union")


def test_a_mart_reads_only_what_comes_before_it() -> None:
    known = {"platform_given", "submitted", "calendar", "lpr", "rule"}
    for mart in marts():
        tree = sqlglot.parse_one(mart.sql, read="duckdb")
        steps = {cte.alias for cte in tree.find_all(sqlglot.exp.CTE)}
        read = {table.name for table in tree.find_all(sqlglot.exp.Table)} - steps
        assert {name for name in read if not name.startswith("submitted_")} <= known, mart.name
        known.add(mart.name)
