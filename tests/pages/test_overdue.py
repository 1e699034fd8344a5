from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from data.store import Store
from pages.shared.labels import label
from tests.pages.conftest import ROLES, Open, in_turns
from tests.queries import county

TABS = ("where", "bases", "batch", "roll", "why", "table")


def words(app: AppTest) -> str:
    said = [*app.markdown, *app.caption, *app.title, *app.info, *app.warning]
    return "\n".join(str(element.value) for element in said)


def charts(app: AppTest) -> int:
    return len(app.get("plotly_chart"))


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("kind", ["full", "partial"])
def test_every_section_opens_for_every_role_and_in_both_languages(
    kind: str, role: str, look_at: Open, request: pytest.FixtureRequest
) -> None:
    store = request.getfixturevalue(kind)
    for tab, language in in_turns(role, TABS):
        app = look_at(store, {"role": role, "lang": language, "tab": tab})
        assert app.title[0].value == {"zh": "逾期", "en": "Overdue"}[language]
        assert charts(app) >= 1


def test_each_section_draws_its_charts_and_no_others(full: Store, look_at: Open) -> None:
    drawn = {tab: charts(look_at(full, {"tab": tab})) for tab in TABS}
    assert drawn == {"where": 3, "bases": 5, "batch": 3, "roll": 4, "why": 3, "table": 1}


def test_language_follows_the_browser_until_one_is_chosen(full: Store, look_at: Open) -> None:
    assert look_at(full, locale="en-GB").title[0].value == "Overdue"
    assert look_at(full, locale="zh-TW").title[0].value == "逾期"
    assert look_at(full, {"lang": "zh"}, locale="en-GB").title[0].value == "逾期"


def test_answer_names_the_month_and_the_rate(full: Store, look_at: Open) -> None:
    assert "2024-09 末，逾期率（余额口径）为 **" in words(look_at(full))


def test_answer_keeps_movement_and_level_apart(full: Store, look_at: Open) -> None:
    said = words(look_at(full, {"period": "3"}))
    assert "个百分点；月份太少，暂不判断水平是否异常" in said
    assert "; too few months to tell whether the level is unusual" in words(
        look_at(full, {"period": "3", "lang": "en"})
    )


def test_sample_data_says_so(full: Store, look_at: Open) -> None:
    assert "示例数据" in words(look_at(full))


def test_manager_sees_one_platform_and_chooses_among_no_others(full: Store, look_at: Open) -> None:
    app = look_at(full, {"role": "manager", "own": county.BY_BUCKET, "tab": "table"})
    shown = app.dataframe[0].value
    assert list(shown["platform"]) == ["涢畔小贷"]
    assert county.BY_DAYS not in str(app.button_group(key="filter_platform").options)


def test_link_may_not_widen_what_a_role_sees(full: Store, look_at: Open) -> None:
    app = look_at(full, {"role": "manager", "own": county.BY_BUCKET, "platform": county.BY_DAYS})
    assert f"platform={county.BY_DAYS}" in words(app)
    assert "已略去" in words(app)
    assert app.query_params.get("platform") is None


def test_unknown_choices_in_a_link_are_dropped_with_a_word(full: Store, look_at: Open) -> None:
    app = look_at(full, {"region": "nowhere", "month": "1999-01", "colour": "red", "lang": "en"})
    said = words(app)
    assert all(choice in said for choice in ("region=nowhere", "month=1999-01", "colour"))


def test_an_empty_store_says_what_to_do(tmp_path: object, look_at: Open) -> None:
    app = look_at(Store(tmp_path), locale="en-GB")
    assert "python -m data sample" in words(app)
    assert charts(app) == 0


def test_a_selection_without_loans_says_so_kindly(full: Store, look_at: Open) -> None:
    app = look_at(full, {"platform_kind": "national", "platform": county.BY_BUCKET})
    assert "放宽筛选" in words(app)
    assert charts(app) == 0


def test_what_was_not_reported_is_called_so_and_never_zero(partial: Store, look_at: Open) -> None:
    app = look_at(partial, {"tab": "batch"})
    assert [card.value for card in app.metric if card.label == "首逾率30天"] == ["未报送"]
    figures = [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]
    first_payment = next(f for f in figures if any(t.get("name") == "首逾率30天" for t in f["data"]))
    assert any(trace.get("text") == ["未报送"] for trace in first_payment["data"])
    assert all(v is None for t in first_payment["data"] if t.get("name") for v in t["y"])


def test_month_bucket_platform_and_township_narrow_the_rest(full: Store, look_at: Open) -> None:
    chosen = {"month": "2024-05", "bucket": "M2", "platform": county.BY_DAYS, "region": "420923100"}
    app = look_at(full, chosen)
    said = words(app)
    assert charts(app) == 3
    assert "2024-05 末，逾期30天以上余额占比（PAR30）" in said
    assert "安禾消费金融 · 城关镇 · M2" in said


def test_a_filter_a_chart_cannot_apply_is_said_and_not_ignored(full: Store, look_at: Open) -> None:
    app = look_at(full, {"tab": "batch", "age_band": "18-25"})
    assert "不支持按年龄段筛选" in words(app)


def test_choices_are_kept_in_the_link_and_defaults_are_not(full: Store, look_at: Open) -> None:
    app = look_at(full)
    assert dict(app.query_params) == {}
    app.button_group(key="filter_platform").set_value([county.BY_DAYS]).run()
    assert app.query_params["platform"] == [county.BY_DAYS] or app.query_params["platform"] == county.BY_DAYS
    app.button_group(key="filter_platform").set_value([]).run()
    assert "platform" not in app.query_params


def test_comparison_shows_the_change_on_every_card(full: Store, look_at: Open) -> None:
    app = look_at(full, {"period": "3", "compare": "previous", "lang": "en"})
    assert "on the previous period" in words(app)


def test_a_link_can_name_an_earlier_version(full: Store, look_at: Open) -> None:
    version = full.versions()[0].id
    assert "链接指定的历史版本" in words(look_at(full, {"version": version}))
    assert "链接指定的历史版本" not in words(look_at(full, {"version": "../../etc"}))


def test_what_platforms_write_is_never_read_as_markup() -> None:
    assert label("region", "[x](http://a)<img src=y>*z*", "zh") == "(x)(http://a)‹img src=y›∗z∗"
    assert label("platform", "anhe_finance", "en") == "Anhe Consumer Finance"
