"""The data contract, version 1: the tables a platform submits, as typed schemas with their checks.

Money is CNY with 2 places, rates are fractions a year (0.24), times are local wall clock to the second,
ids are text and unique within a platform. Names, phone numbers, ID-card numbers and addresses are no part of it.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

import dataframely as dy
import polars as pl

VERSION = 1

BUCKETS = ("M0", "M1", "M2", "M3", "M4", "M5", "M6", "M7+")
LOAN_STATUSES = ("active", "settled", "restructured", "written_off", "sold")
CLOSE_REASONS = ("cured", "settled", "restructured", "legal", "written_off", "sold", "withdrawn")
PAYMENT_SOURCES = ("borrower", "guarantor", "legal", "sale")
CHANNELS = ("phone", "ai_voice", "sms", "app", "letter", "visit")
DIRECTIONS = ("out", "in")
PARTIES = ("debtor", "guarantor", "related_third", "unrelated_third", "unknown")
OUTCOMES = (
    "no_answer", "invalid_number", "message_left", "refused", "dispute", "hardship", "promise", "paid", "other",
)  # fmt: skip
PLAN_STATUSES = ("active", "complete", "broken")
COST_CATEGORIES = (
    "wages", "telecom", "sms", "visit", "agency_commission", "legal", "software", "training", "quality", "other",
)  # fmt: skip
RESPONSES = ("explanation", "monetary_relief", "non_monetary_relief", "none", "other")
INTAKES = ("platform", "hotline_12378", "hotline_12345", "association", "public_site", "visit", "court")

EARLIEST = dt.date(1990, 1, 1)
# A payment may exceed what the loan still owes by this share (rounding, late fees booked as interest).
OVERPAYMENT_TOLERANCE = 0.05


def _about(zh: str, en: str, unit: str = "", future: bool = False) -> dict[str, Any]:
    """What a column is, in both languages; `future` marks dates that may lie after the as-of date."""
    return {"description": en, "metadata": {"zh": zh, "unit": unit, "future": future}}


def _id(zh: str, en: str, **options: Any) -> dy.String:
    return dy.String(min_length=1, max_length=64, regex=r"^\S(.*\S)?$", **_about(zh, en), **options)


def _text(zh: str, en: str, **options: Any) -> dy.String:
    return dy.String(min_length=1, max_length=200, **_about(zh, en), **options)


def _code(zh: str, en: str, codes: tuple[str, ...], **options: Any) -> dy.Enum:
    return dy.Enum(list(codes), **_about(zh, en), **options)


def _money(zh: str, en: str, **options: Any) -> dy.Decimal:
    return dy.Decimal(18, 2, **_about(zh, en, "CNY"), **options)


def _date(zh: str, en: str, future: bool = False, **options: Any) -> dy.Date:
    return dy.Date(min=EARLIEST, **_about(zh, en, future=future), **options)


def _time(zh: str, en: str, **options: Any) -> dy.Datetime:
    return dy.Datetime(min=dt.datetime(1990, 1, 1), time_unit="us", **_about(zh, en), **options)


def _count(zh: str, en: str, unit: str = "", **options: Any) -> dy.Int64:
    return dy.Int64(**_about(zh, en, unit), **{"min": 0, **options})


def _in_order(earlier: str, later: str) -> pl.Expr:
    return pl.col(earlier) <= pl.col(later)


class Agents(dy.Schema):
    """Collectors, in-house or of an agency."""

    agent_id = _id("催收员编号", "agent id", primary_key=True)
    team = _text("团队", "team")
    agency = _text("外包机构", "agency; empty for in-house", nullable=True)
    hired_on = _date("入职日期", "hired on")
    left_on = _date("离职日期", "left on", nullable=True)
    hourly_cost = _money("每小时成本", "loaded cost per hour", nullable=True, min=0)

    @dy.rule()
    def hired_on_before_left_on(cls) -> pl.Expr:
        return _in_order("hired_on", "left_on")


class Loans(dy.Schema):
    """Loans disbursed to borrowers of the county."""

    loan_id = _id("借据编号", "loan id", primary_key=True)
    borrower_id = _id("借款人编号", "borrower id, pseudonymous")
    region_code = _id("区划代码", "township code", nullable=True)
    product = _id("产品", "product code")
    originated_on = _date("放款日期", "disbursed on")
    principal = _money("放款本金", "principal disbursed", min_exclusive=0)
    annual_rate = dy.Float64(min=0, max=10, **_about("年利率", "annual rate, a fraction (0.24 = 24 %)", "per year"))
    term_months = _count("期限", "term", "months", min=1, max=600)
    borrower_age_band = _text("年龄段", "borrower age band", nullable=True)
    borrower_occupation = _text("职业", "borrower occupation", nullable=True)
    income_band = _text("收入段", "income band", nullable=True)
    overdue_reason = _text("逾期原因", "reason given for being overdue", nullable=True)


class Instalments(dy.Schema):
    """The agreed repayment schedule."""

    loan_id = _id("借据编号", "loan id", primary_key=True)
    instalment_no = _count("期次", "instalment number, from 1", primary_key=True, min=1)
    due_on = _date("应还日期", "due on", future=True)
    principal_due = _money("应还本金", "principal due", min=0)
    interest_due = _money("应还利息", "interest due", min=0)


class Payments(dy.Schema):
    """Money received on a loan; a reversal is a payment with a negative amount."""

    payment_id = _id("还款编号", "payment id", primary_key=True)
    loan_id = _id("借据编号", "loan id")
    paid_on = _date("还款日期", "paid on")
    amount = _money("还款金额", "amount; negative for a reversal")
    principal_paid = _money("还款本金", "part applied to principal", nullable=True)
    interest_paid = _money("还款利息", "part applied to interest", nullable=True)
    fee_paid = _money("还款费用", "part applied to fees", nullable=True)
    source = _code("还款来源", "who paid", PAYMENT_SOURCES, nullable=True)

    @dy.rule()
    def amount_not_zero(cls) -> pl.Expr:
        return pl.col("amount") != 0

    @dy.rule()
    def parts_within_amount(cls) -> pl.Expr:
        parts = pl.sum_horizontal("principal_paid", "interest_paid", "fee_paid")
        return parts.abs() <= pl.col("amount").abs() + pl.lit("0.01").cast(pl.Decimal(18, 2))


class LoanMonths(dy.Schema):
    """Month-end snapshots, for platforms that do not send schedules and payments."""

    loan_id = _id("借据编号", "loan id", primary_key=True)
    month_end = _date("月末日期", "month end", primary_key=True)
    balance = _money("本金余额", "outstanding principal; negative for a credit balance", nullable=True)
    arrears = _money("逾期金额", "due and unpaid", nullable=True, min=0)
    days_past_due = _count("逾期天数", "days past due", "days", nullable=True, max=20_000)
    bucket = _code("账龄", "delinquency bucket, if days past due are unknown", BUCKETS, nullable=True)
    status = _code("状态", "status", LOAN_STATUSES)

    @dy.rule()
    def month_end_is_last_day(cls) -> pl.Expr:
        return pl.col("month_end") == pl.col("month_end").dt.month_end()

    @dy.rule()
    def lateness_known_while_on_book(cls) -> pl.Expr:
        late = pl.col("days_past_due").is_not_null() | pl.col("bucket").is_not_null()
        return late | ~pl.col("status").is_in(["active", "restructured"])


class Cases(dy.Schema):
    """Collection cases: a loan handed to collection, until it is closed."""

    case_id = _id("案件编号", "case id", primary_key=True)
    loan_id = _id("借据编号", "loan id")
    opened_on = _date("立案日期", "opened on")
    opened_days_past_due = _count("立案逾期天数", "days past due when opened", "days")
    opened_balance = _money("立案余额", "balance when opened", min=0)
    closed_on = _date("结案日期", "closed on", nullable=True)
    close_reason = _code("结案原因", "why closed", CLOSE_REASONS, nullable=True)

    @dy.rule()
    def opened_on_before_closed_on(cls) -> pl.Expr:
        return _in_order("opened_on", "closed_on")

    @dy.rule()
    def closed_with_reason(cls) -> pl.Expr:
        return pl.col("closed_on").is_null() == pl.col("close_reason").is_null()


class Assignments(dy.Schema):
    """Which agent held a case, from when to when."""

    case_id = _id("案件编号", "case id", primary_key=True)
    agent_id = _id("催收员编号", "agent id", primary_key=True)
    assigned_on = _date("分案日期", "assigned on", primary_key=True)
    ended_on = _date("结束日期", "ended on", nullable=True)

    @dy.rule()
    def assigned_on_before_ended_on(cls) -> pl.Expr:
        return _in_order("assigned_on", "ended_on")


class Contacts(dy.Schema):
    """Every attempt to reach somebody about a debt, answered or not."""

    contact_id = _id("联络编号", "contact id", primary_key=True)
    case_id = _id("案件编号", "case id", nullable=True)
    borrower_id = _id("借款人编号", "borrower id, pseudonymous")
    agent_id = _id("催收员编号", "agent id", nullable=True)
    agency = _text("外包机构", "agency", nullable=True)
    channel = _code("渠道", "channel", CHANNELS)
    direction = _code("方向", "direction", DIRECTIONS)
    started_at = _time("开始时间", "started at, local time")
    duration_s = _count("时长", "duration", "seconds", nullable=True, max=86_400)
    number_id = _id("号码编号", "dialled number, pseudonymous", nullable=True)
    connected = dy.Bool(nullable=True, **_about("是否接通", "connected"))
    party = _code("对象", "who was reached", PARTIES, nullable=True)
    outcome = _code("结果", "outcome", OUTCOMES)
    recorded = dy.Bool(nullable=True, **_about("是否录音", "recorded"))
    identity_disclosed = dy.Bool(nullable=True, **_about("是否表明身份", "caller said who they are"))
    visitors = _count("上门人数", "visitors", "people", nullable=True, max=50)
    off_hours_consent = dy.Bool(nullable=True, **_about("非工作时段同意", "debtor agreed to off-hours contact"))
    cost = _money("费用", "direct cost", nullable=True, min=0)


class Promises(dy.Schema):
    """Promises to pay."""

    promise_id = _id("承诺编号", "promise id", primary_key=True)
    case_id = _id("案件编号", "case id")
    contact_id = _id("联络编号", "contact id", nullable=True)
    made_on = _date("承诺日期", "made on")
    due_on = _date("承诺还款日期", "due on", future=True)
    amount = _money("承诺金额", "amount promised", min_exclusive=0)

    @dy.rule()
    def made_on_before_due_on(cls) -> pl.Expr:
        return _in_order("made_on", "due_on")


class Plans(dy.Schema):
    """Repayment plans and settlements agreed with the borrower."""

    plan_id = _id("方案编号", "plan id", primary_key=True)
    case_id = _id("案件编号", "case id")
    agreed_on = _date("协商日期", "agreed on")
    instalments = _count("期数", "instalments", min=1)
    total = _money("方案总额", "total to pay", min=0)
    reduction = _money("减免金额", "reduction", nullable=True, min=0)
    status = _code("状态", "status", PLAN_STATUSES)


class Costs(dy.Schema):
    """The collection cost ledger."""

    cost_id = _id("费用编号", "cost id", primary_key=True)
    month = _date("月份", "month, its last day")
    category = _code("类别", "category", COST_CATEGORIES)
    channel = _code("渠道", "channel", CHANNELS, nullable=True)
    agent_id = _id("催收员编号", "agent id", nullable=True)
    case_id = _id("案件编号", "case id", nullable=True)
    amount = _money("金额", "amount; negative for a correction")

    @dy.rule()
    def month_is_last_day(cls) -> pl.Expr:
        return pl.col("month") == pl.col("month").dt.month_end()


class Complaints(dy.Schema):
    """Complaints about lending or collection."""

    complaint_id = _id("投诉编号", "complaint id", primary_key=True)
    received_at = _time("受理时间", "received at, local time")
    loan_id = _id("借据编号", "loan id", nullable=True)
    case_id = _id("案件编号", "case id", nullable=True)
    agent_id = _id("催收员编号", "agent id", nullable=True)
    region_code = _id("区划代码", "township code", nullable=True)
    intake = _code("受理途径", "where it came in", INTAKES)
    cause = _text("投诉原因", "cause")
    severity = _count("严重程度", "severity, 1 to 3", min=1, max=3)
    first_reply_at = _time("首次回复时间", "first reply at", nullable=True)
    closed_at = _time("办结时间", "closed at", nullable=True)
    upheld = dy.Bool(nullable=True, **_about("是否属实", "upheld"))
    redress = _money("赔付金额", "redress paid", nullable=True, min=0)
    response = _code("答复方式", "how it was answered", RESPONSES, nullable=True)
    in_time = dy.Bool(nullable=True, **_about("是否按期办理", "handled in time, where only that is known"))

    @dy.rule()
    def received_before_first_reply(cls) -> pl.Expr:
        return _in_order("received_at", "first_reply_at")

    @dy.rule()
    def received_before_closed(cls) -> pl.Expr:
        return _in_order("received_at", "closed_at")


class Trainings(dy.Schema):
    """Courses agents completed."""

    agent_id = _id("催收员编号", "agent id", primary_key=True)
    course = _text("课程", "course", primary_key=True)
    completed_on = _date("完成日期", "completed on", primary_key=True)
    hours = dy.Float64(min=0, max=1000, **_about("学时", "hours", "hours"))
    score = dy.Float64(nullable=True, min=0, max=100, **_about("成绩", "score, 0 to 100"))


class QualityChecks(dy.Schema):
    """Quality checks of an agent's contacts."""

    check_id = _id("质检编号", "check id", primary_key=True)
    agent_id = _id("催收员编号", "agent id")
    contact_id = _id("联络编号", "contact id", nullable=True)
    checked_on = _date("质检日期", "checked on")
    score = dy.Float64(min=0, max=100, **_about("得分", "score, 0 to 100"))
    critical_errors = _count("致命错误数", "critical errors")


