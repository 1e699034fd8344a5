-- What would the rate be if nothing had been written off or sold? One row per month-end: the balance more than 30 days
-- late over the book, and the same with what left by write-off or sale in the last $months months put back into both.
-- months_seen says how many of those months have been observed; fewer than $months understates the second rate.
with books as (
    select
        month,
        sum(balance) as balance,
        sum(case when bucket not in ('M0', 'M1') then balance when balance is not null then 0 end) as balance_over_30,
        max(largest_balance) as largest_balance,
        max(case when bucket not in ('M0', 'M1') then largest_balance end) as largest_over_30,
        sum(loans) as loans,
        sum(case when bucket not in ('M0', 'M1') then loans else 0 end) as loans_over_30
    from portfolio_month
    group by month
),

gone as (
    select
        month,
        sum(case when to_bucket = 'written_off' then balance when balance is not null then 0 end) as written_off,
        sum(case when to_bucket = 'sold' then balance when balance is not null then 0 end) as sold,
        sum(case when to_bucket = 'written_off' then loans else 0 end) as loans_written_off,
        sum(case when to_bucket = 'sold' then loans else 0 end) as loans_sold
    from transition_month
    group by month
),

windows as (
    select
        books.month,
        books.balance,
        books.balance_over_30,
        books.largest_balance,
        books.largest_over_30,
        books.loans,
        books.loans_over_30,
        sum(gone.written_off) as written_off,
        sum(gone.sold) as sold,
        sum(gone.loans_written_off) as loans_written_off,
        sum(gone.loans_sold) as loans_sold,
        count(gone.month) as months_seen
    from books
    left join gone on books.month >= gone.month and gone.month > last_day(books.month - to_months($months))
    group by all
)

select
    month,
    balance_over_30,
    balance,
    written_off,
    sold,
    balance_over_30 / nullif(balance, 0) as rate,
    (balance_over_30 + written_off + sold) / nullif(balance + written_off + sold, 0) as rate_added_back,
    months_seen,
    loans::bigint as loans,
    loans_over_30::bigint as loans_over_30,
    loans_written_off::bigint as loans_written_off,
    loans_sold::bigint as loans_sold,
    largest_balance,
    largest_over_30
from windows
where month >= coalesce($first_month, month)
order by month
