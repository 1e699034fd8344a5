"""Two invented platforms' exports, in Chinese, as systems write them: GB18030, amounts in 万元, own codes."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path

Truth = dict[str, dict[str, tuple[str, dict[str, object]]]]


def _write(path: Path, rows: list[dict[str, object]], encoding: str) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))


def microcredit(folder: Path, seed: int = 1) -> Truth:
    """A town's microcredit company: a ledger of loans and its money received, every amount in 万元."""
    chance = random.Random(seed)
    folder.mkdir()
    loans: list[dict[str, object]] = [
        {
            "序号": number + 1,
            "贷款合同编号": f"XD{2024000 + number}",
            "客户编码": f"KH{chance.randrange(150):05}",
            "所在乡镇代码": chance.choice(["420923100", "420923101", ""]),
            "贷款品种": chance.choice(["农户贷", "消费贷", "经营贷"]),
            "贷款发放日": f"{chance.choice([2024, 2025])}年{chance.randint(1, 12)}月{chance.randint(1, 28)}日",
            "合同金额（万元）": f"{chance.randint(50, 2000) / 100:.2f}",
            "执行年利率(%)": f"{chance.choice([12, 15.4, 18, 24])}",
            "贷款期限（月）": chance.choice([6, 12, 24, 36]),
            "信贷员": chance.choice(["001", "002", "003"]),
            "备注": "",
        }
        for number in range(200)
    ]
    paid: list[dict[str, object]] = [
        {
            "交易流水": f"{20260000 + number}",
            "贷款合同编号": chance.choice(loans)["贷款合同编号"],
            "入账日期": f"2026/{chance.randint(1, 9)}/{chance.randint(1, 28)}",
            "回款金额（万元）": f"{chance.randint(1, 300) / 1000:.3f}",
            "其中：本金（万元）": "0.0010",
            "付款方": chance.choice(["借款人", "保证人", "法院执行款"]),
            "摘要": "批扣",
        }
        for number in range(300)
    ]
    _write(folder / "贷款台账2026年10月.csv", loans, "gb18030")
    _write(folder / "回款明细2026年10月.csv", paid, "gb18030")
    return {
        "loans": {
            "loan_id": ("贷款合同编号", {}),
            "borrower_id": ("客户编码", {}),
            "region_code": ("所在乡镇代码", {}),
            "product": ("贷款品种", {}),
            "originated_on": ("贷款发放日", {}),
            "principal": ("合同金额（万元）", {"times": 10000}),
            "annual_rate": ("执行年利率(%)", {"expr": '"执行年利率(%)" / 100', "numbers": "执行年利率(%)"}),
            "term_months": ("贷款期限（月）", {}),
        },
        "payments": {
            "payment_id": ("交易流水", {}),
            "loan_id": ("贷款合同编号", {}),
            "paid_on": ("入账日期", {}),
            "amount": ("回款金额（万元）", {"times": 10000}),
            "principal_paid": ("其中：本金（万元）", {"times": 10000}),
            "source": ("付款方", {"codes": {"借款人": "borrower", "保证人": "guarantor", "法院执行款": "legal"}}),
        },
    }


