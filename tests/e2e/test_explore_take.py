"""What is explored, taken away: rows behind a cell, a view opened by others, a workbook with the same numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import fastexcel
import pytest
from playwright.sync_api import Browser, Page, expect

from data.store import Store
from queries import audit
from queries.access import Viewer
from queries.filters import Filters
from queries.metrics import ask
from queries.rows import rows
from queries.warehouse import open_current
from tests import sharing
from tests.e2e.conftest import Seen, context, idle, settled
from tests.serving import Served, serve

METRIC, PLATFORM = "overdue_rate_balance", "anhe_finance"
ASKED = f"m={METRIC}&by=platform&period=1"


@pytest.fixture(scope="module")
def own(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of its own, as views are saved in it."""
    return sharing.own(store, tmp_path_factory.mktemp("taken") / "store")


@pytest.fixture(scope="module")
def apart(own: Path) -> Iterator[Served]:
    with serve(own) as running:
        yield running
    assert running.said() == []


@contextmanager
def window(browser: Browser, apart: Served, link: str, screen: str = "explore") -> Iterator[Page]:
    """A browser that nobody has used before."""
    page, seen = context(browser).new_page(), Seen()
    seen.watch(page, apart.url)
    page.goto(f"{apart.url}/{screen}?{link}")
    yield page
    page.context.close()
    assert seen.told() == []


def events(own: Path) -> list[str]:
    log = audit.folder(Store(own)) / "log.jsonl"
    return [json.loads(line)["event"] for line in log.read_text(encoding="utf-8").splitlines()]


def test_rows_views_and_workbooks_of_what_is_explored(
    browser: Browser, apart: Served, own: Path, tmp_path: Path
) -> None:
    warehouse = open_current(Store(own))
    assert warehouse is not None
    analyst, last = Viewer("analyst", tuple(warehouse.manifest["platforms"])), warehouse.months[-1]
    month = Filters.of({}, last, last)
    with window(browser, apart, f"role=analyst&{ASKED}") as page:
        settled(page)
        # To the rows behind a cell.
        page.locator("td button", has_text="%").first.click()
        page.locator(".st-key-rows-open summary").click()
        expect(page.locator(".st-key-rows_table tbody tr").first).to_be_visible()
        chosen = re.search(r"cell=platform%3D(\w+)", page.url)
        assert chosen is not None
        cell = Filters.of({"platform": [chosen[1]]}, last, last)
        behind = rows(warehouse, analyst, "loans", cell, metric=METRIC, sort=["balance"], descending=True)
        expect(page.get_by_text(re.compile(f"共 {behind.total:,} 行")).first).to_be_visible()
        for _ in range(2):  # smallest first, then largest first
            page.locator(".st-key-rows_table th button", has_text="余额").click()
            idle(page)
        expect(page.locator(".st-key-rows_table th[aria-sort=descending]")).to_have_text("余额 ↓")
        first = page.locator(".st-key-rows_table tbody tr").first.locator("td").first
        expect(first).to_have_text(behind.frame["loan_id"][0])
        # A workbook, read back.
        page.locator(".st-key-export-open button").first.click()
        with page.expect_download() as started:
            page.locator(".st-key-export-xlsx button").click()
        file = tmp_path / "explored.xlsx"
        started.value.save_as(file)
        read = fastexcel.read_excel(file).load_sheet("数据").to_polars()
        expected = ask(warehouse, analyst, [METRIC], ["platform"], month).frame
        assert sorted(read["逾期率（余额口径）"]) == pytest.approx(sorted(expected[METRIC]), rel=1e-15)
        assert sorted(read["逾期率（余额口径）：件数"]) == sorted(expected[f"{METRIC}__count"])
        page.keyboard.press("Escape")
        # Saved, and shared with regulators.
        page.locator(".st-key-save-view button").click()
        page.get_by_label("名称", exact=True).fill("本月各平台 <b>逾期</b>")
        page.get_by_role("dialog").get_by_role("button", name="监管人员").click()
        page.locator(".st-key-save-submit button").click()
        expect(page.get_by_role("dialog")).to_have_count(0)
        page.get_by_text("已存视图", exact=True).click()
        expect(page.get_by_text("本月各平台 ‹b›逾期‹/b›", exact=True)).to_be_visible()
        page.locator('[class*="st-key-link-"] button').first.click()
        link = page.get_by_test_id("stPopoverBody").locator("code").inner_text()
        page.keyboard.press("Escape")
        page.locator('[class*="st-key-start-"] button').first.click()
        idle(page)
    view = link.partition("?")[2]
    assert link == f"{apart.url}/explore?{view}" and view.startswith("view=")
    found = {}
    for role in ("analyst", "regulator"):
        with window(browser, apart, f"role={role}&{view}") as page:
            page.wait_for_url(re.compile(f"m={METRIC}"))
            # In so small a county a regulator may be told of no platform at all: then there is a table and no figure.
            page.locator("td button").first.wait_for()
            idle(page)
            assert "view=" not in page.url and f"role={role}" in page.url
            found[role] = page.locator("td button", has_text=re.compile("%|\\*")).all_inner_texts()
            # Whose role sees no rows is offered none, whoever shared the view.
            page.locator("td button").first.click()
            expect(page.locator(".st-key-cell-bar button").first).to_be_visible()
            idle(page)
            assert page.locator(".st-key-rows-open").count() == (role == "analyst")
    assert len(found["analyst"]) == len(expected) + 1 and found["regulator"] != found["analyst"]
    with window(browser, apart, "role=analyst", "") as page:
        expect(page.get_by_role("link", name="本月各平台 ‹b›逾期‹/b›")).to_be_visible()
        page.get_by_role("link", name="本月各平台 ‹b›逾期‹/b›").click()
        page.wait_for_url(re.compile(f"m={METRIC}"))
        settled(page)
    with window(browser, apart, "view=none") as page:
        expect(page.get_by_text("没有可供您打开的该视图")).to_be_visible()
    happened = events(own)
    assert happened.count("rows_shown") == 3 and happened.count("export") == 1 and happened.count("shared") == 1
