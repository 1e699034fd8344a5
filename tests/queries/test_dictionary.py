from __future__ import annotations

import re
import string
from pathlib import Path

from queries.dictionary import components, dictionary
from queries.refusals import texts
from queries.tables import tables

AGREED = (
    "loans borrowers balance arrears overdue_rate_balance overdue_rate_count overdue_rate_due arrears_ratio "
    "par30_balance par30_count par60_balance par60_count par90_balance par90_count npl_ratio write_off_ratio "
    "first_payment_default_30 roll_rate cure_rate redefault_rate originated_principal"
)
DIMENSIONS = "month platform platform_kind region product bucket age_band occupation vintage"
QUERIES = Path(__file__).resolve().parents[2] / "queries"


def test_the_agreed_metrics_and_dimensions_exist() -> None:
    assert set(AGREED.split()) <= set(dictionary())
    assert set(DIMENSIONS.split()) <= frozenset().union(*(one.dimensions for one in dictionary().values()))


def test_every_metric_says_what_it_is_in_both_languages() -> None:
    for one in dictionary().values():
        for text in (one.label, one.short, one.definition):
            assert set(text) == {"zh", "en"}
            assert all(text.values())
            assert not re.search(r"[\u4e00-\u9fff]", text["en"]), one.id
        assert one.unit in ("share", "money", "count", "days")
        assert one.better in ("lower", "higher", "none")
        assert one.formula and one.source
        assert {"month", "platform", "platform_kind", "region", "product"} <= one.dimensions


def test_names_are_told_apart() -> None:
    for language in ("zh", "en"):
        assert len({one.label[language] for one in dictionary().values()}) == len(dictionary())
        assert len({one.short[language] for one in dictionary().values()}) == len(dictionary())


def test_every_component_is_used_and_what_is_left_out_exists() -> None:
    used = {component.id for one in dictionary().values() for component in one.components}
    assert used == set(components())
    for one in dictionary().values():
        shared = frozenset.intersection(*(component.dimensions for component in one.components))
        assert set(one.not_by) <= shared | {"loan_class", "to_bucket", "bucket"}, one.id


def test_logical_tables_name_their_variants() -> None:
    assert tables()["portfolio_month_age_band"].stored[0].name == "portfolio_month_age_band"
    assert [one.name for one in tables()["portfolio_month"].stored][-1] == "loan_month"


def test_every_refusal_is_said_in_both_languages_with_the_same_values() -> None:
    for code, templates in texts().items():
        fields = [
            {name for _, name, _, _ in string.Formatter().parse(templates[language]) if name}
            for language in ("zh", "en")
        ]
        assert fields[0] == fields[1], code


def test_every_refusal_is_used_and_every_used_one_written() -> None:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in QUERIES.rglob("*.py"))
    assert set(re.findall(r'AskRefused\(\s*"(\w+)"', sources)) == set(texts())