class Outreach(dy.Schema):
    """Borrower education events."""

    outreach_id = _id("活动编号", "event id", primary_key=True)
    region_code = _id("区划代码", "township code", nullable=True)
    held_on = _date("举办日期", "held on")
    topic = _text("主题", "topic")
    attendees = _count("参加人数", "attendees")


# In the order that lets references be checked as tables arrive.
TABLES: dict[str, type[dy.Schema]] = {
    "agents": Agents,
    "loans": Loans,
    "instalments": Instalments,
    "payments": Payments,
    "loan_months": LoanMonths,
    "cases": Cases,
    "assignments": Assignments,
    "contacts": Contacts,
    "promises": Promises,
    "plans": Plans,
    "costs": Costs,
    "complaints": Complaints,
    "trainings": Trainings,
    "quality_checks": QualityChecks,
    "outreach": Outreach,
}

# A submission in which anything refers to one of these must bring it; every other table may be left out.
REQUIRED_TABLES = ("loans",)


class Reference(NamedTuple):
    """`table.column`, where it is filled, must name a row of `target` by the target's key."""

    table: str
    column: str
    target: str


REFERENCES = (
    Reference("instalments", "loan_id", "loans"),
    Reference("payments", "loan_id", "loans"),
    Reference("loan_months", "loan_id", "loans"),
    Reference("cases", "loan_id", "loans"),
    Reference("assignments", "case_id", "cases"),
    Reference("assignments", "agent_id", "agents"),
    Reference("contacts", "case_id", "cases"),
    Reference("contacts", "agent_id", "agents"),
    Reference("promises", "case_id", "cases"),
    Reference("promises", "contact_id", "contacts"),
    Reference("plans", "case_id", "cases"),
    Reference("costs", "agent_id", "agents"),
    Reference("costs", "case_id", "cases"),
    Reference("complaints", "loan_id", "loans"),
    Reference("complaints", "case_id", "cases"),
    Reference("complaints", "agent_id", "agents"),
    Reference("trainings", "agent_id", "agents"),
    Reference("quality_checks", "agent_id", "agents"),
    Reference("quality_checks", "contact_id", "contacts"),
)
