"""Days past due, arrears and balance of single loans, against published figures and against plain Python."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given

from tests.data.marts.counties import ORIGIN, case, counties, drawn, instalments, loan, payment, run, tables
from tests.data.oracles import DAY, Loan, loan_months, month_ends

FINERACT = instalments(
    "F",
    (dt.date(2023, 10, 1), 250, 0),
    (dt.date(2023, 10, 16), 250, 0),
    (dt.date(2023, 10, 31), 250, 0),
    (dt.date(2023, 11, 15), 250, 0),
)
FINERACT_LOAN = loan("F", dt.date(2023, 9, 1), 1000)


def fineract(*payments: tuple[dt.date, int]) -> Loan:
    paid = [payment("F", number, day, amount) for number, (day, amount) in enumerate(payments)]
    return Loan(FINERACT_LOAN, FINERACT, paid, [], dt.date(2023, 12, 31))


def on(day: dt.date, subject: Loan) -> tuple[int, Decimal]:
    """Days past due and arrears by the marts on any day."""
    found = run((subject.as_of, tables([subject])), days=[day], until="state")["state"].row(0, named=True)
    return found["days_past_due"], found["arrears"]


@pytest.mark.parametrize(
    ("day", "days", "overdue"),
    [
        (dt.date(2023, 10, 1), 0, 0),
        (dt.date(2023, 10, 2), 1, 250),
        (dt.date(2023, 10, 4), 3, 250),
        (dt.date(2023, 10, 30), 29, 500),
        (dt.date(2023, 10, 31), 30, 500),
        (dt.date(2023, 12, 1), 61, 1000),
    ],
)
def test_days_past_due_are_those_fineract_publishes(day: dt.date, days: int, overdue: int) -> None:
    assert on(day, fineract()) == (days, overdue)
    assert (fineract().days_past_due(day), fineract().arrears(day)) == (days, overdue)


@pytest.mark.parametrize(
    ("day", "least", "most", "overdue"),
    [
        (dt.date(2023, 10, 25), 4, 30, 500),
        (dt.date(2023, 11, 16), 1, 3, 250),
        (dt.date(2023, 11, 16), 4, 30, 250),
        (dt.date(2023, 11, 16), 31, 60, 500),
        (dt.date(2023, 12, 16), 31, 60, 500),
        (dt.date(2023, 12, 16), 61, 90, 500),
    ],
)
def test_the_slow_calculator_ages_overdue_amounts_as_fineract_does(
    day: dt.date, least: int, most: int, overdue: int
) -> None:
    assert fineract().overdue_between(day, least, most) == overdue


def test_a_payment_covers_the_oldest_instalment_as_fineract_shows() -> None:
    day = dt.date(2023, 10, 26)
    paid = fineract((day, 250))
    assert paid.overdue_between(day, 4, 30) == 250
    assert on(day, paid) == (10, 250)


def test_a_loan_paid_in_full_owes_nothing_and_is_off_the_book() -> None:
    day = dt.date(2023, 12, 17)
    paid = fineract((dt.date(2023, 12, 17), 1000))
    found = run((paid.as_of, tables([paid])), days=[day], until="state")["state"].row(0, named=True)
    assert (found["status"], found["bucket"], found["arrears"]) == ("settled", None, 0)


@drawn(15)
@given(counties())
def test_every_loan_month_is_what_a_walk_through_the_instalments_says(book: list[Loan]) -> None:
    reported = month_ends(min(one.row["originated_on"] for one in book), book[0].as_of)
    expected = [row for one in book for row in loan_months(one.months(reported))]
    columns = [*expected[0]] if expected else ["loan_id", "month"]
    found = run((book[0].as_of, tables(book)), until="loan_month")["loan_month"].select(columns)
    assert found.sort("loan_id", "month").rows(named=True) == expected


def state_of(subject: Loan, month: dt.date) -> dict[str, object]:
    found = run((subject.as_of, tables([subject])), until="loan_month")["loan_month"]
    return {row["month"]: row for row in found.rows(named=True)}[month]


SHORT = instalments(
    "S", (dt.date(2024, 1, 20), 100, 10), (dt.date(2024, 2, 20), 100, 10), (dt.date(2024, 3, 20), 100, 10)
)
SHORT_LOAN = loan("S", ORIGIN, 300)
JANUARY, FEBRUARY, MARCH = dt.date(2024, 1, 31), dt.date(2024, 2, 29), dt.date(2024, 3, 31)


def test_without_principal_paid_interest_is_covered_before_principal() -> None:
    subject = Loan(SHORT_LOAN, SHORT, [payment("S", 1, dt.date(2024, 1, 20), 60)], [], MARCH)
    assert state_of(subject, JANUARY)["balance"] == 250
    assert state_of(subject, JANUARY)["arrears"] == 50


def test_one_payment_without_principal_paid_makes_the_whole_loan_allocated() -> None:
    paid = [
        payment("S", 1, dt.date(2024, 1, 20), 60, principal_paid=Decimal(55)),
        payment("S", 2, dt.date(2024, 3, 25), 10),
    ]
    assert state_of(Loan(SHORT_LOAN, SHORT, paid, [], MARCH), JANUARY)["balance"] == 250


def test_fees_pay_no_instalment() -> None:
    paid = [payment("S", 1, dt.date(2024, 1, 20), 110, fee_paid=Decimal(20))]
    assert state_of(Loan(SHORT_LOAN, SHORT, paid, [], MARCH), JANUARY)["arrears"] == 20


def test_a_reversal_makes_a_loan_late_again_from_the_old_due_date() -> None:
    paid = [payment("S", 1, dt.date(2024, 1, 20), 110), payment("S", 2, dt.date(2024, 2, 10), -110)]
    subject = Loan(SHORT_LOAN, SHORT, paid, [], MARCH)
    assert state_of(subject, JANUARY)["days_past_due"] == 0
    assert state_of(subject, FEBRUARY)["days_past_due"] == (FEBRUARY - dt.date(2024, 1, 20)).days


def test_principal_paid_back_early_settles_the_loan_though_interest_was_waived() -> None:
    paid = [payment("S", 1, dt.date(2024, 2, 1), 302, principal_paid=Decimal(300))]
    assert state_of(Loan(SHORT_LOAN, SHORT, paid, [], MARCH), FEBRUARY)["status"] == "settled"


def test_money_recovered_after_writing_off_does_not_bring_the_loan_back() -> None:
    paid = [payment("S", 1, dt.date(2024, 3, 10), 330)]
    subject = Loan(SHORT_LOAN, SHORT, paid, [case("S", dt.date(2024, 2, 25), "written_off")], MARCH)
    found = run((MARCH, tables([subject])), until="loan_month")["loan_month"].sort("month")
    assert found["status"].to_list() == ["active", "written_off"]
    assert found["loans"].to_list() == [1, 0]


def test_a_loan_paid_off_before_its_case_was_closed_was_settled() -> None:
    paid = [payment("S", 1, dt.date(2024, 2, 10), 330)]
    subject = Loan(SHORT_LOAN, SHORT, paid, [case("S", dt.date(2024, 2, 25), "sold")], MARCH)
    assert state_of(subject, FEBRUARY)["status"] == "settled"


def test_a_restructured_loan_stays_on_the_book_and_is_counted_apart() -> None:
    subject = Loan(SHORT_LOAN, SHORT, [], [case("S", dt.date(2024, 2, 25), "restructured")], MARCH)
    assert state_of(subject, JANUARY)["restructured_loans"] == 0
    assert state_of(subject, FEBRUARY)["restructured_balance"] == 300


def test_a_loan_class_follows_the_days() -> None:
    subject = Loan(SHORT_LOAN, SHORT, [], [], ORIGIN + 500 * DAY)
    found = run((subject.as_of, tables([subject])), until="loan_month")["loan_month"]
    floors = {row["loan_class"]: row["days_past_due"] for row in found.sort("month", descending=True).rows(named=True)}
    assert floors == {"special_mention": 11, "substandard": 101, "doubtful": 285, "loss": 377}


def test_more_reversed_than_paid_does_not_make_an_instalment_of_nothing_late() -> None:
    dues = instalments("S", (dt.date(2024, 1, 10), 0, 0), (dt.date(2024, 1, 20), 300, 0))
    subject = Loan(SHORT_LOAN, dues, [payment("S", 1, dt.date(2024, 1, 5), -5)], [], MARCH)
    assert state_of(subject, JANUARY)["days_past_due"] == 11
    assert state_of(subject, JANUARY)["arrears"] == 300
