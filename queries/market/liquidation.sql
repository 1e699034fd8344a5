-- How much of what was handed to collection in a month has come in since? One row per month opened and n, from the
-- opening (0) to 24 times thirty days after each case's own: cases and balance placed, all cash up to then, the
-- cases it came from, and its share. Only as far as the time is over for every platform's cases of that month.
with cohorts as (
    select
        month,
        months_since,
        sum(cases) as cases,
        sum(balance) as placed,
        max(largest_balance) as largest_placed,
        sum(paying_cases) as paying_cases,
        sum(cash) as cash
    from liquidation_month
    group by month, months_since
)

select
    month as cohort,
    months_since::bigint as months_since,
    cases::bigint as cases,
    placed,
    largest_placed,
    paying_cases::bigint as paying_cases,
    cash,
    cash / nullif(placed, 0) as rate
from cohorts
qualify cases = max(cases) over (partition by month)
order by cohort, months_since
