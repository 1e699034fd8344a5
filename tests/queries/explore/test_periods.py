from __future__ import annotations

import datetime as dt

from queries.explore.periods import cut_short
from queries.filters import month_end

MONTHS = [month_end(dt.date(2023 + n // 12, n % 12 + 1, 1)) for n in range(10, 34)]  # 2023-11 to 2025-10


def test_periods_of_which_months_are_missing_are_named() -> None:
    assert cut_short(MONTHS, "quarter") == [dt.date(2023, 12, 31), dt.date(2025, 12, 31)]
    assert cut_short(MONTHS, "year") == [dt.date(2023, 12, 31), dt.date(2025, 12, 31)]
    assert cut_short(MONTHS[2:14], "year") == []
    assert cut_short(MONTHS, "month") == []
    assert cut_short([], "year") == []
