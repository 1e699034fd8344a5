-- Which month-ends do the balances cover? One row per month; previous_month and next_month are the reported
-- neighbours, is_consecutive says that the previous one is the calendar month before, has_book that loans on the book
-- were reported and not only such as left.
with first_loan as (
    select min(originated_on) as originated_on from submitted_loans
),

computed as (
    select
        calendar.month,
        true as has_book
    from calendar
    cross join first_loan
    cross join reporting
    where
        reporting.source = 'instalments'
        and calendar.month >= first_loan.originated_on
        and calendar.month >= reporting.reported_from
        and calendar.month <= reporting.balances_as_of
),

given as (
    select
        loan_months.month_end as month,
        max(case when loan_months.status in ('active', 'restructured') then 1 else 0 end) = 1 as has_book
    from submitted_loan_months as loan_months
    cross join reporting
    where
        reporting.source = 'loan_months'
        and loan_months.month_end >= reporting.reported_from
        and loan_months.month_end <= reporting.balances_as_of
    group by loan_months.month_end
),

months as (
    select * from computed
    union all
    select * from given
),

numbered as (
    select
        months.month,
        months.has_book,
        calendar.month_no,
        lag(months.month) over (order by months.month) as previous_month,
        lead(months.month) over (order by months.month) as next_month,
        lag(calendar.month_no) over (order by months.month) as previous_no
    from months
    inner join calendar on months.month = calendar.month
)

select
    month,
    month_no,
    previous_month,
    next_month,
    has_book,
    coalesce(month_no - previous_no = 1, false) as is_consecutive
from numbered
