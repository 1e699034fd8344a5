from __future__ import annotations

import re
import string
import tomllib
from pathlib import Path

from queries.dictionary import UNITS, components, dictionary
from queries.questions import questions
from queries.refusals import texts
from queries.tables import tables

AGREED = (
    "loans borrowers balance arrears overdue_rate_balance overdue_rate_count overdue_rate_due arrears_ratio "
    "par30_balance par30_count par60_balance par60_count par90_balance par90_count npl_ratio write_off_ratio "
    "first_payment_default_30 roll_rate cure_rate redefault_rate originated_principal"
)
AGREED_NEXT = (
    "cases cost cost_per_case cost_per_closed_case cost_per_yuan_recovered cost_per_contact cash_recovered "
    "recovery_rate self_cure_share contacts contact_rate right_party_contact_rate promise_rate promise_kept_rate "
    "time_to_first_contact collections_per_agent_hour quality_score complaints complaints_per_1000_cases "
    "complaints_per_10000_contacts upheld_rate repeat_complaint_rate closed_within_15_days"
)
DIMENSIONS = (
    "month platform platform_kind region product bucket age_band occupation vintage channel category agent team agency "
    "cause intake outcome"
)
QUESTIONS = (
    "agents/funnel agents/training_effect complaints/control_chart complaints/contact_pressure cost/steps "
    "cost/by_nth_contact overview/what_moved"
)
# Checks are of agents, whatever the loan.
BY_PERSON = ("quality_score", "critical_error_rate")
QUERIES = Path(__file__).resolve().parents[2] / "queries"


def test_the_agreed_metrics_and_dimensions_exist() -> None:
    assert set(AGREED.split()) | set(AGREED_NEXT.split()) <= set(dictionary())
    assert set(QUESTIONS.split()) <= set(questions())
    assert set(DIMENSIONS.split()) <= frozenset().union(*(one.dimensions for one in dictionary().values()))


def test_every_metric_says_what_it_is_in_both_languages() -> None:
    for one in dictionary().values():
        for text in (one.label, one.short, one.definition):
            assert set(text) == {"zh", "en"}
            assert all(text.values())
            assert not re.search(r"[\u4e00-\u9fff]", text["en"]), one.id
        assert one.unit in UNITS
        assert one.better in ("lower", "higher", "none")
        assert one.formula and set(one.source) == {"zh", "en"}
        assert {"month", "platform", "platform_kind"} <= one.dimensions
        assert {"region", "product"} <= one.dimensions or one.id in BY_PERSON


def test_a_part_of_a_whole_is_part_of_the_numerator_alone() -> None:
    for one in dictionary().values():
        for dimension in one.whole:
            assert dimension in one.component(one.numerator).dimensions, one.id
            others = [component for component in one.components if component.id != one.numerator]
            assert any(dimension not in component.dimensions for component in others), (one.id, dimension)


def test_what_is_set_over_another_table_says_which_must_be_reported() -> None:
    for one in dictionary().values():
        tables = {component.table for component in one.components if component.id in (one.numerator, one.denominator)}
        alike = one.id in lending() or "platform" in one.whole
        assert bool(one.where_reported) == (len(tables) > 1 and not alike), one.id
        assert list(one.where_reported) == sorted(one.where_reported)


def lending() -> set[str]:
    return set(tomllib.loads((QUERIES / "metrics" / "lending.toml").read_text(encoding="utf-8")))


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
    folders = (QUERIES, QUERIES.parent / "pages")
    sources = "\n".join(path.read_text(encoding="utf-8") for folder in folders for path in folder.rglob("*.py"))
    raised = set(re.findall(r'(?:AskRefused|super\(\).__init__)\(\s*"(\w+)"', sources))
    # What the process that runs a statement says is raised as it was said.
    of_sql = "\n".join((QUERIES / "sql" / f"{name}.py").read_text(encoding="utf-8") for name in ("jail", "running"))
    assert raised | set(re.findall(r'"(sql_\w+)"', of_sql)) == set(texts())
