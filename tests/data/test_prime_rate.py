"""The series of the one-year prime rate."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from data.reference import credit_lines, prime_rate


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    prime_rate.prime_rates.cache_clear()
    monkeypatch.setattr(prime_rate, "FILE", tmp_path / "lpr.csv")
    yield tmp_path / "lpr.csv"
    prime_rate.prime_rates.cache_clear()


def test_every_day_from_the_first_to_the_last_has_one_rate() -> None:
    rates = prime_rate.prime_rates()
    assert rates[0].from_on == dt.date(2019, 8, 20)
    assert all(0.03 <= one.rate <= 0.0425 and one.from_on <= one.until_on for one in rates)
    assert 4 * next(one.rate for one in rates if one.seen == "press") == pytest.approx(0.154)


def test_a_day_left_out_is_an_error_and_not_a_guess(written: Path) -> None:
    written.write_text(
        "from_on,until_on,rate,seen\n2020-01-01,2020-01-31,0.04,press\n2020-02-02,2020-02-28,0.03,press\n"
    )
    with pytest.raises(ValueError, match="between 2020-01-31 and 2020-02-02"):
        prime_rate.prime_rates()


def test_only_the_line_whose_text_was_read_is_called_law() -> None:
    lines = credit_lines.credit_lines()
    assert {id for id, one in lines.items() if one.strength == "law"} == {"CN-L1"}
    assert all(set(one.label) == set(one.wording) == set(one.source) == {"zh", "en"} for one in lines.values())
    with pytest.raises(ValueError, match="not read"):
        replace(lines["CN-L2"], strength="law")
