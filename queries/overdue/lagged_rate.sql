-- Does growth hide lateness? One row per month-end: the balance more than 30 days late over the book of the same
-- month-end, and over the book $lag months earlier, which new lending since cannot swell.
with books as (
    select
        month,
        sum(balance) as balance,
        sum(case when bucket not in ('M0', 'M1') then balance when balance is not null then 0 end) as balance_over_30,
        max(largest_balance) as largest_balance,
        max(case when bucket not in ('M0', 'M1') then largest_balance end) as largest_over_30,
        sum(loans)::bigint as loans,
        sum(case when bucket not in ('M0', 'M1') then loans else 0 end)::bigint as loans_over_30
    from portfolio_month
    group by month
)

select
    books.month,
    books.balance_over_30,
    books.balance,
    earlier.balance as balance_before,
    books.balance_over_30 / nullif(books.balance, 0) as rate,
    books.balance_over_30 / nullif(earlier.balance, 0) as lagged_rate,
    books.loans_over_30,
    books.loans,
    earlier.loans as loans_before,
    books.largest_balance,
    books.largest_over_30,
    earlier.largest_balance as largest_before
from books
left join books as earlier on books.month = last_day(earlier.month + to_months($lag))
where books.month >= coalesce($first_month, books.month)
order by books.month
