"""Every screen as a regulator sees it, over full, partial and no data: nothing exact, nothing personal, no fault."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import pages
from data.store import Store
from pages.shared.axes import Look
from pages.shared.labels import reference
from pages.shared.map import Tile, tiles
from pages.shared.menu import SCREENS
from pages.shared.selection import select
from pages.shared.text import entries, text
from pages.shared.theme import theme
from queries.access import Viewer
from queries.filters import month_end, parse_day
from queries.metrics import ask
from queries.warehouse import open_current
from tests.pages.conftest import Open
from tests.pages.overhearing import Overheard, overhear
from tests.queries import county

LINK = {"role": "regulator", "period": "all"}
HOSTILE = (
    "'; drop table x; --", "../../etc/passwd", "\u202eroot\u2028", "<b>x</b>", "{role}%s$" + "x" * 5000, "a\x00b",
)  # fmt: skip
# Every name an address may have, but for those that say who looks.
PARAMETERS = (
    "own", "month", "from", "to", "compare", "tab", "measure", "metric", "subject", "find", "level", "pack", "rebase",
    "dose", "region", "platform", "platform_kind", "product", "bucket", "channel", "agency", "cause", "before", "after",
)  # fmt: skip
_TABS = re.compile(r'^        "(\w+)": ', re.MULTILINE)
_HERE = Path(pages.__path__[0])


def sections(screen: str) -> list[str]:
    """The tabs of a screen; one empty name where it has none."""
    return _TABS.findall((_HERE / f"{screen}.py").read_text(encoding="utf-8")) or [""]


def everything(app: AppTest) -> str:
    """All a browser is sent: words, figures and tables."""
    said = [*app.markdown, *app.caption, *app.title, *app.info, *app.warning]
    words = [str(element.value) for element in said]
    words += [f"{metric.label} {metric.value}" for metric in app.metric]
    figures = [json.dumps(json.loads(chart.proto.spec), ensure_ascii=False) for chart in app.get("plotly_chart")]
    return "\n".join([*words, *figures, *(frame.value.to_csv() for frame in app.dataframe)])


def exact_amounts(store: Store) -> set[str]:
    """Amounts of places and months to the fen, as anybody would write them: none is round."""
    warehouse = open_current(store)
    assert warehouse is not None
    found: set[str] = set()
    for id in ("balance", "cash_received", "originated_principal", "cost"):
        for by in (["region"], ["platform"], ["month"], ["month", "platform"]):
            values = ask(warehouse, Viewer("operator", None), [id], by).frame[id].drop_nulls()
            found |= {f"{value:.2f}" for value in values if value % 100 and value > Decimal(1000)}
    return found | {f"{value:,}" for value in map(Decimal, found)}


@pytest.mark.parametrize("screen", [name for name, _ in SCREENS])
@pytest.mark.parametrize("kind", ["full", "partial"])
def test_every_screen_shows_a_regulator_nothing_exact_and_nobody(
    kind: str, screen: str, look_at: Open, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = request.getfixturevalue(kind)
    kept = exact_amounts(store)
    assert kept
    tabs, heard = sections(screen), overhear(monkeypatch)
    for tab in tabs if kind == "full" else tabs[:1] + tabs[-1:]:
        shown = everything(look_at(store, LINK | ({"tab": tab} if tab else {}), screen=screen))
        assert not {value for value in kept if value in shown}, tab
        assert not {agent for agent in county.AGENTS if re.search(rf"/{agent}\b", shown)}, tab
        assert "bdata" not in shown
        assert not heard.got_through(shown), tab
    assert all(viewer.is_guarded for viewer in heard.viewers), "asked with the rights of somebody else"


def test_an_exact_number_is_found_however_it_is_written() -> None:
    heard = Overheard(read={"1.23456789", "2.22222222"}, told={"2.22222222"})
    for written in (
        '{"y": [123456789]}',
        "¥1,234,567.89",
        "123.456789万",
        '"customdata": [[0.0123456789123]]',
        "1.23456789e-7",
    ):
        assert heard.got_through(written) == {"1.23456789"}, written
    for written in ("1,234,570", "123.4567万", "2.22222222", "2024-04-30"):
        assert not heard.got_through(written), written


def test_a_regulator_of_no_data_is_told_so(tmp_path: Path, look_at: Open) -> None:
    for screen in ("overview", "complaints"):
        assert text("empty.no_data", "zh") in [info.value for info in look_at(tmp_path, LINK, screen=screen).info]


def test_what_is_hidden_is_a_star_with_its_reason(full: Store, look_at: Open) -> None:
    app = look_at(full, LINK, screen="complaints")
    assert "*" in [metric.value for metric in app.metric]
    said = [caption.value for caption in app.caption]
    assert text("masked.rounded", "zh") in said
    assert text("masked.card", "zh", reason=text("masked.small", "zh")) in said
    assert any(re.match(r"\\?\* 已屏蔽 \d+ 格：.*笔数为 1–7", one) for one in said)
    exact = look_at(full, {"role": "operator"}, screen="complaints")
    assert "已屏蔽" not in everything(exact)
    assert text("masked.rounded", "zh") not in everything(exact)


def test_not_shown_is_not_called_not_reported(full: Store, look_at: Open) -> None:
    figures = [
        chart.proto.spec for chart in look_at(full, LINK | {"tab": "where"}, screen="overdue").get("plotly_chart")
    ]
    assert not [figure for figure in map(json.loads, figures) if "未报送" in json.dumps(figure, ensure_ascii=False)]
    assert "未显示" in json.dumps([json.loads(figure) for figure in figures], ensure_ascii=False)
    assert {key.removeprefix("hidden.") for key in entries() if key.startswith("hidden.")} <= {
        key.replace(".", "_") for key in entries()
    }


def test_a_regulator_filters_by_one_value_and_by_ranges_that_do_not_overlap(full: Store, look_at: Open) -> None:
    app = look_at(full, LINK | {"platform": list(county.PLATFORMS[:2])})
    assert "platform" in str(app.info[0].value)
    assert app.query_params["platform"] in (county.PLATFORMS[0], [county.PLATFORMS[0]])
    presets = next(one for one in app.segmented_control if one.key == "filter_period")
    assert presets.options == [text(f"filter.preset_{name}", "zh") for name in ("1", "3", "6", "12", "24", "all")]


def test_ranges_of_other_lengths_are_cut_to_one_that_is_allowed() -> None:
    months = [month_end(parse_day(f"{2023 + n // 12}-{n % 12 + 1:02}")) for n in range(30)]
    chosen, dropped = select({"from": ("2023-03",), "to": ("2023-10",)}, months, {}, is_guarded=True)
    assert (len(chosen.months), chosen.last, dropped) == (6, months[9], ["from=2023-03"])
    whole, dropped = select({"from": ("2023-01",), "to": ("2025-06",)}, months, {}, is_guarded=True)
    assert (len(whole.months), dropped) == (30, [])
    assert len(select({}, months, {}, is_guarded=True)[0].months) == 24
    assert select({"period": ("36",)}, months, {}, is_guarded=True)[1] == ["period=36"]
    kept, dropped = select({"region": ("b", "a")}, months, {"region": ["a", "b"]}, is_guarded=True)
    assert (kept.where, dropped) == ((("region", ("b",)),), ["region=a"])


def test_hidden_tiles_are_hatched() -> None:
    first, second = list(reference().regions)[:2]
    shown = {first: Tile(0.1, "10%", ""), second: Tile(None, "*", "", hidden=True)}
    marker: dict[str, Any] = tiles(shown, Look(theme(dark=False), "zh"))["data"][0]["marker"]
    assert sorted(marker["pattern"]["shape"]) == ["", "/"]
    assert "pattern" not in tiles({first: shown[first]}, Look(theme(dark=False), "zh"))["data"][0]["marker"]


@pytest.mark.parametrize("screen", ["overview", "complaints", "definitions"])
def test_hostile_links_change_nothing(screen: str, full: Store, look_at: Open) -> None:
    usual = look_at(full, LINK, screen=screen)
    for words in HOSTILE:
        app = look_at(full, dict.fromkeys([*PARAMETERS, words], words) | LINK, screen=screen)
        assert [(one.label, one.value) for one in app.metric] == [(one.label, one.value) for one in usual.metric]
        assert "<b>x" not in everything(app)


def test_hostile_roles_languages_and_versions_give_no_rights(full: Store, look_at: Open) -> None:
    for words in HOSTILE:
        shown = look_at(full, LINK | dict.fromkeys(("role", "lang", "version"), words), screen="definitions")
        assert not shown.exception
        assert "<b>x" not in everything(shown)


def test_a_manager_sees_the_others_together_or_why_not(full: Store, partial: Store, look_at: Open) -> None:
    manager = {"role": "manager", "own": county.BY_DAYS}
    for store in (full, partial):
        assert text("benchmark.few", "zh", count=3) in [one.value for one in look_at(store, manager).caption]
    assert "不足 3 家" not in everything(look_at(full, {"role": "operator"}))
