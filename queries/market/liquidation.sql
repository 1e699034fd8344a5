-- How much of what was handed to collection in a month has come in since? One row per month opened and n, from the
-- opening (0) to 24 times thirty days after each case's own: cases and balance placed, all cash up to then, and its
-- share. Only as far as the time is over for every platform's cases of that month.
with cohorts as (
    select
        month,
        months_since,
        sum(cases) as cases,
        sum(balance) as placed,
        sum(cash) as cash
    from liquidation_month
    group by month, months_since
)

select
    month as cohort,
    months_since::bigint as months_since,
    cases::bigint as cases,
    placed,
    cash,
    cash / nullif(placed, 0) as rate
from cohorts
qualify cases = max(cases) over (partition by month)
order by cohort, months_since
