"""Handing in from a browser: a zip becomes a version on the screens, is mended, and is gone back from."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import polars as pl
from playwright.sync_api import Browser, FilePayload, Page, expect

from data.held import faults
from data.store import Store
from queries import audit, audit_check
from tests.e2e.conftest import Seen, context, idle
from tests.serving import serve
from tests.sharing import own

PLATFORM = "hegeng_farm"


def zipped(*, bad: bool) -> bytes:
    """Thirty loans of a new month with their month-ends; one loan has no day that exists."""
    loans = pl.DataFrame(
        {"借据号": [f"N{n}" for n in range(30)], "客户编号": [f"B{n}" for n in range(30)], "产品名称": ["农户贷"] * 30}
        | {"放款日": ["2026年13月5日" if bad and n == 3 else "2026年9月5日" for n in range(30)]}
        | {"放款金额（万元）": ["1.5"] * 30, "年利率": ["12%"] * 30, "期限（月）": ["12"] * 30}
    )
    months = loans.select(
        "借据号", 统计月份=pl.lit("2026-10"), 余额=pl.lit("12000.00"), 逾期天数=pl.lit("0"), 状态=pl.lit("正常")
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, frame in {"借据台账.csv": loans, "月末余额.csv": months}.items():
            archive.writestr(name, frame.write_csv().encode("gb18030"))
    return stream.getvalue()


def choose_platform(page: Page, name: str) -> None:
    field = page.get_by_role("combobox", name=re.compile("平台")).first
    field.click()
    page.keyboard.type(name[:2])
    page.keyboard.press("Enter")
    expect(field).to_have_value(name)
    idle(page)


def hand_over(page: Page, file: FilePayload) -> None:
    """Put a file into the field for files and wait until it is listed there."""
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(file)
    expect(page.get_by_role("button", name=f"Remove {file['name']}")).to_be_visible()


def press(page: Page, key: str) -> None:
    page.locator(f".st-key-{key} button").first.click()


def version(page: Page) -> str:
    said = page.locator(".st-key-title-row").inner_text()
    found = re.search(r"\d{8}T\d{6}-[0-9a-f]{4}", said)
    assert found, said
    return found[0]


def test_from_a_zip_to_a_version_on_the_screen_mended_and_back(browser: Browser, store: Path, tmp_path: Path) -> None:
    root = own(store, tmp_path / "store")
    seen = Seen()
    with serve(root) as served:
        page = context(browser).new_page()
        seen.watch(page, served.url)
        page.goto(f"{served.url}/submissions?role=operator&tab=hand_in")
        idle(page)
        before = version(page)

        choose_platform(page, "禾埂助农")
        hand_over(page, {"name": "十一月.zip", "mimeType": "application/zip", "buffer": zipped(bad=True)})
        expect(page.locator(".st-key-submissions_look")).to_be_visible()
        press(page, "submissions_look")
        expect(page.get_by_text("借据台账.csv → 借据")).to_be_visible()
        press(page, "dry-run")
        expect(page.get_by_text(re.compile("试运行：.*隔离 2 行"))).to_be_visible()
        press(page, "submit")
        expect(page.get_by_text(re.compile("已接收.*隔离 2 行"))).to_be_visible()
        press(page, "build")
        expect(page.get_by_text("建库完成")).to_be_visible()
        idle(page)
        built = version(page)
        assert built != before

        page.goto(f"{served.url}/submissions?role=operator&tab=quarantine")
        idle(page)
        with page.expect_download() as got:
            press(page, "held-xlsx")
        bad = pl.read_excel(got.value.path(), sheet_name="loans", infer_schema_length=0)
        assert bad["原因"].str.contains("不是").all()
        good = bad.with_columns(originated_on=pl.lit("2026-09-05")).write_csv()
        hand_over(page, {"name": "loans.csv", "mimeType": "text/csv", "buffer": good.encode()})
        press(page, "mend")
        expect(page.get_by_text(re.compile("已接收.*隔离 0 行"))).to_be_visible()

        page.goto(f"{served.url}/submissions?role=operator&tab=versions")
        idle(page)
        page.get_by_role("combobox", name=re.compile("查看")).click()
        page.get_by_role("option", name=before).click()
        page.get_by_role("button", name="切换到此版本").click()
        press(page, "roll-back")
        expect(page.locator(".st-key-title-row")).to_contain_text(before)
        idle(page)
        page.context.close()
    assert seen.told() == []
    (kept,) = Store(root).submissions(PLATFORM)
    assert kept.number == 3 and faults(kept).is_empty()
    events = [entry["event"] for entry in audit_check.last(audit.folder(Store(root)), 20)]
    assert [one for one in events if one != "role_switch"] == [
        "submission", "submission", "build", "export", "submission", "rollback"
    ]  # fmt: skip