def collector(folder: Path, seed: int = 2) -> Truth:
    """An agency's collection system: cases, calls and complaints, with words of its own for every code."""
    chance = random.Random(seed)
    folder.mkdir()
    cases: list[dict[str, object]] = [
        {
            "委案编号": f"WA{number:06}",
            "借款订单号": f"DD{number % 90:05}",
            "入催日": f"202{chance.choice([5, 6])}-0{chance.randint(1, 9)}-1{chance.randint(0, 9)}",
            "入催时逾期天数": chance.randint(1, 90),
            "入催本金余额(万元)": f"{chance.randint(10, 900) / 100:.2f}",
            "出催日": "",
            "出催方式": "",
        }
        for number in range(120)
    ]
    for row in cases[:50]:
        row["出催日"], row["出催方式"] = "2026-09-30", chance.choice(["已还清欠款", "协商分期", "转诉讼", "召回"])
    calls: list[dict[str, object]] = [
        {
            "话单编号": f"{900000 + number}",
            "案件号": chance.choice(cases)["委案编号"],
            "客户ID": f"U{chance.randrange(90):04}",
            "坐席工号": f"Z{chance.randrange(8):02}",
            "触达手段": chance.choice(["人工外呼", "智能外呼", "短信"]),
            "呼叫方向": chance.choice(["呼出", "呼入"]),
            "拨打时间": f"2026/{chance.randint(1, 9)}/{chance.randint(1, 28)} {chance.randint(9, 20)}:05",
            "通话秒数": chance.randint(0, 300),
            "接通标志": chance.choice(["已接通", "未接通"]),
            "接听人身份": chance.choice(["本人", "配偶", "同事", "不详"]),
            "跟进结果": chance.choice(["承诺还款", "无人接听", "拒绝还款", "空号"]),
        }
        for number in range(400)
    ]
    complaints: list[dict[str, object]] = [
        {
            "工单号": f"G{number:05}",
            "接诉时间": f"2026-0{chance.randint(1, 9)}-11 09:30:00",
            "涉诉借款订单号": f"DD{chance.randrange(90):05}",
            "投诉来源渠道": chance.choice(["12345热线", "12378热线", "平台客服", "黑猫投诉"]),
            "诉求类型": chance.choice(["频繁拨打", "联系第三人", "费用争议"]),
            "紧急级别": chance.choice(["一般", "较重", "严重"]),
            "办结时间": "2026-10-01 10:00:00",
            "核查是否属实": chance.choice(["属实", "不属实"]),
        }
        for number in range(40)
    ]
    _write(folder / "委案清单20261031.csv", cases, "gb18030")
    _write(folder / "外呼话单20261031.csv", calls, "gb18030")
    _write(folder / "信访工单20261031.csv", complaints, "gb18030")
    party = {"本人": "debtor", "配偶": "related_third", "同事": "unrelated_third", "不详": "unknown"}
    outcome = {"承诺还款": "promise", "无人接听": "no_answer", "拒绝还款": "refused", "空号": "invalid_number"}
    close = {"已还清欠款": "cured", "协商分期": "restructured", "转诉讼": "legal", "召回": "withdrawn"}
    intake = {"12345热线": "hotline_12345", "12378热线": "hotline_12378"}
    intake |= {"平台客服": "platform", "黑猫投诉": "public_site"}
    return {
        "cases": {
            "case_id": ("委案编号", {}),
            "loan_id": ("借款订单号", {}),
            "opened_on": ("入催日", {}),
            "opened_days_past_due": ("入催时逾期天数", {}),
            "opened_balance": ("入催本金余额(万元)", {"times": 10000}),
            "closed_on": ("出催日", {}),
            "close_reason": ("出催方式", {"codes": close}),
        },
        "contacts": {
            "contact_id": ("话单编号", {}),
            "case_id": ("案件号", {}),
            "borrower_id": ("客户ID", {}),
            "agent_id": ("坐席工号", {}),
            "channel": ("触达手段", {"codes": {"人工外呼": "phone", "智能外呼": "ai_voice", "短信": "sms"}}),
            "direction": ("呼叫方向", {"codes": {"呼出": "out", "呼入": "in"}}),
            "started_at": ("拨打时间", {}),
            "duration_s": ("通话秒数", {}),
            "connected": ("接通标志", {"codes": {"已接通": "true", "未接通": "false"}}),
            "party": ("接听人身份", {"codes": party}),
            "outcome": ("跟进结果", {"codes": outcome}),
        },
        "complaints": {
            "complaint_id": ("工单号", {}),
            "received_at": ("接诉时间", {}),
            "loan_id": ("涉诉借款订单号", {}),
            "intake": ("投诉来源渠道", {"codes": intake}),
            "cause": ("诉求类型", {}),
            "severity": ("紧急级别", {"codes": {"一般": "1", "较重": "2", "严重": "3"}}),
            "closed_at": ("办结时间", {}),
            "upheld": ("核查是否属实", {"codes": {"属实": "true", "不属实": "false"}}),
        },
    }
