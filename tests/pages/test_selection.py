from __future__ import annotations

from calendar import monthrange
from datetime import date

from pages.shared.periods import back, earlier
from pages.shared.selection import select

MONTHS = [date(y, m, monthrange(y, m)[1]) for y in (2023, 2024, 2025) for m in range(1, 13)] + [date(2026, 1, 31)]
OPTIONS = {"platform": ["a", "b"], "region": ["1"], "bucket": ["M0", "M1"], "product": ["cash"]}


def test_without_choices_three_years_and_the_last_month() -> None:
    chosen, dropped = select({}, MONTHS, OPTIONS)
    assert (chosen.first, chosen.last, chosen.focus) == (MONTHS[1], MONTHS[-1], MONTHS[-1])
    assert chosen.where == ()
    assert not dropped


def test_presets_end_at_the_last_month() -> None:
    assert len(select({"period": ("3",)}, MONTHS, OPTIONS)[0].months) == 3
    assert select({"period": ("all",)}, MONTHS, OPTIONS)[0].months == tuple(MONTHS)
    assert select({"period": ("12",)}, MONTHS[:5], OPTIONS)[0].months == tuple(MONTHS[:5])


def test_a_range_overrides_the_preset_and_may_be_given_backwards() -> None:
    chosen, _ = select({"period": ("3",), "from": ("2024-12",), "to": ("2024-02",)}, MONTHS, OPTIONS)
    assert (chosen.first, chosen.last, chosen.preset) == (date(2024, 2, 29), date(2024, 12, 31), None)


def test_only_known_and_allowed_values_are_kept() -> None:
    link = {"platform": ("a", "z"), "region": ("1",), "month": ("2020-01",), "compare": ("guess",), "foo": ("1",)}
    chosen, dropped = select(link, MONTHS, OPTIONS)
    assert chosen.where == (("platform", ("a",)), ("region", ("1",)))
    assert sorted(dropped) == ["compare=guess", "foo", "month=2020-01", "platform=z"]


def test_a_month_outside_the_range_is_not_looked_at() -> None:
    chosen, dropped = select({"period": ("3",), "month": ("2024-01",)}, MONTHS, OPTIONS)
    assert chosen.focus == MONTHS[-1]
    assert dropped == ["month=2024-01"]


def test_filters_leave_out_what_a_chart_must_not_be_filtered_by() -> None:
    chosen, _ = select({"platform": ("a",), "bucket": ("M1",), "month": ("2025-06",)}, MONTHS, OPTIONS)
    assert chosen.filters().where == (("bucket", ("M1",)), ("platform", ("a",)))
    focused = chosen.at_focus(without=("platform", "bucket"))
    assert (focused.first_month, focused.last_month, focused.where) == (date(2025, 6, 30), date(2025, 6, 30), ())


def test_previous_period_lies_a_period_back() -> None:
    assert back(date(2024, 3, 31), 1) == date(2024, 2, 29)
    assert back(date(2024, 1, 31), 13) == date(2022, 12, 31)
    assert earlier(date(2024, 3, 31), 3, "previous") == date(2023, 12, 31)


def test_lunar_comparison_follows_the_festival_and_not_the_calendar() -> None:
    # Spring Festival: 2024-02-10, 2025-01-29, 2026-02-17.
    assert earlier(date(2026, 2, 28), 1, "lunar") == date(2025, 1, 31)
    assert earlier(date(2025, 1, 31), 1, "lunar") == date(2024, 2, 29)
    assert earlier(date(2026, 3, 31), 1, "lunar") == date(2025, 2, 28)
    assert earlier(date(2026, 8, 31), 1, "lunar") == date(2025, 8, 31)
