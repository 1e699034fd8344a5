from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from pages.shared import theme
from pages.shared.axes import Look
from pages.shared.plots import ink
from pages.shared.theme import BUCKETS, DARK, LIGHT, Theme
from queries.reference import load

CONFIG = Path(__file__).resolve().parents[2] / ".streamlit" / "config.toml"
BOTH = pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])


def luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@BOTH
def test_text_stands_out_four_and_a_half_times(colors: Theme) -> None:
    for ground in (colors.background, colors.surface):
        assert contrast(colors.text, ground) >= 4.5
        assert contrast(colors.muted, ground) >= 4.5
    assert contrast(colors.signal, colors.background) >= 4.5


@BOTH
def test_marks_stand_out_three_times(colors: Theme) -> None:
    late = colors.ramp[1:]
    for mark in (*late, *colors.entities, colors.accent, colors.context):
        assert contrast(mark, colors.background) >= 2.95, mark


@BOTH
def test_every_bucket_and_every_registered_platform_has_a_colour_of_its_own(colors: Theme) -> None:
    assert len({colors.bucket(bucket) for bucket in BUCKETS}) == len(BUCKETS)
    places = range(len(load().platforms))
    assert len({colors.entity(place) for place in places}) == len(load().platforms)
    assert colors.entity(None) == colors.entity(99) == colors.context


def test_the_light_ramp_darkens_with_lateness() -> None:
    shades = [luminance(color) for color in LIGHT.ramp]
    assert shades == sorted(shades, reverse=True)


@BOTH
def test_numbers_on_the_scale_can_be_read(colors: Theme) -> None:
    look = Look(colors, "zh")
    for place in range(11):
        assert contrast(ink(place / 10, look), colors.shade(place / 10)) >= 4.5


def test_the_configured_theme_has_the_same_colours() -> None:
    config = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["theme"]
    for name, colors in (("light", LIGHT), ("dark", DARK)):
        assert config[name]["backgroundColor"] == colors.background
        assert config[name]["secondaryBackgroundColor"] == colors.surface
        assert config[name]["textColor"] == colors.text
        assert config[name]["primaryColor"] == colors.accent
        assert config[name]["grayTextColor"] == colors.muted
    assert theme.theme(dark=True) is DARK
